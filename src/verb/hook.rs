//! `hook NAME ARG…`: what the stubs call. Runs before the command line is parsed, as every commit
//! pays for it several times.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::become_shell;
use crate::guard::Violation;
use crate::hook::{Error, Hook, started};
use crate::render::{Color, Out, violation};

/// Judges the hook named first in `args`, then runs the hook that was there before. A guard that
/// cannot judge refuses.
pub fn entry(args: &[OsString]) -> ExitCode {
    let out = Out::new(Color::Auto, false);
    let Some((name, args)) = args.split_first() else {
        let failure = Failure::new("no hook is named")
            .hint("git starts this by the hooks that `git parallel hooks install` writes");
        out.failure(&failure);
        return Exit::Failed.into();
    };
    let name = name.to_string_lossy();
    if name == "pre-tool-use" {
        return tool_use(args, out);
    }
    if super::session::EVENTS.contains(&&*name) {
        return session(&name, out);
    }
    match run(&name, args.to_vec(), out) {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(failure) => {
            out.failure(&failure);
            Exit::Found.into()
        }
    }
}

/// The same where the system started this program for a stub, with the stub in place of the verb; none where it
/// did not. A stub that names another program, or none, is the shell's to read.
pub fn by_stub(args: &[OsString]) -> Option<ExitCode> {
    let started = started(args)?;
    if !started.is_named {
        let failure = Failure::from(Error::from(become_shell(started.stub, started.arguments)));
        Out::new(Color::Auto, false).failure(&failure);
        return Some(Exit::Found.into());
    }
    Some(entry(&[&[started.name.to_owned()], started.arguments].concat()))
}

/// The edit-time guard only tells early: what it cannot judge passes, and is judged at the commit.
fn tool_use(args: &[OsString], out: Out) -> ExitCode {
    let skipped = std::env::var_os("GIT_PARALLEL").is_some_and(|value| value == "0");
    let plain = args.iter().any(|arg| arg == "--plain");
    match if skipped { Ok(Exit::Done) } else { super::tool_use::run(out, plain) } {
        Ok(exit) => exit.into(),
        Err(failure) => {
            out.failure(&failure);
            Exit::Found.into()
        }
    }
}

/// What is told of a session stops nothing, whatever becomes of it.
fn session(event: &str, out: Out) -> ExitCode {
    match super::session::run(out, event) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            out.failure(&failure);
            Exit::Found.into()
        }
    }
}

fn run(name: &str, args: Vec<OsString>, out: Out) -> Result<i32, Failure> {
    let hook = Hook::new(name, args).map_err(|error| refused(error, name == "pre-receive"))?;
    let escaped = std::env::var_os("GIT_PARALLEL").is_some_and(|value| value == "0");
    let mut clean = !escaped;
    if !escaped || hook.is_servers() {
        let verdict = hook.judge().map_err(|error| refused(error, hook.is_servers()))?;
        if !verdict.violations.is_empty() {
            let stops = verdict.can_stop && verdict.violations.iter().any(Violation::stops);
            out.plain(violation::violations(&verdict.violations, stops));
            if stops {
                return Ok(1);
            }
            clean = false;
        }
    }
    let code = hook.chain()?;
    if clean && code == 0 {
        hook.passed();
    }
    Ok(code)
}

/// A guard that cannot judge; a server's cannot be passed by either.
fn refused(error: Error, server: bool) -> Failure {
    let passes = server || matches!(error, Error::Syncing);
    let failure = Failure::from(error);
    if passes {
        return failure;
    }
    failure.hint("the guard refuses what it cannot judge; to pass it by, set GIT_PARALLEL=0")
}
