//! What wants the lead's attention.

use schemars::JsonSchema;
use serde::Serialize;

use super::foreign;
use super::needs::LEAD;
use super::progress::remaining;
use super::{AlertKind, Astray, Conflict, Harm, Row, State, Watched};
use crate::config::{Config, seconds};
use crate::paste::count;

/// How much attention is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Note,
    /// Worth a look.
    Warning,
    /// Nothing goes on there without the lead.
    Urgent,
}

/// One thing that wants attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alert {
    /// How much.
    pub level: Level,
    /// What kind it is, for programs.
    pub kind: AlertKind,
    /// The worker it is about.
    pub worker: Option<String>,
    /// It in words.
    pub text: String,
}

/// A base branch that lacks what the remote's is known to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The remote's branch, as git names it here.
    pub of: String,
    /// How many commits it lacks; the counting ends at a thousand.
    pub commits: usize,
    /// Whether it has some of its own as well.
    pub apart: bool,
}

impl Behind {
    /// The alert about it; `pull` is the command that brings the base up.
    pub fn alert(&self, base: &str, pull: &str) -> Alert {
        let commits = count(self.commits, "commit");
        let apart = if self.apart { " and went apart from it" } else { "" };
        let text = format!("{base} is {commits} behind {}{apart} ({pull})", self.of);
        Alert { level: Level::Note, kind: AlertKind::Behind, worker: None, text }
    }
}

impl Alert {
    /// An alert about `worker`.
    pub fn of(level: Level, kind: AlertKind, worker: &str, text: String) -> Self {
        Self { level, kind, worker: Some(worker.to_owned()), text }
    }

    /// The alert about workers that wait for each other in a circle.
    pub(super) fn deadlock(cycle: &[String]) -> Self {
        let text = format!("{} wait for each other", cycle.join(", "));
        Self { level: Level::Urgent, kind: AlertKind::Deadlock, worker: None, text }
    }
}

/// The alerts about one worker.
pub(super) fn about(config: &Config, row: &Row, watched: &Watched) -> Vec<Alert> {
    let mut found = of_state(config, row, watched);
    found.extend(of_tasks(config, row, watched));
    found.extend(of_needs(row));
    found.extend(of_branch(config, row, watched));
    found.extend(of_tree(config, row, watched));
    found
}

/// The alerts about guards that do not stand: one for all workers whose guard lacks the same.
pub(super) fn of_guards(rows: &[Row], watched: &[Watched], feature: Option<&str>) -> Vec<Alert> {
    let mut causes: Vec<(&[String], Vec<&str>)> = Vec::new();
    let unguarded =
        rows.iter().zip(watched).filter(|(row, it)| row.is_of(feature) && !it.drift.is_empty());
    for (row, watched) in unguarded {
        match causes.iter_mut().find(|(drift, _)| *drift == watched.drift) {
            Some((_, workers)) => workers.push(&row.worker),
            None => causes.push((&watched.drift, vec![&row.worker])),
        }
    }
    let told = |(drift, workers): (&[String], Vec<&str>)| {
        let more = match drift.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let (who, verb) = (workers.join(", "), if workers.len() > 1 { "do" } else { "does" });
        let guards = if workers.len() > 1 { "guards" } else { "guard" };
        Alert {
            level: Level::Urgent,
            kind: AlertKind::Guard,
            worker: Some(workers[0].to_owned()).filter(|_| workers.len() == 1),
            text: format!("the {guards} of {who} {verb} not stand: {}{more}", drift[0]),
        }
    };
    causes.into_iter().map(told).collect()
}

/// From how many commits of the base on a worker that lacks them is told.
const FAR: usize = 20;

/// What its state and its silence want.
fn of_state(config: &Config, row: &Row, watched: &Watched) -> Vec<Alert> {
    let id = row.worker.as_str();
    let mut found = Vec::new();
    let mut tell = |level, kind, text| found.push(Alert::of(level, kind, id, text));
    match &row.state {
        State::Blocked { reason } => {
            tell(Level::Urgent, AlertKind::Blocked, format!("{id} is blocked: {reason}"));
        }
        State::Reopened => {
            tell(
                Level::Warning,
                AlertKind::Reopened,
                format!("{id} committed again after [COMPLETE]"),
            );
        }
        State::Reverted { by } => {
            let (short, base) = (by.get(..9).unwrap_or(by), &config.base);
            tell(
                Level::Warning,
                AlertKind::Reverted,
                format!(
                    "what {id} had landed was taken back on {base} by {short}: merged again, it would not come along"
                ),
            );
        }
        State::Missing if row.lost => tell(
            Level::Warning,
            AlertKind::Missing,
            format!("{id} was started, and its branch {} is gone", row.branch),
        ),
        State::Missing if row.torn.is_empty() => {
            let perhaps = perhaps(config, watched);
            tell(Level::Note, AlertKind::Missing, format!("{id} has not been started{perhaps}"));
        }
        State::Complete if row.dirty > 0 && row.amid.is_none() => tell(
            Level::Warning,
            AlertKind::Unfinished,
            format!(
                "{id} is complete, but {} of its worktree are not committed",
                count(row.dirty, "path")
            ),
        ),
        _ => {}
    }
    if let Some(waiting) = &row.waiting {
        let minutes = waiting.seconds / 60;
        let text = format!("the session of {id} waits, for {minutes} min: {}", waiting.what);
        tell(Level::Warning, AlertKind::Waiting, text);
    } else if stalls(config, row) {
        let minutes = row.last_commit.unwrap_or_default() / 60;
        tell(
            Level::Warning,
            AlertKind::Stalled,
            format!("{id} has not committed for {minutes} min"),
        );
    }
    found
}

/// Tasks that nothing committed names, although the worker says that all is done.
fn of_tasks(config: &Config, row: &Row, watched: &Watched) -> Option<Alert> {
    let worker = config.find(&row.worker).filter(|_| row.state == State::Complete)?;
    let left: Vec<&str> =
        remaining(worker, &watched.work).iter().map(|task| task.id.as_str()).collect();
    let text = format!("{} is complete, but no commit of it names {}", row.worker, left.join(", "));
    (!left.is_empty()).then(|| Alert::of(Level::Warning, AlertKind::Unfinished, &row.worker, text))
}

/// Whether a worker that should go on has been silent for too long.
pub(super) fn stalls(config: &Config, row: &Row) -> bool {
    let goes_on =
        matches!(row.state, State::Working | State::Needs { .. } | State::Idle | State::Reopened);
    let limit = seconds(&config.status.stall_after).unwrap_or(u64::MAX);
    goes_on && row.commits > 0 && row.last_commit.is_some_and(|since| since > limit)
}

fn of_needs(row: &Row) -> impl Iterator<Item = Alert> {
    let id = row.worker.as_str();
    row.open_needs().map(move |need| {
        if need.of == LEAD {
            let text = format!("{id} asks to change {}", need.item);
            Alert::of(Level::Warning, AlertKind::NeedOpen, id, text)
        } else if need.met {
            let text = format!("{id} can take {} now", need.name());
            Alert::of(Level::Warning, AlertKind::NeedMet, id, text)
        } else {
            let text = format!("{id} waits for {}", need.name());
            Alert::of(Level::Note, AlertKind::NeedOpen, id, text)
        }
    })
}

/// What gate and prediction say of its branch.
fn of_branch(config: &Config, row: &Row, watched: &Watched) -> Vec<Alert> {
    let id = row.worker.as_str();
    let mut found = Vec::new();
    let mut tell = |level, kind, text| found.push(Alert::of(level, kind, id, text));
    if watched.work.diverged {
        let remote = &config.remote;
        let text = format!("the branch of {id} went apart from the one on {remote}");
        tell(Level::Urgent, AlertKind::Diverged, text);
    }
    for name in &watched.work.foreign {
        let text = format!("{name} holds something else than {id}: it is from before this plan");
        tell(Level::Note, AlertKind::Foreign, text);
    }
    if let Some(first) = watched.violations.first() {
        let more = watched.violations.len() - 1;
        let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
        tell(Level::Urgent, AlertKind::Violation, format!("{id} broke a rule: {first}{more}"));
    }
    for Astray { on, commit, subject, commits, by_paths, owners } in &watched.astray {
        let short = commit.get(..9).unwrap_or(commit);
        let more =
            if *commits > 1 { format!(" (and {} more)", commits - 1) } else { String::new() };
        let what = if let Some(owners) = owners {
            let files = if owners.is_empty() { "no file".into() } else { owners.join(", ") };
            format!("a worker committed on {on}, with files of {files}")
        } else if *by_paths {
            format!("files of {id} were changed on {on}")
        } else {
            format!("{id} committed on {on}, not on its own branch")
        };
        let text = format!("{what}: {short} {subject}{more}");
        tell(Level::Urgent, AlertKind::WrongBranch, text);
    }
    let lacks = row.behind.filter(|lacks| *lacks >= FAR && row.state != State::Merged);
    if let Some(lacks) = lacks.filter(|_| row.last_commit.is_some() || watched.work.worktree) {
        let text =
            format!("{id} is {lacks} commits behind {} (git parallel sync {id})", config.base);
        tell(Level::Note, AlertKind::Behind, text);
    }
    for Conflict { with, path, why } in &row.conflicts {
        let text = format!("{id} will conflict with {with} in '{path}': {why}");
        tell(Level::Warning, AlertKind::Conflict, text);
    }
    found
}

/// What its worktree says, where there is one.
fn of_tree(config: &Config, row: &Row, watched: &Watched) -> Vec<Alert> {
    let id = row.worker.as_str();
    let mut found = Vec::new();
    let mut tell = |level, kind, text| found.push(Alert::of(level, kind, id, text));
    match &row.worktree {
        Some(Harm::Interrupted) => {
            let text = format!(
                "the worktree of {id} is not finished: its start was interrupted or failed, or is still at work"
            );
            tell(Level::Warning, AlertKind::Interrupted, text);
        }
        Some(Harm::Broken(why)) => {
            let text = format!("the worktree of {id} is broken: {why}");
            tell(Level::Urgent, AlertKind::Broken, text);
        }
        Some(Harm::Disowned(at)) => {
            let text = format!(
                "the worktree of {id} belongs to another user, so git does not read it: {at}"
            );
            tell(Level::Urgent, AlertKind::Broken, text);
        }
        None => {}
    }
    for name in &row.torn {
        let text = format!("git cannot read the branch of {id}: {name} names what is not there");
        tell(Level::Urgent, AlertKind::Torn, text);
    }
    if let Some(amid) = &row.amid {
        tell(Level::Note, AlertKind::Amid, format!("{id} {}", amid.told()));
    }
    // What it brings is others' work, and it may leave the branch meanwhile.
    let quiet = row.amid.is_some();
    if let Some(off) = watched.off.as_ref().filter(|_| !quiet) {
        let text = format!("the worktree of {id} {}", off.told(&row.branch));
        tell(Level::Urgent, AlertKind::OffBranch, text);
    }
    let foreign = foreign::edits(config, row, watched);
    if let [first, more @ ..] = foreign.as_slice() {
        let more =
            if more.is_empty() { String::new() } else { format!(" (and {} more)", more.len()) };
        let text = format!("{id} has edits outside its scope, not committed: '{first}'{more}");
        tell(Level::Warning, AlertKind::OutOfScope, text);
    }
    let here = watched.work.worktree || matches!(row.state, State::Merged | State::Missing);
    if !here {
        tell(Level::Note, AlertKind::NoWorktree, format!("{id} has no worktree here"));
    }
    found
}

/// What on the base may be the work of a worker that was never seen.
fn perhaps(config: &Config, watched: &Watched) -> String {
    let (work, base) = (&watched.work, &config.base);
    let Some(newest) = work.perhaps.first() else { return String::new() };
    format!(
        " here; {base} has {} in its scope since it was planned ('{newest}'): where that is its work, say so there by a commit with the trailer 'Parallel-Worker: {}'",
        count(work.perhaps.len(), "commit"),
        work.id
    )
}
