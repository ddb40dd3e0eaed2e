//! `hook NAME ARG…`: what the stubs call. Runs before the command line is parsed, as every commit
//! pays for it several times.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::hook::Hook;
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
    match run(&name, args.to_vec(), out) {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(failure) => {
            let failure = failure
                .hint("the guard refuses what it cannot judge; to pass it by, set GIT_PARALLEL=0");
            out.failure(&failure);
            Exit::Found.into()
        }
    }
}

fn run(name: &str, args: Vec<OsString>, out: Out) -> Result<i32, Failure> {
    let hook = Hook::new(name, args)?;
    if std::env::var_os("GIT_PARALLEL").is_none_or(|value| value != "0") {
        let verdict = hook.judge()?;
        if !verdict.violations.is_empty() {
            let stops = verdict.can_stop && verdict.violations.iter().any(|it| it.stops());
            out.plain(violation::violations(&verdict.violations, stops));
            if stops {
                return Ok(1);
            }
        }
    }
    Ok(hook.chain()?)
}
