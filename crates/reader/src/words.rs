//! The words of the languages documents are written in, concept by concept: data, one file a language.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use foldhash::{HashMap, HashSet};
use regex::Regex;

pub use super::concept::Concept;
use super::flat::lower;

/// The languages and their files.
const LANGUAGES: [(&str, &str); 12] = [
    ("de", include_str!("../words/de.toml")),
    ("en", include_str!("../words/en.toml")),
    ("es", include_str!("../words/es.toml")),
    ("fr", include_str!("../words/fr.toml")),
    ("it", include_str!("../words/it.toml")),
    ("ja", include_str!("../words/ja.toml")),
    ("ko", include_str!("../words/ko.toml")),
    ("nl", include_str!("../words/nl.toml")),
    ("pl", include_str!("../words/pl.toml")),
    ("pt", include_str!("../words/pt.toml")),
    ("ru", include_str!("../words/ru.toml")),
    ("zh", include_str!("../words/zh.toml")),
];

/// The languages in which the noun of a title stands before what is said about it.
const NOUN_FIRST: [&str; 6] = ["es", "fr", "it", "pl", "pt", "ru"];

/// Words a team adds to the concepts, by their names.
pub type Added = BTreeMap<String, Vec<String>>;

static ADDED: OnceLock<Added> = OnceLock::new();

/// Adds a team's own words; they count for every document read afterwards, so this comes before the
/// first. Gives the name of a concept that there is none of.
pub fn add(words: &Added) -> Result<(), String> {
    if let Some(unknown) = words.keys().find(|name| Concept::of(name).is_none()) {
        return Err(unknown.clone());
    }
    // Whoever reads twice in one process said the same words the first time.
    ADDED.get_or_init(|| words.clone());
    Ok(())
}

/// What the files say, language by language; each is parsed once, whatever is made of it.
static FILES: LazyLock<Vec<(&str, Added)>> = LazyLock::new(|| {
    let parsed = |(language, text)| Some((language, toml::from_str::<Added>(text).ok()?));
    LANGUAGES.into_iter().filter_map(parsed).collect()
});

static LEXICON: LazyLock<HashMap<Concept, Words>> = LazyLock::new(|| {
    let mut all: HashMap<Concept, Words> = HashMap::default();
    let files = FILES.iter().map(|(_, words)| words);
    for (name, words) in files.chain(ADDED.get()).flatten() {
        if let Some(concept) = Concept::of(name) {
            let known = all.entry(concept).or_default();
            let plain: Vec<String> = words.iter().filter_map(|word| unaccented(word)).collect();
            known.set.extend(plain);
            for word in words {
                known.longest = known.longest.max(word.split(' ').count());
                known.all.push(word.clone());
                known.set.insert(word.clone());
            }
        }
    }
    all
});

static NOUNS_FIRST: LazyLock<HashMap<Concept, HashSet<String>>> = LazyLock::new(|| {
    let mut all: HashMap<Concept, HashSet<String>> = HashMap::default();
    let files = FILES.iter().filter(|(language, _)| NOUN_FIRST.contains(language));
    for (name, words) in files.flat_map(|(_, words)| words) {
        if let Some(concept) = Concept::of(name) {
            let known = all.entry(concept).or_default();
            known.extend(words.iter().filter_map(|word| unaccented(word)));
            known.extend(words.iter().cloned());
        }
    }
    all
});

/// Whether `word` is one of the words of a language whose titles begin with their noun.
pub(super) fn is_noun_first(concept: Concept, word: &str) -> bool {
    NOUNS_FIRST.get(&concept).is_some_and(|words| words.contains(word))
}

/// For each language with infinitives that order, what they end in and the short words that tell it.
static INFINITIVES: LazyLock<Vec<(Vec<String>, HashSet<String>)>> = LazyLock::new(|| {
    let of = |words: &Added, concept: Concept| {
        let name = Concept::ALL.iter().find(|(known, _)| *known == concept).map(|(_, name)| *name);
        name.and_then(|name| words.get(name)).cloned().unwrap_or_default()
    };
    let read = |(_, words): &(&str, Added)| {
        let particles = of(words, Concept::Particle).into_iter().collect();
        (of(words, Concept::InfinitiveEnd), particles)
    };
    FILES.iter().map(read).filter(|(ends, _)| !ends.is_empty()).collect()
});

/// Whether `text` begins with an infinitive of a language its short words are of: "aggiungere il
/// controllo", "проверить открытие в".
pub(super) fn orders_by_infinitive(text: &str) -> bool {
    let text = lower(text);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let Some(first) = words.next().filter(|word| word.chars().count() >= 5) else { return false };
    let rest: Vec<&str> = words.take(12).collect();
    INFINITIVES.iter().any(|(ends, particles)| {
        let cyrillic =
            !first.is_ascii() && first.chars().all(|c| matches!(c, '\u{400}'..='\u{4ff}'));
        ends.iter().any(|end| first.ends_with(end.as_str()))
            && (cyrillic || rest.iter().any(|word| particles.contains(*word)))
    })
}

/// A word as people write it who have no accents on their keys: "amelioration"; none where that is
/// the same, or too short to be told from another word.
fn unaccented(word: &str) -> Option<String> {
    let plain: String = word
        .chars()
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ą' => 'a',
            'ç' | 'ć' => 'c',
            'è' | 'é' | 'ê' | 'ë' | 'ę' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ł' => 'l',
            'ñ' | 'ń' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' => 'o',
            'ś' => 's',
            'ù' | 'ú' | 'û' => 'u',
            'ź' | 'ż' => 'z',
            other => other,
        })
        .collect();
    (plain != word && word.chars().count() > 4).then_some(plain)
}

#[derive(Debug, Default)]
struct Words {
    set: HashSet<String>,
    /// The same in the order of the files.
    all: Vec<String>,
    /// How many words the longest phrase has.
    longest: usize,
}

/// All words of a concept.
pub(super) fn all(concept: Concept) -> impl Iterator<Item = &'static str> {
    LEXICON.get(&concept).into_iter().flat_map(|words| words.all.iter().map(String::as_str))
}

/// The patterns of a concept as one.
pub(super) fn pattern(concept: Concept) -> Option<Regex> {
    let all: Vec<&str> = all(concept).collect();
    Regex::new(&all.join("|")).ok().filter(|_| !all.is_empty())
}

/// The words of a concept as one pattern that finds them whole: at the bounds of words, or anywhere
/// in scripts without spaces.
pub(super) fn whole(concepts: &[Concept]) -> Option<Regex> {
    let mut apart: Vec<String> = Vec::new();
    let mut within: Vec<String> = Vec::new();
    for word in concepts.iter().flat_map(|concept| all(*concept)) {
        let into = if spaceless(word) { &mut within } else { &mut apart };
        // What ends in a sign ends there: "prerequisite:".
        let end = if word.ends_with(char::is_alphanumeric) { r"\b" } else { "" };
        let end = if spaceless(word) { "" } else { end };
        into.push(format!("{}{end}", regex::escape(word)));
    }
    // The longer of two that begin alike comes first.
    apart.sort_by_key(|word| std::cmp::Reverse(word.len()));
    within.sort_by_key(|word| std::cmp::Reverse(word.len()));
    within.push(format!(r"\b(?:{})", apart.join("|")));
    Regex::new(&format!("(?i){}", within.join("|"))).ok()
}

/// Whether `text`, without what stands around it, is one of the words.
pub fn is(concept: Concept, text: &str) -> bool {
    let text = lower(text.trim());
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    LEXICON.get(&concept).is_some_and(|words| words.set.contains(bare))
}

/// Whether `text` says nothing beyond the words of `concepts`, that it heads work, and numbers.
pub fn only(concepts: &[Concept], text: &str) -> bool {
    static WORK: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(Concept::TitleWork));
    let text = lower(text);
    let text = WORK
        .as_ref()
        .map_or(std::borrow::Cow::Borrowed(&*text), |work| work.replace_all(&text, " "));
    let mut rest: &str = &text;
    loop {
        rest = rest.trim_start_matches(|c: char| !is_letter(c) || c.is_ascii_digit());
        if rest.is_empty() {
            return true;
        }
        let token = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        if is_number(&rest[..token]) {
            rest = &rest[token..];
            continue;
        }
        let known = concepts.iter().filter_map(|concept| LEXICON.get(concept));
        let Some(end) = known.filter_map(|words| longest(words, rest)).max() else { return false };
        rest = &rest[end..];
    }
}

/// `P1`, `M2`: a letter and a number.
fn is_number(token: &str) -> bool {
    let mut chars = token.chars();
    let digits = chars.next().is_some_and(char::is_alphabetic).then_some(chars.as_str());
    digits.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where the longest of the words that `text` starts with ends.
fn longest(words: &Words, text: &str) -> Option<usize> {
    let ends = text.char_indices().filter(|(_, c)| !is_letter(*c)).map(|(at, _)| at);
    let ends = ends.chain([text.len()]).take(words.longest);
    ends.filter(|end| words.set.contains(&text[..*end])).last()
}

/// Whether `text` starts with one of the words.
pub(super) fn first(concept: Concept, text: &str) -> bool {
    let text = lower(text);
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let Some(words) = LEXICON.get(&concept) else { return false };
    starts(words, text)
        || spaceless(text) && words.set.iter().any(|word| text.starts_with(word.as_str()))
}

/// Whether one of the words stands anywhere in `text`.
pub fn within(concept: Concept, text: &str) -> bool {
    let text = lower(text);
    let Some(words) = LEXICON.get(&concept) else { return false };
    let mut rest: &str = &text;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            break;
        }
        if starts(words, rest) {
            return true;
        }
        let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        rest = &rest[end..];
    }
    spaceless(&text) && words.set.iter().any(|word| spaceless(word) && text.contains(word.as_str()))
}

/// Whether `text` ends in one of the words.
pub fn ends(concept: Concept, text: &str) -> bool {
    all(concept).any(|word| text.ends_with(word))
}

/// Whether a word of `text` begins with one of the words.
pub fn begins(concept: Concept, text: &str) -> bool {
    let text = lower(text);
    all(concept).any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric()) || spaceless(word)
        })
    })
}

fn starts(words: &Words, text: &str) -> bool {
    let mut ends = text.char_indices().filter(|(_, c)| !is_letter(*c)).map(|(at, _)| at);
    (0..words.longest).any(|_| {
        let end = ends.next().unwrap_or(text.len());
        words.set.contains(&text[..end])
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')
}

/// Whether the text is in a script without spaces between words.
pub(super) fn spaceless(text: &str) -> bool {
    text.contains(|c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_states_every_concept_sorted_and_once() {
        for (language, text) in LANGUAGES {
            let words: Added = toml::from_str(text).expect(language);
            let names: Vec<&str> = words.keys().map(String::as_str).collect();
            let wanted: Vec<&str> = Concept::ALL.iter().map(|(_, name)| *name).collect();
            assert_eq!(names, wanted, "{language}");
            let mut at = 0;
            for (name, words) in &words {
                let place = text.find(&format!("\n{name} = ")).map_or(0, |at| at + 1);
                assert!(place >= at, "{language}: {name} is not in order");
                at = place;
                let mut sorted = words.clone();
                sorted.sort();
                sorted.dedup();
                assert_eq!(&sorted, words, "{language}.{name}: sorted, each once");
                let low: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
                assert_eq!(&low, words, "{language}.{name}: in lower case");
            }
        }
    }

    #[test]
    fn no_word_means_two_states() {
        let states = [Concept::Done, Concept::Dropped, Concept::Open, Concept::Doubt];
        for (at, one) in states.iter().enumerate() {
            for other in &states[at + 1..] {
                let both: Vec<_> = LEXICON[one].set.intersection(&LEXICON[other].set).collect();
                assert!(both.is_empty(), "{one:?} and {other:?}: {both:?}");
            }
        }
    }

    #[test]
    fn words_are_found_at_their_bounds() {
        assert!(is(Concept::Done, " Done! "));
        assert!(!is(Concept::Done, "done things"));
        assert!(first(Concept::Past, "Removed the list"));
        assert!(!first(Concept::Past, "Remove the list"));
        assert!(within(Concept::Trouble, "the lock is missing"));
        assert!(!within(Concept::Trouble, "the lock is there"));
    }
}
