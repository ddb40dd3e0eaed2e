//! Prediction: what gix judges in memory is what `git merge-tree` says, on real repositories.

use git_parallel::seams::{Depth, Repo};

use crate::scene::Scene;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Ten lines, so that two changes may or may not meet.
fn lines(changed: u64, by: u64) -> String {
    (0..10)
        .map(|n| if n == changed { format!("by {by}\n") } else { format!("line {n}\n") })
        .collect()
}

/// Branches that edit, add, remove, rename, move folders, and put files where others have folders.
fn tangled(seed: u64, branches: u64) -> (Scene, Vec<String>) {
    let files: Vec<String> =
        (0..12).map(|n| format!("{}/file{n}.txt", ["api", "ui", "core/deep"][n % 3])).collect();
    let listed: Vec<(&str, String)> = files
        .iter()
        .enumerate()
        .map(|(n, file)| (file.as_str(), format!("{}{n}\n", lines(99, 0))))
        .collect();
    let listed: Vec<(&str, &str)> = listed.iter().map(|(f, text)| (*f, text.as_str())).collect();
    let scene = Scene::with(&listed);
    let mut dice = Dice(seed);
    let mut tips = Vec::new();
    for branch in 0..branches {
        let from = if branch > 2 && dice.below(4) == 0 {
            format!("b{}", branch - 1)
        } else {
            "main".into()
        };
        scene.git(&["switch", "-q", "-c", &format!("b{branch}"), &from]);
        for _ in 0..3 {
            let file = &files[usize::try_from(dice.below(12)).expect("a small number")];
            let there = scene.path(file).is_file();
            match dice.below(9) {
                0 if there => drop(scene.git(&["rm", "-qf", file])),
                1 if there => {
                    drop(scene.git(&["mv", file, &format!("{file}.moved{}", dice.below(2))]));
                }
                2 => scene.write(&format!("api/new{}.txt", dice.below(3)), &lines(1, branch)),
                3 if scene.path("ui").exists() => drop(scene.git(&["mv", "ui", "web"])),
                4 => scene.write("ui/added.txt", &lines(dice.below(2), 7)),
                5 if there => {
                    scene.git(&["rm", "-qf", file]);
                    scene.write(&format!("{file}/inner"), "a folder now\n");
                }
                _ if there => scene.write(file, &lines(dice.below(10), branch)),
                _ => scene.write("shared.txt", &lines(dice.below(3), branch % 2)),
            }
            scene.git(&["add", "-A"]);
        }
        scene.git(&["commit", "-q", "--allow-empty", "-m", "change"]);
        tips.push(scene.git(&["rev-parse", "HEAD"]));
        scene.git(&["switch", "-q", "main"]);
    }
    scene.write("core/deep/file2.txt", &lines(4, 77));
    scene.git(&["commit", "-qam", "The base moves on"]);
    (scene, tips)
}

/// The unmerged paths as git itself lists them.
fn git_says(scene: &Scene, one: &str, other: &str) -> Vec<String> {
    let printed = scene.git_in(
        ".",
        &["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", one, other],
    );
    let paths = printed.stdout.split('\0').skip(1).filter(|path| !path.is_empty());
    // A path that had to make way is named after the commit; that part is no file of anyone's.
    let mut paths: Vec<String> =
        paths.map(|path| path.split('~').next().unwrap_or(path).to_owned()).collect();
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn it_agrees_with_git_on_every_pair() {
    let (mut pairs, mut clashing) = (0, 0);
    for seed in 1..=6 {
        let (scene, tips) = tangled(seed, 7);
        let repo = Repo::discover(&scene.root()).expect("a repository");
        let base = scene.git(&["rev-parse", "main"]);
        let prediction = repo.predict(&base, &tips, Depth::All).expect("a prediction");
        let first = repo.predict(&base, &tips, Depth::First).expect("a prediction");
        for (n, one) in tips.iter().enumerate() {
            let want = git_says(&scene, &base, one);
            let found: Vec<_> = prediction.with_base[n].iter().map(|it| it.path.clone()).collect();
            assert_eq!(found, want, "seed {seed}, branch {n} and the base");
            for (m, other) in tips.iter().enumerate().skip(n + 1) {
                let want = git_says(&scene, one, other);
                let pair = |list: &[git_parallel::seams::Pair]| {
                    let pair = list.iter().find(|pair| (pair.one, pair.other) == (n, m));
                    pair.map(|pair| pair.clashes.clone()).unwrap_or_default()
                };
                let found: Vec<_> = pair(&prediction.pairs).into_iter().map(|it| it.path).collect();
                assert_eq!(found, want, "seed {seed}, branches {n} and {m}");
                assert_eq!(pair(&first.pairs).is_empty(), want.is_empty(), "seed {seed}: {n}, {m}");
                pairs += 1;
                clashing += usize::from(!want.is_empty());
            }
        }
    }
    assert!(clashing > 20 && clashing < pairs - 20, "{clashing} of {pairs} clash");
}

#[test]
fn a_chain_goes_as_git_would_merge_it() {
    for seed in 11..=14 {
        let (scene, tips) = tangled(seed, 5);
        let repo = Repo::discover(&scene.root()).expect("a repository");
        let base = scene.git(&["rev-parse", "main"]);
        let chain = repo.predict_chain(&base, &tips).expect("a prediction");
        let mut ours = base;
        for (tip, clashes) in tips.iter().zip(&chain) {
            let found: Vec<_> = clashes.iter().map(|it| it.path.clone()).collect();
            assert_eq!(found, git_says(&scene, &ours, tip), "seed {seed}");
            let merged =
                scene.git_in(".", &["merge-tree", "--write-tree", "--no-messages", &ours, tip]);
            let tree = merged.stdout.lines().next().expect("a tree").to_owned();
            ours = scene.git(&["commit-tree", &tree, "-p", &ours, "-p", tip, "-m", "x"]);
        }
    }
}

#[test]
fn it_writes_nothing() {
    let (scene, tips) = tangled(3, 6);
    let repo = Repo::discover(&scene.root()).expect("a repository");
    let (base, before) = (scene.git(&["rev-parse", "main"]), scene.fingerprint());
    repo.predict(&base, &tips, Depth::All).expect("a prediction");
    repo.predict_chain(&base, &tips).expect("a prediction");
    assert_eq!(scene.fingerprint(), before);
}

#[test]
fn it_asks_git_where_gix_cannot_read() {
    let scene = Scene::empty();
    if scene.git_in(".", &["init", "-q", "-b", "main", "--ref-format=reftable", "."]).code != 0 {
        return; // a git from before reftable
    }
    scene.write("a", &lines(99, 0));
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Start"]);
    let base = scene.git(&["rev-parse", "HEAD"]);
    let tips: Vec<String> = (1..=3)
        .map(|n| {
            scene.git(&["switch", "-q", "-c", &format!("b{n}"), "main"]);
            scene.write("a", &lines(if n == 3 { 9 } else { 2 }, n));
            scene.git(&["commit", "-qam", "change"]);
            scene.git(&["rev-parse", "HEAD"])
        })
        .collect();
    let repo = Repo::discover(&scene.root()).expect("a repository");
    let found = repo.predict(&base, &tips, Depth::First).expect("a prediction");
    let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.one, pair.other)).collect();
    assert_eq!(pairs, [(0, 1)]);
}
