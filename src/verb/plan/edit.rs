//! The split in its short form, in the lead's editor or through a pipe, as long as it is to be mended.

use std::io::IsTerminal;

use crate::config::Worker;
use crate::failure::Failure;
use crate::plan::{self, Manifest};

use super::super::{Context, Plan, accept};
use super::Args;
use super::editor::{self, Kept, Wrong};

const KEPT: Kept = Kept { what: "the split", flag: "--split " };

/// The workers as the lead left them; they fit into `plan`. Where there is no terminal, the short
/// form is printed and read back from standard input.
pub(super) fn split(
    (context, args): (&Context, &Args),
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
                .hint(format!("or from a file: {}", args.again(&["--split FILE"]))));
        }
        return given(args, plan, manifest, workers, &written);
    }
    editor::until_sound((context, args), KEPT, text, |text| read(plan, manifest, workers, text))
}

/// The workers that `text`, in the short form, describes.
pub(super) fn given(
    args: &Args,
    plan: &Plan,
    manifest: &Manifest,
    workers: &[Worker],
    text: &str,
) -> Result<Vec<Worker>, Failure> {
    read(plan, manifest, workers, text).map_err(|wrong| {
        let without = Args { split: None, yes: false, ..args.clone() };
        let hint = format!(
            "to see the form, answer N without a terminal: echo N | {}",
            without.again(&[])
        );
        match wrong {
            Wrong::Line(line, why) => Failure::new(format!("line {line}: {why}")).hint(hint),
            Wrong::Whole(failure) => failure,
        }
    })
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
    let workers = plan::read_short(text, manifest, workers, &shared)
        .map_err(|error| Wrong::Line(error.line, error.why))?;
    accept::workers(plan, &workers).map_err(Wrong::Whole)?;
    Ok(workers)
}
