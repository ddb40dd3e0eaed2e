//! The prompts a worker is given, from templates and the plan.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::paste::{acts, escape, lines, sh};

/// A template that could not be filled in.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the prompt: {0}")]
pub struct TemplateError(#[from] minijinja::Error);

/// Everything a prompt can speak of.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Brief {
    /// The worker's identifier.
    pub id: String,
    /// The identifier with its slug.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// The worktree's path, quoted for a shell.
    pub worktree: String,
    /// Its branch.
    pub branch: String,
    /// The base branch.
    pub base: String,
    /// The remote, where there is one.
    pub remote: Option<String>,
    /// The patterns it may change.
    pub scope: Vec<String>,
    /// Files any worker may change, in a commit of their own.
    pub shared: Vec<String>,
    /// Its tasks, in order.
    pub tasks: Vec<Step>,
    /// What its documents say for all of the work.
    pub rules: Vec<String>,
    /// The checkpoints expected of it.
    pub checkpoints: Vec<String>,
    /// What it needs of others.
    pub needs: Vec<Need>,
    /// The other workers.
    pub peers: Vec<Peer>,
    /// Prefixes beyond the four built in.
    pub prefixes: Vec<String>,
    /// The variables its launch script sets, each with its value.
    pub environment: Vec<(String, String)>,
    /// The commands that tell whether the work is sound.
    pub checks: Vec<String>,
    /// What is committed, the oldest first.
    pub done: Vec<String>,
    /// The tasks that remain.
    pub remaining: Vec<Step>,
    /// Paths that are not committed.
    pub dirty: Vec<String>,
    /// Needs that are met, to be merged now.
    pub available: Vec<Need>,
    /// Needs that are still open.
    pub waiting: Vec<Need>,
    /// Why it is blocked, in its words; empty where it is not, or gave no reason.
    pub blocked: String,
    /// Who waits for whom in a circle, this worker among them.
    pub cycle: Vec<String>,
    /// The task it can begin with; none where each waits for somebody, or nothing is open.
    pub first: Option<String>,
    /// What it needs of others before it can begin anything.
    pub held: Vec<String>,
    /// Whether only its own files are checked out.
    pub sparse: bool,
    /// What it was granted beyond its scope, each with why.
    pub granted: Vec<Granted>,
}

/// A path that was granted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Granted {
    /// The pattern.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// One task.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// The item's identifier.
    pub id: String,
    /// What to do, in the document's words.
    pub text: String,
    /// All its document says beyond that, code and all, and what was answered about it.
    pub detail: Option<String>,
    /// How urgent its document says it is.
    pub priority: Option<String>,
    /// The name its document gives it.
    pub label: Option<String>,
    /// Urgency, name, source and size, as far as they are known, each in a few words.
    pub facts: Vec<String>,
    /// Whether its source is an issue.
    pub issue: bool,
    /// Where it was read.
    pub source: Option<String>,
    /// Its estimated size.
    pub size: Option<String>,
    /// Its own files.
    pub scope: Vec<String>,
    /// The items it waits for.
    pub after: Vec<String>,
    /// The worker that handed it over.
    pub from: Option<String>,
}

/// Something needed of another worker.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Need {
    /// The need as a prefix names it: `task-2/UserModel`.
    pub name: String,
    /// The worker that has it.
    pub worker: String,
    /// That worker's branch.
    pub branch: String,
    /// What of that worker's is needed, where it is a plain word: a commit names it once it is there.
    pub item: Option<String>,
    /// What the item is, where it is one of the plan.
    pub text: Option<String>,
}

/// Another worker.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Peer {
    /// Its identifier.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The patterns it owns.
    pub scope: Vec<String>,
}

/// Which prompt is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a worker starts with.
    Kickoff,
    /// What it needed is there.
    Resume,
    /// Its session ended before its work.
    Continue,
    /// It waits in a circle with others.
    Deadlock,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Kickoff, Self::Resume, Self::Continue, Self::Deadlock];

    /// The name of its template's file.
    pub fn file(self) -> &'static str {
        match self {
            Self::Kickoff => "kickoff.md",
            Self::Resume => "resume.md",
            Self::Continue => "continue.md",
            Self::Deadlock => "deadlock.md",
        }
    }

    /// The template this program brings along.
    pub fn template(self) -> &'static str {
        match self {
            Self::Kickoff => include_str!("templates/kickoff.md"),
            Self::Resume => include_str!("templates/resume.md"),
            Self::Continue => include_str!("templates/continue.md"),
            Self::Deadlock => include_str!("templates/deadlock.md"),
        }
    }
}

/// Writes prompts: from the templates this program brings along, or from the repository's own.
#[derive(Debug, Clone, Default)]
pub struct Prompts {
    own: Vec<(&'static str, String)>,
}

impl Prompts {
    /// Prompts in which the repository's own text stands for the template of `kind`.
    #[must_use]
    pub fn with(mut self, kind: Kind, template: String) -> Self {
        self.own.push((kind.file(), template));
        self
    }

    /// The prompt of `kind` for the worker of `brief`.
    pub fn write(&self, kind: Kind, brief: &Brief) -> Result<String, TemplateError> {
        #[derive(Serialize)]
        struct Full<'b> {
            #[serde(flatten)]
            brief: &'b Brief,
            kickoff: String,
        }
        let own = self.own.iter().find(|(file, _)| *file == kind.file());
        let template = own.map_or(kind.template(), |(_, text)| text);
        // Other prompts may quote the assignment as it was given.
        let kickoff = match kind {
            Kind::Kickoff => String::new(),
            _ => self.write(Kind::Kickoff, brief)?,
        };
        fill(template, &Full { brief, kickoff })
    }
}

fn fill(template: &str, values: &impl Serialize) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("hang", |text: &str, by: usize| hang(text, by));
    environment.add_filter("code", |text: &str| code(text));
    environment.add_filter("sh", |text: &str| sh(text));
    // Whoever shows it on a terminal is to read it, and nothing else.
    Ok(lines(&environment.render_str(template, Serde(values))?))
}

/// `text`, its further lines indented so that they stay in a list item.
fn hang(text: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.trim().lines().map(str::trim_end).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if at > 0 && !line.is_empty() {
            out.push_str(&indent);
        }
        out.push_str(line);
    }
    out
}

/// `text` as a Markdown code span, whatever backticks it holds (CommonMark 6.1).
fn code(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { escape(&mut clean, c) } else { clean.push(c) }
    }
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{clean}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {clean} {fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief() -> Brief {
        let step = Step {
            id: "item-1".into(),
            text: "Fix `x` for \"$HOME\" & {{ braces }}\nsecond line\u{1b}[31m".into(),
            source: Some("review.md:14".into()),
            ..Step::default()
        };
        Brief {
            id: "task-1".into(),
            name: "task-1-api".into(),
            title: "API".into(),
            branch: "work/task-1-api".into(),
            base: "main".into(),
            worktree: "'/a b/c'".into(),
            scope: vec!["src/api/".into()],
            tasks: vec![step],
            checkpoints: vec!["routes".into()],
            needs: vec![Need {
                name: "task-2/User".into(),
                worker: "task-2".into(),
                branch: "work/task-2-m".into(),
                ..Need::default()
            }],
            ..Brief::default()
        }
    }

    #[test]
    fn item_text_arrives_unchanged_and_stays_in_its_list_item() {
        let text = Prompts::default().write(Kind::Kickoff, &brief()).unwrap();
        assert!(
            text.contains(
                "- **item-1**: Fix `x` for \"$HOME\" & {{ braces }}\n  second line\\x1b[31m"
            ),
            "{text}"
        );
    }

    #[test]
    fn every_section_of_a_kickoff_is_there() {
        let text = Prompts::default().write(Kind::Kickoff, &brief()).unwrap();
        for part in [
            "## Assignment",
            "## Your worktree",
            "cd '/a b/c'",
            "## Assigned scope",
            "`src/api/`",
            "## Tasks",
            "## Checkpoint expectations",
            "routes",
            "## Commit protocol",
            "[CHECKPOINT]",
            "[BLOCKED:<reason>]",
            "[NEEDS:<worker>/<item>]",
            "[COMPLETE]",
            "## Dependencies",
            "[NEEDS:task-2/User]",
            "## Start",
        ] {
            assert!(text.contains(part), "{part} missing in:\n{text}");
        }
        assert!(!text.contains("\n\n\n"), "blank lines pile up:\n{text}");
    }

    #[test]
    fn every_prompt_can_be_written_with_and_without_news() {
        let need = brief().needs;
        let news = Brief {
            done: vec!["routes".into()],
            dirty: vec!["src/a`b".into()],
            remaining: brief().tasks,
            available: need.clone(),
            waiting: need,
            blocked: "key".into(),
            cycle: vec!["task-1".into(), "task-2".into()],
            ..brief()
        };
        for kind in Kind::ALL {
            for (brief, full) in [(brief(), false), (news.clone(), true)] {
                let text = Prompts::default().write(kind, &brief).unwrap();
                assert!(
                    !text.contains("\n\n\n") && text.contains("task-1-api"),
                    "{kind:?}:\n{text}"
                );
                assert_eq!(
                    full && kind == Kind::Continue,
                    text.contains("- routes\n\n## Not committed"),
                    "{text}"
                );
            }
        }
        let resume = Prompts::default().write(Kind::Resume, &news).unwrap();
        assert!(resume.contains("git merge --no-ff --no-edit work/task-2-m"), "{resume}");
        assert!(resume.contains("You are blocked on `key`"), "{resume}");
        let blocked = Brief { blocked: "key".into(), ..brief() };
        let resume = Prompts::default().write(Kind::Resume, &blocked).unwrap();
        assert!(resume.contains("You are blocked on `key`"), "{resume}");
        assert!(!resume.contains("missing any more") && !resume.contains("\n\n\n"), "{resume}");
    }

    #[test]
    fn a_repository_may_bring_its_own_template() {
        let prompts = Prompts::default().with(Kind::Kickoff, "Hi {{ id }}{{ nope }}".into());
        assert!(prompts.write(Kind::Kickoff, &brief()).is_err(), "an unknown name is an error");
        let prompts = Prompts::default().with(Kind::Kickoff, "Hi {{ id }}\n".into());
        assert_eq!(prompts.write(Kind::Kickoff, &brief()).unwrap(), "Hi task-1\n");
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
