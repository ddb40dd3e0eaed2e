//! Refs that name nothing, as a power cut leaves them: an empty file, or the name of an object that was never
//! written.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Repo};

/// What git says of a ref whose file holds no name of an object (git-for-each-ref(1)).
const IGNORED: &str = "ignoring broken ref ";

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// Its full name.
    pub name: String,
    /// The object it names; empty where it names none.
    pub names: String,
    /// The newest commit that its reflog names and that is there.
    pub last: Option<String>,
}

impl Repo {
    /// The torn ones among the refs that `patterns` match, of all where there is no pattern.
    pub fn torn(&self, patterns: &[String]) -> Result<Vec<Torn>, Error> {
        let format = "--format=%(objectname) %(symref) %(refname)";
        let listed = self.git().args(["for-each-ref", format]).args(patterns).run()?;
        let mut seen: Vec<(String, String)> = Vec::new();
        for line in listed.stdout.lines() {
            // A symbolic one is as good as what it leads to.
            if let Some((id, name)) = line.split_once_str("  ") {
                seen.push((name.to_str_lossy().into_owned(), id.to_str_lossy().into_owned()));
            }
        }
        let ids: HashSet<&str> = seen.iter().map(|(_, id)| id.as_str()).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let there = self.are_there(&ids, "")?;
        let gone: HashSet<String> = ids
            .iter()
            .zip(there)
            .filter(|(_, there)| !there)
            .map(|(id, _)| (*id).to_owned())
            .collect();
        seen.retain(|(_, id)| gone.contains(id));
        for line in listed.stderr.lines() {
            let Some((_, name)) = line.split_once_str(IGNORED) else { continue };
            let name = name.to_str_lossy().into_owned();
            let text = super::site::read(&self.common().join(&name))?.unwrap_or_default();
            if !text.starts_with(b"ref:") {
                seen.push((name, String::new()));
            }
        }
        seen.into_iter().map(|(name, names)| self.with_last(name, names)).collect()
    }

    fn with_last(&self, name: String, names: String) -> Result<Torn, Error> {
        let log = super::site::read(&self.common().join("logs").join(&name))?.unwrap_or_default();
        // A line is `<old> <new> <who> <when> TAB <what>`.
        let ids: Vec<&str> =
            log.lines().rev().filter_map(|line| line.fields().nth(1)?.to_str().ok()).collect();
        let there = self.are_there(&ids, " commit ")?;
        let last = ids.iter().zip(there).find_map(|(id, there)| there.then(|| (*id).to_owned()));
        Ok(Torn { name, names, last })
    }

    /// Takes the torn ref away, what it was kept below `kept`, and sets it to the commit that its reflog
    /// names.
    pub fn mend_torn(&self, torn: &Torn, kept: &Path) -> Result<(), Error> {
        let file = self.common().join(&torn.name);
        let aside = kept.join(torn.name.replace('/', "-"));
        fs::create_dir_all(kept).map_err(|error| Error::file(kept, error))?;
        if file.is_file() {
            fs::rename(&file, &aside).map_err(|error| Error::file(&file, error))?;
        } else {
            fs::write(&aside, &torn.names).map_err(|error| Error::file(&aside, error))?;
        }
        let git = || self.git().arg("update-ref");
        if let Some(last) = &torn.last {
            let git = git().args(["--create-reflog", "-m", "parallel: recover"]);
            return git.args([&torn.name, last]).run().map(drop);
        }
        // An older value of it may be among the packed ones.
        let older = self.torn(std::slice::from_ref(&torn.name))?;
        if older.is_empty() { Ok(()) } else { git().args(["-d", &torn.name]).run().map(drop) }
    }

    /// A folder of objects that this repository borrows from and that is not there (git-clone(1),
    /// `--shared`): as long as it is away, whole refs look torn.
    pub fn lender_away(&self) -> Result<Option<PathBuf>, Error> {
        let objects = self.common().join("objects");
        let text = super::site::read(&objects.join("info/alternates"))?.unwrap_or_default();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(b"#"));
        Ok(lines.map(|line| objects.join(path(line))).find(|lender| !lender.is_dir()))
    }

    /// For each of `ids` whether it names what is there and is of this `kind`.
    fn are_there(&self, ids: &[&str], kind: &str) -> Result<Vec<bool>, Error> {
        let input: String = ids.iter().map(|id| format!("{id}\n")).collect();
        if input.is_empty() {
            return Ok(Vec::new());
        }
        let asked = self.git().args(["cat-file", "--batch-check"]).input(input).run()?.stdout;
        let there = |line: &[u8]| !line.ends_with(b" missing") && line.contains_str(kind);
        Ok(asked.lines().map(there).collect())
    }
}
