//! One writer at a time, files that are whole, locks that are held, and signals.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::integrate::{API, UI, complete};
use crate::scene::run;
use crate::start::{planned, started};

#[test]
fn of_many_writers_none_is_lost() {
    let scene = started();
    let grant = |n: usize| {
        let mut command = scene.command("git-parallel", ".");
        command.args(["grant", "task-1", &format!("more/{n}"), "--reason", "why"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it to start")
    };
    let running: Vec<_> = (0..6).map(grant).collect();
    for (n, child) in running.into_iter().enumerate() {
        let output = child.wait_with_output().expect("an end");
        let said = String::from_utf8_lossy(&output.stderr);
        let there = scene.read(".parallel.toml").contains(&format!("\"more/{n}\""));
        match output.status.code() {
            Some(0) => assert!(there, "{n} ended with 0 and is not there: {said}"),
            code => {
                assert_eq!(code, Some(2), "{said}");
                assert!(said.contains("another git parallel is changing this"), "{said}");
            }
        }
    }
}

/// Workers commit while the lead looks at everything and hands work over.
#[test]
fn what_workers_commit_beside_every_verb_is_there() {
    const COMMITS: usize = 12;
    let scene = started();
    let committing = |(tree, file): (&str, &str)| {
        let line = format!(
            "for n in $(seq {COMMITS}); do echo $n >{file}; git commit -qam \"[CHECKPOINT] $n\" || exit 1; done"
        );
        let mut command = scene.command("sh", tree);
        command.args(["-c", &line]).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().expect("it to start")
    };
    let mut running: Vec<_> =
        [(API, "src/api/a.rs"), (UI, "src/ui/b.rs")].into_iter().map(committing).collect();
    for n in 0.. {
        scene.parallel(&["status"]).done();
        scene.parallel(&["check"]).done();
        let path = format!("more/{n}/");
        scene.parallel(&["grant", "task-1", &path, "--reason", "why"]).done();
        scene.parallel(&["reassign", &path, "--from", "task-1", "--to", "task-2"]).done();
        assert!(scene.parallel(&["clean", "--dry-run"]).code < 2);
        if running.iter_mut().all(|child| child.try_wait().expect("a state").is_some()) {
            break;
        }
    }
    for child in running {
        let output = child.wait_with_output().expect("an end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    for tree in [API, UI] {
        let made = scene.git_in(tree, &["log", "--format=%s", "main.."]).done();
        assert_eq!(made.lines().count(), COMMITS, "{made}");
    }
    scene.git(&["fsck", "--no-dangling"]);
}

#[test]
fn who_waits_too_long_is_told_for_whom() {
    let scene = complete("sleep 30");
    let mut command = scene.command("git-parallel", ".");
    command.args(["integrate", "f"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it to start");
    let begun = Instant::now();
    while !scene.path("worktrees/integration-f/src/api/a.rs").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never began");
        sleep(Duration::from_millis(50));
    }
    let said = scene.parallel(&["grant", "task-1", "x/", "--reason", "why"]).refused();
    assert!(said.contains(&format!("'integrate', process {}", child.id())), "{said}");
    child.kill().expect("its end");
    child.wait().expect("its end");
    scene.parallel(&["grant", "task-1", "x/", "--reason", "why"]).done();
}

#[test]
fn what_a_dead_writer_left_goes() {
    let scene = started();
    let half = [".parallel.toml.git-parallel", "scripts/.worker-1-api-endpoints.md.git-parallel"];
    for path in half {
        scene.write(path, "half");
    }
    let found = scene.parallel(&["recover"]).ended(1);
    assert!(found.contains("never written to the end"), "{found}");
    scene.parallel(&["recover", "--apply"]).done();
    assert!(half.iter().all(|path| !scene.path(path).exists()));
    scene.write(half[0], "half");
    scene.parallel(&["grant", "task-1", "x/", "--reason", "why"]).done();
    assert!(!scene.path(half[0]).exists());
}

#[test]
fn prompts_that_a_dead_run_did_not_renew_are_renewed() {
    let prompt = "scripts/worker-1-api-endpoints.md";
    for way in [
        &["recover", "--apply"][..],
        &["grant", "task-2", "z/", "--reason", "why"],
        &["reassign", "nothing", "--from", "task-1", "--to", "task-2"],
    ] {
        let scene = started();
        // As a grant leaves it that died after it wrote the plan.
        let text = scene.read(".parallel.toml").replacen("\"src/api/\"", "\"src/api/\", \"x/\"", 1);
        scene.write(".parallel.toml", &text);
        scene.write(".git/parallel/renewing", "");
        assert!(!scene.read(prompt).contains("x/"));
        let found = scene.parallel(&["recover"]).ended(1);
        assert!(found.contains("the prompts may tell of an earlier plan"), "{found}");
        let _whatever = scene.parallel(way).code;
        assert!(scene.read(prompt).contains("x/"), "{way:?}");
        scene.parallel(&["recover"]).done();
    }
}

#[test]
fn what_was_handed_over_before_is_no_error() {
    let scene = started();
    scene.write("src/api/one/f", "1\n");
    let text = scene.read(".parallel.toml");
    let text = text.replacen("\"src/api/\"", "\"src/api/a.rs\", \"src/api/one/\"", 1);
    scene.write(".parallel.toml", &text);
    let args = ["reassign", "src/api/one/", "--from", "task-1", "--to", "task-2"];
    scene.parallel(&args).done();
    let plan = scene.read(".parallel.toml");
    let again = scene.parallel(&args).done();
    assert!(again.contains("task-2 has src/api/one/ already"), "{again}");
    assert_eq!(scene.read(".parallel.toml"), plan);
}

#[cfg(target_os = "linux")]
#[test]
fn a_lock_that_a_program_holds_stays() {
    let scene = complete("true");
    scene.parallel(&["integrate", "f"]).done();
    let lock = scene.path(".git/index.lock");
    let held = File::create_new(&lock).expect("a lock");
    let said = scene.parallel(&["land", "--yes"]).refused();
    assert!(said.contains("recover --apply") && !said.contains("stash"), "{said}");
    let found = scene.parallel(&["recover", "--apply"]).ended(1);
    assert!(found.contains("a git may still be at work"), "{found}");
    assert!(lock.exists(), "it was removed");
    drop(held);
    scene.parallel(&["recover", "--apply"]).done();
    assert!(!lock.exists(), "nobody holds it");
    scene.parallel(&["land", "--yes"]).done();
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_ends_it_ends_its_check() {
    let scene = complete("echo $$ >../../check; exec sleep 60");
    let mut command = scene.command("git-parallel", ".");
    command.args(["integrate", "f"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it to start");
    let begun = Instant::now();
    let number = loop {
        assert!(begun.elapsed() < Duration::from_secs(30), "it never began");
        match fs::read_to_string(scene.path("check")).ok().and_then(|it| it.trim().parse().ok()) {
            Some(number) => break number,
            None => sleep(Duration::from_millis(50)),
        }
    };
    let number: u32 = number;
    let mut kill = scene.command("kill", ".");
    kill.args(["-TERM", &child.id().to_string()]);
    run(kill, None).done();
    let status = child.wait().expect("an end");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(15));
    let begun = Instant::now();
    while fs::metadata(format!("/proc/{number}")).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the check lives on");
        sleep(Duration::from_millis(50));
    }
    assert_eq!(scene.parallel(&["integrate", "--abort"]).code, 0);
}

#[test]
fn a_second_start_leaves_alone_what_was_done_in_a_sparse_worktree() {
    let scene = planned();
    let setup = "copy = []\nsparse = true\nrun = [\"test -e ../../ok\"]\n";
    scene.write(".parallel.toml", &scene.read(".parallel.toml").replacen("copy = []", setup, 1));
    scene.parallel(&["start", "--trust", "task-1"]).ended(2);
    scene.write(&format!("{API}/src/api/a.rs"), "an hour of work\n");
    scene.write(&format!("{API}/src/api/staged.rs"), "a staged hour\n");
    scene.git_in(API, &["add", "src/api/staged.rs"]).done();
    scene.write("ok", "");
    scene.parallel(&["start", "task-1"]).done();
    assert_eq!(scene.read(&format!("{API}/src/api/a.rs")), "an hour of work\n");
    assert_eq!(scene.read(&format!("{API}/src/api/staged.rs")), "a staged hour\n");
}

#[test]
fn however_long_ago_it_was_a_commit_of_the_reflog_is_kept() {
    let scene = complete("true");
    scene.commit_in(API, "src/api/e.rs", "try\n", "[CHECKPOINT] Try").done();
    let tried = scene.git_in(API, &["rev-parse", "HEAD"]).done();
    scene.git_in(API, &["reset", "-q", "--hard", "HEAD~"]).done();
    let mut command = scene.command("sh", API);
    command.args(["-c", "n=0; t=$(git rev-parse HEAD); while [ $n -lt 130 ]; do n=$((n + 1)); for c in $(git rev-parse HEAD~) $t; do git update-ref HEAD $c; done; done"]);
    run(command, None).done();
    scene.parallel(&["integrate", "f"]).done();
    scene.parallel(&["land", "--yes"]).done();
    scene.parallel(&["clean"]).done();
    assert_ne!(scene.git(&["for-each-ref", "--contains", tried.trim()]), "");
}
