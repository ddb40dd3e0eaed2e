//! Git's part in making a worktree ready: submodules, sparse checkout, files to take along.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::{Error, Git, Site};

/// Writes the submodules of `worktree` down in the shared configuration (git-submodule(1), `init`):
/// two at once would lose git's lock on it.
pub fn init_submodules(worktree: &Path) -> Result<(), Error> {
    let git = Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let git = git.args(["submodule", "--quiet", "init"]);
    match told_of(worktree)? {
        Some(paths) if paths.is_empty() => Ok(()),
        Some(paths) => git.arg("--").args(paths).run().map(drop),
        None => git.run().map(drop),
    }
}

/// Checks out the submodules of `worktree`; those initialized write nothing that is shared.
pub fn update_submodules(worktree: &Path) -> Result<(), Error> {
    let git = Git::at(worktree).env("GIT_LITERAL_PATHSPECS", "1");
    let git = git.args(["submodule", "update", "--init", "--recursive", "--quiet"]);
    match told_of(worktree)? {
        Some(paths) if paths.is_empty() => Ok(()),
        Some(paths) => git.arg("--").args(paths).run().map(drop),
        None => git.run().map(drop),
    }
}

/// The submodules that `.gitmodules` tells of, where there are others as well (a repository that was added by
/// mistake, say): at those git ends. None where it tells of all.
fn told_of(worktree: &Path) -> Result<Option<Vec<PathBuf>>, Error> {
    let all = super::submodule::links(worktree)?;
    let listed = Git::at(worktree)
        .args(["config", "--file", ".gitmodules", "-z"])
        .args(["--get-regexp", r"^submodule\..*\.path$"])
        .accept(&[0, 1])?
        .stdout;
    let named = listed.split_str("\0").filter_map(|entry| entry.split_once_str("\n"));
    let named: Vec<PathBuf> = named.map(|(_, at)| super::repo::path(at)).collect();
    let told: Vec<PathBuf> = all.iter().filter(|at| named.contains(at)).cloned().collect();
    Ok((told.len() < all.len()).then_some(told))
}

/// What has git leave those submodules out that could not be had, by what it said; a command each.
pub fn ways_without_submodules(error: &Error) -> Vec<String> {
    let Error::Git { stderr, .. } = error else { return Vec::new() };
    let failed = stderr.lines().filter_map(|line| {
        let rest = line.split_once("Failed to clone '")?.1;
        Some(rest.rsplit_once("' a second time")?.0)
    });
    let shown = failed.map(|at| format!("submodule.{at}.update"));
    shown.collect()
}

/// Limits what `worktree` checks out to `patterns`.
pub fn set_sparse(worktree: &Path, patterns: &[String]) -> Result<(), Error> {
    let input: String = patterns.iter().map(|pattern| format!("{pattern}\n")).collect();
    Git::at(worktree)
        .args(["sparse-checkout", "set", "--no-cone", "--stdin"])
        .input(input)
        .run()
        .map(drop)
}

/// The patterns that limit what the worktree at `worktree` checks out; none where nothing does.
pub fn sparse_limits(worktree: &Path) -> Result<Option<Vec<String>>, Error> {
    if !super::hooks_path::may_be_set(&Site::of_worktree(worktree)?, b"sparsecheckout") {
        return Ok(None);
    }
    let on = Git::at(worktree)
        .args(["config", "--type=bool", "--get", "core.sparseCheckout"])
        .accept(&[0, 1])?;
    if !on.stdout.starts_with(b"true") {
        return Ok(None);
    }
    let file = super::admin_dir(worktree)?.join("info/sparse-checkout");
    let text = super::site::read(&file)?.unwrap_or_default();
    let lines = text.lines().map(|line| line.to_str_lossy().into_owned());
    Ok(Some(lines.filter(|line| !line.trim().is_empty()).collect()))
}

/// The untracked files of `main` that `patterns` name, in gitignore's syntax and ignored or not; another
/// repository among them is one path.
pub fn named_untracked(main: &Path, patterns: &[u8]) -> Result<Vec<PathBuf>, Error> {
    // As a file: among arguments they would have no comments.
    let mut file = tempfile::NamedTempFile::new().map_err(|error| Error::file("", error))?;
    file.write_all(patterns).map_err(|error| Error::file(file.path(), error))?;
    let mut exclude = OsString::from("--exclude-from=");
    exclude.push(file.path());
    listed(main, &[OsStr::new("--ignored"), &exclude])
}

/// The untracked files of `main` that git ignores.
pub fn ignored_files(main: &Path) -> Result<Vec<PathBuf>, Error> {
    listed(main, &[OsStr::new("--ignored"), OsStr::new("--exclude-standard")])
}

/// The untracked files of `main` at or below `path`, and whether it tracks some there.
pub fn untracked_below(main: &Path, path: &Path) -> Result<(Vec<PathBuf>, bool), Error> {
    let mut literal = OsString::from(":(literal)");
    literal.push(path);
    let tracked = Git::at(main).args(["ls-files", "--cached", "-z", "--"]).arg(&literal).run()?;
    let found = listed(main, &[OsStr::new("--"), &literal])?;
    Ok((found, !tracked.stdout.is_empty()))
}

fn listed(main: &Path, more: &[&OsStr]) -> Result<Vec<PathBuf>, Error> {
    let git = Git::at(main).env("GIT_LITERAL_PATHSPECS", "0");
    let found = git.args(["ls-files", "--others", "-z"]).args(more).run()?.stdout;
    Ok(found.split_str("\0").filter(|name| !name.is_empty()).map(super::repo::path).collect())
}
