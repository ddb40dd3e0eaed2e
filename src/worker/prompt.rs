//! The prompts a worker is given, from templates and the plan.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

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
    /// The checkpoints expected of it.
    pub checkpoints: Vec<String>,
    /// What it needs of others.
    pub needs: Vec<Need>,
    /// The other workers.
    pub peers: Vec<Peer>,
    /// Prefixes beyond the four built in.
    pub prefixes: Vec<String>,
    /// The commands that tell whether the work is sound.
    pub checks: Vec<String>,
}

/// One task.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// The item's identifier.
    pub id: String,
    /// What to do, in the document's words.
    pub text: String,
    /// Where it was read.
    pub source: Option<String>,
    /// Its estimated size.
    pub size: Option<String>,
    /// Its own files.
    pub scope: Vec<String>,
    /// The items it waits for.
    pub after: Vec<String>,
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

/// The prompt a worker starts with.
pub fn kickoff(brief: &Brief) -> Result<String, TemplateError> {
    fill(include_str!("templates/kickoff.md"), brief)
}

fn fill(template: &str, brief: &Brief) -> Result<String, TemplateError> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true);
    environment.set_syntax(syntax.build()?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("hang", |text: &str, by: usize| hang(text, by));
    environment.add_filter("code", |text: &str| code(text));
    Ok(environment.render_str(template, Serde(brief))?)
}

/// `text` without control characters, its further lines indented so that they stay in a list item.
fn hang(text: &str, by: usize) -> String {
    let clean: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    clean.trim().replace('\n', &format!("\n{}", " ".repeat(by)))
}

/// `text` as a Markdown code span, whatever backticks it holds (CommonMark 6.1).
fn code(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
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
            }],
            ..Brief::default()
        }
    }

    #[test]
    fn item_text_arrives_unchanged_and_stays_in_its_list_item() {
        let text = kickoff(&brief()).unwrap();
        assert!(
            text.contains("1. Fix `x` for \"$HOME\" & {{ braces }}\n   second line[31m"),
            "{text}"
        );
    }

    #[test]
    fn every_section_of_a_kickoff_is_there() {
        let text = kickoff(&brief()).unwrap();
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
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}
