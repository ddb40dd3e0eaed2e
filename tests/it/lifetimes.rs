//! Three features in one repository with two clones over a bare remote, in many orders: one lands by a
//! merge, one by a squash on the remote, one is given up; after every step `status` says in both clones
//! what an oracle knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::scene::Scene;

const LEAD: &str = ".";
const MATE: &str = "../mate";

/// The same numbers every time (an xorshift generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("a number")).expect("a number")
    }
}

/// How a feature ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// By `land`, with this option, where there is one.
    Merged(&'static str),
    /// On the remote as one commit; whether the branch is deleted there too.
    Squashed(bool),
    /// On the remote, commit by commit.
    Picked,
    Dropped,
}

/// One feature with its only worker.
#[derive(Debug)]
struct Feature {
    name: &'static str,
    end: End,
    worker: String,
    step: usize,
    home: &'static str,
}

/// What the oracle knows: the state of each worker of the plan in each clone.
#[derive(Debug, Default)]
struct Known {
    states: BTreeMap<String, [&'static str; 2]>,
    names: BTreeSet<String>,
}

fn of(clone: &str) -> usize {
    usize::from(clone == MATE)
}

fn git(scene: &Scene, clone: &str, args: &[&str]) -> String {
    scene.git_in(clone, args).done()
}

fn parallel(scene: &Scene, clone: &str, args: &[&str]) -> String {
    scene.parallel_in(clone, args).done()
}

/// What `clone` changed of the plan reaches the other.
fn share(scene: &Scene, clone: &str, what: &str) {
    git(scene, clone, &["add", "-A"]);
    git(scene, clone, &["commit", "-q", "--allow-empty", "-m", what]);
    git(scene, clone, &["push", "-q", "origin", "main"]);
}

fn pull(scene: &Scene) {
    for clone in [LEAD, MATE] {
        git(scene, clone, &["pull", "-q", "--ff-only", "--prune"]);
    }
}

/// The worktree of a worker.
fn tree(scene: &Scene, feature: &Feature) -> String {
    let listed = git(scene, feature.home, &["worktree", "list", "--porcelain"]);
    let part = format!("worktrees/{}-", feature.worker);
    let line = listed.lines().find(|line| line.contains(&part)).expect("a worktree");
    line.trim_start_matches("worktree ").to_owned()
}

fn branch(scene: &Scene, feature: &Feature) -> String {
    git(scene, &tree(scene, feature), &["branch", "--show-current"]).trim().to_owned()
}

/// Commits and pushes.
fn commit(scene: &Scene, feature: &Feature, subject: &str) {
    let tree = tree(scene, feature);
    let path = format!("{}/file", feature.name);
    let text = format!("{subject} by {}\n", feature.worker);
    scene.commit_in(&tree, &path, &text, subject).done();
    git(scene, &tree, &["push", "-q", "origin", "HEAD"]);
}

/// Plans it: the name of its worker is new.
fn plan(scene: &Scene, feature: &mut Feature, known: &mut Known) {
    let document = format!("{}.md", feature.name);
    let text = format!("# To do\n\n- [ ] Fix the {0} in `{0}/file`\n", feature.name);
    scene.write(&format!("{}/{document}", feature.home), &text);
    let before = workers(scene, feature.home);
    let args = ["plan", "--yes", "--workers", "1", "--feature", feature.name, &document];
    parallel(scene, feature.home, &args);
    let fresh = workers(scene, feature.home);
    let new: Vec<&String> = fresh.difference(&before).collect();
    assert_eq!(new.len(), 1, "one worker more: {fresh:?}");
    feature.worker.clone_from(new[0]);
    assert!(known.names.insert(feature.worker.clone()), "{} was given out before", feature.worker);
    known.states.insert(feature.worker.clone(), ["missing"; 2]);
    share(scene, feature.home, "Plan");
}

fn workers(scene: &Scene, clone: &str) -> BTreeSet<String> {
    let text = scene.read(&format!("{clone}/.parallel.toml"));
    let plan = git_parallel::config::load("plan", &text).expect("a plan");
    plan.worker.into_iter().map(|worker| worker.id).collect()
}

/// Takes the next step of a feature; gives whether there was one.
fn advance(scene: &Scene, feature: &mut Feature, known: &mut Known) -> bool {
    let name = feature.name;
    let both = |known: &mut Known, state| {
        known.states.insert(feature.worker.clone(), [state; 2]);
    };
    match (feature.step, feature.end) {
        (0, _) => plan(scene, feature, known),
        (1, _) => {
            parallel(scene, feature.home, &["start", &feature.worker]);
            let states = known.states.get_mut(&feature.worker).expect("a worker");
            states[of(feature.home)] = "idle";
        }
        (2, _) => {
            commit(scene, feature, "[CHECKPOINT] Half");
            both(known, "working");
        }
        (3, End::Dropped) => {
            let branch = branch(scene, feature);
            parallel(scene, feature.home, &["drop", "--feature", name]);
            git(scene, feature.home, &["push", "-q", "origin", "--delete", &branch]);
            known.states.remove(&feature.worker);
            share(scene, feature.home, "Dropped");
        }
        (3, _) => {
            commit(scene, feature, "[COMPLETE] All");
            both(known, "complete");
        }
        (4, End::Merged(_)) => {
            parallel(scene, LEAD, &["integrate", name, "--fetch"]);
        }
        (5, End::Merged(way)) => {
            land(scene, name, way);
            both(known, "merged");
        }
        (4, End::Squashed(_) | End::Picked) => {
            on_the_forge(scene, feature);
            both(known, "merged");
        }
        (6, End::Merged(_)) | (5, End::Squashed(_) | End::Picked) => {
            parallel(scene, feature.home, &["clean", "--feature", name]);
            known.states.remove(&feature.worker);
            share(scene, feature.home, "Cleaned");
            if matches!(feature.end, End::Merged(_)) && feature.home != LEAD {
                // The integration is the lead's; its worker went with the plan.
                pull(scene);
                parallel(scene, LEAD, &["clean", "--feature", name]);
            }
        }
        _ => return false,
    }
    feature.step += 1;
    true
}

/// Lands an integration; where the base had moved on, that is only merged into it at first.
fn land(scene: &Scene, name: &str, way: &str) {
    let before = scene.git(&["rev-parse", "main"]);
    let args: Vec<&str> =
        ["land", name, "--yes", "--push", way].into_iter().filter(|it| !it.is_empty()).collect();
    parallel(scene, LEAD, &[&args[..], &["--update"]].concat());
    if scene.git(&["rev-parse", "main"]) == before {
        parallel(scene, LEAD, &args);
    }
    assert_ne!(scene.git(&["rev-parse", "main"]), before);
}

/// What a forge does with a request.
fn on_the_forge(scene: &Scene, feature: &Feature) {
    let branch = branch(scene, feature);
    let forge = |args: &[&str]| git(scene, "../forge", args);
    forge(&["pull", "-q", "--ff-only"]);
    let far = format!("origin/{branch}");
    if feature.end == End::Picked {
        let listed = forge(&["rev-list", "--reverse", "--no-merges", &format!("main..{far}")]);
        let own = listed.lines().map(str::to_owned);
        for commit in own {
            forge(&["cherry-pick", &commit]);
        }
    } else {
        forge(&["merge", "-q", "--squash", &far]);
        forge(&["commit", "-qm", "Squashed (#1)"]);
    }
    forge(&["push", "-q", "origin", "main"]);
    if feature.end == End::Squashed(true) {
        forge(&["push", "-q", "origin", "--delete", &branch]);
    }
}

/// What changes nothing of what is known.
fn idle(scene: &Scene, chance: &mut Chance) -> String {
    let clone = [LEAD, MATE][chance.below(2)];
    let verbs: [&[&str]; 6] =
        [&["check"], &["recover"], &["status", "--fetch"], &["retro"], &["clean", "-n"], &["sync"]];
    let verb = verbs[chance.below(verbs.len())];
    let ran = scene.parallel_in(clone, verb);
    // Without workers there is nothing to be done, and some are kept.
    let nothing = ["the plan has no workers", "there is no work to look back on"];
    let nothing = nothing.iter().any(|word| ran.stderr.contains(word))
        || (["clean", "sync"].contains(&verb[0]) && ran.code == 1);
    assert!(ran.code == 0 || nothing, "{verb:?} in {clone}: {ran}");
    assert!(!ran.stderr.contains("failed with exit code"), "{ran}");
    format!("  {verb:?} in {clone}\n")
}

/// `status` in both clones says what is known.
fn compare(scene: &Scene, known: &Known, done: &str) {
    pull(scene);
    for clone in [LEAD, MATE] {
        let report = scene.parallel_in(clone, &["status", "--json"]).json();
        let rows = report["workers"].as_array().expect("workers").iter();
        let told: BTreeMap<&str, &str> = rows
            .map(|row| {
                (row["worker"].as_str().expect("a name"), row["state"].as_str().expect("a state"))
            })
            .collect();
        let wanted: BTreeMap<&str, &str> =
            known.states.iter().map(|(id, states)| (id.as_str(), states[of(clone)])).collect();
        assert_eq!(told, wanted, "in {clone}, after:\n{done}");
    }
}

/// Plays all features in the order that `seed` gives, two times over.
fn play(seed: u64) {
    let files = ["cart/file", "order/file", "user/file"];
    let scene = Scene::with(&files.map(|file| (file, "start\n")));
    scene.parallel(&["init"]).done();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Init"]);
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.git(&["push", "-q", "-u", "origin", "main"]);
    scene.git(&["clone", "-q", &hub, MATE]);
    scene.git(&["clone", "-q", &hub, "../forge"]);
    let (mut chance, mut known, mut done) = (Chance(seed), Known::default(), String::new());
    for round in 1..=2 {
        let names = ["cart", "order", "user"].into_iter();
        let way = ["", "--squash", "--rebase"][chance.below(3)];
        let there = [End::Squashed(false), End::Squashed(true), End::Picked][chance.below(3)];
        let ends = [End::Merged(way), there, End::Dropped].into_iter().cycle().skip(round);
        let mut open: Vec<Feature> = names
            .zip(ends)
            .map(|(name, end)| {
                let home = [LEAD, MATE][chance.below(2)];
                Feature { name, end, worker: String::new(), step: 0, home }
            })
            .collect();
        while !open.is_empty() {
            // Two of them are under way at a time.
            let at = chance.below(open.len().min(2));
            let feature = &mut open[at];
            done.push_str(&format!(
                "  {} {:?} of {} in {}\n",
                feature.step, feature.end, feature.name, feature.home
            ));
            if advance(&scene, feature, &mut known) {
                compare(&scene, &known, &done);
                if chance.below(3) == 0 {
                    done.push_str(&idle(&scene, &mut chance));
                    compare(&scene, &known, &done);
                }
            } else {
                open.remove(at);
            }
        }
    }
    assert_eq!(known.names.len(), 6, "every plan gave new names");
}

#[test]
#[ignore = "long: SEEDS=FROM-TO names the seeds"]
fn as_many_seeds_as_are_asked_for() {
    let asked = std::env::var("SEEDS").unwrap_or_default();
    let (from, to) = asked.split_once('-').expect("FROM-TO");
    for seed in from.parse().expect("a number")..=to.parse().expect("a number") {
        println!("seed {seed}");
        play(seed);
    }
}

#[test]
fn three_features_and_two_clones_are_told_as_they_are() {
    for seed in [7, 4_711] {
        play(seed);
    }
}

#[test]
fn and_so_in_another_order() {
    for seed in [99, 20_261_130] {
        play(seed);
    }
}
