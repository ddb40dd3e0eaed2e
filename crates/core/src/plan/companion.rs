//! The tests that belong to sources: those that are there, and where a new one would go.

use foldhash::{HashMap, HashSet};

/// How a test is named after what it tests, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Habit {
    /// Before and after the name of the source, its ending included.
    before: String,
    after: String,
    place: Place,
}

/// Where a test stands, seen from its source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Place {
    Beside,
    /// In a folder below that of the source: `__tests__`.
    Below(String),
    /// Where the source stands, with its head exchanged: `src/api` and `tests/api`.
    Mirror {
        head: String,
        by: String,
    },
    /// In one folder, whatever stands where.
    In(String),
}

impl Place {
    /// Where tests in `test` stand for sources in `source`.
    fn of(source: &str, test: &str) -> Self {
        if source == test {
            return Self::Beside;
        }
        if let Some(below) = below(test, source).filter(|_| !source.is_empty()) {
            return Self::Below(below.to_owned());
        }
        let (mut head, mut by) = (source, test);
        while let (Some((left, own)), Some((right, other))) = (split(head), split(by))
            && own == other
        {
            (head, by) = (left, right);
        }
        if head == source {
            return Self::In(test.to_owned());
        }
        Self::Mirror { head: head.to_owned(), by: by.to_owned() }
    }

    /// The folder for the tests of a source in `own`; none where this says nothing about it.
    fn folder(&self, own: &str) -> Option<String> {
        match self {
            Self::Beside => Some(own.to_owned()),
            Self::Below(name) => Some(joined(own, name)),
            Self::Mirror { head, by } if own == head => Some(by.clone()),
            Self::Mirror { head, by } => below(own, head).map(|rest| joined(by, rest)),
            Self::In(folder) => {
                // Tests in a package are for what stands in that package.
                let tests = |part: &str| matches!(part, "test" | "tests" | "spec" | "__tests__");
                let unit: Vec<&str> = folder.split('/').take_while(|part| !tests(part)).collect();
                let unit = if unit.join("/") == *folder { String::new() } else { unit.join("/") };
                (own == unit || below(own, &unit).is_some()).then(|| folder.clone())
            }
        }
    }
}

/// The part of `path` below `folder`.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// A folder's own name, and what it stands in.
fn split(folder: &str) -> Option<(&str, &str)> {
    (!folder.is_empty()).then(|| folder.rsplit_once('/').unwrap_or(("", folder)))
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The tracked tests by what they test, and how tests are named here.
pub(super) struct Tests<'a> {
    by_subject: HashMap<String, Vec<&'a str>>,
    /// By the folder and the ending of the source.
    habits: HashMap<(String, String), Habit>,
    /// The commonest by the ending alone.
    common: HashMap<String, Habit>,
}

impl<'a> Tests<'a> {
    pub(super) fn new(files: &'a [String]) -> Self {
        let mut by_subject: HashMap<String, Vec<&str>> = HashMap::default();
        for file in files {
            if let Some(subject) = subject(file) {
                by_subject.entry(subject).or_default().push(file);
            }
        }
        let mut tests = Self { by_subject, habits: HashMap::default(), common: HashMap::default() };
        if !tests.by_subject.is_empty() {
            tests.learn(files);
        }
        tests
    }

    fn learn(&mut self, files: &[String]) {
        let mut count: HashMap<(String, Habit), usize> = HashMap::default();
        for source in files.iter().filter(|file| subject(file).is_none()) {
            let Some(tests) = self.by_subject.get(&stem(source)) else { continue };
            let ending = ending(source);
            for test in tests.iter().filter(|test| self::ending(test) == ending) {
                let Some(habit) = habit(source, test) else { continue };
                *count.entry((ending.to_owned(), habit.clone())).or_default() += 1;
                self.habits.entry((folder(source).to_owned(), ending.to_owned())).or_insert(habit);
            }
        }
        let mut ranked: Vec<_> = count.into_iter().collect();
        ranked.sort_by(|((_, a), times), ((_, b), other)| {
            other
                .cmp(times)
                .then_with(|| a.place.cmp(&b.place))
                .then_with(|| a.before.cmp(&b.before))
        });
        for ((ending, habit), _) in ranked {
            self.common.entry(ending).or_insert(habit);
        }
    }

    /// The tracked tests of the source `path`.
    pub(super) fn of(&self, path: &str) -> Vec<&'a str> {
        let named = self.by_subject.get(&stem(path)).into_iter().flatten().copied();
        named.filter(|test| is_tested(path, test)).collect()
    }

    /// Where a test of the source `path`, which has none, would go by the habits of the repository.
    pub(super) fn new_for(&self, path: &str) -> Option<String> {
        if path.ends_with('/') || path.contains('*') || subject(path).is_some() {
            return None;
        }
        let (own, ending) = (folder(path), ending(path));
        let found = |ending: &str| {
            let here = self.habits.get(&(own.to_owned(), ending.to_owned()));
            here.or_else(|| self.common.get(ending))
        };
        let (habit, theirs) = found(ending)
            .map(|habit| (habit, ending))
            .or_else(|| kin(ending).and_then(|kin| Some((found(kin)?, kin))))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let bare = name.strip_suffix(ending)?.strip_suffix('.')?;
        // Declarations, settings and what a program writes: `env.d.ts`, `vite.config.ts`.
        let kind = bare.rsplit_once('.').map(|(_, kind)| kind);
        if kind.is_some_and(|it| matches!(it, "d" | "config" | "conf" | "min" | "generated")) {
            return None;
        }
        let after = match habit.after.strip_suffix(theirs) {
            Some(head) => format!("{head}{ending}"),
            None => habit.after.clone(),
        };
        let file = format!("{}{bare}{after}", habit.before);
        let test = joined(&habit.place.folder(own)?, &file);
        Some(test).filter(|test| is_tested(path, test))
    }
}

/// For each seat, the tests of the files it names that no other seat names or tests too: those that
/// are there, then those it may add.
pub(super) fn companions(
    named: &[Vec<&str>],
    tests: &Tests<'_>,
) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let taken: HashSet<&str> = named.iter().flatten().copied().collect();
    let mut claims: HashMap<String, (usize, bool, bool)> = HashMap::default();
    for (seat, own) in named.iter().enumerate() {
        for path in own {
            let there = tests.of(path);
            let fresh = tests.new_for(path).filter(|_| there.is_empty());
            let there = there.into_iter().map(|test| (test.to_owned(), false));
            for (test, is_new) in there.chain(fresh.map(|test| (test, true))) {
                if taken.contains(test.as_str()) {
                    continue;
                }
                let claim = claims.entry(test).or_insert((seat, is_new, true));
                claim.2 &= claim.0 == seat;
            }
        }
    }
    let mut out = (vec![Vec::new(); named.len()], vec![Vec::new(); named.len()]);
    for (test, (seat, is_new, alone)) in claims {
        if alone {
            let list = if is_new { &mut out.1 } else { &mut out.0 };
            list[seat].push(test);
        }
    }
    for list in out.0.iter_mut().chain(&mut out.1) {
        list.sort();
    }
    out
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// The ending of the other form of a language, whose tests are named and placed alike.
fn kin(ending: &str) -> Option<&'static str> {
    match ending {
        "tsx" => Some("ts"),
        "ts" => Some("tsx"),
        "jsx" => Some("js"),
        "js" => Some("jsx"),
        _ => None,
    }
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name).to_lowercase()
}

/// Whether what stands in `path` can be what `test` tests: prose has no tests, and documentation none
/// outside of it.
fn is_tested(path: &str, test: &str) -> bool {
    const PROSE: [&str; 11] =
        ["md", "markdown", "mdx", "rst", "txt", "adoc", "asciidoc", "org", "tex", "html", "po"];
    let mut inside = 0;
    let documents = path.split_inclusive('/').find_map(|part| {
        inside += part.len();
        let name = part.strip_suffix('/')?.to_lowercase();
        matches!(&*name, "docs" | "doc" | "documentation").then(|| &path[..inside])
    });
    !PROSE.contains(&&*ending(path).to_lowercase())
        && documents.is_none_or(|folder| test.starts_with(folder))
}

/// How `test` is named after `source`, where it holds its name as it is.
fn habit(source: &str, test: &str) -> Option<Habit> {
    let name = source.rsplit('/').next()?.strip_suffix(ending(source))?.strip_suffix('.')?;
    let file = test.rsplit('/').next()?;
    let at = file.find(name).filter(|_| !name.is_empty())?;
    let place = Place::of(folder(source), folder(test));
    Some(Habit { before: file[..at].to_owned(), after: file[at + name.len()..].to_owned(), place })
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
    fn only_sources_have_tests() {
        let files = [
            "src/options.py",
            "tests/test_options.py",
            "docs/options.md",
            "docs/conf.py",
            "docs/site/nav.js",
            "docs/site/nav.test.js",
            "notes/options.RST",
        ];
        let files = files.map(String::from);
        let tests = Tests::new(&files);
        for (path, want, new) in [
            ("src/options.py", Some("tests/test_options.py"), false),
            ("src/other.py", None, true),
            ("docs/options.md", None, false),
            ("docs/conf.py", None, false),
            ("notes/options.RST", None, false),
            ("docs/site/nav.js", Some("docs/site/nav.test.js"), false),
            ("docs/site/menu.js", None, true),
        ] {
            assert_eq!(tests.of(path).first().copied(), want, "{path}");
            let fresh = tests.new_for(path).filter(|_| want.is_none());
            assert_eq!(fresh.is_some(), new, "{path}: {fresh:?}");
        }
    }

    #[test]
    fn a_new_test_goes_where_the_others_are() {
        let files = [
            "app/core.py",
            "tests/test_core.py",
            "app/util.py",
            "web/a.ts",
            "web/a.test.ts",
            "web/b.ts",
            "lib/c.ts",
        ];
        let files = files.map(String::from);
        let tests = Tests::new(&files);
        for (source, want) in [
            ("app/util.py", Some("tests/test_util.py")),
            ("web/b.ts", Some("web/b.test.ts")),
            ("lib/c.ts", Some("lib/c.test.ts")),
            ("lib/d.go", None),
            ("tests/test_core.py", None),
            ("app/", None),
        ] {
            assert_eq!(tests.new_for(source).as_deref(), want, "{source}");
        }
    }

    #[test]
    fn a_new_test_stands_to_its_source_as_the_others_do() {
        for (source, test, other, want) in [
            ("src/main/a.ts", "tests/main/a.spec.ts", "src/web/b.ts", Some("tests/web/b.spec.ts")),
            ("src/main/a.ts", "tests/main/a.spec.ts", "src/b.ts", Some("tests/b.spec.ts")),
            ("src/main/a.ts", "tests/main/a.spec.ts", "tools/b.ts", None),
            ("api/a.js", "api/__tests__/a.test.js", "ui/b.js", Some("ui/__tests__/b.test.js")),
            ("api/a.js", "tests/unit/a.test.js", "ui/b.js", Some("tests/unit/b.test.js")),
            ("p/one/lib/a.py", "p/one/tests/test_a.py", "p/two/lib/b.py", None),
            (
                "p/one/lib/a.py",
                "p/one/tests/test_a.py",
                "p/one/x/b.py",
                Some("p/one/tests/test_b.py"),
            ),
            ("lib/a.ts", "tests/lib/a.test.ts", "ui/b.tsx", Some("tests/ui/b.test.tsx")),
            ("src/a.ts", "src/a.test.ts", "src/env.d.ts", None),
            ("src/a.ts", "src/a.test.ts", "vite.config.ts", None),
        ] {
            let files = [source, test].map(String::from);
            assert_eq!(Tests::new(&files).new_for(other).as_deref(), want, "{other}");
        }
    }
}
