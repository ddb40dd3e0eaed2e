//! Planning again while the work goes on: what is done by now, and scopes as they were.

use crate::scene::Scene;

#[test]
fn what_the_document_says_is_done_is_asked_of_nobody_any_more() {
    let files = ["web/a.ts", "web/[slug]/b.ts", "api/a.py", "api/b.py"];
    let scene = Scene::with(&files.map(|file| (file, "x\n")));
    scene.parallel(&["init"]).done();
    let document = "- [ ] Fix rounding in `web/a.ts`\n- [ ] Rewrite the whole `web/[slug]/b.ts`\n\
         - [ ] Fix the leak in `api/a.py`\n- [ ] Rewrite the whole `api/b.py`\n";
    scene.write("work.md", document);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Work"]);
    scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.parallel(&["start"]).done();
    let before = scene.parallel(&["prompt", "task-1"]).done();
    assert!(before.contains("Fix rounding"), "{before}");

    scene.write("work.md", &document.replacen("[ ]", "[x]", 1));
    for _ in 0..2 {
        scene.parallel(&["plan", "--yes", "--workers", "2", "work.md"]).done();
        for more in [&["prompt", "task-1"][..], &["prompt", "task-1", "--continue"]] {
            let prompt = scene.parallel(more).done();
            let tasks = prompt.split("## ").find(|part| part.contains("asks\n")).expect("tasks");
            assert!(!tasks.contains("Fix rounding") && tasks.contains("Rewrite"), "{prompt}");
        }
        let config = scene.read(".parallel.toml");
        assert_eq!(config.matches("done = true").count(), 1, "{config}");
        for line in config.lines().filter(|line| line.starts_with("scope = ")) {
            let patterns: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            let mut once = patterns.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), patterns.len(), "nothing twice: {line}");
        }
    }
}
