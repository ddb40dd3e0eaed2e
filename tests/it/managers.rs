//! Real hook managers, where they are installed: they keep running in workers' worktrees, with their
//! input and environment, through installing, reinstalling and uninstalling the guard.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::guarded::{ONE, PLAN, TWO, refused};
use crate::scene::{Output, Scene, run};

const MESSAGE: &str = "[CHECKPOINT] step";

/// The folder of each program; none, said aloud, where one is not installed.
#[expect(clippy::print_stderr, reason = "what is skipped must be seen")]
fn found(programs: &[&str]) -> Option<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for program in programs {
        let Ok(at) = which::which(program) else {
            eprintln!("skipped: {program} is not installed");
            return None;
        };
        folders.push(at.parent().expect("a folder").to_owned());
    }
    Some(folders)
}

/// A repository whose manager is set up, before any guard.
struct Managed {
    scene: Scene,
    folders: Vec<PathBuf>,
}

impl Managed {
    /// `files` are committed; `setup` is what every new worktree runs.
    fn new(programs: &[&str], files: &[(&str, &str)], setup: &str) -> Option<Self> {
        let folders = found(programs)?;
        let plan = format!("{PLAN}\n[setup]\nrun = [{setup}]\n");
        let common = [("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", &plan)];
        let scene = Scene::with(&[&common, files].concat());
        Some(Self { scene, folders })
    }

    fn command(&self, program: &str, directory: &str) -> Command {
        let mut command = self.scene.command(program, directory);
        let path = command.get_envs().find(|(name, _)| *name == "PATH").and_then(|(_, path)| path);
        let path = path.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        let folders = self.folders.iter().map(|folder| folder.display().to_string());
        let path = folders.chain([path]).collect::<Vec<_>>().join(":");
        command.env("PATH", path).env("SAID", self.said()).env("CI", "1");
        command
    }

    fn run(&self, directory: &str, program: &str, args: &[&str]) -> Output {
        let mut command = self.command(program, directory);
        command.args(args);
        run(command, None)
    }

    fn git(&self, directory: &str, args: &[&str]) -> Output {
        self.run(directory, "git", args)
    }

    fn commit(&self, directory: &str, path: &str, content: &str) -> Output {
        self.scene.write(&format!("{directory}/{path}"), content);
        self.git(directory, &["add", "--", path]).done();
        self.git(directory, &["commit", "-q", "-m", MESSAGE])
    }

    fn said(&self) -> PathBuf {
        self.scene.outside().join("said")
    }

    /// What the manager's hook has written since it was asked last.
    fn heard(&self) -> String {
        let said = fs::read_to_string(self.said()).unwrap_or_default();
        fs::remove_file(self.said()).ok();
        said
    }

    /// The manager's pre-commit hook speaks in every worktree, guarded or not, and the guard does
    /// wherever it stands.
    fn lives_with_the_guard(&self) {
        self.commit(".", "a/x", "lead\n").done();
        assert_eq!(self.heard(), "repo\n", "in the main worktree, before");
        self.git(".", &["parallel", "start", "-q", "--trust"]).done();
        for step in ["started", "installed again"] {
            self.commit(ONE, "a/x", &format!("{step}\n")).done();
            assert_eq!(self.heard(), "task-1-one\n", "{step}");
            refused(self.commit(ONE, "b/y", "foreign\n"), "b/y");
            assert_eq!(self.heard(), "", "{step}: what is refused is not worth a run");
            self.git(ONE, &["restore", "--staged", "--worktree", "b/y"]).done();
            self.commit(".", "c/z", &format!("{step}\n")).done();
            assert_eq!(self.heard(), "repo\n", "in the main worktree, {step}");
            self.git(".", &["parallel", "hooks", "install"]).done();
            self.git(".", &["parallel", "hooks", "status"]).done();
        }
        self.git(".", &["parallel", "hooks", "uninstall"]).done();
        self.commit(ONE, "b/y", "free\n").done();
        assert_eq!(self.heard(), "task-1-one\n", "after uninstalling");
        self.commit(".", "c/z", "after\n").done();
        assert_eq!(self.heard(), "repo\n", "in the main worktree, after uninstalling");
    }
}

const SPEAK: &str = "basename \"$PWD\" >>\"$SAID\"";

#[test]
fn husky_keeps_running() {
    let hook = format!("{SPEAK}\n");
    let files = [(".husky/pre-commit", hook.as_str())];
    let Some(managed) = Managed::new(&["husky", "node"], &files, "\"husky\"") else { return };
    managed.run(".", "husky", &[]).done();
    assert_eq!(managed.scene.git(&["config", "core.hooksPath"]), ".husky/_");
    managed.lives_with_the_guard();
}

#[test]
fn lefthook_keeps_running() {
    let config = format!("pre-commit:\n  commands:\n    speak:\n      run: {SPEAK}\n");
    let files = [("lefthook.yml", config.as_str())];
    let Some(managed) = Managed::new(&["lefthook", "node"], &files, "") else { return };
    managed.run(".", "lefthook", &["install"]).done();
    managed.lives_with_the_guard();
}

#[test]
fn a_manager_that_takes_our_place_is_noticed_and_mended() {
    let config = format!("pre-commit:\n  commands:\n    speak:\n      run: {SPEAK}\n");
    let files = [("lefthook.yml", config.as_str())];
    let Some(managed) = Managed::new(&["lefthook", "node"], &files, "") else { return };
    managed.run(".", "lefthook", &["install"]).done();
    managed.git(".", &["parallel", "start", "-q", "--trust"]).done();
    // It renames our stub where it may: nothing is read-only for the superuser.
    let replaced = managed.run(ONE, "lefthook", &["install", "--force"]).code == 0;
    let status = managed.git(".", &["parallel", "hooks", "status"]);
    assert_eq!(status.code, i32::from(replaced), "{status}");
    refused(managed.commit(ONE, "b/y", "foreign\n"), "b/y");
    managed.git(".", &["parallel", "hooks", "install"]).done();
    managed.git(".", &["parallel", "hooks", "status"]).done();
    managed.heard();
    refused(managed.git(ONE, &["commit", "-q", "-m", MESSAGE]), "b/y");
    assert_eq!(managed.heard(), "", "ours is first again");
}

const LOCAL: &str = "repos:\n- repo: local\n  hooks:\n  - id: speak\n    name: speak\n    language: system\n    always_run: true\n    pass_filenames: false\n    entry: sh -c 'basename \"$PWD\" >>\"$SAID\"'\n";

#[test]
fn pre_commit_keeps_running() {
    let files = [(".pre-commit-config.yaml", LOCAL)];
    let Some(managed) = Managed::new(&["pre-commit"], &files, "") else { return };
    managed.run(".", "pre-commit", &["install"]).done();
    managed.lives_with_the_guard();
}

#[test]
fn prek_keeps_running() {
    let files = [(".pre-commit-config.yaml", LOCAL)];
    let Some(managed) = Managed::new(&["prek"], &files, "") else { return };
    managed.run(".", "prek", &["install"]).done();
    managed.lives_with_the_guard();
}

/// Git LFS sends its files from `pre-push`, which learns what to send from its input.
#[test]
fn git_lfs_keeps_sending() {
    let attributes = "*.bin filter=lfs diff=lfs merge=lfs -text\n";
    let files = [(".gitattributes", attributes)];
    let Some(managed) = Managed::new(&["git-lfs"], &files, "") else { return };
    managed.git(".", &["lfs", "install", "--local"]).done();
    let remote = managed.scene.outside().join("remote.git");
    managed.git(".", &["init", "-q", "--bare", &remote.to_string_lossy()]).done();
    let url = format!("file://{}", remote.display());
    managed.git(".", &["remote", "add", "origin", &url]).done();
    managed.git(".", &["push", "-q", "origin", "main"]).done();
    managed.git(".", &["parallel", "start", "-q", "--trust"]).done();
    managed.commit(ONE, "a/one.bin", "guarded\n").done();
    managed.git(ONE, &["push", "-q", "origin", "work/task-1-one"]).done();
    assert_eq!(sent(&remote), 1, "from a guarded worktree");
    managed.commit(".", "main.bin", "lead\n").done();
    managed.git(".", &["push", "-q", "origin", "main"]).done();
    assert_eq!(sent(&remote), 2, "from the main worktree");
    managed.git(".", &["parallel", "hooks", "uninstall"]).done();
    managed.commit(TWO, "b/two.bin", "free\n").done();
    managed.git(TWO, &["push", "-q", "origin", "work/task-2-two"]).done();
    assert_eq!(sent(&remote), 3, "after uninstalling");
}

/// How many files of Git LFS a remote holds.
fn sent(remote: &Path) -> usize {
    let mut folders = vec![remote.join("lfs/objects")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                count += 1;
            }
        }
    }
    count
}
