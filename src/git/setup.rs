//! Git's part in making a worktree ready: submodules, sparse checkout, files to take along.

use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git};

/// The file that lists, in gitignore's syntax, ignored files a new worktree should get.
const INCLUDE: &str = ".worktreeinclude";

/// Writes the submodules of `worktree` down in the shared configuration (git-submodule(1), `init`):
/// two at once would lose git's lock on it.
pub fn init_submodules(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree).args(["submodule", "--quiet", "init"]).run().map(drop)
}

/// Checks out the submodules of `worktree`; those initialized write nothing that is shared.
pub fn update_submodules(worktree: &Path) -> Result<(), Error> {
    Git::at(worktree)
        .args(["submodule", "update", "--init", "--recursive", "--quiet"])
        .run()
        .map(drop)
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

/// The ignored, untracked files of `main` that its `.worktreeinclude` names.
pub fn included(main: &Path) -> Result<Vec<String>, Error> {
    if !main.join(INCLUDE).is_file() {
        return Ok(Vec::new());
    }
    let list = |exclude: &str| -> Result<Vec<String>, Error> {
        let listed =
            Git::at(main).args(["ls-files", "--others", "--ignored", "-z", exclude]).run()?.stdout;
        let paths = listed.split_str("\0").filter(|path| !path.is_empty());
        Ok(paths.map(|path| path.to_str_lossy().into_owned()).collect())
    };
    let named = list(&format!("--exclude-from={INCLUDE}"))?;
    if named.is_empty() {
        return Ok(named);
    }
    let ignored: std::collections::HashSet<String> =
        list("--exclude-standard")?.into_iter().collect();
    Ok(named.into_iter().filter(|path| ignored.contains(path)).collect())
}
