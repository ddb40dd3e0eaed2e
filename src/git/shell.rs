//! Running the user's own commands (checks, setup) in a worktree, free of git's own variables.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Error;
use super::exec::{LOCAL_ENV, exit_code};

/// Runs `command` by `sh -c` in `directory`; what it prints goes to standard error. Gives its exit
/// code, 128 plus the signal where it was killed.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's commands")]
pub fn shell(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
) -> Result<i32, Error> {
    let mut child = Command::new("sh");
    child.arg("-c").arg(command).current_dir(directory).stdin(Stdio::null());
    for name in LOCAL_ENV {
        child.env_remove(name);
    }
    child.envs(environment.iter().map(|(name, value)| (name, value)));
    child.stdout(std::io::stderr()).stderr(Stdio::inherit());
    Ok(exit_code(child.status().map_err(Error::Spawn)?))
}
