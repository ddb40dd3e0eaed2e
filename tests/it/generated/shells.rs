//! The completions, from the clap tree, with what each shell needs to serve `git parallel` too.

use clap::Command;
use clap_complete::{Generator, Shell, generate};

/// Every completion, as its file name and its text.
pub fn all() -> Vec<(String, Vec<u8>)> {
    vec![
        ("git-parallel".to_owned(), bash()),
        ("_git-parallel".to_owned(), zsh()),
        ("git-parallel.fish".to_owned(), fish()),
    ]
}

fn written(shell: impl Generator, name: &str) -> String {
    let mut tree: Command = git_parallel::seams::command().bin_name(name.to_owned());
    let mut out = Vec::new();
    generate(shell, &mut tree, name, &mut out);
    String::from_utf8(out).expect("text")
}

/// Under a hyphenated name the generated function gets lost past the first verb, so it is made for
/// a name without one, and bound to both spellings here.
fn bash() -> Vec<u8> {
    let text = written(Shell::Bash, "gitparallel");
    let function = text.split("\nif [[ \"${BASH_VERSINFO").next().expect("the function");
    format!("{function}{}", include_str!("bridge.bash")).into_bytes()
}

/// zsh's own `_git` calls `_git-parallel` and lists it by its description.
fn zsh() -> Vec<u8> {
    let text = written(Shell::Zsh, "git-parallel");
    let about = git_parallel::seams::command().get_about().expect("an about").to_string();
    let (first, rest) = text.split_once('\n').expect("lines");
    assert_eq!(first, "#compdef git-parallel");
    // What takes no file takes a value that the program knows, or one the user makes up.
    let rest = rest.replace(":_default'", ":_git-parallel_values'");
    let (body, run) = rest.rsplit_once("\nif [ \"$funcstack[1]\"").expect("the call at the end");
    let bridge = include_str!("bridge.zsh");
    format!("{first}\n#description {about}\n{body}{bridge}\nif [ \"$funcstack[1]\"{run}")
        .into_bytes()
}

/// fish asks for `git parallel …` what it would answer for `git-parallel …`.
fn fish() -> Vec<u8> {
    let text = written(Shell::Fish, "git-parallel");
    let about = git_parallel::seams::command().get_about().expect("an about").to_string();
    let valued = |line: &str| match line.strip_suffix(" -r") {
        Some(head) => format!("{head} -r -f -a '(__git_parallel_values)'\n"),
        None => format!("{line}\n"),
    };
    let text: String = text.lines().map(valued).collect();
    format!("{text}{}", include_str!("bridge.fish").replace("@ABOUT@", &about)).into_bytes()
}
