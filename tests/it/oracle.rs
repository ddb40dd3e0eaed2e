//! Scopes against git itself: thousands of generated patterns and paths, each judged by both.

use git_parallel::scope::Scope;

use crate::scene::{Scene, run};

/// The same numbers every time (an xorshift generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("a number")).expect("a number")
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const NAMES: [&str; 9] = ["a", "b", "ab", "a.rs", "b.rs", "A", "a b", ".x", "é"];

const PARTS: [&str; 24] = [
    "a",
    "b",
    "ab",
    "a.rs",
    "*",
    "*.rs",
    "a*",
    "?",
    "??",
    "[ab]",
    "[!a]",
    "[a-c]*",
    "**",
    "*b*",
    ".x",
    "a\\ b",
    "a b",
    "\\*",
    "é",
    "[[:alpha:]]",
    "[]a]",
    "a?rs",
    ".*",
    "[^b].rs",
];

/// A path without links, of one to four components.
fn path(chance: &mut Chance) -> String {
    let components = (0..=chance.below(4)).map(|_| chance.pick(&NAMES)).collect::<Vec<_>>();
    components.join("/")
}

/// A pattern that does not exclude.
fn pattern(chance: &mut Chance) -> String {
    let parts = (0..=chance.below(3)).map(|_| chance.pick(&PARTS)).collect::<Vec<_>>();
    let slash = if chance.below(3) == 0 { "/" } else { "" };
    format!("{}{slash}", parts.join("/"))
}

/// Which paths match a pattern, by `git check-ignore` without looking at files. A slash in front
/// anchors a pattern at the root, where ours always are (gitignore(5)).
fn by_git(scene: &Scene, pattern: &str, paths: &[String]) -> Vec<bool> {
    scene.write(".git/info/exclude", &format!("/{pattern}\n"));
    let mut command = scene.command("git", ".");
    command.args(["check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"]);
    let output = run(command, Some(&(paths.join("\0") + "\0")));
    assert!(output.code <= 1, "{output}");
    // <source> NUL <line> NUL <pattern> NUL <path> NUL
    let fields: Vec<&str> = output.stdout.split('\0').collect();
    let found: Vec<bool> = fields.chunks_exact(4).map(|it| !it[2].is_empty()).collect();
    assert_eq!(found.len(), paths.len(), "{output}");
    found
}

#[test]
fn scopes_own_what_git_would_ignore() {
    let scene = Scene::with(&[]);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut owned, mut foreign) = (0, 0);
    for _ in 0..40 {
        let paths: Vec<String> = (0..150).map(|_| path(&mut chance)).collect();
        let patterns: Vec<String> = (0..4).map(|_| pattern(&mut chance)).collect();
        let told: Vec<_> = patterns.iter().map(|it| by_git(&scene, it, &paths)).collect();
        for (pattern, told) in patterns.iter().zip(&told) {
            let scope = Scope::parse([pattern]).unwrap_or_else(|error| panic!("{error}"));
            for (path, git) in paths.iter().zip(told) {
                assert_eq!(scope.owns(path.as_bytes()), *git, "pattern '{pattern}', path '{path}'");
                if *git { owned += 1 } else { foreign += 1 }
            }
        }
        // Of several the last that matches decides, by what it says in front.
        let excludes: Vec<bool> = patterns.iter().map(|_| chance.below(3) == 0).collect();
        let all = patterns.iter().zip(&excludes);
        let all: Vec<_> =
            all.map(|(it, not)| format!("{}{it}", if *not { "!" } else { "" })).collect();
        let scope = Scope::parse(&all).unwrap_or_else(|error| panic!("{error}"));
        for (at, path) in paths.iter().enumerate() {
            let last = (0..all.len()).rev().find(|pattern| told[*pattern][at]);
            let want = last.is_some_and(|pattern| !excludes[pattern]);
            assert_eq!(scope.owns(path.as_bytes()), want, "patterns {all:?}, path '{path}'");
        }
    }
    assert!(owned > 1_000 && foreign > 10_000, "one-sided pairs: {owned}, {foreign}");
}
