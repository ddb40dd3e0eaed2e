//! Running the user's own commands (checks, setup) in a worktree, free of git's own variables.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Error;
use super::exec::{LOCAL_ENV, exit_code};

/// Runs `command` by `sh -c` in `directory`; what it prints goes to standard error. Gives its exit
/// code, 128 plus the signal where it was killed.
pub fn shell(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
) -> Result<i32, Error> {
    let mut child = prepared(command, directory, environment);
    child.stdout(std::io::stderr()).stderr(Stdio::inherit());
    run(child)
}

/// The same for a command the user asked for: it has the terminal to itself.
pub fn shell_attached(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
) -> Result<i32, Error> {
    let mut child = prepared(command, directory, environment);
    child.stdin(Stdio::inherit());
    Ok(exit_code(child.status().map_err(Error::Spawn)?))
}

/// The same, with `told` on its standard input.
pub fn shell_told(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
    told: &str,
) -> Result<i32, Error> {
    // A file, not a pipe: a command that does not read it holds nobody up.
    let mut input = tempfile::tempfile().map_err(Error::Spawn)?;
    input.write_all(told.as_bytes()).map_err(Error::Spawn)?;
    input.rewind().map_err(Error::Spawn)?;
    let mut child = prepared(command, directory, environment);
    child.stdin(input).stdout(std::io::stderr()).stderr(Stdio::inherit());
    run(child)
}

/// The same, but what it prints is added to the file `log`.
pub fn shell_logged(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
    log: &Path,
) -> Result<i32, Error> {
    let told = |error| Error::file(log, error);
    let mut file = File::options().create(true).append(true).open(log).map_err(told)?;
    writeln!(file, "$ {command}").map_err(told)?;
    let mut child = prepared(command, directory, environment);
    child.stdout(file.try_clone().map_err(told)?).stderr(file);
    run(child)
}

/// The same as [`shell`], ended with all it began where it still runs at `end`; none then.
pub fn shell_until(
    command: &str,
    directory: &Path,
    environment: &[(String, String)],
    end: Instant,
) -> Result<Option<i32>, Error> {
    let mut child = prepared(command, directory, environment);
    child.stdout(std::io::stderr()).stderr(Stdio::inherit());
    Ok(super::ending::run_until(grouped(child), Some(end))?.map(exit_code))
}

/// Runs it in a process group of its own, so that what ends this program ends all of it.
fn run(child: Command) -> Result<i32, Error> {
    Ok(exit_code(super::ending::run(grouped(child))?))
}

fn grouped(mut child: Command) -> Command {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        child.process_group(0);
    }
    child
}

/// An interactive `shell` in `directory`, until the user leaves it.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's commands")]
pub fn shell_at(shell: &str, directory: &Path) -> Result<i32, Error> {
    let mut child = surrounded(Command::new(shell), directory, &[]);
    child.stdin(Stdio::inherit());
    Ok(exit_code(child.status().map_err(Error::Spawn)?))
}

/// Runs a program with its arguments, which the user gave on the command line, in `directory`; what
/// it prints goes to standard error. None where there is no such program.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's commands")]
pub fn command(
    words: &[String],
    directory: &Path,
    environment: &[(String, String)],
) -> Result<Option<i32>, Error> {
    let [program, arguments @ ..] = words else { return Ok(Some(0)) };
    let mut child = surrounded(Command::new(program), directory, environment);
    child.args(arguments).stdout(std::io::stderr()).stderr(Stdio::inherit());
    match run(child) {
        Err(Error::Spawn(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        ended => ended.map(Some),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's commands")]
fn prepared(command: &str, directory: &Path, environment: &[(String, String)]) -> Command {
    let mut child = surrounded(Command::new("sh"), directory, environment);
    child.arg("-c").arg(command);
    child
}

fn surrounded(mut child: Command, directory: &Path, environment: &[(String, String)]) -> Command {
    child.current_dir(directory).stdin(Stdio::null());
    for name in LOCAL_ENV {
        child.env_remove(name);
    }
    child.envs(environment.iter().map(|(name, value)| (name, value)));
    child
}
