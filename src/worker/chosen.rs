//! Which agent `start --agent` gave a worker, so that its script is written so again.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::registry::RegistryError;

/// The agents chosen, by worker.
pub fn chosen(parallel_dir: &Path) -> Result<BTreeMap<String, String>, RegistryError> {
    let path = file(parallel_dir);
    match fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|error| RegistryError::Broken { path, why: error.message().to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(source) => Err(RegistryError::File { path, source }),
    }
}

/// The file, and its text once each of `workers` has `agent`.
pub fn choosing(
    parallel_dir: &Path,
    workers: &[&str],
    agent: &str,
) -> Result<(PathBuf, String), RegistryError> {
    let mut all = chosen(parallel_dir)?;
    all.extend(workers.iter().map(|worker| ((*worker).to_owned(), agent.to_owned())));
    let path = file(parallel_dir);
    let text = toml::to_string(&all)
        .map_err(|error| RegistryError::Broken { path: path.clone(), why: error.to_string() })?;
    Ok((path, text))
}

fn file(parallel_dir: &Path) -> PathBuf {
    parallel_dir.join("agents").join("chosen.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_kept_beside_others() {
        let folder = tempfile::tempdir().unwrap();
        assert!(chosen(folder.path()).unwrap().is_empty());
        for (workers, agent) in
            [(["task-1", "task-2"].as_slice(), "codex"), (&["task-2"], "gemini")]
        {
            let (path, text) = choosing(folder.path(), workers, agent).unwrap();
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let found = chosen(folder.path()).unwrap();
        assert_eq!((found["task-1"].as_str(), found["task-2"].as_str()), ("codex", "gemini"));
    }
}
