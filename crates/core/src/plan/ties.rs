//! What ties groups together without forcing them: directories, headings, imports, shared history, waits.

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
    for (key, worth) in [(by_directory as fn(&Item) -> Vec<String>, 75), (by_heading, 15)] {
        let mut last: HashMap<String, usize> = HashMap::default();
        for (number, group) in groups.iter().enumerate() {
            for name in group.iter().flat_map(|at| key(&items[*at])) {
                // A chain through all that share the name ties them as well as every pair would.
                if let Some(before) = last.insert(name, number) {
                    tie(before, number, worth);
                }
            }
        }
    }
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
    for (a, b, worth) in edges {
        if let (Some(a), Some(b)) = (holder(&owner, a), holder(&owner, b)) {
            tie(a, b, worth);
        }
    }
    let mut out: Vec<(usize, usize, u32)> =
        sum.into_iter().map(|((a, b), worth)| (a, b, worth)).collect();
    out.sort_unstable();
    out
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
