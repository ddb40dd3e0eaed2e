//! The program `git-parallel`, run by git as `git parallel`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::SUCCESS
}
