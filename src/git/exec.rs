//! The only place that starts `git`: a clean environment, no terminal, and git's own words on failure.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use bstr::ByteSlice;

use super::Error;

/// Variables that tie a git process to one repository (`git rev-parse --local-env-vars`), without
/// the two that carry `git -c` configuration, which children must keep.
pub(super) const LOCAL_ENV: [&str; 13] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

/// Variables that change what every pathspec means (git(1)).
const PATHSPECS: [&str; 4] =
    ["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

/// Has git see every object as it is (git-replace(1)).
const NO_REPLACE: &str = "GIT_NO_REPLACE_OBJECTS";

/// Where git hands settings of a command line on (git-config(1), "environment").
const PARAMETERS: &str = "GIT_CONFIG_PARAMETERS";

/// Commands that send or bring commits: what a user wants of them for submodules stays in force.
const BETWEEN_REPOSITORIES: [&str; 2] = ["push", "fetch"];

/// Commands that may run a hook of the user's: by a checkout, a commit, a push, or by writing the index or a
/// reference (githooks(5)).
const WITH_HOOKS: [&str; 26] = [
    "add",
    "am",
    "branch",
    "checkout",
    "checkout-index",
    "cherry-pick",
    "commit",
    "fetch",
    "hook",
    "merge",
    "push",
    "read-tree",
    "rebase",
    "reflog",
    "remote",
    "reset",
    "restore",
    "revert",
    "rm",
    "stash",
    "status",
    "submodule",
    "symbolic-ref",
    "update-index",
    "update-ref",
    "worktree",
];

/// What feeds git its input; whether git read all of it does not matter.
type Writer = JoinHandle<Option<()>>;

/// What git printed, when its exit code was accepted.
#[derive(Debug)]
pub(super) struct Output {
    /// The exit code.
    pub code: i32,
    /// Standard output, untouched.
    pub stdout: Vec<u8>,
    /// Standard error, untouched.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Standard output as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// The lines of standard output as text.
    pub(super) fn texts(&self) -> Vec<String> {
        String::from_utf8_lossy(&self.stdout).lines().map(str::to_owned).collect()
    }
}

/// One git command about to run. What it is to do is said by name, by what else this module has.
#[derive(Debug)]
pub struct Git {
    command: Command,
    shown: Vec<String>,
    input: Option<Vec<u8>>,
    runs_hooks: bool,
    /// The settings it is handed, once there are some.
    settings: Option<OsString>,
}

impl Git {
    /// A git command that will run in `dir`, tied to no repository by its environment.
    pub fn at(dir: &Path) -> Self {
        let mut git = Self::keeping_env(dir);
        for name in LOCAL_ENV.into_iter().filter(|name| *name != NO_REPLACE) {
            git.command.env_remove(name);
        }
        git
    }

    /// A git command in `dir` that keeps `GIT_DIR`, `GIT_INDEX_FILE` and the like: for hooks, which
    /// must see exactly the index git is about to commit.
    #[expect(clippy::disallowed_methods, reason = "this is the place that starts git")]
    pub fn keeping_env(dir: &Path) -> Self {
        let mut command = Command::new("git");
        // What the user has git do with pathspecs by itself would change what each of our commands means.
        for name in PATHSPECS {
            command.env_remove(name);
        }
        command
            .current_dir(dir)
            .env_remove("LC_ALL")
            .env_remove("LANGUAGE")
            .env("LC_MESSAGES", "C")
            .env("GIT_EDITOR", ":")
            .env("GIT_TERMINAL_PROMPT", "0")
            // Whoever can write a reference could have every verb see another history than the gate does.
            .env(NO_REPLACE, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(holder) = super::lock::held_by() {
            command.env(super::lock::HOLDER, holder);
        }
        // What git starts in turn, our own hooks, is not what the test counts in.
        #[cfg(debug_assertions)]
        command.env_remove(super::fault::DIE_AT);
        Self { command, shown: Vec::new(), input: None, runs_hooks: false, settings: None }
    }

    /// Adds one argument.
    #[must_use]
    pub(super) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        let name = arg.as_ref().to_string_lossy();
        if self.shown.is_empty() && !BETWEEN_REPOSITORIES.contains(&name.as_ref()) {
            self.stay_out_of_submodules();
        }
        // A hook may leave a process behind that holds a pipe open for long; git does not wait for it, and
        // neither must we.
        self.runs_hooks |= self.shown.is_empty() && WITH_HOOKS.contains(&name.as_ref());
        self.shown.push(arg.as_ref().to_string_lossy().into_owned());
        self.command.arg(arg);
        self
    }

    /// Going into submodules by itself, git fails where a worktree is not filled yet.
    fn stay_out_of_submodules(&mut self) {
        self.set("submodule.recurse", "false");
    }

    /// Has a setting stand in the environment, as git's own `-c` would put it there, so that the words of
    /// the command are those that say what it does.
    fn set(&mut self, key: &str, value: &str) {
        let mut settings = match &self.settings {
            Some(before) => before.clone(),
            None => std::env::var_os(PARAMETERS).unwrap_or_default(),
        };
        if !settings.is_empty() {
            settings.push(" ");
        }
        let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
        settings.push(format!("{}={}", quoted(key), quoted(value)));
        self.command.env(PARAMETERS, &settings);
        self.settings = Some(settings);
    }

    /// A merge into `branch` that goes by its own words: neither options kept for the branch nor a default
    /// driver or strategy (git-config(1), `branch.<name>.mergeOptions`, `merge.default`, `pull.twohead`) decide what becomes of work.
    #[must_use]
    pub(super) fn merging_plainly(mut self, branch: Option<&str>) -> Self {
        if let Some(branch) = branch {
            self.set(&format!("branch.{branch}.mergeoptions"), "--no-squash");
        }
        self.set("merge.default", "text");
        self.set("pull.twohead", "ort");
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub(super) fn args<A: AsRef<OsStr>>(self, args: impl IntoIterator<Item = A>) -> Self {
        args.into_iter().fold(self, Git::arg)
    }

    /// Sets `key=value` of git's configuration for this command; goes before its arguments.
    #[must_use]
    pub(super) fn config(mut self, setting: &str) -> Self {
        self.command.args(["-c", setting]);
        self
    }

    /// Reads attributes from `file` too, as if the user's own; goes before the arguments.
    #[must_use]
    pub fn attributes(mut self, file: &Path) -> Self {
        let mut setting = OsString::from("core.attributesFile=");
        setting.push(file);
        self.command.arg("-c").arg(setting);
        self
    }

    /// Sets one environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    /// Commits in nobody's name: for commits that no branch of the user's ever gets.
    #[must_use]
    pub(super) fn in_nobodys_name(self) -> Self {
        let names =
            ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];
        names.into_iter().fold(self, |git, name| git.env(name, "parallel"))
    }

    /// Takes one environment variable away.
    #[must_use]
    pub(super) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Feeds `bytes` to standard input.
    #[must_use]
    pub(super) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// Runs and accepts any exit code.
    pub(super) fn output(mut self) -> Result<Output, Error> {
        if self.runs_hooks
            && let (Ok(out), Ok(err)) = (tempfile::tempfile(), tempfile::tempfile())
        {
            return self.output_by_files(out, err);
        }
        super::fault::point(self.shown.first());
        let (child, writer) = self.begun()?;
        let output = child.wait_with_output().map_err(Error::Spawn)?;
        if let Some(writer) = writer {
            writer.join().ok();
        }
        super::fault::point(self.shown.first());
        let code = exit_code(output.status);
        Ok(Output { code, stdout: output.stdout, stderr: output.stderr })
    }

    /// Starts it, and what writes its input.
    fn begun(&mut self) -> Result<(Child, Option<Writer>), Error> {
        if self.input.is_some() {
            self.command.stdin(Stdio::piped());
        }
        let spawned = self.command.spawn();
        let mut child = spawned.map_err(|error| self.not_begun(error))?;
        let writer = self.input.take().zip(child.stdin.take()).map(|(bytes, mut stdin)| {
            // A thread of its own, so that git can fill its output pipe meanwhile. Git may rightly
            // stop reading early, so a closed pipe is no error here; its exit code is.
            std::thread::spawn(move || stdin.write_all(&bytes).ok())
        });
        Ok((child, writer))
    }

    /// Why git could not be started: what the system says of a folder that is gone, it says of a program too.
    fn not_begun(&self, error: std::io::Error) -> Error {
        match self.command.get_current_dir() {
            Some(folder) if !folder.is_dir() => Error::Directory(folder.to_owned(), error),
            _ => Error::Spawn(error),
        }
    }

    /// Runs with what is printed going to files, so that only git itself is waited for.
    fn output_by_files(mut self, out: File, err: File) -> Result<Output, Error> {
        let share = |file: &File| file.try_clone().map_err(Error::Spawn);
        self.command.stdout(share(&out)?).stderr(share(&err)?);
        super::fault::point(self.shown.first());
        let (mut child, writer) = self.begun()?;
        let status = child.wait().map_err(Error::Spawn)?;
        if let Some(writer) = writer {
            writer.join().ok();
        }
        super::fault::point(self.shown.first());
        let read = |mut file: File| -> Result<Vec<u8>, Error> {
            let mut bytes = Vec::new();
            file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map_err(Error::Spawn)?;
            Ok(bytes)
        };
        Ok(Output { code: exit_code(status), stdout: read(out)?, stderr: read(err)? })
    }

    /// Runs and accepts only the codes in `codes`.
    pub(super) fn accept(self, codes: &[i32]) -> Result<Output, Error> {
        let command = self.shown.join(" ");
        let output = self.output()?;
        if codes.contains(&output.code) {
            return Ok(output);
        }
        let stderr = output.stderr.trim().to_str_lossy().into_owned();
        Err(Error::Git { command, code: output.code, stderr })
    }

    /// Runs; anything but success is an error.
    pub(super) fn run(self) -> Result<Output, Error> {
        self.accept(&[0])
    }

    /// Runs and gives the first line of standard output, as text.
    pub(super) fn line(self) -> Result<String, Error> {
        let output = self.run()?;
        Ok(output.stdout.lines().next().unwrap_or_default().to_str_lossy().into_owned())
    }

    /// Runs and tells whether git said yes (0) or no (1).
    pub(super) fn yes(self) -> Result<bool, Error> {
        Ok(self.accept(&[0, 1])?.code == 0)
    }
}

/// The exit code as a shell tells it: 128 plus the signal for a killed process.
pub(super) fn exit_code(status: std::process::ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return 128 + signal;
        }
    }
    status.code().unwrap_or(128)
}
