//! TAB in real shells, typed into a real terminal.

use std::path::Path;

use crate::scene::Scene;
use crate::terminal::Terminal;

/// The folder of the committed completions.
const COMPLETIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");

/// What is typed, and what TAB makes of it.
const LINES: [(&str, &str); 4] = [
    ("git paral", "git parallel"),
    ("git parallel int", "git parallel integrate"),
    ("git -C . parallel hooks uni", "git -C . parallel hooks uninstall"),
    ("git-parallel status --porc", "git-parallel status --porcelain"),
];

/// Types each line's beginning and TAB, and waits for the rest; without the shell, says so.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn completes(scene: &Scene, shell: &[&str], prepare: &str) {
    if which::which(shell[0]).is_err() {
        eprintln!("skipped: no {} is installed", shell[0]);
        return;
    }
    let mut terminal = Terminal::open(scene, shell);
    // The answer, not the typed command, must hold the word.
    terminal.press(&format!("{prepare}; echo is''ready\r"));
    terminal.shows("isready");
    for (typed, completed) in LINES {
        terminal.press(&format!("{typed}\t"));
        terminal.shows(completed);
        terminal.press("\u{15}");
    }
    terminal.child.kill().expect("its end");
}

#[test]
fn bash_completes_the_verb_its_commands_and_options() {
    if !Path::new("/usr/share/bash-completion/completions/git").exists() {
        eprintln!("skipped: no bash-completion with git's completions is installed");
        return;
    }
    let prepare = format!(
        "PS1='$ '; . /usr/share/bash-completion/bash_completion; \
         . /usr/share/bash-completion/completions/git; . '{COMPLETIONS}/git-parallel'"
    );
    completes(&Scene::with(&[("a", "a\n")]), &["bash", "--norc", "-i"], &prepare);
}

#[test]
fn zsh_completes_the_verb_its_commands_and_options() {
    let prepare = format!("fpath=('{COMPLETIONS}' $fpath); autoload -Uz compinit; compinit -u -D");
    completes(&Scene::with(&[("a", "a\n")]), &["zsh", "-f", "-i"], &prepare);
}

#[test]
fn fish_completes_the_verb_its_commands_and_options() {
    let scene = Scene::with(&[("a", "a\n")]);
    scene.parallel(&["completions", "fish", "--install"]).done();
    completes(&scene, &["fish", "-i"], "true");
}

#[test]
fn pages_and_completions_are_installed_where_programs_look() {
    let scene = Scene::with(&[("a", "a\n")]);
    scene.parallel(&["man", "--install", "--to", "../share/man"]).done();
    scene.parallel(&["completions", "bash", "--install"]).done();
    let bash = "../home/.local/share/bash-completion/completions/git-parallel";
    assert!(scene.read(bash).contains("_git_parallel()"));
    assert!(scene.read("../share/man/man1/git-parallel-plan.1").contains(".TH GIT-PARALLEL-PLAN"));
    if which::which("man").is_err() {
        eprintln!("skipped: no man is installed");
        return;
    }
    let mut help = scene.command("git", ".");
    help.args(["parallel", "--help"])
        .env("MANPATH", scene.path("../share/man"))
        .env("MANPAGER", "cat");
    let said = crate::scene::run(help, None).done();
    assert!(said.contains("COMMIT PREFIXES"), "{said}");
    let unknown = scene.parallel(&["man", "nosuch"]).refused();
    assert!(unknown.contains("no page for 'nosuch'"), "{unknown}");
}
