//! `completions`: what makes TAB work, printed or put where the shell finds it.

use std::env;
use std::path::PathBuf;

use serde::Serialize;

use super::Context;
use super::context::write_whole;
use crate::exit::Exit;
use crate::failure::Failure;

/// A shell that completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// bash, with the bash-completion package
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

/// Print what completes `git parallel` in a shell, or install it for the user
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The shell
    shell: Shell,
    /// Write it where the shell looks for completions of this user
    #[arg(long)]
    install: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel completions bash --install
  git parallel completions zsh > ~/.zfunc/_git-parallel
  git parallel completions fish | source";

#[derive(Serialize)]
struct Written {
    file: PathBuf,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let text = match args.shell {
        Shell::Bash => include_str!("../../completions/git-parallel"),
        Shell::Zsh => include_str!("../../completions/_git-parallel"),
        Shell::Fish => include_str!("../../completions/git-parallel.fish"),
    };
    if !args.install {
        context.out.answer(text)?;
        return Ok(Exit::Done);
    }
    let file = place(args.shell)?;
    if !context.dry_run {
        write_whole(&file, text.as_bytes())?;
    }
    if context.json {
        context.out.json("completions", &Written { file })?;
        return Ok(Exit::Done);
    }
    let did = if context.dry_run { "would write" } else { "wrote" };
    context.out.answer(format!("{did} {}", file.display()))?;
    if args.shell == Shell::Zsh {
        context
            .out
            .note("in .zshrc, before compinit: fpath=(~/.local/share/zsh/site-functions $fpath)");
    }
    Ok(Exit::Done)
}

/// Where the shell looks. bash-completion loads a file by the command's name; fish reads `conf.d`
/// at its start, which is what serves `git parallel` (its git completions ask no other file).
fn place(shell: Shell) -> Result<PathBuf, Failure> {
    Ok(match shell {
        Shell::Bash => data()?.join("bash-completion/completions/git-parallel"),
        Shell::Zsh => data()?.join("zsh/site-functions/_git-parallel"),
        Shell::Fish => below("XDG_CONFIG_HOME", ".config")?.join("fish/conf.d/git-parallel.fish"),
    })
}

fn data() -> Result<PathBuf, Failure> {
    below("XDG_DATA_HOME", ".local/share")
}

fn below(variable: &str, default: &str) -> Result<PathBuf, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set(variable).or_else(|| Some(set("HOME")?.join(default))).ok_or_else(|| {
        Failure::new("no home directory to install completions in")
            .hint("to print them instead, leave out --install")
    })
}
