//! `man`: the manual pages, printed or put where `git parallel --help` finds them.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::context::write_whole;
use super::{Context, published};
use crate::exit::Exit;
use crate::failure::Failure;

/// Pages by their file names, as they stand in `man/`.
macro_rules! pages {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../man/", $name)))),*]
    };
}

/// Every page: its file name and its text.
pub const PAGES: &[(&str, &str)] = pages![
    "git-parallel-add.1",
    "git-parallel-check.1",
    "git-parallel-clean.1",
    "git-parallel-completions.1",
    "git-parallel-demo.1",
    "git-parallel-doctor.1",
    "git-parallel-drop.1",
    "git-parallel-exec.1",
    "git-parallel-grant.1",
    "git-parallel-hooks.1",
    "git-parallel-init.1",
    "git-parallel-integrate.1",
    "git-parallel-land.1",
    "git-parallel-man.1",
    "git-parallel-open.1",
    "git-parallel-path.1",
    "git-parallel-plan.1",
    "git-parallel-prompt.1",
    "git-parallel-reassign.1",
    "git-parallel-recover.1",
    "git-parallel-retro.1",
    "git-parallel-skill.1",
    "git-parallel-start.1",
    "git-parallel-status.1",
    "git-parallel-switch.1",
    "git-parallel-sync.1",
    "git-parallel-wait.1",
    "git-parallel.1",
    "git-parallel-config.5",
];

/// Print a manual page, or install all of them for the user
///
/// `git parallel --help` is answered by git, which shows the page git-parallel(1). `--install` puts
/// the pages beside the folder this program is in, where `man` looks for them.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The verb the page is about, or `config`; without one, the page of git parallel
    verb: Option<String>,
    /// Install all pages
    #[arg(long, conflicts_with = "verb")]
    install: bool,
    /// Install below DIR instead, in DIR/man1 and DIR/man5
    #[arg(long, value_name = "DIR", requires = "install")]
    to: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel man plan | man -l -     read the page of plan
  git parallel man --install           so that `git parallel --help` works";

#[derive(Serialize, JsonSchema)]
struct Written {
    files: Vec<String>,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Written>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if args.install {
        return install(context, args);
    }
    let name =
        args.verb.as_ref().map_or("git-parallel".into(), |verb| format!("git-parallel-{verb}"));
    let named = |page: &str| page.rsplit_once('.').is_some_and(|(stem, _)| stem == name);
    let Some((_, text)) = PAGES.iter().find(|(page, _)| named(page)) else {
        let verb = args.verb.as_deref().unwrap_or_default();
        return Err(Failure::new(format!("no page for '{verb}'"))
            .hint("to list all verbs, run: git parallel -h"));
    };
    context.out.answer(text)?;
    Ok(Exit::Done)
}

fn install(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let folder = args.to.clone().map_or_else(pages_folder, Ok)?;
    let place = |name: &str| {
        let section = name.rsplit('.').next().unwrap_or("1");
        folder.join(format!("man{section}")).join(name)
    };
    let files: Vec<PathBuf> = PAGES.iter().map(|(name, _)| place(name)).collect();
    if !context.dry_run {
        for ((_, text), file) in PAGES.iter().zip(&files) {
            write_whole(file, text.as_bytes())?;
        }
    }
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    if context.json {
        context.out.json("man", &Written { files })?;
    } else {
        let did = if context.dry_run { "would write" } else { "wrote" };
        context.out.answer(format!("{did} {} pages to {}", files.len(), folder.display()))?;
    }
    Ok(Exit::Done)
}

/// `PREFIX/share/man` for a program in `PREFIX/bin`: man(1) looks there for every folder of PATH.
fn pages_folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let prefix = program.parent().and_then(std::path::Path::parent);
    prefix.map(|prefix| prefix.join("share/man")).ok_or_else(|| {
        Failure::new(format!("no folder for pages beside '{}'", program.display()))
            .hint("to name one, run: git parallel man --install --to DIR")
    })
}
