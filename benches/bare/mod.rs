//! A program started as the benches start it: nothing is read of whoever runs them.

use std::path::Path;
use std::process::{Command, Stdio};

/// `program` in `dir`, without anybody's configuration of git and without input.
pub(crate) fn command(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null());
    command
}
