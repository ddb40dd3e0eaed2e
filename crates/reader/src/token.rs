//! The words of a reference one by one: nouns that go with numbers, numbers, letters, names.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::words::{self, Concept};

/// One word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Whether a sign that ends a thought follows.
    pub(super) closed: bool,
}

/// The nouns that stand before numbers, and those of them that are stages.
static NOUNS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [Concept::LabelName, Concept::LabelStage, Concept::LabelStep]
        .into_iter()
        .flat_map(words::all)
        .collect()
});

static STAGES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| words::all(Concept::LabelStage).collect());

/// Those that are no stages, or not only.
static THINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    [Concept::LabelName, Concept::LabelStep].into_iter().flat_map(words::all).collect()
});

/// How many letters of an inflected noun stay the same.
const STEM: usize = 3;

impl<'a> Token<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, closed: false }
    }

    /// Whether it is a noun that goes with numbers, in any inflection: "steps", "фазы".
    pub(super) fn is_noun(&self) -> bool {
        is_of(&NOUNS, self.text)
    }

    /// Whether it is the noun of a stage.
    pub(super) fn is_stage(&self) -> bool {
        is_of(&STAGES, self.text)
    }

    /// Whether a number behind it can be nothing but that of a stage.
    pub(super) fn is_only_stage(&self) -> bool {
        self.is_stage() && !is_of(&THINGS, self.text)
    }

    /// A number of one to six digits, with or without `#` and a full stop.
    pub(super) fn number(&self) -> Option<u64> {
        numeral(self.text.trim_start_matches('#').trim_end_matches('.'))
    }

    /// Whether it is one capital letter.
    pub(super) fn is_letter(&self) -> bool {
        self.text.len() == 1 && self.text.bytes().all(|b| b.is_ascii_uppercase())
    }

    /// Both ends of `T002-T005`, `T002–005`, `1..4`.
    pub(super) fn range(&self) -> Option<(&'a str, &'a str)> {
        let text = self.text;
        if let Some(ends) = text.split_once(['–', '—', '~', '～']).or_else(|| text.split_once(".."))
        {
            return Some(ends);
        }
        // "AUTH-1" is a name, "1-3", "T1-T3", "T1-3" and "AUTH-1-3" are ranges.
        let (head, tail) = text.rsplit_once('-')?;
        let starts = tail.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
        (head.ends_with(|c: char| c.is_ascii_digit()) && starts).then_some((head, tail))
    }

    /// The key of what the noun and `number` name together.
    pub(super) fn with(&self, number: &str) -> String {
        format!("{} {number}", stem(self.text))
    }
}

/// `text` word by word, at most 24.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out: Vec<Token<'_>> = Vec::new();
    let mut start: Option<usize> = None;
    let mut last = Script::Other;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let script = Script::of(c);
        let cut = is_separator(c) || start.is_some() && script.parts(last);
        if cut && let Some(from) = start.take() {
            push(&text[from..at], &mut out);
        }
        if is_separator(c) {
            if matches!(c, ',' | ';' | ')' | ']' | '}' | '，' | '。' | '；' | '）' | '、')
                && let Some(token) = out.last_mut()
            {
                token.closed = true;
            }
        } else if start.is_none() {
            start = Some(at);
        }
        last = script;
        if out.len() >= 24 {
            break;
        }
    }
    out
}

fn push<'a>(word: &'a str, out: &mut Vec<Token<'a>>) {
    let closed = word.ends_with(['.', ':', '!', '?']);
    let text = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
    if text.is_empty() {
        return;
    }
    // "阶段一": a noun and a numeral run together.
    if let Some(noun) = NOUNS.iter().find(|noun| !noun.is_ascii() && text.starts_with(**noun))
        && Script::of(text.chars().next().unwrap_or(' ')) == Script::East
        && chinese(&text[noun.len()..]).is_some()
    {
        out.push(Token { text: &text[..noun.len()], closed: false });
        out.push(Token { text: &text[noun.len()..], closed });
        return;
    }
    out.push(Token { text, closed });
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | ';'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '/'
                | '+'
                | '&'
                | '`'
                | '*'
                | '→'
                | '"'
                | '\''
                | '’'
                | '：'
        )
        || matches!(
            c,
            '“' | '”' | '„' | '«' | '»' | '，' | '。' | '；' | '（' | '）' | '、' | '「' | '」'
        )
}

/// Scripts that are written without spaces between them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    East,
    Other,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => {
                Self::East
            }
            c if c.is_ascii_alphanumeric() || c == '#' => Self::Latin,
            _ => Self::Other,
        }
    }

    fn parts(self, last: Self) -> bool {
        matches!((self, last), (Self::Latin, Self::East) | (Self::East, Self::Latin))
    }
}

/// Whether `word` is one of `nouns`, perhaps inflected.
fn is_of(nouns: &HashSet<&'static str>, word: &str) -> bool {
    let word = word.to_lowercase();
    if nouns.contains(word.as_str()) {
        return true;
    }
    let (length, mut cut) = (word.chars().count(), word.as_str());
    if length < 4 || word.is_ascii() && !word.ends_with(['s', 'n', 'e', 'i', 'y', 'u', 'h', 'a']) {
        return false;
    }
    // "phases", "Schritten", "фазы", "kroku": what is added, or put for the last letter.
    for _ in 0..3 {
        let Some((at, _)) = cut.char_indices().next_back().filter(|(at, _)| *at > 0) else { break };
        cut = &cut[..at];
        let long = cut.chars().count() >= STEM;
        let same = |noun: &&&str| {
            let rest = noun.strip_prefix(cut).map(str::chars);
            rest.is_some_and(|rest| rest.count() <= 1) && noun.chars().count() >= STEM
        };
        if long
            && (nouns.contains(cut)
                || length - cut.chars().count() == 1 && nouns.iter().any(|noun| same(&noun)))
        {
            return true;
        }
    }
    false
}

/// What all inflections of a noun share.
fn stem(noun: &str) -> String {
    let lower = noun.to_lowercase();
    let mut chars = lower.chars();
    let east = chars.next().is_some_and(|c| Script::of(c) == Script::East);
    if east { lower } else { lower.chars().take(STEM).collect() }
}

/// What a name is looked up by: without what people leave out when they use it.
pub(super) fn key(label: &str) -> String {
    let label = label.trim();
    let all = tokens(label);
    if let [noun, number] = all[..]
        && noun.is_noun()
    {
        let number = number.text.trim_start_matches('#').trim_end_matches('.').to_lowercase();
        return noun.with(&chinese(&number).map_or(number, |it| it.to_string()));
    }
    if let Some(number) = chinese(label) {
        return number.to_string();
    }
    label
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '.' || *c == '-')
        .collect::<String>()
        .trim_matches(['.', '-'])
        .to_owned()
}

/// The key of the stage a heading names: that of `Phase 2` for `Phase 2: Models`.
pub(super) fn stage(heading: &str) -> Option<String> {
    let heading = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
    // "第一阶段": the number in front.
    let all = tokens(heading.trim_start_matches('第'));
    let [noun, number, ..] = all[..] else { return None };
    let (noun, number) = if noun.number().is_some() || chinese(noun.text).is_some() {
        (number, noun)
    } else {
        (noun, number)
    };
    let short = number.number().is_some()
        || chinese(number.text).is_some()
        || number.text.chars().count() == 1;
    (short && noun.is_noun()).then(|| key(&format!("{} {}", noun.text, number.text)))
}

/// Whether a stage is named anywhere in `text`.
pub(super) fn names_stage(text: &str) -> bool {
    let all = tokens(text);
    all.windows(2).any(|pair| {
        let number = pair[1].number().is_some() || pair[1].is_letter();
        pair[0].is_noun() && number
    }) || stage(text).is_some()
}

/// A number of a few digits, or a numeral as Chinese and Japanese write them.
pub(super) fn numeral(text: &str) -> Option<u64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { chinese(text) }
}

/// The number behind the noun of a label: 3 of `Task 3`.
pub(super) fn counted(label: &str) -> Option<u64> {
    match tokens(label)[..] {
        [noun, number] if noun.is_noun() => number.number(),
        _ => None,
    }
}

/// The letter behind the noun of a label: `a` of `Task A`.
pub(super) fn lettered(label: &str) -> Option<String> {
    match tokens(label)[..] {
        [noun, letter] if noun.is_noun() && letter.is_letter() => Some(key(letter.text)),
        _ => None,
    }
}

fn chinese(text: &str) -> Option<u64> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).map(|at| at as u64 + 1);
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        ['十', one] => digit(one).map(|one| 10 + one),
        [one] => digit(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_as_people_say_them() {
        for (one, other) in [
            ("Phase 2", "phases 2"),
            ("Schritt 3", "Schritten 3"),
            ("Фаза 1", "фазы 1"),
            ("Krok 3", "kroku 3"),
            ("Task #4", "task 4"),
            ("AUTH-1", "auth-1"),
            ("阶段一", "阶段1"),
            ("T001", "t001"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_eq!(stage("Phase 2: Models"), Some(key("Phase 2")));
        assert_eq!(stage("阶段一：数据"), Some(key("阶段 1")));
        assert_eq!(stage("Phase out the old API"), None);
        assert_eq!(stage("Parser work"), None);
    }

    #[test]
    fn words_are_told_apart() {
        let texts = |text| tokens(text).iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(texts("T1完了後、T2"), ["T1", "完了後", "T2"]);
        assert_eq!(texts("依赖阶段一"), ["依赖阶段一"]);
        assert_eq!(texts("`T1` (and #2)"), ["T1", "and", "#2"]);
        assert_eq!(Token::new("T1-T3").range(), Some(("T1", "T3")));
        assert_eq!(Token::new("1–3").range(), Some(("1", "3")));
        assert_eq!(Token::new("AUTH-1").range(), None);
    }
}
