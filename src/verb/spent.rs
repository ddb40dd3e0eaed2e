//! The names of workers and items that were ever given out: from history, branches, the registry,
//! and what is kept.

use std::collections::BTreeSet;
use std::fs;

use serde::{Deserialize, Serialize};

use super::context::write_whole;
use crate::config::{self, Config, is_id};
use crate::failure::Failure;
use crate::git::Repo;
use crate::worker::registry;

/// What was found before, so that history is walked once.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    /// The commits everything before which was read.
    read: Vec<String>,
    names: BTreeSet<String>,
}

/// Every name that was ever given out in `repo`, as far as this clone can know.
pub(super) fn names(repo: &Repo, config: &Config) -> Result<BTreeSet<String>, Failure> {
    let place = repo.parallel_dir().join("cache").join("spent.json");
    let known: Found = fs::read(&place)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let carriers = repo.carriers()?;
    let mut tips: Vec<String> = carriers.iter().map(|(_, id)| id.clone()).collect();
    tips.sort();
    tips.dedup();
    let mut names = known.names.clone();
    for (name, _) in &carriers {
        names.extend(of_branch(config, name));
    }
    for (_, entry) in registry::all(&repo.parallel_dir())? {
        names.insert(entry.worker);
    }
    if tips != known.read {
        let fresh: Vec<String> =
            tips.iter().filter(|id| !known.read.contains(id)).cloned().collect();
        let merge = "^Merge [a-z0-9-]+: ";
        let (lines, subjects) = repo.ever_added(config::FILE, merge, &fresh, &known.read)?;
        names.extend(lines.iter().filter_map(|line| of_line(line)));
        names.extend(subjects.iter().filter_map(|subject| of_subject(subject)));
    }
    if tips != known.read || names != known.names {
        let found = Found { read: tips, names: names.clone() };
        // Where nothing can be written it is found again the next time.
        if let Ok(text) = serde_json::to_vec(&found) {
            write_whole(&place, &text).ok();
        }
    }
    Ok(names)
}

/// The name in `id = "task-1"`.
fn of_line(line: &str) -> Option<String> {
    let value = line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value[1..].split(quote).next()?;
    is_id(name).then(|| name.to_owned())
}

/// The name in `Merge task-1: API endpoints`.
pub(super) fn of_subject(subject: &str) -> Option<String> {
    let name = subject.strip_prefix("Merge ")?.split_once(": ")?.0;
    is_id(name).then(|| name.to_owned())
}

/// The worker a ref is named after, where the plan names branches by a number: what follows it is a
/// slug, which may have any form.
fn of_branch(config: &Config, name: &str) -> Option<String> {
    let (before, _) = config.layout.branch.split_once("{id}")?;
    let at =
        if before.is_empty() { name.rfind('/')? + 1 } else { name.find(before)? + before.len() };
    let rest = name[at..].strip_prefix("task-")?;
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!number.is_empty()).then(|| format!("task-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_wherever_they_stand() {
        assert_eq!(of_line("id = \"task-12\"").as_deref(), Some("task-12"));
        assert_eq!(of_line("  id='item-3' # the cart").as_deref(), Some("item-3"));
        assert_eq!(of_line("idle = \"x\""), None);
        assert_eq!(of_line("id = \"Not One\""), None);
        assert_eq!(of_subject("Merge task-4: API: endpoints").as_deref(), Some("task-4"));
        assert_eq!(of_subject("Merge branch 'x': y"), None);
        let config = Config::on("main");
        for (name, want) in [
            ("refs/heads/work/task-7-web", Some("task-7")),
            ("refs/remotes/origin/work/task-10-web-api", Some("task-10")),
            ("refs/parallel/backup/20260101-000000-1/heads/work/task-8-x", Some("task-8")),
            ("refs/heads/work/task-ui", None),
            ("refs/heads/main", None),
        ] {
            assert_eq!(of_branch(&config, name).as_deref(), want, "{name}");
        }
    }
}
