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
    use std::fs;
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let own = ancestry();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let inside =
            fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(&folder));
        if inside && !own.contains(&pid) {
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            found.push(Process { pid, name: name.trim().to_owned() });
        }
    }
    found.sort_by_key(|process| process.pid);
    Some(found)
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
    stat(&pid.to_string(), 1)
}

/// One number of what the system tells of a process, counted behind its state (proc(5)).
#[cfg(target_os = "linux")]
fn stat(process: &str, field: usize) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name stands in brackets and may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(field)?.parse().ok()
}

/// The session of this process.
#[cfg(target_os = "linux")]
pub(super) fn session() -> Option<u32> {
    stat("self", 3)
}

/// The session of this process: other systems show nobody what a process was started with.
#[cfg(not(target_os = "linux"))]
pub(super) fn session() -> Option<u32> {
    None
}

/// The gits at work that the process `holder` began while it held the lock of a repository. One that went into a
/// session of its own, as what git leaves in the background does, is not at work for it any more.
#[cfg(target_os = "linux")]
pub(super) fn outliving(holder: u32) -> Vec<u32> {
    let begun = |pid: &u32| -> Option<bool> {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).ok()?;
        let mut named = environment.split(|byte| *byte == 0);
        let of = named.find_map(|it| it.strip_prefix(super::lock::HOLDER.as_bytes()))?;
        let (process, session) =
            std::str::from_utf8(of).ok()?.strip_prefix('=')?.split_once(' ')?;
        Some(process.parse() == Ok(holder) && session.parse().ok() == stat(&pid.to_string(), 3))
    };
    let gits = gits().unwrap_or_default().into_iter().map(|git| git.pid);
    gits.filter(|pid| begun(pid).unwrap_or(false)).collect()
}

/// The gits that outlive `holder`; other systems do not tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn outliving(_holder: u32) -> Vec<u32> {
    Vec::new()
}

/// Whether a git of somebody else works in one of `folders`, under whatever name it sees them. Where
/// the system does not tell, a git is taken to be at work, so that nothing is taken from it.
#[cfg(target_os = "linux")]
pub fn git_works_in<'p>(folders: impl IntoIterator<Item = &'p Path>) -> bool {
    let folders: Vec<&Path> = folders.into_iter().collect();
    gits().is_none_or(|gits| gits.iter().any(|git| folders.iter().any(|it| git.may_be_in(it))))
}

/// Whether a git works in one of `folders`: other systems do not tell, so that one may.
#[cfg(not(target_os = "linux"))]
pub fn git_works_in<'p>(folders: impl IntoIterator<Item = &'p Path>) -> bool {
    folders.into_iter().next().is_some()
}

/// Whether a git works in `folder` itself, rather than in a worktree that lies in it: as long as it
/// works, git stays at the top of its worktree.
#[cfg(target_os = "linux")]
pub(super) fn git_works_at(folder: &Path) -> bool {
    gits().is_none_or(|gits| gits.iter().any(|git| git.may_be_at(folder)))
}

/// Whether a git works in `folder` itself: other systems do not tell, so that one may.
#[cfg(not(target_os = "linux"))]
pub(super) fn git_works_at(_folder: &Path) -> bool {
    true
}

/// Whether every process of this machine can be seen from here; not so in a container.
pub fn sees_all_processes() -> bool {
    // The number of the first namespace is fixed (linux/proc_ns.h).
    const FIRST: &str = "pid:[4026531836]";
    std::fs::read_link("/proc/self/ns/pid").is_ok_and(|named| named.as_os_str() == FIRST)
}

/// The gits that run, without those this process was started by; none where the system does not
/// tell.
#[cfg(target_os = "linux")]
fn gits() -> Option<Vec<Running>> {
    let own = ancestry();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let name = std::fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
        let process = Process { pid, name: name.trim().to_owned() };
        if !own.contains(&pid) && is_git_itself(&process) {
            found.push(Running { pid, cwd: entry.path().join("cwd") });
        }
    }
    Some(found)
}

/// A process by the link to its working directory, which leads there also where that has another
/// path in a container.
#[cfg(target_os = "linux")]
struct Running {
    pid: u32,
    cwd: std::path::PathBuf,
}

#[cfg(target_os = "linux")]
impl Running {
    /// Whether it works at or below `folder`, or nobody can tell.
    fn may_be_in(&self, folder: &Path) -> bool {
        const DEEPEST: usize = 128;
        let Some(wanted) = identity(folder).ok().flatten() else { return false };
        let (mut place, mut last) = (self.cwd.clone(), None);
        for _ in 0..DEEPEST {
            match identity(&place) {
                Ok(here) if here == Some(wanted) => return true,
                // The root is its own parent.
                Ok(here) if here == last => return false,
                Ok(here) => last = here,
                Err(error) => return cannot_tell(&error),
            }
            place.push("..");
        }
        false
    }

    fn may_be_at(&self, folder: &Path) -> bool {
        let Some(wanted) = identity(folder).ok().flatten() else { return false };
        match identity(&self.cwd) {
            Ok(here) => here == Some(wanted),
            Err(error) => cannot_tell(&error),
        }
    }
}

/// Another user's process does not show where it works; one that has ended works nowhere.
#[cfg(target_os = "linux")]
fn cannot_tell(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::PermissionDenied
}

/// What tells a file or folder from all others, whatever it is called; none where nothing does.
pub(super) fn identity(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    let meta = std::fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok(Some((meta.dev(), meta.ino())))
    }
    #[cfg(not(unix))]
    {
        let _unused = meta;
        Ok(None)
    }
}

/// Whether a process of any kind has `file` open, as far as this user may see.
#[cfg(target_os = "linux")]
pub(super) fn is_open_somewhere(file: &Path) -> bool {
    let Ok(wanted) = identity(file) else { return false };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let own = std::process::id().to_string();
    processes.filter(|process| process.file_name() != own.as_str()).any(|process| {
        let files = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        let mut named = files.map(|open| open.path()).filter(|open| {
            // Only what has its name is looked at: some files cannot be asked without waiting.
            std::fs::read_link(open).is_ok_and(|to| to.file_name() == file.file_name())
        });
        named.any(|open| identity(&open).is_ok_and(|here| here == wanted))
    })
}

/// Whether a process has `file` open; other systems do not tell, and who works there decides.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_open_somewhere(_file: &Path) -> bool {
    false
}

/// Whether a process is git at its own work: this program, and the git that waits for it, hold no
/// lock of git's, however long they watch.
#[cfg(target_os = "linux")]
fn is_git_itself(process: &Process) -> bool {
    match process.name.as_str() {
        "git" => verb_of(process.pid).is_none_or(|verb| verb != b"parallel"),
        name => name.starts_with("git-") && name != "git-parallel",
    }
}

/// The verb a running git was given (git(1): some of the options before it take a value); none where
/// the system does not tell.
#[cfg(target_os = "linux")]
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
