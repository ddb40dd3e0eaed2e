//! Whether git's own folder for a worktree is whole, and writing again what a crash took from it.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::site::{clean, read};
use super::{Error, Git, Kind, Repo, Worktree, admin_dir, admin_dirs, bytes, config_file};
use crate::file::write_whole;

/// Git's own folder for a worktree, with what is broken about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admin {
    /// The folder; it may be gone.
    pub folder: PathBuf,
    /// The files that are missing or say nothing git could use, by their names there; `.git` is the
    /// worktree's own.
    pub lacks: Vec<&'static str>,
}

impl Admin {
    /// What is broken, in words; none where nothing is.
    pub fn broken(&self) -> Option<String> {
        if !self.folder.exists() {
            return Some("git has forgotten it".into());
        }
        let list = self.lacks.join("', '");
        (!list.is_empty()).then(|| format!("git cannot read its '{list}'"))
    }
}

impl Repo {
    /// The folder git keeps for the worktree at `at`; none where neither leads to the other, or `at`
    /// is no linked worktree of this repository.
    pub fn admin(&self, at: &Path) -> Option<Admin> {
        let file = at.join(".git");
        if file.is_dir() || self.is_anothers(at) {
            return None;
        }
        let parent = self.common().join("worktrees");
        let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let ours = |folder: &PathBuf| folder.parent().map(real) == Some(real(&parent));
        let named = admin_dir(at).map(|folder| clean(&folder)).ok().filter(ours);
        let folder = named.clone().or_else(|| {
            let here = real(at).join(".git");
            let leads = |(_, to): &(PathBuf, PathBuf)| *to == file || *to == here;
            admin_dirs(self).into_iter().find(leads).map(|(folder, _)| folder)
        })?;
        let mut lacks = lacks(&folder);
        if named.is_none() {
            lacks.insert(0, ".git");
        }
        Some(Admin { folder, lacks })
    }

    /// The link that stands in place of the worktree at `at`, of its `.git` file, or of git's own folder
    /// for it; whoever works there can have laid it, and nothing is written through it.
    pub fn linked(&self, at: &Path) -> Option<PathBuf> {
        let folder = self.admin(at).map(|admin| admin.folder);
        let mut asked = [at.to_owned(), at.join(".git")].into_iter().chain(folder);
        asked.find(|path| path.is_symlink())
    }

    /// Git's own folder for the worktree at `at`, to write in. Fails where a link stands in between, or
    /// `.git` leads out of this repository.
    pub fn own_admin(&self, at: &Path) -> Result<PathBuf, Error> {
        if let Some(link) = self.linked(at) {
            return Err(Error::Linked(link));
        }
        let named = clean(&admin_dir(at)?);
        match self.admin(at) {
            Some(admin) if !admin.lacks.contains(&".git") => Ok(named),
            _ => Err(Error::BrokenWorktree(at.to_owned(), named)),
        }
    }

    /// The worktree at `at` where git does not list it, though its `.git` file leads to this
    /// repository.
    pub fn unlisted(&self, at: &Path) -> Option<Worktree> {
        let admin = if at.join(".git").exists() { self.admin(at)? } else { return None };
        let broken = Some(admin.broken()?);
        let (locked, kind) = (lock_of(&admin.folder), Kind::Linked(name_of(&admin.folder)));
        Some(Worktree { path: at.to_owned(), kind, locked, broken, ..Worktree::default() })
    }

    /// Tells which linked worktree one is that git lists, and what is broken about it.
    pub(super) fn identify(&self, tree: &mut Worktree) {
        let file = tree.path.join(".git");
        let named = || {
            let leads = |(_, to): &(PathBuf, PathBuf)| *to == file;
            admin_dirs(self).into_iter().find(leads).map(|(folder, _)| name_of(&folder))
        };
        if self.is_anothers(&tree.path) {
            tree.kind = Kind::Foreign(named().unwrap_or_default());
            tree.broken = Some("another repository lies there".into());
            return;
        }
        let admin = self.admin(&tree.path);
        let link = self.linked(&tree.path);
        tree.kind = Kind::Linked(match &admin {
            Some(admin) => name_of(&admin.folder),
            None => named().unwrap_or_default(),
        });
        tree.broken = admin.filter(|_| tree.path.exists()).and_then(|admin| admin.broken());
        if let Some(link) = link {
            tree.broken = Some(format!("'{}' is a link", link.display()));
        }
    }

    /// Whether the `.git` of the folder `at` is, or leads to, a git directory that is there and is not
    /// of this repository.
    pub fn is_anothers(&self, at: &Path) -> bool {
        let real = |path: &Path| fs::canonicalize(path).ok();
        let Ok(meta) = fs::symlink_metadata(at.join(".git")) else { return false };
        let led = if meta.is_file() { admin_dir(at).ok() } else { Some(at.join(".git")) };
        let Some(led) = led.and_then(|led| real(&led)) else { return false };
        let ours =
            real(self.common()).is_some_and(|common| led.starts_with(common.join("worktrees")));
        led.join("HEAD").exists() && !ours
    }

    /// The worktrees as their files tell, for when git itself stumbles over one of them.
    pub(super) fn worktrees_by_files(&self) -> Result<Vec<Worktree>, Error> {
        let branch = |folder: &Path| -> Result<Option<String>, Error> {
            let head = read(&folder.join("HEAD"))?.unwrap_or_default();
            let name = head.trim().strip_prefix(b"ref: refs/heads/");
            Ok(name.map(|name| name.to_str_lossy().into_owned()))
        };
        let (path, branch_of_main) = (self.main().unwrap_or(self.common()), branch(self.common())?);
        let kind = if self.main().is_none() { Kind::Bare } else { Kind::Main };
        let mut found = vec![Worktree {
            path: path.to_owned(),
            branch: branch_of_main,
            kind,
            ..Worktree::default()
        }];
        for (folder, file) in admin_dirs(self) {
            let Some(path) = file.parent().map(Path::to_owned) else { continue };
            let gone = !file.exists();
            let (branch, locked) = (branch(&folder)?, lock_of(&folder));
            let prunable = gone.then(|| "gitdir file points to non-existent location".into());
            let mut tree = Worktree { path, branch, locked, prunable, ..Worktree::default() };
            self.identify(&mut tree);
            found.push(tree);
        }
        Ok(found)
    }
}

fn name_of(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Why the worktree with this folder is locked; none when it is not.
fn lock_of(folder: &Path) -> Option<String> {
    fs::read(folder.join("locked")).ok().map(|why| why.trim().to_str_lossy().into_owned())
}

/// The files of git's folder for a worktree that git cannot do without, or cannot read as they are
/// (gitrepository-layout(5)). A missing index only says that the files were never written.
fn lacks(folder: &Path) -> Vec<&'static str> {
    let text = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
    let has = |name: &str| folder.join(name).exists();
    let config = || config_file::parse(&text("config.worktree")).is_ok();
    [
        ("HEAD", leads_somewhere(text("HEAD").trim())),
        ("commondir", !text("commondir").trim().is_empty()),
        ("gitdir", !text("gitdir").trim().is_empty()),
        ("index", !has("index") || has_head(&folder.join("index"))),
        ("config.worktree", !has("config.worktree") || config()),
    ]
    .into_iter()
    .filter_map(|(name, sound)| (!sound).then_some(name))
    .collect()
}

/// Whether an index has a beginning and room for an end: a signature, a version, a count, and the
/// checksum of it all (gitformat-index(5)).
fn has_head(index: &Path) -> bool {
    let mut start = [0; 8];
    let read = fs::File::open(index).and_then(|mut file| {
        file.read_exact(&mut start)?;
        file.metadata()
    });
    let [signature @ .., v0, v1, v2, v3] = start;
    let known = (2..=4).contains(&u32::from_be_bytes([v0, v1, v2, v3]));
    signature == *b"DIRC" && known && read.is_ok_and(|meta| meta.len() >= 32)
}

/// Whether the index of a worktree is as long as it was written, by its checksum; true where there is
/// none, or this program cannot tell (gitformat-index(5): `index.skipHash` writes zeros).
pub fn is_index_whole(worktree: &Path) -> Result<bool, Error> {
    let site = super::Site::of_worktree(worktree)?;
    let Some(text) = site.file("index")?.filter(|_| site.settings().is_ok_and(|it| it.plain))
    else {
        return Ok(true);
    };
    let Some((content, sum)) = text.split_last_chunk::<20>() else { return Ok(false) };
    let mut hasher = gix::hash::hasher(gix::hash::Kind::Sha1);
    hasher.update(content);
    let whole = hasher.try_finalize().is_ok_and(|id| id.as_slice() == sum);
    Ok(whole || sum.iter().all(|byte| *byte == 0))
}

/// Whether a HEAD names a branch or a commit. Before 2.44, `git worktree add` wrote zeros first.
fn leads_somewhere(head: &[u8]) -> bool {
    if let Some(name) = head.strip_prefix(b"ref:") {
        return name.trim().starts_with(b"refs/");
    }
    head.len() >= 40
        && head.iter().all(u8::is_ascii_hexdigit)
        && head.iter().any(|digit| *digit != b'0')
}

/// Writes again what `admin`, the folder of the worktree at `at`, lacks, with HEAD on `branch`, or in
/// the middle of the rebase that is under way. Files stay as they are; what was there and cannot be
/// read is kept beside. Gives the names of what was kept so.
///
/// Where `fresh`, nobody has worked there yet: an index that is missing stays so, for whoever writes
/// the files to see.
pub fn mend_admin(
    at: &Path,
    admin: &Admin,
    branch: &str,
    fresh: bool,
) -> Result<Vec<String>, Error> {
    let folder = &admin.folder;
    if let Some(link) = [at, folder].into_iter().find(|path| path.is_symlink()) {
        return Err(Error::Linked(link.to_owned()));
    }
    let write = |file: PathBuf, content: &[u8]| {
        write_whole(&file, content).map_err(|error| Error::file(&file, error))
    };
    fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    let lacks = |name: &str| admin.lacks.contains(&name) || !folder.join(name).exists();
    let mut kept = Vec::new();
    for name in ["index", "config.worktree"] {
        if admin.lacks.contains(&name) {
            kept.push(set_aside(folder, name)?);
        }
    }
    if lacks("commondir") {
        write(folder.join("commondir"), b"../..\n")?;
    }
    if lacks("HEAD") {
        let rebasing = ["rebase-merge", "rebase-apply"].iter().any(|it| folder.join(it).exists());
        let head = last_head(folder)?.filter(|_| rebasing);
        let head = head.unwrap_or_else(|| format!("ref: refs/heads/{branch}"));
        write(folder.join("HEAD"), format!("{head}\n").as_bytes())?;
    }
    if admin.lacks.contains(&".git") {
        write(at.join(".git"), &[b"gitdir: ", &bytes(folder)[..], b"\n"].concat())?;
    }
    let unread = !fresh && !folder.join("index").exists();
    if unread {
        Git::at(at)
            .env("GIT_DIR", folder.as_os_str())
            .env("GIT_WORK_TREE", at.as_os_str())
            .args(["read-tree", "HEAD"])
            .run()?;
    }
    // Last: with it git takes the folder for whole, so the index must be there already; a worktree
    // without one looks as if its files were never written, and would get them written anew.
    if lacks("gitdir") {
        write(folder.join("gitdir"), &[&bytes(&at.join(".git"))[..], b"\n"].concat())?;
    }
    if unread {
        super::reread_index(at)?;
    }
    Ok(kept)
}

/// The commit HEAD was last at, by its reflog.
pub fn last_head(folder: &Path) -> Result<Option<String>, Error> {
    let text = read(&folder.join("logs/HEAD"))?.unwrap_or_default();
    let last = text.lines().rev().find_map(|line| line.fields().nth(1));
    Ok(last.filter(|id| leads_somewhere(id)).map(|id| id.to_str_lossy().into_owned()))
}

/// Renames a file git cannot read; gives its new name.
fn set_aside(folder: &Path, name: &str) -> Result<String, Error> {
    let mut n = 1;
    let mut new = folder.join(format!("{name}.broken-{n}"));
    while new.exists() {
        n += 1;
        new.set_file_name(format!("{name}.broken-{n}"));
    }
    let old = folder.join(name);
    fs::rename(&old, &new).map_err(|error| Error::file(&old, error))?;
    Ok(new.to_string_lossy().into_owned())
}

/// Removes what a `git worktree add` killed at its very beginning left in git's own folder: a lock
/// with a reason that begins with `reason`, or none, and nothing else. Git lists no such folder.
pub fn remove_stubs(repo: &Repo, reason: &str) -> Result<(), Error> {
    let listed = fs::read_dir(repo.common().join("worktrees"));
    for folder in listed.into_iter().flatten().flatten().map(|entry| entry.path()) {
        let Ok(inside) = fs::read_dir(&folder) else { continue };
        let names: Vec<PathBuf> = inside.flatten().map(|entry| entry.path()).collect();
        let empty = |file: &PathBuf| fs::metadata(file).is_ok_and(|meta| meta.len() == 0);
        let stub = |file: &PathBuf| match file.file_name().and_then(|name| name.to_str()) {
            Some("locked") => lock_of(&folder).is_some_and(|why| why.starts_with(reason)),
            Some("gitdir") => empty(file),
            _ => false,
        };
        let locked = names.iter().any(|file| file.ends_with("locked"));
        if !locked || !names.iter().all(stub) {
            continue;
        }
        for file in names {
            fs::remove_file(&file).map_err(|error| Error::file(&file, error))?;
        }
        fs::remove_dir(&folder).map_err(|error| Error::file(&folder, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_leads_to_a_reference_or_a_commit() {
        let one = "1".repeat(40);
        for head in ["ref: refs/heads/main", "ref:refs/bisect/x", one.as_str()] {
            assert!(leads_somewhere(head.as_bytes()), "{head}");
        }
        let zeros = "0".repeat(40);
        for head in ["", "ref: ", "ref: main", "garbage", "0123", zeros.as_str()] {
            assert!(!leads_somewhere(head.as_bytes()), "{head}");
        }
    }
}
