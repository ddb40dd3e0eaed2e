//! Paths as written to paths of the repository: the one tracked file a spelling can mean.

use foldhash::{HashMap, HashSet};
use std::cell::OnceCell;

use crate::document::WorkItem;

/// What a spelling means in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This path: a tracked file, a directory with `/` at its end, or a glob as written.
    Known(String),
    /// Several tracked paths could be meant.
    Several(Vec<String>),
    /// Nothing tracked fits: the item creates it.
    New(String),
}

/// The tracked files, by name.
pub(super) struct Tree<'a> {
    files: &'a [String],
    exact: HashSet<&'a str>,
    by_name: HashMap<&'a str, Vec<&'a str>>,
    directories: HashMap<&'a str, Vec<&'a str>>,
    /// By their names without endings; made where it is asked for.
    stems: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
}

impl<'a> Tree<'a> {
    /// Reads the list of tracked files, relative to the root.
    pub(super) fn new(files: &'a [String]) -> Self {
        let mut tree = Self {
            files,
            exact: HashSet::default(),
            by_name: HashMap::default(),
            directories: HashMap::default(),
            stems: OnceCell::new(),
        };
        let mut seen = HashSet::default();
        for file in files {
            tree.exact.insert(file);
            tree.by_name.entry(name(file)).or_default().push(file);
            let mut rest = file.as_str();
            while let Some((directory, _)) = rest.rsplit_once('/') {
                if !seen.insert(directory) {
                    break;
                }
                tree.directories.entry(name(directory)).or_default().push(directory);
                rest = directory;
            }
        }
        tree
    }

    /// Whether nothing is known about the repository.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file or the directory that is tracked under exactly this name.
    pub(super) fn tracked(&self, path: &str) -> Option<String> {
        if self.exact.contains(path) {
            return Some(path.to_owned());
        }
        let directory = self.directories.get(name(path))?.contains(&path);
        directory.then(|| format!("{path}/"))
    }

    /// The one tracked file called `name`, wherever it lies; a name in capitals may lack its ending:
    /// `README`.
    pub(super) fn called(&self, name: &str) -> Option<String> {
        let only = |found: &[&str]| match found {
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        let proper = name.contains('.') || name.starts_with(|c: char| c.is_ascii_uppercase());
        if name.contains('/') || !proper {
            return None;
        }
        if let Some(found) = self.by_name.get(name) {
            return only(found);
        }
        let capitals = name.len() > 3 && name.bytes().all(|b| b.is_ascii_uppercase());
        let ended = |file: &&&String| {
            file.strip_prefix(name).is_some_and(|end| end.starts_with('.') && !end.contains('/'))
        };
        let found: Vec<&str> = self
            .files
            .iter()
            .filter(|_| capitals)
            .filter(|file| ended(&file))
            .map(String::as_str)
            .collect();
        only(&found)
    }

    /// The tracked files called `stem` but for their endings.
    pub(super) fn stemmed(&self, stem: &str) -> Vec<String> {
        let named = self.stems.get_or_init(|| {
            let mut stems: HashMap<&str, Vec<&str>> = HashMap::default();
            for file in self.files {
                let name = name(file);
                stems.entry(name.split('.').next().unwrap_or(name)).or_default().push(file);
            }
            stems
        });
        named.get(stem).into_iter().flatten().map(|file| (*file).to_owned()).collect()
    }

    /// The tracked path with a blank that `spelling` is a part of, as `work` writes it whole.
    pub(super) fn cut_short(&self, spelling: &str, work: &WorkItem) -> Option<String> {
        let mut whole = self.files.iter().filter(|file| {
            file.contains(' ')
                && file.contains(spelling)
                && [&work.title, &work.text].iter().any(|text| text.contains(file.as_str()))
        });
        whole.next().cloned()
    }

    /// What `spelling` means; of several candidates, those beside `near` come first.
    pub(super) fn meaning(&self, spelling: &str, near: &[String]) -> Meaning {
        let path = spelling.trim_start_matches("./").trim_start_matches('/').replace('\\', "/");
        let bare = path.trim_end_matches('/');
        if self.is_empty() || bare.is_empty() || bare.contains('*') {
            return Meaning::Known(path);
        }
        if self.exact.contains(bare) && !path.ends_with('/') {
            return Meaning::Known(path);
        }
        let fits = |have: &&&str| {
            **have == bare || have.strip_suffix(bare).is_some_and(|head| head.ends_with('/'))
        };
        let of = |index: &HashMap<&str, Vec<&'a str>>| {
            index.get(name(bare)).into_iter().flatten().filter(fits).copied().collect::<Vec<&str>>()
        };
        let directories = of(&self.directories);
        if directories.contains(&bare) {
            return Meaning::Known(format!("{bare}/"));
        }
        let mut found: Vec<String> = if path.ends_with('/') {
            Vec::new()
        } else {
            of(&self.by_name).into_iter().map(str::to_owned).collect()
        };
        if found.is_empty() {
            found = directories.into_iter().map(|directory| format!("{directory}/")).collect();
        }
        if found.len() > 1 {
            let beside: Vec<String> = found
                .iter()
                .filter(|path| near.iter().any(|near| same_directory(near, path)))
                .cloned()
                .collect();
            if beside.len() == 1 {
                found = beside;
            }
        }
        match found.len() {
            0 => Meaning::New(path),
            1 => Meaning::Known(found.remove(0)),
            _ => {
                found.sort();
                Meaning::Several(found)
            }
        }
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn same_directory(a: &str, b: &str) -> bool {
    let directory = |path: &str| path.rsplit_once('/').map(|(head, _)| head.to_owned());
    directory(a).is_some() && directory(a) == directory(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_means_the_one_path_it_fits() {
        let files: Vec<String> =
            ["src/user.py", "src/auth/login.py", "tests/auth/login.py", "docs/a.md"]
                .map(String::from)
                .to_vec();
        let tree = Tree::new(&files);
        let known = |path: &str| Meaning::Known(path.into());
        assert_eq!(tree.meaning("user.py", &[]), known("src/user.py"));
        assert_eq!(tree.meaning("./src/user.py", &[]), known("src/user.py"));
        assert_eq!(tree.meaning("docs", &[]), known("docs/"));
        assert_eq!(tree.meaning("src/auth/", &[]), known("src/auth/"));
        assert_eq!(tree.meaning("ser.py", &[]), Meaning::New("ser.py".into()));
        assert_eq!(
            tree.meaning("login.py", &[]),
            Meaning::Several(vec!["src/auth/login.py".into(), "tests/auth/login.py".into()])
        );
        assert_eq!(
            tree.meaning("login.py", &["tests/auth/x.py".into()]),
            known("tests/auth/login.py")
        );
        assert_eq!(tree.meaning("src/**/*.py", &[]), known("src/**/*.py"));
        assert_eq!(Tree::new(&[]).meaning("anything", &[]), known("anything"));
    }
}
