//! What commits said and changed, for a look back: messages, authors' dates, counted lines.

use std::collections::{HashMap, HashSet};

use bstr::{ByteSlice, ByteVec};

use super::{BACKUPS, Error, Repo};

/// One commit as it is told afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The commit.
    pub id: String,
    /// When it was written, in seconds since 1970.
    pub time: i64,
    /// Its message.
    pub message: String,
    /// Each changed path with the lines added and removed; none are counted of what is not text.
    pub changes: Vec<(String, u64, u64)>,
}

/// One merge commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The commit.
    pub id: String,
    /// Its parents, the first one first.
    pub parents: Vec<String>,
    /// Its subject.
    pub subject: String,
}

/// What a branch brings to a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bringing {
    /// All of it but merges, the oldest first.
    pub commits: Vec<String>,
    /// Those of them on the branch's own line.
    pub lined: HashSet<String>,
    /// The first parent of each of all that it is.
    pub on: HashMap<String, String>,
}

/// A ref below the backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The moment it was kept at, as its name says; later ones sort after.
    pub stamp: String,
    /// The rest of its name.
    pub name: String,
    /// The object.
    pub id: String,
}

impl Repo {
    /// The commits `ids`, in their order.
    pub fn told(&self, ids: &[String]) -> Result<Vec<Told>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self
            .git()
            .args(["log", "-z", "--stdin", "--no-walk=unsorted", "--numstat"])
            .args(["--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative"])
            .args(["--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%at%x00%B%x00"])
            .input(ids.join("\n") + "\n")
            .run()?
            .stdout;
        Ok(told(&listed))
    }

    /// What `tip` brings to the line of `onto`, which is that of its first parents: everything that is
    /// reached without that line, merges left out, and whatever others brought there before. `known`
    /// was there before the work began.
    pub fn bringing(&self, tip: &str, onto: &str, known: Option<&str>) -> Result<Bringing, Error> {
        let line = |of: &str, without: &[String]| -> Result<Vec<String>, Error> {
            let listed =
                self.git().args(["rev-list", "--first-parent", of]).args(without).run()?.stdout;
            Ok(listed.lines().map(|id| id.to_str_lossy().into_owned()).collect())
        };
        let known = match known.map(|known| self.commit(known)).transpose()?.flatten() {
            Some(known) if self.is_ancestor(&known, tip)? => Some(known),
            _ => None,
        };
        let without: Vec<String> = known.iter().map(|known| format!("^{known}")).collect();
        let base: HashSet<String> = line(onto, &without)?.into_iter().collect();
        let from = match known {
            Some(known) => Some(known),
            None => line(tip, &[])?.into_iter().find(|id| base.contains(id)),
        };
        let from: Vec<String> = from.iter().map(|from| format!("^{from}")).collect();
        let listed =
            self.git().args(["rev-list", "--topo-order", "--parents", tip]).args(from).run()?;
        let rows = listed.stdout.lines().filter_map(|line| line.to_str().ok());
        let rows = rows.map(|row| row.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let mut found = Bringing::default();
        // No commit comes before its children, so that one pass reaches all of them.
        let mut reached: HashSet<String> = self.commit(tip)?.into_iter().collect();
        let mut next = reached.iter().next().cloned();
        for row in rows {
            let Some((id, parents)) = row.split_first() else { continue };
            let lined = next.as_ref() == Some(id);
            if base.contains(id) || !reached.contains(id) {
                continue;
            }
            reached.extend(parents.iter().cloned());
            let first = parents.first().cloned();
            found.on.extend(first.clone().map(|first| (id.clone(), first)));
            if parents.len() < 2 {
                found.commits.push(id.clone());
                if lined {
                    found.lined.insert(id.clone());
                }
            }
            if lined {
                next = first;
            }
        }
        found.commits.reverse();
        Ok(found)
    }

    /// The merges of `revisions` whose subject begins with `Merge `, the newest first; `limits` are
    /// options of git-log(1).
    pub fn joined(&self, limits: &[&str], revisions: &[String]) -> Result<Vec<Joined>, Error> {
        let listed = self
            .git()
            .args(["log", "-z", "--merges", "--no-show-signature", "--encoding=UTF-8"])
            .args(["--no-decorate", "--format=%H%n%P%n%s"])
            .args(limits)
            .arg("--end-of-options")
            .args(revisions)
            .arg("--")
            .run()?
            .stdout;
        let line = |record: &[u8]| {
            let mut lines = record.splitn_str(3, "\n").map(|line| line.to_str_lossy().into_owned());
            let (id, parents) = (lines.next()?, lines.next()?);
            let parents = parents.split_whitespace().map(str::to_owned).collect();
            Some(Joined { id, parents, subject: lines.next()? })
        };
        let merges = listed.split_str("\0").filter_map(line);
        Ok(merges.filter(|merge| merge.subject.starts_with("Merge ")).collect())
    }

    /// Everything below the backups, the oldest first.
    pub fn kept(&self) -> Result<Vec<Kept>, Error> {
        if self.has_none_kept() {
            return Ok(Vec::new());
        }
        let listed = self
            .git()
            .args(["for-each-ref", "--format=%(objectname) %(refname)", BACKUPS])
            .run()?;
        let line = |line: &[u8]| {
            let (id, name) = line.to_str().ok()?.split_once(' ')?;
            let (stamp, name) = name.strip_prefix(BACKUPS)?.split_once('/')?;
            Some(Kept { stamp: stamp.to_owned(), name: name.to_owned(), id: id.to_owned() })
        };
        Ok(listed.stdout.lines().filter_map(line).collect())
    }

    /// The text of a blob, by any name git knows it by; none where there is no such thing.
    pub fn text(&self, blob: &str) -> Result<Option<String>, Error> {
        let asked = self.git().args(["cat-file", "blob", blob]).output()?;
        Ok((asked.code == 0).then(|| asked.stdout.into_string_lossy()))
    }
}

/// Reads `git log -z --numstat`: three fields a commit and an empty one, then a field for each path,
/// the first of them after a line feed.
fn told(listed: &[u8]) -> Vec<Told> {
    let mut fields = listed.split_str("\0").peekable();
    let mut found = Vec::new();
    while let (Some(id), Some(time), Some(message)) = (fields.next(), fields.next(), fields.next())
    {
        let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
        let mut one = Told {
            id: text(id.trim()),
            time: text(time).parse().unwrap_or(0),
            message: text(message),
            changes: Vec::new(),
        };
        fields.next_if(|field| field.is_empty());
        while let Some(change) = fields.peek().and_then(|field| change(field)) {
            one.changes.push(change);
            fields.next();
        }
        found.push(one);
    }
    found
}

/// `<added> TAB <removed> TAB <path>`, with `-` for what is not text.
fn change(field: &[u8]) -> Option<(String, u64, u64)> {
    let mut parts = field.strip_prefix(b"\n").unwrap_or(field).splitn_str(3, "\t");
    let mut number = || -> Option<u64> {
        match parts.next()? {
            b"-" => Some(0),
            digits => digits.to_str().ok()?.parse().ok(),
        }
    };
    let (added, removed) = (number()?, number()?);
    Some((parts.next()?.to_str_lossy().into_owned(), added, removed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_with_and_without_changes_are_read() {
        let listed = b"aa\x005\x00one\n\nbody\n\x00\x00\n1\t2\tx\ty\x00-\t-\tz\x00bb\x006\x00two\n\x00\x00cc\x007\x00three\x00\x00\n0\t1\t\nodd\x00";
        let found = told(listed);
        let ids: Vec<(&str, i64, usize)> =
            found.iter().map(|one| (one.id.as_str(), one.time, one.changes.len())).collect();
        assert_eq!(ids, [("aa", 5, 2), ("bb", 6, 0), ("cc", 7, 1)]);
        assert_eq!(found[0].changes, [("x\ty".into(), 1, 2), ("z".into(), 0, 0)]);
        assert_eq!((&*found[0].message, &*found[2].changes[0].0), ("one\n\nbody\n", "\nodd"));
        assert!(told(b"").is_empty());
    }
}
