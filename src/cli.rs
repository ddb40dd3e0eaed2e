//! The one clap tree: dispatch, help, pages and completions all derive from it.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::render::Color;
use crate::summary;
use crate::verb::{self, Context};

/// Split one large task over several workers in git worktrees, guard their scopes, land their work
///
/// Reads code reviews, to-do lists and plans into work items, proposes a split in which every file
/// has exactly one owner, makes a worktree for each worker, guards every commit by hooks, tells who
/// is stuck and who waits for whom, and merges everything in order. Workers are coding-agent
/// sessions or people; they report by the prefixes of their commit subjects, and git is the only
/// channel between them. No worker is started: commands to run are printed.
#[derive(Debug, Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
#[command(name = "git-parallel", version, propagate_version = true, arg_required_else_help = true)]
#[command(override_help = summary::text())]
pub struct Cli {
    /// Run as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,

    /// Answer as JSON
    #[arg(long, global = true)]
    pub json: bool,

    /// Show what would be done, and do nothing
    #[arg(long, short = 'n', global = true)]
    pub dry_run: bool,

    /// Trust the commands of .parallel.toml as they stand
    #[arg(long, global = true)]
    pub trust: bool,

    /// Tell only answers, warnings and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Colour the output
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto, global = true)]
    pub color: Color,

    /// The verb
    #[command(subcommand)]
    pub verb: Verb,
}

/// What can be done; each verb's arguments say what it does.
#[derive(Debug, Subcommand)]
pub enum Verb {
    Init(verb::init::Args),
    Plan(verb::plan::Args),
    Add(verb::add::Args),
    Start(verb::start::Args),
    Prompt(verb::prompt::Args),
    Status(verb::status::Args),
    Sync(verb::sync::Args),
    Check(verb::check::Args),
    Path(verb::path::Args),
    Switch(verb::switch::Args),
    Open(verb::open::Args),
    Wait(verb::wait::Args),
    Exec(verb::exec::Args),
    Grant(verb::grant::Args),
    Reassign(verb::reassign::Args),
    Hooks(verb::hooks::Args),
    Integrate(verb::integrate::Args),
    Land(verb::land::Args),
    Clean(verb::clean::Args),
    Drop(verb::drop::Args),
    Recover(verb::recover::Args),
    Retro(verb::retro::Args),
    Doctor(verb::doctor::Args),
    Skill(verb::skill::Args),
    Completions(verb::completions::Args),
    Man(verb::man::Args),
    Demo(verb::demo::Args),
}

impl Verb {
    /// Runs the verb.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match self {
            Self::Init(args) => verb::init::run(context, args),
            Self::Plan(args) => verb::plan::run(context, args),
            Self::Add(args) => verb::add::run(context, args),
            Self::Start(args) => verb::start::run(context, args),
            Self::Prompt(args) => verb::prompt::run(context, args),
            Self::Status(args) => verb::status::run(context, args),
            Self::Sync(args) => verb::sync::run(context, args),
            Self::Check(args) => verb::check::run(context, args),
            Self::Path(args) => verb::path::run(context, args),
            Self::Switch(args) => verb::switch::run(context, args),
            Self::Open(args) => verb::open::run(context, args),
            Self::Wait(args) => verb::wait::run(context, args),
            Self::Exec(args) => verb::exec::run(context, args),
            Self::Grant(args) => verb::grant::run(context, args),
            Self::Reassign(args) => verb::reassign::run(context, args),
            Self::Hooks(args) => verb::hooks::run(context, args),
            Self::Integrate(args) => verb::integrate::run(context, args),
            Self::Land(args) => verb::land::run(context, args),
            Self::Clean(args) => verb::clean::run(context, args),
            Self::Drop(args) => verb::drop::run(context, args),
            Self::Recover(args) => verb::recover::run(context, args),
            Self::Retro(args) => verb::retro::run(context, args),
            Self::Doctor(args) => verb::doctor::run(context, args),
            Self::Skill(args) => verb::skill::run(context, args),
            Self::Completions(args) => verb::completions::run(context, args),
            Self::Man(args) => verb::man::run(context, args),
            Self::Demo(args) => verb::demo::run(context, args),
        }
    }
}

/// The clap tree as users know it, `git parallel <verb>`.
pub fn command() -> clap::Command {
    verb::with_schemas(Cli::command()).bin_name("git parallel")
}
