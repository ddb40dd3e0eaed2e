//! `complete WORD…`: the values TAB offers, for the shell scripts in `completions/`; no user types it.

mod asked;
mod values;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::exit::Exit;
use crate::render::{Color, Out};

/// Prints what could stand in place of the last of `words`, the command line up to the cursor, one
/// value a line with a tab and its meaning behind it. Nothing is said about what goes wrong: a
/// message would land in the middle of the line the user is typing.
pub fn entry(words: &[OsString]) -> ExitCode {
    let words: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let found = asked::asked(&words).map(|asked| values::values(&asked)).unwrap_or_default();
    if !found.is_empty() {
        let lines: Vec<String> = found.iter().map(values::Value::line).collect();
        Out::new(Color::Never, true).exact(lines.join("\n")).ok();
    }
    Exit::Done.into()
}
