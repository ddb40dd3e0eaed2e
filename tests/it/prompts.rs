//! `prompt` and its kinds, own templates, successors, and the ways to launch.

use crate::start::{planned, started};

const API: &str = "worktrees/task-1-api-endpoints";
const UI: &str = "worktrees/task-2-ui";

#[test]
fn a_resume_prompt_names_what_became_available_and_how_to_take_it() {
    let scene = started();
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/Model] For the list"])
        .done();
    let text = scene.parallel(&["prompt", "task-2", "--resume"]).done();
    assert!(text.contains("What you need is not there yet: `task-1/Model`."), "{text}");
    scene.commit_in(API, "src/api/a.rs", "model\n", "[CHECKPOINT] Add Model").done();
    let text = scene.parallel(&["prompt", "task-2", "--resume"]).done();
    assert!(text.contains("- `task-1/Model`, on branch `work/task-1-api-endpoints`"), "{text}");
    assert!(text.contains("git merge --no-ff --no-edit work/task-1-api-endpoints"), "{text}");
    scene.git_in(UI, &["merge", "-q", "work/task-1-api-endpoints"]).done();
    let text = scene.parallel(&["prompt", "task-2", "--resume"]).done();
    assert!(text.contains("Nothing you asked for is missing any more"), "{text}");
}

#[test]
fn a_continue_prompt_tells_done_dirty_and_remaining() {
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
        .commit_in(
            "worktrees/task-3-docs",
            "docs/guide.md",
            "g\n",
            "[CHECKPOINT] task-3-1: the guide",
        )
        .done();
    scene.write("worktrees/task-3-docs/docs/half.md", "half");
    let text = scene.parallel(&["prompt", "3", "--continue"]).done();
    assert!(text.contains("- task-3-1: the guide\n"), "{text}");
    assert!(text.contains("- `docs/half.md`\n"), "{text}");
    let remaining = text.split("## Remaining").nth(1).expect("remaining tasks");
    let remaining = remaining.split("---").next().expect("before the assignment");
    assert!(
        remaining.contains("Write the index") && !remaining.contains("Write the guide"),
        "{text}"
    );

    // Starting it again makes its script launch a successor.
    let output = scene.parallel(&["start", "3"]);
    assert!(output.stderr.contains("its script now launches a successor"), "{output}");
    assert_eq!(scene.read("scripts/worker-3-docs.md"), text);
}

#[test]
fn a_resume_prompt_says_one_thing_about_what_is_needed() {
    let scene = started();
    let need = |item: &str| {
        let message = format!("[NEEDS:task-1/{item}] to show it");
        scene.git_in(UI, &["commit", "-q", "--allow-empty", "-m", &message]).done();
    };
    let resumed = || scene.parallel(&["prompt", "task-2", "--resume"]).done();
    let none = "Nothing you asked for is missing any more.";
    let merging = "The merge brings in files";
    let text = resumed();
    assert!(text.contains(none) && !text.contains(merging), "{text}");
    need("Model");
    let text = resumed();
    assert!(text.contains("What you need is not there yet: `task-1/Model`."), "{text}");
    for part in [none, merging, "Still missing", "\n\n\n"] {
        assert!(!text.contains(part), "{part}: {text}");
    }
    need("View");
    scene.commit_in(API, "src/api/a.rs", "model\n", "[CHECKPOINT] Model").done();
    let text = resumed();
    assert!(text.contains("is now available") && text.contains(merging), "{text}");
    assert!(text.contains("Still missing, go on without it: `task-1/View`"), "{text}");
    scene.git_in(UI, &["merge", "-q", "work/task-1-api-endpoints"]).done();
    let text = resumed();
    assert!(text.contains("not there yet: `task-1/View`") && !text.contains(merging), "{text}");
}

#[test]
fn a_deadlock_prompt_names_the_circle_and_the_stub() {
    let scene = started();
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/Model] For the list"])
        .done();
    scene
        .git_in(API, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-2/View] For routes"])
        .done();
    let text = scene.parallel(&["prompt", "task-1", "--deadlock"]).done();
    assert!(
        text.contains("task-1 → task-2 → task-1") && text.contains("Stub for task-2/View"),
        "{text}"
    );
}

#[test]
fn a_repository_may_bring_its_own_templates() {
    let scene = planned();
    let text =
        scene.read(".parallel.toml").replace("[agent]", "[agent]\nprompts = \".parallel/prompts\"");
    scene.write(".parallel.toml", &text);
    scene.write(".parallel/prompts/kickoff.md", "Do {{ title }} in {{ scope[0] }}\n");
    assert_eq!(scene.parallel(&["prompt", "1"]).done(), "Do API endpoints in src/api/\n");
    scene.write(".parallel/prompts/kickoff.md", "{{ nope }}\n");
    assert!(scene.parallel(&["prompt", "1"]).refused().contains("cannot write the prompt"));
}

#[test]
fn launching_follows_the_agent_and_the_terminal() {
    let scene = planned();
    let said = scene.parallel(&["start", "--tmux", "--dry-run"]).done();
    assert!(
        said.contains(":' -n task-1 'scripts/worker-1-api-endpoints.sh || exec \"${SHELL:-sh}\"'"),
        "{said}"
    );
    assert!(said.contains(":' -n task-2 'scripts/worker-2-ui.sh || exec"), "{said}");
    let text = scene.read(".parallel.toml").replace("[agent]", "[agent]\nname = \"codex\"");
    scene.write(".parallel.toml", &text);
    let output = scene.parallel(&["start", "1"]);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join("codex").is_file());
    let told = output.stderr.contains("the agent 'codex' is not on PATH");
    assert_eq!(told, !is_there, "{output}");
    assert!(scene.read("scripts/worker-1-api-endpoints.sh").contains("exec codex "));
    scene.write(".parallel.toml", &text.replace("codex", "copilot-9000"));
    assert!(
        scene.parallel(&["start", "1"]).refused().contains("give its command in 'agent.command'")
    );
}

#[test]
fn a_resume_prompt_says_what_blocks() {
    let scene = started();
    let says = |message: &str| {
        scene.git_in(UI, &["commit", "-q", "--allow-empty", "-m", message]).done();
        scene.parallel(&["prompt", "task-2", "--resume"]).done()
    };
    let text = says("[BLOCKED:the `key`] nobody has it");
    assert!(
        text.starts_with("# Resume work: task-2-ui\n\nYou are blocked on `` the `key` ``"),
        "{text}"
    );
    assert!(!text.contains("missing any more") && !text.contains("\n\n\n"), "{text}");
    let text = says("[CHECKPOINT] It came");
    assert!(text.contains("missing any more") && !text.contains("blocked on"), "{text}");
    says("[NEEDS:task-1/Model] for the list");
    let text = says("[BLOCKED:key] again");
    assert!(text.contains("blocked on `key`") && text.contains("not there yet"), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
}

#[test]
fn a_granted_path_is_told_to_who_asked_for_it() {
    let scene = started();
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:lead/lib/x.rs] to share it"])
        .done();
    scene.parallel(&["grant", "task-2", "lib/x.rs", "--reason", "asked for it"]).done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("tell task-2 that it may change lib/x.rs now"), "{report}");
    let text = scene.parallel(&["prompt", "task-2", "--resume"]).done();
    assert!(text.contains("- `lib/x.rs` (asked for it)\n") && !text.contains("\n\n\n"), "{text}");
    scene.commit_in(UI, "lib/x.rs", "x\n", "[CHECKPOINT] Share it").done();
    let report = scene.parallel(&["status"]).done();
    assert!(!report.contains("tell task-2"), "{report}");
}

#[test]
fn a_shared_path_needs_no_grant() {
    let scene = planned();
    let text = scene.read(".parallel.toml").replace("shared = []", "shared = [\"Makefile\"]");
    scene.write(".parallel.toml", &text);
    scene.parallel(&["start"]).done();
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:lead/Makefile] a target"])
        .done();
    let report = scene.parallel(&["status"]).done();
    assert!(!report.contains("git parallel grant"), "{report}");
    assert!(report.contains("git parallel prompt task-2 --resume"), "{report}");
    let text = scene.parallel(&["prompt", "task-2", "--resume"]).done();
    assert!(text.contains("- `Makefile` (shared: "), "{text}");
}

/// Two items of task-1, the second after the first, and nothing of task-2's but what follows.
fn chained() -> crate::scene::Scene {
    let scene = planned();
    scene.parallel(&["add", "3", "Docs", "-s", "docs/", "-t", "Write it", "-t", "Print it"]).done();
    let text = scene.read(".parallel.toml").replace(
        "id = \"task-3-2\"",
        "id = \"task-3-2\"\nafter = [\"task-3-1\"]\ndetail = \"On both sides.\"",
    );
    scene.write(".parallel.toml", &text);
    scene
}

#[test]
fn what_is_handed_over_is_told_to_who_takes_it_and_waits_as_before() {
    let scene = chained();
    scene.parallel(&["start"]).done();
    scene.git_in(API, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] task-1-1"]).done();
    let hand = ["reassign", "task-3-2", "docs/print/", "--from", "task-3", "--to", "task-1"];
    scene.parallel(&hand).done();
    let report = scene.parallel(&["status"]).done();
    assert!(report.contains("hand task-1 the prompt for what it was given: task-3-2"), "{report}");
    assert!(report.contains("git parallel prompt task-1 --resume"), "{report}");
    let text = scene.parallel(&["prompt", "task-1", "--resume"]).done();
    for part in [
        "- **task-3-2** (new, handed over by task-3): Print it\n",
        "On both sides.",
        "After task-3/task-3-1: once it is there, `git merge --no-ff --no-edit work/task-3-docs`",
        "- `docs/print/` (from task-3: reassigned)",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("\n\n\n"), "{text}");
    let kickoff = scene.parallel(&["prompt", "task-1"]).done();
    assert!(kickoff.contains("[NEEDS:task-3/task-3-1]"), "{kickoff}");
}

#[test]
fn who_can_begin_nothing_is_told_so() {
    let scene = chained();
    let text = scene
        .read(".parallel.toml")
        .replace("id = \"task-1-1\"", "id = \"task-1-1\"\nafter = [\"task-3-1\"]");
    let text = text
        .replace("scope = [\"src/api/\"]", "scope = [\"src/api/\"]\nneeds = [\"task-3/task-3-1\"]");
    scene.write(".parallel.toml", &text);
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("task-1 can begin nothing before task-3/task-3-1"), "{output}");
    assert!(!output.stderr.contains("task-3 can begin nothing"), "{output}");
    let text = scene.parallel(&["prompt", "task-1"]).done();
    for part in [
        "2. You can begin nothing before task-3/task-3-1 is there",
        "You need `task-3/task-3-1` of task-3: Write it.\n",
        "`git log --oneline -i --grep=task-3-1 work/task-3-docs`",
        "and stop, for you can begin",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Begin with task-1-1") && !text.contains("\n\n\n"), "{text}");
    let own = scene.parallel(&["prompt", "task-3"]).done();
    assert!(own.contains("2. Begin with task-3-1."), "{own}");
    assert!(own.contains("`git merge --no-ff --no-edit <branch>`"), "no merge was named: {own}");
    // A successor begins with what is left.
    let tree = "worktrees/task-3-docs";
    scene.commit_in(tree, "docs/a", "a\n", "[CHECKPOINT] task-3-1: written").done();
    let text = scene.parallel(&["prompt", "task-3", "--continue"]).done();
    assert!(text.contains("2. Begin with task-3-2."), "{text}");
    let text = scene.parallel(&["prompt", "task-1", "--continue"]).done();
    assert!(text.contains("2. Begin with task-1-1."), "{text}");
}

#[test]
fn nobody_is_led_out_of_a_circle_that_is_none() {
    let scene = started();
    let said = scene.parallel(&["prompt", "task-1", "--deadlock"]).refused();
    assert!(said.contains("task-1 waits for nobody") && said.contains("--continue"), "{said}");
    scene
        .git_in(UI, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/Model] For the list"])
        .done();
    scene.commit_in(API, "src/api/a.rs", "model\n", "[CHECKPOINT] Add Model").done();
    let said = scene.parallel(&["prompt", "task-2", "--deadlock"]).refused();
    assert!(said.contains("is there") && said.contains("--resume"), "{said}");
}

#[test]
fn pushing_is_told_and_can_be_left() {
    let scene = planned();
    scene.git(&["init", "-q", "--bare", "../hub.git"]);
    scene.git(&["remote", "add", "origin", "../hub.git"]);
    let output = scene.parallel(&["start"]);
    assert!(output.stderr.contains("workers push each commit to origin"), "{output}");
    assert!(scene.parallel(&["prompt", "1"]).done().contains("git push origin HEAD"));
    let text = scene.read(".parallel.toml").replace("[agent]", "[agent]\npush = false");
    scene.write(".parallel.toml", &text);
    let output = scene.parallel(&["start"]);
    assert!(output.code == 0 && !output.stderr.contains("workers push"), "{output}");
    assert!(!scene.parallel(&["prompt", "1"]).done().contains("git push"));
}

#[test]
fn a_built_in_template_is_one_to_begin_with() {
    let scene = planned();
    let text = scene.parallel(&["prompt", "--template", "resume"]).done();
    assert!(text.contains("{{") && text.contains("remaining"), "{text}");
    let before = scene.parallel(&["prompt", "task-1"]).done();
    let kickoff = scene.parallel(&["prompt", "--template", "kickoff"]).done();
    scene.write(".parallel/kickoff.md", &kickoff);
    let plan = scene.read(".parallel.toml");
    let own = plan.replacen("[agent]", "[agent]\nprompts = \".parallel\"", 1);
    scene.write(".parallel.toml", &own);
    assert_eq!(scene.parallel(&["prompt", "task-1"]).done(), before);
}
