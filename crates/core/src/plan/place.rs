//! Where an item's work is: the paths it names, as the repository and the other items know them.

use foldhash::{HashMap, HashSet};

use super::item::Item;
use super::resolve::{Meaning, Tree};
use crate::config;
use crate::document::{Action, WorkItem};

/// The paths of one item.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// What it touches.
    pub(super) scope: Vec<String>,
    /// What of that does not exist yet.
    pub(super) creates: Vec<String>,
    /// What to ask where a name could mean several.
    pub(super) question: Option<String>,
}

/// The paths `work` names, as `tree` knows them; `id` is its name in `assumptions`.
pub(super) fn places(
    work: &WorkItem,
    action: Action,
    id: &str,
    tree: &Tree<'_>,
    assumptions: &mut Vec<String>,
) -> Places {
    let mut places = Places::default();
    let Places { scope, creates, question } = &mut places;
    for path in work.scope.iter().filter(|path| !is_nobodys(path)) {
        match tree.meaning(path, scope) {
            Meaning::Known(known) => push(scope, known),
            Meaning::New(new) => {
                push(creates, new.clone());
                push(scope, new);
            }
            Meaning::Several(found) => {
                if let Some(meant) = only_source(&found).filter(|_| action != Action::Test) {
                    assumptions
                        .push(format!("{id}: '{path}' is {meant}, not the test of that name"));
                    push(scope, meant.to_owned());
                } else {
                    let shown = found.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
                    question.get_or_insert(format!("Which '{path}' is meant: {shown}?"));
                }
            }
        }
    }
    for word in &work.quoted {
        if let Some(known) = tree.tracked(word).or_else(|| tree.called(word)) {
            push(scope, known);
        }
    }
    inside(scope, creates);
    places
}

/// Whether no commit of a worker can hold `path`: it is git's own, or the plan.
fn is_nobodys(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.eq_ignore_ascii_case(".git")) || path == config::FILE
}

/// A bare name that nothing tracked bears means the one path of its name that other items spell out:
/// `sync.py` beside `archive/sync.py`.
pub(super) fn spell_out(items: &mut [Item], tree: &Tree<'_>) {
    let is_bare = |item: &Item, path: &str| {
        !path.contains(['/', '*'])
            && (tree.is_empty() || item.creates.iter().any(|new| new == path))
    };
    if !items.iter().any(|item| item.scope.iter().any(|path| is_bare(item, path))) {
        return;
    }
    let mut full: HashMap<String, Option<String>> = HashMap::default();
    for path in items.iter().flat_map(|item| &item.scope).filter(|path| !path.ends_with('/')) {
        if let Some((_, name)) = path.rsplit_once('/') {
            full.entry(name.to_owned())
                .and_modify(|have| *have = have.take().filter(|have| have == path))
                .or_insert_with(|| Some(path.clone()));
        }
    }
    for item in items {
        for at in 0..item.scope.len() {
            let path = item.scope[at].clone();
            if is_bare(item, &path)
                && let Some(Some(meant)) = full.get(&path)
            {
                // Whoever spells it out creates it.
                item.creates.retain(|new| *new != path);
                item.scope[at].clone_from(meant);
            }
        }
        let mut seen = HashSet::default();
        item.scope.retain(|path| seen.insert(path.clone()));
    }
}

/// The one of several paths that is no test's.
fn only_source(found: &[String]) -> Option<&str> {
    let is_test = |path: &str| {
        path.split('/')
            .any(|part| matches!(part, "test" | "tests" | "spec" | "specs" | "__tests__"))
    };
    let mut sources = found.iter().filter(|path| !is_test(path));
    let only = sources.next()?;
    sources.next().is_none().then_some(only)
}

/// A new file without a place and the one directory named beside it are one path: "`Cart.tsx` in
/// `src/ui/`".
fn inside(scope: &mut Vec<String>, creates: &mut [String]) {
    let ([first, second], [new]) = (&scope[..], &mut *creates) else { return };
    let directory = if first == new { second } else { first };
    if directory.ends_with('/') && !new.contains('/') {
        *new = format!("{directory}{new}");
        *scope = vec![new.clone()];
    }
}

fn push(paths: &mut Vec<String>, path: String) {
    if !paths.contains(&path) {
        paths.push(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_commit_can_hold_is_nobodys() {
        let scope =
            [".git/hooks/pre-commit", "a/.GIT/x", ".parallel.toml", ".gitignore", "a/git/x"];
        let work = WorkItem { scope: scope.map(str::to_owned).to_vec(), ..WorkItem::default() };
        let found = places(&work, Action::Update, "item", &Tree::new(&[]), &mut Vec::new());
        assert_eq!(found.scope, [".gitignore", "a/git/x"]);
    }
}
