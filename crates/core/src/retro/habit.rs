//! The conventions: prefixes, bodies that name the files, a checkpoint every half hour.

use schemars::JsonSchema;
use serde::Serialize;

use super::stretch::{Kind, stretches};
use super::{Done, Past};
use crate::guard::check_subject;

/// How often a worker is asked to commit, in seconds; its kickoff says so.
const RHYTHM: u64 = 30 * 60;

/// How one worker kept the conventions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Habit {
    /// The worker.
    pub worker: String,
    /// Its commits.
    pub commits: usize,
    /// Those whose subject follows the grammar of the prefixes.
    pub prefixed: usize,
    /// Those that change files.
    pub changing: usize,
    /// Those of them whose body has a line `Files changed:`.
    pub listing: usize,
    /// How many times it went on from one commit to the next.
    pub steps: usize,
    /// Those of them that took no more than 30 minutes.
    pub in_time: usize,
}

/// How each of `pasts` kept the conventions, with the `configured` prefixes.
pub(super) fn habits(pasts: &[Past], configured: &[&str], silence: u64) -> Vec<Habit> {
    let ids: Vec<&str> = pasts.iter().map(|past| past.worker.id.as_str()).collect();
    let one = |past: &Past| {
        let id = &past.worker.id;
        let follows =
            |done: &&Done| check_subject(done.subject().as_bytes(), id, &ids, configured).is_ok();
        let changing = || past.commits.iter().filter(|done| !done.changes.is_empty());
        let steps = stretches(past, silence);
        let steps = || steps.iter().filter(|it| matches!(it.kind, Kind::Work | Kind::Pause));
        Habit {
            worker: id.clone(),
            commits: past.commits.len(),
            prefixed: past.commits.iter().filter(follows).count(),
            changing: changing().count(),
            listing: changing().filter(|done| lists(done)).count(),
            steps: steps().count(),
            in_time: steps().filter(|it| it.seconds <= RHYTHM).count(),
        }
    };
    pasts.iter().map(one).collect()
}

/// Whether the body names the files that changed.
fn lists(done: &Done) -> bool {
    let body = done.message.trim_start().lines().skip(1);
    body.map(str::trim_start).any(|line| {
        line.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("files changed:"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Changed;
    use super::super::stretch::tests::past;
    use super::*;

    #[test]
    fn conventions_are_counted() {
        let mut one = past(
            "task-1",
            &[
                (0, "[CHECKPOINT] a\n\nDone.\nFiles changed: a.rs"),
                (30, "[WIP] b"),
                (61, "[CHECKPOINT] c\n\nfiles"),
                (62, "[checkpoint] d"),
                (63, "[NEEDS:task-9/X] e"),
            ],
        );
        for done in &mut one.commits[..3] {
            done.changes.push(Changed { path: "a.rs".into(), ..Changed::default() });
        }
        let want = Habit {
            worker: "task-1".into(),
            commits: 5,
            prefixed: 3,
            changing: 3,
            listing: 1,
            steps: 4,
            in_time: 3,
        };
        assert_eq!(habits(&[one], &["WIP"], 7200), [want]);
    }
}
