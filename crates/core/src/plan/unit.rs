//! Units of a repository: the folders that are built and tested by themselves, and who works in which.

use foldhash::HashMap;

use super::boundary;

/// Files that make the folder they are in a unit: a crate, a package, a module.
const MANIFESTS: [&str; 16] = [
    "Cargo.toml",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "mix.exs",
    "Package.swift",
    "pubspec.yaml",
    "Gemfile",
    "CMakeLists.txt",
];

/// A folder without a manifest is somebody's as a whole only where it holds no more than this, or
/// this many times what its items name.
const MOST_INSIDE: usize = 60;
const MOST_TIMES: usize = 8;

/// The manifests and lock files by the folder they are in; `""` is the root.
pub(super) struct Units<'a> {
    manifests: HashMap<&'a str, Vec<&'a str>>,
    locks: HashMap<&'a str, Vec<&'a str>>,
    /// How many tracked files each folder holds.
    inside: HashMap<&'a str, usize>,
}

impl<'a> Units<'a> {
    pub(super) fn new(files: &'a [String]) -> Self {
        let mut units = Self {
            manifests: HashMap::default(),
            locks: HashMap::default(),
            inside: HashMap::default(),
        };
        for file in files {
            let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
            if MANIFESTS.contains(&name) {
                units.manifests.entry(folder).or_default().push(file);
            } else if boundary::is_generated(file) {
                units.locks.entry(folder).or_default().push(file);
            }
            for above in above(file) {
                *units.inside.entry(above).or_default() += 1;
            }
        }
        units
    }

    /// The folder of the unit `path` is in; none where no manifest stands above it.
    pub(super) fn of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut folders = above(path).chain([""]);
        folders.find(|folder| self.manifests.contains_key(folder))
    }

    /// Whether `folder` is a unit, and not the whole repository.
    pub(super) fn is_unit(&self, folder: &str) -> bool {
        !folder.is_empty() && self.manifests.contains_key(folder)
    }

    /// What a change of dependencies in the unit `folder` touches: its manifests, and the lock
    /// files beside them or above.
    pub(super) fn manifests(&self, folder: &str) -> impl Iterator<Item = &'a str> {
        let locks = std::iter::once(folder).chain(above(folder)).chain([""]);
        let mut locks: Vec<&str> =
            locks.filter_map(|at| self.locks.get(at)).flatten().copied().collect();
        locks.dedup();
        self.manifests.get(folder).into_iter().flatten().copied().chain(locks)
    }

    /// Whether `folder`, of whose files `times` are named, is small enough to be given whole.
    pub(super) fn is_module(&self, folder: &str, times: usize) -> bool {
        let inside = self.inside.get(folder).copied().unwrap_or(0);
        inside <= MOST_INSIDE.max(times * MOST_TIMES)
    }
}

/// The folders `path` is in, the nearest first, without the root.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path.trim_end_matches('/');
    std::iter::from_fn(move || {
        rest = rest.rsplit_once('/')?.0;
        Some(rest)
    })
}

/// Who claims something in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    One(usize),
    Many,
}

/// What each seat has, by folder: asked before a folder is given to one of them whole.
#[derive(Debug, Default)]
pub(super) struct Claims<'a> {
    /// The folders somebody has something in.
    inside: HashMap<&'a str, Holder>,
    /// The folders somebody has whole, and the files.
    whole: HashMap<&'a str, Holder>,
}

impl<'a> Claims<'a> {
    /// Takes in that `seat` has `path`: a file, a folder or a glob.
    pub(super) fn add(&mut self, seat: usize, path: &'a str) {
        let ground = crate::scope::ground(path);
        let join = |map: &mut HashMap<&'a str, Holder>, at: &'a str| {
            let held = map.entry(at).or_insert(Holder::One(seat));
            if *held != Holder::One(seat) {
                *held = Holder::Many;
            }
        };
        join(&mut self.whole, ground);
        join(&mut self.inside, ground);
        for folder in above(ground) {
            join(&mut self.inside, folder);
        }
    }

    /// Whether no seat but `seat` has the folder `at` whole.
    pub(super) fn may_enter(&self, seat: usize, at: &str) -> bool {
        self.whole.get(at).is_none_or(|held| *held == Holder::One(seat))
    }

    /// Whether no seat but `seat` has anything in `folder`, or a folder above it.
    pub(super) fn alone(&self, seat: usize, folder: &str) -> bool {
        let own = |held: Option<&Holder>| held.is_none_or(|held| *held == Holder::One(seat));
        own(self.inside.get(folder))
            && own(self.whole.get(""))
            && above(folder).all(|above| own(self.whole.get(above)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_s_alone_unless_another_has_something_in_it_or_above() {
        let mut claims = Claims::default();
        claims.add(0, "core/crypto/src/a.rs");
        claims.add(1, "core/vault/src/b.rs");
        claims.add(1, "docs/");
        claims.add(2, "web/**/*.ts");
        for (seat, folder, want) in [
            (0, "core/crypto", true),
            (0, "core", false),
            (0, "docs/api", false),
            (1, "docs/api", true),
            (0, "web/pages", false),
            (0, "new", true),
        ] {
            assert_eq!(claims.alone(seat, folder), want, "{seat} {folder}");
        }
    }

    #[test]
    fn the_nearest_manifest_makes_the_unit_and_locks_above_belong_to_it() {
        let files = ["Cargo.toml", "Cargo.lock", "core/crypto/Cargo.toml", "core/crypto/src/a.rs"];
        let files = files.map(String::from);
        let units = Units::new(&files);
        assert_eq!(units.of("core/crypto/src/a.rs"), Some("core/crypto"));
        assert_eq!(units.of("core/x.rs"), Some(""));
        let manifests: Vec<&str> = units.manifests("core/crypto").collect();
        assert_eq!(manifests, ["core/crypto/Cargo.toml", "Cargo.lock"]);
    }
}
