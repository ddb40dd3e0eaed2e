//! Installing the guard once, and switching it on and off for one worktree.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::kept::Kept;
use super::stub::{GUARDED, STRICT, Stub};
use super::{Error, plan, runner};
use crate::file::{write_whole, write_whole_as};
use crate::git::{self, ASK, HOOKS_PATH, Repo, Site};

/// Where the stubs of `repo` are.
pub fn directory(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("hooks")
}

/// Writes the stubs and lets worktrees have configuration of their own; safe to do again. The
/// caller holds the lock of this program.
pub fn install(repo: &Repo) -> Result<(), Error> {
    let guard = env::current_exe().map_err(Error::Self_)?;
    repo.remember_main()?;
    let site = Site::of_worktree(repo.main().unwrap_or(repo.common()))?;
    mark_hidden_configuration(repo, &site)?;
    let runner = runner::install(&repo.parallel_dir(), &guard);
    write_stubs(repo, &names(&site)?, &Stub { guard, runner }.text())?;
    let shared = repo.common().join("config");
    let own = repo.common().join("config.worktree");
    Kept::of(&repo.parallel_dir(), "config.worktree", &own).around(|| {
        Kept::of(&repo.parallel_dir(), "config", &shared)
            .around(|| Ok(repo.enable_worktree_config()?))
    })
}

/// Switches the guard on in one worktree.
pub fn enable(repo: &Repo, worktree: &Path) -> Result<(), Error> {
    let admin = repo.own_admin(worktree)?;
    let hooks = directory(repo);
    let after = git::included_after_hooks_path(&admin)?;
    if git::worktree_key(&admin, HOOKS_PATH)?.as_ref() == Some(&hooks) && after.is_none() {
        return Ok(());
    }
    kept(repo, &admin).around(|| {
        match after {
            None => git::set_worktree_key(&admin, HOOKS_PATH, &hooks)?,
            Some(_) => git::set_last_hooks_path(&admin, &hooks)?,
        }
        Ok(())
    })
}

/// Switches the guard off in one worktree; what was configured there before comes back.
pub fn disable(repo: &Repo, worktree: &Path) -> Result<(), Error> {
    off(repo, &git::admin_dir(worktree)?)
}

/// Switches the guard off everywhere and removes it; tells whether everything is as it was before,
/// or the shared configuration was changed by others since and therefore stays.
pub fn uninstall(repo: &Repo) -> Result<bool, Error> {
    let admins = admins(repo)?;
    for admin in &admins {
        off(repo, admin)?;
    }
    let hooks = directory(repo);
    set_writable(&hooks)?;
    gone(fs::remove_dir_all(&hooks), &hooks)?;
    remove_file(&runner::place(&repo.parallel_dir()))?;
    let passes = runner::passes(&repo.parallel_dir());
    gone(fs::remove_dir_all(&passes), &passes)?;
    let ask = repo.parallel_dir().join(ASK);
    gone(fs::remove_file(&ask), &ask)?;
    repo.forget_main()?;
    // Somebody else may have begun to rely on configuration of single worktrees.
    let says = |admin: &PathBuf| {
        // Git copies the main worktree's file to new ones, without the keys that only it may have.
        fs::read(admin.join("config.worktree")).is_ok_and(|text| !text.trim_ascii().is_empty())
    };
    let mut relied = admins.iter().any(says);
    let own =
        Kept::of(&repo.parallel_dir(), "config.worktree", &repo.common().join("config.worktree"));
    relied |= repo.common().join("config.worktree").exists() && !own.is_untouched()?;
    if relied {
        return Ok(false);
    }
    let shared = repo.common().join("config");
    let before = fs::read(&shared).map_err(Error::file(&shared))?;
    let kept = Kept::of(&repo.parallel_dir(), "config", &shared);
    let was_on = kept.had(git::has_extension)?;
    let restored = kept.restore()?;
    own.restore()?;
    // Others changed it since, and the extension was not theirs: it alone is taken out again.
    if !restored && was_on == Some(false) {
        repo.disable_worktree_config()?;
    }
    let same = restored || fs::read(&shared).map_err(Error::file(&shared))? == before;
    gone(fs::remove_dir(repo.parallel_dir().join("before")), &repo.parallel_dir()).ok();
    Ok(same && (restored || !repo.has_worktree_config()?))
}

/// The git directories of all linked worktrees.
pub(super) fn admins(repo: &Repo) -> Result<Vec<PathBuf>, Error> {
    let folder = repo.common().join("worktrees");
    let listed = match fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::file(&folder)(error)),
    };
    let mut found = Vec::new();
    for entry in listed {
        found.push(entry.map_err(Error::file(&folder))?.path());
    }
    found.sort();
    Ok(found)
}

/// The names of all hooks that need a stub: those of the guard, and all that were there before,
/// which theirs hand on to.
pub(super) fn names(site: &Site) -> Result<Vec<String>, Error> {
    let mut names = site.chained_hooks()?;
    names.extend(GUARDED.map(str::to_owned));
    if plan::read(site, site.settings()?).is_ok_and(|plan| plan.guard.strict) {
        names.push(STRICT.to_owned());
    }
    names.sort();
    names.dedup();
    Ok(names)
}

fn off(repo: &Repo, admin: &Path) -> Result<(), Error> {
    if git::worktree_key(admin, HOOKS_PATH)?.as_ref() != Some(&directory(repo)) {
        return Ok(());
    }
    if !kept(repo, admin).restore()? {
        git::unset_worktree_key(admin, HOOKS_PATH)?;
        let file = admin.join("config.worktree");
        if fs::read(&file).is_ok_and(|text| text.trim_ascii().is_empty()) {
            gone(fs::remove_file(&file), &file)?;
        }
    }
    Ok(())
}

fn kept(repo: &Repo, admin: &Path) -> Kept {
    let name = admin.file_name().unwrap_or_default().to_string_lossy();
    let file = admin.join("config.worktree");
    Kept::of(&repo.parallel_dir(), &format!("worktree-{name}"), &file)
}

/// Leaves a mark when git reads `core.hooksPath` from a file this program does not look at.
fn mark_hidden_configuration(repo: &Repo, site: &Site) -> Result<(), Error> {
    let mark = repo.parallel_dir().join(ASK);
    gone(fs::remove_file(&mark), &mark)?;
    if let Some(asked) = site.asked_hooks_path()?
        && site.chained_dir()? != asked
    {
        write_whole(&mark, b"").map_err(Error::file(&mark))?;
    }
    Ok(())
}

/// Writes the stubs and drops those no longer needed. Each is read-only, so that installers of other
/// hooks that write over them fail; the folder is not, so that its owner can delete it.
fn write_stubs(repo: &Repo, names: &[String], text: &[u8]) -> Result<(), Error> {
    let hooks = directory(repo);
    // A folder of this name somewhere else is not where the hooks are to be.
    if is_link(&hooks) {
        gone(fs::remove_file(&hooks), &hooks)?;
    }
    fs::create_dir_all(&hooks).map_err(Error::file(&hooks))?;
    // The folder of an older version was not: nobody could delete the repository.
    set_writable(&hooks)?;
    for entry in fs::read_dir(&hooks).map_err(Error::file(&hooks))? {
        let path = entry.map_err(Error::file(&hooks))?.path();
        let known = names.iter().any(|name| path.ends_with(name));
        if !known {
            gone(fs::remove_file(&path), &path)?;
        }
    }
    for name in names {
        let path = hooks.join(name);
        let fine = fs::read(&path).is_ok_and(|there| there == text) && git::is_executable(&path);
        if !fine || is_link(&path) {
            if is_link(&path) {
                gone(fs::remove_file(&path), &path)?;
            }
            place_stub(&path, text)?;
        }
    }
    Ok(())
}

/// Whether what is at `path` itself is a link, wherever it leads.
pub(super) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
}

/// Writes one stub, all at once or not at all.
pub(super) fn place_stub(path: &Path, text: &[u8]) -> Result<(), Error> {
    write_whole_as(path, text, 0o555).map_err(Error::file(path))
}

/// Removes a file; one that is gone already is no error.
pub(super) fn remove_file(path: &Path) -> Result<(), Error> {
    gone(fs::remove_file(path), path)
}

fn set_writable(folder: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Ok(there) = fs::metadata(folder)
        && there.is_dir()
    {
        use std::os::unix::fs::PermissionsExt;
        // What else it has is the repository's to say.
        set_mode(folder, there.permissions().mode() | 0o700)?;
    }
    Ok(())
}

fn set_mode(path: &Path, mode: u32) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(path, mode).map_err(Error::file(path))?;
    }
    #[cfg(not(unix))]
    let _unused = (path, mode);
    Ok(())
}

/// What is gone already needs no removing.
fn gone(removed: std::io::Result<()>, path: &Path) -> Result<(), Error> {
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file(path)(error)),
        _ => Ok(()),
    }
}
