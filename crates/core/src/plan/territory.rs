//! The patterns a worker gets for its items: exact paths, whole units and modules where nobody else
//! has anything, and the tests that belong to them.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::boundary;
use super::companion::{Tests, companions};
use super::item::Item;
use super::unit::{Claims, Units, above};
use crate::scope::{Scope, starred, unescaped};

/// One worker's land.
#[derive(Debug, Clone, Default)]
pub(super) struct Territory {
    /// The patterns.
    pub(super) scope: Vec<String>,
    /// What was added beyond what the items name, in words.
    pub(super) notes: Vec<String>,
    /// Manifests and lock files of units it has a part of: others may need them as well.
    pub(super) common: Vec<String>,
}

/// The paths that some of the items of one seat name, boundary files left out: in order, each once.
fn named(items: &[Item], members: impl Iterator<Item = usize>) -> Vec<&str> {
    let all = members.flat_map(|at| &items[at].scope).map(String::as_str);
    let mut paths: Vec<&str> = all.filter(|path| !boundary::is_boundary(path)).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
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

/// The land of each seat, given its items; `generous` widens to units and modules and adds tests.
/// The first seats have the `standing` scopes already, and with them all that the items need which are
/// `covered` there.
pub(super) fn territories(
    items: &[Item],
    seats: &[Vec<usize>],
    standing: &[&[String]],
    covered: &dyn Fn(usize, usize) -> bool,
    files: &[String],
    generous: bool,
) -> Vec<Territory> {
    let bare = |seat: usize| seats[seat].iter().copied().filter(move |at| !covered(seat, *at));
    let named: Vec<Vec<&str>> = (0..seats.len()).map(|seat| named(items, bare(seat))).collect();
    let touched = boundaries(items, seats);
    let mut own: Vec<Vec<String>> = named
        .iter()
        .enumerate()
        .map(|(seat, own)| {
            let new = standing.len() <= seat || bare(seat).next().is_some();
            let only =
                |by: &[usize]| new && (by == [seat] || own.is_empty() && by.first() == Some(&seat));
            let boundaries =
                touched.iter().filter(|(path, by)| !boundary::is_generated(path) && only(by));
            boundaries.map(|(path, _)| (*path).to_owned()).collect()
        })
        .collect();
    let mut out = vec![Territory::default(); seats.len()];
    if generous {
        let held: Vec<Vec<String>> = standing
            .iter()
            .map(|scope| scope.iter().map(|pattern| unescaped(pattern)).collect())
            .collect();
        widen(&named, &held, files, &mut own, &mut out);
    }
    for ((land, more), own) in out.iter_mut().zip(own).zip(&named) {
        land.scope = patterns(own, &more);
    }
    out
}

/// Adds to what each seat has: its tests, then whole units and modules, then what a change of
/// dependencies touches.
fn widen(
    paths: &[Vec<&str>],
    held: &[Vec<String>],
    files: &[String],
    own: &mut [Vec<String>],
    out: &mut [Territory],
) {
    let (tests, fresh) = companions(paths, &Tests::new(files));
    let base: Vec<Vec<String>> = own.to_vec();
    let known = [&base[..], &tests, &fresh, held];
    let claims = claims(paths, &known);
    let units = Units::new(files);
    for (seat, land) in out.iter_mut().enumerate() {
        let own = &mut own[seat];
        let whole =
            if seat < held.len() { Vec::new() } else { whole(seat, &paths[seat], &claims, &units) };
        let inside =
            Directories::of(whole.iter().map(String::as_str).chain(paths[seat].iter().copied()));
        let outside = |tests: &[String]| -> Vec<String> {
            let alone = |path: &&String| {
                !inside.hold(path) && above(path).all(|at| claims.may_enter(seat, at))
            };
            tests.iter().filter(alone).cloned().collect()
        };
        let (tests, fresh) = (outside(&tests[seat]), outside(&fresh[seat]));
        if !whole.is_empty() {
            land.notes.push(format!(
                "owns all of {}: no other worker has anything in it",
                whole.join(", ")
            ));
        }
        if !tests.is_empty() {
            land.notes.push(format!("includes updating existing tests: {}", tests.join(", ")));
        }
        if !fresh.is_empty() {
            land.notes.push(format!("may add tests: {}", fresh.join(", ")));
        }
        own.extend(whole.iter().cloned().chain(tests).chain(fresh));
        for manifest in manifests(&paths[seat], &units).into_iter().filter(|it| !inside.hold(it)) {
            let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
            let only = seat >= held.len()
                && !boundary::is_generated(manifest)
                && claims.alone(seat, folder)
                && (!folder.is_empty() || own_root(seat, paths, held, &units));
            if only {
                own.push(manifest.to_owned());
            } else if !base.iter().flatten().any(|path| path == manifest) {
                land.common.push(manifest.to_owned());
            }
        }
    }
}

/// What each seat has: the `paths` its items name, and the lists of `known`.
fn claims<'a>(paths: &'a [Vec<&'a str>], known: &[&'a [Vec<String>]]) -> Claims<'a> {
    let mut claims = Claims::default();
    for (seat, paths) in paths.iter().enumerate() {
        let known = known.iter().filter_map(|lists| lists.get(seat)).flatten();
        for path in paths.iter().copied().chain(known.map(String::as_str)) {
            if !path.starts_with('!') {
                claims.add(seat, path);
            }
        }
    }
    claims
}

/// Whether nobody but `seat` works in the unit that is the repository itself.
fn own_root(seat: usize, paths: &[Vec<&str>], held: &[Vec<String>], units: &Units<'_>) -> bool {
    let in_root = |path: &str| units.of(path) == Some("");
    let others = paths.iter().enumerate().filter(|(other, _)| *other != seat);
    !others.flat_map(|(_, paths)| paths).any(|path| in_root(path))
        && !held.iter().flatten().any(|path| in_root(path))
}

/// What a change of dependencies touches in the units of some paths, each once.
fn manifests<'f>(paths: &[&str], units: &Units<'f>) -> Vec<&'f str> {
    let mut folders: Vec<&str> = paths.iter().filter_map(|path| units.of(path)).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut out: Vec<&str> = folders.iter().flat_map(|folder| units.manifests(folder)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The units and modules `seat` has alone: of each path the highest folder, up to its unit, in which
/// nobody else has anything; without a unit, its own folder.
fn whole(seat: usize, paths: &[&str], claims: &Claims<'_>, units: &Units<'_>) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::default();
    for folder in paths.iter().flat_map(|path| above(path).take(1)) {
        *times.entry(folder).or_default() += 1;
    }
    let mut out: Vec<String> = Vec::new();
    for path in paths.iter().filter(|path| !path.contains('*')) {
        let unit = units.of(path).filter(|unit| !unit.is_empty());
        let mut best = None;
        for (step, folder) in above(path).enumerate() {
            let is_unit = units.is_unit(folder);
            let fits = is_unit || units.is_module(folder, times.get(folder).copied().unwrap_or(0));
            let may = unit.is_some() || step == 0 && !path.ends_with('/');
            if !may || !claims.alone(seat, folder) {
                break;
            }
            if fits {
                best = Some(folder);
            }
            if is_unit {
                break;
            }
        }
        out.extend(best.map(|folder| format!("{folder}/")));
    }
    out.sort();
    out.dedup();
    let all: Vec<String> = out.clone();
    let directories = Directories::of(all.iter().map(String::as_str));
    out.retain(|folder| !directories.hold(folder));
    out
}

/// The patterns for what a seat names and `more`, those left out that a directory holds already.
fn patterns(own: &[&str], more: &[String]) -> Vec<String> {
    let mut all = own.to_vec();
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
    fn special_signs_are_escaped() {
        assert_eq!(pattern("app/[id]/page.tsx"), "app/\\[id\\]/page.tsx");
        assert_eq!(pattern("src/**/*.ts"), "src/**/*.ts");
        assert_eq!(pattern("src/[ab]*.ts"), "src/[ab]*.ts");
        assert_eq!(pattern("src/a*[b.ts"), "src/a*\\[b.ts", "no set is opened");
    }
}
