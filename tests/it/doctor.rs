//! `doctor`: each finding with its mend, and what `--fix` mends.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;

use crate::scene::{Scene, run};
use crate::start::{planned, started};

/// The kinds of everything found.
fn kinds(scene: &Scene) -> Vec<String> {
    let output = scene.parallel(&["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(told["sound"], output.code == 0, "{output}");
    let found = told["findings"].as_array().expect("findings");
    let kinds = found.iter().map(|it| it["kind"].as_str().expect("a kind").to_owned());
    // Whether an agent is installed is the machine's affair.
    kinds.filter(|kind| kind != "agent").collect()
}

#[test]
fn what_is_broken_is_named_and_what_can_be_is_mended() {
    let scene = started();
    assert_eq!(kinds(&scene), Vec::<String>::new());
    let ui = "worktrees/task-2-ui";
    scene.git_in(ui, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
    scene.write(".git/info/exclude", "");
    assert_eq!(kinds(&scene), ["exclude", "guard"]);
    let before = scene.fingerprint();
    let said = scene.parallel(&["doctor", "--fix", "--dry-run"]).ended(1);
    assert!(said.contains("guard: task-2-ui: core.hooksPath is not set"), "{said}");
    assert!(said.contains("→ git parallel hooks install"), "{said}");
    assert_eq!(scene.fingerprint(), before);
    let output = scene.parallel(&["doctor", "--fix"]);
    assert!(output.stderr.contains("installed the hooks again"), "{output}");
    assert_eq!(kinds(&scene), Vec::<String>::new());
    scene.commit_in(ui, "src/api/a.rs", "x\n", "[CHECKPOINT] Not mine").ended(1);
}

#[test]
fn a_branch_that_could_overwrite_a_worker_is_named() {
    let scene = started();
    scene.write("worktrees/task-1-api-endpoints.txt", "x\n");
    scene.git(&["add", "-f", "worktrees/task-1-api-endpoints.txt"]);
    scene.git(&["commit", "-qm", "Track it"]);
    assert_eq!(kinds(&scene), ["tracked"]);
}

#[test]
fn commands_nobody_trusts_are_named() {
    let scene = started();
    let plan = scene.read(".parallel.toml");
    scene.write(
        ".parallel.toml",
        &plan.replace("[check]\n", "[check]\n# now\n").replace("run = [", "run = [\"rm x\", "),
    );
    let found = kinds(&scene);
    assert!(found.contains(&"trust".to_owned()), "{found:?}");
}

/// The mend of the only finding, as a shell runs it.
fn mended_by_its_word(scene: &Scene) {
    let said = scene.parallel(&["doctor"]).ended(1);
    let mend = said.lines().find_map(|line| line.trim().strip_prefix("→ git ")).expect("a mend");
    let mut command = scene.command("sh", ".");
    command.args(["-c", &format!("git {mend}")]);
    run(command, None).done();
    assert_eq!(kinds(scene), Vec::<String>::new());
}

#[test]
fn keys_of_the_main_worktree_that_all_got_are_named() {
    for (key, value) in [("core.bare", "true"), ("core.worktree", "/nowhere")] {
        let scene = started();
        scene.git(&["config", key, value]);
        assert_eq!(kinds(&scene), ["config"], "{key}");
        let from_a_worker = scene.parallel_in("worktrees/task-2-ui", &["doctor"]);
        assert!(from_a_worker.stdout.contains(key), "{from_a_worker}");
        mended_by_its_word(&scene);
    }
}

#[test]
fn a_worktree_that_got_a_workers_hooks_is_named_and_freed() {
    for fix in [true, false] {
        let scene = started();
        let ui = "worktrees/task-2-ui";
        // Git copies the configuration of the worktree it stands in.
        scene.git_in(ui, &["worktree", "add", "-q", "-b", "mine", "../../../mine"]).done();
        let hooks = ["config", "--worktree", "core.hooksPath"];
        assert_eq!(scene.git_in("../mine", &hooks).code, 0, "this git does not copy it");
        assert_eq!(kinds(&scene), ["guard"]);
        if fix {
            let output = scene.parallel(&["doctor", "--fix"]);
            assert!(output.stderr.contains("took the hooks off"), "{output}");
            assert_eq!(kinds(&scene), Vec::<String>::new());
        } else {
            mended_by_its_word(&scene);
        }
        assert_eq!(scene.git_in("../mine", &hooks).code, 1);
        assert_eq!(scene.git_in(ui, &hooks).code, 0, "the worker keeps its own");
    }
}

#[test]
fn a_new_hook_that_ours_would_shadow_is_named_and_handed_on() {
    let scene = started();
    scene.write(".git/hooks/post-rewrite", "#!/bin/sh\nexit 0\n");
    assert_eq!(kinds(&scene), Vec::<String>::new(), "git runs no hook that is not executable");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(scene.path(".git/hooks/post-rewrite"), mode).expect("a mode");
        assert_eq!(kinds(&scene), ["guard"], "one cause, in both worktrees");
        let told = scene.parallel(&["doctor"]).ended(1);
        assert!(told.contains("task-1-api-endpoints, task-2-ui: "), "{told}");
        let _said = scene.parallel(&["doctor", "--fix"]);
        assert_eq!(kinds(&scene), Vec::<String>::new());
    }
}

#[test]
fn ports_that_others_have_are_named() {
    let scene = planned();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let with = |ports: &str| {
        let text = scene.read(".parallel.toml");
        let (before, after) = text.split_once("[setup]").expect("a section");
        let rest = after.split_once('\n').expect("a line").1;
        let rest: String =
            rest.split_inclusive('\n').filter(|it| !it.starts_with("ports")).collect();
        scene.write(".parallel.toml", &format!("{before}[setup]\nports = {ports}\n{rest}"));
    };
    with(&format!("{{ base = {port}, each = 1 }}"));
    let said = scene.parallel(&["doctor"]).ended(1);
    assert!(said.contains(&format!("ports: port {port} of task-1 is taken")), "{said}");
    with("{ base = 65531, each = 5 }");
    let said = scene.parallel(&["doctor"]).ended(1);
    assert!(said.contains("no ports left for task-2"), "{said}");
    with("{ base = 4000, each = 0 }");
    assert!(scene.parallel(&["doctor"]).refused().contains("at least one"));
}

/// A worker's own server is no trouble; only where the system tells whose it is can this be told.
#[cfg(target_os = "linux")]
#[test]
fn a_workers_own_server_is_not_in_its_way() {
    let Ok(python) = which::which("python3") else { return };
    let scene = started();
    let mut command = scene.command(&python.to_string_lossy(), "worktrees/task-1-api-endpoints");
    let script = "import socket, sys\ns = socket.create_server(('127.0.0.1', 0))\nprint(s.getsockname()[1], flush=True)\nsys.stdin.read()";
    command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn().expect("a server");
    let mut line = String::new();
    let told = std::io::BufReader::new(server.stdout.take().expect("its output"));
    std::io::BufRead::read_line(&mut { told }, &mut line).expect("its port");
    let port: u16 = line.trim().parse().expect("a port");
    let text = scene.read(".parallel.toml");
    let ports = |base: u16| format!("[setup]\nports = {{ base = {base}, each = 1 }} #");
    scene.write(".parallel.toml", &text.replace("[setup]", &ports(port)));
    assert_eq!(kinds(&scene), Vec::<String>::new());
    scene.write(".parallel.toml", &text.replace("[setup]", &ports(port - 1)));
    assert_eq!(kinds(&scene), ["ports"], "the other worker would get it");
    drop(server.stdin.take());
    server.wait().expect("its end");
}

#[test]
fn a_repository_of_the_new_ref_format_is_as_good() {
    let scene = Scene::empty();
    let made = scene.git_in(".", &["init", "-q", "--ref-format=reftable", "-b", "main", "."]);
    if made.code != 0 {
        return;
    }
    scene.write("a/x", "x\n");
    scene.write(".parallel.toml", crate::guarded::PLAN);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Start"]);
    scene.parallel(&["start"]).done();
    assert_eq!(kinds(&scene), Vec::<String>::new());
    let one = crate::guarded::ONE;
    scene.commit_in(one, "a/x", "y\n", "[COMPLETE] Change it").done();
    scene.commit_in(one, "b/y", "y\n", "[CHECKPOINT] Not mine").ended(1);
    assert!(scene.parallel(&["status"]).done().contains("[COMPLETE]"));
}

#[test]
fn a_base_that_is_not_there_is_told_with_the_one_that_may_be_meant() {
    let scene = Scene::with(&[("a/x", "x\n")]);
    scene.parallel(&["init"]).done();
    let text = scene.read(".parallel.toml").replace("base = \"main\"", "base = \"mian\"");
    scene.write(".parallel.toml", &text);
    let said = scene.parallel(&["doctor"]).ended(1);
    assert!(said.contains("base: there is no branch 'mian'"), "{said}");
    assert!(said.contains("set base = \"main\" in .parallel.toml"), "{said}");
}

#[test]
fn hooks_that_workers_cannot_run_are_told() {
    let scene = planned();
    scene.write(".made/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    scene.write(".made/.gitignore", "*\n");
    let made = scene.command("chmod", ".").args(["+x", ".made/hooks/pre-commit"]).status();
    assert!(made.expect("chmod").success());
    scene.git(&["config", "core.hooksPath", ".made/hooks"]);
    let said = scene.parallel(&["start"]).ended(0);
    assert!(
        said.contains("of the hooks in '.made/hooks', pre-commit cannot run for task-1, task-2"),
        "{said}"
    );
    assert_eq!(kinds(&scene), ["hooks"]);
    for tree in ["worktrees/task-1-api-endpoints", "worktrees/task-2-ui"] {
        let copied = scene.command("cp", ".").args(["-a", ".made", tree]).status();
        assert!(copied.expect("cp").success());
    }
    assert_eq!(kinds(&scene), Vec::<String>::new());
}
