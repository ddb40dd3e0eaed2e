//! Commands as they are printed, completed so that they can be run as they stand where the user is: with
//! `-C` where that led here, with the feature where several are integrated, with names in full where a
//! tag is called like a branch.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

static PLACE: OnceLock<String> = OnceLock::new();
static FEATURE: OnceLock<String> = OnceLock::new();
static NAMES: OnceLock<Names> = OnceLock::new();

/// Asks which names are not clear by themselves: each with its full one.
type Ask = Box<dyn Fn() -> BTreeMap<String, String> + Send + Sync>;

struct Names {
    ask: Ask,
    known: OnceLock<BTreeMap<String, String>>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("known", &self.known).finish_non_exhaustive()
    }
}

/// The user stands elsewhere: `place`, as a word of a command, leads here.
pub fn stand_away(place: String) {
    PLACE.set(place).ok();
}

/// Several integrations are there, and all is about that of `feature`.
pub fn is_about(feature: &str) {
    FEATURE.set(feature.to_owned()).ok();
}

/// Who is asked, once and only if it matters, which names have to be written in full.
pub fn ask_names(ask: impl Fn() -> BTreeMap<String, String> + Send + Sync + 'static) {
    NAMES.set(Names { ask: Box::new(ask), known: OnceLock::new() }).ok();
}

/// `text` with every command in it completed.
pub fn completed(text: &str) -> Cow<'_, str> {
    if !text.contains("git ") {
        return Cow::Borrowed(text);
    }
    let text = call(text, PLACE.get().map(String::as_str), FEATURE.get().map(String::as_str));
    let names = NAMES.get().filter(|_| text.lines().any(|line| names_refs(line).is_some()));
    let names = names.map(|names| names.known.get_or_init(|| (names.ask)()));
    match names.filter(|names| !names.is_empty()) {
        None => text,
        Some(names) => {
            Cow::Owned(text.split_inclusive('\n').map(|line| in_full(line, names)).collect())
        }
    }
}

const CALL: &str = "git parallel ";

/// Completes each `git parallel VERB` by where it is to run and what it is about.
fn call<'t>(text: &'t str, place: Option<&str>, feature: Option<&str>) -> Cow<'t, str> {
    if place.is_none() && feature.is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find(CALL) {
        let (before, after) = rest.split_at(at + CALL.len());
        let verb = word(after);
        out.push_str(before);
        // Options before the verb say already where it is to run.
        if verb.is_empty() || verb.starts_with('-') {
            rest = after;
            continue;
        }
        if let Some(place) = place {
            out.push_str(&format!("-C {place} "));
        }
        let end = verb.len() + options(&after[verb.len()..]);
        out.push_str(&after[..end]);
        if let Some(feature) = feature.filter(|_| is_of_one(&after[..end], &after[end..])) {
            out.push_str(&format!(" {feature}"));
        }
        rest = &after[end..];
    }
    out.push_str(rest);
    Cow::Owned(match place {
        Some(place) => ANYWHERE.iter().fold(out, |text, verb| {
            text.replace(&format!("git {verb} "), &format!("git -C {place} {verb} "))
        }),
        None => out,
    })
}

/// The commands of git that are about the repository and no worktree of it.
const ANYWHERE: [&str; 4] = ["push", "branch", "fetch", "worktree"];

/// The verb a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(text.len());
    &text[..end]
}

/// How far the options go that a text begins with.
fn options(text: &str) -> usize {
    let mut end = 0;
    while let Some(option) = text[end..].strip_prefix(" --") {
        let name = word(option);
        end += " --".len() + name.len();
        // The only one of these verbs that takes a value.
        if name == "skip" && text[end..].starts_with(' ') {
            let value = text[end + 1..].find([' ', '\n', ',', ';', ')']);
            end = value.map_or(text.len(), |length| end + 1 + length);
        }
    }
    end
}

/// Whether a call means one integration, and does not say which.
fn is_of_one(call: &str, after: &str) -> bool {
    let goes_on = ["--continue", "--abort", "--undo"].iter().any(|flag| call.contains(flag));
    let named = after.strip_prefix(' ').is_some_and(|it| {
        it.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '\'' | '_'))
    });
    (call.starts_with("land") || call.starts_with("integrate") && goes_on) && !named
}

/// The commands of git that take any name of a commit, or a branch by its full name.
const REFS: [&str; 8] =
    ["push", "pull", "merge", "rebase", "log", "cherry-pick", "range-diff", "diff"];

/// Where the words begin that a command of git on this line takes, if it takes names.
fn names_refs(line: &str) -> Option<usize> {
    let git = line.find("git ")?;
    let found = REFS.iter().filter_map(|verb| {
        let at = line[git..].find(&format!(" {verb} "))?;
        Some(git + at + verb.len() + 2)
    });
    found.min()
}

fn in_full(line: &str, names: &BTreeMap<String, String>) -> String {
    let Some(start) = names_refs(line) else { return line.to_owned() };
    let (before, words) = line.split_at(start);
    let full = |word: &str| {
        let bare = word.trim_end_matches([',', ';', ')', '\n']);
        match names.get(bare) {
            Some(full) => format!("{full}{}", &word[bare.len()..]),
            None => word.to_owned(),
        }
    };
    let words: Vec<String> = words.split(' ').map(full).collect();
    format!("{before}{}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_say_where_and_what() {
        for (text, want) in [
            ("next: git parallel land", "next: git parallel -C ../r land shop"),
            ("a: git parallel land --update\nb", "a: git parallel -C ../r land --update shop\nb"),
            ("git parallel land shop, then", "git parallel -C ../r land shop, then"),
            (
                "(git parallel integrate --abort, then",
                "(git parallel -C ../r integrate --abort shop, then",
            ),
            (
                "git parallel integrate --continue --skip task-1\n",
                "git parallel -C ../r integrate --continue --skip task-1 shop\n",
            ),
            ("git parallel integrate FEATURE", "git parallel -C ../r integrate FEATURE"),
            ("git -C /x parallel land", "git -C /x parallel land"),
            ("next: git push o main", "next: git -C ../r push o main"),
            ("no git parallel -C /y land", "no git parallel -C /y land"),
        ] {
            assert_eq!(call(text, Some("../r"), Some("shop")), want);
        }
        assert_eq!(call("git parallel land", None, None), "git parallel land");
    }

    #[test]
    fn names_that_are_not_clear_are_written_in_full() {
        let names = [("main".to_owned(), "refs/heads/main".to_owned())].into();
        for (line, want) in [
            ("main: git push origin main, then\n", "main: git push origin refs/heads/main, then\n"),
            ("git -C w merge --no-ff main", "git -C w merge --no-ff refs/heads/main"),
            ("git switch main", "git switch main"),
            ("git rebase --onto main 12", "git rebase --onto refs/heads/main 12"),
        ] {
            assert_eq!(in_full(line, &names), want);
        }
    }
}
