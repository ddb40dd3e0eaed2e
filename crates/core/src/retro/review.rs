//! The whole review: shares, gaps, waits, habits, shared files, sizes, a grade, what to do next.

use schemars::JsonSchema;
use serde::Serialize;

use super::grade::grade;
use super::habit::habits;
use super::share::{shared, shares};
use super::size::sizes;
use super::stretch::gap;
use super::wait::waits;
use super::{Gap, Grade, Habit, Past, Share, Shared, Sizes, Wait};
use crate::config::{Config, seconds};
use crate::monitor::Action;

/// A review of work that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Review {
    /// What was looked at, in words.
    pub about: String,
    /// When the first commit was written, in seconds since 1970; none without a commit.
    pub from: Option<i64>,
    /// When the last one was.
    pub to: Option<i64>,
    /// How much each worker did.
    pub shares: Vec<Share>,
    /// How long each was silent.
    pub gaps: Vec<Gap>,
    /// After how many minutes without a commit a worker counts as stalled.
    pub stall_minutes: u64,
    /// What was waited for.
    pub waits: Vec<Wait>,
    /// How the conventions were kept.
    pub habits: Vec<Habit>,
    /// The files that several workers changed.
    pub shared: Vec<Shared>,
    /// Planned against actual.
    pub sizes: Sizes,
    /// The grade; none where there is nothing to mark.
    pub grade: Option<Grade>,
    /// What to do about it.
    pub actions: Vec<Action>,
}

/// Reviews `pasts`, which are what `about` says, by the settings of `config`.
pub fn review(config: &Config, about: String, pasts: &[Past]) -> Review {
    let silence = seconds(&config.status.stall_after).unwrap_or(u64::MAX);
    let configured: Vec<&str> = config.prefix.iter().map(|prefix| prefix.name.as_str()).collect();
    let times = || pasts.iter().flat_map(|past| &past.commits).map(|done| done.time);
    let shares = shares(pasts, silence);
    let habits = habits(pasts, &configured, silence);
    let shared = shared(pasts);
    let sizes = sizes(pasts, &config.estimate, silence);
    let grade = grade(pasts, &shares, &shared, &habits, &sizes, silence);
    let actions = actions(config, &shared, &habits, &sizes);
    Review {
        about,
        from: times().min(),
        to: times().max(),
        gaps: pasts.iter().filter_map(|past| gap(past, silence)).collect(),
        stall_minutes: silence / 60,
        waits: waits(pasts),
        shares,
        habits,
        shared,
        sizes,
        grade,
        actions,
    }
}

fn actions(config: &Config, shared: &[Shared], habits: &[Habit], sizes: &Sizes) -> Vec<Action> {
    let mut found = Vec::new();
    if sizes.proposed.is_some_and(|proposed| proposed != config.estimate) {
        found.push(Action {
            why: "have the next plan count the minutes that were measured".into(),
            run: Some("git parallel retro --write".into()),
        });
    }
    let known = |path: &&Shared| !config.guard.shared.contains(&path.path);
    if let Some(first) = shared.iter().find(known) {
        let why = format!(
            "give '{}' to one worker next time, or put it in guard.shared of .parallel.toml",
            first.path
        );
        found.push(Action { why, run: None });
    }
    if habits.iter().any(|habit| habit.prefixed < habit.commits) {
        found.push(Action {
            why: "see that the guard stands, for it refuses other subjects".into(),
            run: Some("git parallel hooks status".into()),
        });
    }
    found
}
