//! Messages made to fool a terminal are shown inert by everything that shows them.

use crate::integrate::{API, UI};
use crate::scene::{Scene, run};
use crate::start::started;

/// Colours, a window title, a link, a carriage return, a reversed line, ten thousand letters.
const HOSTILE: [&str; 6] = [
    "\u{1b}[31mred\u{1b}[2J",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://example.com\u{1b}\\link",
    "good\rbad",
    "\u{202e}drawer\u{2066}\u{9b}31m",
    "long",
];

/// Commits around the guard, which would have refused some of it, and git, which cleans up messages.
fn says(scene: &Scene, directory: &str, message: &str) {
    let mut command = scene.command("git", directory);
    command.args(["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty"]);
    command.args(["--cleanup=verbatim", "-F", "-"]);
    run(command, Some(message)).done();
}

#[test]
fn hostile_messages_are_shown_inert_everywhere() {
    let scene = started();
    for hostile in HOSTILE {
        let hostile = if hostile == "long" { "x".repeat(10_000) } else { hostile.to_owned() };
        says(&scene, API, &format!("[CHECKPOINT] {hostile}"));
        says(&scene, API, &format!("[NEEDS:task-2/{hostile}] {hostile}"));
        says(&scene, API, &format!("[{hostile}] {hostile}"));
        says(&scene, UI, &format!("[NEEDS:task-1/{hostile}] {hostile}"));
        says(&scene, UI, &format!("[BLOCKED:{hostile}] {hostile}"));
    }
    #[cfg(unix)]
    scene.write(&format!("{UI}/src/ui/\u{1b}[31mred\r\u{202e}"), "");
    scene.write("src/api/\u{1b}]0;x\u{7}", "");
    scene.git(&["add", "src"]);
    says(&scene, ".", "[CHECKPOINT] \u{1b}[31mstrayed\rhere");
    for args in [
        &["status"][..],
        &["status", "task-1"],
        &["status", "task-2"],
        &["status", "--porcelain"],
        &["retro"],
        &["retro", "--markdown"],
        &["recover"],
    ] {
        let output = scene.parallel(&[&["--color", "never"], args].concat());
        assert!(output.code < 2 && !output.stdout.is_empty(), "{args:?}: {output}");
        let bad = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        for text in [&output.stdout, &output.stderr] {
            let at = text.find(bad).map(|at| text[at..].chars().take(40).collect::<String>());
            assert_eq!(at, None, "{args:?}");
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest < 6_000, "{args:?} prints a line of {longest} characters");
        }
    }
    let shown = scene.parallel(&["status", "--color", "never"]).done();
    assert!(shown.contains("\\x1b[31mred\\x1b[2J") && shown.contains("good\\x0dbad"), "{shown}");
    scene.parallel(&["status", "--json"]).json();
    scene.parallel(&["retro", "--json"]).json();
}
