//! Whether what a hook is about is plainly the worker's: by its pass, HEAD, the index and the message.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::objects::{Objects, loose};
use crate::pass::{Pass, Program, State, Variable, print};
use crate::{PASSES, index};

/// What is to be done with a hook.
pub(crate) enum Found {
    /// It may pass.
    Passes,
    /// This program has to judge it, which is the one the stub names.
    Whole(PathBuf),
    /// The stub has to tell who judges it.
    Unknown,
}

/// What is to be done with the hook of the stub at `stub`, whose first line names the program `own`.
pub(crate) fn found(own: &Path, stub: &Path, args: &[OsString]) -> Found {
    let Some((git_dir, file)) = pass_of(own) else { return Found::Unknown };
    let Some(pass) = Pass::read(&file) else { return Found::Unknown };
    let text = fs::read(stub).unwrap_or_default();
    if print(&text) != pass.stub || !is_there(&pass.program) {
        return Found::Unknown;
    }
    match passes(&pass, git_dir.as_bytes(), stub, args) {
        Some(true) => Found::Passes,
        _ => Found::Whole(path(pass.program.path)),
    }
}

/// The git directory git tells of, and the pass of the worktree it is of.
fn pass_of(own: &Path) -> Option<(OsString, Vec<u8>)> {
    let git_dir = env::var_os("GIT_DIR")?;
    let admin = Path::new(&git_dir).file_name()?;
    let file = fs::read(own.parent()?.join(PASSES).join(admin)).ok()?;
    Some((git_dir, file))
}

/// Whether the whole program is the file it was.
fn is_there(program: &Program<'_>) -> bool {
    fs::metadata(path(program.path)).is_ok_and(|meta| {
        meta.is_file()
            && meta.mode() & 0o111 != 0
            && meta.len() == program.length
            && u64::try_from(meta.mtime()).ok() == Some(program.seconds)
            && u64::try_from(meta.mtime_nsec()).ok() == Some(program.nanos)
    })
}

/// Whether the hook may pass; what cannot be told is no yes.
fn passes(pass: &Pass<'_>, git_dir: &[u8], stub: &Path, args: &[OsString]) -> Option<bool> {
    let hook = stub.file_name()?.as_bytes();
    let is_about =
        matches!(hook, b"pre-commit" | b"prepare-commit-msg" | b"commit-msg" | b"post-commit");
    if !is_about
        || git_dir != pass.git_dir
        || !pass.variables.iter().all(is_as_told)
        || !pass.files.iter().all(|(at, state)| is_in(at, *state))
        // Another hook was there before, and is to run.
        || !is_absent(&path(pass.chained).join(OsStr::from_bytes(hook)))
    {
        return None;
    }
    let whole = |folder: &[u8]| pass.whole.iter().any(|own| is_within(folder, own));
    let single = |file: &[u8]| pass.paths.contains(&file);
    let objects = Objects::of(pass.common);
    if hook == b"commit-msg" {
        // Git says ":" when nobody will edit (githooks(5), GIT_EDITOR).
        let edited = env::var_os("GIT_EDITOR").is_some_and(|editor| editor != ":");
        let message = fs::read(args.first()?).ok()?;
        return Some(!edited && says(&message, &[&pass.words]));
    }
    let tip = loose(pass.common, pass.branch)?;
    let commit = objects.commit(&tip)?;
    if hook == b"post-commit" {
        let before = match commit.parents.as_slice() {
            [] => None,
            [parent] => Some(objects.commit(parent)?.tree),
            _ => return None,
        };
        let said = says(&commit.message, &[&pass.words, &pass.made]);
        return Some(said && objects.differ_only_in(before, commit.tree, &whole, &single)?);
    }
    let index = match env::var_os("GIT_INDEX_FILE") {
        Some(named) => PathBuf::from(named),
        None => path(git_dir).join("index"),
    };
    objects.differ_only_in(Some(commit.tree), index::tree(&index)?, &whole, &single)
}

/// Whether `folder` is `own`, or below it.
fn is_within(folder: &[u8], own: &[u8]) -> bool {
    folder.strip_prefix(own).is_some_and(|rest| matches!(rest, [] | [b'/', ..]))
}

impl Pass<'_> {
    /// Whether all that it rests on is as it was.
    pub fn stands(&self) -> bool {
        is_there(&self.program)
            && self.variables.iter().all(is_as_told)
            && self.files.iter().all(|(at, state)| is_in(at, *state))
    }
}

/// Bytes as a path.
pub(crate) fn path(bytes: &[u8]) -> PathBuf {
    OsString::from_vec(bytes.to_vec()).into()
}

fn is_as_told(variable: &Variable<'_>) -> bool {
    match env::var_os(OsStr::from_bytes(variable.name)) {
        None => variable.value.is_none() || variable.or_unset,
        Some(value) => variable.value == Some(value.as_bytes()),
    }
}

fn is_in(at: &[u8], state: State) -> bool {
    let at = path(at);
    let has = |told: u64| fs::read(&at).is_ok_and(|bytes| print(&bytes) == told);
    match state {
        State::Absent => is_absent(&at),
        State::Folder => fs::symlink_metadata(&at).is_ok_and(|meta| meta.is_dir()),
        State::File(told) => {
            fs::symlink_metadata(&at).is_ok_and(|meta| meta.is_file()) && has(told)
        }
        State::Through(told) => has(told),
    }
}

/// What is at a path, as a pass has it; none where that cannot be told.
pub fn state_of(at: &Path) -> Option<State> {
    if is_absent(at) {
        return Some(State::Absent);
    }
    let meta = fs::symlink_metadata(at).ok()?;
    if meta.is_dir() {
        return Some(State::Folder);
    }
    let told = print(&fs::read(at).ok()?);
    Some(if meta.is_file() { State::File(told) } else { State::Through(told) })
}

fn is_absent(at: &Path) -> bool {
    let nothing = [ErrorKind::NotFound, ErrorKind::NotADirectory];
    fs::symlink_metadata(at).is_err_and(|error| nothing.contains(&error.kind()))
}

/// Whether a message begins with one of the words in brackets, one space, and something that can be seen and opens
/// no brackets again. Whatever follows changes nothing of that.
fn says(message: &[u8], words: &[&[&[u8]]]) -> bool {
    let Some(line) = message.strip_prefix(b"[") else { return false };
    let mut known = words.iter().flat_map(|words| words.iter());
    known.any(|word| {
        let rest = line.strip_prefix(*word).and_then(|rest| rest.strip_prefix(b"] "));
        rest.and_then(<[u8]>::first).is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'[')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_message_passes() {
        let words: [&[&[u8]]; 2] = [&[b"CHECKPOINT"], &[b"docs"]];
        for (message, passes) in [
            ("[CHECKPOINT] add a model\n", true),
            ("[docs] x", true),
            ("[CHECKPOINT] a\nb\n\nc [d]\n", true),
            ("[CHECKPOINT]  two\n", false),
            ("[CHECKPOINT] \n", false),
            ("[CHECKPOINT]a\n", false),
            ("[CHECKPOINT] [NEEDS:x/y] a\n", false),
            ("[CHECKPOINT] \u{e9}\n", false),
            ("[COMPLETE] a\n", false),
            ("\n[CHECKPOINT] a\n", false),
            ("", false),
        ] {
            assert_eq!(says(message.as_bytes(), &words), passes, "{message:?}");
        }
    }

    #[test]
    fn a_folder_is_within_itself_and_no_neighbour() {
        assert!(is_within(b"a", b"a") && is_within(b"a/b", b"a"));
        assert!(!is_within(b"ab", b"a") && !is_within(b"b/a", b"a"));
    }
}
