//! Reading commits and branch tips, many at a time.

use std::collections::HashMap;

use bstr::{BStr, ByteSlice};

use super::history::reaching;
use super::{Error, Repo};

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its object id.
    pub id: String,
    /// Its parents, the first one first.
    pub parents: Vec<String>,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// Who wrote it.
    pub author: String,
    /// Its subject: the first paragraph on one line.
    pub subject: String,
}

/// The tip of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// The commit.
    pub id: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// How many commits the base has that it has not, at most [`super::FARTHEST`]; none where an
    /// older git than 2.41 had to tell.
    pub behind: Option<usize>,
}

impl Repo {
    /// All commits reachable from `tips` but not from `without`, newest first, in one walk.
    pub fn commits(&self, tips: &[String], without: &[String]) -> Result<Vec<Commit>, Error> {
        if tips.is_empty() {
            return Ok(Vec::new());
        }
        let listed = self
            .git()
            .args([
                "log",
                "-z",
                "--topo-order",
                "--no-show-signature",
                "--encoding=UTF-8",
                "--stdin",
            ])
            .args(["--no-decorate", "--format=%H%n%P%n%ct%n%an%n%s"])
            .input(reaching(tips, without))
            .run()?
            .stdout;
        listed.split_str("\0").filter(|record| !record.is_empty()).map(commit).collect()
    }

    /// The tips of all branches below `prefixes` (full names, `refs/heads/work/`), by full name.
    pub fn tips(
        &self,
        prefixes: &[String],
        base: Option<&str>,
    ) -> Result<HashMap<String, Tip>, Error> {
        if self.has_none_of(prefixes) {
            return Ok(HashMap::new());
        }
        let fields = "%(refname)%00%(objectname)%00%(committerdate:unix)%00";
        let list = |format: String| {
            self.git().args(["for-each-ref", &format!("--format={format}")]).args(prefixes).output()
        };
        if let Some(base) = base {
            // Since git 2.41; an older one refuses the atom.
            let counted = list(format!("{fields}%(ahead-behind:{base})%00"))?;
            if counted.code == 0 {
                return Ok(tips(&counted.stdout));
            }
        }
        let format = format!("--format={fields}%00");
        Ok(tips(&self.git().args(["for-each-ref", &format]).args(prefixes).run()?.stdout))
    }
}

fn commit(record: &[u8]) -> Result<Commit, Error> {
    let mut lines = record.splitn_str(5, "\n").map(|line| line.to_str_lossy().into_owned());
    let mut next = || lines.next().unwrap_or_default();
    let (id, parents, time, author) = (next(), next(), next(), next());
    let time = time.parse().map_err(|_| Error::Answer {
        command: "log".into(),
        why: format!("no time in the record of '{id}'"),
    })?;
    let subject = next().trim_end_matches('\n').to_owned();
    Ok(Commit {
        id,
        parents: parents.split_whitespace().map(str::to_owned).collect(),
        time,
        author,
        subject,
    })
}

fn tips(listed: &[u8]) -> HashMap<String, Tip> {
    let fields: Vec<&BStr> = listed.split_str("\0").map(ByteSlice::as_bstr).collect();
    let mut found = HashMap::new();
    for record in fields.chunks_exact(4) {
        let text = |at: usize| record[at].to_str_lossy().trim_start_matches('\n').to_owned();
        let counts = text(3);
        let behind = counts.split_whitespace().nth(1).and_then(|count| count.parse::<usize>().ok());
        let behind = behind.map(|count| count.min(super::FARTHEST));
        let time = text(2).parse().unwrap_or(0);
        found.insert(text(0), Tip { id: text(1), time, behind });
    }
    found
}
