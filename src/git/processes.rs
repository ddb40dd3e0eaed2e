//! Which processes work in a folder, where the system tells (Linux, proc(5)).

use std::path::Path;

/// A running process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// The name of its program.
    pub name: String,
}

/// The processes whose working directory is in `folder`, without this one and those it was started
/// by; none where the system does not tell.
#[cfg(target_os = "linux")]
pub fn working_in(folder: &Path) -> Option<Vec<Process>> {
    found_where(folder, |cwd, folder| cwd.starts_with(folder))
}

/// The processes whose working directory is where `wanted` says, given that and `folder`.
#[cfg(target_os = "linux")]
fn found_where(folder: &Path, wanted: impl Fn(&Path, &Path) -> bool) -> Option<Vec<Process>> {
    use std::fs;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let own = ancestry();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let inside = fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| wanted(&cwd, &folder));
        if inside && !own.contains(&pid) {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            found.push(Process { pid, name: name.trim().to_owned() });
        }
    }
    found.sort_by_key(|process| process.pid);
    Some(found)
}

/// The same of `folder` itself, whatever lies in it.
#[cfg(target_os = "linux")]
fn working_at(folder: &Path) -> Option<Vec<Process>> {
    found_where(folder, |cwd, folder| cwd == folder)
}

/// The same of `folder` itself; other systems do not tell.
#[cfg(not(target_os = "linux"))]
fn working_at(_folder: &Path) -> Option<Vec<Process>> {
    None
}

/// The processes whose working directory is in `folder`; other systems do not tell.
#[cfg(not(target_os = "linux"))]
pub fn working_in(_folder: &Path) -> Option<Vec<Process>> {
    None
}

/// This process and those it was started by: `git parallel` itself runs below a `git`.
#[cfg(target_os = "linux")]
fn ancestry() -> Vec<u32> {
    let mut chain = vec![std::process::id()];
    while let Some(parent) = chain.last().and_then(|pid| parent(*pid)) {
        if parent == 0 || chain.contains(&parent) {
            break;
        }
        chain.push(parent);
    }
    chain
}

#[cfg(target_os = "linux")]
fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The program's name stands in brackets and may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Whether a git of somebody else works in one of `folders`. Where the system does not tell, a git
/// is taken to be at work, so that nothing is taken from it.
pub fn git_works_in<'p>(folders: impl IntoIterator<Item = &'p Path>) -> bool {
    folders.into_iter().any(|folder| has_git(working_in(folder)))
}

/// Whether a git works in `folder` itself, rather than in a worktree that lies in it: as long as it
/// works, git stays at the top of its worktree.
pub(super) fn git_works_at(folder: &Path) -> bool {
    has_git(working_at(folder))
}

fn has_git(found: Option<Vec<Process>>) -> bool {
    found.is_none_or(|found| found.iter().any(is_git_itself))
}

/// Whether a process is git at its own work: this program, and the git that waits for it, hold no
/// lock of git's, however long they watch.
fn is_git_itself(process: &Process) -> bool {
    match process.name.as_str() {
        "git" => verb_of(process.pid).is_none_or(|verb| verb != b"parallel"),
        name => name.starts_with("git-") && name != "git-parallel",
    }
}

/// The verb a running git was given (git(1): some of the options before it take a value); none where
/// the system does not tell.
fn verb_of(pid: u32) -> Option<Vec<u8>> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let mut args = line.split(|byte| *byte == 0).skip(1);
    loop {
        let arg = args.next()?;
        if !arg.starts_with(b"-") {
            return Some(arg.to_owned());
        }
        if [&b"-C"[..], b"-c", b"--git-dir", b"--work-tree", b"--namespace"].contains(&arg) {
            args.next();
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a process to be found")]
    fn a_process_is_found_by_where_it_works() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(working_in(folder.path()), Some(Vec::new()));
        let mut child = std::process::Command::new("sleep")
            .arg("30")
            .current_dir(folder.path())
            .spawn()
            .unwrap();
        let found = working_in(folder.path()).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!((found.len(), found[0].pid, found[0].name.as_str()), (1, child.id(), "sleep"));
    }
}
