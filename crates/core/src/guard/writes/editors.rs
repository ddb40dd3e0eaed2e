//! Editors that are told by a script what to do, which may be to write the file.

use super::options::{Spec, parts};
use super::{How, Write};
use crate::shell::Argument;

/// The file that `ed`, `ex` or `vi` in its silent mode writes: the first one it is given, where a command of
/// the script, on its `input` or in an option, says so.
pub(super) fn edited(name: &str, words: &[Argument], input: Option<&str>) -> Option<Write> {
    let spec = match name {
        "ed" => Spec { short: "p", long: &["prompt"] },
        "ex" | "vi" | "vim" | "nvim" => Spec { short: "cSTtuUiw", long: &["cmd", "startuptime"] },
        _ => return None,
    };
    let parts = parts(words, spec, false);
    let silent = name != "vi" && name != "vim" && name != "nvim" || parts.has(&["e", "s"]);
    let told = parts.options.iter().filter(|(name, _)| name == "c");
    let told = told.filter_map(|(_, value)| value.as_ref()?.text());
    let mut commands = told.chain(input).flat_map(|text| text.split(['\n', '|']));
    let [first, ..] = parts.operands.as_slice() else { return None };
    (silent && commands.any(writes))
        .then(|| first.text())
        .flatten()
        .map(|path| Write { path: path.to_owned(), how: How::Write })
}

/// Whether a command of ed(1) writes the file that is edited.
fn writes(command: &str) -> bool {
    ["w", "wq", "x", "xit", "write", "w!", "wq!", "x!"]
        .contains(&command.trim().trim_start_matches('%'))
}
