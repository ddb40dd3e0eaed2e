//! Blocks and needs: how long each lasted.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Done, Past};
use crate::guard::Signal;
use crate::monitor::{LEAD, mentions, named_like};

/// What a worker waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// It was blocked.
    Blocked,
    /// It needed something of another worker.
    Needs,
}

/// One `[BLOCKED:…]` or `[NEEDS:…]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Wait {
    /// The worker.
    pub worker: String,
    /// The commit that says so.
    pub commit: String,
    /// Which of the two it is.
    pub why: Why,
    /// The reason, or `<worker>/<item>`.
    pub what: String,
    /// The minutes until the other worker had it; 0 where it was there already, none where it never
    /// came, or nobody was asked. Of the lead, the minutes until it was put to use.
    pub met_minutes: Option<u64>,
    /// The minutes until the worker's next commit; none where there is none.
    pub next_minutes: Option<u64>,
}

/// Everything that was waited for, in the order of the workers and their commits.
pub(super) fn waits(pasts: &[Past]) -> Vec<Wait> {
    let mut found = Vec::new();
    for past in pasts {
        for (at, done) in past.commits.iter().enumerate() {
            let (why, what, met) = match done.signal().0 {
                Some(Signal::Blocked(reason)) => (Why::Blocked, reason, None),
                Some(Signal::Needs { worker, item }) => {
                    let provider = pasts.iter().find(|past| past.worker.id == worker);
                    let met = match provider {
                        Some(provider) => met(provider, &item),
                        None if worker == LEAD => used(past, at, &item),
                        None => None,
                    };
                    (Why::Needs, format!("{worker}/{item}"), met)
                }
                _ => continue,
            };
            let minutes = |until: i64| u64::try_from(until - done.time).unwrap_or(0) / 60;
            found.push(Wait {
                worker: past.worker.id.clone(),
                commit: done.id.clone(),
                why,
                what,
                met_minutes: met.map(minutes),
                next_minutes: past.commits.get(at + 1).map(|next| minutes(next.time)),
            });
        }
    }
    found
}

/// When the worker could change what it had asked the lead for: with its first later commit that does; where
/// the path is its own now, with its next one.
fn used(past: &Past, asked: usize, item: &str) -> Option<i64> {
    let later = past.commits.get(asked + 1..)?;
    let changes =
        |done: &&Done| done.changes.iter().any(|it| it.path == item || named_like(&it.path, item));
    let own = past.worker.owned().owns(item.as_bytes());
    let next = later.first().filter(|_| own);
    later.iter().find(changes).or(next).map(|done| done.time)
}

/// When the provider first had `item`: its first commit that names it, changes a file called like
/// it, or completes the work.
fn met(provider: &Past, item: &str) -> Option<i64> {
    let wanted = item.to_lowercase();
    let has = |done: &&Done| match done.signal() {
        (Some(Signal::Complete), _) => true,
        (Some(Signal::Needs { .. } | Signal::Blocked(_)), _) => false,
        (_, text) => {
            mentions(&text.to_lowercase(), &wanted)
                || done.changes.iter().any(|it| it.path == item || named_like(&it.path, item))
        }
    };
    provider.commits.iter().find(has).map(|done| done.time)
}

#[cfg(test)]
mod tests {
    use super::super::stretch::tests::past;
    use super::*;

    #[test]
    fn needs_are_met_by_others_and_blocks_end_with_the_next_commit() {
        let asks = past(
            "task-1",
            &[
                (0, "[NEEDS:task-2/Model] x"),
                (10, "[BLOCKED:spec] y"),
                (50, "[CHECKPOINT] z"),
                (60, "[NEEDS:task-2/Model] again"),
                (70, "[NEEDS:task-9/X] nobody"),
            ],
        );
        let has = past("task-2", &[(5, "[NEEDS:task-1/Model] no"), (30, "[CHECKPOINT] The model")]);
        let told: Vec<_> = waits(&[asks, has])
            .into_iter()
            .filter(|wait| wait.worker == "task-1")
            .map(|wait| (wait.what, wait.met_minutes, wait.next_minutes))
            .collect();
        assert_eq!(
            told,
            [
                ("task-2/Model".to_owned(), Some(30), Some(10)),
                ("spec".to_owned(), None, Some(40)),
                ("task-2/Model".to_owned(), Some(0), Some(10)),
                ("task-9/X".to_owned(), None, None),
            ]
        );
    }
}
