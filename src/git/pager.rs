//! The user's pager, as git finds it.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Error, Git};

/// Shows `text` in the pager git would use (`GIT_PAGER`, `core.pager`, `PAGER`, less) and waits for
/// its end; false where there is none to use.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's pager")]
pub fn page(text: &str, directory: &Path) -> Result<bool, Error> {
    let pager = Git::at(directory).args(["var", "GIT_PAGER"]).line()?;
    if pager.is_empty() || pager == "cat" {
        return Ok(false);
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(&pager).current_dir(directory).stdin(Stdio::piped());
    // As git sets them, where the user has not: colours pass, and a short text ends by itself.
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let mut child = command.spawn().map_err(Error::Spawn)?;
    let fed = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
    let ended = child.wait().map_err(Error::Spawn)?;
    match fed {
        // It was left before the end of the text.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Spawn(error)),
        _ => Ok(ended.success()),
    }
}
