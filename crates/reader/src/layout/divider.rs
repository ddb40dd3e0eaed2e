//! Headings of plain text: lines that are underlined, framed, or stand in a row of signs.

use super::Line;

/// The headings of a text and the rules around them.
pub(super) struct Dividers {
    /// By line.
    found: Vec<Option<Drawn>>,
}

/// What a line is drawn as.
#[derive(Clone)]
enum Drawn {
    Rule,
    /// A heading, with its level and its words.
    Heading(u8, String),
}

impl Dividers {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut all = Self { found: vec![None; lines.len()] };
        let sections = lines.iter().filter(|line| bracketed(line.bare).is_some()).count();
        for (at, line) in lines.iter().enumerate() {
            if is_rule(line.bare) || at > 0 && underlines(line.bare, lines[at - 1].bare) {
                all.found[at] = Some(Drawn::Rule);
            } else if let Some(title) = between(line.bare).filter(|_| line.mark.is_none()) {
                all.found[at] = Some(Drawn::Heading(4, title.to_owned()));
            } else if let Some(title) = bracketed(line.bare).filter(|_| sections > 1) {
                all.found[at] = Some(Drawn::Heading(4, title.to_owned()));
            } else if lines
                .get(at + 1)
                .is_some_and(|next| is_rule(next.bare) || underlines(next.bare, line.bare))
                && (at == 0 || lines[at - 1].is_blank() || all.has(at - 1))
                && (line.mark.is_none() || line.bare.starts_with(|c: char| c.is_ascii_digit()))
                && line.bare.chars().count() <= 100
                && !line.is_blank()
            {
                let over = at > 0 && is_rule(lines[at - 1].bare);
                let level = match (over, lines[at + 1].bare.starts_with('=')) {
                    (true, _) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                };
                all.found[at] = Some(Drawn::Heading(level, line.bare.to_owned()));
            }
        }
        all.entitle(lines);
        all
    }

    /// Gives the first heading the first level, where nothing but another heading follows it.
    fn entitle(&mut self, lines: &[Line<'_>]) {
        let mut texts = (0..lines.len())
            .filter(|at| !lines[*at].is_blank() && !matches!(self.found[*at], Some(Drawn::Rule)));
        let first = texts.next().filter(|at| self.heading(*at).is_some());
        let then = texts.next().is_some_and(|at| self.heading(at).is_some());
        if let Some(Some(Drawn::Heading(level, _))) =
            first.filter(|_| then).map(|at| &mut self.found[at])
        {
            *level = 1;
        }
    }

    /// Whether there are headings.
    pub(super) fn any(&self) -> bool {
        self.found.iter().flatten().any(|drawn| matches!(drawn, Drawn::Heading(..)))
    }

    /// Whether the line is a heading or a rule.
    pub(super) fn has(&self, at: usize) -> bool {
        self.found[at].is_some()
    }

    /// The level and the words of the heading at `at`.
    pub(super) fn heading(&self, at: usize) -> Option<(u8, &str)> {
        match self.found[at].as_ref()? {
            Drawn::Heading(level, title) => Some((*level, title)),
            Drawn::Rule => None,
        }
    }
}

/// Signs that rules are drawn with.
const SIGNS: &[char] = &['=', '-', '*', '~', '_', '+', '#', '^', '/', '\\', '|', '─', '═', '━'];

/// Whether a line is drawn of signs alone.
fn is_rule(bare: &str) -> bool {
    let signs = || bare.chars().filter(|c| !c.is_whitespace());
    signs().count() > 2 && signs().all(|c| SIGNS.contains(&c))
}

/// Whether a line is as long as the short title above it, drawn of one sign: "UI" over "--".
fn underlines(bare: &str, title: &str) -> bool {
    matches!(bare, "--" | "==" | "~~") && title.chars().count() == 2
}

/// The words between two runs of signs, or behind a long one.
fn between(bare: &str) -> Option<&str> {
    let first =
        bare.chars().next().filter(|c| SIGNS.contains(c) || *c == ':' || *c == '<' || *c == '>')?;
    let words = bare.trim_start_matches(SIGNS).trim_start_matches([':', '<', '>']);
    let before = bare[..bare.len() - words.len()].chars().count();
    let title = words.trim_end_matches(SIGNS).trim_end_matches([':', '<', '>']);
    let after = words.chars().count() - title.chars().count();
    let title = title.trim();
    let spaced = words.starts_with(char::is_whitespace) || after > 1;
    let framed = before > 1 && after > 1 || before == 1 && after == 1 && first == '=';
    let long = before > 2 && first != '>' && first != '<';
    let named = title.contains(char::is_alphanumeric) && title.split_whitespace().count() <= 10;
    // Signs inside are arrows or options: "--- a -> b".
    ((framed || long) && spaced && named).then_some(title)
}

/// The words of a line that is `[Section]`.
fn bracketed(bare: &str) -> Option<&str> {
    let title = bare.strip_prefix('[')?.strip_suffix(']')?.trim();
    let named = title.chars().count() > 1 && title.starts_with(char::is_alphabetic);
    (named && !title.contains(['[', ']', '/', '.']) && title.split_whitespace().count() <= 5)
        .then_some(title)
}
