//! Commits read before: a commit never changes, so what was read of it once need not be read again.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use bstr::ByteSlice;
use gix::ObjectId;

use super::Commit;
use super::walk::{Known, Node};

/// The commits kept in `file`; none of them where it is missing, and only whole lines count.
pub(super) fn load(file: &Path) -> Known {
    let text = fs::read(file).unwrap_or_default();
    text.lines_with_terminator().filter_map(|line| entry(line.strip_suffix(b"\n")?)).collect()
}

/// A line is `<id> <time> <parent>,… <author> TAB <subject>`, or `-` where there is no parent.
fn entry(line: &[u8]) -> Option<(ObjectId, (Node, Commit))> {
    let (head, subject) = line.to_str().ok()?.split_once('\t')?;
    let mut fields = head.splitn(4, ' ');
    let (id, time) = (fields.next()?, fields.next()?.parse().ok()?);
    let named: Vec<&str> = fields.next()?.split(',').filter(|parent| *parent != "-").collect();
    let parents: Option<Vec<ObjectId>> =
        named.iter().map(|parent| ObjectId::from_hex(parent.as_bytes()).ok()).collect();
    let commit = Commit {
        id: id.to_owned(),
        parents: named.into_iter().map(str::to_owned).collect(),
        time,
        author: fields.next()?.to_owned(),
        subject: subject.to_owned(),
    };
    Some((ObjectId::from_hex(id.as_bytes()).ok()?, (Node { time, parents: parents? }, commit)))
}

/// Keeps exactly these commits for the next time. Where nothing can be written, nothing is kept.
pub(super) fn keep<'c>(file: &Path, commits: impl Iterator<Item = &'c Commit>) {
    let mut text = String::new();
    for Commit { id, parents, time, author, subject } in commits {
        let parents = if parents.is_empty() { "-".into() } else { parents.join(",") };
        let plain = |text: &str| text.replace(['\t', '\n'], " ");
        let subject = subject.replace('\n', " ");
        let line = writeln!(text, "{id} {time} {parents} {}\t{subject}", plain(author));
        debug_assert!(line.is_ok(), "writing to a string cannot fail");
    }
    write(file, &text).ok();
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(text.as_bytes())?;
    fresh.persist(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(fill: char, parents: &[char], author: &str, subject: &str) -> Commit {
        let id = |fill: &char| fill.to_string().repeat(40);
        Commit {
            id: id(&fill),
            parents: parents.iter().map(id).collect(),
            time: -7,
            author: author.into(),
            subject: subject.into(),
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_half_a_line_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("cache/commits");
        let all = [commit('a', &[], "A  B", "[X] a\tb"), commit('b', &['a', 'c'], "", "")];
        keep(&file, all.iter());
        let known = load(&file);
        let mut back: Vec<&Commit> = known.values().map(|(_, commit)| commit).collect();
        back.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!(back, [&all[0], &all[1]]);
        let text = fs::read(&file).unwrap();
        fs::write(&file, &text[..text.len() - 1]).unwrap();
        assert_eq!(load(&file).len(), 1);
        fs::write(&file, b"\xff\nnonsense\na b c d\te\n").unwrap();
        assert!(load(&file).is_empty());
    }
}
