//! A hermetic stage for one test: a temporary directory, real git, the real binary, fixed dates.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a command printed, shown as a terminal would show it.
#[must_use = "check what it printed, or that it was `done`"]
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}--- stderr ---\n{}[exit {}]", self.stdout, self.stderr, self.code)
    }
}

impl Output {
    /// Asserts success and gives standard output.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{self}");
        self.stdout
    }

    /// Asserts this exit code and gives everything printed.
    #[track_caller]
    pub fn ended(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self}");
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Asserts exit 2 with exactly one `error:` line and at least one `hint:`; gives standard error.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!(self.code, 2, "{self}");
        let errors = self.stderr.lines().filter(|line| line.starts_with("error:")).count();
        let hints = self.stderr.lines().filter(|line| line.starts_with("hint:")).count();
        assert!(errors == 1 && hints >= 1, "one error and a hint wanted:\n{self}");
        self.stderr
    }

    /// Asserts success and reads standard output as JSON.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        let text = self.done();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in:\n{text}"))
    }
}

/// A repository called `repo` in a directory of its own.
pub struct Scene {
    directory: TempDir,
}

impl Scene {
    /// An empty directory, no repository yet.
    pub fn empty() -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        fs::create_dir(directory.path().join("home")).expect("a home");
        fs::create_dir(directory.path().join("repo")).expect("a place for the repository");
        Self { directory }
    }

    /// A repository on `main` with one commit that holds `files`.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let scene = Self::empty();
        scene.git(&["init", "-q", "-b", "main", "."]);
        for (path, content) in files {
            scene.write(path, content);
        }
        scene.git(&["add", "-A"]);
        scene.git(&["commit", "-q", "--allow-empty", "-m", "Start"]);
        scene
    }

    /// The directory that holds everything of this scene.
    pub fn outside(&self) -> &Path {
        self.directory.path()
    }

    /// The main worktree.
    pub fn root(&self) -> PathBuf {
        self.directory.path().join("repo")
    }

    /// A path below the main worktree.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file below the main worktree, with its folders.
    pub fn write(&self, path: &str, content: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
        fs::write(&file, content).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// A file's text, below the main worktree.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        let file = self.path(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// A command in `directory` (relative to the main worktree), with nothing of the user's around it.
    pub fn command(&self, program: &str, directory: &str) -> Command {
        let bin = Path::new(env!("CARGO_BIN_EXE_git-parallel")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(program);
        command
            .current_dir(self.path(directory))
            .env_clear()
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("HOME", self.outside().join("home"))
            .env("TMPDIR", self.outside())
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "100")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.outside().join("home/.gitconfig"))
            .env("GIT_EDITOR", "false")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", "ada@example.com")
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.com")
            .env("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z")
            .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")
            .stdin(Stdio::null());
        command
    }

    /// Runs git in the main worktree; it must succeed. Gives standard output without its last newline.
    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(".", args).done().trim_end_matches('\n').to_owned()
    }

    /// Runs git in `directory` and gives whatever comes of it.
    pub fn git_in(&self, directory: &str, args: &[&str]) -> Output {
        let mut command = self.command("git", directory);
        command.args(args);
        run(command, None)
    }

    /// The first two numbers of git's version.
    #[track_caller]
    pub fn git_version(&self) -> (u32, u32) {
        let told = self.git(&["version"]);
        let mut numbers = told.split(['.', ' ']).filter_map(|part| part.parse().ok());
        (numbers.next().expect("a number"), numbers.next().expect("a number"))
    }

    /// Runs `git parallel` in the main worktree.
    pub fn parallel(&self, args: &[&str]) -> Output {
        self.parallel_in(".", args)
    }

    /// Runs `git parallel` in `directory`.
    pub fn parallel_in(&self, directory: &str, args: &[&str]) -> Output {
        let mut command = self.command("git", directory);
        command.arg("parallel").args(args);
        run(command, None)
    }

    /// Runs `git parallel` in the main worktree with `input` on standard input.
    pub fn parallel_with(&self, args: &[&str], input: &str) -> Output {
        let mut command = self.command("git", ".");
        command.arg("parallel").args(args);
        run(command, Some(input))
    }

    /// Writes `content` to `path` in `directory` and commits it there with `message`.
    pub fn commit_in(&self, directory: &str, path: &str, content: &str, message: &str) -> Output {
        self.write(&format!("{directory}/{path}"), content);
        let added = self.git_in(directory, &["add", "--", path]);
        if added.code != 0 {
            return added;
        }
        self.git_in(directory, &["commit", "-q", "-m", message])
    }

    /// The state of everything git and this program could have written, to prove that nothing was;
    /// without objects, the cache of what was read before, and the lock, which says who had it last.
    pub fn fingerprint(&self) -> String {
        let listed = self
            .command("sh", "..")
            .args(["-c", "find repo -path '*/objects/*' -prune -o -path '*/parallel/cache/*' -prune -o -path '*/parallel/lock' -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum"])
            .output()
            .expect("a listing");
        String::from_utf8_lossy(&listed.stdout).into_owned()
    }
}

/// Runs a prepared command to its end.
pub fn run(mut command: Command, input: Option<&str>) -> Output {
    use std::io::Write;
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        // The command may rightly end before it has read everything.
        stdin.write_all(input.as_bytes()).ok();
    }
    let output = child.wait_with_output().expect("the command to end");
    Output {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
