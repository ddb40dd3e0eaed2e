//! Nothing that a `.parallel.toml` asks for is done before the user was shown all of it and trusted it.

use crate::scene::Scene;
use crate::start::planned;
use crate::terminal::Terminal;

const TREE: &str = "worktrees/task-1-api-endpoints";

/// A planned scene whose file says `lines` before its workers.
fn asking(lines: &str) -> Scene {
    let scene = planned();
    let text = scene.read(".parallel.toml");
    let (head, workers) = text.split_once("[[worker]]").expect("a worker");
    let head: String =
        head.lines().filter(|line| !line.starts_with('[')).fold(String::new(), |mut head, line| {
            let keys = ["version", "base", "remote"];
            if keys.iter().any(|key| line.starts_with(key)) {
                head.push_str(line);
                head.push('\n');
            }
            head
        });
    scene.write(".parallel.toml", &format!("{head}{lines}\n\n[[worker]]{workers}"));
    scene
}

fn complete(scene: &Scene) -> crate::scene::Output {
    scene.git_in(TREE, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] All of it"])
}

#[test]
fn a_commit_runs_no_check_that_nobody_trusted() {
    let scene = asking("guard.complete = [\"verify\"]");
    scene.parallel(&["start"]).done();
    complete(&scene).done();
    // Trusted as another kind of command, or with a blank more, it is another one.
    scene.write(
        ".parallel.toml",
        &scene.read(".parallel.toml").replace(
            "guard.complete",
            "setup.run = [\"touch ../../ran\", \"touch  ../../ran\"]\nguard.complete",
        ),
    );
    scene.parallel(&["start", "--trust"]).done();
    scene.write(
        ".parallel.toml",
        &scene
            .read(".parallel.toml")
            .replace("guard.complete", "check.run = [\"touch ../../ran\"]\nguard.complete"),
    );
    let said = complete(&scene).ended(1);
    assert!(!scene.path("ran").exists(), "{said}");
    assert!(said.contains("check.run: touch ../../ran"), "{said}");
    assert!(said.contains("git parallel start --trust"), "{said}");
    scene.git_in(TREE, &["commit", "-q", "--allow-empty", "-m", "[CHECKPOINT] So far"]).done();
    scene.parallel(&["start", "--trust"]).done();
    complete(&scene).done();
    assert!(scene.path("ran").exists());
}

#[test]
fn the_borders_of_an_agents_words_are_trusted_with_them() {
    let scene = asking("agent.command = [\"sh\", \"-c\", \"true a\"]");
    scene.parallel(&["start", "--trust"]).done();
    let text = scene.read(".parallel.toml").replace("\"true a\"", "\"true\", \"a\"");
    scene.write(".parallel.toml", &text);
    assert!(scene.parallel(&["start"]).refused().contains("not trusted yet"));
    // Nor does it come into a script by the way.
    let before = scene.read("scripts/worker-1-api-endpoints.sh");
    let said = scene.parallel(&["grant", "task-1", "README.md", "--reason", "it is told there"]);
    assert!(said.stderr.contains("not trusted yet"), "{said}");
    assert_eq!(scene.read("scripts/worker-1-api-endpoints.sh"), before);
    scene.parallel(&["start", "--trust"]).done();
    assert_ne!(scene.read("scripts/worker-1-api-endpoints.sh"), before);
}

#[test]
fn a_question_shows_all_that_a_yes_covers() {
    let long = "x".repeat(5000);
    let scene = asking(&format!(
        "setup.run = [\"echo {long}; touch \\u001b[2J\\u202eend\", \"one\\ntwo\"]\n\
         check.run = [\"the check\"]\nagent.command = [\"a b\", \"c\"]"
    ));
    let mut terminal = Terminal::open(&scene, &["git", "parallel", "start"]);
    terminal.shows("[y/N]");
    terminal.press("n\n");
    let ended = terminal.child.wait().expect("its end");
    assert_eq!(ended.exit_code(), 2);
    let raw = terminal.raw.lock().expect("the bytes");
    let shown = String::from_utf8_lossy(&raw).replace("\r\n", "\n");
    for wanted in [
        &*format!("setup.run: echo {long}; touch \\u{{1b}}[2J\\u{{202e}}end\n"),
        "setup.run: one\n    | two\n",
        "check.run: the check\n",
        "agent.command: [\"a b\",\"c\"]\n",
    ] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    assert!(!shown.contains("\u{1b}[2J") && !shown.contains('\u{202e}'));
    assert!(!scene.path(TREE).exists());
}

#[test]
fn worktrees_go_unasked_only_into_the_repository_or_a_folder_of_their_own_beside_it() {
    let start = |folder: &str, lay: &dyn Fn(&Scene)| {
        let scene = asking(&format!("layout.worktrees = \"{folder}\""));
        lay(&scene);
        let output = scene.parallel(&["start"]);
        let trusting = scene.parallel(&["start", "--trust"]);
        assert_eq!(trusting.code, 0, "{folder}: {trusting}");
        assert_eq!(scene.parallel(&["start"]).code, 0, "{folder}: asked once");
        output
    };
    let nothing = |_: &Scene| {};
    for folder in ["trees", "a/b", "../trees", "../trees/deep"] {
        start(folder, &nothing).done();
    }
    start("../empty", &|scene| scene.write("../empty/x", "")).refused();
    start("../other/plugins", &|scene| scene.write("../other/file", "")).refused();
    start("../.vim", &nothing).refused();
    start("../new/.config", &nothing).refused();
    #[cfg(unix)]
    start("../trees", &|scene| {
        scene.write("../far/away/x", "");
        std::os::unix::fs::symlink("far/away", scene.path("../trees")).expect("a link");
    })
    .refused();
    let said = asking("layout.worktrees = \"../home\"");
    said.write("../home/mine", "");
    assert!(said.parallel(&["start"]).refused().contains("layout.worktrees: "));
    assert!(said.parallel(&["doctor"]).stdout.contains("layout.worktrees: "));
}

#[test]
fn a_worktree_of_another_user_is_told_with_the_way_that_helps() {
    let scene = crate::start::started();
    let mut owner = scene.command("chown", ".");
    let root = std::process::Command::new("id").arg("-u").output().expect("an id").stdout;
    if root.trim_ascii() != b"0" {
        return;
    }
    owner.args(["-R", "65534", TREE]);
    crate::scene::run(owner, None).done();
    let way = "git config --global --add safe.directory ";
    let status = scene.parallel(&["status"]).stdout;
    assert!(status.contains(way) && !status.contains("recover"), "{status}");
    assert!(scene.parallel(&["recover"]).ended(1).contains(way));
    assert!(scene.parallel(&["start"]).refused().contains(way));
    assert_eq!(scene.parallel(&["doctor"]).code, 1);
    scene.git(&[
        "config",
        "--global",
        "--add",
        "safe.directory",
        &scene.path(TREE).to_string_lossy(),
    ]);
    assert!(!scene.parallel(&["status"]).stdout.contains("safe.directory"));
    assert!(scene.parallel(&["recover"]).done().contains("nothing is broken"));
}
