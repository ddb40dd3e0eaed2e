//! Looking for definitions in the files of a commit.

use super::{Error, Repo};

/// The words that begin a definition in the common languages.
const DEFINING: &str = "class|struct|enum|union|trait|interface|protocol|type|typedef|record|object|\
                        module|def|fn|fun|func|function|sub|const|static|let|var|val|table|message|schema";

impl Repo {
    /// Those of `paths` that define `name` in the commit `tip`; none where it is no plain name.
    pub fn defining(&self, tip: &str, name: &str, paths: &[String]) -> Result<Vec<String>, Error> {
        let plain = |c: char| c.is_alphanumeric() || c == '_';
        if paths.is_empty() || name.is_empty() || !name.chars().all(plain) {
            return Ok(Vec::new());
        }
        let pattern = format!("({DEFINING})[[:space:]]+{name}([^[:alnum:]_]|$)");
        let found = self
            .git()
            .env("GIT_LITERAL_PATHSPECS", "1")
            .args(["grep", "-l", "-z", "-i", "-E", "--full-name", "-e", &pattern, tip, "--"])
            .args(paths)
            .accept(&[0, 1])?;
        // Each answer is `<tip>:<path>`.
        let listed = found.stdout.split(|byte| *byte == 0).filter(|entry| !entry.is_empty());
        let text = listed.map(|entry| String::from_utf8_lossy(entry).into_owned());
        Ok(text.filter_map(|it| Some(it.split_once(':')?.1.to_owned())).collect())
    }
}
