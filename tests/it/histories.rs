//! A table of histories: what `status` says of each, and that no state and no kind of alert is left out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::integrate::{API, UI};
use crate::scene::Scene;
use crate::start::planned;

/// What happened, one step a line, and what must be told: the states of task-1 and task-2, and each
/// alert as its kind and its worker.
struct History {
    steps: &'static [&'static str],
    states: [&'static str; 2],
    alerts: &'static [&'static str],
}

const fn history(
    steps: &'static [&'static str],
    states: [&'static str; 2],
    alerts: &'static [&'static str],
) -> History {
    History { steps, states, alerts }
}

#[rustfmt::skip]
const HISTORIES: &[History] = &[
    history(&[], ["missing", "missing"], &["missing task-1", "missing task-2"]),
    history(&["start task-1"], ["idle", "missing"], &["missing task-2"]),
    history(&["start"], ["idle", "idle"], &[]),
    history(&["start", "api says [CHECKPOINT] One"], ["working", "idle"], &[]),
    history(&["start", "api says [WIP] One"], ["working", "idle"], &[]),
    history(&["start", "api says [BLOCKED:no-spec] Which"], ["blocked", "idle"], &["blocked task-1"]),
    history(&["start", "api says [BLOCKED:no-spec] Which", "api says [CHECKPOINT] This one"],
        ["working", "idle"], &[]),
    history(&["start", "ui says [NEEDS:task-1/Model] List"], ["idle", "needs"], &["need_open task-2"]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "ui says [CHECKPOINT] Something else"],
        ["idle", "needs"], &["need_open task-2"]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "api says [CHECKPOINT] Add Model"],
        ["working", "needs"], &["need_met task-2"]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "api writes src/api/model.rs [CHECKPOINT] Types"],
        ["working", "needs"], &["need_met task-2"]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "api says [CHECKPOINT] Add Model", "ui takes task-1-api-endpoints"],
        ["working", "working"], &[]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "ui says [COMPLETE] Went without"],
        ["idle", "complete"], &[]),
    history(&["start", "ui says [NEEDS:task-1/Model] List", "api says [NEEDS:task-2/View] Routes"],
        ["needs", "needs"], &["deadlock -", "need_open task-1", "need_open task-2"]),
    history(&["start", "api says [COMPLETE] All"], ["complete", "idle"], &["unfinished task-1"]),
    history(&["start", "api says [COMPLETE] task-1-1 and all the rest"], ["complete", "idle"], &[]),
    history(&["start", "api says [COMPLETE] All", "api edits src/api/late.rs"],
        ["complete", "idle"], &["unfinished task-1", "unfinished task-1"]),
    history(&["start", "api says [COMPLETE] All", "api says [CHECKPOINT] More"],
        ["reopened", "idle"], &["reopened task-1"]),
    history(&["start", "api says [COMPLETE] All", "api says [BLOCKED:x] No, stuck"],
        ["blocked", "idle"], &["blocked task-1"]),
    history(&["start", "api says [COMPLETE] All", "api says [CHECKPOINT] More", "api says [COMPLETE] Really"],
        ["complete", "idle"], &["unfinished task-1"]),
    history(&["start", "api writes src/api/a.rs [COMPLETE] All", "ui writes src/ui/b.rs [COMPLETE] All", "land"],
        ["merged", "merged"], &[]),
    history(&["start", "api writes src/api/a.rs [COMPLETE] All", "git merge -q --no-ff -m Merge work/task-1-api-endpoints"],
        ["merged", "idle"], &[]),
    history(&["start", "api writes src/api/a.rs [COMPLETE] All", "git merge -q --no-ff -m Merge work/task-1-api-endpoints", "git revert --no-edit -m 1 HEAD"],
        ["reverted", "idle"], &["reverted task-1"]),
    history(&["start", "git -C worktrees/task-1-api-endpoints switch -q --detach"], ["idle", "idle"], &["off_branch task-1"]),
    history(&["start", "api writes src/api/a.rs [CHECKPOINT] One", "git merge -q --ff-only work/task-1-api-endpoints"],
        ["merged", "idle"], &[]),
    history(&["start", "stall 1h", "api says [CHECKPOINT] Long ago"], ["working", "idle"], &["stalled task-1"]),
    history(&["start", "stall 1h", "api says [COMPLETE] Long ago", "ui says [BLOCKED:x] Long ago"],
        ["complete", "blocked"], &["blocked task-2", "unfinished task-1"]),
    history(&["start", "api says [CHECKPOINT] Here", "far from main"],
        ["working", "idle"], &["diverged task-1"]),
    history(&["start", "api says [CHECKPOINT] Here", "far from work/task-1-api-endpoints"],
        ["working", "idle"], &[]),
    history(&["start", "old"], ["idle", "idle"], &["foreign task-1"]),
    history(&["start", "far from main", "git worktree remove worktrees/task-1-api-endpoints", "git branch -qD work/task-1-api-endpoints"],
        ["working", "idle"], &["no_worktree task-1"]),
    history(&["start", "git worktree remove worktrees/task-1-api-endpoints"],
        ["idle", "idle"], &["no_worktree task-1"]),
    history(&["start", "api around src/api/a.rs no prefix"], ["working", "idle"], &["violation task-1"]),
    history(&["start", "api around src/ui/b.rs [CHECKPOINT] Theirs"],
        ["working", "idle"], &["violation task-1", "wrong_branch task-2"]),
    history(&["start", "lead writes src/api/a.rs [CHECKPOINT] Not here"],
        ["idle", "idle"], &["wrong_branch task-1"]),
    history(&["start", "lead writes src/api/a.rs The lead's own"], ["idle", "idle"], &[]),
    history(&["start", "lacks what is on origin/main"], ["idle", "idle"], &["behind -", "guard -"]),
    history(&["start", "git worktree add -q -b side .claude/worktrees/side"],
        ["idle", "idle"], &["foreign_worktree -"]),
    history(&["start", "api asks"], ["idle", "idle"], &["waiting task-1"]),
    history(&["start", "ui unguarded"], ["idle", "idle"], &["guard task-2"]),
    history(&["start", "api edits src/ui/b.rs"], ["idle", "idle"], &["out_of_scope task-1"]),
    history(&["start", "api writes src/api/a.rs [CHECKPOINT] Ours", "lead writes src/api/a.rs The lead's"],
        ["working", "idle"], &["conflict task-1"]),
    history(&["start", "api writes src/api/a.rs [CHECKPOINT] Ours", "ui around src/api/a.rs [CHECKPOINT] Theirs"],
        ["working", "working"], &["conflict task-1", "violation task-2", "wrong_branch task-1"]),
    history(&["start", "lead writes LEAD.md The lead's", "git -C worktrees/task-1-api-endpoints merge -q --no-ff --no-commit main"],
        ["idle", "idle"], &["amid task-1"]),
    history(&["start", "git pack-refs --all", "tear"], ["missing", "idle"], &["torn task-1"]),
    history(&["start", "ui loses HEAD"], ["idle", "idle"], &["broken task-2"]),
    history(&["start", "git worktree lock --reason initializing worktrees/task-2-ui"],
        ["idle", "idle"], &["interrupted task-2"]),
    history(&["start", "api writes src/api/a.rs [COMPLETE] Ours", "ui says [COMPLETE] All", "lead writes src/api/a.rs The lead's", "integrate"],
        ["complete", "complete"], &["integration task-1", "unfinished task-1"]),
    history(&["start", "api writes src/api/a.rs [COMPLETE] Ours", "ui says [COMPLETE] All", "integrate"],
        ["complete", "complete"], &["integration -", "unfinished task-1"]),
];

/// What no object is called.
const NOWHERE: &str = "1234567890123456789012345678901234567890\n";

/// Takes one step.
fn take(scene: &Scene, step: &str) {
    let (who, rest) = step.split_once(' ').unwrap_or((step, ""));
    let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let tree = match who {
        "api" => API,
        "ui" => UI,
        _ => ".",
    };
    let (path, subject) = rest.split_once(' ').unwrap_or((rest, ""));
    match (who, verb) {
        ("start", "") => drop(scene.parallel(&["start"]).done()),
        ("start", worker) => drop(scene.parallel(&["start", worker]).done()),
        ("land", _) => {
            scene.parallel(&["integrate", "f"]).done();
            scene.parallel(&["land", "--yes"]).done();
        }
        ("integrate", _) => drop(scene.parallel(&["integrate", "f"])),
        (_, "loses") => {
            std::fs::remove_file(scene.path(".git/worktrees/task-2-ui").join(rest)).expect(rest);
        }
        ("stall", after) => set(scene, &format!("stall_after = \"{after}\"")),
        ("old", _) => {
            let made = scene.git(&["commit-tree", "-m", "[COMPLETE] Then", "main^{tree}"]);
            scene.git(&["update-ref", "refs/remotes/origin/work/task-1-api-endpoints", &made]);
        }
        ("tear", _) => scene.write(".git/refs/heads/work/task-1-api-endpoints", NOWHERE),
        ("far", _) => {
            let subject = "[CHECKPOINT] There";
            let made = scene.git(&["commit-tree", "-p", rest, "-m", subject, "main^{tree}"]);
            scene.git(&["update-ref", "refs/remotes/origin/work/task-1-api-endpoints", &made]);
        }
        ("lacks", _) => lack(scene),
        ("git", _) => {
            let args: Vec<&str> = step.split(' ').skip(1).collect();
            scene.git(&args);
        }
        (_, "says") => {
            scene.git_in(tree, &["commit", "-q", "--allow-empty", "-m", rest]).done();
        }
        (_, "takes") => {
            scene.git_in(tree, &["merge", "-q", &format!("work/{rest}")]).done();
        }
        (_, "edits") => scene.write(&format!("{tree}/{path}"), step),
        (_, "writes") => drop(scene.commit_in(tree, path, step, subject).done()),
        (_, "around") => {
            scene.write(&format!("{tree}/{path}"), step);
            let args = ["-c", "core.hooksPath=/dev/null", "commit", "-qam", subject];
            scene.git_in(tree, &args).done();
        }
        (_, "asks") => {
            let cwd = scene.path(tree);
            let told = serde_json::json!({ "cwd": cwd, "notification_type": "permission_prompt" });
            let args = ["hook", "session-waiting"];
            scene.parallel_with(&args, &told.to_string()).done();
        }
        (_, "unguarded") => {
            scene.git_in(tree, &["config", "--worktree", "--unset", "core.hooksPath"]).done();
        }
        _ => panic!("no such step: {step}"),
    }
}

/// Gives the remote's base a commit that the one here has not.
fn lack(scene: &Scene) {
    let made = scene.git(&["commit-tree", "-p", "main", "-m", "There", "main^{tree}"]);
    scene.git(&["config", "remote.origin.url", "../nowhere.git"]);
    scene.git(&["update-ref", "refs/remotes/origin/main", &made]);
}

/// Puts a line into `[status]`.
fn set(scene: &Scene, line: &str) {
    let text = scene.read(".parallel.toml");
    let kept: String = text.lines().filter(|old| !old.starts_with("stall_after")).fold(
        String::new(),
        |kept, old| {
            let line = if old == "[status]" { format!("{old}\n{line}") } else { old.to_owned() };
            kept + &line + "\n"
        },
    );
    scene.write(".parallel.toml", &kept);
}

/// Plays a history and says what is wrong with what is told of it.
fn played(history: &History) -> Option<String> {
    let scene = planned();
    // The dates of a scene are fixed: nobody is stalled unless the history says so.
    set(&scene, "stall_after = \"40000d\"");
    let text = scene.read(".parallel.toml") + "\n[[prefix]]\nname = \"WIP\"\n";
    scene.write(".parallel.toml", &text);
    history.steps.iter().for_each(|step| take(&scene, step));
    let told = [told(&scene), told(&scene)];
    let wanted = |(states, alerts): &(Vec<String>, Vec<String>)| {
        states == &history.states && alerts == history.alerts
    };
    (!told.iter().all(wanted)).then(|| {
        format!(
            "{:#?}\n  told {:?},\n  and from what was kept {:?}",
            history.steps, told[0], told[1]
        )
    })
}

/// The states and the alerts that `status` tells, the alerts in alphabetical order.
fn told(scene: &Scene) -> (Vec<String>, Vec<String>) {
    let report = scene.parallel(&["status", "--json"]).json();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let list = |key: &str| report[key].as_array().expect("a list").clone();
    let states = list("workers").iter().map(|row| text(&row["state"])).collect();
    let alert = |it: &Value| format!("{} {}", text(&it["kind"]), text(&it["worker"]));
    let mut alerts: Vec<String> = list("alerts").iter().map(alert).collect();
    alerts.sort();
    (states, alerts)
}

#[test]
fn every_history_is_told_as_it_is() {
    let next = AtomicUsize::new(0);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let play = || -> Vec<String> {
            let rows = std::iter::from_fn(|| HISTORIES.get(next.fetch_add(1, Ordering::Relaxed)));
            rows.filter_map(played).collect()
        };
        let running = [scope.spawn(play), scope.spawn(play)];
        running.into_iter().flat_map(|thread| thread.join().expect("its histories")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The words a definition of the published schema may be, wherever its alternatives stand.
fn words(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(map) => {
            let own = map.get("const").and_then(Value::as_str).map(str::to_owned);
            let listed = map.get("enum").and_then(Value::as_array).into_iter().flatten();
            let listed = listed.filter_map(Value::as_str).map(str::to_owned);
            own.into_iter().chain(listed).chain(map.values().flat_map(words)).collect()
        }
        Value::Array(list) => list.iter().flat_map(words).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn no_state_and_no_kind_of_alert_is_left_out() {
    let schema = Scene::empty().parallel(&["status", "--schema"]).json();
    let kinds = words(&schema["$defs"]["AlertKind"]);
    let told = HISTORIES.iter().flat_map(|history| history.alerts);
    // What takes a second clone, a lost table or a run of the checks has tests of its own.
    let elsewhere = ["leftover", "orphan", "preview", "shallow"].map(str::to_owned);
    let told = told.filter_map(|alert| Some(alert.split_once(' ')?.0.to_owned()));
    let told: BTreeSet<String> = told.chain(elsewhere).collect();
    assert_eq!(told, kinds, "every kind of alert has a history");
    let states = words(&schema["$defs"]["Row"]["oneOf"]);
    let told: BTreeSet<String> =
        HISTORIES.iter().flat_map(|history| history.states).map(str::to_owned).collect();
    assert_eq!(told, states, "every state has a history");
}
