//! The grammar of a subject: exactly one prefix, one space, a description.

use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::near::meant;
use super::signal::{Signal, bracketed, need, up_to_first};

/// Whom a need may always be said to: whoever leads, and owns what is no worker's.
pub const LEAD: &str = "lead";

/// Why a subject is not one, with what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// There is nothing in it.
    #[error("the message is empty")]
    Empty,
    /// It begins with no prefix.
    #[error("the subject begins with no prefix")]
    NoPrefix {
        /// The prefix that was probably meant.
        meant: Option<String>,
    },
    /// Its prefix is none that is known.
    #[error("'{found}' is no prefix")]
    Unknown {
        /// The prefix as written, with its brackets.
        found: String,
        /// The prefix that was probably meant.
        meant: Option<String>,
    },
    /// `[BLOCKED]` without a reason.
    #[error("a blocked worker says why: [BLOCKED:<reason>]")]
    NoReason,
    /// `[NEEDS:…]` that does not name a worker and an item.
    #[error("a need names a worker and an item: [NEEDS:<worker>/<item>]")]
    NoItem,
    /// `[NEEDS:…]` of a worker that does not exist.
    #[error("there is no worker '{worker}'")]
    NoSuchWorker {
        /// The worker as written.
        worker: String,
        /// The worker that was probably meant.
        meant: Option<String>,
    },
    /// `[NEEDS:…]` of oneself.
    #[error("a worker cannot need itself")]
    NeedsItself,
    /// `[CHECKPOINT:…]` or `[COMPLETE:…]`.
    #[error("'{0}' takes no value: write it as '[{0}]'")]
    NoValueWanted(String),
    /// The prefix is not followed by exactly one space.
    #[error("exactly one space must follow the prefix")]
    OneSpace,
    /// A second prefix follows the first.
    #[error("one prefix is enough: '{0}' follows another")]
    Second(String),
    /// Nothing follows the prefix.
    #[error("no description follows the prefix")]
    NoDescription,
}

/// How a subject passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passing {
    /// With a prefix.
    Signal(Signal),
    /// As a subject git writes itself: a revert.
    Written,
    /// As `fixup!`, `squash!` or `amend!`, to be folded into another commit later.
    Folded,
}

/// Judges the subject of a commit with one parent, written by `worker`, where `workers` exist and
/// `configured` prefixes are allowed beside the four built in.
pub fn check_subject(
    subject: &[u8],
    worker: &str,
    workers: &[&str],
    configured: &[&str],
) -> Result<Passing, SubjectError> {
    if !says_something(subject) {
        return Err(SubjectError::Empty);
    }
    if is_written_by_git(subject) {
        return Ok(Passing::Written);
    }
    if [&b"fixup! "[..], b"squash! ", b"amend! "].iter().any(|word| subject.starts_with(word)) {
        return Ok(Passing::Folded);
    }
    let Some((inside, rest)) = bracketed(subject) else {
        return Err(SubjectError::NoPrefix { meant: bare_word(subject, configured) });
    };
    let read = |inside, rest| {
        let signal = signal(inside, worker, workers, configured)?;
        description(rest)?;
        Ok(Passing::Signal(signal))
    };
    read(inside, rest).or_else(|error| match up_to_first(subject) {
        Some((inside, rest)) => read(inside, rest).map_err(|_| error),
        None => Err(error),
    })
}

/// `Revert "…"`, as git words it. What it calls a merge has two parents, and is not judged here.
fn is_written_by_git(subject: &[u8]) -> bool {
    [&b"Revert \""[..], b"Reapply \""]
        .iter()
        .any(|word| subject.starts_with(word) && subject.trim_ascii_end().ends_with(b"\""))
}

/// Whether anything of a text can be seen. Bytes that are not UTF-8 are somebody's encoding, and are
/// seen unless they are a blank in one: the spaces of ISO 8859 and of the encodings that EUC stands for.
fn says_something(text: &[u8]) -> bool {
    let mut half = false;
    for chunk in text.utf8_chunks() {
        if half && !chunk.valid().is_empty() || chunk.valid().chars().any(is_seen) {
            return true;
        }
        match chunk.invalid() {
            [] => {}
            [0xa1] => half = !half,
            [0xa0 | 0xad] if !half => {}
            _ => return true,
        }
    }
    half
}

/// Whether a character leaves a mark by itself.
fn is_seen(c: char) -> bool {
    // Letters and a symbol that Unicode has for leaving a place empty.
    let filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    !filler
        && !matches!(
            get_general_category(c),
            Category::Control
                | Category::Format
                | Category::SpaceSeparator
                | Category::LineSeparator
                | Category::ParagraphSeparator
                | Category::NonspacingMark
                | Category::EnclosingMark
                | Category::Unassigned
        )
}

fn signal(
    inside: &[u8],
    worker: &str,
    workers: &[&str],
    configured: &[&str],
) -> Result<Signal, SubjectError> {
    let (name, value) = match inside.iter().position(|byte| *byte == b':') {
        Some(colon) => (&inside[..colon], Some(&inside[colon + 1..])),
        None => (inside, None),
    };
    let found = || format!("[{}]", String::from_utf8_lossy(inside));
    match (name, value) {
        (b"CHECKPOINT", None) => Ok(Signal::Checkpoint),
        (b"COMPLETE", None) => Ok(Signal::Complete),
        (b"CHECKPOINT" | b"COMPLETE", Some(_)) => Err(SubjectError::NoValueWanted(text(name))),
        (b"BLOCKED", value) => match value.map(<[u8]>::trim_ascii) {
            Some(reason) if says_something(reason) && reason != b"<reason>" => {
                Ok(Signal::Blocked(text(reason)))
            }
            _ => Err(SubjectError::NoReason),
        },
        (b"NEEDS", value) => needs(value.unwrap_or_default(), worker, workers),
        _ if configured.iter().any(|name| name.as_bytes() == inside) => {
            Ok(Signal::Other(text(inside)))
        }
        _ => Err(SubjectError::Unknown { found: found(), meant: meant(name, configured) }),
    }
}

fn needs(value: &[u8], worker: &str, workers: &[&str]) -> Result<Signal, SubjectError> {
    let (provider, item) =
        need(value).filter(|(_, item)| says_something(item)).ok_or(SubjectError::NoItem)?;
    let provider = text(provider);
    if provider == worker {
        return Err(SubjectError::NeedsItself);
    }
    if provider != LEAD && !workers.contains(&provider.as_str()) {
        let meant = workers
            .iter()
            .chain([&LEAD])
            .filter(|known| **known != worker)
            .map(|known| (strsim::damerau_levenshtein(known, &provider), *known))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, known)| known.to_owned());
        return Err(SubjectError::NoSuchWorker { worker: provider, meant });
    }
    Ok(Signal::Needs { worker: provider, item: text(item) })
}

fn description(rest: &[u8]) -> Result<(), SubjectError> {
    if !says_something(rest) {
        return Err(SubjectError::NoDescription);
    }
    if let Some((second, _)) = bracketed(rest.trim_ascii_start()) {
        let name = second.split(|byte| *byte == b':').next().unwrap_or(second);
        if matches!(name, b"CHECKPOINT" | b"BLOCKED" | b"NEEDS" | b"COMPLETE") {
            return Err(SubjectError::Second(format!("[{}]", text(second))));
        }
    }
    match rest {
        [b' ', next, ..] if !next.is_ascii_whitespace() => Ok(()),
        _ => Err(SubjectError::OneSpace),
    }
}

/// What a first word without brackets was meant to be: `CHECKPOINT: x`, `done - x`, `checkpoint x`.
fn bare_word(subject: &[u8], configured: &[&str]) -> Option<String> {
    let subject = subject.trim_ascii_start();
    let start = subject.iter().position(u8::is_ascii_alphanumeric).filter(|at| *at <= 2)?;
    let word = &subject[start..];
    let end = word
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-' && *byte != b'_')
        .unwrap_or(word.len());
    let dressed = word.get(end).is_some_and(|byte| b":])}-".contains(byte)) || start > 0;
    let (word, shouted) = (&word[..end], word[..end].iter().all(u8::is_ascii_uppercase));
    // An ordinary sentence may begin with "Block" or "Done": only something dressed up like a
    // prefix, or the very name, is taken for one.
    let named =
        [&b"checkpoint"[..], b"blocked", b"complete"].contains(&&*word.to_ascii_lowercase());
    (dressed || shouted || named).then(|| meant(word, configured)).flatten()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
#[path = "grammar_tests.rs"]
mod tests;
