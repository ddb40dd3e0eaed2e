//! The split in its short form, in the lead's editor or through a pipe, as long as it is to be mended.

use std::fs;
use std::io::IsTerminal;

use crate::config::Worker;
use crate::failure::Failure;
use crate::git;
use crate::plan::{self, Manifest, ShortError};

use super::super::{Context, Plan, accept};

const AGAIN: &str = "Open the editor again? [Y] Yes / [N] No, keep the text and leave:";

/// How a wrong line is marked.
const MARK: &str = "# error: ";

/// The workers as the lead left them; they fit into `plan`. Where there is no terminal, the short
/// form is printed and read back from standard input.
pub(super) fn split(
    context: &Context,
    plan: &Plan,
    manifest: &Manifest,
    workers: &[Worker],
) -> Result<Vec<Worker>, Failure> {
    let text = plan::short(manifest, workers);
    if !std::io::stdin().is_terminal() {
        context.out.answer(&text)?;
        context.out.note("the split as it should be, up to a line with a dot or the end:");
        let written = context.out.read_until(".")?;
        if plan::is_blank(&written) {
            return Err(Failure::new("there is no terminal for an editor, and no split was given")
                .hint("to hand it in, answer N and write it as it was printed, then a line: .")
                .hint("or from a file: git parallel plan --split FILE DOC…"));
        }
        return given(plan, manifest, workers, &written);
    }
    in_editor(context, plan, manifest, workers, text)
}

/// The workers that `text`, in the short form, describes.
pub(super) fn given(
    plan: &Plan,
    manifest: &Manifest,
    workers: &[Worker],
    text: &str,
) -> Result<Vec<Worker>, Failure> {
    read(plan, manifest, workers, text).map_err(|wrong| {
        let hint = "to see the form, answer N without a terminal: echo N | git parallel plan DOC…";
        match wrong {
            Wrong::Line(error) => Failure::new(error.to_string()).hint(hint),
            Wrong::Whole(failure) => failure,
        }
    })
}

/// What is wrong with a split.
enum Wrong {
    Line(ShortError),
    Whole(Failure),
}

fn read(
    plan: &Plan,
    manifest: &Manifest,
    workers: &[Worker],
    text: &str,
) -> Result<Vec<Worker>, Wrong> {
    let shared = plan.config.guard.shared.iter().cloned();
    let common = manifest.boundaries.iter().filter(|it| it.owner.is_none());
    let shared: Vec<String> = shared.chain(common.map(|it| it.path.clone())).collect();
    let workers = plan::read_short(text, manifest, workers, &shared).map_err(Wrong::Line)?;
    accept::workers(plan, &workers).map_err(Wrong::Whole)?;
    Ok(workers)
}

fn in_editor(
    context: &Context,
    plan: &Plan,
    manifest: &Manifest,
    workers: &[Worker],
    mut text: String,
) -> Result<Vec<Worker>, Failure> {
    let file = tempfile::Builder::new().prefix("parallel-").suffix(".txt").tempfile()?;
    loop {
        fs::write(file.path(), &text)?;
        if !git::edit(file.path(), &context.directory)? {
            return Err(Failure::new("the editor gave up, so nothing was written")
                .hint("to choose an editor, run: git config core.editor PROGRAM"));
        }
        let written = fs::read_to_string(file.path())?;
        let kept = written.lines().filter(|line| !line.starts_with(MARK));
        let mine: String = kept.map(|line| format!("{line}\n")).collect();
        if plan::is_blank(&mine) {
            return Err(Failure::new("the split was left empty, so nothing was written")
                .hint("to try again, run: git parallel plan DOC…"));
        }
        let wrong = match read(plan, manifest, workers, &mine) {
            Ok(workers) => return Ok(workers),
            Err(wrong) => wrong,
        };
        let (line, why) = match &wrong {
            Wrong::Line(error) => (error.line, error.why.clone()),
            Wrong::Whole(failure) => (1, failure.message().replace('\n', " ")),
        };
        context.out.warn(match &wrong {
            Wrong::Line(error) => error.to_string(),
            Wrong::Whole(failure) => failure.message().to_owned(),
        });
        let again = context.out.ask(AGAIN)?.unwrap_or_else(|| "n".to_owned());
        if matches!(again.to_lowercase().as_str(), "n" | "no") {
            fs::write(file.path(), &mine)?;
            let (_, kept) = file.keep().map_err(|error| Failure::from(error.error))?;
            return Err(Failure::new("the split is not sound, so nothing was written")
                .hint(format!("what you wrote is kept in {}", kept.display()))
                .hint("to use it once it is mended, run: git parallel plan --split FILE DOC…"));
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
