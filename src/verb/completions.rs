//! `completions`: what makes TAB work, printed or put where the shell finds it.

use std::env;
use std::path::PathBuf;

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;

use super::context::write_whole;
use super::{Context, published, switch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::worker::sh_path;

/// A shell that completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// bash, with the bash-completion package
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

/// Print what completes `git parallel` in a shell, or install it
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The shell; the one you are in when left out
    shell: Option<Shell>,
    /// Write it where the shell looks for completions of this user
    #[arg(long)]
    install: bool,
    /// Write those of all shells below DIR/share instead, as packages do
    #[arg(long, value_name = "DIR", requires = "install", conflicts_with = "shell")]
    prefix: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  git parallel completions --install                  for the shell you are in
  git parallel completions --install --prefix /usr    for all shells, as packages do
  git parallel completions zsh > ~/.zfunc/_git-parallel
  git parallel completions fish | source";

#[derive(Serialize, JsonSchema)]
struct Written {
    files: Vec<PathBuf>,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Written>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(prefix) = &args.prefix {
        let files = [
            (Shell::Bash, "share/bash-completion/completions/git-parallel"),
            (Shell::Zsh, "share/zsh/site-functions/_git-parallel"),
            (Shell::Fish, "share/fish/vendor_conf.d/git-parallel.fish"),
        ];
        return write(context, &files.map(|(shell, file)| (shell, prefix.join(file))));
    }
    let shell = args.shell.map_or_else(own_shell, Ok)?;
    if !args.install {
        context.out.answer(text(shell))?;
        return Ok(Exit::Done);
    }
    let exit = write(context, &[(shell, place(shell)?)])?;
    if shell == Shell::Zsh {
        context
            .out
            .note("in .zshrc, before compinit: fpath=(~/.local/share/zsh/site-functions $fpath)");
    }
    install_switch(context, shell)?;
    Ok(exit)
}

/// Puts the function in place by which `switch` changes the directory: fish reads it at its start,
/// bash and zsh by a line that is the user's to add.
fn install_switch(context: &Context, shell: Shell) -> Result<(), Failure> {
    let (file, text) = match shell {
        Shell::Fish => (
            below("XDG_CONFIG_HOME", ".config")?.join("fish/conf.d/git-parallel-switch.fish"),
            switch::FISH,
        ),
        Shell::Bash | Shell::Zsh => (data()?.join("git-parallel/switch.sh"), switch::POSIX),
    };
    if context.dry_run {
        context.out.note(format!("would write {}", file.display()));
        return Ok(());
    }
    write_whole(&file, text.as_bytes())?;
    context.out.note(format!(
        "wrote {}, by which git parallel switch changes the directory",
        file.display()
    ));
    if shell != Shell::Fish {
        let rc = if shell == Shell::Zsh { ".zshrc" } else { ".bashrc" };
        context.out.note(format!("in {rc}: . {}", sh_path(&file)));
    }
    Ok(())
}

fn text(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("../../completions/git-parallel"),
        Shell::Zsh => include_str!("../../completions/_git-parallel"),
        Shell::Fish => include_str!("../../completions/git-parallel.fish"),
    }
}

fn write(context: &Context, files: &[(Shell, PathBuf)]) -> Result<Exit, Failure> {
    if !context.dry_run {
        for (shell, file) in files {
            write_whole(file, text(*shell).as_bytes())?;
        }
    }
    let files: Vec<PathBuf> = files.iter().map(|(_, file)| file.clone()).collect();
    if context.json {
        context.out.json("completions", &Written { files })?;
        return Ok(Exit::Done);
    }
    let did = if context.dry_run { "would write" } else { "wrote" };
    for file in files {
        context.out.answer(format!("{did} {}", file.display()))?;
    }
    Ok(Exit::Done)
}

/// The shell of this user, as the system knows it.
fn own_shell() -> Result<Shell, Failure> {
    let path = env::var("SHELL").unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    Shell::from_str(name, true).map_err(|_| {
        Failure::new(format!("no completions for the shell '{name}'"))
            .hint("to name one, run: git parallel completions bash|zsh|fish --install")
    })
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
