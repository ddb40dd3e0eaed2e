//! What can go wrong while asking git.

use std::path::PathBuf;

/// A failed question to git, with git's own words where it spoke.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory is in no repository.
    #[error("not a git repository (or any of the parent directories): '{}'", .0.display())]
    NotARepository(PathBuf),
    /// The directory is in a worktree whose own git directory, the second one, git cannot use.
    #[error("git cannot use '{}', the git directory of the worktree '{}'", .1.display(), .0.display())]
    BrokenWorktree(PathBuf, PathBuf),
    /// A link stands where only a file or folder of the repository's own is written.
    #[error("'{}' is a link, and nothing is written through one", .0.display())]
    Linked(PathBuf),
    /// Only the environment leads from the worktree, the first one, to its git directory, the second.
    #[error("nothing but the environment leads from '{}' to its git directory '{}'", .0.display(), .1.display())]
    OutOfReach(PathBuf, PathBuf),
    /// The directory cannot be entered, for this reason; in git's words (git(1), `-C`).
    #[error("cannot change to '{}': {}", .0.display(), told(.1))]
    Directory(PathBuf, std::io::Error),
    /// The program `git` could not be started.
    #[error("cannot run git: {0}")]
    Spawn(#[source] std::io::Error),
    /// Git ended with a code the caller did not accept.
    #[error("`git {command}` failed with exit code {code}: {stderr}")]
    Git {
        /// The arguments, for the message.
        command: String,
        /// The exit code, or 128 plus the signal.
        code: i32,
        /// Git's trimmed standard error.
        stderr: String,
    },
    /// Git answered something this program does not understand.
    #[error("cannot understand what `git {command}` printed: {why}")]
    Answer {
        /// The arguments, for the message.
        command: String,
        /// What is wrong with the answer.
        why: String,
    },
    /// A file of the repository could not be read or written.
    #[error("cannot access '{}': {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is locked by a lock file beside it, the second one (gitrepository-layout(5)).
    #[error("cannot lock '{}': '{}' exists", .0.display(), .1.display())]
    Locked(PathBuf, PathBuf),
    /// Another process of this program changes the repository: its verb and number, where it says so.
    #[error("another git parallel is changing this repository{}", at_work(holder.as_ref()))]
    Busy {
        /// Who it is.
        holder: Option<(String, u32)>,
        /// The verb that had to stop.
        verb: String,
    },
    /// A git that a process of this program began, which held the lock and is no more, is still at work.
    #[error("a git that '{former}' began is at work still, though that has ended: process {git}")]
    Outlived {
        /// The verb that began it.
        former: String,
        /// The number of its process.
        git: u32,
        /// The verb that had to stop.
        verb: String,
    },
    /// gix could not read something git can.
    #[error("cannot read the repository: {0}")]
    Read(String),
}

fn at_work(holder: Option<&(String, u32)>) -> String {
    holder.map_or_else(String::new, |(verb, process)| format!(": '{verb}', process {process}"))
}

/// What the system said, without its number.
fn told(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

impl Error {
    /// Whether a lock that somebody holds, or nobody any more, is to blame.
    pub fn is_lock(&self) -> bool {
        match self {
            Self::Locked(..) => true,
            Self::Git { stderr, .. } => {
                let config =
                    stderr.contains("could not lock config file") && stderr.contains("File exists");
                config || stderr.contains(".lock': File exists")
            }
            _ => false,
        }
    }

    /// Whether a signal ended git before it had done.
    pub fn was_ended(&self) -> bool {
        matches!(self, Self::Git { code, .. } if *code > 128)
    }

    /// Whether git came to no word with the remote at all, as where it cannot be reached.
    pub fn is_unreached(&self) -> bool {
        matches!(self, Self::Git { code: 128, .. })
    }

    /// Whether a push was ended here, by the hook pre-push (githooks(5)): git tells of no reference.
    pub fn is_kept_here(&self) -> bool {
        let Self::Git { stderr, .. } = self else { return false };
        let told = |line: &str| line.trim_start().starts_with('!') || line.starts_with("fatal:");
        !self.is_unreached() && !stderr.lines().any(told)
    }

    /// Whether the remote's branch has what is not in what was pushed.
    pub fn is_left_behind(&self) -> bool {
        let Self::Git { stderr, .. } = self else { return false };
        stderr.lines().any(|line| line.trim_start().starts_with("! [rejected]"))
    }

    /// The worktree or repository that git does not read because another user owns it (git-config(1),
    /// `safe.directory`).
    pub fn disowned(&self) -> Option<&str> {
        let Self::Git { stderr, .. } = self else { return None };
        let (_, rest) = stderr.split_once("dubious ownership in repository at '")?;
        Some(rest.lines().next()?.trim_end_matches('\''))
    }

    /// What git said, a line each without its marks; none where it was not git that failed, or it said nothing.
    pub fn said(&self) -> Option<Vec<&str>> {
        let Self::Git { stderr, .. } = self else { return None };
        let said: Vec<&str> =
            stderr.lines().map(unmarked).filter(|line| !line.is_empty()).collect();
        (!said.is_empty()).then_some(said)
    }

    /// What git said first; none where it was not git that failed.
    pub fn first_said(&self) -> Option<&str> {
        let Self::Git { stderr, .. } = self else { return None };
        Some(stderr.lines().next().unwrap_or_default().trim_start_matches("fatal: "))
    }

    /// What a remote said about what it was sent, and git about each reference, in one line; all of git's
    /// report where nothing of that is in it.
    pub fn refusal(&self) -> String {
        let Self::Git { stderr, .. } = self else { return self.to_string() };
        let meant = |line: &&str| line.starts_with("remote:") || line.starts_with('!');
        let said: Vec<&str> = stderr.lines().map(str::trim).filter(meant).collect();
        if said.is_empty() { self.to_string() } else { said.join("; ") }
    }

    /// The ref, by its name or a short one, that git stumbled over as it names no object.
    pub fn torn(&self) -> Option<&str> {
        let Self::Git { stderr, .. } = self else { return None };
        stderr.lines().find_map(|line| {
            let line = line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: "))?;
            if let Some(rest) = line.strip_prefix("missing object ") {
                return rest.split_once(" for ").map(|(_, name)| name);
            }
            if let Some(name) = line.strip_prefix("bad object ") {
                // An object asked for by its id is no ref's fault.
                let id = name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
                return Some(name).filter(|name| !id && *name != "HEAD");
            }
            if let Some(name) = line.strip_prefix("malformed object at '") {
                return Some(name.trim_end_matches('\''));
            }
            line.strip_suffix(": reference broken")?.rsplit('\'').nth(1)
        })
    }

    /// Whether git stumbled over the git directory of a linked worktree.
    pub fn is_broken_worktree(&self) -> bool {
        let Self::Git { stderr, .. } = self else { return false };
        stderr.contains("/worktrees/")
            && ["not a git repository: ", "failed to read", "index file ", "bad config line"]
                .iter()
                .any(|said| stderr.contains(said))
    }

    /// An [`Error::File`] for `path`.
    pub fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }
}

/// A line of git's without the mark before it.
fn unmarked(line: &str) -> &str {
    let line = line.trim();
    ["fatal: ", "error: "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line)
}
