//! Conflict markers that somebody left in files they resolved.

use std::collections::HashMap;
use std::path::Path;

use bstr::ByteSlice;

use super::{Error, Git, Repo};

impl Repo {
    /// The files in which `tip` has conflict markers that `base` has not, in the size that the attributes
    /// of `worktree`, where `tip` is checked out, give them there (gitattributes(5),
    /// conflict-marker-size).
    pub fn markers_since(
        &self,
        base: &str,
        tip: &str,
        worktree: &Path,
    ) -> Result<Vec<String>, Error> {
        let git = || self.git();
        let mut found = Vec::new();
        let asked = if worktree.exists() { Git::at(worktree) } else { self.git() };
        for (path, size) in sized(asked, &differing(self.git().arg("diff"), &[base, tip])?)? {
            let [old, new] = [base, tip].map(|at| markers(git(), &format!("{at}:{path}"), size));
            if has_more(&new?, &old?) {
                found.push(path);
            }
        }
        Ok(found)
    }
}

/// The staged files of the merge under way in `worktree` with conflict markers that the sides of it
/// do not bring.
pub fn staged_markers(worktree: &Path) -> Result<Vec<String>, Error> {
    let git = || Git::at(worktree);
    let fork = git().args(["merge-base", "HEAD", "MERGE_HEAD"]).accept(&[0, 1])?.stdout;
    let fork = fork.lines().next().unwrap_or_default().to_str_lossy().into_owned();
    let mut found = Vec::new();
    let paths = differing(git().args(["diff", "--cached"]), &["HEAD"])?;
    for (path, size) in sized(git(), &paths)? {
        let brought =
            ["HEAD", "MERGE_HEAD", &fork].map(|at| markers(git(), &format!("{at}:{path}"), size));
        let [ours, theirs, before] = brought;
        let staged = markers(git(), &format!(":{path}"), size)?;
        if has_more(&staged, &joined(&ours?, &theirs?, &before?)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Those of `paths` in `worktree` that have more conflict markers than in its last commit.
pub fn marked(worktree: &Path, paths: &[String]) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for (path, size) in sized(Git::at(worktree), paths)? {
        let file = worktree.join(super::path(path.as_bytes()));
        // One that cannot be read, a folder or a link to nowhere, has no lines.
        let now = counted(&std::fs::read(file).unwrap_or_default(), size);
        let before = markers(Git::at(worktree), &format!("HEAD:{path}"), size)?;
        if has_more(&now, &before) && !found.contains(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

/// How often each line that is a marker stands in a file.
type Markers = HashMap<Vec<u8>, usize>;

/// How long git makes a marker where nothing is said.
const USUAL: usize = 7;

/// The files that differ in lines that look like markers of any length.
fn differing(diff: Git, between: &[&str]) -> Result<Vec<String>, Error> {
    let listed = diff
        .args(["--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"])
        .args(["--no-relative", "--diff-filter=AMT", "-G^(<+|>+)( |$)"])
        .args(between)
        .arg("--")
        .run()?
        .stdout;
    let paths = listed.split_str("\0").filter(|path| !path.is_empty());
    Ok(paths.map(|path| path.to_str_lossy().into_owned()).collect())
}

/// Each of `paths` with the length of its conflict markers.
fn sized(git: Git, paths: &[String]) -> Result<Vec<(String, usize)>, Error> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let input: String = paths.iter().map(|path| format!("{path}\0")).collect();
    let told = git
        .args(["check-attr", "-z", "--stdin", "conflict-marker-size"])
        .input(input)
        .run()?
        .stdout;
    // Path, attribute, value; what is no number counts for nothing (ll-merge.c).
    let fields: Vec<&[u8]> = told.split_str("\0").collect();
    let size = |value: &[u8]| value.to_str().ok()?.parse().ok().filter(|size| *size > 0);
    let sizes = fields.chunks_exact(3).map(|it| size(it[2]).unwrap_or(USUAL));
    Ok(paths.iter().cloned().zip(sizes).collect())
}

/// The markers of this length in the file that `name` (`<revision>:<path>`) names; none where there is
/// none.
fn markers(git: Git, name: &str, size: usize) -> Result<Markers, Error> {
    Ok(counted(&git.args(["cat-file", "blob", name]).output()?.stdout, size))
}

fn counted(text: &[u8], size: usize) -> Markers {
    let mut found = Markers::new();
    for line in text.lines() {
        let marker = line.iter().take_while(|byte| matches!(byte, b'<' | b'>')).count();
        let same = line[..marker].iter().all(|byte| *byte == line[0]);
        let rest = line.get(marker);
        if marker == size && same && rest.is_none_or(|byte| *byte == b' ') {
            *found.entry(line.to_vec()).or_default() += 1;
        }
    }
    found
}

/// What a merge may hold: all that either side has, and what both added to what was `before`.
fn joined(ours: &Markers, theirs: &Markers, before: &Markers) -> Markers {
    let count = |of: &Markers, line: &Vec<u8>| of.get(line).copied().unwrap_or(0);
    let most = |line: &Vec<u8>| {
        let (ours, theirs) = (count(ours, line), count(theirs, line));
        (ours + theirs).saturating_sub(count(before, line)).max(ours).max(theirs)
    };
    ours.keys().chain(theirs.keys()).map(|line| (line.clone(), most(line))).collect()
}

fn has_more(new: &Markers, old: &Markers) -> bool {
    new.iter().any(|(line, count)| count > old.get(line).unwrap_or(&0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(lines: &[(&str, usize)]) -> Markers {
        lines.iter().map(|(line, count)| (line.as_bytes().to_vec(), *count)).collect()
    }

    #[test]
    fn a_merge_may_hold_what_its_sides_do() {
        let one = made(&[("<<<<<<< HEAD", 1)]);
        let two = made(&[("<<<<<<< HEAD", 2)]);
        let none = made(&[]);
        assert_eq!(joined(&one, &one, &one), one);
        assert_eq!(joined(&one, &one, &none), two, "both wrote one");
        assert_eq!(joined(&none, &one, &one), one);
        assert!(has_more(&two, &one) && !has_more(&one, &two));
        assert!(has_more(&made(&[(">>>>>>> x", 1)]), &two));
    }
}
