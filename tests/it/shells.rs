//! TAB in real shells, typed into a real terminal.

use std::path::Path;

use crate::scene::Scene;
use crate::terminal::Terminal;

/// The folder of the committed completions.
const COMPLETIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");

/// What is typed, and what TAB makes of it.
const LINES: [(&str, &str); 14] = [
    ("git paral", "git parallel"),
    ("git parallel int", "git parallel integrate"),
    ("git -C . parallel st", "git -C . parallel sta"),
    ("git -C . parallel hooks uni", "git -C . parallel hooks uninstall"),
    ("git-parallel status --porc", "git-parallel status --porcelain"),
    // What only the repository knows.
    ("git parallel start bet", "git parallel start beta"),
    ("git-parallel prompt bet", "git-parallel prompt beta"),
    ("git -C deep parallel status al", "git -C deep parallel status alpha"),
    ("git parallel start --from rel", "git parallel start --from release"),
    ("git parallel start --from=rel", "git parallel start --from=release"),
    ("git parallel grant beta deep/fi", "git parallel grant beta deep/file"),
    ("git-parallel reassign it", "git-parallel reassign item-7"),
    ("git parallel plan rev", "git parallel plan review.md"),
    ("git-parallel man reas", "git-parallel man reassign"),
];

const PLAN: &str = r#"version = 1
base = "main"

[[worker]]
id = "alpha"
slug = "api"
scope = ["a/"]

[[worker]]
id = "beta"
slug = "web"
scope = ["b/"]

[[worker.task]]
id = "item-7"
text = "The page"
"#;

fn scene() -> Scene {
    let scene =
        Scene::with(&[(".parallel.toml", PLAN), ("deep/file", "x\n"), ("review.md", "x\n")]);
    scene.git(&["branch", "release"]);
    scene
}

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
    let needed = ["bash_completion", "completions/git"];
    if !needed.iter().all(|file| Path::new("/usr/share/bash-completion").join(file).exists()) {
        eprintln!("skipped: no bash-completion with git's completions is installed");
        return;
    }
    // Nothing is loaded by name: bash-completion and git find what was installed for the user.
    let prepare = "PS1='$ '; . /usr/share/bash-completion/bash_completion";
    let scene = scene();
    scene.parallel(&["completions", "bash", "--install"]).done();
    completes(&scene, &["bash", "--norc", "-i"], prepare);
}

#[test]
fn zsh_completes_the_verb_its_commands_and_options() {
    let prepare = format!("fpath=('{COMPLETIONS}' $fpath); autoload -Uz compinit; compinit -u -D");
    completes(&scene(), &["zsh", "-f", "-i"], &prepare);
}

#[test]
fn fish_completes_the_verb_its_commands_and_options() {
    let scene = scene();
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
    assert!(scene.read("../share/man/man5/git-parallel-config.5").contains("guard.shared"));
    scene.parallel(&["completions", "--install", "--prefix", "../pkg"]).done();
    for file in [
        "bash-completion/completions/git-parallel",
        "zsh/site-functions/_git-parallel",
        "fish/vendor_conf.d/git-parallel.fish",
    ] {
        assert!(scene.read(&format!("../pkg/share/{file}")).contains("git-parallel"), "{file}");
    }
    let mut own = scene.command("git", ".");
    own.args(["parallel", "completions", "--install", "--dry-run"]).env("SHELL", "/bin/zsh");
    let told = crate::scene::run(own, None).done();
    assert!(told.contains("would write") && told.contains("_git-parallel"), "{told}");
    let mut odd = scene.command("git", ".");
    odd.args(["parallel", "completions"]).env("SHELL", "/bin/csh");
    assert!(crate::scene::run(odd, None).refused().contains("for the shell 'csh'"));
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
