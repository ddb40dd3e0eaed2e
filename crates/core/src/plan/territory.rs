//! The patterns a worker gets for its items: exact paths, whole directories where nobody else works,
//! and the tests that belong to them.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};

use super::boundary;
use super::item::Item;
use crate::scope::{Scope, starred};

/// One worker's land.
#[derive(Debug, Clone, Default)]
pub(super) struct Territory {
    /// The patterns.
    pub(super) scope: Vec<String>,
    /// What was added beyond what the items name, in words.
    pub(super) notes: Vec<String>,
}

/// The paths that the items of one seat name, boundary files left out: in order, each once.
struct Named<'a> {
    paths: Vec<&'a str>,
    directories: Directories<'a>,
}

impl<'a> Named<'a> {
    fn new(items: &'a [Item], members: &[usize]) -> Self {
        let all = members.iter().flat_map(|at| &items[*at].scope).map(String::as_str);
        let mut paths: Vec<&str> = all.filter(|path| !boundary::is_boundary(path)).collect();
        paths.sort_unstable();
        paths.dedup();
        Self { directories: Directories::of(paths.iter().copied()), paths }
    }
}

/// The directories among some paths.
struct Directories<'a>(HashSet<&'a str>);

impl<'a> Directories<'a> {
    fn of(paths: impl Iterator<Item = &'a str>) -> Self {
        Self(paths.filter(|path| path.ends_with('/')).collect())
    }

    /// Whether one of them, other than itself, holds `path`.
    fn hold(&self, path: &str) -> bool {
        let mut rest = path.trim_end_matches('/');
        while !self.0.is_empty()
            && let Some((head, _)) = rest.rsplit_once('/')
        {
            if self.0.contains(&path[..=head.len()]) {
                return true;
            }
            rest = head;
        }
        false
    }
}

/// The land of each seat, given its items; `generous` widens to directories and adds tests.
pub(super) fn territories(
    items: &[Item],
    seats: &[Vec<usize>],
    files: &[String],
    generous: bool,
) -> Vec<Territory> {
    let named: Vec<Named<'_>> = seats.iter().map(|members| Named::new(items, members)).collect();
    let touched = boundaries(items, seats);
    let mut tests =
        if generous { companions(&named, files) } else { vec![Vec::new(); seats.len()] };
    let mut out: Vec<Territory> = Vec::new();
    for (seat, own) in named.iter().enumerate() {
        let mut more: Vec<String> = Vec::new();
        let mut notes = Vec::new();
        for (path, by) in &touched {
            let only_land = own.paths.is_empty() && by.first() == Some(&seat);
            if !boundary::is_generated(path) && (by[..] == [seat] || only_land) {
                more.push((*path).to_owned());
            }
        }
        if generous {
            for directory in whole(seat, &named, files) {
                notes.push(format!("owns all of {directory}: no other worker has anything in it"));
                more.push(directory);
            }
        }
        let mut added = std::mem::take(&mut tests[seat]);
        let wide = Directories::of(more.iter().map(String::as_str));
        added
            .retain(|path| !more.contains(path) && !own.directories.hold(path) && !wide.hold(path));
        if !added.is_empty() {
            notes.push(format!("includes updating existing tests: {}", added.join(", ")));
            more.extend(added);
        }
        out.push(Territory { scope: patterns(own, &more), notes });
    }
    out
}

/// The patterns for what a seat names and `more`, those left out that a directory holds already.
fn patterns(own: &Named<'_>, more: &[String]) -> Vec<String> {
    let mut all = own.paths.clone();
    all.extend(more.iter().map(String::as_str));
    all.sort_unstable();
    all.dedup();
    let directories = Directories::of(all.iter().copied());
    all.into_iter().filter(|path| !directories.hold(path)).map(pattern).collect()
}

/// The boundary files that are named, and by which seats.
fn boundaries<'a>(items: &'a [Item], seats: &[Vec<usize>]) -> BTreeMap<&'a str, Vec<usize>> {
    let mut touched: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (seat, members) in seats.iter().enumerate() {
        for path in members
            .iter()
            .flat_map(|at| &items[*at].scope)
            .filter(|path| boundary::is_boundary(path))
        {
            let by = touched.entry(path).or_default();
            if by.last() != Some(&seat) {
                by.push(seat);
            }
        }
    }
    touched
}

/// Directories in which this seat has two files or more and no other seat has anything; never the
/// root or a first-level directory that holds much else.
fn whole(seat: usize, named: &[Named<'_>], files: &[String]) -> Vec<String> {
    let mut count: HashMap<&str, usize> = HashMap::default();
    for path in named[seat].paths.iter().filter(|path| !path.contains('*')) {
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
            let alone = named.iter().enumerate().all(|(other, theirs)| {
                other == seat
                    || theirs.paths.iter().all(|path| {
                        !path.starts_with(directory.as_str())
                            && !directory.starts_with(path)
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

/// For each seat, the tracked tests of its files that no other seat names or tests too.
fn companions(named: &[Named<'_>], files: &[String]) -> Vec<Vec<String>> {
    let mut by_subject: HashMap<String, Vec<&String>> = HashMap::default();
    for file in files {
        if let Some(subject) = subject(file) {
            by_subject.entry(subject).or_default().push(file);
        }
    }
    if by_subject.is_empty() {
        return vec![Vec::new(); named.len()];
    }
    let taken: HashSet<&str> = named.iter().flat_map(|own| own.paths.iter().copied()).collect();
    let mut claims: HashMap<&String, BTreeSet<usize>> = HashMap::default();
    for (seat, own) in named.iter().enumerate() {
        for path in &own.paths {
            let stem = stem(path);
            for test in by_subject
                .get(&stem)
                .into_iter()
                .flatten()
                .filter(|test| !taken.contains(test.as_str()))
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
            .any(|(seat, own)| !seats.contains(&seat) && own.directories.hold(test));
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
    if path.contains('*') && Scope::parse([path]).is_ok() {
        return path.to_owned();
    }
    starred(path)
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
        assert_eq!(pattern("src/[ab]*.ts"), "src/[ab]*.ts");
        assert_eq!(pattern("src/a*[b.ts"), "src/a*\\[b.ts", "no set is opened");
    }
}
