//! What a branch changed, and which branches' changes can meet at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The paths that differ between two trees, each with what it became; none where it went.
pub(super) type Changes = BTreeMap<Vec<u8>, Option<Entry>>;

/// An entry of a tree, and whether it was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: gix::ObjectId,
    pub(super) mode: u16,
    pub(super) added: bool,
}

/// The folders a path is in, without the root.
fn folders(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &path[..at])
}

/// The folders that `changes` may have moved: something went from them, and something was added.
fn moved(changes: &Changes) -> HashSet<&[u8]> {
    if !changes.values().flatten().any(|entry| entry.added) {
        return HashSet::new();
    }
    let gone = changes.iter().filter(|(_, entry)| entry.is_none());
    gone.flat_map(|(path, _)| folders(path)).collect()
}

/// The folders that `changes` put something new into.
fn filled(changes: &Changes) -> HashSet<&[u8]> {
    let new = changes.iter().filter(|(_, entry)| entry.is_some_and(|entry| entry.added));
    new.flat_map(|(path, _)| folders(path)).collect()
}

/// Whether one may have moved a folder that the other puts something into: git then asks, while
/// gix merges.
pub(super) fn moves_a_folder(one: &Changes, other: &Changes) -> bool {
    let meets = |one, other| !moved(one).is_disjoint(&filled(other));
    meets(one, other) || meets(other, one)
}

/// The pairs whose changes can meet, in order.
pub(super) fn meeting(all: &[Changes]) -> Vec<(usize, usize)> {
    let mut by_path: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let mut by_moved: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, changes) in all.iter().enumerate() {
        for path in changes.keys() {
            by_path.entry(path).or_default().push(at);
        }
        for folder in moved(changes) {
            by_moved.entry(folder).or_default().push(at);
        }
    }
    let mut pairs = BTreeSet::new();
    for (at, changes) in all.iter().enumerate() {
        let mut meets = |others: Option<&Vec<usize>>| {
            let others = others.into_iter().flatten().filter(|other| **other != at);
            pairs.extend(others.map(|other| (at.min(*other), at.max(*other))));
        };
        for path in changes.keys() {
            meets(by_path.get(path.as_slice()));
            folders(path).for_each(|folder| meets(by_path.get(folder)));
        }
        if !by_moved.is_empty() {
            for folder in filled(changes) {
                meets(by_moved.get(folder));
            }
        }
    }
    let differ = |(one, other): &(usize, usize)| !agree(&all[*one], &all[*other]);
    pairs.into_iter().filter(differ).collect()
}

/// Whether two made the very same of every path they both changed, and neither can have renamed.
fn agree(one: &Changes, other: &Changes) -> bool {
    let still = |changes: &Changes| changes.values().all(Option::is_some);
    let same = |(path, entry): (&Vec<u8>, &Option<Entry>)| {
        let nested = folders(path).any(|folder| other.contains_key(folder));
        let below = [path.as_slice(), b"/"].concat();
        let covers =
            other.range(below.clone()..).next().is_some_and(|(p, _)| p.starts_with(&below));
        !nested && !covers && other.get(path).is_none_or(|theirs| theirs == entry)
    };
    still(one) && still(other) && one.iter().all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(list: &[(&str, Option<u8>, bool)]) -> Changes {
        let entry = |(path, content, added): &(&str, Option<u8>, bool)| {
            let made = content.map(|byte| Entry {
                id: gix::ObjectId::from_bytes_or_panic(&[byte; 20]),
                mode: 0,
                added: *added,
            });
            (path.as_bytes().to_vec(), made)
        };
        list.iter().map(entry).collect()
    }

    #[test]
    fn only_changes_that_can_meet_are_paired() {
        let one = changes(&[("src/a", Some(1), false), ("new", Some(2), true)]);
        let apart = changes(&[("src/b", Some(1), false)]);
        let same = changes(&[("src/a", Some(1), false)]);
        let other = changes(&[("src/a", Some(9), false)]);
        let folder = changes(&[("new/x", Some(2), true)]);
        let meets =
            |one: &Changes, other: &Changes| !meeting(&[one.clone(), other.clone()]).is_empty();
        assert!(!meets(&one, &apart) && !meets(&one, &same));
        assert!(meets(&one, &other) && meets(&other, &one));
        assert!(
            meets(&one, &folder) && meets(&folder, &one),
            "a file where the other has a folder"
        );
    }

    #[test]
    fn a_moved_folder_meets_what_is_put_into_it() {
        let moves = changes(&[("d/a", None, false), ("e/a", Some(1), true)]);
        let adds = changes(&[("d/new", Some(2), true)]);
        let removes = changes(&[("d/a", None, false)]);
        assert!(moves_a_folder(&moves, &adds) && moves_a_folder(&adds, &moves));
        assert!(!moves_a_folder(&removes, &adds));
        assert_eq!(meeting(&[adds, moves.clone()]), [(0, 1)]);
        assert_eq!(meeting(&[moves.clone(), moves]), [(0, 1)], "both may have renamed");
    }
}
