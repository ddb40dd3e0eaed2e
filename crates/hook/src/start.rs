//! Where the system starts this program: with a stub, which it lets pass or becomes the program that judges it.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::judge::{Found, found};

pub use crate::judge::state_of;

/// Lets the hook pass that the system started this for, with its stub, or becomes the program that judges it.
pub fn main() -> ExitCode {
    let mut args = env::args_os();
    let (Some(own), Some(stub)) = (args.next(), args.next()) else {
        return refused("git starts this by the hooks that `git parallel hooks install` writes");
    };
    let args: Vec<OsString> = args.collect();
    let whole = match found(Path::new(&own), Path::new(&stub), &args) {
        Found::Passes => return ExitCode::SUCCESS,
        Found::Whole(program) => Some(program),
        Found::Unknown => None,
    };
    let name = Path::new(&stub).file_name().unwrap_or_default();
    let mut command = match &whole {
        Some(program) => command(program, &[OsStr::new("hook"), name], &args),
        // The stub tells the shell which program it is.
        None => command(Path::new("/bin/sh"), &[&stub], &args),
    };
    let error = command.exec();
    refused(&format!("the guard cannot be started: {error}"))
}

#[expect(clippy::disallowed_methods, reason = "this becomes the program that judges")]
fn command(program: &Path, first: &[&OsStr], args: &[OsString]) -> Command {
    let mut command = Command::new(program);
    command.args(first).args(args);
    command
}

fn refused(why: &str) -> ExitCode {
    // Whoever reads it may have gone; the code tells all the same.
    writeln!(io::stderr(), "git parallel: {why}").ok();
    ExitCode::FAILURE
}
