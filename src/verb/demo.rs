//! `demo`: the whole day in a scratch repository, narrated, with nothing faked.

mod day;
mod shop;

use std::fs;
use std::path::{Path, PathBuf};

use super::Context;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git;
use crate::render::style;

use day::Step;

/// Play a whole day in a scratch repository, narrated
///
/// Plans a shipped code review, starts the workers, lets them commit, be rejected, need something
/// of each other and complete, then integrates, lands and cleans. Every command is run for real and
/// shown; the repository is left for you to explore.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Where to make the repository; a new directory for temporary files when left out
    directory: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel demo
  git parallel demo /tmp/shop";

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let root = directory(context, args)?;
    if context.dry_run {
        context.out.answer(format!("would play the day in {}", root.display()))?;
        return Ok(Exit::Done);
    }
    shop::write(&root)?;
    play(context, &root, &day::morning())?;
    let text = fs::read_to_string(root.join(config::FILE))?;
    let plan = config::load(config::FILE, &text)?;
    play(context, &root, &day::work(&plan)?)?;
    play(context, &root, &day::evening(&plan))?;
    context.out.answer(format!(
        "\n{}\n\nThe repository is in {}: look around, and remove it when you are done.",
        style::strong("That was the day."),
        root.display()
    ))?;
    Ok(Exit::Done)
}

/// The directory to play in: a new or empty one.
fn directory(context: &Context, args: &Args) -> Result<PathBuf, Failure> {
    let Some(asked) = &args.directory else {
        let made = tempfile::Builder::new().prefix("git-parallel-demo-").tempdir()?;
        return Ok(made.keep());
    };
    let root = context.directory.join(asked);
    if root.read_dir().is_ok_and(|mut entries| entries.next().is_some()) || root.is_file() {
        return Err(Failure::new(format!("'{}' exists already and is not empty", root.display()))
            .hint("to use a fresh directory, run: git parallel demo"));
    }
    if !context.dry_run {
        fs::create_dir_all(&root).map_err(|error| {
            Failure::new(format!("cannot make '{}'", root.display())).because(&error)
        })?;
    }
    Ok(root.canonicalize().unwrap_or(root))
}

/// Tells and runs each step; one that ends otherwise than told is a failure of the demo.
fn play(context: &Context, root: &Path, steps: &[Step]) -> Result<(), Failure> {
    let environment = environment()?;
    for step in steps {
        if !step.say.is_empty() {
            context.out.answer(format!("\n{}", style::strong(&step.say)))?;
        }
        for line in step.run.lines() {
            context.out.answer(style::name(&format!("$ {line}")))?;
            let code = git::shell_attached(line, root, &environment)?;
            if code != step.code {
                let want = step.code;
                return Err(Failure::new(format!("'{line}' exited with {code}, not with {want}"))
                    .hint(format!("look around in {}", root.display())));
            }
        }
    }
    Ok(())
}

/// `git parallel` must be this very program, and a commit must not need the user's name.
fn environment() -> Result<Vec<(String, String)>, Failure> {
    let mut folders: Vec<PathBuf> =
        std::env::current_exe()?.parent().map(Path::to_owned).into_iter().collect();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let path = std::env::join_paths(folders).map_err(|error| {
        Failure::new("the program's own folder cannot be put on PATH").because(&error)
    })?;
    Ok(vec![("PATH".to_owned(), path.to_string_lossy().into_owned())])
}
