//! Judgements on values alone: every rule, both ways.

use crate::config::{Config, Grant, Unowned, Worker};

use super::*;

fn plan() -> Config {
    let worker = |id: &str, scope: &[&str]| Worker {
        id: id.into(),
        slug: "x".into(),
        scope: scope.iter().map(ToString::to_string).collect(),
        ..Worker::default()
    };
    let mut config = Config::on("main");
    config.worker = vec![worker("task-1", &["a/", "!a/gen/"]), worker("task-2", &["b/"])];
    config.guard.shared = vec!["Cargo.lock".into()];
    config
}

fn change(parents: usize, paths: &[&str]) -> Change {
    let edit = |path: &&str| Edit { path: path.as_bytes().to_vec(), ..Edit::default() };
    Change { parents, edits: paths.iter().map(edit).collect(), ..Change::default() }
}

fn rules_broken(config: &Config, change: &Change) -> Vec<(Rule, Option<String>)> {
    let rules = Rules::new(config, "task-1", false).unwrap();
    judge(change, &rules).into_iter().map(|it| (it.rule, it.path)).collect()
}

#[test]
fn paths_are_judged_by_their_owner() {
    let config = plan();
    let one = |path: &str| {
        let rules = Rules::new(&config, "task-1", false).unwrap();
        let found = judge(&change(1, &[path]), &rules);
        found.first().map(|it| (it.rule, it.owner.clone()))
    };
    assert_eq!(one("a/x"), None);
    assert_eq!(one("b/x"), Some((Rule::Scope, Some("task-2".into()))));
    assert_eq!(one("README"), Some((Rule::Scope, None)));
    assert_eq!(one("a/gen/x"), Some((Rule::Scope, None)));
    assert_eq!(one(".parallel.toml"), Some((Rule::Reserved, None)));
    assert_eq!(one("worktrees/task-2-x/y"), Some((Rule::Reserved, None)));
    assert_eq!(one("worktrees"), Some((Rule::Reserved, None)));
    assert_eq!(one("worktreesx"), Some((Rule::Scope, None)));
    assert_eq!(one("Cargo.lock"), None);
}

#[test]
fn nobody_is_given_what_is_reserved() {
    let mut config = plan();
    config.worker[0].scope = vec!["**".into()];
    config.guard.unowned = Unowned::Allow;
    for path in [".parallel.toml", "worktrees/x"] {
        assert_eq!(rules_broken(&config, &change(1, &[path])).len(), 1, "{path}");
    }
}

#[test]
fn unowned_paths_pass_where_the_plan_allows_them() {
    let mut config = plan();
    config.guard.unowned = Unowned::Allow;
    assert_eq!(rules_broken(&config, &change(1, &["README"])), []);
    assert_eq!(rules_broken(&config, &change(1, &["b/x"])).len(), 1);
}

#[test]
fn grants_and_repairs_pass() {
    let mut config = plan();
    config.worker[0].grant.push(Grant { paths: vec!["docs/".into()], reason: "x".into() });
    assert_eq!(rules_broken(&config, &change(1, &["docs/a"])), []);
    let mut repaired = change(1, &["b/x"]);
    repaired.edits[0].repairs = true;
    assert_eq!(rules_broken(&config, &repaired), []);
}

#[test]
fn shared_files_stand_alone_except_in_merges() {
    let config = plan();
    let both = ["Cargo.lock", "a/x"];
    let want = [(Rule::Shared, Some("Cargo.lock".to_owned()))];
    assert_eq!(rules_broken(&config, &change(1, &both)), want);
    assert_eq!(rules_broken(&config, &change(2, &both)), []);
}

#[test]
fn merges_of_many_and_heads_elsewhere_are_refused() {
    let config = plan();
    assert_eq!(rules_broken(&config, &change(3, &[])), [(Rule::Octopus, None)]);
    for (head, fine) in [
        (Head::Branch("work/task-1-x".into()), true),
        (Head::Rebasing("work/task-1-x".into()), true),
        (Head::Branch("work/task-2-x".into()), false),
        (Head::Rebasing("main".into()), false),
        (Head::Detached, false),
    ] {
        let change = Change { head: Some(head), parents: 1, ..Change::default() };
        assert_eq!(rules_broken(&config, &change).is_empty(), fine, "{change:?}");
    }
}

#[test]
fn messages_name_the_owner_and_the_ways_out() {
    let config = plan();
    let rules = Rules::new(&config, "task-1", false).unwrap();
    let found = judge(&change(1, &["b/it's"]), &rules);
    assert_eq!(found[0].message, "'b/it's' belongs to task-2");
    assert_eq!(
        found[0].remedy,
        [
            "git restore --staged -- ':/b/it'\\''s'",
            "[NEEDS:task-2/b/it's] say what you need of it",
            "the lead, in the main worktree: git parallel reassign 'b/it'\\''s' --from task-2 --to task-1",
        ]
    );
    let found = judge(&change(1, &["docs/[id].md"]), &rules);
    assert_eq!(
        found[0].remedy[1..],
        [
            "[NEEDS:lead/docs/[id].md] say what for, or [BLOCKED:docs/[id].md] if nothing else can go on",
            "the lead, in the main worktree: git parallel grant task-1 'docs/\\[id\\].md' --reason WHY",
        ]
    );
    let found = judge(&change(1, &[".parallel.toml"]), &rules);
    assert!(found[0].remedy.iter().all(|way| !way.contains("grant")), "{:?}", found[0].remedy);
}

#[test]
fn case_is_folded_where_the_repository_ignores_it() {
    let config = plan();
    let broken = |folded| {
        let rules = Rules::new(&config, "task-1", folded).unwrap();
        judge(&change(1, &["A/x"]), &rules).len()
    };
    assert_eq!((broken(false), broken(true)), (1, 0));
    let rules = Rules::new(&config, "task-1", true).unwrap();
    assert_eq!(judge(&change(1, &["Worktrees/x"]), &rules)[0].rule, Rule::Reserved);
}
