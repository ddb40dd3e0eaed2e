//! Git with its verbs, patches that stand in files, and scripts of awk(1).

use super::super::awk;
use super::super::options::{Spec, parts};
use super::super::restored::taken;
use super::super::streams::Input;
use super::super::{How, Write};
use super::{Shell, Walk};
use crate::shell::Argument;

/// Programs that write nothing but what is seen of them.
const HARMLESS: [&str; 22] = [
    "cat",
    "diff",
    "echo",
    "false",
    "file",
    "git add",
    "git apply",
    "git branch",
    "git diff",
    "git log",
    "git rev-parse",
    "git show",
    "git status",
    "grep",
    "head",
    "ls",
    "patch",
    "printf",
    "pwd",
    "tail",
    "test",
    "true",
];

/// Whether a program writes nothing but what is seen of it.
pub(super) fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name)
}

impl Walk {
    /// `git`: where it is to work, and its verb.
    pub(super) fn git(&mut self, words: &[Argument], input: Option<Input>, shell: &Shell) {
        let spec = Spec { short: "Cc", long: &["git-dir", "work-tree", "namespace"] };
        let before = parts(words, spec, true);
        let Some((verb, rest)) = before.operands.split_first() else { return };
        let Some(verb) = verb.text().filter(|_| !before.has(&["git-dir", "work-tree"])) else {
            return;
        };
        let mut shell = shell.clone();
        for (_, folder) in before.options.iter().filter(|(name, _)| name == "C") {
            shell.go(folder.as_ref().and_then(Argument::text));
        }
        // Of verbs that have verbs of their own, these read.
        let second = rest.first().and_then(Argument::text).unwrap_or_default();
        match verb {
            "stash" if ["list", "show", "create", "drop", "clear"].contains(&second) => {}
            "worktree" => {
                self.program(
                    &format!("git worktree {second}"),
                    &rest[1.min(rest.len())..],
                    None,
                    &shell,
                );
            }
            _ => {
                for Write { path, how } in taken(verb, rest) {
                    self.add(&shell, &path, how);
                }
                self.program(&format!("git {verb}"), rest, input, &shell);
            }
        }
    }

    /// A script of `awk`: what it writes, and what it runs.
    pub(super) fn awk(&mut self, words: &[Argument], shell: &Shell) {
        let done = awk::done(words);
        for file in done.files {
            self.add(shell, &file, How::Write);
        }
        for command in done.commands {
            // What cannot be read of it may be no command at all.
            drop(self.script(&command, &mut shell.clone()));
        }
    }

    /// A patch from a file is what stands in that file now, as long as nothing ran that may have written it.
    pub(super) fn apply(&mut self, shell: &Shell, file: &str, strip: usize) {
        let Some(file) = shell.path(file).filter(|_| !self.unsure) else { return };
        if !self.found.iter().any(|it| it.path == file) {
            self.add(shell, ".", How::Patched { file, strip });
        }
    }
}
