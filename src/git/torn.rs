//! Branches whose ref git cannot take for a commit, as a power cut leaves them: an empty file, or the name of
//! an object that was never written.

use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::{Error, Repo};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The branch.
    pub branch: String,
    /// The newest commit that its reflog names and that is there.
    pub last: Option<String>,
}

impl Repo {
    /// Those of the branches called `names` whose ref is torn; none where refs are kept otherwise than in
    /// files.
    pub fn torn(&self, names: &[String]) -> Result<Vec<Torn>, Error> {
        let mut seen = Vec::new();
        for name in names {
            let text = super::site::read(&self.ref_file(name))?;
            let Some(text) = text.filter(|text| !text.starts_with(b"ref:")) else { continue };
            let id =
                text.trim().to_str().ok().filter(|id| id.bytes().all(|it| it.is_ascii_hexdigit()));
            seen.push((name, id.unwrap_or_default().to_owned()));
        }
        let there = self.are_there(seen.iter().map(|(_, id)| id.as_str()))?;
        let mut found = Vec::new();
        for ((name, _), _) in seen.iter().zip(there).filter(|(_, there)| !there) {
            let log = self.common().join("logs/refs/heads").join(name);
            let log = super::site::read(&log)?.unwrap_or_default();
            // A line is `<old> <new> <who> <when> TAB <what>`.
            let ids: Vec<String> = log
                .lines()
                .rev()
                .filter_map(|line| Some(line.fields().nth(1)?.to_str().ok()?.to_owned()))
                .collect();
            let there = self.are_there(ids.iter().map(String::as_str))?;
            let last = ids.iter().zip(there).find_map(|(id, there)| there.then(|| id.clone()));
            found.push(Torn { branch: (*name).clone(), last });
        }
        Ok(found)
    }

    /// Takes the torn ref away, its file kept below `kept`, and sets the branch to the commit that its
    /// reflog names.
    pub fn mend_torn(&self, torn: &Torn, kept: &Path) -> Result<(), Error> {
        let file = self.ref_file(&torn.branch);
        let aside = kept.join(torn.branch.replace('/', "-"));
        fs::create_dir_all(kept).map_err(|error| Error::file(kept, error))?;
        fs::rename(&file, &aside).map_err(|error| Error::file(&file, error))?;
        let Some(last) = &torn.last else { return Ok(()) };
        let name = format!("refs/heads/{}", torn.branch);
        let git = self.git().args(["update-ref", "--create-reflog", "-m", "parallel: recover"]);
        // An older value of it may be among the packed ones.
        git.args([&name, last]).run().map(drop)
    }

    fn ref_file(&self, branch: &str) -> PathBuf {
        self.common().join("refs/heads").join(branch)
    }

    /// For each of `ids` whether it names a commit that is there.
    fn are_there<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Result<Vec<bool>, Error> {
        let input: String = ids.map(|id| format!("{id}\n")).collect();
        if input.is_empty() {
            return Ok(Vec::new());
        }
        let asked = self.git().args(["cat-file", "--batch-check"]).input(input).run()?.stdout;
        Ok(asked.lines().map(|line| line.contains_str(" commit ")).collect())
    }
}
