//! Staged paths read without git, against `git diff-index` byte for byte, over real repositories.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use git_parallel::seams::Site;

use crate::scene::{Output, Scene, run};

const HONEST: [&str; 11] = [
    "--no-replace-objects",
    "--literal-pathspecs",
    "diff-index",
    "--cached",
    "-z",
    "--name-only",
    "--no-renames",
    "--ita-invisible-in-index",
    "--ignore-submodules=none",
    "--no-ext-diff",
    "--no-relative",
];
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/// Compares both; tells whether git was not needed.
#[track_caller]
fn agree(scene: &Scene, directory: &str, what: &str) -> bool {
    let born = scene.git_in(directory, &["rev-parse", "-q", "--verify", "HEAD"]).code == 0;
    let mut command = scene.command("git", directory);
    let asked = command.args(HONEST).arg(if born { "HEAD" } else { EMPTY_TREE }).output();
    let asked = asked.expect("git").stdout;
    let site = Site::of_worktree(&scene.path(directory)).expect("a worktree");
    let listed = |paths: Vec<Vec<u8>>| paths.into_iter().flat_map(|path| [path, vec![0]].concat());
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all: Vec<u8> = listed(site.staged().expect("paths")).collect();
    assert_eq!(shown(&all), shown(&asked), "{what}");
    let Some(scanned) = site.scanned() else { return false };
    let scanned: Vec<u8> = listed(scanned).collect();
    assert_eq!(shown(&scanned), shown(&asked), "{what}");
    true
}

/// Lets a hook keep the index git is about to commit, and puts it in place of the real one.
#[track_caller]
fn committing(scene: &Scene, args: &[&str]) -> bool {
    let hook = scene.path(".git/hooks/pre-commit");
    fs::create_dir_all(scene.path(".git/hooks")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\ncp \"$GIT_INDEX_FILE\" ../captured\nexit 1\n").expect("a hook");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
    let done = scene.git_in(".", &[&["commit", "-m", "x"], args].concat());
    assert_eq!(done.code, 1, "{done}");
    fs::remove_file(&hook).expect("the hook");
    let index = scene.path(".git/index");
    let before = fs::read(&index).expect("an index");
    fs::rename(scene.path("../captured"), &index).expect("the captured index");
    let scanned = agree(scene, ".", &format!("{args:?}"));
    fs::write(&index, before).expect("the index");
    scanned
}

fn project() -> Scene {
    let scene = Scene::with(&[
        ("a/x", "x\n"),
        ("a/deep/er/x", "x\n"),
        ("b/y", "y\n"),
        ("b.c", "y\n"),
        ("b-c", "y\n"),
        ("top", "1\n"),
    ]);
    scene.git(&["config", "core.fileMode", "true"]);
    scene
}

/// What is staged in each case; the second value is whether the index alone must suffice.
type Case = (&'static str, fn(&Scene));

const CASES: [Case; 15] = [
    ("nothing", |_| {}),
    ("edit", |s| staged(s, "a/x", "2\n")),
    ("addition", |s| staged(s, "a/new/file", "2\n")),
    ("deletion of a folder", |s| drop(s.git(&["rm", "-rq", "a"]))),
    ("rename", |s| drop(s.git(&["mv", "a/x", "b/x"]))),
    ("folder renamed", |s| drop(s.git(&["mv", "a", "z"]))),
    ("mode", |s| drop(s.git(&["update-index", "--chmod=+x", "b/y"]))),
    ("file to folder", |s| {
        s.git(&["rm", "-q", "top"]);
        staged(s, "top/below", "1\n");
    }),
    ("folder to file", |s| {
        s.git(&["rm", "-rq", "b"]);
        staged(s, "b", "1\n");
    }),
    ("link", |s| {
        fs::remove_file(s.path("b/y")).expect("a file");
        symlink("../a/x", s.path("b/y")).expect("a link");
        s.git(&["add", "b/y"]);
    }),
    ("submodule", |s| {
        let head = s.git(&["rev-parse", "HEAD"]);
        s.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},b/sub")]);
        s.git(&["config", "diff.ignoreSubmodules", "all"]);
    }),
    ("folder to submodule", |s| {
        let head = s.git(&["rev-parse", "HEAD"]);
        s.git(&["rm", "-rq", "b"]);
        s.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{head},b")]);
    }),
    ("hostile names", |s| {
        for name in ["a/n\nl", "a/\x1b[31m", "a/üx", "a/ lead", "a/[ab]", "a.", "a0", "TREE"] {
            staged(s, name, "1\n");
        }
    }),
    ("replaced HEAD", |s| {
        staged(s, "a/x", "2\n");
        let tree = s.git(&["write-tree"]);
        let fake = s.git(&["commit-tree", &tree, "-m", "fake"]);
        s.git(&["replace", "HEAD", &fake]);
    }),
    ("packed branch and objects", |s| {
        s.git(&["gc", "-q"]);
        staged(s, "a/x", "2\n");
    }),
];

fn staged(scene: &Scene, path: &str, content: &str) {
    scene.write(path, content);
    scene.git(&["add", "-f", "--", path]);
}

#[test]
fn every_kind_of_change_is_read_as_git_reads_it() {
    for (name, stage) in CASES {
        let scene = project();
        stage(&scene);
        agree(&scene, ".", name);
        if !["nothing", "replaced HEAD"].contains(&name) {
            assert!(committing(&scene, &[]), "{name}: git was needed");
            assert!(committing(&scene, &["--amend"]), "{name}: git was needed");
        }
    }
}

#[test]
fn every_kind_of_index_is_read_or_left_to_git() {
    for (key, value) in [
        ("index.version", "2"),
        ("index.version", "4"),
        ("index.recordEndOfIndexEntries", "true"),
        ("index.recordOffsetTable", "true"),
        ("index.skipHash", "true"),
        ("core.splitIndex", "true"),
        ("core.untrackedCache", "true"),
        ("feature.manyFiles", "true"),
    ] {
        let scene = project();
        scene.git(&["config", key, value]);
        scene.git(&["update-index", "--force-write-index"]);
        staged(&scene, "a/x", "2\n");
        agree(&scene, ".", key);
        assert!(committing(&scene, &[]), "{key}: git was needed");
    }
    let scene = project();
    scene.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "a"]);
    staged(&scene, "a/x", "2\n");
    assert!(committing(&scene, &[]), "sparse: git was needed");
    let id = scene.git(&["hash-object", "-w", "top"]);
    scene.git(&["update-index", "--cacheinfo", &format!("100644,{id},b/y")]);
    agree(&scene, ".", "outside the cone");
    committing(&scene, &[]);
}

#[test]
fn indexes_of_a_moment_are_read_or_left_to_git() {
    let scene = project();
    scene.write("a/x", "2\n");
    scene.write("b/y", "2\n");
    assert!(committing(&scene, &["-a"]));
    assert!(committing(&scene, &["-i", "b/y"]));
    assert!(committing(&scene, &["--", "a/x"]));
    scene.write("b/intended", "1\n");
    scene.write("new/intended", "1\n");
    scene.git(&["add", "-N", "b/intended", "new/intended"]);
    scene.git(&["add", "a/x"]);
    assert!(committing(&scene, &[]));
    assert!(committing(&scene, &["--", "b/y"]));
    assert!(committing(&scene, &["-a"]));
}

#[test]
fn every_place_of_head_is_read_as_git_reads_it() {
    let scene = project();
    let heads: [&[&str]; 5] = [
        &["checkout", "-q", "--detach"],
        &["checkout", "-q", "-b", "work/deep/er"],
        &["pack-refs", "--all"],
        &["symbolic-ref", "refs/heads/alias", "refs/heads/main"],
        &["symbolic-ref", "HEAD", "refs/heads/alias"],
    ];
    staged(&scene, "a/x", "2\n");
    scene.git(&["write-tree"]);
    for head in heads {
        scene.git(head);
        assert!(agree(&scene, ".", &format!("{head:?}")));
    }
    scene.git(&["symbolic-ref", "HEAD", "refs/heads/unborn"]);
    assert!(agree(&scene, ".", "unborn"));
    scene.git(&["worktree", "add", "-q", "-b", "linked", "../linked", "main"]);
    scene.write("../linked/a/x", "3\n");
    scene.git_in("../linked", &["add", "."]).done();
    scene.git_in("../linked", &["write-tree"]).done();
    assert!(agree(&scene, "../linked", "linked worktree"));
}

#[test]
fn objects_kept_elsewhere_are_found_or_left_to_git() {
    let scene = project();
    scene.git(&["config", "uploadpack.allowFilter", "true"]);
    scene.git(&["clone", "-q", "--shared", ".", "../shared"]);
    let url = format!("file://{}", scene.root().canonicalize().expect("it").display());
    scene.git(&["clone", "-q", "--filter=tree:0", "--no-checkout", &url, "../partial"]);
    for place in ["../shared", "../partial"] {
        scene.write(&format!("{place}/new"), "1\n");
        scene.git_in(place, &["add", "new"]).done();
        scene.git_in(place, &["write-tree"]).done();
        let scanned = agree(&scene, place, place);
        assert!(scanned || place == "../partial", "{place}: git was needed");
    }
    assert!(scene.path("../shared/.git/objects/info/alternates").exists());
}

#[test]
fn repositories_kept_in_other_ways_are_left_to_git() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let scene = Scene::empty();
        if scene.git_in(".", &["init", "-q", "-b", "main", format, "."]).code != 0 {
            eprintln!("skipped: this git knows no {format}");
            continue;
        }
        staged(&scene, "a/x", "1\n");
        scene.git(&["commit", "-q", "-m", "Start"]);
        staged(&scene, "a/x", "2\n");
        scene.git(&["write-tree"]);
        let site = Site::of_worktree(&scene.root()).expect("a worktree");
        assert_eq!(site.scanned(), None, "{format}");
        assert_eq!(site.staged().expect("paths"), [b"a/x".to_vec()], "{format}");
    }
    let scene = project();
    staged(&scene, "a/x", "2\n");
    scene.git(&["write-tree"]);
    assert!(agree(&scene, ".", "as it is"));
    let index = fs::read(scene.path(".git/index")).expect("an index");
    for length in 0..index.len() {
        fs::write(scene.path(".git/index"), &index[..length]).expect("a broken index");
        let site = Site::of_worktree(&scene.root()).expect("a worktree");
        assert_eq!(site.scanned(), None, "cut after {length} bytes");
    }
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[usize::try_from(self.below(all.len() as u64)).expect("small")]
    }
}

#[test]
fn random_histories_agree_at_every_step() {
    let scene = project();
    let blobs: Vec<String> = (0..3)
        .map(|n| {
            scene.write("../blob", &format!("{n}\n"));
            scene.git(&["hash-object", "-w", "../blob"])
        })
        .collect();
    let head = scene.git(&["rev-parse", "HEAD"]);
    let names = ["a", "b", "a.b", "a-b", "a0", "B", "é"];
    let mut numbers = Numbers(1);
    for step in 0..120 {
        let mut lines = String::new();
        for _ in 0..=numbers.below(4) {
            let depth = numbers.below(4);
            let path: Vec<&str> = (0..=depth).map(|_| *numbers.of(&names)).collect();
            let path = path.join("/");
            let blob = numbers.of(&blobs).clone();
            lines.push_str(&match numbers.below(6) {
                0 => format!("0 {} 0\t{path}\n", "0".repeat(40)),
                1 => format!("100755 {blob} 0\t{path}\n"),
                2 => format!("120000 {blob} 0\t{path}\n"),
                3 => format!("160000 {head} 0\t{path}\n"),
                _ => format!("100644 {blob} 0\t{path}\n"),
            });
        }
        let mut command = scene.command("git", ".");
        command.args(["update-index", "--replace", "--index-info"]);
        let done: Output = run(command, Some(&lines));
        assert_eq!(done.code, 0, "{done}");
        let told = agree(&scene, ".", &format!("step {step}, not written: {lines}"));
        assert!(told, "step {step}: git was needed before the tree was written");
        let tree = scene.git(&["write-tree"]);
        assert!(
            agree(&scene, ".", &format!("step {step}: {lines}")),
            "step {step}: git was needed"
        );
        if numbers.below(3) == 0 {
            let made = scene.git(&["commit-tree", &tree, "-p", "HEAD", "-m", "step"]);
            scene.git(&["update-ref", "HEAD", &made]);
        }
    }
}
