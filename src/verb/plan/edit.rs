//! The split as TOML in the lead's editor, opened again as long as the lead wants to mend it.

use std::fs;

use crate::config::{self, Worker};
use crate::failure::Failure;
use crate::git;

use super::super::{Context, Plan, accept};

const HEAD: &str = "\
# The split, one [[worker]] a worker. Move tasks, change scopes, rename or remove workers.
# No path may have two owners. Saved as it is when you leave; an empty file gives up.
";

const AGAIN: &str = "Open the editor again? [Y] Yes / [N] No, keep the text and leave:";

/// The workers as the lead left them; they fit into `plan`.
pub(super) fn split(
    context: &Context,
    plan: &Plan,
    workers: &[Worker],
) -> Result<Vec<Worker>, Failure> {
    let mut text = config::set_workers(HEAD, workers)?;
    let file = tempfile::Builder::new().prefix("parallel-").suffix(".toml").tempfile()?;
    loop {
        fs::write(file.path(), &text)?;
        if !git::edit(file.path(), &context.directory)? {
            return Err(Failure::new("the editor gave up, so nothing was written")
                .hint("to choose an editor, run: git config core.editor PROGRAM"));
        }
        let written = fs::read_to_string(file.path())?;
        let mine: String = written
            .lines()
            .filter(|line| !line.starts_with("# error: "))
            .map(|line| format!("{line}\n"))
            .collect();
        if mine.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
            return Err(Failure::new("the split was left empty, so nothing was written")
                .hint("to try again, run: git parallel plan DOC…"));
        }
        match read(plan, &mine) {
            Ok(workers) => return Ok(workers),
            Err(failure) => {
                context.out.warn(failure.message());
                let again = context.out.ask(AGAIN)?.unwrap_or_else(|| "n".to_owned());
                if matches!(again.to_lowercase().as_str(), "n" | "no") {
                    let (_, kept) = file.keep().map_err(|error| Failure::from(error.error))?;
                    return Err(Failure::new("the split is not sound, so nothing was written")
                        .hint(format!("what you wrote is kept in {}", kept.display())));
                }
                let causes: String = failure
                    .causes()
                    .iter()
                    .map(|cause| format!("# error: {}\n", cause.replace('\n', " ")))
                    .collect();
                text = format!("# error: {}\n{causes}{mine}", failure.message().replace('\n', " "));
            }
        }
    }
}

/// The workers in `text`, validated as part of the whole plan.
fn read(plan: &Plan, text: &str) -> Result<Vec<Worker>, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Split {
        #[serde(default)]
        worker: Vec<Worker>,
    }
    let split: Split =
        toml::from_str(text).map_err(|error| Failure::new(error.to_string().trim().to_owned()))?;
    accept::workers(plan, &split.worker)?;
    Ok(split.worker)
}
