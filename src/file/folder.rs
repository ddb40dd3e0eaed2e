//! One open folder, whose entries are reached by their names alone: nothing on the way to it can be put
//! elsewhere meanwhile, and no entry is followed where it leads.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Something that is opened to no good: a pipe, a socket, a device; in a word, with its article.
    Odd(&'static str),
}

#[cfg(unix)]
mod system {
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    use rustix::fs::{self as at, AtFlags, FileType, Mode, OFlags};
    use rustix::io::retry_on_intr;

    use super::{File, Kind, Metadata, OsStr, OsString, Path, PathBuf, io, regular};

    /// An open folder.
    #[derive(Debug)]
    pub struct Folder(OwnedFd);

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    impl Folder {
        /// Opens the folder at `path`, wherever links on the way lead.
        pub fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(retry_on_intr(|| at::open(path, FOLDER, Mode::empty()))?))
        }

        /// The folder called `name` in it; no link to one.
        pub fn child(&self, name: &OsStr) -> io::Result<Self> {
            let flags = FOLDER.union(OFlags::NOFOLLOW);
            Ok(Self(retry_on_intr(|| at::openat(&self.0, name, flags, Mode::empty()))?))
        }

        /// What is called `name` in it.
        pub fn kind(&self, name: &OsStr) -> io::Result<Option<Kind>> {
            match at::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(found) => Ok(Some(match FileType::from_raw_mode(found.st_mode) {
                    FileType::RegularFile => Kind::File,
                    FileType::Directory => Kind::Folder,
                    FileType::Symlink => Kind::Link,
                    FileType::Fifo => Kind::Odd("a pipe"),
                    FileType::Socket => Kind::Odd("a socket"),
                    _ => Kind::Odd("a device"),
                })),
                Err(rustix::io::Errno::NOENT) => Ok(None),
                Err(error) => Err(error.into()),
            }
        }

        /// Where the link called `name` leads, as it is written there.
        pub fn link(&self, name: &OsStr) -> io::Result<PathBuf> {
            let target = at::readlinkat(&self.0, name, Vec::new())?;
            Ok(PathBuf::from(OsString::from_vec(target.into_bytes())))
        }

        /// The regular file called `name`, to be read. Whatever it is meanwhile, nothing is waited for.
        pub fn read(&self, name: &OsStr) -> io::Result<File> {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = retry_on_intr(|| at::openat(&self.0, name, flags, Mode::empty()))?;
            regular(File::from(file))
        }

        /// A new file called `name`, where nothing is yet; with permissions of everybody's that the umask
        /// lets through, or these.
        pub fn create(&self, name: &OsStr, mode: Option<u32>) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let mode = Mode::from_raw_mode(mode.unwrap_or(0o666) as _);
            Ok(File::from(retry_on_intr(|| at::openat(&self.0, name, flags, mode))?))
        }

        /// Makes a folder called `name`.
        pub fn make(&self, name: &OsStr) -> io::Result<()> {
            Ok(at::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
        }

        /// Makes a link called `name` that leads to `target`.
        pub fn symlink(&self, target: &Path, name: &OsStr) -> io::Result<()> {
            Ok(at::symlinkat(target, &self.0, name)?)
        }

        /// Gives what is called `from` the name `to`, over what has it.
        pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            Ok(at::renameat(&self.0, from, &self.0, to)?)
        }

        /// Removes the file or link called `name`.
        pub fn remove(&self, name: &OsStr) -> io::Result<()> {
            Ok(at::unlinkat(&self.0, name, AtFlags::empty())?)
        }

        /// All names in it, in order.
        pub fn names(&self) -> io::Result<Vec<OsString>> {
            let mut found = Vec::new();
            for entry in at::Dir::read_from(&self.0)? {
                let entry = entry?;
                let name = OsStr::from_bytes(entry.file_name().to_bytes());
                if name != "." && name != ".." {
                    found.push(name.to_owned());
                }
            }
            found.sort();
            Ok(found)
        }

        /// Has the names in it reach the disk, where folders can be asked that.
        pub fn sync(&self) -> io::Result<()> {
            match at::fsync(&self.0) {
                Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
                done => Ok(done?),
            }
        }
    }

    /// Whether two files are one.
    pub(in crate::file) fn is_one(one: &Metadata, other: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt;
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs;

    use super::{File, Kind, Metadata, OsStr, OsString, Path, PathBuf, io, regular};

    /// A folder, by its path: such systems have no other name for one.
    #[derive(Debug)]
    pub struct Folder(PathBuf);

    impl Folder {
        /// Opens the folder at `path`, wherever links on the way lead.
        pub fn open(path: &Path) -> io::Result<Self> {
            fs::read_dir(path).map(|_| Self(path.to_owned()))
        }

        /// The folder called `name` in it; no link to one.
        pub fn child(&self, name: &OsStr) -> io::Result<Self> {
            if self.kind(name)? != Some(Kind::Folder) {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Self::open(&self.0.join(name))
        }

        /// What is called `name` in it.
        pub fn kind(&self, name: &OsStr) -> io::Result<Option<Kind>> {
            match fs::symlink_metadata(self.0.join(name)) {
                Ok(found) if found.is_symlink() => Ok(Some(Kind::Link)),
                Ok(found) if found.is_dir() => Ok(Some(Kind::Folder)),
                Ok(found) if found.is_file() => Ok(Some(Kind::File)),
                Ok(_) => Ok(Some(Kind::Odd("a device"))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        }

        /// Where the link called `name` leads, as it is written there.
        pub fn link(&self, name: &OsStr) -> io::Result<PathBuf> {
            fs::read_link(self.0.join(name))
        }

        /// The regular file called `name`, to be read.
        pub fn read(&self, name: &OsStr) -> io::Result<File> {
            if self.kind(name)? == Some(Kind::Link) {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            regular(File::open(self.0.join(name))?)
        }

        /// A new file called `name`, where nothing is yet.
        pub fn create(&self, name: &OsStr, _mode: Option<u32>) -> io::Result<File> {
            File::create_new(self.0.join(name))
        }

        /// Makes a folder called `name`.
        pub fn make(&self, name: &OsStr) -> io::Result<()> {
            fs::create_dir(self.0.join(name))
        }

        /// Makes a link called `name` that leads to `target`.
        pub fn symlink(&self, _target: &Path, _name: &OsStr) -> io::Result<()> {
            Err(io::ErrorKind::Unsupported.into())
        }

        /// Gives what is called `from` the name `to`, over what has it.
        pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
            fs::rename(self.0.join(from), self.0.join(to))
        }

        /// Removes the file called `name`.
        pub fn remove(&self, name: &OsStr) -> io::Result<()> {
            fs::remove_file(self.0.join(name))
        }

        /// All names in it, in order.
        pub fn names(&self) -> io::Result<Vec<OsString>> {
            let all = fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name()));
            let mut found = all.collect::<io::Result<Vec<OsString>>>()?;
            found.sort();
            Ok(found)
        }

        /// Names reach the disk there when they do.
        #[expect(clippy::unnecessary_wraps, reason = "other systems can fail")]
        pub fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// An open file keeps its name there.
    pub(in crate::file) fn is_one(_one: &Metadata, _other: &Metadata) -> bool {
        true
    }
}

pub use system::Folder;
pub(super) use system::is_one;

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
}
