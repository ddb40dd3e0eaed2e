//! What to do next, as commands to paste, the most useful first.

use schemars::JsonSchema;
use serde::Serialize;

use super::alert::stalls;
use super::amid::ways;
use super::foreign;
use super::needs::{LEAD, mentions};
use super::place::{log, there, worktree};
use super::{Harm, Integration, Need, OCCUPIED, Row, State, TRUST_OWNER, Watched, remaining};
use crate::config::{Config, Worker, slug};
use crate::guard::handing;
use crate::paste::sh;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Action {
    /// Why, in a few words.
    pub why: String,
    /// The command, where a command does it.
    pub run: Option<String>,
}

/// What brings the base up to the remote's, where that is all there is to say.
pub const PULL: &str = "git pull";

/// The last command of all.
pub const CLEAN: &str = "git parallel clean";

/// What to do next, given the rows, what was watched, and who waits in a circle.
pub(super) fn actions(
    config: &Config,
    rows: &[Row],
    watched: &[Watched],
    deadlocks: &[Vec<String>],
    integrations: &[Integration],
    feature: Option<&str>,
) -> Vec<Action> {
    let told = || rows.iter().zip(watched).filter(move |(row, _)| row.is_of(feature));
    let mut found = Vec::new();
    for cycle in deadlocks {
        found.extend(ways_out(config, rows, cycle));
    }
    found.extend(of_harm(&told().map(|(row, _)| row)));
    let unguarded = told().filter(|(_, it)| !it.drift.is_empty());
    let unguarded: Vec<&str> = unguarded.map(|(row, _)| row.worker.as_str()).collect();
    if !unguarded.is_empty() {
        let why = format!("mend the guard of {}", unguarded.join(", "));
        found.push(action(why, "git parallel hooks install"));
    }
    for (row, watched) in told() {
        found.extend(of_state(config, rows, row));
        found.extend(foreign::answer(config, row, watched, &worktree(config, row)));
        found.extend(of_news(config, row, watched));
        found.extend(of_branch(config, rows, row, watched));
    }
    found.extend(of_start(rows, &told().map(|(row, _)| row)));
    found.extend(told().filter_map(|(row, _)| of_silence(config, row)));
    let last = of_features(config, rows, watched, integrations, feature);
    let pulled = told().filter_map(|(row, seen)| Some((&*row.worker, seen.work.pull.as_ref()?)));
    let (landed, far): (Vec<&str>, Vec<&String>) = pulled.unzip();
    if let Some(far) = far.first() {
        let why = format!("have {} what landed on {far}: {}", config.base, landed.join(", "));
        found.push(action(why, PULL));
    }
    // While something stands in its way, that comes first.
    let left = told().any(|(row, _)| row.state == State::Merged && row.dirty > 0);
    let kept = left || !far.is_empty();
    let cleans = |it: &Action| it.run.as_ref().is_some_and(|run| run.starts_with(CLEAN));
    found.extend(last.into_iter().filter(|it| !kept || !cleans(it)));
    found
}

/// What brings each feature on: its integration, or what comes before one.
fn of_features(
    config: &Config,
    rows: &[Row],
    watched: &[Watched],
    integrations: &[Integration],
    wanted: Option<&str>,
) -> Vec<Action> {
    let features = config.features();
    let alone = features.len() < 2;
    let mut found = Vec::new();
    for feature in &features {
        let own: Vec<&Row> = rows
            .iter()
            .filter(|row| row.feature.as_deref() == *feature && row.is_of(wanted))
            .collect();
        // What would be refused is not recommended.
        let stuck = |row: &&Row| {
            let seen = watched.iter().find(|seen| seen.work.id == row.worker);
            row.state != State::Merged
                && seen.is_some_and(|it| it.work.diverged || !it.violations.is_empty())
        };
        if !own.iter().any(stuck) && !integrations.iter().any(|it| it.is_of(*feature, &own)) {
            found.extend(of_all(config, *feature, &own, alone));
        }
    }
    for one in integrations {
        found.extend(one.actions(rows, watched, alone && integrations.len() == 1));
    }
    found
}

pub(super) fn action(why: impl Into<String>, run: impl Into<String>) -> Action {
    Action { why: why.into(), run: Some(run.into()) }
}

/// The three ways out of a circle: a stub, partial work, another scope.
pub fn ways_out(config: &Config, rows: &[Row], cycle: &[String]) -> Vec<Action> {
    let (first, next) = (&cycle[0], &cycle[1 % cycle.len()]);
    let row = rows.iter().find(|row| row.worker == *first);
    let need = row.and_then(|row| row.open_needs().find(|need| need.of == *next && !need.stubbed));
    let (Some(row), Some(need)) = (row, need) else { return Vec::new() };
    let branch = to_merge(rows, next);
    let handed = config.find(next).and_then(|worker| handed(worker, need));
    let handed = handed.and_then(|item| handing(config, &item, next, first));
    vec![
        action(
            format!("way out 1: {first} goes on with a stub of {}", need.name()),
            format!("git parallel prompt {first} --deadlock"),
        ),
        there(
            config,
            row,
            format!("way out 2: {first} takes what {next} has so far"),
            &format!("merge --no-ff --no-edit {}", sh(branch)),
        ),
        match handed {
            Some(handed) => {
                action(format!("way out 3: {first} makes {} itself", need.item), handed)
            }
            None => action(
                format!("way out 3: {next} goes on with a stub of what it needs"),
                format!("git parallel prompt {next} --deadlock"),
            ),
        },
    ]
}

/// What of `provider` to hand over so that somebody else can make what is needed: the task that
/// speaks of it, the part of its scope that is named like it, or its first. Nobody is left without
/// a scope: of a worker's only folder it is a path in it, and an only file stays its own.
fn handed(provider: &Worker, need: &Need) -> Option<String> {
    let wanted = need.item.to_lowercase();
    let owned = || provider.scope.iter().filter(|path| !path.starts_with('!'));
    let task = provider.task.iter().find(|task| {
        task.id.to_lowercase() == wanted || mentions(&task.text.to_lowercase(), &wanted)
    });
    // A task takes along the paths that it names.
    if let Some(task) = task.filter(|task| owned().any(|path| !task.scope.contains(path))) {
        return Some(task.id.clone());
    }
    let found = owned().find(|path| path.to_lowercase().contains(&wanted)).or(owned().next())?;
    if owned().count() > 1 {
        return Some(found.clone());
    }
    // The item is what a commit says; only a plain name goes into a command to paste.
    let plain = need.item.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    (plain && found.ends_with('/')).then(|| format!("{found}{}", need.item))
}

/// What to merge for the work of `worker`.
fn to_merge<'r>(rows: &'r [Row], worker: &str) -> &'r str {
    rows.iter().find(|row| row.worker == worker).map_or("", Row::to_merge)
}

/// Worktrees to be finished or mended, before anything else is done in them.
fn of_harm<'r>(rows: &(impl Iterator<Item = &'r Row> + Clone)) -> Vec<Action> {
    let those = |wanted: fn(&Harm) -> bool| -> Vec<&str> {
        let harmed = rows.clone().filter(|row| row.worktree.as_ref().is_some_and(wanted));
        harmed.map(|row| row.worker.as_str()).collect()
    };
    let mut found = Vec::new();
    // Nothing to mend while something else lies in its place.
    let broken = those(|harm| matches!(harm, Harm::Broken(why) if why != OCCUPIED));
    if !broken.is_empty() {
        let why = format!("have git read the worktree of {} again", broken.join(", "));
        found.push(action(why, "git parallel recover --apply"));
    }
    for id in those(|harm| matches!(harm, Harm::Broken(why) if why == OCCUPIED)) {
        let why = format!("see what to do about the repository in the place of {id}");
        found.push(action(why, format!("git parallel start {id}")));
    }
    for row in rows.clone() {
        if let Some(Harm::Disowned(at)) = &row.worktree {
            let why =
                format!("have git read the worktree of {}, if you trust its owner", row.worker);
            found.push(action(why, format!("{TRUST_OWNER}{}", sh(at))));
        }
    }
    let torn = rows.clone().filter(|row| !row.torn.is_empty());
    let torn: Vec<&str> = torn.map(|row| row.worker.as_str()).collect();
    if !torn.is_empty() {
        let why = format!("have git read the branch of {} again", torn.join(", "));
        found.push(action(why, "git parallel recover --apply"));
    }
    let interrupted = those(|harm| *harm == Harm::Interrupted);
    if !interrupted.is_empty() {
        let why = format!("finish the start of {}", interrupted.join(", "));
        found.push(action(why, format!("git parallel start {}", interrupted.join(" "))));
    }
    found
}

/// Those who have not begun, all by one command.
fn of_start<'r>(all: &[Row], rows: &(impl Iterator<Item = &'r Row> + Clone)) -> Option<Action> {
    let waits = |row: &&Row| row.state == State::Missing && !row.lost && row.torn.is_empty();
    let ids: Vec<&str> = rows.clone().filter(waits).map(|row| row.worker.as_str()).collect();
    let run = match &ids[..] {
        [] => return None,
        [_, _, ..] if ids.len() == all.len() => "git parallel start".to_owned(),
        ids => format!("git parallel start {}", ids.join(" ")),
    };
    Some(action(format!("start {}", ids.join(", ")), run))
}

fn of_state(config: &Config, rows: &[Row], row: &Row) -> Vec<Action> {
    let id = &row.worker;
    let tree = worktree(config, row);
    let mut found = row.amid.as_ref().map(|amid| ways(config, row, amid)).unwrap_or_default();
    match &row.state {
        State::Reverted { by } => found.extend(of_revert(config, rows, row, by)),
        State::Missing if row.lost => found.push(action(
            format!("see what became of the branch of {id}, and how to get it back"),
            "git parallel recover",
        )),
        State::Blocked { reason } => {
            let last = log(&tree, row, 1);
            let why =
                format!("unblock {id} ({reason}), then hand it: git parallel prompt {id} --resume");
            found.push(action(why, last));
        }
        State::Reopened => found.push(action(
            format!(
                "have {id} finish what it began after [COMPLETE], and end with a new [COMPLETE]"
            ),
            format!("git parallel prompt {id} --continue"),
        )),
        State::Idle | State::Working | State::Needs { .. } | State::Complete
            if !row.here && row.worktree.is_none() && row.newest.as_ref() == Some(&row.branch) =>
        {
            found.push(action(
                format!("bring the worktree of {id} back, if it is to work here"),
                format!("git parallel start {id}"),
            ));
        }
        State::Merged if row.dirty > 0 && row.amid.is_none() => found.push(action(
            format!("see what {id} left uncommitted: clean keeps its worktree for that"),
            format!("git -C {tree} status --short"),
        )),
        State::Complete if row.dirty > 0 && row.amid.is_none() => found.push(action(
            format!("see what {id} left uncommitted"),
            format!("git -C {tree} status --short"),
        )),
        _ => {}
    }
    for need in row.open_needs().filter(|need| !need.met && need.of == LEAD) {
        // The path is what a commit says; only a plain one goes into a command to paste.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
        let is_plain = need.item.chars().all(plain) && !need.item.starts_with('-');
        found.push(if is_plain {
            action(
                format!("let {id} change {}, if that is right", need.item),
                format!("git parallel grant {id} {} --reason 'asked for it'", need.item),
            )
        } else {
            action(format!("see which path {id} asks for"), log(&tree, row, 3))
        });
    }
    // Git takes nothing else while one thing is under way.
    for need in row.open_needs().filter(|need| need.met && row.amid.is_none()) {
        let branch = to_merge(rows, &need.of);
        let why = format!("{id}: take {} and go on", need.name());
        found.push(there(config, row, why, &format!("merge --no-ff --no-edit {}", sh(branch))));
    }
    found
}

/// What a worker was given since its session read its prompt: nothing but a new prompt tells it.
fn of_news(config: &Config, row: &Row, watched: &Watched) -> Option<Action> {
    let id = &row.worker;
    let run = format!("git parallel prompt {id} --resume");
    if matches!(row.state, State::Merged | State::Missing) {
        return None;
    }
    let left = config.find(id).map(|worker| remaining(worker, &watched.work)).unwrap_or_default();
    let handed: Vec<&str> =
        left.iter().filter(|task| task.from.is_some()).map(|task| task.id.as_str()).collect();
    if !handed.is_empty() {
        let why = format!("hand {id} the prompt for what it was given: {}", handed.join(", "));
        return Some(action(why, run));
    }
    let used = |item: &str| {
        let folder = format!("{}/", item.trim_end_matches('/'));
        watched.work.touched.keys().any(|path| path == item || path.starts_with(&folder))
    };
    let granted = |need: &&Need| need.of == LEAD && need.taken && !used(&need.item);
    let need = row.needs.iter().filter(|_| row.state != State::Complete).find(granted)?;
    Some(action(format!("tell {id} that it may change {} now", need.item), run))
}

/// The ways on with what landed and was taken back by `by`: one line brings back all that it took.
fn of_revert(config: &Config, rows: &[Row], row: &Row, by: &str) -> Vec<Action> {
    let same = |it: &&Row| matches!(&it.state, State::Reverted { by: other } if other == by);
    let mut found = Vec::new();
    if rows.iter().find(same).is_none_or(|first| first.worker == row.worker) {
        let base = &config.base;
        found.push(action(
            format!("have on {base} again what was taken back, where it is checked out"),
            format!("git revert --no-edit {}", by.get(..12).unwrap_or(by)),
        ));
    }
    let id = &row.worker;
    found.push(action(format!("or give {id} up"), format!("git parallel drop {id}")));
    found
}

/// A silent worker may be thinking; what is certain comes first.
fn of_silence(config: &Config, row: &Row) -> Option<Action> {
    let id = &row.worker;
    let why =
        format!("see whether the session of {id} is alive; if not, give a new one this prompt");
    stalls(config, row).then(|| action(why, format!("git parallel prompt {id} --continue")))
}

fn of_branch(config: &Config, rows: &[Row], row: &Row, watched: &Watched) -> Vec<Action> {
    let id = &row.worker;
    let mut found = Vec::new();
    if !watched.violations.is_empty() {
        let why = format!("see every rule {id} broke, and the ways out");
        found.push(action(why, format!("git parallel check {id}")));
    }
    if let Some(first) = watched.astray.first() {
        let what = if first.owners.is_some() {
            format!("a worker committed on {}", first.on)
        } else if first.by_paths {
            format!("changed files of {id} on {}", first.on)
        } else {
            format!("{id} committed on {}", first.on)
        };
        let why = format!("see what {what}, and have it moved where it belongs");
        found.push(action(why, "git parallel recover"));
    }
    if let Some(off) = watched.off.as_ref().filter(|off| row.amid.is_none() && !off.gone) {
        found.push(if off.commits == 0 {
            let why = format!("have the worktree of {id} back on its branch");
            there(config, row, why, &format!("switch {}", sh(&row.branch)))
        } else {
            let why =
                format!("see how {id} gets back on its branch, and what it committed elsewhere");
            action(why, "git parallel recover")
        });
    }
    if watched.work.diverged {
        let range = format!("{0}...{1}/{0}", row.branch, config.remote);
        let why = format!("see what {id} has here and what on {}", config.remote);
        found.push(action(why, format!("git log --oneline --left-right {}", sh(&range))));
    }
    found.extend(of_clash(config, rows, row));
    found
}

/// What settles a conflict with the base: by whoever owns the file, then by taking what that one settled.
fn of_clash(config: &Config, rows: &[Row], row: &Row) -> Option<Action> {
    let clash = |row: &Row| row.conflicts.iter().find(|it| it.with == config.base).cloned();
    let own = clash(row).filter(|_| row.amid.is_none())?;
    let (id, base) = (&row.worker, &config.base);
    let owner = config.owner(own.path.as_bytes()).filter(|owner| owner.id != *id);
    let owner = owner.and_then(|owner| rows.iter().find(|other| other.worker == owner.id));
    let (why, branch) = match owner {
        Some(owner) if clash(owner).is_some() => return None,
        Some(owner) if owner.commits > 0 && owner.behind == Some(0) => (
            format!(
                "have {id} take {} again, which settled its conflict with {base}",
                owner.worker
            ),
            to_merge(rows, &owner.worker),
        ),
        _ => (format!("have {id} take {base} now, while the conflict is small"), base.as_str()),
    };
    Some(there(config, row, why, &format!("merge --no-ff --no-edit {}", sh(branch))))
}

/// What brings on a feature that nobody integrates; `alone` where it is the only one of the plan.
fn of_all(config: &Config, feature: Option<&str>, rows: &[&Row], alone: bool) -> Option<Action> {
    let over = |row: &&Row| matches!(row.state, State::Complete | State::Merged);
    if rows.is_empty() || !rows.iter().all(over) || rows.iter().any(|row| row.amid.is_some()) {
        return None;
    }
    let ids: Vec<&str> = rows.iter().map(|row| row.worker.as_str()).collect();
    let open: Vec<&&Row> = rows.iter().filter(|row| row.state != State::Merged).collect();
    let who = feature.map_or_else(|| ids.join(", "), str::to_owned);
    Some(match (open.as_slice(), feature) {
        ([], _) if alone => action("everything has landed: clean up", CLEAN),
        ([], Some(name)) => {
            let run = format!("{CLEAN} --feature {}", slug(name));
            action(format!("{who} has landed: clean up after it"), run)
        }
        ([], None) => {
            action(format!("{who} landed: clean up"), format!("{CLEAN} {}", ids.join(" ")))
        }
        // Where the plan has no name for what is made, any will do.
        ([first, ..], None) => {
            let name = match open.last().filter(|last| last.worker != first.worker) {
                Some(last) => format!("{}-to-{}", first.worker, last.worker),
                None => config.find(&first.worker).map(Worker::name).unwrap_or_default(),
            };
            action(
                "everyone is complete: merge their work, by this name or a better one",
                format!("git parallel integrate {name}"),
            )
        }
        (_, Some(_)) if alone => {
            action("everyone is complete: merge their work", "git parallel integrate")
        }
        (_, Some(name)) => action(
            format!("everyone of {who} is complete: merge their work"),
            format!("git parallel integrate {}", slug(name)),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Task;

    type Case<'c> = (&'c [&'c str], Option<&'c [&'c str]>, &'c str, Option<&'c str>);

    #[test]
    fn nobody_is_told_to_hand_over_all_it_has() {
        let need = |item: &str| Need {
            by: "task-2".into(),
            of: "task-1".into(),
            item: item.into(),
            met: false,
            taken: false,
            stubbed: false,
        };
        let cases: [Case<'_>; 7] = [
            (&["src/model.rs"], None, "Model", None),
            (&["src/"], None, "Model", Some("src/Model")),
            (&["src/"], None, "the $(model)", None),
            (&["a.rs", "model.rs"], None, "Model", Some("model.rs")),
            (&["a.rs", "!src/x"], None, "Model", None),
            (&["a.rs"], Some(&["a.rs"]), "Model", None),
            (&["a.rs", "b.rs"], Some(&["a.rs"]), "Model", Some("t-1")),
        ];
        for (scope, task, item, want) in cases {
            let own = |paths: &[&str]| paths.iter().map(|&path| path.to_owned()).collect();
            let task = task.map(|paths| Task {
                id: "t-1".into(),
                text: "Write the Model".into(),
                scope: own(paths),
                ..Task::default()
            });
            let worker = Worker {
                id: "task-1".into(),
                scope: own(scope),
                task: task.into_iter().collect(),
                ..Worker::default()
            };
            assert_eq!(handed(&worker, &need(item)).as_deref(), want, "{scope:?} {item}");
        }
    }
}
