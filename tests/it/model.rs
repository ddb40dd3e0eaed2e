//! Random histories of three workers and a base, judged and merged, against what must come of them.
//!
//! Each history is made of commits, merges, fast-forwards, rebases, amends, reverts, resolutions of
//! conflicts either way and plain misdeeds. Every line of every file says who wrote it, so what may
//! be lost is known without asking the guard. `GIT_PARALLEL_HISTORIES` is how many are played,
//! `GIT_PARALLEL_SEED` the first; a failure names its own.

mod world;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use git_parallel::config::{self, Config};
use git_parallel::seams::{Claim, Gate, Known, Source, Written};

use world::{Files, World};

/// A file of each worker, in order, and one of nobody's.
const PATHS: [&str; 4] = ["a/x", "b/y", "c/z", "d/u"];
const LEAD: usize = 3;
const SLOTS: usize = 9;
/// How many are played where nobody says.
const FEW: usize = 60;
/// How many share a repository.
const BATCH: usize = 100;

/// What came of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Refused,
    Conflict,
    Whole,
}

fn plan() -> Config {
    let worker = |n: usize, folder: &str| {
        format!("[[worker]]\nid = \"task-{n}\"\nslug = \"x\"\nscope = [\"{folder}/\"]\n")
    };
    let workers: String = [(1, "a"), (2, "b"), (3, "c")].map(|(n, dir)| worker(n, dir)).concat();
    config::load("plan", &format!("version = 1\nbase = \"main\"\n{workers}")).expect("a plan")
}

fn claim(world: &World<'_>, who: usize, at: usize) -> Claim {
    Claim { worker: format!("task-{}", who + 1), tip: world.nodes[at].id.clone() }
}

fn written(world: &World<'_>, who: usize) -> Written {
    let own = world.nodes.iter().filter(|node| node.by == who);
    Written {
        worker: format!("task-{}", who + 1),
        commits: own.map(|node| node.id.clone()).collect(),
    }
}

/// Judges and merges what came of a history; says what is wrong with that.
fn judged(world: &mut World<'_>, config: &Config) -> Result<End, String> {
    let left_out = world.dice.roll(9);
    let all: Vec<Claim> = (0..3).map(|who| claim(world, who, world.tips[who])).collect();
    let chosen: Vec<usize> = (0..3).filter(|who| *who != left_out).collect();
    let tips: Vec<Claim> = chosen.iter().map(|who| all[*who].clone()).collect();
    // A fresh clone knows nothing of what branches were before.
    let fresh = world.dice.roll(3) == 0;
    let past = world.former.iter().filter(|(who, _)| *who != LEAD && !fresh);
    let known = Known {
        trusted: vec![world.tip(LEAD).id.clone()],
        claims: all,
        former: past.map(|(who, at)| claim(world, *who, *at)).collect(),
        written: if fresh { Vec::new() } else { (0..3).map(|who| written(world, who)).collect() },
        ..Known::default()
    };
    let git = || world.git();
    let gate = Gate::new(Source::new(&git), config, false, known).map_err(|it| it.to_string())?;
    let mut found = gate.judge(&tips).map_err(|it| it.to_string())?;
    found.extend(gate.outdated(&tips).map_err(|it| it.to_string())?);
    found.extend(gate.dropped(&tips).map_err(|it| it.to_string())?);
    if let Some(stop) = found.iter().find(|finding| finding.stops()) {
        let may = !world.innocent || world.rewritten;
        let why = stop.violations.iter().map(|it| it.message.clone()).collect::<Vec<_>>();
        return if may { Ok(End::Refused) } else { Err(format!("{}: {why:?}", stop.commit)) };
    }
    let mut at = world.tip(LEAD).id.clone();
    for who in &chosen {
        let auto = world.merged(&at, &world.tip(*who).id);
        if !auto.unresolved.is_empty() {
            return Ok(End::Conflict);
        }
        at = world.write(&auto.tree, &[&at, &world.tip(*who).id], "merge");
    }
    let tree = world.merged(&at, &at).tree;
    whole(world, &world.files(&tree), &chosen).map(|()| End::Whole)
}

/// Whether all is there that the owners made last, and nothing else by a worker's hand.
fn whole(world: &World<'_>, merged: &Files, chosen: &[usize]) -> Result<(), String> {
    let by = |text: &str, who: usize| -> HashSet<String> {
        let own = format!("w{who} ");
        text.lines().filter(|line| line.starts_with(&own)).map(str::to_owned).collect()
    };
    for (owner, path) in PATHS.into_iter().enumerate() {
        let last = if owner == LEAD { None } else { Some(&world.tip(owner).files[path]) };
        for who in 0..3 {
            let there = by(&merged[path], who);
            let wanted = last.map(|text| by(text, who)).unwrap_or_default();
            let fine = if !chosen.contains(&owner) && owner != LEAD {
                // Of a worker that is left out, no more than what it had once.
                let once = world.former.iter().filter(|(of, _)| *of == owner);
                let once = once.flat_map(|(_, at)| by(&world.nodes[*at].files[path], who));
                who == owner || there.is_subset(&once.chain(wanted.iter().cloned()).collect())
            } else {
                there == wanted
            };
            if !fine {
                return Err(format!("{path} has {there:?} of {who}, and should have {wanted:?}"));
            }
        }
    }
    Ok(())
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn nothing_of_an_owners_is_lost_and_nothing_foreign_lands() {
    let (count, first) = (number("GIT_PARALLEL_HISTORIES", FEW), number("GIT_PARALLEL_SEED", 1));
    let (config, next) = (plan(), AtomicUsize::new(0));
    let ends = [const { AtomicUsize::new(0) }; 3];
    let faults = std::sync::Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let from = next.fetch_add(BATCH, Ordering::Relaxed);
                    if from >= count {
                        return;
                    }
                    let (_keep, at) = fresh();
                    let repo = gix::open(&at).expect("a repository");
                    for seed in from..count.min(from + BATCH) {
                        let seed = (first + seed) as u64;
                        let mut world =
                            World::new(&repo, &at, seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
                        for _ in 0..4 + world.dice.roll(11) {
                            world.step();
                        }
                        match judged(&mut world, &config) {
                            Ok(end) => {
                                ends[end as usize].fetch_add(1, Ordering::Relaxed);
                            }
                            Err(why) => {
                                let told =
                                    format!("seed {seed}: {why}\n  {}", world.story.join("\n  "));
                                faults.lock().expect("a list").push(told);
                            }
                        }
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("a list");
    let [refused, conflict, whole] = ends.map(AtomicUsize::into_inner);
    eprintln!(
        "{count} histories from seed {first}: {whole} whole, {conflict} stopped by a conflict, {refused} refused"
    );
    let shown = faults.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} of {count} went wrong, as these:\n{shown}", faults.len());
    assert!(whole > count / 20 && refused > count / 20, "they say too little");
}

fn fresh() -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::TempDir::new().expect("a temporary directory");
    let at = keep.path().join("r");
    gix::init(&at).expect("a repository");
    (keep, at)
}
