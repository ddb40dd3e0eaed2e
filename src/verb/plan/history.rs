//! The items of earlier plans, and which of them have landed: from the history of the base branch and
//! from the plans that `clean` kept.

use std::collections::HashMap;

use crate::config::{self, Config, Task};
use crate::failure::Failure;
use crate::git::{Kept, Repo};
use crate::guard::{Signal, read_subject};
use crate::plan::Past;

/// How many earlier plans are read, and in how many commits landed items are looked for.
const MOST_PLANS: usize = 40;
const MOST_COMMITS: usize = 20_000;

/// The items of all plans that are known, those of the newest first, each once.
pub(super) fn past(repo: &Repo, config: &Config) -> Result<Vec<Past>, Failure> {
    let Some(base) = repo.commit(&config.base)? else { return Ok(Vec::new()) };
    let mut kept = repo.kept()?;
    kept.reverse();
    let plans = || kept.iter().filter(|one| one.name == "parallel.toml");
    let mut blobs: Vec<String> = plans().map(|one| one.id.clone()).collect();
    for commit in repo.changes_of(&base, config::FILE, MOST_PLANS)? {
        blobs.push(format!("{commit}:{}", config::FILE));
    }
    let mut tasks: Vec<Task> =
        config.worker.iter().flat_map(|worker| worker.task.clone()).collect();
    for blob in blobs.iter().take(MOST_PLANS) {
        let text = repo.text(blob)?.unwrap_or_default();
        // A plan of an older version may no longer be readable; then it tells nothing.
        let Ok(earlier) = config::parse(config::FILE, &text) else { continue };
        tasks.extend(earlier.worker.into_iter().flat_map(|worker| worker.task));
    }
    let tasks = told_apart(tasks);
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let mut landed = named(&repo.messages(&base, MOST_COMMITS)?);
    let open = |id: &str| tasks.iter().any(|task| task.id == id);
    for plan in plans().take(MOST_PLANS) {
        for (id, commit) in absorbed(repo, config, &kept, plan)? {
            if open(&id) {
                landed.entry(id).or_insert(commit);
            }
        }
    }
    Ok(tasks.into_iter().map(|task| Past { landed: landed.get(&task.id).cloned(), task }).collect())
}

/// The items of a kept plan that landed in commits which name none: squashed, with a message of somebody's
/// own. What `clean` put away beside the plan still names them.
fn absorbed(
    repo: &Repo,
    config: &Config,
    kept: &[Kept],
    plan: &Kept,
) -> Result<HashMap<String, String>, Failure> {
    let mut out = HashMap::new();
    let text = repo.text(&plan.id)?.unwrap_or_default();
    let Ok(earlier) = config::parse(config::FILE, &text) else { return Ok(out) };
    let base = format!("refs/heads/{}", config.base);
    for worker in earlier.worker.iter().filter(|worker| !worker.task.is_empty()) {
        let name = format!("heads/{}", earlier.branch(worker));
        let tip = kept.iter().find(|one| one.stamp == plan.stamp && one.name == name);
        let Some(tip) = tip else { continue };
        // What is there as it was needs no comparing.
        if !repo.is_ancestor(&tip.id, &base)? && repo.is_absorbed(&base, &tip.id)? {
            let fork = repo.merge_base(&base, &tip.id)?.unwrap_or_default();
            let made = repo.told(&repo.first_parents(&fork, &tip.id)?)?;
            let made: Vec<_> = made.into_iter().map(|it| (it.id, it.message)).collect();
            out.extend(named(&made));
        }
    }
    Ok(out)
}

/// Each task once, the newest words first. A name that meant two different things once tells nothing.
fn told_apart(tasks: Vec<Task>) -> Vec<Task> {
    let mut words: HashMap<String, Vec<(Option<String>, String)>> = HashMap::new();
    let mut out: Vec<Task> = Vec::new();
    for task in tasks {
        let seen = words.entry(task.id.clone()).or_default();
        let place = task.source.as_deref().map(|source| {
            source.rsplit_once(':').map_or(source, |(document, _)| document).to_owned()
        });
        let same = seen.iter().any(|(_, text)| *text == task.text);
        if !same {
            seen.push((place, task.text.clone()));
            if seen.len() == 1 {
                out.push(task);
            }
        }
    }
    let one_place = |task: &Task| {
        let seen = &words[&task.id];
        seen.iter().all(|(place, _)| *place == seen[0].0)
    };
    out.into_iter().filter(one_place).collect()
}

/// The items that checkpoints and completions name, each with the newest such commit. A squashed
/// commit lists the subjects it was made of.
fn named(messages: &[(String, String)]) -> HashMap<String, String> {
    let mut out = HashMap::new();
    for (id, message) in messages {
        for line in message.lines() {
            let line =
                line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '-'));
            let (signal, text) = read_subject(line.as_bytes());
            if !matches!(signal, Some(Signal::Checkpoint | Signal::Complete)) {
                continue;
            }
            let text = String::from_utf8_lossy(text).to_lowercase();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            for word in words.filter(|word| word.contains('-')) {
                out.entry(word.trim_matches('-').to_owned()).or_insert_with(|| id.clone());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_and_squashes_name_items_and_needs_do_not() {
        let said = |message: &str| ("abc".to_owned(), message.to_owned());
        let messages = [
            said("[CHECKPOINT] item-1, item-2: the cart"),
            said("Cart (#7)\n\n* [COMPLETE] Item-3 done\n* [NEEDS:task-2/item-4] x"),
            said("mentions item-5"),
        ];
        let mut found: Vec<String> = named(&messages).into_keys().collect();
        found.sort();
        assert_eq!(found, ["item-1", "item-2", "item-3"]);
    }

    #[test]
    fn a_name_used_for_two_documents_tells_nothing() {
        let task = |id: &str, text: &str, source: &str| Task {
            id: id.into(),
            text: text.into(),
            source: Some(source.into()),
            ..Task::default()
        };
        let tasks = vec![
            task("item-1", "Fix the cart", "a.md:1"),
            task("item-2", "Fix the order", "a.md:2"),
            task("item-1", "Fix a cart", "a.md:1"),
            task("item-2", "Write the guide", "b.md:9"),
        ];
        let left: Vec<String> = told_apart(tasks).into_iter().map(|task| task.text).collect();
        assert_eq!(left, ["Fix the cart"]);
    }
}
