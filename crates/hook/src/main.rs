//! The small program as one that is built by itself.

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    git_parallel_hook::main()
}

#[cfg(not(unix))]
fn main() {}
