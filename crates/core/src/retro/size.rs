//! Planned against actual: what each size took, and what to count for it next time.

use schemars::JsonSchema;
use serde::Serialize;

use super::stretch::{Kind, stretches, worked};
use super::{Done, Past, active};
use crate::config::{Estimate, Task};
use crate::monitor::mentions;

/// A size is measured from at least so many items.
const ENOUGH: usize = 3;

/// Minutes of work from which on it tells anything about the next.
const WORTH: u64 = 10;

/// One worker's planned and actual time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Actual {
    /// The worker.
    pub worker: String,
    /// The minutes its tasks were counted for.
    pub planned_minutes: u64,
    /// The minutes it was at work; none with too few commits to tell.
    pub actual_minutes: Option<u64>,
}

/// What items of one size took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measured {
    /// The size.
    pub size: String,
    /// How many items of it were timed.
    pub items: usize,
    /// The minutes counted for it now.
    pub counted: u32,
    /// The median of what they took, in minutes; none of fewer than three.
    pub measured: Option<u32>,
}

/// Planned against actual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sizes {
    /// Of each worker that had tasks with sizes.
    pub workers: Vec<Actual>,
    /// Of each size.
    pub sizes: Vec<Measured>,
    /// What to count next time; none where too little was timed to tell.
    pub proposed: Option<Estimate>,
}

/// Compares what `estimate` counted with what it took.
pub(super) fn sizes(pasts: &[Past], estimate: &Estimate, silence: u64) -> Sizes {
    let (mut workers, mut taken) = (Vec::new(), Vec::new());
    for past in pasts {
        let planned: Vec<(&Task, u32)> = past
            .worker
            .task
            .iter()
            .filter_map(|task| Some((task, estimate.named(task.size.as_deref()?)?)))
            .collect();
        if planned.is_empty() {
            continue;
        }
        workers.push(Actual {
            worker: past.worker.id.clone(),
            planned_minutes: planned.iter().map(|(_, minutes)| u64::from(*minutes)).sum(),
            actual_minutes: active(past, silence).map(|seconds| seconds / 60),
        });
        taken.extend(times(past, &planned, silence));
    }
    let measured: Vec<Measured> = Estimate::SIZES
        .into_iter()
        .zip(estimate.minutes())
        .map(|(size, counted)| {
            let of = taken.iter().filter(|(name, _)| name == size);
            let mut of: Vec<u64> = of.map(|(_, seconds)| *seconds).collect();
            of.sort_unstable();
            let median = || u32::try_from(of[of.len() / 2].div_ceil(60)).unwrap_or(u32::MAX).max(1);
            let measured = (of.len() >= ENOUGH).then(median);
            Measured { size: size.into(), items: of.len(), counted, measured }
        })
        .collect();
    let proposed = proposed(&workers, &measured);
    Sizes { workers, sizes: measured, proposed }
}

/// The seconds each task took. What a commit names is what the time before it was spent on; the rest
/// is shared by the tasks no commit names, or by all, as they were planned.
fn times(past: &Past, planned: &[(&Task, u32)], silence: u64) -> Vec<(String, u64)> {
    let stretches = stretches(past, silence);
    let Some((_, lead)) = worked(&stretches) else { return Vec::new() };
    let ends = stretches.iter().filter(|it| it.kind == Kind::Work).map(|it| (it.end, it.seconds));
    let (mut own, mut rest) = (vec![0; planned.len()], 0);
    for (end, seconds) in std::iter::once((0, lead)).chain(ends) {
        let names = |done: &Done, task: &Task| {
            mentions(&done.message.to_lowercase(), &task.id.to_lowercase())
        };
        let named: Vec<usize> =
            (0..planned.len()).filter(|at| names(&past.commits[end], planned[*at].0)).collect();
        for at in &named {
            own[*at] += seconds / named.len() as u64;
        }
        rest += if named.is_empty() { seconds } else { 0 };
    }
    let unnamed: Vec<usize> = (0..planned.len()).filter(|at| own[*at] == 0).collect();
    let heirs = if unnamed.is_empty() { (0..planned.len()).collect() } else { unnamed };
    let sum: u64 = heirs.iter().map(|at| u64::from(planned[*at].1)).sum();
    for at in heirs {
        own[at] += (rest * u64::from(planned[at].1)).checked_div(sum).unwrap_or(0);
    }
    // A task that nothing is left for was never timed.
    let timed = planned.iter().zip(own).filter(|(_, seconds)| *seconds > 0);
    timed.map(|((task, _), seconds)| (task.size.clone().unwrap_or_default(), seconds)).collect()
}

/// The minutes to count next time: the measured ones, the others as far off as all work was; never
/// falling from one size to the next.
fn proposed(workers: &[Actual], measured: &[Measured]) -> Option<Estimate> {
    let timed: Vec<(u64, u64)> =
        workers.iter().filter_map(|it| Some((it.planned_minutes, it.actual_minutes?))).collect();
    let planned: u64 = timed.iter().map(|(planned, _)| planned).sum();
    let actual: u64 = timed.iter().map(|(_, actual)| actual).sum();
    let scaled = |counted: u32| -> u32 {
        let minutes = (u64::from(counted) * actual).checked_div(planned).unwrap_or(0);
        u32::try_from(minutes).unwrap_or(u32::MAX).max(1)
    };
    if planned == 0 || actual < WORTH {
        return None;
    }
    let mut minutes = [0; 4];
    let mut least = 1;
    for (at, it) in measured.iter().enumerate().take(minutes.len()) {
        least = it.measured.unwrap_or_else(|| scaled(it.counted)).max(least);
        minutes[at] = least;
    }
    Some(Estimate::of(minutes))
}

#[cfg(test)]
mod tests {
    use super::super::stretch::tests::past;
    use super::*;

    fn planned(id: &str, sizes: &[&str], commits: &[(i64, &str)]) -> Past {
        let mut past = past(id, commits);
        past.worker.task = sizes
            .iter()
            .zip(1..)
            .map(|(size, n)| Task {
                id: format!("{id}-{n}"),
                size: Some((*size).to_owned()),
                ..Task::default()
            })
            .collect();
        past
    }

    #[test]
    fn time_goes_to_the_task_a_commit_names() {
        let done = planned(
            "task-1",
            &["S", "L"],
            &[
                (0, "[CHECKPOINT] task-1-1: a"),
                (10, "[CHECKPOINT] task-1-2: b"),
                (30, "[COMPLETE] c"),
            ],
        );
        let pairs: Vec<(&Task, u32)> = done.worker.task.iter().zip([8, 105]).collect();
        // 15 minutes before the first commit, the mean of 10 and 20; the last 20 name nobody.
        let want = [
            ("S".to_owned(), (15 * 60) + 20 * 60 * 8 / 113),
            ("L".to_owned(), 600 + 20 * 60 * 105 / 113),
        ];
        assert_eq!(times(&done, &pairs, 7200), want);
    }

    #[test]
    fn three_items_measure_a_size_and_the_others_follow() {
        let one = |id: &str, minutes: i64| {
            planned(id, &["M"], &[(0, "[CHECKPOINT] a"), (minutes, "[COMPLETE] b")])
        };
        let pasts = [one("task-1", 5), one("task-2", 6), one("task-3", 40)];
        let told = sizes(&pasts, &Estimate::default(), 7200);
        assert_eq!(told.workers[0].actual_minutes, Some(10));
        assert_eq!((told.sizes[1].items, told.sizes[1].measured), (3, Some(12)));
        assert_eq!(told.sizes[0].measured, None);
        // All took 102 of 90 minutes: the sizes nobody measured move by that.
        assert_eq!(told.proposed, Some(Estimate::of([9, 12, 119, 272])));
        let few = sizes(&pasts[..1], &Estimate::default(), 7200);
        assert_eq!(few.proposed, Some(Estimate::of([2, 10, 35, 80])));
        assert_eq!(sizes(&[], &Estimate::default(), 7200).proposed, None);
    }
}
