//! The whole road in a repository of some size: plan, start, guarded commits, status, integrate,
//! land, clean.

use serde_json::Value;

use crate::scene::Scene;

/// A document as somebody wrote it: two lists, a numbered one, and prose around them.
const AUDIT: &str = "\
# Audit of the warehouse service

Written after the March incident. Owners will be decided when the work is split.

## Ingest

- [ ] **HIGH** Fix the lost rows when a feed is cut off in `ingest/reader/file03.txt`
- [ ] Add validation of all article numbers to `ingest/reader/file07.txt`
- [ ] Refactor the entire retry logic in `ingest/queue/file01.txt` and `ingest/queue/file02.txt`
- [ ] Add tests for the comprehensive feed format in `ingest/queue/file09.txt`
- [x] Remove the FTP fallback

## Stock

1. Fix negative stock after a cancelled order in `stock/ledger/file04.txt`
2. Add a nightly reconciliation of all warehouses to `stock/ledger/file05.txt`
3. Refactor the entire reservation module in `stock/reserve/file11.txt`
4. Update the thresholds in `stock/reserve/file02.txt`
5. Document the ledger format in `stock/README.md`

## Reports

- Add a comprehensive delivery report to `reports/daily/file06.txt`
- Fix the rounding of totals in `reports/daily/file08.txt`
- Refactor all export code in `reports/export/file10.txt`
- Add a CSV export to `reports/export/file12.txt`

## Open questions

- [ ] Improve the performance of everything
";

/// More than 300 files in 24 folders, and the document.
fn warehouse() -> Scene {
    let scene = Scene::empty();
    scene.git(&["init", "-q", "-b", "main", "."]);
    let folders = ["ingest", "stock", "reports", "web"].into_iter().flat_map(|area| {
        ["reader", "queue", "ledger", "reserve", "daily", "export"]
            .map(|part| format!("{area}/{part}"))
    });
    for folder in folders {
        for n in 0..14 {
            scene.write(&format!("{folder}/file{n:02}.txt"), &format!("{folder} {n}\n"));
        }
    }
    scene.write("audit.md", AUDIT);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Start"]);
    assert!(scene.git(&["ls-files"]).lines().count() >= 300);
    scene
}

/// The workers of the plan: identifier, slug, patterns, and the files their tasks name.
struct Worker {
    id: String,
    tree: String,
    branch: String,
    files: Vec<String>,
}

fn workers(scene: &Scene) -> Vec<Worker> {
    let plan: Value = {
        let text = scene.read(".parallel.toml");
        let table: toml::Table = text.parse().expect("a plan");
        serde_json::to_value(table).expect("values")
    };
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let list = plan["worker"].as_array().expect("workers");
    list.iter()
        .map(|worker| {
            let name = format!("{}-{}", text(&worker["id"]), text(&worker["slug"]));
            let tasks = worker["task"].as_array().expect("tasks");
            let files = tasks
                .iter()
                .filter_map(|task| task["scope"].as_array())
                .flatten()
                .map(text)
                .collect();
            Worker {
                id: text(&worker["id"]),
                tree: format!("worktrees/{name}"),
                branch: format!("work/{name}"),
                files,
            }
        })
        .collect()
}

#[test]
fn a_document_travels_the_whole_road() {
    let scene = warehouse();
    scene.parallel(&["init"]).done();
    let manifest = scene.parallel(&["plan", "audit.md", "--workers", "3", "--json"]).json();
    assert_eq!(manifest["assessment"], "parallel");
    let items = manifest["items"].as_array().expect("items");
    let status = |wanted: &str| items.iter().filter(|item| item["status"] == wanted).count();
    assert_eq!((status("ready"), status("done"), status("clarify")), (13, 1, 1), "{manifest:#}");
    scene.parallel(&["plan", "audit.md", "--workers", "3", "--yes"]).done();
    scene.write("check.sh", "! grep -rn BROKEN ingest stock reports\n");
    let text = scene.read(".parallel.toml").replace("\nrun = []", "\nrun = [\"sh check.sh\"]");
    scene.write(".parallel.toml", &text);
    scene.git(&["add", ".parallel.toml", "check.sh"]);
    scene.git(&["commit", "-qm", "Plan the work"]);
    scene.parallel(&["start", "--trust"]).done();
    let workers = workers(&scene);
    assert_eq!(workers.len(), 3);
    assert_eq!(
        workers.iter().map(|worker| worker.files.len()).sum::<usize>(),
        14,
        "every named file has one owner"
    );

    every_violation_is_refused(&scene, &workers);
    for (n, worker) in workers.iter().enumerate() {
        for file in &worker.files {
            scene.write(&format!("{}/{file}", worker.tree), &format!("changed by {}\n", worker.id));
        }
        scene.git_in(&worker.tree, &["add", "-A"]).done();
        scene.git_in(&worker.tree, &["commit", "-qm", "[CHECKPOINT] First half"]).done();
        let report = scene.parallel(&["status", "--json"]).json();
        assert_eq!(report["workers"][n]["state"], "working");
        scene
            .git_in(&worker.tree, &["commit", "-q", "--allow-empty", "-m", "[COMPLETE] All done"])
            .done();
    }
    assert!(scene.parallel(&["status"]).done().contains("git parallel integrate"));
    scene.parallel(&["check"]).done();
    scene.parallel(&["integrate", "audit"]).done();
    scene.parallel_with(&["land"], "y\n").done();
    for worker in &workers {
        for file in &worker.files {
            assert_eq!(scene.read(file), format!("changed by {}\n", worker.id));
        }
    }
    scene.parallel(&["clean"]).done();
    assert_eq!(scene.git(&["branch", "--format=%(refname:short)"]), "main");
    assert!(
        !scene.path("worktrees").exists()
            || scene.path("worktrees").read_dir().unwrap().next().is_none()
    );
}

/// One violation of each kind: prefix missing, prefix nearly right, need of nobody, foreign file,
/// unowned file, the plan itself, a foreign branch.
fn every_violation_is_refused(scene: &Scene, workers: &[Worker]) {
    let (me, other) = (&workers[0], &workers[1]);
    let own = &me.files[0];
    let head = scene.git_in(&me.tree, &["rev-parse", "HEAD"]).done();
    let cases = [
        (own.as_str(), "Fix it", "begins with no prefix"),
        (own, "[checkpoint] Fix it", "did you mean '[CHECKPOINT]"),
        (own, "[NEEDS:task-9/Model] x", "task-9"),
        (&other.files[0], "[CHECKPOINT] Fix it", "belongs to"),
        ("web/reader/file00.txt", "[CHECKPOINT] Fix it", "web/reader/file00.txt"),
        (".parallel.toml", "[CHECKPOINT] Widen my scope", ".parallel.toml"),
    ];
    for (file, message, want) in cases {
        let output = scene.commit_in(&me.tree, file, "a change\n", message);
        assert!(output.code == 1 && output.stderr.contains(want), "{file} {message}: {output}");
        scene.git_in(&me.tree, &["reset", "-q", "--hard"]).done();
    }
    scene.git_in(&me.tree, &["switch", "-q", "-c", "mine"]).done();
    let output = scene.commit_in(&me.tree, own, "a change\n", "[CHECKPOINT] On my own branch");
    assert!(output.code == 1 && output.stderr.contains(&me.branch), "{output}");
    scene.git_in(&me.tree, &["reset", "-q", "--hard"]).done();
    scene.git_in(&me.tree, &["switch", "-q", &me.branch]).done();
    scene.git(&["branch", "-D", "-q", "mine"]);
    assert_eq!(scene.git_in(&me.tree, &["rev-parse", "HEAD"]).done(), head, "nothing got in");
    scene.git(&["commit", "-q", "--allow-empty", "-m", "The main worktree stays free"]);
}
