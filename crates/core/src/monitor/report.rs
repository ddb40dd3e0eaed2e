//! The whole report: a row per worker, alerts, and what to do next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::needs::needs;
use super::{
    Action, Alert, Amid, Harm, Integration, Need, Previewed, Requests, State, Work, about, actions,
    cycles, of_guards, remaining, state,
};
use crate::config::{Config, Worker, slug};
use crate::guard::Signal;

/// What the monitor is told about one worker beyond its plan: its branch, and what the guard and
/// the gate found.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// The branch as read.
    pub work: Work,
    /// What is wrong with its guard.
    pub drift: Vec<String>,
    /// What the gate found on its branch, each in a sentence.
    pub violations: Vec<String>,
    /// What it would not merge with.
    pub conflicts: Vec<Conflict>,
    /// Its commits on branches that are not its own.
    pub astray: Vec<Astray>,
    /// Where HEAD of its worktree is instead of on its branch.
    pub off: Option<Off>,
    /// Since when its session waits, in seconds since 1970, and for what; as its agent told.
    pub waits: Option<(i64, String)>,
    /// What its session does since when, in seconds since 1970; as its agent told.
    pub session: Option<(i64, Doing)>,
    /// How many lines its branch changes.
    pub size: Option<Size>,
    /// Where its worktree is.
    pub path: Option<String>,
    /// Whether that is elsewhere than the layout has it.
    pub moved: bool,
}

/// How many lines a branch changes since it left the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Size {
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
}

/// A session that waits for an answer, as its agent told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Waiting {
    /// For how many seconds.
    pub seconds: u64,
    /// For what, in the agent's words.
    pub what: String,
}

/// What the session of a worker does, as its agent told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// It waits for an answer.
    #[default]
    Waiting,
    /// It is at work.
    Busy,
    /// It has stopped, and goes on when it is told to.
    Stopped,
    /// It is over.
    Ended,
}

impl Doing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Busy => "busy",
            Self::Stopped => "stopped",
            Self::Ended => "ended",
        }
    }

    /// What `word` means; without one, that it waits.
    pub fn of(word: &str) -> Self {
        let known = [Self::Busy, Self::Stopped, Self::Ended];
        known.into_iter().find(|it| it.word() == word).unwrap_or_default()
    }
}

/// The same, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Session {
    /// What it does.
    pub doing: Doing,
    /// How many seconds ago that began, or was told last.
    pub seconds: u64,
}

/// Commits of a worker on a branch that is not its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Astray {
    /// The branch they are on.
    pub on: String,
    /// The first of them.
    pub commit: String,
    /// Its subject.
    pub subject: String,
    /// How many there are.
    pub commits: usize,
    /// Whether only their paths tell that they are its.
    pub by_paths: bool,
    /// Where they are no single worker's: whose files they change.
    pub owners: Option<Vec<String>>,
}

/// HEAD of a worker's worktree, where it is not on the worker's branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Off {
    /// The branch it is on; none where it is on no branch.
    pub on: Option<String>,
    /// The commit it is at.
    pub head: Option<String>,
    /// How many commits it has that the worker's branch has not.
    pub commits: usize,
    /// Whether that branch is gone.
    pub gone: bool,
    /// Whether the branch can be where HEAD is with nothing lost: it is gone or behind, and HEAD is not on
    /// somebody else's.
    pub joins: bool,
}

impl Off {
    /// It in words, where it should be on `branch`.
    pub fn told(&self, branch: &str) -> String {
        let on = self.on.as_ref().map_or_else(|| "no branch".to_owned(), |on| format!("'{on}'"));
        let own = match self.commits {
            0 => String::new(),
            1 => ", with 1 commit of its own".to_owned(),
            n => format!(", with {n} commits of its own"),
        };
        if self.gone {
            return format!("is on {on}, and its branch '{branch}' is gone");
        }
        format!("is on {on}, not on '{branch}'{own}")
    }
}

/// A merge that is predicted not to go through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conflict {
    /// The other branch: the base, or a worker's identifier.
    pub with: String,
    /// The first path both cannot have their way in.
    pub path: String,
    /// Why, to be read after "conflict: ".
    pub why: String,
}

/// One worker in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// The worker.
    pub worker: String,
    /// What it is about.
    pub title: String,
    /// The words that its branch and its worktree are named by.
    pub slug: String,
    /// The feature it works for, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Its branch.
    pub branch: String,
    /// The branch that has its newest commit, as git names it here: `origin/…` where the remote is
    /// further, or no branch is here.
    pub newest: Option<String>,
    /// The newest commit itself.
    pub tip: Option<String>,
    /// Where its worktree is, as an absolute path; none where it is not on this machine.
    pub path: Option<String>,
    /// Whether that is elsewhere than the layout has it.
    #[serde(skip)]
    pub moved: bool,
    /// Whether its worktree is here, whole or not.
    #[serde(skip)]
    pub here: bool,
    /// What it is doing.
    #[serde(flatten)]
    pub state: State,
    /// Seconds since its last commit; none while it has none, for the tip it was started at is not
    /// its own.
    pub last_commit: Option<u64>,
    /// The last commit's subject without its prefix.
    pub last_subject: String,
    /// How many commits it made.
    pub commits: usize,
    /// How many of them are checkpoints.
    pub checkpoints: usize,
    /// How many checkpoints the plan expects.
    pub expected: usize,
    /// How many tasks it has.
    pub tasks_total: usize,
    /// How many of them are done, as far as its commits tell.
    pub tasks_done: usize,
    /// How many paths differ from its last commit.
    pub dirty: usize,
    /// What it has begun in its worktree and not ended: a merge that it resolves, say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amid: Option<Amid>,
    /// Whether it was started here, and its branch is gone.
    pub lost: bool,
    /// The full names of those refs of its branch, here and on the remote, that name what is not there.
    pub torn: Vec<String>,
    /// Why its worktree could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worktree: Option<Harm>,
    /// How many commits the base is ahead; the counting ends at a thousand.
    pub behind: Option<usize>,
    /// How many lines it changes since it left the base; none where that was not asked.
    pub size: Option<Size>,
    /// How many rules the gate found broken on its branch.
    pub violations: usize,
    /// What its branch is predicted to conflict with.
    pub conflicts: Vec<Conflict>,
    /// What it needs of others.
    pub needs: Vec<Need>,
    /// That its session waits for an answer; only where its agent tells so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// What its session does; only where its agent tells so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
}

impl Row {
    /// What others merge to have its work.
    pub fn to_merge(&self) -> &str {
        self.newest.as_deref().unwrap_or(&self.branch)
    }

    /// How far it is, done of all: its tasks where commits name them, its checkpoints where they do not.
    /// None where nothing was planned.
    pub fn progress(&self) -> Option<(usize, usize)> {
        match self.expected {
            0 => None,
            all if self.state == State::Merged => Some((all, all)),
            // Whoever says that all is done has done what commits name.
            _ if self.state == State::Complete && self.tasks_total > 0 => {
                Some((self.tasks_done, self.tasks_total))
            }
            all if self.state == State::Complete => Some((all, all)),
            _ if self.tasks_done > 0 => Some((self.tasks_done, self.tasks_total)),
            all => Some((self.checkpoints.min(all), all)),
        }
    }

    /// Whether it works for the feature called so; for any where none is named.
    pub fn is_of(&self, feature: Option<&str>) -> bool {
        let Some(name) = feature else { return true };
        self.feature.as_deref().is_some_and(|own| own == name || slug(own) == slug(name))
    }

    /// The needs that still matter: not taken, of a worker that has not finished.
    pub(super) fn open_needs(&self) -> impl Iterator<Item = &Need> {
        let over = matches!(self.state, State::Complete | State::Merged);
        self.needs.iter().filter(move |need| !over && !need.taken)
    }
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// The base branch.
    pub base: String,
    /// The integration that is under way or waits to land; the first, where there are several.
    pub integration: Option<Integration>,
    /// All integrations that are under way or wait to land.
    pub integrations: Vec<Integration>,
    /// The last preview of all work together, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Previewed>,
    /// The requests to merge their branches, where the forge was asked for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Requests>,
    /// A row per worker, in the order of the plan.
    pub workers: Vec<Row>,
    /// What wants attention, the most urgent first.
    pub alerts: Vec<Alert>,
    /// Commands to run next, each with its reason.
    pub actions: Vec<Action>,
}

/// The row of one worker, with all its predicted conflicts.
fn row(
    config: &Config,
    worker: &Worker,
    watched: &Watched,
    needs: Vec<Need>,
    state: State,
    now: i64,
) -> Row {
    let work = &watched.work;
    let landed = work.tip_time.filter(|_| work.merged);
    let since = work.events.first().map(|event| event.time).or(landed);
    Row {
        worker: worker.id.clone(),
        title: worker.title().to_owned(),
        slug: worker.slug.clone(),
        feature: config.feature(worker).map(str::to_owned),
        branch: config.branch(worker),
        newest: work.at.clone(),
        tip: work.tip.clone(),
        path: watched.path.clone(),
        moved: watched.moved,
        here: work.worktree,
        last_commit: since.map(|time| u64::try_from(now - time).unwrap_or(0)),
        last_subject: work.events.first().map(|event| event.text.clone()).unwrap_or_default(),
        commits: work.events.len(),
        checkpoints: steps(work),
        expected: worker.checkpoints.len().max(worker.task.len()),
        tasks_total: worker.task.len(),
        tasks_done: match state {
            State::Merged => worker.task.len(),
            _ => worker.task.len() - remaining(worker, work).len(),
        },
        dirty: work.dirty.len(),
        amid: work.amid.clone(),
        lost: work.lost,
        torn: work.torn.clone(),
        worktree: work.harm.clone(),
        behind: work.behind,
        size: watched.size,
        violations: watched.violations.len(),
        conflicts: watched.conflicts.clone(),
        needs,
        state,
        waiting: waiting(watched, now),
        session: session(watched, now),
    }
}

/// How many checkpoints a worker made.
fn steps(work: &Work) -> usize {
    work.events.iter().filter(|event| event.signal == Some(Signal::Checkpoint)).count()
}

/// The wait of a session that has not committed since.
fn waiting(watched: &Watched, now: i64) -> Option<Waiting> {
    let (since, what) = watched.waits.clone()?;
    let committed = watched.work.events.first().is_some_and(|event| event.time > since);
    let seconds = u64::try_from(now - since).unwrap_or(0);
    (!committed && !watched.work.merged).then_some(Waiting { seconds, what })
}

/// What the session does; one that has committed since it waited is at work.
fn session(watched: &Watched, now: i64) -> Option<Session> {
    let (since, told) = watched.session.filter(|_| !watched.work.merged)?;
    let last = watched.work.events.first().map(|event| event.time).filter(|time| *time > since);
    let doing = match (told, last) {
        (Doing::Waiting, Some(_)) => Doing::Busy,
        (told, _) => told,
    };
    let seconds = u64::try_from(now - last.unwrap_or(since)).unwrap_or(0);
    Some(Session { doing, seconds })
}

/// Reports on all workers of `config` at `now`, in seconds since 1970, as if nothing were being
/// integrated.
pub fn report(config: &Config, watched: &[Watched], now: i64) -> Report {
    report_during(config, watched, Vec::new(), None, now)
}

/// The same while `integrations` are under way or wait to land: what they merge, and how that goes, is
/// no worker's business any more. Only what concerns `feature` is told, where one is named.
pub fn report_during(
    config: &Config,
    watched: &[Watched],
    mut integrations: Vec<Integration>,
    feature: Option<&str>,
    now: i64,
) -> Report {
    let held = |work: &Work| integrations.iter().any(|it| it.holds(&work.id, work.tip.as_ref()));
    let all: Vec<&Work> = watched.iter().map(|watched| &watched.work).collect();
    let mut rows = Vec::new();
    let mut alerts = Vec::new();
    for (worker, watched) in config.worker.iter().zip(watched) {
        let work = &watched.work;
        let needs = needs(worker, &config.guard.shared, work, &all);
        let state = state(work, &needs);
        let mut row = row(config, worker, watched, needs, state, now);
        if held(work) || work.merged {
            row.conflicts.clear();
        }
        if work.amid.as_ref().is_some_and(|amid| amid.brings(&config.base)) {
            row.conflicts.retain(|conflict| conflict.with != config.base);
        }
        if row.is_of(feature) {
            alerts.extend(about(config, &row, watched));
        }
        rows.push(row);
    }
    if feature.is_some() {
        let own: Vec<&Row> = rows.iter().filter(|row| row.is_of(feature)).collect();
        integrations.retain(|it| it.is_of(feature, &own));
    }
    alerts.extend(of_guards(&rows, watched, feature));
    let needs: Vec<Need> = rows.iter().flat_map(|row| row.needs.clone()).collect();
    let mut deadlocks = cycles(&needs);
    deadlocks
        .retain(|cycle| rows.iter().any(|row| row.is_of(feature) && cycle.contains(&row.worker)));
    alerts.extend(deadlocks.iter().map(|cycle| Alert::deadlock(cycle)));
    alerts.extend(integrations.iter().filter_map(|it| it.alert(&rows, watched)));
    alerts.sort_by_key(|alert| std::cmp::Reverse(alert.level));
    let actions = actions(config, &rows, watched, &deadlocks, &integrations, feature);
    rows.retain(|row| row.is_of(feature));
    let integration = integrations.first().cloned();
    let base = config.base.clone();
    let (preview, requests) = (None, None);
    Report { base, integration, integrations, preview, requests, workers: rows, alerts, actions }
}
