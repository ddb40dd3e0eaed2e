//! The items of earlier plans, and which of them have landed: from the history of the base branch and
//! from the plans that `clean` kept.

use std::collections::HashMap;

use crate::config::{self, Config, Task};
use crate::failure::Failure;
use crate::git::{Kept, Repo};
use crate::paste::abbreviated;
use crate::plan::Past;
use crate::verb::carried::named;

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
    let landed = |task: &Task| landed.get(&task.id).map(|id| abbreviated(id).to_owned());
    Ok(tasks.into_iter().map(|task| Past { landed: landed(&task), task }).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

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
