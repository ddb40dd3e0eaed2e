//! Every way a path can get into a commit, judged by the real hooks.

use std::os::unix::fs::symlink;

use crate::guarded::{ONE, PLAN, TWO, check, commit, guarded, refused, smuggle, stage, with_plan};
use crate::scene::Scene;

const MESSAGE: &str = "[CHECKPOINT] step";

#[test]
fn own_paths_pass_and_nobody_notices_the_guard() {
    let scene = guarded();
    for (number, content) in ["1\n", "2\n", "3\n"].iter().enumerate() {
        let done = commit(&scene, ONE, &[("a/x", content), ("a/new/deep", content)], MESSAGE);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{number}");
    }
    stage(&scene, ONE, &[("a/new/deep", "")]);
    scene.git_in(ONE, &["mv", "a/x", "a/renamed"]).done();
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    check(&scene, "task-1").done();
    let done = commit(&scene, TWO, &[("b/y", "1\n")], "[COMPLETE] two");
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
}

/// A folder that is the worker's own whole is not looked into: what no worker may have is seen there all the same,
/// and what stands beside it.
#[test]
fn nothing_hides_in_a_folder_of_ones_own() {
    let own = PLAN.replace("\"!a/generated/\"", "\"d/\"");
    let scene = with_plan(&format!("{own}\n[layout]\nworktrees = \"d/trees\"\n"));
    let one = "d/trees/task-1-one";
    let done = commit(&scene, one, &[("a/new/deep", "1\n"), ("a/x", ""), ("d/y", "1\n")], MESSAGE);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    for (files, path) in [
        (&[("a/new/deep", "2\n"), ("b/y", "1\n")][..], "b/y"),
        (&[("a/new/deep", "3\n"), ("Cargo.lock", "1\n")], "Cargo.lock"),
        (&[("d/y", "2\n"), ("d/trees/x", "1\n")], "d/trees/x"),
        (&[("d/trees/task-2-two/b/x", "1\n")], "d/trees/task-2-two/b/x"),
    ] {
        let said = refused(commit(&scene, one, files, MESSAGE), path);
        assert!(!said.contains('\u{1}') && !said.contains("a/new"), "{said}");
        refused(scene.git_in(one, &["commit", "-q", "--no-verify", "-m", MESSAGE]), path);
        scene.git_in(one, &["reset", "-q", "--hard"]).done();
    }
    smuggle(&scene, one, &[("a/new/deep", "4\n"), ("b/y", "1\n")], MESSAGE);
    scene.git_in(one, &["commit", "-q", "--allow-empty", "-m", MESSAGE]).done();
    assert!(check(&scene, "task-1").ended(1).contains("'b/y' belongs to task-2"));
}

type Stage = fn(&Scene);

#[test]
fn nothing_foreign_gets_in() {
    let cases: [(&str, Stage, &str); 14] = [
        ("rename in", |s| drop(s.git_in(ONE, &["mv", "b/y", "a/y"]).done()), "b/y"),
        ("rename out", |s| drop(s.git_in(ONE, &["mv", "a/x", "b/x"]).done()), "b/x"),
        ("case rename", |s| drop(s.git_in(ONE, &["mv", "b/y", "b/Y"]).done()), "b/Y"),
        ("deletion", |s| drop(s.git_in(ONE, &["rm", "-q", "b/y"]).done()), "b/y"),
        ("mode", |s| drop(s.git_in(ONE, &["update-index", "--chmod=+x", "b/y"]).done()), "b/y"),
        ("addition", |s| stage(s, ONE, &[("b/new", "1\n")]), "b/new"),
        ("top level", |s| stage(s, ONE, &[("README", "1\n")]), "README"),
        ("attributes", |s| stage(s, ONE, &[(".gitattributes", "* -text\n")]), ".gitattributes"),
        ("plan", |s| stage(s, ONE, &[(".parallel.toml", "version = 1\n")]), ".parallel.toml"),
        ("worktrees", |s| stage(s, ONE, &[("worktrees/task-2-two/x", "1\n")]), "worktrees/task-2"),
        ("symlink", symlinked, "b/y"),
        ("directory to file", directory_to_file, "b/both"),
        ("gitlink", gitlink, "b/sub"),
        (
            "directory to gitlink",
            |s| {
                drop(s.git_in(ONE, &["rm", "-rq", "b"]).done());
                link(s, "b");
            },
            "b/both",
        ),
    ];
    let scene = guarded();
    for (name, stage, path) in cases {
        stage(&scene);
        // Git 2.39 sees no change in a submodule it is told to ignore, and wants none here.
        let commit = ["commit", "-q", "--allow-empty", "-m", MESSAGE];
        let said = refused(scene.git_in(ONE, &commit), path);
        assert!(said.contains(path), "{name}: {said}");
        refused(scene.git_in(ONE, &[&commit[..], &["--no-verify"]].concat()), path);
        scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
        scene.git_in(ONE, &["clean", "-ffdxq"]).done();
    }
    scene.git_in(ONE, &["diff", "--exit-code", "main", "HEAD"]).done();
}

fn symlinked(scene: &Scene) {
    let file = scene.path(&format!("{ONE}/b/y"));
    std::fs::remove_file(&file).expect("a file");
    symlink("../a/x", &file).expect("a file");
    scene.git_in(ONE, &["add", "b/y"]).done();
}

fn directory_to_file(scene: &Scene) {
    scene.git_in(ONE, &["rm", "-rq", "b"]).done();
    stage(scene, ONE, &[("b", "1\n")]);
}

fn link(scene: &Scene, path: &str) {
    let head = scene.git(&["rev-parse", "HEAD"]);
    let info = format!("160000,{head},{path}");
    scene.git_in(ONE, &["update-index", "--add", "--cacheinfo", &info]).done();
}

/// A submodule pointer that the worker's own `.gitmodules` tells git to overlook.
fn gitlink(scene: &Scene) {
    link(scene, "b/sub");
    scene.git_in(ONE, &["config", "submodule.x.ignore", "all"]).done();
    scene.git_in(ONE, &["config", "diff.ignoreSubmodules", "all"]).done();
}

#[test]
fn links_and_submodules_inside_the_scope_pass() {
    let scene = guarded();
    symlink("../../b", scene.path(&format!("{ONE}/a/link"))).expect("a file");
    scene.git_in(ONE, &["add", "a/link"]).done();
    link(&scene, "a/sub");
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}

#[test]
fn temporary_indexes_are_seen() {
    let scene = guarded();
    scene.write(&format!("{ONE}/b/y"), "1\n");
    refused(scene.git_in(ONE, &["commit", "-q", "-a", "-m", MESSAGE]), "b/y");
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE, "--", "b/y"]), "b/y");
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE, "-i", "b/y"]), "b/y");
    scene.write(&format!("{ONE}/a/x"), "1\n");
    scene.git_in(ONE, &["add", "b/y"]).done();
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE, "--", "a/x"]).done();
    check(&scene, "task-1").done();
    refused(scene.git_in(&format!("{ONE}/a"), &["commit", "-q", "-m", MESSAGE]), "b/y");
}

#[test]
fn intent_to_add_is_no_change_until_it_is_one() {
    let scene = guarded();
    scene.write(&format!("{ONE}/b/new"), "1\n");
    scene.git_in(ONE, &["add", "-N", "b/new"]).done();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-a", "-m", MESSAGE]), "b/new");
}

#[test]
fn hostile_names_are_judged_and_shown_harmless() {
    let scene = guarded();
    for name in ["b/n\nl", "b/\x1b[31m", "b/üx", "b/qu'o\"te", "b/ lead", "b/[ab]", ":(top)a/x"] {
        stage(&scene, ONE, &[(&format!("./{name}"), "1\n")]);
        let said = refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "belongs to");
        assert!(!said.contains('\x1b'), "{said:?}");
        scene.git_in(ONE, &["reset", "-q", "--hard"]).done();
    }
    stage(&scene, ONE, &[("a/n\nl", "1\n"), ("a/[ab]", "1\n"), ("a/*", "1\n")]);
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}

#[test]
fn sparse_and_split_indexes_are_seen_through() {
    let scene = guarded();
    scene.git_in(ONE, &["sparse-checkout", "set", "--cone", "--sparse-index", "a"]).done();
    commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE).done();
    let id = scene.git(&["hash-object", "-w", "a/x"]);
    let info = format!("100644,{id},b/y");
    scene.git_in(ONE, &["update-index", "--cacheinfo", &info]).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
    scene.git_in(TWO, &["update-index", "--split-index"]).done();
    refused(commit(&scene, TWO, &[("a/x", "1\n")], MESSAGE), "a/x");
    scene.git_in(TWO, &["reset", "-q", "--hard"]).done();
    for version in ["2", "3", "4"] {
        scene.git_in(TWO, &["update-index", "--index-version", version]).done();
        refused(commit(&scene, TWO, &[("a/x", version)], MESSAGE), "a/x");
        scene.git_in(TWO, &["reset", "-q", "--hard"]).done();
        commit(&scene, TWO, &[("b/y", version)], MESSAGE).done();
    }
}

#[test]
fn replaced_objects_hide_nothing() {
    let scene = guarded();
    stage(&scene, ONE, &[("b/y", "1\n"), ("a/x", "1\n")]);
    let tree = scene.git_in(ONE, &["write-tree"]).done();
    let fake = scene.git_in(ONE, &["commit-tree", tree.trim(), "-m", "fake"]).done();
    scene.git(&["replace", "HEAD", fake.trim()]);
    stage(&scene, ONE, &[("a/x", "2\n")]);
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
}

#[test]
fn an_unborn_branch_is_judged_against_nothing() {
    let scene = guarded();
    scene.git_in(ONE, &["update-ref", "-d", "refs/heads/work/task-1-one"]).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
    scene.git_in(ONE, &["rm", "-rq", "--cached", "."]).done();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}

#[test]
fn repairs_pass() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "bad\n"), ("a/x", "1\n")], MESSAGE);
    assert!(check(&scene, "task-1").ended(1).contains("'b/y' belongs to task-2"));
    refused(commit(&scene, ONE, &[("b/y", "worse\n")], MESSAGE), "b/y");
    commit(&scene, ONE, &[("b/y", "y\n")], "[CHECKPOINT] put back").done();
    assert!(check(&scene, "task-1").done().contains("put it back since"));
}

#[test]
fn a_repair_may_amend_and_may_take_what_the_base_has_now() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("b/y", "bad\n"), ("a/x", "1\n")], MESSAGE);
    stage(&scene, ONE, &[("b/y", "y\n")]);
    scene.git_in(ONE, &["commit", "-q", "--amend", "--no-edit"]).done();
    let said = check(&scene, "task-1").done();
    assert!(said.contains("nothing to object to"), "{said}");
    scene.write("b/y", "newer\n");
    scene.git(&["commit", "-q", "-am", "base moves"]);
    smuggle(&scene, ONE, &[("b/y", "bad\n")], MESSAGE);
    commit(&scene, ONE, &[("b/y", "newer\n")], "[CHECKPOINT] put back").done();
    check(&scene, "task-1").done();
}

#[test]
fn shared_files_stand_alone() {
    let scene = guarded();
    refused(
        commit(&scene, ONE, &[("Cargo.lock", "1\n"), ("a/x", "1\n")], MESSAGE),
        "commit of its own",
    );
    scene.git_in(ONE, &["restore", "--staged", "a/x"]).done();
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    scene.git_in(ONE, &["commit", "-q", "-am", MESSAGE]).done();
}

#[test]
fn unowned_paths_may_be_allowed() {
    let plan = PLAN.replace("[guard]", "[guard]\nunowned = \"allow\"");
    let scene = with_plan(&plan);
    commit(&scene, ONE, &[("c/z", "1\n")], MESSAGE).done();
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
}

#[test]
fn a_worker_stays_on_its_branch() {
    let scene = guarded();
    scene.git_in(ONE, &["switch", "-q", "-c", "elsewhere"]).done();
    refused(commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE), "git switch work/task-1-one");
    scene.git_in(ONE, &["switch", "-q", "--detach"]).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "HEAD is on no branch");
    scene.git_in(ONE, &["symbolic-ref", "HEAD", "refs/heads/main"]).done();
    refused(scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]), "not on 'main'");
    let warned = scene.git_in(ONE, &["switch", "-q", "-f", "elsewhere"]);
    assert!(warned.stderr.contains("warning:"), "{warned}");
    assert_eq!(warned.code, 0, "{warned}");
}

#[test]
fn the_workers_own_copy_of_the_plan_is_never_read() {
    let scene = guarded();
    scene.write(&format!("{ONE}/.parallel.toml"), &PLAN.replace("\"a/\"", "\"**\""));
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    scene.write(
        ".parallel.toml",
        &PLAN.replace("\"b/\"", "\"d/\"").replace("\"a/\"", "\"a/\", \"b/\""),
    );
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
}

#[test]
fn a_plan_that_cannot_be_read_refuses() {
    let scene = guarded();
    scene.write(".parallel.toml", "version = 1\nbase = \n");
    let done = commit(&scene, ONE, &[("a/x", "1\n")], MESSAGE);
    assert_ne!(done.code, 0);
    assert!(done.stderr.contains(".parallel.toml:2:"), "{done}");
    // Without one in the main worktree, that of the base branch counts.
    std::fs::remove_file(scene.path(".parallel.toml")).expect("a file");
    scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]).done();
    refused(commit(&scene, ONE, &[("b/y", "1\n")], MESSAGE), "b/y");
    scene.git(&["rm", "-q", "--cached", ".parallel.toml"]);
    scene.git(&["commit", "-q", "-m", "Without a plan"]);
    let done = scene.git_in(ONE, &["commit", "-q", "-m", MESSAGE]);
    assert!(done.stderr.contains("there is no .parallel.toml"), "{done}");
}

#[test]
fn the_main_worktree_is_free() {
    let scene = guarded();
    scene.write("b/y", "lead\n");
    scene.git(&["commit", "-q", "-am", "anything goes"]);
}

#[test]
fn the_escape_is_seen_by_the_gate() {
    let scene = guarded();
    stage(&scene, ONE, &[("b/y", "1\n")]);
    let mut command = scene.command("git", ONE);
    command.args(["commit", "-q", "-m", "free"]).env("GIT_PARALLEL", "0");
    crate::scene::run(command, None).done();
    let said = check(&scene, "task-1").ended(1);
    assert!(said.contains("b/y") && said.contains("begins with no prefix"), "{said}");
}

#[test]
fn patterns_mean_what_gitignore_means() {
    let scene = Scene::with(&[]);
    let patterns = [
        "a",
        "a/",
        "a/b",
        "a/*",
        "a/**",
        "**/b",
        "**/b/",
        "a/**/c",
        "*",
        "*.rs",
        "a/*.rs",
        "?",
        "[ab]",
        "[!a]",
        "[^a]/b",
        "a[[:digit:]]",
        "[]x]",
        "[a-]",
        "\\*",
        "a\\ b",
        "**",
        "a/b/**",
        "*/b",
        "a?/b",
        "[[:alpha:]]*",
    ];
    let paths = [
        "a", "b", "a/b", "a/b/c", "a/c", "b/a", "b/b", "a/x/c", "a/x/y/c", "x.rs", "a/x.rs",
        "a/b/x.rs", "a1", "a1/b", "*", "]", "x", "-", "a b", "ab/b", "Z/b", ".rs", "1",
    ];
    for pattern in patterns {
        scene.write("../ignore", &format!("/{pattern}\n"));
        let scope = git_parallel::scope::Scope::parse([pattern]).expect("a file");
        for path in paths {
            let config = "core.excludesFile=../ignore";
            let asked =
                scene.git_in(".", &["-c", config, "check-ignore", "-q", "--no-index", "--", path]);
            assert_eq!(
                scope.owns(path.as_bytes()),
                asked.code == 0,
                "pattern {pattern}, path {path}"
            );
        }
    }
}
