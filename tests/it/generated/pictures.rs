//! The pictures of docs/pictures: what the program draws on a real terminal, as SVG.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::scene::{Scene, run};
use crate::terminal::Terminal;

const SHOP: [(&str, &str); 9] = [
    ("review.md", include_str!("../../../src/verb/demo/shop/review.md")),
    ("server/orders.py", "# Orders are plain dictionaries for now.\n"),
    ("server/users.py", "def address(user):\n    return user['address']\n"),
    ("server/mail.py", "def send(to, text):\n    print('mail to', to, text)\n"),
    ("web/checkout.js", "// The checkout comes here.\n"),
    ("web/cart.js", "export const cart = []\n"),
    ("web/profile.js", "// The profile comes here.\n"),
    ("tools/import.sh", "#!/bin/sh\necho import \"$@\"\n"),
    ("tools/report.sh", "#!/bin/sh\necho report\n"),
];

/// How long ago the workers' commits are, in seconds: told as an hour, however slow the test runs.
const AGO: u64 = 3600 + 300;

#[test]
fn the_pictures_are_what_the_program_draws() {
    let scene = Scene::with(&SHOP);
    scene.parallel(&["init"]).done();
    scene.git(&["add", ".parallel.toml"]);
    scene.git(&["commit", "-q", "-m", "Begin"]);
    let mut files = vec![("plan.svg".to_owned(), plan(&scene))];
    scene.parallel(&["plan", "--yes", "review.md"]).done();
    scene.git(&["commit", "-q", "-am", "Plan the work"]);
    scene.parallel(&["start", "-q"]).done();
    let trees = trees(&scene);
    let mut tree = trees.iter().map(String::as_str);
    let (Some(web), Some(server), Some(tools)) = (tree.next(), tree.next(), tree.next()) else {
        panic!("three workers wanted: {trees:?}")
    };
    files.push(("refusal.svg".to_owned(), refusal(&scene, server)));
    work(&scene, web, Some("web/cart.js"), "[CHECKPOINT] Keep the cart on reload");
    work(&scene, server, Some("server/mail.py"), "[CHECKPOINT] Split the templates off");
    work(&scene, server, None, "[NEEDS:task-1/Order] For the totals in the mail");
    work(&scene, web, Some("server/orders.py"), "[CHECKPOINT] Add the Order model");
    work(
        &scene,
        tools,
        Some("tools/report.sh"),
        "[BLOCKED:no-spec] Which day does the week begin?",
    );
    files.push(("status.svg".to_owned(), status(&scene)));
    files.push(("watch.svg".to_owned(), watch(&scene)));
    let files = files.into_iter().map(|(name, svg)| (name, svg.into_bytes())).collect();
    super::committed("docs/pictures", files);
}

/// The workers' worktrees, in the order of the workers.
fn trees(scene: &Scene) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(scene.path("worktrees"))
        .expect("worktrees")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .map(|name| format!("worktrees/{name}"))
        .collect();
    found.sort();
    found
}

fn work(scene: &Scene, tree: &str, path: Option<&str>, message: &str) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    let date = format!("@{} +0000", now - AGO);
    if let Some(path) = path {
        let text = scene.read(&format!("{tree}/{path}"));
        scene.write(&format!("{tree}/{path}"), &format!("{text}# more\n# and more\n"));
    }
    let mut command = scene.command("git", tree);
    command.args(["commit", "-q", "--allow-empty", "-am", message]);
    command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    run(command, None).done();
}

fn plan(scene: &Scene) -> String {
    let mut terminal = told(scene, "git parallel plan review.md", ".", 32);
    terminal.shows("[X] Exit:");
    let picture = drawn(&terminal);
    terminal.press("x\r");
    terminal.child.wait().expect("the end");
    picture
}

fn refusal(scene: &Scene, tree: &str) -> String {
    scene.write(&format!("{tree}/web/cart.js"), "export const cart = load()\n");
    let mut terminal = told(scene, "git commit -am '[CHECKPOINT] Quick fix'", tree, 16);
    terminal.child.wait().expect("the end");
    terminal.shows("git parallel reassign");
    let picture = drawn(&terminal);
    scene.git_in(tree, &["restore", "--staged", "--worktree", "web/cart.js"]).done();
    picture
}

fn status(scene: &Scene) -> String {
    let mut terminal = told(scene, "git parallel status", ".", 32);
    terminal.child.wait().expect("the end");
    terminal.shows("Recommended Actions");
    drawn(&terminal)
}

fn watch(scene: &Scene) -> String {
    let command = ["git", "parallel", "status", "--watch"];
    let mut terminal = Terminal::sized(scene, &command, 20);
    terminal.shows("q quit");
    let picture = drawn(&terminal);
    terminal.press("q");
    terminal.child.wait().expect("the end");
    picture
}

/// A terminal that shows `line` as typed in `tree`, and what comes of it.
fn told(scene: &Scene, line: &str, tree: &str, rows: u16) -> Terminal {
    let script =
        r#"printf '\033[1m$ %s\033[0m\n' "$1"; cd "$2" && eval "$1"; printf '\033[1m$\033[0m '"#;
    Terminal::sized(scene, &["sh", "-c", script, "sh", line, tree], rows)
}

/// What is on the screen, once nothing more comes.
fn drawn(terminal: &Terminal) -> String {
    let mut before = terminal.ansi();
    loop {
        std::thread::sleep(std::time::Duration::from_millis(200));
        let now = terminal.ansi();
        if now == before {
            break;
        }
        before = now;
    }
    let svg = anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .min_width_px(860)
        .render_svg(&before);
    format!("{}\n", svg.trim_end())
}
