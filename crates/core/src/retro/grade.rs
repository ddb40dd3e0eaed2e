//! The grade: what it is made of, with weights that are shown.

use schemars::JsonSchema;
use serde::Serialize;

use super::share::percent;
use super::{Habit, Kind, Past, Share, Shared, Sizes, stretches};

/// One part of the grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// What is marked.
    pub what: &'static str,
    /// How much it counts, of 100.
    pub weight: u64,
    /// The mark, of 100; none where history does not tell, and then it does not count.
    pub score: Option<u64>,
    /// What the mark says.
    pub meaning: &'static str,
}

/// The grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Grade {
    /// A from 90, B from 80, C from 70, D from 60, and F.
    pub letter: &'static str,
    /// The weighted mean of the marks, of 100.
    pub points: u64,
    /// The marks.
    pub marks: Vec<Mark>,
}

/// The grade of all work; none where there is nothing to mark.
pub(super) fn grade(
    pasts: &[Past],
    shares: &[Share],
    shared: &[Shared],
    habits: &[Habit],
    sizes: &Sizes,
    silence: u64,
) -> Option<Grade> {
    let mark = |what, weight, score, meaning| Mark { what, weight, score, meaning };
    let of = |part: fn(&Habit) -> usize, whole: fn(&Habit) -> usize| {
        let sum = |it: fn(&Habit) -> usize| habits.iter().map(it).sum::<usize>() as u64;
        (sum(whole) > 0).then(|| percent(sum(part), sum(whole)))
    };
    let marks = vec![
        mark("own files", 25, apart(shares, shared), "changed files that one worker alone changed"),
        mark(
            "prefixes",
            20,
            of(|it| it.prefixed, |it| it.commits),
            "subjects that follow the grammar",
        ),
        mark(
            "rhythm",
            20,
            of(|it| it.in_time, |it| it.steps),
            "commits within 30 minutes of the last",
        ),
        mark("flow", 15, flow(pasts, silence), "time that was not blocked"),
        mark(
            "balance",
            10,
            balance(shares),
            "mean of the workers' active time against the longest",
        ),
        mark("estimates", 5, estimates(sizes), "how near planned and actual time are"),
        mark(
            "bodies",
            5,
            of(|it| it.listing, |it| it.changing),
            "bodies with a line Files changed:",
        ),
    ];
    let counted = || marks.iter().filter_map(|mark| Some((mark.weight, mark.score?)));
    let weight: u64 = counted().map(|(weight, _)| weight).sum();
    let sum: u64 = counted().map(|(weight, score)| weight * score).sum();
    let points = (sum + weight / 2).checked_div(weight)?;
    let letter = match points {
        90.. => "A",
        80.. => "B",
        70.. => "C",
        60.. => "D",
        _ => "F",
    };
    Some(Grade { letter, points, marks })
}

/// How many of the changed files were one worker's alone.
fn apart(shares: &[Share], shared: &[Shared]) -> Option<u64> {
    let several: usize = shared.iter().map(|it| it.workers.len() - 1).sum();
    let files = shares.iter().map(|share| share.files).sum::<usize>() - several;
    (files > 0).then(|| percent((files - shared.len()) as u64, files as u64))
}

/// How much of the time between commits was not blocked.
fn flow(pasts: &[Past], silence: u64) -> Option<u64> {
    let all: Vec<_> = pasts.iter().flat_map(|past| stretches(past, silence)).collect();
    let sum =
        |kind: Kind| all.iter().filter(|it| it.kind == kind).map(|it| it.seconds).sum::<u64>();
    let (work, blocked) = (sum(Kind::Work), sum(Kind::Blocked));
    (work + blocked > 0).then(|| percent(work, work + blocked))
}

/// How evenly time was spread over workers that can be timed; one alone balances nothing.
fn balance(shares: &[Share]) -> Option<u64> {
    let times: Vec<u64> = shares.iter().filter_map(|share| share.active_minutes).collect();
    let longest = times.iter().max().copied().filter(|longest| *longest > 0)?;
    (times.len() > 1).then(|| percent(times.iter().sum::<u64>(), longest * times.len() as u64))
}

/// The mean over the workers of the smaller of planned and actual time against the larger.
fn estimates(sizes: &Sizes) -> Option<u64> {
    let near: Vec<u64> = sizes
        .workers
        .iter()
        .filter_map(|it| {
            let (planned, actual) = (it.planned_minutes, it.actual_minutes?);
            Some(percent(planned.min(actual), planned.max(actual)))
        })
        .collect();
    near.iter().sum::<u64>().checked_div(near.len() as u64)
}
