//! Names in code that one item makes and others use: `fmt()`, `UserModel`, `parse_line`.

use foldhash::HashMap;

use crate::document::{Action, WorkItem};

/// Verbs that make what they name; "use" and "enable" add too, but make nothing.
const MAKES: [&str; 10] = [
    "add",
    "build",
    "create",
    "define",
    "extract",
    "implement",
    "introduce",
    "make",
    "provide",
    "write",
];

/// Words that may stand between the verb and the name of what is made, or behind that name.
const KINDS: [&str; 22] = [
    "a",
    "an",
    "the",
    "new",
    "shared",
    "common",
    "base",
    "helper",
    "function",
    "method",
    "class",
    "model",
    "struct",
    "type",
    "enum",
    "trait",
    "interface",
    "module",
    "component",
    "hook",
    "service",
    "table",
];

/// Words behind the name of what is made that begin another thought.
const ON: [&str; 14] = [
    "in", "to", "for", "with", "that", "which", "and", "at", "on", "under", "from", "as", "so",
    "using",
];

/// Which of `items` names what another makes: the user, the maker and the name.
pub(super) fn uses<'a>(items: &'a [WorkItem], actions: &[Action]) -> Vec<(usize, usize, &'a str)> {
    let mut makers: HashMap<&str, Option<usize>> = HashMap::default();
    for (at, item) in items.iter().enumerate().filter(|(at, _)| actions[*at] == Action::Add) {
        if let Some(name) = made(&item.title) {
            // What two make is nobody's to wait for.
            makers.entry(name).and_modify(|maker| *maker = None).or_insert(Some(at));
        }
    }
    if makers.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let mut seen: Vec<usize> = Vec::new();
        for word in item.title.split_whitespace().chain(item.body.split_whitespace()) {
            let maker =
                makers.get_key_value(bare(word)).and_then(|(name, at)| Some((*name, (*at)?)));
            if let Some((name, maker)) = maker.filter(|(_, maker)| *maker != at)
                && !seen.contains(&maker)
            {
                seen.push(maker);
                out.push((at, maker, name));
            }
        }
    }
    out
}

/// What `title` says is to be made: a name of code right behind the verb, of which nothing more is said
/// than its kind. "Add `fmt()` in" makes it, "Add tests for `fmt()`" and "Add `fmt()` tests" do not.
fn made(title: &str) -> Option<&str> {
    let mut words = title.split_whitespace();
    if !MAKES.contains(&words.next()?.to_lowercase().as_str()) {
        return None;
    }
    let is_kind = |word: &str| KINDS.contains(&word.to_lowercase().as_str());
    let word = words.by_ref().find(|word| !is_kind(word))?;
    let ends = word.ends_with([',', ':', ';', '.']);
    let next = words.next();
    let alone =
        ends || next.is_none_or(|next| is_kind(next) || ON.contains(&next.to_lowercase().as_str()));
    Some(bare(word)).filter(|name| alone && is_symbol(name, word))
}

/// The name in `word`, without marks around it and the brackets of a call.
fn bare(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '(' | ')'));
    let word = word.trim_start_matches('(');
    word.split('(').next().unwrap_or(word).trim_end_matches(')')
}

/// Whether a name is spelled as only code does: called, in humps, or with lines below.
fn is_symbol(name: &str, word: &str) -> bool {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let humps =
        name.chars().zip(name.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    plain && name.len() > 2 && (word.contains("()") || humps || name.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_behind_the_verb_alone() {
        for (title, name) in [
            ("Create helper fmt() in fmt.py", Some("fmt")),
            ("Add the UserModel class", Some("UserModel")),
            ("Implement parse_line: one line of it", Some("parse_line")),
            ("Add tests for fmt()", None),
            ("Add fmt() tests", None),
            ("Add retry to fetchAll()", None),
            ("Fix fmt()", None),
            ("Use fmt() in report.py", None),
            ("Add a cart", None),
        ] {
            assert_eq!(made(title), name, "{title}");
        }
    }

    #[test]
    fn whoever_names_it_waits_for_whoever_makes_it() {
        let item = |title: &str, body: &str| WorkItem {
            title: title.into(),
            body: body.into(),
            ..WorkItem::default()
        };
        let items = [
            item("Use fmt() in report.py", ""),
            item("Create helper fmt() in fmt.py", ""),
            item("Fix the page", "It should call `fmt(total)`."),
            item("Fix the formats", ""),
        ];
        let actions = [Action::Update, Action::Add, Action::Fix, Action::Fix];
        assert_eq!(uses(&items, &actions), [(0, 1, "fmt"), (2, 1, "fmt")]);
    }
}
