//! A text in the lead's editor, as long as it is to be mended.

use std::fs;

use crate::failure::Failure;
use crate::git;
use crate::plan;

use super::super::Context;
use super::Args;
use crate::worker::sh;

const AGAIN: &str = "Open the editor again? [Y] Yes / [N] No, keep the text and leave:";

/// How a wrong line is marked.
const MARK: &str = "# error: ";

/// What is wrong with a text.
pub(super) enum Wrong {
    /// One of its lines, from 1, and why.
    Line(usize, String),
    /// All of it.
    Whole(Failure),
}

/// What a text is called, and the flag that takes it once it is mended by hand.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub(super) what: &'static str,
    pub(super) flag: &'static str,
}

/// What `read` makes of the text once nothing is wrong with it.
pub(super) fn until_sound<T>(
    (context, args): (&Context, &Args),
    kept: Kept,
    mut text: String,
    read: impl Fn(&str) -> Result<T, Wrong>,
) -> Result<T, Failure> {
    let Kept { what, flag } = kept;
    let file = tempfile::Builder::new().prefix("parallel-").suffix(".txt").tempfile()?;
    loop {
        fs::write(file.path(), &text)?;
        if !git::edit(file.path(), &context.directory)? {
            return Err(Failure::new("the editor gave up, so nothing was written")
                .hint("to choose an editor, run: git config core.editor PROGRAM"));
        }
        let written = fs::read_to_string(file.path())?;
        let lines = written.lines().filter(|line| !line.starts_with(MARK));
        let mine: String = lines.map(|line| format!("{line}\n")).collect();
        if plan::is_blank(&mine) {
            return Err(Failure::new(format!("{what} was left empty, so nothing was written"))
                .hint(format!("to try again, run: {}", args.again(&[]))));
        }
        let (line, why) = match read(&mine) {
            Ok(read) => return Ok(read),
            Err(Wrong::Line(line, why)) => {
                context.out.warn(format!("line {line}: {why}"));
                (line, why)
            }
            Err(Wrong::Whole(failure)) => {
                context.out.warn(failure.message());
                (1, failure.message().replace('\n', " "))
            }
        };
        let again = context.out.ask(AGAIN)?.unwrap_or_else(|| "n".to_owned());
        if matches!(again.to_lowercase().as_str(), "n" | "no") {
            fs::write(file.path(), &mine)?;
            let (_, path) = file.keep().map_err(|error| Failure::from(error.error))?;
            let path = path.display().to_string();
            let use_it = args.again(&[&format!("{flag}{}", sh(&path))]);
            return Err(Failure::new(format!("{what} is not sound, so nothing was written"))
                .hint(format!("what you wrote is kept in {path}"))
                .hint(format!("to use it once it is mended, run: {use_it}")));
        }
        text = marked(&mine, line, &why);
    }
}

/// `text` with what is wrong said above the line it is about.
fn marked(text: &str, line: usize, why: &str) -> String {
    let numbered = text.lines().zip(1..);
    numbered
        .map(
            |(one, at)| {
                if at == line { format!("{MARK}{why}\n{one}\n") } else { format!("{one}\n") }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_above_its_line() {
        assert_eq!(marked("a\nb\n", 2, "no"), "a\n# error: no\nb\n");
    }
}
