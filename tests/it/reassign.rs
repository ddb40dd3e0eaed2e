//! `reassign`: items and paths change hands, proved disjoint, recorded, and judged so afterwards.

use crate::scene::{Scene, run};
use crate::start::planned;

/// A third worker with two tasks, all started.
fn three() -> Scene {
    let scene = planned();
    scene
        .parallel(&[
            "add",
            "3",
            "Docs",
            "-s",
            "docs/",
            "-t",
            "Write the guide",
            "-t",
            "Write the index",
        ])
        .done();
    scene.parallel(&["start"]).done();
    scene
}

#[test]
fn an_item_and_a_path_change_hands() {
    let scene = three();
    scene
        .parallel(&["reassign", "task-3-2", "docs/index/", "--from", "task-3", "--to", "task-2"])
        .done();
    let text = scene.read(".parallel.toml");
    assert!(text.contains("\"!docs/index/\""), "{text}");
    let report = scene.parallel(&["status", "task-2", "--json"]).json();
    assert_eq!(report["tasks"][0]["id"], "task-3-2");
    scene.commit_in("worktrees/task-2-ui", "docs/index/a.md", "a\n", "[CHECKPOINT] Index").done();
    let refused =
        scene.commit_in("worktrees/task-3-docs", "docs/index/b.md", "b\n", "[CHECKPOINT] Index");
    assert!(refused.code == 1 && refused.stderr.contains("belongs to task-2"), "{refused}");
}

#[test]
fn what_cannot_change_hands_is_refused() {
    let scene = three();
    let before = scene.read(".parallel.toml");
    for (args, want) in [
        (["docs/", "--from", "task-3", "--to", "task-2"], "without a scope"),
        (["task-1-1", "--from", "task-3", "--to", "task-2"], "task-3 has no task 'task-1-1'"),
        (["item-99", "--from", "task-3", "--to", "task-2"], "its items are: task-3-1, task-3-2"),
        (
            ["task-3-11", "--from", "task-3", "--to", "task-2"],
            "'task-3-11' is no item of task-3, and no path in its scope",
        ),
        (["README.md", "--from", "task-3", "--to", "task-2"], "its scope is: docs/"),
        (["!docs/x", "--from", "task-3", "--to", "task-2"], "gives nothing"),
        (["../x", "--from", "task-3", "--to", "task-2"], "name paths from the root"),
        ([".parallel.toml", "--from", "task-3", "--to", "task-2"], "belongs to no worker"),
        (["docs/x", "--from", "task-9", "--to", "task-2"], "task-9"),
        (["docs/x", "--from", "task-3", "--to", "task-3"], "has it already"),
    ] {
        let mut all = vec!["reassign"];
        all.extend(args);
        let said = scene.parallel(&all).refused();
        assert!(said.contains(want), "{args:?}: {said}");
    }
    assert_eq!(scene.read(".parallel.toml"), before);
}

#[test]
fn what_was_committed_to_changes_hands_at_that_commit() {
    let scene = three();
    let docs = "worktrees/task-3-docs";
    scene.commit_in(docs, "docs/guide.md", "g\n", "[CHECKPOINT] Guide").done();
    let told = scene
        .parallel(&["reassign", "docs/guide.md", "--from", "task-3", "--to", "task-2"])
        .ended(0);
    let merge = told.split("in its worktree: git ").nth(1).expect(&told);
    let until = scene.git(&["rev-parse", "work/task-3-docs"]);
    assert!(scene.read(".parallel.toml").contains(&until));
    scene.parallel(&["check"]).done();
    let words: Vec<&str> = merge.lines().next().expect("a line").split(' ').collect();
    scene.git_in("worktrees/task-2-ui", &words).done();
    scene.commit_in("worktrees/task-2-ui", "docs/guide.md", "h\n", "[CHECKPOINT] Mine").done();
    scene.parallel(&["check"]).done();
    let refused = scene.commit_in(docs, "docs/guide.md", "again\n", "[CHECKPOINT] Mine still");
    assert!(refused.code == 1 && refused.stderr.contains("belongs to task-2"), "{refused}");
    let mut past = scene.command("git", docs);
    past.env("GIT_PARALLEL", "0").args(["commit", "-q", "-m", "[CHECKPOINT] Yet"]);
    run(past, None).done();
    let told = scene.parallel(&["check", "task-3"]).ended(1);
    assert!(told.contains("docs/guide.md"), "{told}");
}

#[test]
fn paths_are_taken_from_where_the_user_stands() {
    let scene = three();
    let told = scene.parallel_in("src", &["grant", "task-3", "ui/b.rs", "--reason", "x"]).ended(2);
    assert!(told.contains("'src/ui/b.rs' belongs to task-2"), "{told}");
    let told = scene.parallel_in("src", &["grant", "task-3", "new/", "--reason", "x"]).ended(0);
    assert!(told.contains("may change new/"), "{told}");
}

#[test]
fn prompts_follow_the_plan() {
    let scene = three();
    let docs = "scripts/worker-3-docs.md";
    let text = scene.read(".parallel.toml").replace(
        "id = \"task-3\"",
        "id = \"task-3\"\ncheckpoints = [\"The guide (task-3-1)\", \"task-3-1, task-3-2\"]",
    );
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start"]).done();
    let edited = "mine\n";
    scene.write("scripts/worker-1-api-endpoints.md", edited);
    let output = scene.parallel(&[
        "reassign",
        "task-3-1",
        "docs/guide/",
        "--from",
        "task-3",
        "--to",
        "task-2",
    ]);
    assert!(output.code == 0, "{output}");
    assert!(output.stderr.contains("written anew: the prompts of task-2, task-3;"), "{output}");
    assert!(
        output.stderr.contains("prompts of task-1; to write them anew: git parallel start task-1"),
        "{output}"
    );
    let (giver, taker) = (scene.read(docs), scene.read("scripts/worker-2-ui.md"));
    assert!(!giver.contains("task-3-1") && giver.contains("- task-3-2\n"), "{giver}");
    assert!(taker.contains("Write the guide") && taker.contains("- task 1 (task-3-1)"), "{taker}");
    assert!(taker.contains("- `docs/guide/`"), "{taker}");
    assert_eq!(giver, scene.parallel(&["prompt", "task-3"]).done());
    assert_eq!(scene.read("scripts/worker-1-api-endpoints.md"), edited);

    let grant = ["grant", "task-3", "Makefile", "--reason", "builds the docs"];
    scene.parallel(&[&grant[..], &["--dry-run"]].concat()).done();
    assert_eq!(scene.read(docs), giver);
    scene.parallel(&grant).done();
    assert!(scene.read(docs).contains("- `Makefile`"));
    assert!(scene.read("scripts/worker-3-docs.sh").contains("exec "));
}

#[test]
fn files_keep_their_names_when_others_go_and_stale_ones_go() {
    let scene = three();
    let listed = || {
        let mut names: Vec<String> = std::fs::read_dir(scene.path("scripts"))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names.join(" ")
    };
    let all = listed();
    let text = scene.read(".parallel.toml");
    let (head, rest) = text.split_once("[[worker]]").expect("workers");
    let rest = rest.split_once("[[worker]]").expect("the second").1;
    // The first one is gone, and nobody needs it any more.
    let rest = rest.replace("needs = [\"task-1/Model\"]", "");
    scene.write(".parallel.toml", &format!("{head}[[worker]]{rest}"));
    scene.parallel(&["start"]).done();
    assert_eq!(listed(), all);
    // Another slug is another name: what was written under the old one goes, unless it was edited.
    scene.write("scripts/worker-3-docs.sh", "mine\n");
    let text = scene.read(".parallel.toml").replace("slug = \"docs\"", "slug = \"guide\"");
    scene.write(".parallel.toml", &text.replace("slug = \"ui\"", "slug = \"view\""));
    assert!(scene.parallel(&["start"]).refused().contains("git branch -m work/task-2-ui"));
    scene.git(&["branch", "-m", "work/task-2-ui", "work/task-2-view"]);
    scene.git(&["branch", "-m", "work/task-3-docs", "work/task-3-guide"]);
    scene.parallel(&["start"]).done();
    assert_eq!(
        listed(),
        "worker-1-api-endpoints.md worker-1-api-endpoints.sh worker-2-view.md worker-2-view.sh \
         worker-3-docs.sh worker-3-guide.md worker-3-guide.sh"
    );
}

#[test]
fn a_mistyped_item_is_no_path_of_somebody_who_owns_everything() {
    let scene = Scene::with(&[("a/x", "x\n"), ("tools", "x\n")]);
    scene.parallel(&["init"]).done();
    scene.parallel(&["add", "1", "All", "-s", "**", "-s", "!z/", "-t", "Do it"]).done();
    scene.parallel(&["add", "2", "Other", "-s", "z/"]).done();
    let to = ["--from", "task-1", "--to", "task-2"];
    let hand = |what: &str| scene.parallel(&[&["reassign", what][..], &to].concat());
    assert!(hand("task-1-11").refused().contains("its items are: task-1-1"));
    for path in ["tools", "new/", "a"] {
        hand(path).done();
    }
}

#[test]
fn a_tracked_path_with_brackets_is_taken_by_its_name() {
    let scene = planned();
    for path in ["lib/[k]/a.ts", "lib/k/a.ts", "src/ui/[id]/p.ts", "src/ui/i/p.ts", "web/[id]/x"] {
        scene.write(path, "a\n");
    }
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Add pages"]);
    let may = |worker: &str| {
        let text = scene.read(".parallel.toml");
        text.split("[[worker]]").find(|it| it.contains(worker)).expect("a worker").to_owned()
    };
    let output = scene.parallel(&["grant", "task-1", "lib/[k]/a.ts", "--reason", "why"]);
    assert!(
        output.code == 0
            && output.stdout.contains(r"task-1 may change lib/\[k\]/a.ts")
            && output.stderr.contains("'lib/[k]/a.ts' is tracked by that name: taken as"),
        "{output}"
    );
    assert!(may("\"task-1\"").contains(r"lib/\[k\]/a.ts"), "{}", may("\"task-1\""));
    scene.parallel(&["reassign", "src/ui/[id]/p.ts", "--from", "task-2", "--to", "task-1"]).done();
    assert!(may("\"task-2\"").contains(r"!src/ui/\[id\]/p.ts"), "{}", may("\"task-2\""));
    scene.parallel(&["add", "3", "Web", "-s", "web/[id]/", "lib/[a-j]*", "-t", "x"]).done();
    assert!(may("\"task-3\"").contains(r"web/\[id\]/"), "{}", may("\"task-3\""));
    assert!(may("\"task-3\"").contains("\"lib/[a-j]*\""), "a pattern stays one");
    // What the giver has as a pattern is handed over as that pattern.
    scene.parallel(&["reassign", "lib/[a-j]*", "--from", "task-3", "--to", "task-2"]).done();

    scene.parallel(&["start", "-q"]).done();
    let one = "worktrees/task-1-api-endpoints";
    let message = "[NEEDS:task-3/web/[id]/x] the page";
    scene.git_in(one, &["commit", "-q", "--allow-empty", "-m", message]).done();
    for path in ["lib/[k]/a.ts", "src/ui/[id]/p.ts"] {
        scene.write(&format!("{one}/{path}"), "1\n");
    }
    scene.git_in(one, &["commit", "-qam", "[CHECKPOINT] Change both"]).done();
    let report = scene.parallel(&["status", "--json"]).json();
    assert_eq!(report["workers"][0]["needs"][0]["item"], "web/[id]/x", "{report}");
}

#[test]
fn what_one_needed_is_met_when_it_becomes_one_s_own() {
    let scene = three();
    let one = "worktrees/task-1-api-endpoints";
    for item in ["docs/a.md", "task-3-2"] {
        let message = format!("[NEEDS:task-3/{item}] to go on");
        scene.git_in(one, &["commit", "-q", "--allow-empty", "-m", &message]).done();
    }
    let open = || {
        let report = scene.parallel(&["status", "--json"]).json();
        let needs = report["workers"][0]["needs"].as_array().expect("needs").clone();
        let taken = |need: &&serde_json::Value| need["taken"] == false;
        (needs.iter().filter(taken).count(), report["workers"][0]["state"].clone())
    };
    assert_eq!(open(), (2, "needs".into()));
    scene.parallel(&["reassign", "docs/a.md", "--from", "task-3", "--to", "task-1"]).done();
    assert_eq!(open(), (1, "needs".into()));
    scene.parallel(&["reassign", "task-3-2", "--from", "task-3", "--to", "task-1"]).done();
    assert_eq!(open(), (0, "working".into()));
    let text = scene.parallel(&["prompt", "task-1", "--resume"]).done();
    assert!(text.contains("Nothing you asked for is missing any more."), "{text}");
}

#[test]
fn a_task_is_not_parted_from_its_file_and_what_belongs_together_is_named() {
    let scene = Scene::with(&["a/x", "a/p", "b/y"].map(|file| (file, "x\n")));
    scene.parallel(&["init", "-q"]).done();
    let document =
        "- [ ] Fix the cart in `a/x`\n- [ ] Fix the sum in `a/x`\n- [ ] Fix the order in `b/y`\n";
    scene.write("work.md", document);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
    let before = scene.read(".parallel.toml");
    for what in ["item-1", "a/x"] {
        let args = ["reassign", what, "--from", "task-1", "--to", "task-2"];
        let said = scene.parallel(&args).refused();
        assert!(said.contains("would part item-"), "{said}");
        assert!(said.contains("item-2 ") && said.contains("--from task-1 --to task-2"), "{said}");
    }
    assert_eq!(scene.read(".parallel.toml"), before);
    // Somebody who does it by hand is told by doctor.
    scene.write(".parallel.toml", &before.replacen("scope = [\"b/", "scope = [\"c/", 1));
    let said = scene.parallel(&["doctor"]);
    assert!(
        said.stdout.contains("item-3 of task-2 names 'b/y', which task-2 may not change"),
        "{said}"
    );
    assert!(said.stdout.contains("git parallel grant task-2 b/y --reason 'for item-3'"), "{said}");
}

#[test]
fn a_grant_of_what_looks_misspelt_is_told_and_one_of_another_s_names_the_way() {
    let scene = three();
    let granted = scene.parallel(&["grant", "task-2", "REDME.md", "--reason", "asked for it"]);
    assert!(granted.stderr.contains("'REDME.md' is not tracked"), "{granted}");
    granted.done();
    let refused =
        scene.parallel(&["grant", "task-2", "docs/a b.md", "--reason", "asked"]).refused();
    let way = "git parallel reassign 'docs/a b.md' --from task-3 --to task-2";
    assert!(refused.contains(way), "{refused}");
}

#[test]
fn what_comes_back_leaves_no_trace_in_the_scopes() {
    let scene = three();
    let before = scene.read(".parallel.toml");
    let scopes = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("scope = ")).map(str::to_owned).collect()
    };
    let hand = |from: &str, to: &str| {
        scene.parallel(&["reassign", "docs/index/", "--from", from, "--to", to]).done();
    };
    hand("task-3", "task-2");
    hand("task-2", "task-3");
    let after = scene.read(".parallel.toml");
    assert_eq!(scopes(&after), scopes(&before));
    assert!(!after.contains("[[worker.grant]]"), "{after}");
    scene.commit_in("worktrees/task-3-docs", "docs/index/a.md", "a\n", "[CHECKPOINT] It").done();
    hand("task-3", "task-1");
    hand("task-1", "task-2");
    hand("task-2", "task-3");
    assert_eq!(scopes(&scene.read(".parallel.toml")), scopes(&before));
    scene.commit_in("worktrees/task-3-docs", "docs/index/b.md", "b\n", "[CHECKPOINT] More").done();
}

#[test]
fn a_path_handed_over_that_looks_misspelt_is_told() {
    let scene = three();
    scene.write("docs/index/start.md", "x\n");
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Begin the index"]);
    let hand =
        |path: &str| scene.parallel(&["reassign", path, "--from", "task-3", "--to", "task-2"]);
    let said = hand("docs/index/strat.md");
    assert!(
        said.stderr
            .contains("'docs/index/strat.md' is not tracked; is 'docs/index/start.md' meant?"),
        "{said}"
    );
    said.done();
    // What is tracked, or new and like nothing but its neighbours' folder, is no slip.
    for path in ["docs/index/start.md", "docs/index/glory.md", "docs/zz/"] {
        let said = hand(path);
        assert!(!said.stderr.contains("is not tracked"), "{said}");
        said.done();
    }
}
