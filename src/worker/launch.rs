//! The launch script of a worker: run by the user, in a terminal of its own.

use std::fmt::Write;
use std::path::Path;

use super::{Place, sh};

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
/// `{worktree}` for the worktree.
pub fn script(
    place: &Place,
    title: &str,
    command: &[String],
    environment: &[(String, String)],
) -> String {
    let depth = place.script.parent().map_or(0, |folder| folder.components().count());
    let up = "/..".repeat(depth);
    let handed = if command.iter().any(|word| word.contains("{prompt}")) { HANDED } else { "" };
    let title: String = title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let exports: String =
        environment.iter().map(|(name, value)| format!("export {name}={}\n", sh(value))).collect();
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
         exec {command}\n",
        id = place.id,
        branch = place.branch,
        prompt = sh(&place.prompt.to_string_lossy()),
        worktree = below_root(&place.relative),
        command = command.iter().map(|word| expanded(word)).collect::<Vec<_>>().join(" "),
    );
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
    text
}

/// The worktree as a shell word: below the main worktree unless the plan says an absolute path.
fn below_root(relative: &Path) -> String {
    let text = relative.to_string_lossy();
    if relative.is_absolute() { sh(&text) } else { format!("\"$root\"/{}", sh(&text)) }
}

/// One word of the agent's command with its placeholders as shell expansions.
fn expanded(word: &str) -> String {
    const HOLES: [(&str, &str); 3] =
        [("{prompt}", "\"$text\""), ("{prompt_file}", "\"$prompt\""), ("{worktree}", "\"$PWD\"")];
    let first = HOLES.iter().filter_map(|hole| word.find(hole.0).map(|at| (at, hole))).min();
    let Some((at, (name, expansion))) = first else {
        return sh(word);
    };
    let (before, after) = (&word[..at], &word[at + name.len()..]);
    let literal = |text: &str| if text.is_empty() { String::new() } else { sh(text) };
    let rest = if after.is_empty() { String::new() } else { expanded(after) };
    format!("{}{expansion}{rest}", literal(before))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the real shell is the oracle")]
mod tests {
    use super::*;
    use crate::config::{Config, Worker};

    #[test]
    fn placeholders_become_quoted_expansions() {
        assert_eq!(expanded("{prompt}"), "\"$text\"");
        assert_eq!(expanded("--msg={prompt_file}!"), "--msg=\"$prompt\"'!'");
        assert_eq!(expanded("a b"), "'a b'");
    }

    #[test]
    fn the_agent_gets_the_prompt_to_the_letter() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let mut config = Config::on("main");
        config.worker =
            vec![Worker { id: "task-1".into(), slug: "api".into(), ..Worker::default() }];
        let place = Place::of(&config, root, 1, &config.worker[0]);
        std::fs::create_dir_all(&place.worktree).unwrap();
        std::fs::create_dir_all(root.join("scripts")).unwrap();
        let prompt = "say \"hi\" to $HOME, `id`, it's\n\n$(touch pwned) \\ end";
        std::fs::write(root.join(&place.prompt), prompt).unwrap();
        let command = ["printf", "%s|%s", "{prompt}", "{worktree}"].map(String::from);
        let environment = [("PARALLEL_WORKER".to_owned(), "task-1".to_owned())];
        let text = script(&place, "a\ntitle $(id)", &command, &environment);
        std::fs::write(root.join(&place.script), &text).unwrap();
        let run =
            || std::process::Command::new("sh").arg(root.join(&place.script)).output().unwrap();
        let ran = run();
        let tree = place.worktree.canonicalize().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&ran.stdout),
            format!("{prompt}|{}", tree.display()),
            "{text}"
        );
        assert!(!tree.join("pwned").exists());
        // What would not reach the agent as it is reaches it by its file.
        for prompt in ["---\nname: kickoff\n---\nGo.\n".to_owned(), "long ".repeat(40_000)] {
            std::fs::write(root.join(&place.prompt), prompt).unwrap();
            let ran = run();
            let said = String::from_utf8_lossy(&ran.stdout).into_owned();
            assert!(said.contains("worker-1-api.md: read all of it"), "{said} {ran:?}");
        }
    }
}
