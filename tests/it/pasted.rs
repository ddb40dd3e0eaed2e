//! What is printed can be pasted: names of the repository are one word of a shell each, and nothing of
//! theirs acts on a terminal.

use serde_json::Value;

use crate::guarded::{ONE, PLAN, commit, refused};
use crate::scene::{Scene, run};

/// Names that git and the plan take, and that a shell would act on.
const ODD: [&str; 6] = [
    "$(touch${IFS}PWNED)",
    "`touch${IFS}PWNED`",
    "a;touch${IFS}PWNED;b",
    "it's&touch${IFS}PWNED",
    "x|touch${IFS}PWNED",
    "\u{202e}new\u{9b}31m",
];

/// Two workers whose base, remote and worktrees bear `odd`; task-2 waits for what task-1 has.
fn named(odd: &str) -> Scene {
    let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n")]);
    scene.git(&["branch", "-m", &format!("main{odd}")]);
    scene.git(&["init", "-q", "--bare", "../server"]);
    let server = scene.outside().join("server");
    scene.git(&["remote", "add", &format!("or{odd}"), server.to_str().expect("a path")]);
    let spelt =
        |text: &str| serde_json::to_string(text).expect("a string").replace('\u{9b}', "\\u009b");
    let plan = format!(
        "version = 1\nbase = {}\nremote = {}\n[layout]\nworktrees = {}\nbranch = {}\n\
         [[worker]]\nid = \"task-1\"\nslug = \"one\"\nscope = [\"a/\"]\n\
         [[worker]]\nid = \"task-2\"\nslug = \"two\"\nscope = [\"b/\"]\nneeds = [\"task-1/X\"]\n",
        spelt(&format!("main{odd}")),
        spelt(&format!("or{odd}")),
        spelt(&format!("../w {odd}")),
        spelt(&format!("work{odd}/{{id}}")),
    );
    scene.write(".parallel.toml", &plan);
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "-m", "plan"]);
    scene.parallel(&["start", "--trust"]).done();
    scene
}

/// Runs `line` in a shell as if it were pasted; nothing of the names may have run by it.
fn paste(scene: &Scene, line: &str) -> i32 {
    let mut command = scene.command("sh", ".");
    command.args(["-c", line]);
    let code = run(command, None).code;
    let found = scene.command("find", "..").args(["-name", "PWNED*"]).output().expect("a listing");
    assert!(found.stdout.is_empty(), "a name ran: {line}");
    code
}

/// The actions of `status`.
fn actions(scene: &Scene) -> Vec<String> {
    let told = scene.parallel(&["status", "--json"]).json();
    let runs = told["actions"].as_array().expect("actions").iter();
    runs.filter_map(|it| it["run"].as_str().map(str::to_owned)).collect()
}

/// All characters that a terminal would act on, lines aside.
fn acting(text: &str) -> Vec<char> {
    let acts = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}')
    };
    text.chars().filter(acts).collect()
}

#[test]
fn what_status_and_refusals_print_can_be_pasted() {
    for odd in ODD {
        let scene = named(odd);
        let one = format!("../../w {odd}/task-1-one");
        let two = format!("../../w {odd}/task-2-two");
        let (one, two) = (one.trim_start_matches("../"), two.trim_start_matches("../"));
        let (one, two) = (format!("../{one}"), format!("../{two}"));
        scene.commit_in(&one, "a/x", "1\n", "[CHECKPOINT] X is there").ended(0);
        scene.git_in(&two, &["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/X] x"]).ended(0);
        let merges: Vec<String> =
            actions(&scene).into_iter().filter(|run| run.contains(" merge ")).collect();
        assert_eq!(merges.len(), 1, "{odd}");
        assert_eq!(paste(&scene, &merges[0]), 0, "{}", merges[0]);
        // What a conflict with the base wants.
        scene.git(&["commit", "-q", "--allow-empty", "-m", "newer"]);
        scene.write("b/y", "lead\n");
        scene.git(&["commit", "-q", "-am", "in the way"]);
        scene.commit_in(&two, "b/y", "2\n", "[CHECKPOINT] y").ended(0);
        let wanted = actions(&scene);
        assert!(wanted.iter().any(|run| run.contains("--no-edit")), "{odd}: {wanted:?}");
        for run in &wanted {
            assert_eq!(acting(run), [], "{run}");
            if run.starts_with("git -C") {
                paste(&scene, run);
            }
        }
        scene.git_in(&two, &["merge", "--abort"]).ended(0);
        // What a push that goes astray is told.
        let remote = format!("or{odd}");
        let pushed = scene.git_in(&two, &["push", &remote, &format!("HEAD:main{odd}")]);
        let said = pushed.ended(1);
        let way = said.lines().find_map(|line| line.split_once("→ ")).expect(&said).1;
        assert_eq!(paste(&scene, &format!("cd {} && {way}", quoted(&two))), 0, "{way}");
        assert_eq!(acting(&said), [], "{said}");
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[test]
fn commands_in_prompts_are_one_word_a_name() {
    for odd in ODD {
        let scene = named(odd);
        let mut text = String::new();
        for kind in [&[][..], &["--continue"], &["--resume"], &["--deadlock"]] {
            let args = [&["prompt", "task-2"][..], kind].concat();
            // Nobody is led out of a circle that is none.
            text.push_str(&scene.parallel(&args).stdout);
        }
        text.push_str(&scene.read("scripts/worker-2-two.md"));
        assert_eq!(acting(&text), [], "{odd}");
        let commands: Vec<&str> = text
            .split('`')
            .chain(text.lines())
            .map(str::trim)
            .filter(|part| part.starts_with("git ") && !part.contains(['<', '…']))
            .collect();
        assert!(commands.len() > 4, "{commands:?}");
        for command in commands.iter().filter(|it| !odd.contains('`') && !it.contains('`')) {
            let command = command.trim_start_matches("git ");
            paste(&scene, &format!("git() {{ :; }}; git {command}"));
        }
    }
}

#[test]
fn nothing_of_a_document_acts_on_a_terminal() {
    let scene = Scene::with(&[("a/x", "x\n")]);
    let odd = "E\\u001b[31mRED\\u001b]0;T\\u0007 \\rCR\\u202eRLO\\u009b1m\\u2066";
    scene.write(
        ".parallel.toml",
        &format!(
            "version = 1\nbase = \"main\"\n[[worker]]\nid = \"task-1\"\nslug = \"one\"\n\
             title = \"{odd}\"\nscope = [\"a/\"]\nneeds = [\"task-2/{odd}\"]\n\
             checkpoints = [\"{odd}\"]\n[[worker.task]]\nid = \"item-1\"\ntext = \"{odd}\"\n\
             detail = \"{odd}\\nand more\"\nsource = \"{odd}\"\n\
             [[worker]]\nid = \"task-2\"\nslug = \"two\"\ntitle = \"{odd}\"\nscope = [\"b/\"]\n"
        ),
    );
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-q", "-m", "plan"]);
    scene.parallel(&["start", "--trust"]).done();
    let shown: [&[&str]; 12] = [
        &["prompt", "task-1"],
        &["prompt", "task-2", "--continue"],
        &["prompt", "task-1", "--resume"],
        &["prompt", "task-1", "--json"],
        &["status"],
        &["status", "task-1"],
        &["status", "--json"],
        &["status", "--porcelain"],
        &["check"],
        &["doctor"],
        &["recover"],
        &["retro"],
    ];
    for args in shown {
        let output = scene.parallel(args);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert_eq!(acting(&text), [], "{args:?}: {output}");
    }
    assert_eq!(acting(&scene.read("scripts/worker-1-one.md")), []);
    assert_eq!(acting(&scene.read("scripts/worker-1-one.sh")), []);
    let text = scene.parallel(&["prompt", "task-1"]).done();
    assert!(text.contains("E\\x1b[31mRED") && text.contains("\\u{202e}RLO"), "{text}");
    // JSON says the very same, spelt out.
    let told = scene.parallel(&["status", "--json"]).json();
    let title = |it: &Value| it.to_string().contains('\u{202e}');
    assert!(title(&told), "{told}");
}

/// Git's configuration, JSON and the shell each write such a name in their own way.
#[test]
fn a_repository_is_where_it_is_whatever_the_folder_is_called() {
    for odd in ["r\nq", "r \n", "r\tq", "r\rq\"", "r\\q\"", "r;#'q", "r\n\u{202e}\\\"'!"] {
        let scene = Scene::with(&[("a/x", "x\n"), ("b/y", "y\n"), (".parallel.toml", PLAN)]);
        let root = format!("../{odd}");
        scene.git(&["clone", "-q", ".", &root]);
        scene.parallel_in(&root, &["start", "-q", "--trust"]).done();
        let worktree = format!("{root}/{ONE}");
        let kept = scene.git_in(&worktree, &["config", "core.hooksPath"]).done();
        let hooks = kept.strip_suffix('\n').expect("a line");
        assert!(std::path::Path::new(hooks).join("pre-commit").exists(), "{odd:?}: {hooks:?}");
        let settings = scene.read(&format!("{worktree}/.claude/settings.local.json"));
        let settings: Value = serde_json::from_str(&settings).expect("JSON");
        assert!(settings.to_string().contains("pre-tool-use"), "{odd:?}: {settings}");
        refused(commit(&scene, &worktree, &[("b/y", "1\n")], "[CHECKPOINT] x"), "b/y");
        scene.git_in(&worktree, &["reset", "-q", "--hard"]).done();
        commit(&scene, &worktree, &[("a/x", "1\n")], "[CHECKPOINT] x").done();
        scene.parallel_in(&root, &["check"]).done();
    }
}
