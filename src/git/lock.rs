//! One writer at a time: a lock file in the common directory, freed by the system when we die.

use std::fs::{self, File, TryLockError};
use std::io;

use super::{Error, Repo};

/// Held while a verb changes the repository.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Repo {
    /// Takes the lock; none when another process of this program holds it.
    pub fn lock(&self) -> Result<Option<Lock>, Error> {
        let folder = self.parallel_dir();
        let path = folder.join("lock");
        let told = |error: io::Error| Error::file(&path, error);
        fs::create_dir_all(&folder).map_err(told)?;
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(told)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(told(error)),
        }
    }
}
