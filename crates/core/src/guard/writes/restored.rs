//! Paths that git takes from a revision that is named.

use super::options::{Spec, parts};
use super::{How, Write};
use crate::shell::Argument;

/// What `git checkout REV -- PATH…` and `git restore --source=REV PATH…` write, where all of it is plain.
pub(super) fn taken(verb: &str, words: &[Argument]) -> Vec<Write> {
    let (from, paths) = match verb {
        "checkout" => {
            let Some(at) = words.iter().position(|word| word.text() == Some("--")) else {
                return Vec::new();
            };
            let before = parts(&words[..at], Spec { short: "bB", long: &["orphan"] }, false);
            let [from] = before.operands.as_slice() else { return Vec::new() };
            let plain =
                before.all_known(Spec { short: "", long: &[] }, &["f", "force", "q", "quiet"]);
            (Some(from.clone()).filter(|_| plain), words[at + 1..].to_vec())
        }
        "restore" => {
            let spec = Spec { short: "s", long: &["source"] };
            let parts = parts(words, spec, false);
            let flags = ["W", "worktree", "S", "staged", "q", "quiet"];
            let written = !parts.has(&["S", "staged"]) || parts.has(&["W", "worktree"]);
            let from = parts.value(&["s", "source"]).cloned();
            (from.filter(|_| written && parts.all_known(spec, &flags)), parts.operands)
        }
        _ => return Vec::new(),
    };
    let Some(from) = from.as_ref().and_then(Argument::text) else { return Vec::new() };
    let plain = |path: &&str| !path.starts_with(':') && !path.contains(['*', '?', '[', '\\']);
    let paths = paths.iter().filter_map(Argument::text).filter(plain);
    paths.map(|path| Write { path: path.to_owned(), how: How::Taken(from.to_owned()) }).collect()
}
