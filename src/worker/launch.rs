//! The launch script of a worker: run by the user, in a terminal of its own.

use std::fmt::Write;
use std::path::Path;

use super::{Place, sh, sh_path};
use crate::config::Launch;
use crate::paste::acts;

/// The script by which agents call the guard, in git's common directory.
pub const LAUNCHER: &str = "parallel/agents/git-parallel";

/// The prompt as an argument. One that is longer than systems take in one word (Linux: 128 KiB), or
/// that an agent would take for an option, is handed over by its file.
const HANDED: &str = "\
text=$(cat -- \"$prompt\")
if [ \"$(wc -c <\"$prompt\")\" -gt 100000 ]; then text=-; fi
case $text in
-*) text=\"Your assignment is in the file $prompt: read all of it, then do what it says.\" ;;
esac
";

/// A POSIX shell script that goes to the worktree and starts the agent with the kickoff prompt.
///
/// Paths are relative to the script, so that it may be committed and used in another clone. In the
/// agent's command `{prompt}` stands for the prompt's text, `{prompt_file}` for its file,
/// `{worktree}` for the worktree, `{worker}` for the worker, `{common}` and `{git_dir}` for git's
/// directories, `{guard}` for this program.
pub fn script(
    place: &Place,
    title: &str,
    launch: &Launch,
    environment: &[(String, String)],
) -> String {
    let depth = place.script.parent().map_or(0, |folder| folder.components().count());
    let up = "/..".repeat(depth);
    let comment =
        |text: &str| -> String { text.chars().map(|c| if acts(c) { ' ' } else { c }).collect() };
    let handed =
        if launch.command.iter().any(|word| word.contains("{prompt}")) { HANDED } else { "" };
    let mut text = String::new();
    let written = write!(
        text,
        "#!/bin/sh\n\
         # Worker {id}: {title}\n\
         # Branch {branch}. Run this in a terminal of its own.\n\
         set -eu\n\
         root=$(CDPATH='' cd -- \"$(dirname -- \"$0\"){up}\" && pwd)\n\
         prompt=$root/{prompt}\n\
         {handed}\
         cd -- {worktree}\n\
         {exports}\
         {prepared}\
         exec {command}\n",
        id = place.id,
        title = comment(title),
        branch = comment(&place.branch),
        prompt = sh_path(&place.prompt),
        worktree = below_root(&place.relative),
        exports = exports(launch, environment),
        prepared = prepared(launch, &place.id),
        command = launch
            .command
            .iter()
            .map(|word| if word == "{options}" {
                "\"$@\"".into()
            } else {
                expanded(word, &place.id)
            })
            .collect::<Vec<_>>()
            .join(" "),
    );
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
    text
}

/// The same for Windows, where no terminal starts a script of a shell: a shell comes with git.
pub fn batch(place: &Place) -> String {
    let script = place.script.file_name().unwrap_or_default().to_string_lossy().replace('%', "%%");
    format!(
        "@echo off\r\n\
         rem Worker {}: the script beside this, by the shell that comes with git.\r\n\
         for /f \"delims=\" %%i in ('git --exec-path') do set \"GITEXEC=%%i\"\r\n\
         \"%GITEXEC%\\..\\..\\..\\bin\\sh.exe\" \"%~dp0{script}\" %*\r\n",
        place.id
    )
}

/// The variables of the session.
fn exports(launch: &Launch, environment: &[(String, String)]) -> String {
    let own = launch.environment.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(own);
    let mut text: String =
        all.map(|(name, value)| format!("export {name}={}\n", sh(value))).collect();
    if !launch.root_environment.is_empty() {
        let set = launch.root_environment.iter();
        let set = set.map(|(name, value)| format!(" {name}={}", sh(value))).collect::<String>();
        text.push_str(&format!("[ \"$(id -u)\" != 0 ] || export{set}\n"));
    }
    text
}

/// The lines of the script that say git's configuration in the environment, after all that a shell
/// of the agent says there itself (git-config(1), `GIT_CONFIG_COUNT`; git reads these last).
const SAID: &str = "\
# This agent hides the configuration of git and switches hooks off; both are said again here.
said() { printf \"'%s=%s'\" \"$1\" \"$(printf '%s' \"$2\" | sed \"s/'/'\\\\\\\\''/g\")\"; }
GIT_CONFIG_PARAMETERS=${GIT_CONFIG_PARAMETERS:+$GIT_CONFIG_PARAMETERS }$(said core.hooksPath \"$common/parallel/hooks\")
for key in user.name user.email; do
  if value=$(git config \"$key\"); then
    GIT_CONFIG_PARAMETERS=\"$GIT_CONFIG_PARAMETERS $(said \"$key\" \"$value\")\"
  fi
done
export GIT_CONFIG_PARAMETERS
";

/// What the script finds out before it starts the agent, where the agent's words need it.
fn prepared(launch: &Launch, worker: &str) -> String {
    let probed = launch.probe.iter().flat_map(|probe| &probe.words);
    let words: Vec<&String> = launch.command.iter().chain(probed).collect();
    let hides = launch.profile.as_ref().is_some_and(|it| it.hides_git_configuration);
    let names = |hole: &str| words.iter().any(|word| word.contains(hole));
    let mut text = String::new();
    let asks = names("{guard}") || names("PARALLEL_GUARD");
    if hides || asks || names("{common}") {
        text.push_str("common=$(git rev-parse --path-format=absolute --git-common-dir)\n");
    }
    if names("{git_dir}") {
        text.push_str("git_dir=$(git rev-parse --absolute-git-dir)\n");
    }
    if asks {
        // In another clone `start` may not have written it.
        text.push_str(&format!(
            "guard=$common/{LAUNCHER}\n\
             [ -x \"$guard\" ] || guard=$(command -v git-parallel || echo git-parallel)\n\
             export PARALLEL_GUARD=\"$guard\"\n"
        ));
    }
    if hides {
        text.push_str(SAID);
    }
    if !launch.probe.is_empty()
        && let Some(program) = launch.command.first()
    {
        // Only what the version that is installed knows.
        text.push_str(&format!(
            "help=$({} --help 2>/dev/null </dev/null || :)\nset --\n",
            sh(program)
        ));
        for probe in &launch.probe {
            let words = probe.words.iter().map(|word| expanded(word, worker));
            let words = words.collect::<Vec<_>>().join(" ");
            let file = probe.file.as_ref().map(|file| expanded(file, worker));
            let there = file.map_or(String::new(), |file| format!("[ ! -e {file} ] || "));
            text.push_str(&format!(
                "case $help in *{}*) {there}set -- \"$@\" {words};; esac\n",
                sh(&probe.option)
            ));
        }
    }
    text
}

/// The worktree as a shell word: below the main worktree unless the plan says an absolute path.
fn below_root(relative: &Path) -> String {
    let text = relative.to_string_lossy();
    if relative.is_absolute() { sh(&text) } else { format!("\"$root\"/{}", sh(&text)) }
}

/// One word of the agent's command with its placeholders as shell expansions.
fn expanded(word: &str, worker: &str) -> String {
    let worker = sh(worker);
    let holes: [(&str, &str); 7] = [
        ("{prompt}", "\"$text\""),
        ("{prompt_file}", "\"$prompt\""),
        ("{worktree}", "\"$PWD\""),
        ("{worker}", &worker),
        ("{common}", "\"$common\""),
        ("{git_dir}", "\"$git_dir\""),
        ("{guard}", "\"$guard\""),
    ];
    let literal = |text: &str| if text.is_empty() { String::new() } else { sh(text) };
    let mut out = String::new();
    let mut rest = word;
    while let Some((at, (name, expansion))) =
        holes.iter().filter_map(|hole| rest.find(hole.0).map(|at| (at, hole))).min()
    {
        out.push_str(&literal(&rest[..at]));
        out.push_str(expansion);
        rest = &rest[at + name.len()..];
    }
    if out.is_empty() { sh(rest) } else { out + &literal(rest) }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the real shell is the oracle")]
mod tests {
    use super::*;
    use crate::config::{Agent, Config, Worker};

    #[test]
    fn placeholders_become_quoted_expansions() {
        assert_eq!(expanded("{prompt}", "w"), "\"$text\"");
        assert_eq!(expanded("--msg={prompt_file}!", "w"), "--msg=\"$prompt\"'!'");
        assert_eq!(expanded("a b", "w"), "'a b'");
        assert_eq!(expanded("{worker}", "task-1"), "task-1");
    }

    /// Runs the script of a worker whose agent is `agent`, with `program` on PATH as a script of its
    /// own, in a repository; gives what that printed, and the worktree.
    fn ran(agent: &Agent, program: &str, body: &str, prompt: &str) -> (String, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        let mut config = Config::on("main");
        config.worker =
            vec![Worker { id: "task-1".into(), slug: "api".into(), ..Worker::default() }];
        let place = Place::of(&config, &root, 1, &config.worker[0]);
        for folder in [&place.worktree, &root.join("scripts"), &root.join("bin")] {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(root.join(&place.prompt), prompt).unwrap();
        let stub = root.join("bin").join(program);
        std::fs::write(&stub, format!("#!/bin/sh\n{body}\n")).unwrap();
        let launch = agent.launch(&config.worker[0], None).unwrap();
        let environment = [("PARALLEL_WORKER".to_owned(), "task-1".to_owned())];
        let text = script(&place, "a\ntitle $(id)", &launch, &environment);
        std::fs::write(root.join(&place.script), &text).unwrap();
        let run = "git init -q . && git config user.name \"$3\" && chmod +x \"$1\" && PATH=${1%/*}:$PATH sh \"$2\"";
        let ran = std::process::Command::new("sh")
            .args(["-c", run, "sh"])
            .arg(&stub)
            .arg(root.join(&place.script))
            .arg("it's me")
            .current_dir(&root)
            .env("HOME", &root)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{text}\n{told}{}", String::from_utf8_lossy(&ran.stderr));
        assert!(!place.worktree.join("pwned").exists());
        (told, place.worktree)
    }

    #[test]
    fn windows_starts_the_script_by_the_shell_of_git() {
        let mut config = Config::on("main");
        config.worker =
            vec![Worker { id: "task-1".into(), slug: "api".into(), ..Worker::default() }];
        let place = Place::of(&config, Path::new("/r"), 1, &config.worker[0]);
        let text = batch(&place);
        assert!(text.lines().count() == 4 && text.matches("\r\n").count() == 4, "{text}");
        assert!(text.ends_with("bin\\sh.exe\" \"%~dp0worker-1-api.sh\" %*\r\n"), "{text}");
        let odd = Place { script: "scripts/a%b.sh".into(), ..place };
        assert!(batch(&odd).contains("%~dp0a%%b.sh"), "a percent stays one");
    }

    #[test]
    fn the_agent_gets_the_prompt_to_the_letter() {
        let prompt = "say \"hi\" to $HOME, `id`, it's\n\n$(touch pwned) \\ end";
        let command = ["printf", "%s|%s", "{prompt}", "{worktree}"].map(String::from).to_vec();
        let agent = Agent { command, ..Agent::default() };
        let (told, tree) = ran(&agent, "unused", "", prompt);
        assert_eq!(told, format!("{prompt}|{}", tree.display()));
        // What would not reach the agent as it is reaches it by its file.
        for prompt in ["---\nname: kickoff\n---\nGo.\n".to_owned(), "long ".repeat(40_000)] {
            let (told, _) = ran(&agent, "unused", "", &prompt);
            assert!(told.contains("worker-1-api.md: read all of it"), "{told}");
        }
    }

    #[test]
    fn options_are_given_only_where_the_program_has_them() {
        let body = "case $1 in --help) echo '  -n, --name NAME';; *) printf '%s|' \"$@\";; esac";
        let (told, _) = ran(&Agent::default(), "claude", body, "go");
        assert_eq!(told, "-n|task-1|--dangerously-skip-permissions|go|");
        let (told, _) =
            ran(&Agent::default(), "claude", "[ $1 != --help ] && printf '%s|' \"$@\"", "go");
        assert_eq!(told, "--dangerously-skip-permissions|go|");
    }

    #[test]
    fn an_agent_that_hides_gits_configuration_is_told_it_again() {
        let agent = Agent { name: "gemini".into(), ..Agent::default() };
        let body = "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0= GIT_CONFIG_GLOBAL=/dev/null
git config core.hooksPath; git config user.name; echo $GEMINI_CLI_TRUST_WORKSPACE";
        let (told, tree) = ran(&agent, "gemini", body, "go");
        let hooks = tree.ancestors().nth(2).unwrap().join(".git/parallel/hooks");
        assert_eq!(told, format!("{}\nit's me\ntrue\n", hooks.display()));
    }
}
