//! Every reason a verb can fail: one message in git's voice, its causes, its hints and its exit code.

use std::error::Error;
use std::io;
use std::path::Path;

use crate::exit::Exit;
use crate::file::Astray;
use crate::guard::RulesError;
use crate::worker::registry::RegistryError;
use crate::{config, document, git, hook, integrate, worker};

/// Why a verb could not do its work, ready to be printed once by `main`.
///
/// The message follows git's rules: lower case, the problem first, the subject in single quotes,
/// no full stop. Each hint names the next command.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hints: Vec<String>,
    causes: Vec<String>,
    exit: Exit,
}

impl Failure {
    /// A failure that exits with [`Exit::Failed`].
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), causes: Vec::new(), exit: Exit::Failed }
    }

    /// The same failure with one more hint, `to do this, run that`.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same failure with the error that caused it, and that error's own causes.
    #[must_use]
    pub fn because(mut self, cause: &(dyn Error + 'static)) -> Self {
        let mut next = Some(cause);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// The same failure with another exit code.
    #[must_use]
    pub fn exit_with(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same failure with what git said of it, in git's words alone.
    #[must_use]
    pub fn in_gits_words(mut self, error: &git::Error) -> Self {
        match error.said() {
            Some(said) => {
                let plain = |line: &str| line.trim_start_matches("hint: ").to_owned();
                self.causes.extend(said.into_iter().take(TOLD).map(plain));
                self
            }
            None => self.because(error),
        }
    }

    /// The exit code this failure ends the process with.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// What went wrong, without causes and hints.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The causes, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// What to do next, in order.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Self {
        if let Some(at) = error.disowned() {
            return Self::new(format!("'{at}' belongs to another user, so git does not read it"))
                .hint(format!(
                    "to trust it, run: git config --global --add safe.directory {}",
                    worker::sh(at)
                ));
        }
        if let Some(torn) = error.torn() {
            return Self::new(format!("git cannot read '{torn}': it names what is not there"))
                .hint("to have it mended, run: git parallel recover --apply");
        }
        let failure = Self::new(error.to_string());
        match &error {
            git::Error::NotARepository(_) => failure
                .hint("to make one, run: git init")
                .hint("to name one, run: git parallel -C DIR …"),
            git::Error::OutOfReach(top, git_dir) => {
                let [top, git_dir] = [top, git_dir].map(|it| worker::sh_path(it));
                failure.hint(format!(
                    "to make it lead there, run: env -u GIT_DIR -u GIT_WORK_TREE git init --separate-git-dir={git_dir} {top}"
                ))
            }
            git::Error::Directory(..) => {
                failure.hint("to name another, run: git parallel -C DIR …")
            }
            git::Error::Spawn(_) => failure.hint("install git 2.39 or later"),
            git::Error::BrokenWorktree(_, folder) => {
                // The folder is `worktrees/<name>` in the directory all worktrees share.
                let common = folder.ancestors().nth(2).unwrap_or(folder);
                let main = common.parent().filter(|_| common.ends_with(".git")).unwrap_or(common);
                let main = worker::sh_path(main);
                failure.hint(format!(
                    "to have it written again, run: git parallel -C {main} recover --apply"
                ))
            }
            git::Error::Linked(_) => failure.hint(UNLINK),
            git::Error::Busy { verb, .. } | git::Error::Outlived { verb, .. } => {
                failure.hint(format!("wait for it to end, then run again: git parallel {verb} …"))
            }
            error if error.is_lock() => failure.hint(UNLOCK),
            error if error.is_broken_worktree() => failure.hint(
                "to see which worktree is broken, and have it mended, run: git parallel recover",
            ),
            _ => failure,
        }
    }
}

/// How many lines of what git said are told.
const TOLD: usize = 12;

/// What to do about a link in the place of a worktree.
const UNLINK: &str = "to see whose it is and the ways out, run: git parallel recover";

/// The way out where a lock is held, by a git at work or by none.
pub(crate) const UNLOCK: &str = "where no git works any more, the lock is stale; to remove such, run: git parallel recover --apply";

impl From<config::LoadError> for Failure {
    fn from(error: config::LoadError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            config::LoadError::Syntax { suggestion: Some(meant), .. } => {
                failure.hint(format!("did you mean '{meant}'?"))
            }
            config::LoadError::Syntax { .. } => {
                failure.hint("to see every key explained, run: git parallel init --force in a scratch repository")
            }
            config::LoadError::Conflict { .. } => {
                failure.hint("keep what both sides mean to say, without the marks, then run: git add .parallel.toml")
            }
            config::LoadError::Encoding { .. } => failure.hint("save it as UTF-8"),
            config::LoadError::Problem { problem, .. } => problem_hint(failure, &problem),
        }
    }
}

/// The way out of an impossible configuration.
fn problem_hint(failure: Failure, problem: &config::Problem) -> Failure {
    match problem {
        config::Problem::Overlap(overlap) => failure
            .hint(format!("narrow one scope, or exclude the path there: \"!{}\"", overlap.witness)),
        config::Problem::Version(_) => failure.hint("install a newer git-parallel"),
        _ => failure.hint("edit .parallel.toml, then run the command again"),
    }
}

impl From<config::EditError> for Failure {
    fn from(error: config::EditError) -> Self {
        Self::new(format!("cannot change {}", config::FILE)).because(&error)
    }
}

impl From<document::Error> for Failure {
    fn from(error: document::Error) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            document::Error::Binary(_) => failure.hint("save it as text or Markdown first"),
            document::Error::Empty(_) => failure.hint(
                "write the work items into it, one line each: - [ ] Fix the null check in user.py",
            ),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // The reader of our output went away (git's pager quit, `| head`): that is no failure.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new("").exit_with(Exit::Done);
        }
        Self::new("input or output failed").because(&error)
    }
}

impl From<worker::TemplateError> for Failure {
    fn from(error: worker::TemplateError) -> Self {
        Self::new(error.to_string())
            .hint("mend the template in the folder that agent.prompts names")
    }
}

impl From<config::IdError> for Failure {
    fn from(error: config::IdError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<Astray> for Failure {
    fn from(error: Astray) -> Self {
        let failure = Self::new(error.to_string());
        let word = |path: &Path| worker::sh(&path.to_string_lossy());
        let move_away = |path: &Path| {
            let path = word(path);
            format!("move it away, as by: mv {path} {path}.old")
        };
        match &error {
            Astray::Out { link, .. } => failure
                .hint(format!("to see where it leads, run: ls -ld {}", word(link)))
                .hint("put a file or folder of its own there, then run the command again"),
            Astray::Link(path) => failure
                .hint(format!("to see where it leads, run: ls -l {}", word(path)))
                .hint(move_away(path)),
            Astray::Git { .. } | Astray::Circle(_) => {
                failure.hint("put a file or folder of its own there, then run the command again")
            }
            Astray::Odd { path, .. } => failure.hint(move_away(path)),
            Astray::Io { .. } => failure.hint("check its permissions, then run the command again"),
        }
    }
}

impl From<worker::SetupError> for Failure {
    fn from(error: worker::SetupError) -> Self {
        Self::new(error.to_string()).hint("change copy and link under [setup] in .parallel.toml")
    }
}

impl From<integrate::JournalError> for Failure {
    fn from(error: integrate::JournalError) -> Self {
        Self::new(error.to_string()).hint(
            "to forget it, remove the file parallel/integration.toml in git's common directory",
        )
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            RegistryError::Broken { .. } => {
                failure.hint("remove the file, then run: git parallel start")
            }
            RegistryError::File { .. } => failure,
        }
    }
}

impl From<hook::Error> for Failure {
    fn from(error: hook::Error) -> Self {
        match error {
            hook::Error::Git(error) => error.into(),
            hook::Error::Registry(error) => error.into(),
            hook::Error::Plan(error) => error.into(),
            hook::Error::NoPlan { .. } => {
                Self::new(error.to_string()).hint("to write one, run: git parallel init")
            }
            hook::Error::BadPlan { .. } => Self::new(error.to_string())
                .hint("mend .parallel.toml, amend the commit, then push again: git parallel check")
                .hint("where the guard is to end: git parallel hooks uninstall --server, there"),
            hook::Error::NoAuthority(_) => Self::new(error.to_string())
                .hint("push the base branch with its .parallel.toml first")
                .hint("or name it, in the repository that is pushed to: git parallel hooks install --server --base BRANCH"),
            hook::Error::Astray(error) => error.into(),
            // Who is registered was planned once.
            hook::Error::Rules(RulesError::NoSuchWorker(id)) => Self::new(format!(
                "{id} is no longer in {}: it has landed, or was dropped",
                config::FILE
            ))
            .hint("what is committed here stays; ask the lead what becomes of the rest")
            .hint(format!("to end it here, the lead runs: git parallel clean {id}, or git parallel drop {id}")),
            hook::Error::Rules(_) => {
                Self::new(error.to_string()).hint("edit .parallel.toml, then run the command again")
            }
            hook::Error::Gone(_) => Self::new(error.to_string())
                .hint("to take the stub away, run: git parallel hooks install"),
            hook::Error::Syncing => {
                Self::new(error.to_string()).hint("commit again in a moment: git commit …")
            }
            hook::Error::File { .. } | hook::Error::Self_(_) | hook::Error::Arguments(_) => {
                Self::new(error.to_string())
            }
        }
    }
}
