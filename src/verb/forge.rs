//! The programs of forges, `gh` and `glab`: the commands that open a request to merge a branch, and what
//! they tell of the requests there are.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::config::{Config, Worker};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::monitor::{Request, Requests};
use crate::paste::acts;
use crate::verb::Context;
use crate::worker::{sh, sh_path};

/// How long a forge may take to tell of its requests.
const PATIENCE: Duration = Duration::from_secs(10);

/// What hosts a remote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forge {
    Github,
    Gitlab,
}

impl Forge {
    /// The one of the plan's remote, as far as its address tells.
    fn of(repo: &Repo, config: &Config) -> Result<Option<Self>, Failure> {
        let url = repo.remote_url(&config.remote)?;
        Ok(if url.contains("github") {
            Some(Self::Github)
        } else if url.contains("gitlab") {
            Some(Self::Gitlab)
        } else {
            None
        })
    }

    /// What is on PATH.
    fn program(self) -> &'static str {
        match self {
            Self::Github => "gh",
            Self::Gitlab => "glab",
        }
    }

    /// The command that lists requests as JSON, the newest ones.
    fn listing(self) -> &'static str {
        match self {
            Self::Github => {
                "gh pr list --state all --limit 200 --json headRefName,number,state,url"
            }
            Self::Gitlab => "glab mr list --all --per-page 100 --output json",
        }
    }
}

/// The command that opens a request to merge `branch` into the base, as far as the remote's address tells
/// which program does.
pub(super) fn request(
    repo: &Repo,
    config: &Config,
    branch: &str,
    (title, body): (&str, &str),
) -> Result<String, Failure> {
    let (branch, base, title, body) = (sh(branch), sh(&config.base), sh(title), lines(body));
    Ok(match Forge::of(repo, config)? {
        Some(Forge::Github) => {
            format!("gh pr create --base {base} --head {branch} --title {title} --body {body}")
        }
        Some(Forge::Gitlab) => format!(
            "glab mr create --target-branch {base} --source-branch {branch} --title {title} --description {body} --yes"
        ),
        None => format!(
            "git request-pull {base} {} {branch}  # or open it where the remote is hosted",
            sh(&config.remote)
        ),
    })
}

/// A text of several lines as a word on one line, for every shell of POSIX.
fn lines(text: &str) -> String {
    let plain = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if acts(c) => " ".to_owned(),
        c => c.to_string(),
    };
    if text.is_empty() {
        return "''".to_owned();
    }
    let text: String = text.trim_end().chars().map(plain).collect();
    format!("\"$(printf %b {})\"", sh(&text))
}

/// What a request says of a worker: its items, and what its commits say.
pub(super) fn about(
    repo: &Repo,
    worker: &Worker,
    base: &str,
    tip: &str,
) -> Result<String, Failure> {
    let mut text = format!("{}\n", worker.title());
    let items = worker.task.iter().map(|task| format!("- {}: {}\n", task.id, task.text));
    let items: String = items.collect();
    if !items.is_empty() {
        text.push_str(&format!("\nItems\n\n{items}"));
    }
    let subjects = repo.subjects_on_line(tip, base, None)?;
    let lines = subjects.iter().rev().map(|(_, subject)| String::from_utf8_lossy(subject));
    let lines: String =
        lines.filter(|it| !it.is_empty()).map(|subject| format!("- {subject}\n")).collect();
    if !lines.is_empty() {
        text.push_str(&format!("\nCommits\n\n{lines}"));
    }
    Ok(text)
}

/// Runs `commands`, which push branches and open requests, in their order; the first that fails ends it.
pub(super) fn open(
    context: &Context,
    repo: &Repo,
    config: &Config,
    commands: &[String],
) -> Result<Exit, Failure> {
    let Some(forge) = Forge::of(repo, config)? else {
        return Err(Failure::new(format!(
            "nothing is known to open requests at the remote '{}'",
            config.remote
        ))
        .hint("to see the commands only, leave out --open"));
    };
    let program = forge.program();
    if which::which(program).is_err() {
        return Err(Failure::new(format!("'{program}' is not on PATH"))
            .hint(format!("install {program}, or leave out --open to see the commands only")));
    }
    for command in commands {
        context.out.note(command);
        let code = git::shell(command, repo.root(), &[])?;
        if code != 0 {
            let first = command.lines().next().unwrap_or_default();
            return Err(Failure::new(format!("'{first}' ended with code {code}"))
                .exit_with(Exit::Found)
                .hint("what is open already can be seen by: git parallel status --requests"));
        }
    }
    Ok(Exit::Done)
}

/// What the forge tells of requests for `branches`; why nothing, where it does not.
pub(super) fn requests(
    repo: &Repo,
    config: &Config,
    branches: &[String],
) -> Result<Requests, Failure> {
    let unknown = |why: String| Requests { unknown: Some(why), ..Requests::default() };
    let Some(forge) = Forge::of(repo, config)? else {
        return Ok(unknown(format!("nothing is known to ask at the remote '{}'", config.remote)));
    };
    let program = forge.program();
    if which::which(program).is_err() {
        return Ok(unknown(format!("'{program}' is not on PATH")));
    }
    let told = tempfile::NamedTempFile::new()?;
    let asked = format!("{} >{} 2>/dev/null", forge.listing(), sh_path(told.path()));
    let code = git::shell_until(&asked, repo.root(), &[], Instant::now() + PATIENCE)?;
    Ok(match code {
        None => {
            unknown(format!("'{program}' did not answer within {} seconds", PATIENCE.as_secs()))
        }
        Some(0) => read(&text(told.path())?, branches)
            .unwrap_or_else(|_| unknown(format!("what '{program}' answers cannot be read"))),
        Some(code) => unknown(format!("'{program}' ended with code {code}")),
    })
}

fn text(file: &Path) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&std::fs::read(file)?).into_owned())
}

/// Reads the list of a forge's program: of each of `branches` the newest request.
fn read(text: &str, branches: &[String]) -> serde_json::Result<Requests> {
    let all: Vec<Request> = serde_json::from_str(text)?;
    let newest =
        |branch: &String| all.iter().filter(|it| it.branch == *branch).max_by_key(|it| it.number);
    let found = branches.iter().filter_map(newest).cloned();
    let plain = |it: Request| {
        let state = it.state.to_lowercase();
        Request { state: if state == "opened" { "open".into() } else { state }, ..it }
    };
    Ok(Requests { found: found.map(plain).collect(), unknown: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_word_of_one_line() {
        assert_eq!(lines("a\n\\b it's $c\n"), "\"$(printf %b 'a\\n\\\\b it'\\''s $c')\"");
        assert_eq!(lines(""), "''");
    }

    #[test]
    fn both_forges_are_read() {
        let branches = ["w/1".to_owned(), "w/2".to_owned()];
        let told = r#"[{"headRefName":"w/1","number":3,"state":"CLOSED","url":"u3","more":1},
            {"headRefName":"w/1","number":7,"state":"OPEN","url":"u7"},
            {"headRefName":"other","number":9,"state":"OPEN","url":"u9"}]"#;
        let found = read(told, &branches).unwrap().found;
        let seen: Vec<_> = found.iter().map(|it| (it.number, it.state.as_str())).collect();
        assert_eq!(seen, [(7, "open")]);
        let told = r#"[{"source_branch":"w/2","iid":1,"state":"opened","web_url":"u"}]"#;
        assert_eq!(read(told, &branches).unwrap().found[0].state, "open");
        assert!(read("no", &branches).is_err());
    }
}
