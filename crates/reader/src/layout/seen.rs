//! What lines without marks are, seen where they stand: text, thoughts, entries, headings, a program.

use std::ops::Range;

use super::margin::Margin;
use super::{HEAD, Layout, Role, SEVERAL, SLACK, divide, field, role};

impl Layout<'_> {
    /// Whether the line below `at` goes on with its sentence: it was broken at the margin.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let next = self.lines[at + 1].bare;
        let whole = self.lines[at].bare.ends_with(['.', ':', '?', '!']);
        self.margin.breaks(&self.lines[at], next)
            || !whole && next.starts_with(|c: char| c.is_lowercase() || c == '(')
    }

    /// Whether the first of several lines names the others: it is in capitals, or ends in a colon.
    pub(super) fn stands_over(&self, at: usize) -> bool {
        let bare = self.lines[at].bare;
        let shouted = is_shouted(bare) && !is_shouted(self.lines[at + 1].bare);
        let apart = at == 0 || !self.is_text(at - 1);
        let around = || {
            let role = role::role(bare);
            role.is_never() || matches!(role, Role::Prose | Role::Done)
        };
        apart && is_short(bare) && (shouted || bare.ends_with([':', '：']) || around())
    }

    /// Whether most lines of the level of the one at `at` that have no marks have nothing or only the rest
    /// of their sentence below them, so that they are entries.
    pub(super) fn stands_among_entries(&self, at: usize) -> bool {
        let own = self.lines[at].indent + SLACK;
        let bound = |at: &usize| self.dividers.has(*at);
        let from = (0..at).rev().find(bound).map_or(0, |at| at + 1);
        let to = (at..self.lines.len()).find(bound).unwrap_or(self.lines.len());
        let (mut heads, mut entries) = (0, 0);
        for at in (from..to).filter(|at| !self.lines[*at].is_blank()) {
            let line = &self.lines[at];
            if line.mark.is_some() || line.indent > own {
                continue;
            }
            let below = self.next(at + 1, to).map(|next| &self.lines[next]);
            let over = below.is_some_and(|next| next.mark.is_some());
            let ends = line.bare.ends_with([':', '：']);
            if over || ends { heads += 1 } else { entries += 1 }
        }
        entries > heads
    }

    /// Whether the lines of `range` are one thought each rather than text broken at a margin.
    pub(super) fn are_thoughts(&self, range: Range<usize>) -> bool {
        let lines: Vec<usize> = range.filter(|at| !self.lines[*at].is_blank()).collect();
        let broken = |pair: &&[usize]| {
            pair[1] == pair[0] + 1
                && self.margin.breaks(&self.lines[pair[0]], self.lines[pair[1]].bare)
        };
        let ends = lines.iter().filter(|at| self.lines[**at].bare.ends_with(['.', ';', '{', '}']));
        lines.len() > 1
            && lines.windows(2).filter(broken).count() * 2 < lines.len() - 1
            && ends.count() * 2 < lines.len()
    }

    /// Whether most lines of `range`, which stand one below the other, were broken at the margin.
    pub(super) fn is_wrapped(&self, range: Range<usize>) -> bool {
        let inner = range.len().saturating_sub(1);
        let own = Margin::of(&self.lines[range.clone()]);
        let capital = self.lines[range.start].bare.starts_with(char::is_uppercase);
        let broken = range.take(inner).filter(|at| {
            let (line, next) = (&self.lines[*at], self.lines[*at + 1].bare);
            let whole = line.bare.ends_with(['.', '!', '?', ':', ';']);
            let on = capital && !whole && next.starts_with(char::is_lowercase);
            on || self.margin.breaks(line, next) || inner > 1 && own.breaks(line, next)
        });
        inner > 0 && broken.count() * 2 > inner
    }

    /// Whether the single line at `at` is the title of the text: nothing stands before it, and other text
    /// stands apart from it.
    pub(super) fn is_title(&self, at: usize, next: Option<usize>) -> bool {
        let bare = self.lines[at].bare;
        let first = (0..at).all(|at| self.lines[at].is_blank());
        let apart = next.is_some_and(|next| next > at + 1 && self.lines[next].mark.is_none());
        let open = !bare.ends_with(['.', ',', ';', ':', '?', '!', '。', '：']);
        first && apart && open && is_short(bare) && bare.starts_with(char::is_uppercase)
    }

    /// Whether the single line at `at` names what follows it: a list where `listed`, else text.
    pub(super) fn names(&self, at: usize, listed: bool, next: Option<usize>) -> bool {
        let bare = self.lines[at].bare;
        let Some(next) = next else { return false };
        let apart = at == 0 || self.lines[at - 1].is_blank() || self.dividers.has(at - 1);
        let short = is_short(bare);
        let open = !bare.ends_with(['.', ',', ';', '?', '!', '。']);
        let colon = bare.ends_with([':', '：']);
        let shouted = is_shouted(bare);
        if divide::state(bare).is_some() || short && colon && apart {
            return true;
        }
        if !short || !open || !apart {
            return false;
        }
        let gap = next - at;
        let text = !listed && self.is_text_at(next);
        listed || shouted && gap > 1 || gap > 1 && text && bare.starts_with(char::is_uppercase)
    }

    /// Whether the lines from `at` on are text broken at a margin.
    pub(super) fn is_text_at(&self, at: usize) -> bool {
        let end =
            (at..self.lines.len()).find(|at| !self.is_text(*at) || self.lines[*at].mark.is_some());
        self.is_wrapped(at..end.unwrap_or(self.lines.len()))
    }

    /// Whether the line at `at` is one of several that stand apart, a thought each.
    pub(super) fn is_row(&self, at: usize, level: &Range<usize>) -> bool {
        let bound = |at: &usize| self.dividers.has(*at) || self.out[*at].starts_with('#');
        let from = (level.start..at).rev().find(bound).map_or(level.start, |at| at + 1);
        let to = (at..level.end).find(bound).unwrap_or(level.end);
        let base = self.lines[at].indent;
        let (mut single, mut others) = (0, 0);
        let mut next = from;
        while next < to {
            let end = (next..to).find(|at| self.lines[*at].is_blank()).unwrap_or(to);
            let run = next..end;
            if !run.is_empty() {
                let first = &self.lines[run.start];
                let hangs = run.len() > 1 && self.lines[run.start + 1].indent > base + SLACK;
                let alone = run.len() == 1 || hangs || !self.is_wrapped(run.clone());
                let whole = first.bare.ends_with(['.', ':']) || is_field(first.bare);
                let plain = first.mark.is_none() && first.indent <= base + SLACK;
                if plain && alone && !whole { single += 1 } else { others += 1 }
            }
            next = end + 1;
        }
        single >= SEVERAL && others <= single
    }

    /// Whether most lines of `range` are those of a program.
    pub(super) fn is_code(&self, range: Range<usize>) -> bool {
        let words = range.filter(|at| !self.lines[*at].is_blank());
        let (mut all, mut code) = (0, 0);
        for at in words {
            all += 1;
            code += usize::from(is_code(self.lines[at].bare));
        }
        code * 2 >= all
    }
}

/// Whether a line has no more letters and words than a heading.
fn is_short(bare: &str) -> bool {
    bare.chars().count() <= HEAD.0 && bare.split_whitespace().count() <= HEAD.1
}

/// Whether the words are in capitals, as far as their script has them; what stands in brackets may not.
fn is_shouted(bare: &str) -> bool {
    let words = bare.split('(').next().unwrap_or(bare);
    words.chars().filter(|c| c.is_uppercase()).count() > 2 && words.to_uppercase() == words
}

/// Whether a line is one of a program or of a shell.
fn is_code(bare: &str) -> bool {
    let call = bare.ends_with(')')
        && bare.contains('(')
        && !bare.split('(').next().unwrap_or_default().contains(' ');
    bare.ends_with([';', '{', '}'])
        || bare.starts_with(['{', '}', '$', '<', '('])
        || ["#include", "#if", "#end", "#define", "//", "/*"]
            .iter()
            .any(|open| bare.starts_with(open))
        || bare.contains("://")
        || call
}

/// Whether a line is a key with its value.
pub(super) fn is_field(bare: &str) -> bool {
    let key = bare.split_once([':', '：']).map(|(key, _)| key);
    key.is_some_and(|key| {
        key.len() <= 30 && field::key(key).is_some_and(|f| f != field::Field::Prose)
    })
}
