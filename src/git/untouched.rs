//! Whether the files of a worktree are all as they were checked out, with nothing beside them that git does not
//! ignore: told by the files themselves, for a report that would else start git in each worktree.
//!
//! Only a sure yes is one. It takes an index that has HEAD's tree, every file with the very times, size and
//! number that the index noted, and folders with nothing else in them but what is ignored.

use std::env;
use std::path::Path;

/// Whether surely nothing differs from HEAD in the worktree at `worktree`, untracked files that are `aside`
/// left out.
pub(super) fn is_untouched(worktree: &Path, aside: &dyn Fn(&[u8]) -> bool) -> bool {
    let redirected = ["GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_DIR"];
    if redirected.iter().any(|name| env::var_os(name).is_some()) {
        return false;
    }
    #[cfg(unix)]
    return look::of(worktree, aside).is_some();
    #[cfg(not(unix))]
    {
        let _unused = (worktree, aside);
        false
    }
}

#[cfg(unix)]
mod look {
    use std::cell::OnceCell;
    use std::ffi::OsStr;
    use std::fs;
    use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    use bstr::ByteSlice;
    use gix::index::entry::{Flags, Mode};
    use gix::index::{Entry, File, State};
    use gix::worktree::stack::state::ignore::Source;
    use rustix::fs::{AtFlags, Dir, FileType, OFlags, Stat};

    use crate::git::Site;

    /// Larger files are left to git where their content has to be compared, in bytes.
    const MOST: u64 = 1 << 20;

    /// What is known of one worktree while it is looked through.
    struct Look<'l> {
        site: &'l Site,
        index: &'l State,
        /// The repository, opened for its patterns once something is met that git does not track.
        gix: &'l OnceCell<Option<gix::Repository>>,
        patterns: Option<gix::AttributeStack<'l>>,
        /// Which untracked files do not count.
        aside: &'l dyn Fn(&[u8]) -> bool,
        /// When the index was written, in seconds and nanoseconds.
        written: (i64, i64),
    }

    /// Something where `worktree` is untouched.
    pub(super) fn of(worktree: &Path, aside: &dyn Fn(&[u8]) -> bool) -> Option<()> {
        let site = Site::of_worktree(worktree).ok()?;
        if !site.is_own() || site.settings().ok()?.ignorecase || !site.scanned()?.is_empty() {
            return None;
        }
        let file = site.git_dir().join("index");
        let written = fs::metadata(&file).ok()?;
        let kind = gix::hash::Kind::Sha1;
        let options = gix::index::decode::Options {
            thread_limit: Some(1),
            ..gix::index::decode::Options::default()
        };
        let index: State = File::at(&file, kind, true, options).ok()?.into();
        if index.is_sparse() {
            return None;
        }
        let written = (written.mtime(), written.mtime_nsec());
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let top = rustix::fs::open(worktree, flags, rustix::fs::Mode::empty()).ok()?;
        let gix = OnceCell::new();
        let mut look =
            Look { site: &site, index: &index, gix: &gix, patterns: None, aside, written };
        look.folder(top, &mut Vec::new(), index.entries())
    }

    impl<'l> Look<'l> {
        /// Looks at the folder `at`, whose path with a slash at its end is `prefix`, and in which `entries` are
        /// all that is tracked.
        fn folder(&mut self, at: OwnedFd, prefix: &mut Vec<u8>, entries: &[Entry]) -> Option<()> {
            let mut known: Vec<(&[u8], &[Entry])> = Vec::new();
            let mut rest = entries;
            while let Some(first) = rest.first() {
                let below = first.path(self.index).get(prefix.len()..)?;
                let name = below.split_once_str("/").map_or(below, |(name, _)| name);
                let inside = |entry: &Entry| {
                    let below = entry.path(self.index).get(prefix.len()..).unwrap_or_default();
                    below.strip_prefix(name).is_some_and(|rest| rest.starts_with(b"/"))
                };
                let many = if name.len() == below.len() {
                    self.is_unchanged(&at, name, first)?;
                    0
                } else {
                    rest.iter().take_while(|entry| inside(entry)).count()
                };
                known.push((name, &rest[..many]));
                rest = &rest[many.max(1)..];
            }
            known.sort_unstable_by_key(|(name, _)| *name);
            let mut folder = Dir::new(at).ok()?;
            let mut others = Vec::new();
            for entry in folder.by_ref() {
                let entry = entry.ok()?;
                let name = entry.file_name().to_bytes();
                if name == b"." || name == b".." || (name == b".git" && prefix.is_empty()) {
                    continue;
                }
                let tracked = known.binary_search_by_key(&name, |(name, _)| *name).ok();
                let below = tracked.map(|at| known[at].1);
                if below.is_some_and(<[Entry]>::is_empty) {
                    continue;
                }
                let is_folder = match entry.file_type() {
                    FileType::Directory => true,
                    FileType::Unknown => return None,
                    _ => false,
                };
                others.push((name.to_vec(), is_folder, below));
            }
            for (name, is_folder, below) in others {
                self.other(folder.fd().ok()?, prefix, &name, is_folder, below)?;
            }
            Some(())
        }

        /// Looks at what is no tracked file: a folder with tracked ones in it, or what has to be ignored.
        fn other(
            &mut self,
            at: BorrowedFd<'_>,
            prefix: &mut Vec<u8>,
            name: &[u8],
            is_folder: bool,
            below: Option<&[Entry]>,
        ) -> Option<()> {
            if name == b".git" || (below.is_some() && !is_folder) {
                return None;
            }
            let length = prefix.len();
            prefix.extend_from_slice(name);
            if below.is_none()
                && ((!is_folder && (self.aside)(prefix)) || self.is_ignored(prefix, is_folder)?)
            {
                prefix.truncate(length);
                return Some(());
            }
            if !is_folder {
                return None;
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let mode = rustix::fs::Mode::empty();
            let folder = rustix::fs::openat(at, OsStr::from_bytes(name), flags, mode).ok()?;
            prefix.push(b'/');
            let seen = self.folder(folder, prefix, below.unwrap_or_default());
            prefix.truncate(length);
            seen
        }

        /// Something where the tracked file `name` in the folder `at` is as `entry` has it.
        fn is_unchanged(&self, at: &OwnedFd, name: &[u8], entry: &Entry) -> Option<()> {
            let odd = Flags::ASSUME_VALID | Flags::SKIP_WORKTREE | Flags::INTENT_TO_ADD;
            if entry.flags.intersects(odd) || entry.stage_raw() != 0 {
                return None;
            }
            let flags = AtFlags::SYMLINK_NOFOLLOW;
            let there = rustix::fs::statat(at, OsStr::from_bytes(name), flags).ok()?;
            let kind = FileType::from_raw_mode(there.st_mode);
            let right = match entry.mode {
                Mode::FILE => kind == FileType::RegularFile && there.st_mode & 0o100 == 0,
                Mode::FILE_EXECUTABLE => {
                    kind == FileType::RegularFile && there.st_mode & 0o100 != 0
                }
                Mode::SYMLINK => kind == FileType::Symlink,
                _ => false,
            };
            if !right || !is_as_noted(&there, entry) {
                return None;
            }
            let changed = (i64::from(entry.stat.mtime.secs), i64::from(entry.stat.mtime.nsecs));
            // Written as late as the index itself, it may have been changed since without its times
            // telling (git's "racy" entries).
            (changed < self.written || holds(at, name, kind, entry)).then_some(())
        }

        fn is_ignored(&mut self, path: &[u8], is_folder: bool) -> Option<bool> {
            let mut patterns = match self.patterns.take() {
                Some(known) => known,
                None => self.read_patterns()?,
            };
            let mode = if is_folder { Mode::DIR } else { Mode::FILE };
            let told = patterns.at_entry(path.as_bstr(), Some(mode)).ok()?.is_excluded();
            self.patterns = Some(patterns);
            Some(told)
        }

        fn read_patterns(&self) -> Option<gix::AttributeStack<'l>> {
            let opened = || gix::open_opts(self.site.top(), crate::git::open::options()).ok();
            let gix = self.gix.get_or_init(opened).as_ref()?;
            gix.excludes(self.index, None, Source::WorktreeThenIdMappingIfNotSkipped).ok()
        }
    }

    /// Whether times, size, owner and number are those that the index noted.
    fn is_as_noted(there: &Stat, entry: &Entry) -> bool {
        let noted = &entry.stat;
        let is = |value: i64, noted: u32| u32::try_from(value).is_ok_and(|value| value == noted);
        let low = |value: u64| u32::try_from(value & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        let wide = |value| u64::try_from(value).unwrap_or(u64::MAX);
        is(there.st_mtime, noted.mtime.secs)
            && is(there.st_ctime, noted.ctime.secs)
            && u64::from(noted.mtime.nsecs) == wide(there.st_mtime_nsec)
            && u64::from(noted.ctime.nsecs) == wide(there.st_ctime_nsec)
            && low(there.st_ino) == noted.ino
            && there.st_uid == noted.uid
            && there.st_gid == noted.gid
            && u32::try_from(there.st_size).is_ok_and(|size| size == noted.size)
    }

    /// Whether the content of a file or link is, byte for byte, that of the object in the index.
    fn holds(at: &OwnedFd, name: &[u8], kind: FileType, entry: &Entry) -> bool {
        let name = OsStr::from_bytes(name);
        let content = if kind == FileType::Symlink {
            rustix::fs::readlinkat(at.as_fd(), name, Vec::new())
                .ok()
                .map(std::ffi::CString::into_bytes)
        } else if u64::from(entry.stat.size) <= MOST {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let open = rustix::fs::openat(at, name, flags, rustix::fs::Mode::empty()).ok();
            open.and_then(|file| {
                let mut content = Vec::new();
                std::io::Read::read_to_end(&mut fs::File::from(file), &mut content).ok()?;
                Some(content)
            })
        } else {
            None
        };
        let id = |content: Vec<u8>| {
            gix::objs::compute_hash(entry.id.kind(), gix::objs::Kind::Blob, &content).ok()
        };
        content.and_then(id).is_some_and(|id| id == entry.id)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::git::{Git, dirty};

    /// What is told of a worktree after `script`: by its files, and by git.
    fn told(script: &str) -> (bool, Vec<String>) {
        let dir = tempfile::tempdir().expect("a folder");
        let begin = "git init -q -b main .; git config user.name A; git config user.email a@b;
            printf 'one' >f; mkdir -p d/e a-b; printf 'two' >d/e/g; printf 'three' >a-b/h; ln -s f l;
            printf '*.o\\nbuild/\\n' >.gitignore; git add .; git commit -qm one;";
        let alias = format!("alias.run=!set -e; {begin} {script}");
        Git::at(dir.path()).args(["-c", &alias, "run"]).run().expect("a script");
        (is_untouched(dir.path(), &|path| path == b"plan"), dirty(dir.path()).expect("a list"))
    }

    #[test]
    fn what_is_untouched_is_told_without_git() {
        for script in [
            "",
            "touch x.o d/e/y.o",
            "mkdir -p build/more empty/folder; touch build/more/file",
            "mkdir sub; touch sub/z.o",
            "git worktree add -q build/tree",
            "printf '/local\\n' >>.git/info/exclude; touch local",
            "touch plan",
            "git rm -q f l; git commit -qm two",
        ] {
            let (untouched, dirty) = told(script);
            assert!(untouched, "{script}: {dirty:?}");
        }
    }

    #[test]
    fn whatever_differs_is_left_to_git() {
        for script in [
            "printf 'six' >f",
            "printf 'longer' >f",
            "touch -d @1 f",
            "chmod +x f",
            "rm f",
            "rm l; ln -s d l",
            "rm l; printf f >l",
            "rm -r d; ln -s a-b d",
            "mv d e; ln -s e d",
            "touch new",
            "touch d/e/new",
            "mkdir sub; touch sub/new",
            "git init -q sub",
            "printf 'six' >f; git add f",
            "printf 'six' >f; git add f; printf 'one' >f",
            "git rm -q --cached f",
            "touch new; git add -N new",
            "git update-index --assume-unchanged f",
            "git update-index --skip-worktree f",
            "git commit -q --allow-empty -m two; git reset -q --soft HEAD^; printf x >f",
            "printf '!*.o\\n' >d/.gitignore; git add .; git commit -qm two; touch d/e/y.o",
        ] {
            let (untouched, dirty) = told(script);
            assert!(!untouched, "{script}: {dirty:?}");
        }
    }
}
