//! Files as they were before the guard touched them, so that uninstalling brings back every bit.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Error;
use crate::file::write_whole;

/// How the note of a change begins: with a file that was there, whose content follows, or with none.
const PRESENT: u8 = b'+';
const ABSENT: u8 = b'-';

/// The memory of one file.
#[derive(Debug)]
pub(super) struct Kept {
    file: PathBuf,
    folder: PathBuf,
}

impl Kept {
    /// The memory of `file` below the directory `parallel_dir`, under a name of its own.
    pub(super) fn of(parallel_dir: &Path, name: &str, file: &Path) -> Self {
        Self { file: file.to_owned(), folder: parallel_dir.join("before").join(name) }
    }

    /// Runs `change`, which writes the file, and remembers what was there before the first such
    /// change; a later change by somebody else begins the memory anew.
    pub(super) fn around(&self, change: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        let pending = self.folder.join("pending");
        // A run that died after its change and before it was remembered left what was there then.
        let died =
            read(&pending)?.and_then(|text| text.split_first().map(|it| (*it.0, it.1.to_vec())));
        let now = read(&self.file)?;
        let before = match died {
            Some((ABSENT, _)) => None,
            Some((_, text)) => Some(text),
            None => now.clone(),
        };
        let mut noted = vec![if before.is_some() { PRESENT } else { ABSENT }];
        noted.extend(before.iter().flatten());
        write(&pending, Some(&noted))?;
        change()?;
        let after = read(&self.file)?;
        if before != after {
            if read(&self.folder.join("after"))? != before || before.is_none() {
                write(&self.folder.join("before"), before.as_deref())?;
            }
            write(&self.folder.join("after"), after.as_deref())?;
        }
        write(&pending, None)?;
        // Nothing is remembered of what was not changed.
        fs::remove_dir(&self.folder).ok();
        Ok(())
    }

    /// Whether the file is as the last change left it, so that it can be brought back whole.
    pub(super) fn is_untouched(&self) -> Result<bool, Error> {
        let after = read(&self.folder.join("after"))?;
        Ok(after.is_some() && after == read(&self.file)?)
    }

    /// What `of` says of the file as it was before; none where nothing is remembered.
    pub(super) fn had(&self, of: impl FnOnce(&[u8]) -> bool) -> Result<Option<bool>, Error> {
        if read(&self.folder.join("after"))?.is_none() {
            return Ok(None);
        }
        let before = read(&self.folder.join("before"))?.unwrap_or_default();
        Ok(Some(of(&before)))
    }

    /// Brings the file back if nobody changed it since, and forgets it; tells whether it did.
    pub(super) fn restore(&self) -> Result<bool, Error> {
        if self.folder.join("pending").exists() {
            // A change that died, or had no room, before it was remembered.
            self.around(|| Ok(()))?;
        }
        let untouched = self.is_untouched()?;
        if untouched {
            write(&self.file, read(&self.folder.join("before"))?.as_deref())?;
        }
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::file(&self.folder)(error))
            }
            _ => Ok(untouched),
        }
    }
}

fn read(file: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(file)(error)),
    }
}

/// Writes the file whole, keeping its permissions, or removes it.
fn write(file: &Path, content: Option<&[u8]>) -> Result<(), Error> {
    let Some(content) = content else {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file(file)(error)),
            _ => Ok(()),
        };
    };
    write_whole(file, content).map_err(Error::file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_else_changed_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        let kept = Kept::of(folder.path(), "config", &file);
        let set = |text: &str| {
            kept.around(|| write(&file, Some(text.as_bytes()))).unwrap();
        };
        set("one");
        set("two");
        assert!(kept.restore().unwrap());
        assert!(!file.exists(), "there was none before");
        // A run that died after it changed the file.
        fs::create_dir_all(&kept.folder).unwrap();
        fs::write(kept.folder.join("pending"), "+first").unwrap();
        fs::write(&file, "changed").unwrap();
        kept.around(|| Ok(())).unwrap();
        assert!(kept.restore().unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"first");
        fs::create_dir_all(&kept.folder).unwrap();
        fs::write(kept.folder.join("pending"), "+second").unwrap();
        fs::write(&file, "changed").unwrap();
        assert!(kept.restore().unwrap(), "taken back at once");
        assert_eq!(fs::read(&file).unwrap(), b"second");
        fs::remove_file(&file).unwrap();
        fs::write(&file, "theirs").unwrap();
        set("ours");
        set("ours again");
        fs::write(&file, "theirs again").unwrap();
        assert!(!kept.restore().unwrap());
        assert_eq!(fs::read(&file).unwrap(), b"theirs again");
    }
}
