//! Commits and what each of them changed, many at a time, read so that nothing can hide.

use std::collections::{HashMap, HashSet};

use bstr::ByteSlice;

use super::raw_diff::differing;
use super::{Error, Git};

/// One commit as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its object id.
    pub id: String,
    /// Its tree.
    pub tree: String,
    /// Its parents, the first one first.
    pub parents: Vec<String>,
    /// Its author, `Name <address>`, in whatever encoding it has.
    pub author: Vec<u8>,
    /// Its message, in whatever encoding it has.
    pub message: Vec<u8>,
}

impl Stored {
    /// Reads a commit object's content as git does: the tree, then the parents, then the author,
    /// each where git writes it. A header of the same name anywhere else means nothing.
    pub(super) fn read(id: String, object: &[u8]) -> Self {
        let (head, message) = object.split_once_str("\n\n").unwrap_or((object, b""));
        let mut lines = head.lines().peekable();
        let text = |id: &[u8]| id.to_str_lossy().into_owned();
        let tree = lines.next().and_then(|line| line.strip_prefix(b"tree ")).map(text);
        let mut parents = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(b"parent ")) {
            parents.push(text(&line[b"parent ".len()..]));
        }
        let author = lines.next().and_then(|line| line.strip_prefix(b"author "));
        let who = |who: &[u8]| who[..who.rfind_byte(b'>').map_or(who.len(), |at| at + 1)].to_vec();
        Self {
            id,
            tree: tree.unwrap_or_default(),
            parents,
            author: author.map(who).unwrap_or_default(),
            message: message.into(),
        }
    }
}

/// Starts git commands that all see the same repository, and its true history.
#[derive(Clone, Copy)]
pub struct Source<'s>(&'s dyn Fn() -> Git);

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

impl<'s> Source<'s> {
    /// A source of the commands `start` makes; each must run at the top of a worktree or in a bare
    /// repository.
    pub fn new(start: &'s dyn Fn() -> Git) -> Self {
        Self(start)
    }

    /// A command without replaced objects, grafts, a commit-graph and pathspec magic.
    pub fn git(&self) -> Git {
        (self.0)()
            .config("core.commitGraph=false")
            // A file that cannot be there: git says at length what it thinks of one that is.
            .env("GIT_GRAFT_FILE", "/dev/null/none")
            .env("GIT_LITERAL_PATHSPECS", "1")
    }

    /// The commits reachable from `tips` but not from `without`, oldest first, with their parents.
    pub fn graph(
        &self,
        tips: &[String],
        without: &[String],
    ) -> Result<Vec<(String, Vec<String>)>, Error> {
        if tips.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self
            .git()
            .args([
                "rev-list",
                "--topo-order",
                "--reverse",
                "--parents",
                "--ignore-missing",
                "--stdin",
            ])
            .input(reaching(tips, without))
            .run()?
            .stdout;
        let ids = |line: &[u8]| -> Vec<String> {
            line.fields().map(|id| id.to_str_lossy().into_owned()).collect()
        };
        Ok(listed
            .lines()
            .map(ids)
            .filter(|ids| !ids.is_empty())
            .map(|mut ids| (ids.remove(0), ids))
            .collect())
    }

    /// The commits called `ids`, in their order.
    pub fn stored(&self, ids: &[String]) -> Result<Vec<Stored>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let input: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let printed = self.git().args(["cat-file", "--batch"]).input(input).run()?.stdout;
        let mut rest = printed.as_slice();
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let (commit, after) = next(rest).ok_or_else(|| Error::Answer {
                command: "cat-file --batch".into(),
                why: format!("no commit '{id}'"),
            })?;
            found.push(commit);
            rest = after;
        }
        Ok(found)
    }

    /// The texts of the blobs called `names`, in their order; none for what is no blob.
    pub fn texts(&self, names: &[String]) -> Result<Vec<Option<String>>, Error> {
        let text = |content: Vec<u8>| content.to_str_lossy().into_owned();
        Ok(self.contents(names, b"blob")?.into_iter().map(|it| it.map(text)).collect())
    }

    /// The content of the objects called `names`, in their order; none for what is of another kind.
    pub(super) fn contents(
        &self,
        names: &[String],
        wanted: &[u8],
    ) -> Result<Vec<Option<Vec<u8>>>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let input: String = names.iter().map(|name| format!("{name}\n")).collect();
        let printed = self.git().args(["cat-file", "--batch"]).input(input).run()?.stdout;
        let mut rest = printed.as_slice();
        let mut found = Vec::with_capacity(names.len());
        for _ in names {
            let Some((header, after)) = rest.split_once_str("\n") else { break };
            let mut fields = header.rsplitn_str(3, " ");
            let size = fields.next().and_then(|size| size.to_str().ok()?.parse::<usize>().ok());
            let kind = fields.next();
            // `<id> <kind> <size>`, then the content and a line feed; or that it is missing.
            let Some(size) = size.filter(|size| after.len() > *size) else {
                found.push(None);
                rest = after;
                continue;
            };
            found.push((kind == Some(wanted)).then(|| after[..size].to_vec()));
            rest = &after[size + 1..];
        }
        Ok(found)
    }

    /// The paths that differ, for each line of `asked`: one commit (against its only parent, or
    /// against nothing), or two trees with a blank between them.
    pub fn changes(&self, asked: &[String]) -> Result<HashMap<String, Vec<Vec<u8>>>, Error> {
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let input: String = asked.iter().map(|line| format!("{line}\n")).collect();
        let mut found: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
        for it in differing(&self.raw_diff(input).run()?.stdout) {
            let asked = it.asked.to_str_lossy().into_owned();
            found.entry(asked).or_default().push(it.path.to_vec());
        }
        Ok(found)
    }

    /// The paths two revisions differ in.
    pub fn differing(&self, one: &str, other: &str) -> Result<HashSet<Vec<u8>>, Error> {
        Ok(super::changed(self.git(), one, other)?.into_iter().collect())
    }

    /// The best common ancestor of two commits, or none.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, Error> {
        self.git().merge_base(one, other)
    }

    /// Those of `commits` that no other of them reaches.
    pub fn independent(&self, commits: &[String]) -> Result<Vec<String>, Error> {
        if commits.len() < 2 {
            return Ok(commits.to_vec());
        }
        let asked = self.git().args(["merge-base", "--independent"]).args(commits).run()?;
        Ok(asked.stdout.lines().map(|id| id.to_str_lossy().into_owned()).collect())
    }

    /// All branches here and on remotes with their commits, by full name.
    pub fn refs(&self) -> Result<HashMap<String, String>, Error> {
        // A branch that somebody made name a tag is as good as the commit behind it.
        let id = "%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)";
        let peeled = format!("--format={id} %(refname)");
        let listed = match self.listed(&peeled) {
            // Git looks behind no reference as long as one of them names what is not there.
            Err(error) if error.torn().is_some() => return self.looked_behind(),
            listed => listed?,
        };
        let line = |line: &[u8]| {
            let (id, name) = line.split_once_str(" ")?;
            Some((name.to_str_lossy().into_owned(), id.to_str_lossy().into_owned()))
        };
        Ok(listed.lines().filter_map(line).collect())
    }

    fn listed(&self, format: &str) -> Result<Vec<u8>, Error> {
        let list = ["for-each-ref", format, "refs/heads/", "refs/remotes/"];
        Ok(self.git().args(list).run()?.stdout)
    }

    /// All branches with each looked behind by itself: one that names nothing names what it says.
    fn looked_behind(&self) -> Result<HashMap<String, String>, Error> {
        let listed = self.listed("--format=%(objectname) %(refname)")?;
        let named: Vec<(&[u8], &[u8])> =
            listed.lines().filter_map(|line| line.split_once_str(" ")).collect();
        let text = |bytes: &[u8]| bytes.to_str_lossy().into_owned();
        let asked: String = named.iter().map(|(id, _)| text(id) + "^{commit}\n").collect();
        let told = self.git().args(["cat-file", "--batch-check=%(objectname)"]).input(asked);
        let told = told.run()?.stdout;
        let mut found = HashMap::with_capacity(named.len());
        for ((id, name), commit) in named.into_iter().zip(told.lines()) {
            let gone = commit.ends_with(b" missing");
            found.insert(text(name), text(if gone { id } else { commit }));
        }
        Ok(found)
    }

    /// The commits `reference` named before, as far as its reflog remembers.
    pub fn former_tips(&self, reference: &str) -> Result<Vec<String>, Error> {
        self.tips_of_reflog(reference, 200)
    }

    /// All commits that `reference` was at, however long ago, as far as its reflog remembers.
    pub fn all_former_tips(&self, reference: &str) -> Result<Vec<String>, Error> {
        self.tips_of_reflog(reference, usize::MAX)
    }

    fn tips_of_reflog(&self, reference: &str, most: usize) -> Result<Vec<String>, Error> {
        // A branch that does not exist has none.
        if self.commit(reference)?.is_none() {
            return Ok(Vec::new());
        }
        let logged = self.reflogs(&[reference.to_owned()], most)?;
        let mut ids: Vec<String> = logged.into_iter().map(|(_, id, _)| id).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// The commits that each of `references`, which must exist, came to by work: made there, fetched
    /// or pushed. Where one was only set to a commit, that is nobody's work.
    pub fn worked_tips(&self, references: &[String]) -> Result<Vec<(String, String)>, Error> {
        let logged = self.reflogs(references, 200 * references.len())?;
        let worked = logged.into_iter().filter(|(_, _, what)| super::reflog::is_work(what));
        let mut found: Vec<_> = worked.map(|(name, id, _)| (name, id)).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Those of `references`, which must exist and be a remote's branches, that were set to what they are by
    /// neither fetch nor push, as far as their reflogs tell.
    pub fn set_by_hand(&self, references: &[String]) -> Result<Vec<String>, Error> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut found = Vec::new();
        for (name, _, what) in self.reflogs(references, 50 * references.len())? {
            if seen.insert(name.clone()) && !super::reflog::is_brought(&what) {
                found.push(name);
            }
        }
        Ok(found)
    }

    /// The entries of some reflogs, of references that exist: the reference, the commit and what
    /// happened.
    fn reflogs(
        &self,
        references: &[String],
        most: usize,
    ) -> Result<Vec<(String, String, Vec<u8>)>, Error> {
        if references.is_empty() {
            return Ok(Vec::new());
        }
        let limit = (most < usize::MAX).then(|| format!("--max-count={most}"));
        let walked = self
            .git()
            .args([
                "log",
                "--walk-reflogs",
                "--ignore-missing",
                "-z",
                "--no-show-signature",
                "--format=%gD %H %gs",
            ])
            .args(limit)
            .args(references)
            .arg("--")
            .run()?;
        let entry = |entry: &[u8]| {
            let (name, rest) = entry.split_once_str("@{")?;
            let mut words = rest.splitn_str(3, " ").skip(1);
            let id = words.next()?.to_str_lossy().into_owned();
            Some((name.to_str_lossy().into_owned(), id, words.next().unwrap_or_default().to_vec()))
        };
        Ok(walked.stdout.split_str("\0").filter_map(entry).collect())
    }

    /// Whether `descendant` reaches `ancestor`.
    pub fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, Error> {
        self.git().reaches(ancestor, descendant)
    }

    /// The commit a revision names, or none.
    pub fn commit(&self, revision: &str) -> Result<Option<String>, Error> {
        self.git().commit(revision)
    }
}

/// What is reached from `tips` and not from `without`, as commands take it on standard input.
pub(super) fn reaching(tips: &[String], without: &[String]) -> String {
    let excluded = without.iter().map(|id| format!("^{id}\n"));
    tips.iter().map(|id| format!("{id}\n")).chain(excluded).collect()
}

/// The first commit `cat-file --batch` printed, and what follows it.
fn next(printed: &[u8]) -> Option<(Stored, &[u8])> {
    let (header, rest) = printed.split_once_str("\n")?;
    let mut fields = header.fields();
    let id = fields.next()?.to_str().ok()?.to_owned();
    let size: usize = fields.nth(1)?.to_str().ok()?.parse().ok()?;
    let (object, after) = (rest.get(..size)?, rest.get(size + 1..)?);
    Some((Stored::read(id, object), after))
}

#[cfg(test)]
mod tests {
    use super::Stored;

    #[test]
    fn a_commit_is_read_as_git_reads_it() {
        let read = |text: &str| Stored::read("0".into(), text.as_bytes());
        let who = "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n";
        let plain = read(&format!("tree t\nparent p\nparent q\n{who}\nsubject\n\nbody\n"));
        assert_eq!((plain.tree.as_str(), plain.parents.join(" ").as_str()), ("t", "p q"));
        assert_eq!(
            (plain.author.as_slice(), plain.message.as_slice()),
            (b"A <a@b>".as_slice(), b"subject\n\nbody\n".as_slice())
        );
        let late = read(&format!("tree t\nparent p\n{who}parent q\ntree u\nauthor B <c@d>\n\ns"));
        assert_eq!(
            (late.tree.as_str(), late.parents.as_slice()),
            ("t", ["p".to_owned()].as_slice())
        );
        assert_eq!(late.author, b"A <a@b>");
        let signed = read(&format!("tree t\n{who}gpgsig x\n parent q\n\ns"));
        assert!(signed.parents.is_empty());
    }
}
