//! What is the lead's alone is refused to a worker, in its worktree and in its session; and one worker's
//! session does not act as another.

use crate::guarded::{ONE, TWO, commit, guarded, refused, stage};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] one step";

/// What would change the plan of all, take down the guard of all, or do with work what the lead does.
const LEADS: [&[&str]; 11] = [
    &["init", "--force"],
    &["init", "--base", "main", "--force"],
    &["add", "task-9", "Mine", "--scope", "e/"],
    &["plan", "--yes", "todo.md"],
    &["hooks", "uninstall"],
    &["grant", "task-1", "z/", "--reason", "x"],
    &["reassign", "b/", "--from", "task-2", "--to", "task-1"],
    &["drop", "task-2"],
    &["clean"],
    &["integrate", "f"],
    &["land", "--yes"],
];

fn as_session(scene: &Scene, at: &str, worker: &str, program: &str, args: &[&str]) -> Output {
    let mut command = scene.command(program, at);
    command.env("PARALLEL_WORKER", worker).args(args);
    run(command, None)
}

#[test]
fn what_is_the_leads_is_refused_to_a_worker() {
    let scene = guarded();
    let todo = "- [ ] Fix the first thing in a/x\n- [ ] Fix the second thing in b/y\n- [ ] Add docs in c/z\n";
    for folder in [".", ONE, &format!("{ONE}/a")] {
        scene.write(&format!("{folder}/todo.md"), todo);
    }
    let before = scene.fingerprint();
    for args in LEADS {
        for folder in [ONE, &format!("{ONE}/a")] {
            let told = scene.parallel_in(folder, args).refused();
            assert!(told.contains("this is task-1's worktree"), "{args:?}: {told}");
            assert!(told.contains("[BLOCKED:") || told.contains("[COMPLETE]"), "{told}");
        }
        // A session that its script calls a worker's is one wherever it goes.
        let told = as_session(&scene, ".", "task-1", "git-parallel", args).refused();
        assert!(told.contains("this is task-1's session"), "{args:?}: {told}");
    }
    assert_eq!(scene.fingerprint(), before);
    // To look is everybody's, and so is a name that this plan does not know.
    scene.parallel_in(ONE, &["plan", "todo.md", "--json"]).done();
    scene.parallel_in(ONE, &["status"]).done();
    as_session(&scene, ".", "7", "git-parallel", &["add", "task-9", "New", "--scope", "e/"]).done();
}

#[test]
fn a_session_of_a_worker_that_the_plan_lost_commits_nowhere_else() {
    let scene = guarded();
    let plan = scene.read(".parallel.toml");
    let (rest, _) = plan.split_once("[[worker]]\nid = \"task-2\"").expect("it");
    scene.write(".parallel.toml", rest);
    scene.git(&["commit", "-qam", "Without task-2"]);
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let args = ["commit", "-q", "-m", MESSAGE];
    let told = refused(as_session(&scene, ONE, "task-2", "git", &args), "you are task-2");
    assert!(told.contains("the plan has no task-2 any more"), "{told}");
    // Other programs may use the name for something else.
    as_session(&scene, ONE, "gw0", "git", &args).done();
}

#[test]
fn a_session_of_another_worker_neither_commits_nor_pushes() {
    let scene = guarded();
    scene.git(&["init", "-q", "--bare", "../server"]);
    let server = scene.outside().join("server");
    scene.git(&["remote", "add", "origin", server.to_str().expect("a path")]);
    let session = |worker: &str, args: &[&str]| as_session(&scene, TWO, worker, "git", args);
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    stage(&scene, TWO, &[("b/y", "1\n")]);
    let tip = scene.git_in(TWO, &["rev-parse", "HEAD"]).done();
    let push = ["push", "-q", "origin", "work/task-2-two"];
    let tried: [&[&str]; 5] = [
        &["commit", "-q", "-m", MESSAGE],
        &["commit", "-q", "--no-verify", "-m", MESSAGE],
        &["commit", "-q", "--amend", "-m", MESSAGE],
        &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] all of it"],
        &push,
    ];
    for args in tried {
        let said = refused(session("task-1", args), "you are task-1");
        assert!(said.contains("on 'work/task-1-one'"), "{said}");
    }
    assert_eq!(scene.git_in(TWO, &["rev-parse", "HEAD"]).done(), tip);
    for args in [&["commit", "-q", "-m", MESSAGE][..], &push] {
        session("task-2", args).done();
    }
    stage(&scene, TWO, &[("b/y", "2\n")]);
    session("somebody else's variable", &["commit", "-q", "-m", MESSAGE]).done();
}

#[test]
fn a_refusal_tells_the_worker_its_own_way() {
    let scene = guarded();
    for (path, way) in [
        ("Cargo.toml", "[NEEDS:lead/Cargo.toml]"),
        ("c/z", "[BLOCKED:c/z]"),
        ("b/y", "[NEEDS:task-2/b/y]"),
        (".parallel.toml", "[BLOCKED:.parallel.toml]"),
        ("app/[id]/p.ts", "[NEEDS:lead/app/[id]/p.ts]"),
    ] {
        stage(&scene, ONE, &[(path, "new\n")]);
        let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), path);
        assert!(said.contains(way), "{path}: {said}");
        scene.git_in(ONE, &["reset", "-q"]).done();
        // It can be said as it is told.
        let said = format!("{way} because of the tests");
        scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", &said]).done();
    }
}
