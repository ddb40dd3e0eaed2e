//! The verbs work is ordered with, and what they ask for.

use std::sync::LazyLock;

use foldhash::HashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::flat::lower;
use super::words::{self, Concept};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Mend what is wrong.
    Fix,
    /// Make something new.
    #[default]
    Add,
    /// Change the shape, not the behaviour.
    Refactor,
    /// Take something away.
    Remove,
    /// Change what is there.
    Update,
    /// Write or run tests.
    Test,
    /// Write it down for readers.
    Document,
    /// Find out first.
    Investigate,
}

impl Action {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fix => "fix",
            Self::Add => "add",
            Self::Refactor => "refactor",
            Self::Remove => "remove",
            Self::Update => "update",
            Self::Test => "test",
            Self::Document => "document",
            Self::Investigate => "investigate",
        }
    }
}

/// The concepts of the verbs.
const VERBS: [(Action, Concept); 8] = [
    (Action::Fix, Concept::VerbFix),
    (Action::Add, Concept::VerbAdd),
    (Action::Refactor, Concept::VerbRefactor),
    (Action::Remove, Concept::VerbRemove),
    (Action::Update, Concept::VerbUpdate),
    (Action::Test, Concept::VerbTest),
    (Action::Document, Concept::VerbDocument),
    (Action::Investigate, Concept::VerbInvestigate),
];

static ACTIONS: LazyLock<HashMap<&'static str, Action>> = LazyLock::new(|| {
    VERBS
        .iter()
        .flat_map(|(action, verbs)| words::all(*verbs).map(|verb| (verb, *action)))
        .collect()
});

/// What an imperative asks for; `word` in lower case.
pub fn action(word: &str) -> Option<Action> {
    ACTIONS.get(word).copied()
}

/// Whether the words start like an order: a verb, perhaps after an adverb. Japanese, which tells
/// what was done in the same words, never does.
pub(super) fn is_imperative(text: &str) -> bool {
    leading(text).is_some() || words::orders_by_infinitive(text)
}

/// The action of the first word of `text`, looking past an adverb or two; of the last in Japanese.
pub fn first(text: &str) -> Option<Action> {
    last_of_japanese(text).or_else(|| leading(text)).or_else(|| participle(text))
}

/// What a German participle at the end says is to be reached: "Restore getestet", "Logs konfiguriert".
fn participle(text: &str) -> Option<Action> {
    let head = text.split(['(', ',', ':', ';']).next().unwrap_or(text).trim();
    let last = lower(head.rsplit(' ').next()?);
    let stem = last.strip_suffix('t')?;
    let stem = stem.strip_suffix('e').unwrap_or(stem);
    let verb = |stem: &str| action(&format!("{stem}en"));
    let whole = stem.ends_with("ier").then(|| verb(stem)).flatten();
    whole.or_else(|| {
        let (before, after) = stem.split_once("ge")?;
        verb(&format!("{before}{after}"))
    })
}

fn leading(text: &str) -> Option<Action> {
    let words = text
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '/' | '(' | '-'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty());
    let mut trying = false;
    for word in words.take(4) {
        let lower = lower(word);
        let lower = lower.as_ref();
        let skip = matches!(
            lower,
            "please"
                | "also"
                | "then"
                | "first"
                | "finally"
                | "properly"
                | "better"
                | "maybe"
                | "possibly"
                | "automatically"
                | "always"
                | "to"
                | "we"
                | "should"
                | "need"
                | "must"
                | "could"
                | "bitte"
        );
        if skip {
            continue;
        }
        // "Try to switch" switches, if it can.
        if matches!(lower, "try" | "attempt") && !trying {
            trying = true;
            continue;
        }
        if lower == "don't" || lower == "don’t" {
            return Some(Action::Fix);
        }
        if is_method(word, text) {
            return (!is_statement(text)).then_some(Action::Add);
        }
        if lower == "get" && !text.to_lowercase().contains("get rid") {
            return None;
        }
        let found = action(lower).or_else(|| chinese(lower));
        // "Profile: avatar upload" names a place.
        let place = || text.find(word).is_some_and(|at| text[at + word.len()..].starts_with(':'));
        // "Check that the mapping is done" orders, whatever stands in its clause.
        let clause = || {
            let after = text.find(word).map(|at| text[at + word.len()..].trim_start());
            after.is_some_and(|rest| rest.starts_with("that ") || rest.starts_with("whether "))
        };
        let noun = is_noun_too(lower) && (is_statement(text) && !clause() || place());
        let order = found.filter(|_| !noun);
        let order = order.or(trying.then_some(Action::Investigate));
        return order.map(|order| turned(order, lower, text)).or_else(|| infinitive(text));
    }
    trying.then_some(Action::Investigate)
}

/// What the words after a verb make of it: "use X instead of Y" changes what is there.
fn turned(order: Action, verb: &str, text: &str) -> Action {
    let said = |words: &[&str]| {
        let text = lower(text);
        words.iter().any(|word| text.contains(word))
    };
    match verb {
        "use" if said(&[" instead of ", " rather than ", " in place of "]) => Action::Update,
        "make" if said(&["make sure"]) => Action::Fix,
        "make" if said(&[" more ", " less ", " faster", " better", " smaller"]) => Action::Update,
        _ => order,
    }
}

/// The verb Japanese puts last: "不要ファイルの削除", "バグを修正する".
fn last_of_japanese(text: &str) -> Option<Action> {
    if text.is_ascii() || !text.contains(is_kana) {
        return None;
    }
    ending(text)
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

/// The verb the words end in, but for an inflection, in languages written without spaces.
fn ending(text: &str) -> Option<Action> {
    let head = text.split(['(', '（', '[', '—', '–', '。']).next().unwrap_or(text).trim_end();
    let head = head.trim_end_matches(|c: char| matches!(c, '\u{3040}'..='\u{309f}'));
    let starts = head.char_indices().rev().map(|(at, _)| at).skip(1).take(8);
    starts.filter_map(|at| action(&head[at..])).last()
}

/// The verb German puts last, and Chinese may: "Suche beschleunigen in src/a.rs", "登录错误修复".
fn infinitive(text: &str) -> Option<Action> {
    let chinese = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    if !text.is_ascii() && text.contains(chinese) {
        return if text.contains(is_kana) { None } else { ending(text) };
    }
    let head = text.split(['(', ',']).next().unwrap_or(text);
    let place = |word: &&str| word.contains(['/', '.']) || matches!(*word, "in" | "aus" | "von");
    let last = lower(head.split_whitespace().rev().find(|word| !place(word))?);
    let german = ["en", "ern", "eln"].iter().any(|end| last.ends_with(end));
    if german && last.len() > 4 { action(&last) } else { None }
}

/// Whether `word` is a method of HTTP before a route: `GET /orders`.
fn is_method(word: &str, text: &str) -> bool {
    matches!(word, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")
        && text.find(word).is_some_and(|at| text[at + word.len()..].starts_with(" /"))
}

/// Verbs that are as often nouns: "cache", "test", "log".
fn is_noun_too(word: &str) -> bool {
    matches!(
        word,
        "address"
            | "cache"
            | "log"
            | "make"
            | "test"
            | "store"
            | "support"
            | "limit"
            | "document"
            | "index"
            | "review"
            | "design"
            | "profile"
            | "track"
            | "package"
            | "guard"
            | "patch"
            | "handle"
            | "report"
            | "build"
            | "change"
            | "update"
            | "set"
            | "show"
            | "display"
            | "port"
            | "switch"
            | "group"
            | "cover"
            | "check"
            | "look"
            | "comment"
            | "benchmark"
            | "register"
            | "use"
            | "return"
            | "spike"
            | "audit"
    )
}

/// Whether the words state a fact, so that their first one is no order.
pub fn is_statement(text: &str) -> bool {
    let finite = |word: &str| {
        matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "isn't"
                | "aren't"
                | "fails"
                | "fail"
                | "breaks"
                | "does"
                | "doesn't"
                | "has"
                | "hangs"
                | "leaks"
                | "crashes"
                | "returns"
                | "ignores"
                | "drops"
                | "flickers"
                | "loses"
                | "throws"
                | "shows"
                | "blocks"
                | "freezes"
                | "verliert"
        )
    };
    text.split_whitespace().skip(1).take(6).any(finite)
}

/// Languages written without spaces: the verb is the first two signs.
/// Whether the words begin with a Chinese verb and the sign that it is done: "删除了旧接口".
pub(super) fn is_finished(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.find('了').is_some_and(|at| at <= 12 && chinese(text).is_some())
}

fn chinese(word: &str) -> Option<Action> {
    let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    (end >= 6).then(|| action(&word[..end])).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_verb_decides() {
        for (text, want) in [
            ("Fix the login", Some(Action::Fix)),
            ("Also, remove it", Some(Action::Remove)),
            ("login is broken", None),
            ("Добавить тест", Some(Action::Add)),
            ("修复登录错误", Some(Action::Fix)),
            ("ChatPanel 拆分 — two parts", Some(Action::Refactor)),
            ("古いファイルの削除", Some(Action::Remove)),
            ("追加したバグを修正する", Some(Action::Fix)),
            ("検索機能の追加（任意）", Some(Action::Add)),
            ("実行権限の確認", Some(Action::Test)),
            ("設定画面のレイアウト", None),
            ("Use slices instead of vectors", Some(Action::Update)),
            ("Use the new parser", Some(Action::Add)),
            ("Make sure it ends", Some(Action::Fix)),
            ("Check that all mapping is done", Some(Action::Investigate)),
            ("Check of the mapping is slow", None),
            ("Make parsing more robust", Some(Action::Update)),
            ("make install does not end", None),
            ("Try to split the module", Some(Action::Refactor)),
            ("Try something else", Some(Action::Investigate)),
            ("Don't expose the constants", Some(Action::Fix)),
            ("Regeln in Dienste überführen", Some(Action::Refactor)),
            ("Login reparieren in src/login.rs", Some(Action::Fix)),
            ("Menü bauen", Some(Action::Add)),
        ] {
            assert_eq!(first(text), want, "{text}");
        }
    }
}
