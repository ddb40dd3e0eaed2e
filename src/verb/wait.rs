//! `wait`: until workers are where the caller wants them, told by changes of the repository.

use std::time::{Duration, Instant};

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Serialize;

use super::status::{changed, changes};
use super::{Context, Plan, inspect, published, select, watch};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{Row, State};
use crate::render::{self, inert};

/// The longest without another look, for file systems that tell of no change.
const LOOK: Duration = Duration::from_secs(2);

/// Wait until workers are complete, blocked or in need
///
/// Ends with 0 once every named worker is there (one of them, with --first), and with 1 when the
/// time is over. Work that is merged or landed counts as complete. Nothing is fetched.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The workers; all of them when left out
    #[arg(value_name = "WORKER")]
    workers: Vec<String>,
    /// What to wait for
    #[arg(long, value_enum, default_value_t = Until::Complete)]
    until: Until,
    /// Give up after this time: 90s, 30m, 2h
    #[arg(long, value_name = "TIME", value_parser = time)]
    timeout: Option<Duration>,
    /// End as soon as one of the workers is there
    #[arg(long)]
    first: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel wait task-1 --until complete --timeout 30m
  git parallel wait --until any --first && git parallel status";

/// What can be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Until {
    /// All its tasks are finished, or its work is merged
    Complete,
    /// It can not go on
    Blocked,
    /// It needs something of others
    Needs,
    /// Any of these: it wants somebody's attention
    Any,
}

impl Until {
    fn holds(self, state: &State) -> bool {
        let complete = matches!(state, State::Complete | State::Merged);
        let blocked = matches!(state, State::Blocked { .. });
        let needs = matches!(state, State::Needs { .. });
        match self {
            Self::Complete => complete,
            Self::Blocked => blocked,
            Self::Needs => needs,
            Self::Any => complete || blocked || needs,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Answer<'a> {
    reached: bool,
    workers: Vec<&'a Row>,
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<Answer<'_>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    let begun = Instant::now();
    // Before the first look, so that nothing between the look and the wait is missed.
    let (_watcher, events) = changes(&repo);
    loop {
        let plan = context.plan(&repo)?;
        let rows = rows(&repo, &plan, &args.workers)?;
        let there = rows.iter().filter(|row| args.until.holds(&row.state)).count();
        let reached = if args.first { there > 0 } else { there == rows.len() };
        let left = args.timeout.map(|most| most.saturating_sub(begun.elapsed()));
        if reached || left.is_some_and(|left| left.is_zero()) {
            tell(context, &rows, reached)?;
            return Ok(if reached { Exit::Done } else { Exit::Found });
        }
        changed(&events, left.map_or(LOOK, |left| left.min(LOOK)));
    }
}

/// The rows of the workers waited for.
fn rows(repo: &Repo, plan: &Plan, names: &[String]) -> Result<Vec<Row>, Failure> {
    let chosen = select::workers(plan, names)?;
    let mut seen = watch::seen(repo, &plan.config)?;
    inspect::seat(repo, &plan.config, &seen.trees, &mut seen.watched);
    let watched = seen.watched;
    let report = watch::report(repo, &plan.config, &watched)?;
    let is_chosen = |row: &Row| chosen.iter().any(|(_, worker)| worker.id == row.worker);
    Ok(report.workers.into_iter().filter(is_chosen).collect())
}

fn tell(context: &Context, rows: &[Row], reached: bool) -> Result<(), Failure> {
    if context.json {
        context.out.json("wait", &Answer { reached, workers: rows.iter().collect() })?;
        return Ok(());
    }
    for row in rows {
        context.out.answer(format!("{} {}", inert(&row.worker), render::status::plain(row)))?;
    }
    if !reached {
        context.out.note("the time is over");
    }
    Ok(())
}

pub(super) fn time(text: &str) -> Result<Duration, String> {
    config::seconds(text)
        .map(Duration::from_secs)
        .ok_or_else(|| "a time is a number and a unit: 90s, 30m, 2h, 1d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wants_attention_ends_the_wait_for_any() {
        let blocked = State::Blocked { reason: "x".into() };
        let needs = State::Needs { open: vec!["task-1/x".into()] };
        let table = [
            (Until::Complete, [true, true, false, false, false]),
            (Until::Blocked, [false, false, true, false, false]),
            (Until::Needs, [false, false, false, true, false]),
            (Until::Any, [true, true, true, true, false]),
        ];
        let states = [State::Complete, State::Merged, blocked, needs, State::Reopened];
        for (until, wanted) in table {
            let holds: Vec<bool> = states.iter().map(|state| until.holds(state)).collect();
            assert_eq!(holds, wanted, "{until:?}");
        }
    }
}
