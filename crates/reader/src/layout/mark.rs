//! What a line of plain text begins with: bullets, numbers, boxes, and the marks a text explains itself.

use crate::words::{self, Concept};
use crate::{prepare, tag};

/// What kind of mark a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bullet of this sign.
    Bullet(char),
    /// A number.
    Number,
    /// A letter in brackets.
    Letter,
}

/// What a mark says of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
    Dropped,
}

/// What a line begins with, and what follows.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) kind: Kind,
    number: Option<u64>,
    state: Option<State>,
    rest: &'a str,
    /// Columns before the number or bullet, where a mark of the legend stands in the margin.
    pub(super) margin: usize,
}

impl Mark<'_> {
    /// The mark as CommonMark has it, with the blank behind it.
    pub(super) fn opening(&self) -> String {
        self.number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "))
    }

    /// The words behind it, with the box that says as much as the mark.
    pub(super) fn words(&self) -> String {
        let rest = self.rest;
        match self.state {
            Some(State::Open) => format!("[ ] {rest}"),
            Some(State::Done) => format!("[x] {rest}"),
            Some(State::Dropped) => format!("~~{rest}~~"),
            None if self.kind == Kind::Bullet('?') && !rest.ends_with('?') => format!("{rest}?"),
            None => escaped(rest),
        }
    }
}

/// The marks of one text.
pub(super) struct Marks<'a> {
    /// Signs that stand right before words.
    tight: Vec<char>,
    /// Letters and signs that stand for bullets.
    odd: Vec<&'static str>,
    /// Whether there are bullets, beside which a letter `x` says done.
    bulleted: bool,
    arrows: bool,
    legend: Vec<(&'a str, State)>,
    /// The lines of the legend.
    explained: Vec<usize>,
}

const BULLETS: &[char] = &[
    '-', '*', '+', '•', '◦', '‣', '▪', '●', '○', '・', '·', '►', '▸', '–', '—', '➢', '✦', '■', '□',
    '◆',
];
/// What stands for a bullet where several lines begin with it.
const ODD: [&str; 5] = ["o", ">>", ">", "--", "@"];

impl<'a> Marks<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let several =
            |is: &dyn Fn(&str) -> bool| text.lines().filter(|line| is(line.trim())).count() > 1;
        let tight = ['-', '*', '+', '•', '·', '–'];
        let tight =
            tight.into_iter().filter(|sign| several(&|bare| is_tight(bare, *sign))).collect();
        let odd =
            ODD.into_iter().filter(|odd| several(&|bare| behind(bare, odd).is_some())).collect();
        let bulleted = text.lines().any(|line| line.trim_start().starts_with(['-', '*', '+']));
        let arrows = several(&|bare| arrow(bare).is_some());
        let (legend, explained) = legend(text);
        Self { tight, odd, bulleted, arrows, legend, explained }
    }

    /// Whether the line at `at` explains a mark.
    pub(super) fn explains(&self, at: usize) -> bool {
        self.explained.binary_search(&at).is_ok()
    }

    /// The mark a line begins with.
    pub(super) fn read(&self, bare: &'a str) -> Option<Mark<'a>> {
        for (mark, state) in &self.legend {
            if let Some(rest) = behind(bare, mark) {
                let inner = self.bullet(rest).filter(|_| mark.starts_with(char::is_alphanumeric));
                let mut found = inner.unwrap_or(Mark {
                    kind: Kind::Bullet('x'),
                    number: None,
                    state: None,
                    rest,
                    margin: 0,
                });
                if found.kind == Kind::Number {
                    found.margin = bare.len() - rest.len();
                }
                found.state = Some(*state);
                return Some(found);
            }
        }
        self.bullet(bare)
    }

    fn bullet(&self, bare: &'a str) -> Option<Mark<'a>> {
        let first = bare.chars().next()?;
        let plain = |rest: &'a str| {
            let (state, rest) =
                boxed(rest).map_or((None, rest), |(state, rest)| (Some(state), rest));
            Some(Mark { kind: Kind::Bullet(first), number: None, state, rest, margin: 0 })
        };
        if let Some((state, rest)) = boxed(bare) {
            return Some(Mark {
                kind: Kind::Bullet('['),
                number: None,
                state: Some(state),
                rest,
                margin: 0,
            });
        }
        if BULLETS.contains(&first) {
            let rest = &bare[first.len_utf8()..];
            if rest.starts_with(char::is_whitespace)
                || boxed(rest).is_some()
                || self.tight.contains(&first) && is_tight(bare, first)
            {
                return plain(rest.trim_start());
            }
        }
        if let Some(rest) = bare.strip_prefix("x ").filter(|_| self.bulleted) {
            let (state, rest) = (Some(State::Done), rest.trim_start());
            return Some(Mark { kind: Kind::Bullet('x'), number: None, state, rest, margin: 0 });
        }
        if let Some(words) = prepare::remark(bare) {
            return plain(words);
        }
        if let Some(rest) = arrow(bare).filter(|_| self.arrows) {
            return plain(rest);
        }
        if let Some(rest) = self.odd.iter().find_map(|odd| behind(bare, odd)) {
            return plain(rest);
        }
        numbered(bare).or_else(|| lettered(bare))
    }
}

/// What follows an arrow.
fn arrow(bare: &str) -> Option<&str> {
    let head = bare.trim_start_matches(['-', '=']);
    let rest = head.strip_prefix(['>', '→']).or_else(|| bare.strip_prefix('→'))?;
    let words = rest.trim_start();
    (head.len() < bare.len() && !words.is_empty() && !words.starts_with('>')).then_some(words)
}

/// What follows `mark` and a blank.
fn behind<'a>(bare: &'a str, mark: &str) -> Option<&'a str> {
    let rest = bare.strip_prefix(mark)?;
    let words = rest.trim_start();
    (rest.len() > words.len() && !words.is_empty()).then_some(words)
}

/// Whether words stand right behind the bullet `sign`; `-c` and `*this*` are something else.
fn is_tight(bare: &str, sign: char) -> bool {
    let Some(rest) = bare.strip_prefix(sign) else { return false };
    let word = rest.split_whitespace().next().unwrap_or_default();
    rest.starts_with(char::is_alphabetic) && word.chars().count() > 1 && !rest.ends_with(sign)
}

/// The state a box says, and what follows it.
fn boxed(bare: &str) -> Option<(State, &str)> {
    let (open, close) = match bare.chars().next()? {
        '[' => ('[', ']'),
        '(' => ('(', ')'),
        '☐' | '⬜' | '🔲' => {
            return Some((
                State::Open,
                bare.trim_start_matches(['☐', '⬜', '🔲', '\u{fe0f}']).trim_start(),
            ));
        }
        '☑' | '☒' => {
            return Some((
                State::Done,
                bare.trim_start_matches(['☑', '☒', '\u{fe0f}']).trim_start(),
            ));
        }
        _ => return None,
    };
    let (inside, rest) = bare.strip_prefix(open)?.split_once(close)?;
    let rest = rest
        .strip_prefix(char::is_whitespace)
        .map(str::trim_start)
        .or_else(|| rest.starts_with(char::is_alphabetic).then_some(rest))?;
    let round = open == '(';
    match inside {
        "" if !round => Some((State::Open, rest)),
        _ if !inside.is_empty() && inside.trim().is_empty() => Some((State::Open, rest)),
        "x" | "X" | "✓" | "✔" | "v" | "V" if !(round && inside == "v") => {
            Some((State::Done, rest))
        }
        "+" | "*" if !round => Some((State::Done, rest)),
        _ => None,
    }
}

/// A number with a dot, a bracket or a colon behind it.
fn numbered(bare: &str) -> Option<Mark<'_>> {
    let inner = bare.strip_prefix('(').unwrap_or(bare);
    let end = inner.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=4).contains(end))?;
    let number = inner[..end].parse().ok()?;
    let rest = &inner[end..];
    let round = inner.len() < bare.len();
    let rest = if round {
        rest.strip_prefix(')')?
    } else {
        rest.strip_prefix(['.', ')', '、', '）', '．'])
            .or_else(|| rest.strip_prefix(':').filter(|rest| rest.starts_with(' ')))?
    };
    let words = rest.trim_start();
    let spaced =
        rest.len() > words.len() || words.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    if !spaced || words.is_empty() {
        return None;
    }
    let (state, rest) = boxed(words).map_or((None, words), |(state, rest)| (Some(state), rest));
    Some(Mark { kind: Kind::Number, number: Some(number), state, rest, margin: 0 })
}

/// A small letter with a bracket behind it.
fn lettered(bare: &str) -> Option<Mark<'_>> {
    let inner = bare.strip_prefix('(').unwrap_or(bare);
    let mut chars = inner.chars();
    chars.next().filter(char::is_ascii_lowercase)?;
    let rest = chars.as_str().strip_prefix(')')?;
    (rest.starts_with(' ')).then_some(Mark {
        kind: Kind::Letter,
        number: None,
        state: None,
        rest: bare,
        margin: 0,
    })
}

/// The marks a text explains: two at least, each with words for a state, one below the other.
fn legend(text: &str) -> (Vec<(&str, State)>, Vec<usize>) {
    let mut run: Vec<(usize, &str, State)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match entry(line.trim()) {
            Some((mark, state)) => run.push((at, mark, state)),
            None if line.trim().is_empty() => {}
            None if is_legend(&run) => break,
            None => run.clear(),
        }
    }
    if !is_legend(&run) {
        return (Vec::new(), Vec::new());
    }
    (
        run.iter().map(|(_, mark, state)| (*mark, *state)).collect(),
        run.iter().map(|(at, ..)| *at).collect(),
    )
}

fn is_legend(run: &[(usize, &str, State)]) -> bool {
    let several = |first: &(usize, &str, State)| {
        run.iter().any(|(_, mark, state)| *mark != first.1 && *state != first.2)
    };
    let again =
        run.iter().enumerate().any(|(at, one)| run[..at].iter().any(|other| other.1 == one.1));
    run.first().is_some_and(several) && !again
}

/// A mark and the state it stands for: `x = done`, `o Done`.
fn entry(bare: &str) -> Option<(&str, State)> {
    let (mark, rest) = bare.split_once(char::is_whitespace)?;
    let mark = mark.trim_end_matches(['=', ':']);
    let rest = rest.trim_start();
    let said = rest.strip_prefix(['=', ':', '-', '–']).map(str::trim_start);
    if mark.is_empty() || mark.chars().count() > 3 || mark.starts_with('#') {
        return None;
    }
    let words = said.unwrap_or(rest).trim_end_matches('.');
    let count = words.split_whitespace().count();
    // Without a sign of equality the words are the name of a state and nothing else.
    let most = if said.is_some() { 10 } else { 2 };
    if count > most {
        return None;
    }
    let is = |concept| words::is(concept, words) || said.is_some() && words::within(concept, words);
    let state = if is(Concept::Dropped) {
        State::Dropped
    } else if tag::says_done(words) || is(Concept::HeadDone) || is(Concept::Done) {
        State::Done
    } else if is(Concept::Open) || is(Concept::HeadOpen) || is(Concept::Doubt) {
        State::Open
    } else {
        return None;
    };
    Some((mark, state))
}

/// `bare` with a sign at its start that CommonMark would take for a mark kept from being one.
pub(super) fn escaped(bare: &str) -> String {
    let spaced = |at: usize| bare[at..].starts_with([' ', '\t']) || bare.len() == at;
    let digits = bare.find(|c: char| !c.is_ascii_digit()).unwrap_or(bare.len());
    if digits > 0 && bare[digits..].starts_with(['.', ')']) && spaced(digits + 1) {
        return format!("{}\\{}", &bare[..digits], &bare[digits..]);
    }
    let marks = bare.starts_with(['-', '+', '*'])
        && (spaced(1) || bare.trim_matches(['-', '*', ' ']).is_empty());
    let opens = bare.starts_with(['#', '>', '=', '|', '<', '~']) || bare.starts_with("```");
    if marks || opens { format!("\\{bare}") } else { bare.to_owned() }
}
