//! The whole report: a row per worker, alerts, and what to do next.

use serde::Serialize;

use super::needs::needs;
use super::{Alert, Level, Need, State, Work, cycles, state};
use crate::config::{Config, seconds};
use crate::guard::Signal;

/// What the monitor is told about one worker beyond its plan: its branch, and what the guard and
/// the gate found.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// The branch as read.
    pub work: Work,
    /// What is wrong with its guard.
    pub drift: Vec<String>,
    /// What the gate found on its branch.
    pub violations: Vec<String>,
}

/// One worker in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The worker.
    pub worker: String,
    /// What it is about.
    pub title: String,
    /// Its branch.
    pub branch: String,
    /// What it is doing.
    #[serde(flatten)]
    pub state: State,
    /// Seconds since its last commit.
    pub last_commit: Option<u64>,
    /// The last commit's subject without its prefix.
    pub last_subject: String,
    /// How many commits it made.
    pub commits: usize,
    /// How many of them are checkpoints.
    pub checkpoints: usize,
    /// How many checkpoints the plan expects.
    pub expected: usize,
    /// How many paths differ from its last commit.
    pub dirty: usize,
    /// How many commits the base is ahead.
    pub behind: Option<usize>,
    /// What it needs of others.
    pub needs: Vec<Need>,
}

impl Row {
    /// The needs that still matter: not taken, of a worker that has not finished.
    fn open_needs(&self) -> impl Iterator<Item = &Need> {
        let over = matches!(self.state, State::Complete | State::Merged);
        self.needs.iter().filter(move |need| !over && !need.taken)
    }
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The base branch.
    pub base: String,
    /// A row per worker, in the order of the plan.
    pub workers: Vec<Row>,
    /// What wants attention, the most urgent first.
    pub alerts: Vec<Alert>,
    /// Commands to run next, each with its reason.
    pub actions: Vec<Action>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// Why, in a few words.
    pub why: String,
    /// The command, where a command does it.
    pub run: Option<String>,
}

/// Reports on all workers of `config` at `now`, in seconds since 1970.
pub fn report(config: &Config, watched: &[Watched], now: i64) -> Report {
    let all: Vec<Work> = watched.iter().map(|watched| watched.work.clone()).collect();
    let mut rows = Vec::new();
    let mut alerts = Vec::new();
    for (worker, watched) in config.worker.iter().zip(watched) {
        let work = &watched.work;
        let needs = needs(work, &all);
        let state = state(work, &needs);
        let since = work.events.first().map(|event| event.time).or(work.tip_time);
        let row = Row {
            worker: worker.id.clone(),
            title: worker.title().to_owned(),
            branch: config.branch(worker),
            last_commit: since.map(|time| u64::try_from(now - time).unwrap_or(0)),
            last_subject: work.events.first().map(|event| event.text.clone()).unwrap_or_default(),
            commits: work.events.len(),
            checkpoints: work
                .events
                .iter()
                .filter(|e| e.signal == Some(Signal::Checkpoint))
                .count(),
            expected: worker.checkpoints.len().max(worker.task.len()),
            dirty: work.dirty.len(),
            behind: work.behind,
            needs,
            state,
        };
        alerts.extend(about(config, &row, watched));
        rows.push(row);
    }
    let needs: Vec<Need> = rows.iter().flat_map(|row| row.needs.clone()).collect();
    let deadlocks = cycles(&needs);
    alerts.extend(deadlocks.iter().map(|cycle| Alert {
        level: Level::Urgent,
        kind: "deadlock",
        worker: None,
        text: format!("{} wait for each other", cycle.join(", ")),
    }));
    alerts.sort_by_key(|alert| std::cmp::Reverse(alert.level));
    let actions = actions(config, &rows, &deadlocks);
    Report { base: config.base.clone(), workers: rows, alerts, actions }
}

/// The alerts about one worker.
fn about(config: &Config, row: &Row, watched: &Watched) -> Vec<Alert> {
    let id = row.worker.as_str();
    let mut found = Vec::new();
    let mut tell = |level, kind, text| found.push(Alert::of(level, kind, id, text));
    match &row.state {
        State::Blocked { reason } => {
            tell(Level::Urgent, "blocked", format!("{id} is blocked: {reason}"));
        }
        State::Reopened => {
            tell(Level::Warning, "reopened", format!("{id} committed again after [COMPLETE]"));
        }
        State::Missing => tell(Level::Note, "missing", format!("{id} has not been started")),
        State::Complete if row.dirty > 0 => tell(
            Level::Warning,
            "unfinished",
            format!("{id} is complete, but {} of its worktree are not committed", paths(row.dirty)),
        ),
        _ => {}
    }
    let stalls =
        matches!(row.state, State::Working | State::Needs { .. } | State::Idle | State::Reopened);
    let limit = seconds(&config.status.stall_after).unwrap_or(u64::MAX);
    if let Some(since) = row.last_commit.filter(|since| stalls && *since > limit && row.commits > 0)
    {
        tell(Level::Warning, "stalled", format!("{id} has not committed for {} min", since / 60));
    }
    for need in row.open_needs() {
        if need.met {
            tell(Level::Warning, "need_met", format!("{id} can take {} now", need.name()));
        } else {
            tell(Level::Note, "need_open", format!("{id} waits for {}", need.name()));
        }
    }
    if watched.work.diverged {
        tell(
            Level::Urgent,
            "diverged",
            format!("the branch of {id} here and on {} went apart", config.remote),
        );
    }
    for problem in &watched.violations {
        tell(Level::Urgent, "violation", problem.clone());
    }
    for problem in &watched.drift {
        tell(Level::Urgent, "guard", format!("the guard of {id} does not stand: {problem}"));
    }
    if watched.work.tip.is_some() && !watched.work.worktree && !matches!(row.state, State::Merged) {
        tell(Level::Note, "no_worktree", format!("{id} has no worktree here"));
    }
    found
}

fn paths(number: usize) -> String {
    if number == 1 { "1 path".into() } else { format!("{number} paths") }
}

/// What to do next, the most useful first.
fn actions(config: &Config, rows: &[Row], deadlocks: &[Vec<String>]) -> Vec<Action> {
    let mut found = Vec::new();
    let mut tell = |why: String, run: String| found.push(Action { why, run: Some(run) });
    for cycle in deadlocks {
        let first = &cycle[0];
        tell(
            format!("let {first} go on with a stub, or widen its scope"),
            format!("git parallel reassign PATH… --from {} --to {first}", cycle[cycle.len() - 1]),
        );
    }
    for row in rows {
        let id = &row.worker;
        let work = format!("git -C {} ", worktree(config, row));
        match &row.state {
            State::Missing => tell(format!("start {id}"), format!("git parallel start {id}")),
            State::Blocked { reason } => {
                tell(format!("unblock {id} ({reason})"), format!("{work}log -1"));
            }
            _ => {}
        }
        for need in row.open_needs().filter(|need| need.met) {
            let provider =
                config.find(&need.of).map(|worker| config.branch(worker)).unwrap_or_default();
            tell(
                format!("{id}: take {} and go on", need.name()),
                format!("{work}merge {provider}"),
            );
        }
    }
    let over = |row: &Row| matches!(row.state, State::Complete | State::Merged);
    if !rows.is_empty() && rows.iter().all(over) {
        if rows.iter().all(|row| row.state == State::Merged) {
            tell("everything has landed: clean up".into(), "git parallel clean".into());
        } else {
            tell("everyone is complete: merge their work".into(), "git parallel integrate".into());
        }
    }
    found
}

fn worktree(config: &Config, row: &Row) -> String {
    let name = config.find(&row.worker).map(crate::config::Worker::name).unwrap_or_default();
    format!("{}/{name}", config.layout.worktrees)
}
