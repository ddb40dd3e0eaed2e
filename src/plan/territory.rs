//! The patterns a worker gets for its items: exact paths, whole directories where nobody else works,
//! and the tests that belong to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::boundary;
use super::item::Item;

/// One worker's land.
#[derive(Debug, Clone, Default)]
pub(super) struct Territory {
    /// The patterns.
    pub(super) scope: Vec<String>,
    /// What was added beyond what the items name, in words.
    pub(super) notes: Vec<String>,
}

/// The land of each seat, given its items; `generous` widens to directories and adds tests.
pub(super) fn territories(
    items: &[Item],
    seats: &[Vec<usize>],
    files: &[String],
    generous: bool,
) -> Vec<Territory> {
    let named: Vec<BTreeSet<String>> = seats.iter().map(|members| named(items, members)).collect();
    let touched = boundaries(items, seats);
    let mut out: Vec<Territory> = Vec::new();
    let mut tests =
        if generous { companions(&named, files) } else { vec![Vec::new(); seats.len()] };
    for (seat, paths) in named.iter().enumerate() {
        let mut scope = paths.clone();
        let mut notes = Vec::new();
        for (path, by) in &touched {
            let only_land = paths.is_empty() && by.first() == Some(&seat);
            if !boundary::is_generated(path) && (by[..] == [seat] || only_land) {
                scope.insert(path.clone());
            }
        }
        if generous {
            for directory in whole(paths, seat, &named, files) {
                notes.push(format!("owns all of {directory}: no other worker has anything in it"));
                scope.insert(directory);
            }
        }
        let added = std::mem::take(&mut tests[seat]);
        let added: Vec<String> = added.into_iter().filter(|path| !covered(path, &scope)).collect();
        if !added.is_empty() {
            notes.push(format!("includes updating existing tests: {}", added.join(", ")));
            scope.extend(added);
        }
        let kept: Vec<String> = scope
            .iter()
            .filter(|path| !is_inside(path, &scope))
            .map(|path| pattern(path))
            .collect();
        out.push(Territory { scope: kept, notes });
    }
    out
}

/// The paths of the items, boundary files left out.
fn named(items: &[Item], members: &[usize]) -> BTreeSet<String> {
    members
        .iter()
        .flat_map(|at| &items[*at].scope)
        .filter(|path| !boundary::is_boundary(path))
        .cloned()
        .collect()
}

fn boundaries(items: &[Item], seats: &[Vec<usize>]) -> BTreeMap<String, Vec<usize>> {
    let mut touched: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (seat, members) in seats.iter().enumerate() {
        for path in members
            .iter()
            .flat_map(|at| &items[*at].scope)
            .filter(|path| boundary::is_boundary(path))
        {
            let by = touched.entry(path.clone()).or_default();
            if by.last() != Some(&seat) {
                by.push(seat);
            }
        }
    }
    touched
}

/// Directories in which this seat has two files or more and no other seat has anything; never the
/// root or a first-level directory that holds much else.
fn whole(
    paths: &BTreeSet<String>,
    seat: usize,
    named: &[BTreeSet<String>],
    files: &[String],
) -> Vec<String> {
    let mut count: HashMap<&str, usize> = HashMap::new();
    for path in paths.iter().filter(|path| !path.contains('*')) {
        if let Some((directory, _)) = path.trim_end_matches('/').rsplit_once('/') {
            *count.entry(directory).or_default() += 1;
        }
    }
    let mut out: Vec<String> = count
        .into_iter()
        .filter(|(_, times)| *times >= 2)
        .map(|(directory, times)| (format!("{directory}/"), times))
        .filter(|(directory, times)| {
            let inside = files.iter().filter(|file| file.starts_with(directory.as_str())).count();
            let small = inside <= times * 6 + 4;
            let alone = named.iter().enumerate().all(|(other, paths)| {
                other == seat
                    || paths.iter().all(|path| {
                        !path.starts_with(directory.as_str())
                            && !directory.starts_with(path.as_str())
                            && !path.contains('*')
                    })
            });
            alone && small && (directory.matches('/').count() >= 2 || inside <= times * 3)
        })
        .map(|(directory, _)| directory)
        .collect();
    out.sort();
    out
}

fn covered(path: &str, scope: &BTreeSet<String>) -> bool {
    scope.contains(path) || is_inside(path, scope)
}

/// Whether a directory of the scope holds `path`.
fn is_inside(path: &str, scope: &BTreeSet<String>) -> bool {
    let mut rest = path.trim_end_matches('/');
    while let Some((head, _)) = rest.rsplit_once('/') {
        if scope.contains(&path[..=head.len()]) {
            return true;
        }
        rest = head;
    }
    false
}

/// For each seat, the tracked tests of its files that no other seat names or tests too.
fn companions(named: &[BTreeSet<String>], files: &[String]) -> Vec<Vec<String>> {
    let mut by_subject: HashMap<String, Vec<&String>> = HashMap::new();
    for file in files {
        if let Some(subject) = subject(file) {
            by_subject.entry(subject).or_default().push(file);
        }
    }
    let taken: HashSet<&String> = named.iter().flatten().collect();
    let mut claims: HashMap<&String, BTreeSet<usize>> = HashMap::new();
    for (seat, paths) in named.iter().enumerate() {
        for path in paths {
            let stem = stem(path);
            for test in
                by_subject.get(&stem).into_iter().flatten().filter(|test| !taken.contains(**test))
            {
                claims.entry(test).or_default().insert(seat);
            }
        }
    }
    let mut out = vec![Vec::new(); named.len()];
    for (test, seats) in claims {
        let inside_other = named
            .iter()
            .enumerate()
            .any(|(seat, paths)| !seats.contains(&seat) && is_inside(test, paths));
        if let (Some(only), 1, false) = (seats.first(), seats.len(), inside_other) {
            out[*only].push(test.clone());
        }
    }
    for tests in &mut out {
        tests.sort();
    }
    out
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name).to_lowercase()
}

/// What a test file tests, by its name: `test_user.py`, `user_test.go`, `user.spec.ts`, `UserTest.java`.
fn subject(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let mut parts = name.split('.');
    let stem = parts.next()?;
    let lower = stem.to_lowercase();
    if parts.any(|part| matches!(part, "test" | "spec")) {
        return Some(lower);
    }
    let named = lower
        .strip_prefix("test_")
        .or_else(|| lower.strip_suffix("_test"))
        .or_else(|| lower.strip_suffix("_spec"));
    let camel = || {
        stem.strip_suffix("Test")
            .or_else(|| stem.strip_suffix("Tests"))
            .or_else(|| stem.strip_suffix("Spec"))
            .map(str::to_lowercase)
    };
    named.map(str::to_owned).or_else(camel).filter(|subject| !subject.is_empty())
}

/// A path as a pattern that matches exactly it: brackets and the like are escaped, stars are globs.
fn pattern(path: &str) -> String {
    if path.contains('*') {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len() + 2);
    for (at, c) in path.chars().enumerate() {
        if matches!(c, '[' | ']' | '?' | '\\') || at == 0 && matches!(c, '!' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_names() {
        for (path, want) in [
            ("tests/test_user.py", Some("user")),
            ("pkg/user_test.go", Some("user")),
            ("src/user.spec.ts", Some("user")),
            ("src/UserTest.java", Some("user")),
            ("src/user.rs", None),
            ("src/latest.rs", None),
        ] {
            assert_eq!(subject(path).as_deref(), want, "{path}");
        }
    }

    #[test]
    fn special_signs_are_escaped() {
        assert_eq!(pattern("app/[id]/page.tsx"), "app/\\[id\\]/page.tsx");
        assert_eq!(pattern("src/**/*.ts"), "src/**/*.ts");
    }
}
