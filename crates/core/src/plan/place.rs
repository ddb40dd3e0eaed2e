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
            Meaning::New(new) if tree.cut_short(&new, work).is_some() => {
                scope.extend(tree.cut_short(&new, work).filter(|whole| !scope.contains(whole)));
            }
            Meaning::New(new) if is_mere_words(&new, work, action, tree) => {}
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
    if scope.is_empty() && question.is_none() && !work.answered {
        *scope = in_title(&work.title, action, tree);
    }
    if scope.is_empty() && question.is_none() && !work.answered && !tree.is_empty() {
        *scope = in_text(&work.text, tree);
        if !scope.is_empty() {
            let named = scope.join(", ");
            assumptions.push(format!("{id}: its text names {named}, and nothing says otherwise"));
        }
    }
    narrow(work, scope);
    places
}

/// Whether no commit of a worker can hold `path`: it is git's own, or the plan.
fn is_nobodys(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.eq_ignore_ascii_case(".git")) || path == config::FILE
}

/// Where nothing is spelled as a path: what the title names as it is tracked, a folder without a slash at
/// its end, or the one file of a name in humps.
fn in_title(title: &str, action: Action, tree: &Tree<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for word in title.split_whitespace() {
        let word =
            word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '/' | '.'));
        let word = word.trim_end_matches(['.', '/']).trim_start_matches("./");
        if word.contains('/') {
            found.extend(tree.tracked(word));
        } else if is_humped(word) {
            let files = tree.stemmed(word);
            let source = only_source(&files).filter(|_| action != Action::Test || files.len() > 1);
            let only = source.or(match &files[..] {
                [only] => Some(only.as_str()),
                _ => None,
            });
            found.extend(only.map(str::to_owned));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Where nothing else says it: the tracked files that pieces of code in `text` are headed with, or else the
/// few that stand in code type, unless only for comparison.
fn in_text(text: &str, tree: &Tree<'_>) -> Vec<String> {
    const BESIDE: [&str; 8] =
        ["see", "like", "similar", "same", "unlike", "compare", "example", "cf."];
    let (mut heads, mut named) = (Vec::new(), Vec::new());
    let (mut code, mut first) = (false, false);
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") || line.starts_with("~~~") {
            code = !code;
            first = code;
        } else if code {
            if first && !line.is_empty() {
                first = false;
                heads.extend(head(line).and_then(|word| file(word, tree)));
            }
        } else if !line.split_whitespace().any(|it| BESIDE.contains(&&*it.to_lowercase())) {
            named.extend(line.split('`').skip(1).step_by(2).filter_map(|it| file(it, tree)));
        }
    }
    for list in [&mut heads, &mut named] {
        list.sort();
        list.dedup();
    }
    if heads.is_empty() && named.len() <= 3 { named } else { heads }
}

/// The first word of a comment, where a piece of code says which file it is of: `// src/api.rs — the handler`.
fn head(line: &str) -> Option<&str> {
    const MARKS: [&str; 6] = ["//", "#", "--", "/*", "<!--", ";"];
    let rest = MARKS.iter().find_map(|mark| line.strip_prefix(mark))?;
    rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.').split_whitespace().next()
}

/// The one tracked file that `word` names, a line behind it or not.
fn file(word: &str, tree: &Tree<'_>) -> Option<String> {
    let word = word.split(':').next().unwrap_or(word).trim_end_matches([',', '.', ')']);
    let spelled = word.contains('.') && !word.contains(['*', ' ']) && !is_nobodys(word);
    match spelled.then(|| tree.meaning(word, &[]))? {
        Meaning::Known(path) if !path.ends_with('/') => Some(path),
        _ => None,
    }
}

/// A name of several humps, as classes have: `BudgetService`.
fn is_humped(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric());
    let humps = word.chars().filter(char::is_ascii_uppercase).count();
    let small = word.chars().filter(char::is_ascii_lowercase).count();
    plain && humps > 1 && small > humps && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Two words with a slash between them, "server/IP": no ending, no folder of that name, and nothing that is
/// to be made.
fn is_mere_words(new: &str, work: &WorkItem, action: Action, tree: &Tree<'_>) -> bool {
    let Some((head, tail)) = new.split_once('/') else { return false };
    let plain = !tail.is_empty() && !tail.contains(['.', '/', '*']);
    let made = action == Action::Add && !tail.contains(|c: char| c.is_uppercase());
    plain && !made && !work.answered && tree.tracked(head).is_none()
}

/// A whole top folder and a file in it, told in one breath, are the file: "test/: none for IPv6
/// (test/ip.js)". What is said of all that is in it stays with the folder.
fn narrow(work: &WorkItem, scope: &mut Vec<String>) {
    const WHOLES: [&str; 5] = ["all", "entire", "whole", "every", "everything"];
    let [first, second] = &scope[..] else { return };
    let (folder, file) = if first.ends_with('/') { (first, second) } else { (second, first) };
    let top = folder.ends_with('/') && folder.matches('/').count() == 1;
    let within = top && !file.ends_with(['/', '*']) && file.starts_with(folder.as_str());
    let mut words = work.title.split(|c: char| !c.is_alphanumeric());
    let whole = words.any(|word| WHOLES.contains(&word.to_lowercase().as_str()));
    if within && !whole && !work.answered {
        *scope = vec![file.clone()];
    }
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
    fn code_says_which_file_it_is_of() {
        let files = ["server/api/agents.rs", "web/lib/types.ts", "web/lib/api.ts"];
        let files = files.map(str::to_owned);
        let found = |text: &str| in_text(text, &Tree::new(&files));
        let code =
            "Choose one:\n\n```rust\n// server/api/agents.rs — the handler\nfn a() {}\n```\n";
        assert_eq!(found(&format!("{code}`web/lib/api.ts` calls it.")), ["server/api/agents.rs"]);
        assert_eq!(found("**Fixes needed in `types.ts:12`:**"), ["web/lib/types.ts"]);
        assert!(found("It should look like `web/lib/api.ts`.").is_empty());
        assert!(found("Version `1.2` of `b.ts`\n```\n// src\n```").is_empty());
    }

    #[test]
    fn what_no_commit_can_hold_is_nobodys() {
        let scope =
            [".git/hooks/pre-commit", "a/.GIT/x", ".parallel.toml", ".gitignore", "a/git/x"];
        let work = WorkItem { scope: scope.map(str::to_owned).to_vec(), ..WorkItem::default() };
        let found = places(&work, Action::Update, "item", &Tree::new(&[]), &mut Vec::new());
        assert_eq!(found.scope, [".gitignore", "a/git/x"]);
    }
}
