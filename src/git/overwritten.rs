//! Files nobody tracks that lie where a commit brings something: git overwrites what it ignores unasked.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::{Error, Git};

/// The untracked files in `worktree`, ignored ones too, that are not what the tree `to` has in their
/// place, where going there from the tree `from` would write. Nothing else has them.
pub fn overwritten(worktree: &Path, from: &str, to: &str) -> Result<Vec<String>, Error> {
    let git = || Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let added = git()
        .args(["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-commit-id"])
        .args(["--diff-filter=A", "--ignore-submodules=none", "--no-ext-diff", "--no-relative"])
        .args([from, to])
        .run()?
        .stdout;
    let added: Vec<PathBuf> =
        super::staged::paths(&added).iter().map(|name| super::path(name)).collect();
    let mut there: Vec<&Path> = added.iter().filter_map(|path| obstacle(worktree, path)).collect();
    there.dedup();
    let mut found = Vec::new();
    for some in there.chunks(MANY) {
        let listed = git().args(["ls-files", "--others", "-z", "--"]).args(some).run()?.stdout;
        for name in super::staged::paths(&listed) {
            if !is_same(worktree, &super::path(&name), to)? {
                found.push(name.to_str_lossy().into_owned());
            }
        }
    }
    Ok(found)
}

/// How many paths are given to git at once.
const MANY: usize = 500;

/// What stands in `worktree` where `path` is to come: itself, or what is no folder on the way to it.
fn obstacle<'p>(worktree: &Path, path: &'p Path) -> Option<&'p Path> {
    let mut steps: Vec<&Path> =
        path.ancestors().filter(|step| !step.as_os_str().is_empty()).collect();
    while let Some(step) = steps.pop() {
        let meta = fs::symlink_metadata(worktree.join(step)).ok()?;
        if !meta.is_dir() || step == path {
            return Some(step);
        }
    }
    None
}

/// Whether the file is what `to` has there: then nothing is lost.
fn is_same(worktree: &Path, path: &Path, to: &str) -> Result<bool, Error> {
    if !fs::symlink_metadata(worktree.join(path)).is_ok_and(|meta| meta.is_file()) {
        return Ok(false);
    }
    let wanted = Git::at(worktree)
        .env("GIT_LITERAL_PATHSPECS", "1")
        .args(["ls-tree", "--full-tree", "--object-only", to, "--"])
        .arg(path)
        .line()?;
    Ok(!wanted.is_empty()
        && Git::at(worktree).args(["hash-object", "--"]).arg(path).line()? == wanted)
}

/// The folders of `worktree`, from its top, that this user cannot write, and in which git would write to bring
/// `changed` paths: it makes each file anew beside the old one.
pub fn not_writable(worktree: &Path, changed: &[Vec<u8>]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in changed.iter().map(|name| super::path(name)) {
        let folders = path.ancestors().skip(1);
        let Some(folder) = folders.map(|it| worktree.join(it)).find(|it| it.is_dir()) else {
            continue;
        };
        if !found.contains(&folder) && !may_write(&folder) {
            found.push(folder);
        }
    }
    found
}

#[cfg(unix)]
fn may_write(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(_folder: &Path) -> bool {
    true
}
