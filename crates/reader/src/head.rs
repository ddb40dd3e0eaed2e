//! What the head of a title names: "Benefits of the new parser" benefits, "Parser benefits tests" tests.

use super::flat::lower;
use super::role::Role;
use super::verb;
use super::words::{self, Concept};

/// Words that end the part of a title its head stands in; shorter than any noun that counts.
const ENDS: [&str; 46] = [
    "of", "for", "in", "to", "with", "from", "by", "on", "about", "during", "after", "before",
    "without", "within", "between", "across", "inside", "that", "which", "de", "du", "des", "del",
    "della", "di", "do", "da", "dos", "das", "pour", "para", "per", "von", "für", "zu", "zum",
    "zur", "mit", "van", "voor", "dla", "o", "w", "для", "по", "в",
];

/// What a title of lower case letters says by its head and the words beside it.
pub(super) fn role(title: &str) -> Option<Role> {
    if verb::is_statement(title) || verb::is_imperative(title) && !words::spaceless(title) {
        return None;
    }
    title.split(['(', ':', '：', '（', '—', '–', '|', '/', '&', '+']).find_map(part)
}

/// Whether the head of a title, however it is written, names a kind of work: "Known bugs".
pub(super) fn names_work(title: &str) -> bool {
    role(&lower(title)) == Some(Role::Work)
}

/// Whether a title names text around the work before it says of what: "Benefits of the refactoring".
pub(super) fn is_around(title: &str) -> bool {
    let words: Vec<&str> = title.split_whitespace().collect();
    let cut = words.iter().skip(1).position(|word| ENDS.contains(word));
    cut.is_some_and(|cut| part(&words[..=cut].join(" ")) == Some(Role::Prose))
}

/// Whether a title begins with what says that its things are left, as "Residual risks" does.
pub(super) fn is_left(title: &str) -> bool {
    let mut words = title.split_whitespace();
    let left = words.next().is_some_and(|first| words::is(Concept::HeadLeft, first));
    left && words.last().is_some_and(|last| !words::is(Concept::HeadAround, last))
}

fn part(part: &str) -> Option<Role> {
    let part = part.trim();
    if words::spaceless(part) {
        return unspaced(part);
    }
    let words: Vec<&str> = part
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    // "Within the stories" names no thing.
    if words.first().is_some_and(|first| ENDS.contains(first)) {
        return None;
    }
    let end =
        words.iter().skip(1).position(|word| ENDS.contains(word)).map_or(words.len(), |at| at + 1);
    let head = &words[..end];
    let any = |concept: Concept| head.iter().any(|word| words::is(concept, word));
    let (first, last) = (head.first()?, head.last()?);
    let ends = |concept: Concept| words::is_noun_first(concept, first) || words::is(concept, last);
    // "Fixed header" is a thing to build, "Fixed bugs" and "All of it fixed" are fixed.
    let held = [Concept::HeadDone, Concept::HeadWork, Concept::HeadHeld, Concept::Empty];
    let is_held = |word: &&&str| held.iter().any(|concept| words::is(*concept, word));
    let only = head.iter().all(|word| is_held(&word));
    let joined = head.get(1).is_some_and(|word| words::is(Concept::Empty, word));
    // "Resolved reference" keeps what was resolved.
    let kept = words::is(Concept::HeadDone, first) && ends(Concept::HeadAround);
    let told = words::is(Concept::HeadDone, last)
        || kept
        || any(Concept::HeadDone) && only
        || words::is(Concept::HeadDone, first) && joined;
    if told && !any(Concept::HeadOpen) {
        Some(Role::Done)
    } else if ends(Concept::HeadWork)
        || words::is(Concept::HeadOpen, first) && head.len() > 1 && !ends(Concept::HeadAround)
    {
        Some(Role::Work)
    } else if ends(Concept::HeadAround)
        || any(Concept::HeadPresent)
        || end < words.len() && ends(Concept::HeadAbout)
    {
        Some(Role::Prose)
    } else {
        None
    }
}

/// A title in a script without spaces, whose head stands last.
fn unspaced(part: &str) -> Option<Role> {
    let ends = |concept: Concept| words::all(concept).any(|word| part.ends_with(word));
    let begins = |concept: Concept| words::all(concept).any(|word| part.starts_with(word));
    // "完了条件" are conditions; a longer word than that is a predicate wherever it stands.
    let predicate = words::all(Concept::HeadDone)
        .any(|word| word.chars().count() > 2 && part.starts_with(word));
    if predicate || ends(Concept::HeadDone) {
        Some(Role::Done)
    } else if ends(Concept::HeadWork) || begins(Concept::HeadOpen) {
        Some(Role::Work)
    } else if ends(Concept::HeadAround) || begins(Concept::HeadPresent) {
        Some(Role::Prose)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_title_says_what_it_is_about() {
        for (title, want) in [
            ("benefits of the refactoring", Some(Role::Prose)),
            ("beneficios de la refactorización", Some(Role::Prose)),
            ("data inconsistencies", Some(Role::Work)),
            ("team workflow", Some(Role::Prose)),
            ("workflow engine", None),
            ("current layout", Some(Role::Prose)),
            ("current defects", Some(Role::Work)),
            ("fases completadas", Some(Role::Done)),
            ("fixed bugs", Some(Role::Done)),
            ("fixed header", None),
            ("merged cells", None),
            ("residual risks", Some(Role::Work)),
            ("当前架构状态", Some(Role::Prose)),
            ("遗留问题", Some(Role::Work)),
            ("修正済み", Some(Role::Done)),
            ("完了", Some(Role::Done)),
            ("完了条件", None),
            ("order history", None),
            ("parser", None),
            ("open questions", Some(Role::Prose)),
        ] {
            assert_eq!(role(title), want, "{title}");
        }
    }
}
