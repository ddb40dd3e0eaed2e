//! A worktree in which git died while it brought index and files from one tree to another.
//!
//! What git wrote there is told from what somebody else did by its content: that of either tree, or
//! a beginning of it. Only that is put back.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::{bytes, path};
use super::{Error, Git};

/// How the index lists an entry that git leaves out of a sparse checkout (git-ls-files(1), `-t`).
const SKIPPED: &[u8] = b"S";

/// The mode of a path that is not there, and of a submodule, whose files are its own.
const NONE: &[u8] = b"000000";
const SUBMODULE: &[u8] = b"160000";

/// What a git that died on its way between two trees left.
#[derive(Debug, Default)]
pub struct Half {
    /// What git wrote and can be put back, each as it was before.
    moved: Vec<Entry>,
    /// The paths on the way that somebody changed otherwise.
    pub changed: Vec<String>,
}

/// A path as a tree has it.
#[derive(Debug, Clone)]
struct Entry {
    path: Vec<u8>,
    mode: Vec<u8>,
    id: String,
}

/// One path that the two trees differ in.
struct Step {
    from: Entry,
    to: Entry,
}

/// The index's idea of one stage of a path: tag, mode and object.
type Stage = (Vec<u8>, Vec<u8>, String);

/// What the worktree has of a path: its stages in the index, and the object that its file would be.
struct Now<'n> {
    staged: &'n [Stage],
    file: Option<&'n String>,
}

impl Half {
    /// Whether nothing was begun, or all of it was done.
    pub fn is_none(&self) -> bool {
        self.moved.is_empty()
    }

    /// The paths that can be put back.
    pub fn paths(&self) -> Vec<String> {
        self.moved.iter().map(|entry| entry.path.to_str_lossy().into_owned()).collect()
    }
}

/// What of the way from the tree `from`, which HEAD has, to the tree `to` is done in `worktree`.
pub fn half_moved(worktree: &Path, from: &str, to: &str) -> Result<Half, Error> {
    moved(worktree, from, to, begun)
}

/// The same where nothing tells that a git was on this way: what is gone or begun may be a hand's then, and only
/// what is whole as `to` has it counts.
pub fn whole_moved(worktree: &Path, from: &str, to: &str) -> Result<Half, Error> {
    moved(worktree, from, to, |worktree, step, now| Ok(whole(worktree, step, now)))
}

fn moved(
    worktree: &Path,
    from: &str,
    to: &str,
    is_git: fn(&Path, &Step, &Now) -> Result<bool, Error>,
) -> Result<Half, Error> {
    let steps = steps(worktree, from, to)?;
    let index = index(worktree, &steps)?;
    let files = files(worktree, &steps)?;
    let mut half = Half::default();
    for step in steps {
        let staged = index.get(&step.from.path).map(Vec::as_slice).unwrap_or_default();
        let file = files.get(&step.from.path);
        let skipped = staged.iter().any(|(tag, ..)| tag == SKIPPED);
        let in_index = is_staged(staged, &step.from);
        let in_place = file.map_or(step.from.is_none() || skipped, |id| *id == step.from.id);
        if in_index && in_place {
            continue;
        }
        if is_git(worktree, &step, &Now { staged, file })? {
            half.moved.push(step.from);
        } else {
            half.changed.push(step.from.path.to_str_lossy().into_owned());
        }
    }
    Ok(half)
}

fn begun(worktree: &Path, step: &Step, now: &Now) -> Result<bool, Error> {
    let staged = now.staged;
    let index_is_git = is_staged(staged, &step.from) || is_staged(staged, &step.to)
        || staged.len() > 1
        // Between two stages of writing it may have neither.
        || staged.iter().any(|(_, _, id)| *id == step.from.id || *id == step.to.id)
        || staged.is_empty();
    let file_is_git = match now.file {
        None => true,
        Some(id) if *id == step.from.id || *id == step.to.id => true,
        Some(_) => is_beginning(worktree, step)?,
    };
    Ok(index_is_git && file_is_git)
}

fn whole(worktree: &Path, step: &Step, now: &Now) -> bool {
    let staged = now.staged;
    let index_is_git = is_staged(staged, &step.from) || is_staged(staged, &step.to);
    let file_is_git = match now.file {
        // A folder may lie there.
        None => {
            step.to.is_none() && fs::symlink_metadata(worktree.join(path(&step.to.path))).is_err()
        }
        Some(id) => *id == step.to.id,
    };
    index_is_git && file_is_git
}

/// Puts back in `worktree` what git left half done, index and files; every other path stays. May
/// die anywhere and be done again.
pub fn put_back(worktree: &Path, half: &Half) -> Result<(), Error> {
    if half.is_none() {
        return Ok(());
    }
    for entry in half.moved.iter().filter(|entry| entry.is_none()) {
        remove(worktree, &path(&entry.path))?;
    }
    let mut input = Vec::new();
    for entry in &half.moved {
        // First out with all stages, then in again as it was.
        input.extend(format!("0 {}\t", "0".repeat(entry.id.len())).into_bytes());
        input.extend([entry.path.as_slice(), b"\0"].concat());
        if !entry.is_none() {
            input.extend([entry.mode.as_slice(), b" ", entry.id.as_bytes(), b" 0\t"].concat());
            input.extend([entry.path.as_slice(), b"\0"].concat());
        }
    }
    Git::at(worktree).args(["update-index", "-z", "--index-info"]).input(input).run()?;
    // Git would remove a folder with all that somebody has in it.
    let is_folder = |entry: &Entry| {
        fs::symlink_metadata(worktree.join(path(&entry.path))).is_ok_and(|meta| meta.is_dir())
    };
    let there = half.moved.iter().filter(|entry| !entry.is_none() && !is_folder(entry));
    let there: Vec<u8> = there.flat_map(|entry| [entry.path.as_slice(), b"\0"].concat()).collect();
    if !there.is_empty() {
        let git = Git::at(worktree).args(["checkout-index", "-f", "-u", "-q", "-z", "--stdin"]);
        git.input(there).run()?;
    }
    Ok(())
}

impl Entry {
    fn is_none(&self) -> bool {
        self.mode == NONE
    }
}

fn steps(worktree: &Path, from: &str, to: &str) -> Result<Vec<Step>, Error> {
    let listed = Git::at(worktree)
        .args(["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev"])
        .args(["--no-commit-id", "--ignore-submodules=none", "--no-ext-diff", "--no-relative"])
        .args([from, to])
        .run()?
        .stdout;
    let mut fields = listed.split_str("\0");
    let mut steps = Vec::new();
    // `:<mode> <mode> <id> <id> <letter>`, then the path (git-diff-tree(1), raw output).
    while let (Some(head), Some(path)) =
        (fields.next().and_then(|it| it.strip_prefix(b":")), fields.next())
    {
        let words: Vec<&[u8]> = head.fields().collect();
        let [old, new, before, after, ..] = words.as_slice() else { continue };
        let entry = |mode: &[u8], id: &[u8]| Entry {
            path: path.to_vec(),
            mode: mode.to_vec(),
            id: id.to_str_lossy().into_owned(),
        };
        if *old != SUBMODULE && *new != SUBMODULE {
            steps.push(Step { from: entry(old, before), to: entry(new, after) });
        }
    }
    Ok(steps)
}

/// What the index has of the paths of `steps`.
fn index(worktree: &Path, steps: &[Step]) -> Result<HashMap<Vec<u8>, Vec<Stage>>, Error> {
    let mut found: HashMap<Vec<u8>, Vec<Stage>> =
        steps.iter().map(|step| (step.from.path.clone(), Vec::new())).collect();
    let listed = Git::at(worktree).args(["ls-files", "-s", "-t", "-z"]).run()?.stdout;
    for record in listed.split_str("\0") {
        let Some((head, path)) = record.split_once_str("\t") else { continue };
        let Some(staged) = found.get_mut(path) else { continue };
        let words: Vec<&[u8]> = head.fields().collect();
        if let [tag, mode, id, _] = words.as_slice() {
            staged.push((tag.to_vec(), mode.to_vec(), id.to_str_lossy().into_owned()));
        }
    }
    Ok(found)
}

fn is_staged(staged: &[Stage], wanted: &Entry) -> bool {
    match staged {
        [] => wanted.is_none(),
        [(_, mode, id)] => *mode == wanted.mode && *id == wanted.id,
        _ => false,
    }
}

/// The object that each file of `steps` would be, as git would store it; none where there is no file.
fn files(worktree: &Path, steps: &[Step]) -> Result<HashMap<Vec<u8>, String>, Error> {
    let mut found = HashMap::new();
    let (mut names, mut input) = (Vec::new(), Vec::new());
    for step in steps {
        let name = &step.from.path;
        let file = worktree.join(path(name));
        let meta = match fs::symlink_metadata(&file) {
            Ok(meta) => meta,
            Err(error) if is_nothing(&error) => continue,
            Err(error) => return Err(Error::file(file, error)),
        };
        if meta.is_symlink() {
            let target = fs::read_link(&file).map_err(|error| Error::file(&file, error))?;
            let git = Git::at(worktree).args(["hash-object", "--no-filters", "--stdin"]);
            found.insert(name.clone(), git.input(bytes(&target)).line()?);
        } else if meta.is_file() && (name.contains(&b'\n') || name.starts_with(b"\"")) {
            let git = Git::at(worktree).args(["hash-object", "--"]).arg(path(name));
            found.insert(name.clone(), git.line()?);
        } else if meta.is_file() {
            input.extend([name.as_slice(), b"\n"].concat());
            names.push(name.clone());
        } else if !meta.is_dir() {
            // Neither tree has such a thing.
            found.insert(name.clone(), String::new());
        }
    }
    if !names.is_empty() {
        let git = Git::at(worktree).args(["hash-object", "--stdin-paths"]).input(input);
        let ids = git.run()?.stdout;
        let ids = ids.lines().map(|id| id.to_str_lossy().into_owned());
        found.extend(names.into_iter().zip(ids));
    }
    Ok(found)
}

/// Whether the file is no more than a beginning of what either tree has there: git was writing it.
fn is_beginning(worktree: &Path, step: &Step) -> Result<bool, Error> {
    let file = worktree.join(path(&step.from.path));
    if !fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_file()) {
        return Ok(false);
    }
    let there = fs::read(&file).map_err(|error| Error::file(&file, error))?;
    for side in [&step.from, &step.to].into_iter().filter(|side| !side.is_none()) {
        let mut option = std::ffi::OsString::from("--path=");
        option.push(path(&side.path));
        let git = Git::at(worktree).args(["cat-file", "--filters"]).arg(option).arg(&side.id);
        if git.run()?.stdout.starts_with(&there) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes a file that git wrote, and the folders that are empty without it.
fn remove(worktree: &Path, relative: &Path) -> Result<(), Error> {
    let file: PathBuf = worktree.join(relative);
    match fs::symlink_metadata(&file) {
        Ok(meta) if !meta.is_dir() => {
            fs::remove_file(&file).map_err(|error| Error::file(&file, error))?;
        }
        Ok(_) => {}
        Err(error) if is_nothing(&error) => {}
        Err(error) => return Err(Error::file(file, error)),
    }
    let folders = relative.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    for folder in folders {
        // It ends at the first that holds something else.
        if fs::remove_dir(worktree.join(folder)).is_err() {
            break;
        }
    }
    Ok(())
}

fn is_nothing(error: &std::io::Error) -> bool {
    [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind())
}
