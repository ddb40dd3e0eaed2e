//! The program `git-parallel`, run by git as `git parallel`.

use std::process::ExitCode;

fn main() -> ExitCode {
    git_parallel::main(std::env::args_os().collect())
}
