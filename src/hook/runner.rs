//! The program that the system itself starts for each stub, so that no shell is between: a small one that this one
//! carries, or a copy of this one.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use git_parallel_hook::PASSES;

use super::install::is_link;
use super::stub::Stub;
use crate::file::{place_program, write_whole_as};
use crate::git;

/// What it is called.
const NAME: &str = "guard";

/// The small program, for this system; nothing where it could not be built.
const SMALL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/guard"));

/// How long the path of what runs a script may be, in bytes: Linux reads 256 of its first line.
const LONGEST: usize = 250;

/// Where it is, below the folder of this program in git's common directory.
pub(super) fn place(parallel: &Path) -> PathBuf {
    parallel.join(NAME)
}

/// Has it there; none where the shell is to run the stubs, as the system could not start it for everybody
/// whom git has run them.
pub(super) fn install(parallel: &Path, program: &Path) -> Option<PathBuf> {
    let runner = place(parallel);
    if !fits(&runner) {
        return None;
    }
    if !SMALL.is_empty() {
        let there = is_small(parallel);
        // Without a place for the passes it has all judged by the program.
        fs::create_dir_all(passes(parallel)).ok();
        return (there || write_whole_as(&runner, SMALL, 0o555).is_ok()).then_some(runner);
    }
    if !is_everybodys(program) {
        return None;
    }
    let there = is_same(program, &runner) && !is_link(&runner);
    (there || place_program(program, &runner).is_ok()).then_some(runner)
}

/// Where the small program finds what it may let pass.
pub(super) fn passes(parallel: &Path) -> PathBuf {
    parallel.join(PASSES)
}

/// Whether what the stubs start is the small program, as this one carries it.
pub(super) fn is_small(parallel: &Path) -> bool {
    let runner = place(parallel);
    let long = fs::symlink_metadata(&runner).is_ok_and(|meta| meta.len() == SMALL.len() as u64);
    !SMALL.is_empty() && long && !is_link(&runner) && fs::read(&runner).is_ok_and(|it| it == SMALL)
}

/// Whether what the stubs start is what `program` would have there.
pub(super) fn is_right(parallel: &Path, program: &Path) -> bool {
    let runner = place(parallel);
    let right = if SMALL.is_empty() { is_same(&runner, program) } else { is_small(parallel) };
    right && !is_link(&runner)
}

/// Whether the first line of a script can name it.
fn fits(runner: &Path) -> bool {
    let name = git::bytes(runner);
    cfg!(target_os = "linux")
        && name.len() <= LONGEST
        && !name.iter().any(u8::is_ascii_whitespace)
        && name.first() == Some(&b'/')
}

#[cfg(unix)]
fn is_everybodys(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(program).is_ok_and(|meta| meta.permissions().mode() & 0o111 == 0o111)
}

#[cfg(not(unix))]
fn is_everybodys(_program: &Path) -> bool {
    false
}

/// Whether two paths lead to one program: the same file, or a copy that was made to look like it.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (one.dev(), one.ino()) == (other.dev(), other.ino()) {
            return true;
        }
    }
    let when = |meta: &fs::Metadata| meta.modified().ok();
    one.len() == other.len() && when(&one).is_some() && when(&one) == when(&other)
}

/// For which stub the system started this program, and with what.
#[derive(Debug)]
pub struct Started<'a> {
    /// The stub.
    pub stub: &'a Path,
    /// The hook.
    pub name: &'a OsStr,
    /// Its arguments.
    pub arguments: &'a [OsString],
    /// Whether this is the very program that the stub names; for any other the shell looks.
    pub is_named: bool,
}

/// For which stub this program was started with the command line `args`; none where it was not for one.
pub fn started(args: &[OsString]) -> Option<Started<'_>> {
    let [own, stub, arguments @ ..] = args else { return None };
    let (own, stub) = (Path::new(own), Path::new(stub));
    if own.file_name() != Some(OsStr::new(NAME)) {
        return None;
    }
    let text = fs::read(stub).ok()?;
    let first = [&b"#!"[..], &git::bytes(own), b"\n"].concat();
    if !text.starts_with(&first) {
        return None;
    }
    let is_named = Stub::read(&text).is_some_and(|stub| is_same(&stub.guard, own));
    Some(Started { stub, name: stub.file_name()?, arguments, is_named })
}
