//! The house of `git parallel`, in the order data flows; not a stable interface for other programs.
//!
//! - The crate `git-parallel-reader` ([`document`]) reads text into work items, and the crate
//!   `git-parallel-core` decides: [`plan`], [`scope`], [`config`], [`guard`], [`monitor`],
//!   [`integrate`], [`recover`], [`retro`].
//! - `worker` writes what each worker is given, `hook` installs the stubs that guard it and serves
//!   them.
//! - `file` writes files whole, `git` is the only place that runs git, `render` the only place
//!   that prints, and `verb` ties them together, one file a verb: gather, decide, show, apply.
//!
//! All of that is private, so that the compiler tells what nothing uses; [`seams`] is what tests see.
//!
//! Arrows run one way; crates hold most of them, `tests/it/layers.rs` the rest.

#![expect(
    unreachable_pub,
    reason = "what is not in `seams` is seen by nobody; `pub` says that other stages use it"
)]

pub use git_parallel_core::{
    agent, config, document, guard, integrate, monitor, paste, plan, recover, retro, scope,
};

mod cli;
mod exit;
mod failure;
mod file;
mod git;
mod hook;
mod render;
mod summary;
mod verb;
mod worker;

pub mod seams;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use cli::Cli;
use exit::Exit;
use render::Out;
use verb::Context;

/// Parses, runs, and prints a failure once.
pub fn main(args: Vec<OsString>) -> ExitCode {
    // Every commit of a worker starts this several times: no command line is built for it.
    if let [_, verb, rest @ ..] = args.as_slice()
        && verb == "hook"
    {
        return verb::hook::entry(rest);
    }
    if let Some(code) = verb::hook::by_stub(&args) {
        return code;
    }
    if let [_, verb, rest @ ..] = args.as_slice()
        && verb == "complete"
    {
        return verb::complete::entry(rest);
    }
    let matches = match cli::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            if error.use_stderr() {
                Out::new(render::Color::Auto, false).plain(error.render().ansi().to_string());
                return Exit::Failed.into();
            }
            // A closed output is no failure of help and version, and there is nobody left to tell.
            error.print().ok();
            return Exit::Done.into();
        }
    };
    if let Some(schema) = verb::schema(&matches) {
        let told = Out::new(render::Color::Auto, false).answer(schema);
        return told.map_or(Exit::Failed, |()| Exit::Done).into();
    }
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let out = Out::new(cli.color, cli.quiet);
    let directory = cli.directory.clone().unwrap_or_else(|| ".".into());
    let context =
        Context { directory, out, json: cli.json, dry_run: cli.dry_run, trust: cli.trust };
    if let Some(place) = verb::away(&context) {
        render::stand_away(place);
    }
    match cli.verb.run(&context) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if !failure.message().is_empty() {
                out.failure(&failure);
                if context.json {
                    // Whoever reads it may have gone; the exit code tells all the same.
                    out.failed(&failure).ok();
                }
            }
            failure.exit().into()
        }
    }
}
