//! One writer at a time: a lock file in the common directory, freed by the system when we die.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::processes::{outliving, session};
use super::{Error, Repo};

/// How long a writer that holds the lock is waited for: longer than any verb but those that run the
/// user's commands.
const PATIENCE: Duration = Duration::from_secs(3);

/// The variable by which every git that is started under the lock tells who held it: number and session.
pub(super) const HOLDER: &str = "GIT_PARALLEL_HOLDER";

/// Whether this process holds the lock.
static HELD: AtomicBool = AtomicBool::new(false);

/// Held while a verb changes the plan, the registry, a journal, or what git keeps.
#[derive(Debug)]
pub struct Lock {
    file: File,
    is_main: bool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Whoever finds a name there takes it for that of one who died.
        let _whatever = self.file.set_len(0);
        if self.is_main {
            HELD.store(false, Ordering::Relaxed);
        }
    }
}

impl Repo {
    /// Takes the lock for `verb`, after a short wait where another process of this program has it.
    /// What was read before it is held may be out of date. A git that outlives one who held it before is waited
    /// for as well: it goes on with what it was at.
    pub fn lock(&self, verb: &str) -> Result<Lock, Error> {
        let lock = self.locked("lock", verb, PATIENCE, true)?;
        HELD.store(true, Ordering::Relaxed);
        Ok(lock)
    }

    /// Takes the lock of previews, of which one is made at a time while everything else goes on.
    pub fn lock_preview(&self) -> Result<Lock, Error> {
        self.locked("preview.lock", "integrate --preview", Duration::ZERO, false)
    }

    fn locked(
        &self,
        name: &str,
        verb: &str,
        patience: Duration,
        is_main: bool,
    ) -> Result<Lock, Error> {
        let folder = self.parallel_dir();
        let path = folder.join(name);
        let told = |error: io::Error| Error::file(&path, error);
        fs::create_dir_all(&folder).map_err(told)?;
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(told)?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => {
                    sleep(Duration::from_millis(30));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::Busy { holder: holder(&path), verb: verb.to_owned() });
                }
                Err(TryLockError::Error(error)) => return Err(told(error)),
            }
        }
        if is_main && let Some((former, process)) = holder(&path) {
            while let Some(&git) = outliving(process).first() {
                if begun.elapsed() >= patience {
                    return Err(Error::Outlived { former, git, verb: verb.to_owned() });
                }
                sleep(Duration::from_millis(30));
            }
        }
        file.set_len(0).map_err(told)?;
        file.rewind().map_err(told)?;
        write!(file, "{verb} {}", std::process::id()).map_err(told)?;
        Ok(Lock { file, is_main })
    }
}

/// What [`HOLDER`] is for a git that this process starts now; none where it does not hold the lock, or the system
/// does not tell its session.
pub(super) fn held_by() -> Option<String> {
    let held = HELD.load(Ordering::Relaxed);
    held.then(session).flatten().map(|session| format!("{} {session}", std::process::id()))
}

/// Who holds the lock, as it wrote there itself; none where that cannot be read.
pub(super) fn holder(path: &Path) -> Option<(String, u32)> {
    let mut text = String::new();
    File::open(path).ok()?.take(200).read_to_string(&mut text).ok()?;
    let (verb, process) = text.rsplit_once(' ')?;
    let is_verb = |c: char| c.is_ascii_lowercase() || c == ' ';
    verb.chars().all(is_verb).then_some((verb.to_owned(), process.parse().ok()?))
}
