//! What ties groups together without forcing them: directories, headings, imports, shared history, waits.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::Ground;
use super::graph::Waits;
use super::item::Item;

/// The ties between `groups`, each in minutes that keeping the two together is worth.
pub(super) fn ties(
    items: &[Item],
    groups: &[Vec<usize>],
    bonds: &Waits,
    ground: &Ground,
) -> Vec<(usize, usize, u32)> {
    let mut sum: HashMap<(usize, usize), u32> = HashMap::default();
    let mut tie = |a: usize, b: usize, worth: u32| {
        if a != b {
            let worth_now = sum.entry((a.min(b), a.max(b))).or_default();
            *worth_now = (*worth_now + worth).min(120);
        }
    };
    let mut group_of: HashMap<usize, usize> = HashMap::default();
    for (number, group) in groups.iter().enumerate() {
        for at in group {
            group_of.insert(*at, number);
        }
    }
    for (at, on) in bonds.iter().enumerate() {
        for on in on {
            if let (Some(a), Some(b)) = (group_of.get(&at), group_of.get(on)) {
                tie(*a, *b, 60);
            }
        }
    }
    for (key, worth) in [(by_directory as fn(&Item) -> Vec<String>, 80), (by_heading, 40)] {
        let mut having: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, group) in groups.iter().enumerate() {
            for name in group.iter().flat_map(|at| key(&items[*at])) {
                let known = having.entry(name).or_default();
                if known.last() != Some(&number) {
                    known.push(number);
                }
            }
        }
        for numbers in having.values() {
            // What nearly all have in common tells none of them apart. A chain through all that
            // share a name ties them as well as every pair would.
            let worth = telling(worth, numbers.len(), groups.len());
            for pair in numbers.windows(2) {
                tie(pair[0], pair[1], worth);
            }
        }
    }
    for ((a, b), worth) in used(items, groups, ground) {
        tie(a, b, worth);
    }
    let mut out: Vec<(usize, usize, u32)> =
        sum.into_iter().map(|((a, b), worth)| (a, b, worth)).collect();
    out.sort_unstable();
    out
}

/// The minutes of the largest directory that the two groups of each of `ties` have in common.
pub(super) fn areas(
    items: &[Item],
    groups: &[Vec<usize>],
    minutes: &[u32],
    ties: &[(usize, usize, u32)],
) -> Vec<u32> {
    let of = |group: &Vec<usize>| -> BTreeSet<String> {
        group.iter().flat_map(|at| by_directory(&items[*at])).collect()
    };
    let directories: Vec<BTreeSet<String>> = groups.iter().map(of).collect();
    let mut mass: HashMap<&str, u32> = HashMap::default();
    for (own, minutes) in directories.iter().zip(minutes) {
        for name in own {
            *mass.entry(name).or_default() += minutes;
        }
    }
    let shared = |a: usize, b: usize| {
        let both = directories[a].intersection(&directories[b]);
        both.map(|name| mass[name.as_str()]).max().unwrap_or(0)
    };
    ties.iter().map(|(a, b, _)| shared(*a, *b)).collect()
}

/// The ties between groups whose files import each other or changed together; of files that all know
/// each other these tell little.
fn used(items: &[Item], groups: &[Vec<usize>], ground: &Ground) -> BTreeMap<(usize, usize), u32> {
    let mut owner: HashMap<&str, usize> = HashMap::default();
    for (number, group) in groups.iter().enumerate() {
        for path in group.iter().flat_map(|at| &items[*at].scope) {
            owner.insert(path, number);
        }
    }
    let edges = ground
        .imports
        .iter()
        .map(|(a, b)| (a, b, 15))
        .chain(ground.together.iter().map(|(a, b, times)| (a, b, (times * 4).min(24))));
    let mut between: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for (a, b, worth) in edges {
        if let (Some(a), Some(b)) = (holder(&owner, a), holder(&owner, b))
            && a != b
        {
            *between.entry((a.min(b), a.max(b))).or_default() += worth;
        }
    }
    let (tied, pairs) = (between.len(), groups.len() * groups.len().saturating_sub(1) / 2);
    for worth in between.values_mut() {
        *worth = telling((*worth).min(60), tied, pairs);
    }
    between
}

/// What a tie is worth that `having` of `all` share: nothing where all do.
fn telling(worth: u32, having: usize, all: usize) -> u32 {
    let apart = u32::try_from(all.saturating_sub(having)).unwrap_or(u32::MAX);
    let all = u32::try_from(all).unwrap_or(u32::MAX).max(1);
    (u64::from(worth) * u64::from(apart) / u64::from(all)).try_into().unwrap_or(worth)
}

/// The group whose scope has `path`, or a directory above it.
fn holder(owner: &HashMap<&str, usize>, path: &str) -> Option<usize> {
    if let Some(found) = owner.get(path) {
        return Some(*found);
    }
    let mut rest = path;
    while let Some((head, _)) = rest.rsplit_once('/') {
        if let Some(found) = owner.get(&path[..=head.len()]) {
            return Some(*found);
        }
        rest = head;
    }
    None
}

fn by_directory(item: &Item) -> Vec<String> {
    let mut out: Vec<String> = item
        .scope
        .iter()
        .filter_map(|path| {
            path.trim_end_matches('/').rsplit_once('/').map(|(head, _)| head.to_owned())
        })
        .collect();
    out.sort();
    out.dedup();
    out
}

fn by_heading(item: &Item) -> Vec<String> {
    item.group.iter().cloned().collect()
}
