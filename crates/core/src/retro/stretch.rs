//! The time between commits: which of it was work.

use schemars::JsonSchema;
use serde::Serialize;

use super::Past;
use crate::guard::Signal;

/// What the time before a commit was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Work.
    Work,
    /// Longer than the plan lets a worker be silent.
    Pause,
    /// After `[BLOCKED:…]`: nothing could go on.
    Blocked,
    /// After `[COMPLETE]`: everything was done.
    Over,
}

/// The time from one commit of a worker to its next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Which of the worker's commits ends it.
    pub end: usize,
    /// How long it was, in seconds; none below zero, whatever the clocks said.
    pub seconds: u64,
    /// What it was.
    pub kind: Kind,
}

/// The time between a worker's commits; one longer than `silence` seconds is no work.
pub fn stretches(past: &Past, silence: u64) -> Vec<Stretch> {
    let pairs = past.commits.windows(2).enumerate();
    pairs
        .map(|(at, pair)| {
            let seconds = u64::try_from(pair[1].time - pair[0].time).unwrap_or(0);
            let kind = match pair[0].signal().0 {
                Some(Signal::Blocked(_)) => Kind::Blocked,
                Some(Signal::Complete) => Kind::Over,
                _ if seconds > silence => Kind::Pause,
                _ => Kind::Work,
            };
            Stretch { end: at + 1, seconds, kind }
        })
        .collect()
}

/// The seconds a worker was at work: its stretches of work, and once more their mean for what came
/// before its first commit, which no history tells. None where it has no such stretch.
pub fn active(past: &Past, silence: u64) -> Option<u64> {
    let (sum, mean) = worked(&stretches(past, silence))?;
    Some(sum + mean)
}

/// The sum and the mean of the stretches of work.
pub(super) fn worked(stretches: &[Stretch]) -> Option<(u64, u64)> {
    let work: Vec<u64> =
        stretches.iter().filter(|it| it.kind == Kind::Work).map(|it| it.seconds).collect();
    let sum: u64 = work.iter().sum();
    (sum > 0).then(|| (sum, sum / work.len() as u64))
}

/// The longest time a worker was silent while it had work to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// The worker.
    pub worker: String,
    /// The longest time between two of its commits, in minutes.
    pub longest_minutes: u64,
    /// The commit after it.
    pub before: String,
    /// How many were longer than `status.stall_after`.
    pub stalls: usize,
}

/// The longest gap of `past`; none with fewer than two commits.
pub(super) fn gap(past: &Past, silence: u64) -> Option<Gap> {
    let all = stretches(past, silence);
    let counted = || all.iter().filter(|it| matches!(it.kind, Kind::Work | Kind::Pause));
    let longest = counted().max_by_key(|it| (it.seconds, std::cmp::Reverse(it.end)))?;
    Some(Gap {
        worker: past.worker.id.clone(),
        longest_minutes: longest.seconds / 60,
        before: past.commits[longest.end].id.clone(),
        stalls: counted().filter(|it| it.kind == Kind::Pause).count(),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::config::Worker;
    use crate::retro::Done;

    /// A worker that committed these subjects at these minutes.
    pub(crate) fn past(id: &str, commits: &[(i64, &str)]) -> Past {
        let commits = commits.iter().map(|(minute, subject)| Done {
            id: format!("{id}@{minute}"),
            time: minute * 60,
            message: (*subject).to_owned(),
            changes: Vec::new(),
        });
        let worker = Worker { id: id.into(), slug: "x".into(), ..Worker::default() };
        Past { worker, merged: true, commits: commits.collect() }
    }

    #[test]
    fn only_work_counts_as_work() {
        let past = past(
            "task-1",
            &[
                (0, "[CHECKPOINT] a"),
                (20, "[CHECKPOINT] b"),
                (30, "[BLOCKED:x] c"),
                (90, "[CHECKPOINT] d"),
                (1000, "[COMPLETE] e"),
                (1010, "[CHECKPOINT] f"),
                (1005, "[CHECKPOINT] clock"),
            ],
        );
        let kinds: Vec<(Kind, u64)> =
            stretches(&past, 7200).iter().map(|it| (it.kind, it.seconds / 60)).collect();
        assert_eq!(
            kinds,
            [
                (Kind::Work, 20),
                (Kind::Work, 10),
                (Kind::Blocked, 60),
                (Kind::Pause, 910),
                (Kind::Over, 10),
                (Kind::Work, 0)
            ]
        );
        assert_eq!(active(&past, 7200), Some((30 + 10) * 60));
        let gap = gap(&past, 7200).unwrap();
        assert_eq!((gap.longest_minutes, gap.stalls, gap.before.as_str()), (910, 1, "task-1@1000"));
    }

    #[test]
    fn one_commit_tells_no_time() {
        assert_eq!(active(&past("a", &[(5, "[COMPLETE] all")]), 7200), None);
        assert_eq!(gap(&past("a", &[]), 7200), None);
    }
}
