//! Plain text by its indentation, its marks and its rules, in what CommonMark knows, line for line.

mod divider;
mod margin;
mod mark;
mod seen;

use std::ops::Range;

use super::role::{self, Role};
use super::section;
use super::{divide, field};
use divider::Dividers;
use margin::Margin;
use mark::{Kind, Mark, Marks};
use seen::is_field;

/// Columns by which lines of one level may differ.
const SLACK: usize = 1;
/// Deeper nesting is read as if it stood here.
const DEEPEST: usize = 24;
/// This many lines of one kind are no accident.
const SEVERAL: usize = 3;
/// A heading without marks has no more letters or words than this.
const HEAD: (usize, usize) = (60, 8);
/// So many lines may say what the document is.
const FIRST: usize = 3;

/// A line with what can be seen of it alone.
struct Line<'a> {
    /// In columns; a tab goes to the next stop of eight.
    indent: usize,
    bare: &'a str,
    mark: Option<Mark<'a>>,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.bare.is_empty()
    }
}

/// Whether the file `name` is of no markup by its name.
pub(super) fn is_plain(name: &str) -> bool {
    const MARKED: [&str; 11] =
        ["md", "markdown", "mdx", "mdown", "org", "rst", "adoc", "json", "csv", "yaml", "yml"];
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_none_or(|ending| !MARKED.contains(&&*ending))
}

/// `text` as CommonMark, where the file `name` holds plain text without markup.
pub(super) fn markdown(name: &str, text: &str) -> Option<String> {
    if !is_plain(name) || has_markup(text) {
        return None;
    }
    let marks = Marks::of(text);
    let lines: Vec<Line<'_>> = text.split('\n').map(|line| read(line, &marks)).collect();
    let dividers = Dividers::of(&lines);
    let margin = Margin::of(&lines);
    let works = |title: &str| role::is_list(title) || role::role(title) == Role::Work;
    let titled =
        || lines.iter().filter(|line| !line.is_blank()).take(FIRST).any(|line| works(line.bare));
    let divided = text.lines().any(|line| divide::state(line) == Some(Role::Done));
    let listed = works(&section::spoken(name)) || titled();
    let marked = lines.iter().filter(|line| line.mark.is_some()).count();
    if !listed && !dividers.any() && marked < SEVERAL {
        return None;
    }
    let mut layout = Layout {
        out: vec![String::new(); lines.len()],
        lines,
        dividers,
        margin,
        marks,
        listed,
        divided,
    };
    layout.level(0..layout.lines.len(), 0, 0);
    Some(layout.out.join("\n"))
}

/// Whether a line is a heading, a fence or a row as Markdown has them, or a task as `todo.txt` has it.
fn has_markup(text: &str) -> bool {
    let heading = |line: &str| {
        let words = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - words.len()))
            && words.starts_with(' ')
            && !words.trim_end().ends_with('#')
    };
    let row = |line: &str| line.starts_with('|') && line.contains("--");
    let marked = |line: &str| {
        heading(line)
            || line.starts_with("```")
            || line.starts_with("~~~")
            || row(line)
            || line.starts_with("**")
                && line.trim_end().ends_with("**")
                && line.len() > 5
                && line.contains(char::is_alphanumeric)
                && !line.starts_with("***")
    };
    text.lines().any(marked) || super::plain::are_tasks(text)
}

fn read<'a>(line: &'a str, marks: &Marks<'a>) -> Line<'a> {
    let bare = line.trim();
    let mut indent = 0;
    for c in line.chars().take_while(|c| c.is_whitespace()) {
        indent = if c == '\t' { (indent / 8 + 1) * 8 } else { indent + 1 };
    }
    let mark = marks.read(bare);
    let margin = mark.as_ref().map_or(0, |mark| mark.margin);
    Line { indent: indent + margin, bare, mark }
}

struct Layout<'a> {
    lines: Vec<Line<'a>>,
    dividers: Dividers,
    margin: Margin,
    marks: Marks<'a>,
    /// Whether the document is a list of things to do by its name or its first lines.
    listed: bool,
    /// Whether lines of their own divide what is done from the rest.
    divided: bool,
    out: Vec<String>,
}

impl Layout<'_> {
    /// Writes the lines of `range`, which stand at one level, from the column `col` on.
    fn level(&mut self, range: Range<usize>, col: usize, depth: usize) {
        let base = range.clone().filter(|at| self.is_text(*at)).map(|at| self.lines[at].indent);
        let Some(base) = base.min() else { return self.divide(range, depth) };
        if depth > 0 && self.is_code(range.clone()) {
            return self.code(range, col);
        }
        let mut at = range.start;
        while at < range.end {
            let line = &self.lines[at];
            if !self.is_text(at) {
                self.divide(at..at + 1, depth);
                at += 1;
            } else if line.indent > base + SLACK && depth < DEEPEST {
                let end = self.until(at, range.end, base + SLACK);
                self.level(at..end, col, depth + 1);
                at = end;
            } else if line.mark.is_some() {
                let end = self.item_end(at, range.end);
                self.item(at..end, col, depth);
                at = end;
            } else {
                at = self.plain(at, &range, base, col, depth);
            }
        }
    }

    fn code(&mut self, range: Range<usize>, col: usize) {
        let least = range
            .clone()
            .filter(|at| !self.lines[*at].is_blank())
            .map(|at| self.lines[at].indent)
            .min();
        for at in range.filter(|at| !self.lines[*at].is_blank()) {
            let deeper = self.lines[at].indent - least.unwrap_or(0);
            self.out[at] = format!("{}{}", " ".repeat(col + 4 + deeper), self.lines[at].bare);
        }
    }

    /// Whether the line is words that stand in no heading.
    fn is_text(&self, at: usize) -> bool {
        !self.lines[at].is_blank() && !self.dividers.has(at)
    }

    fn divide(&mut self, range: Range<usize>, depth: usize) {
        for at in range {
            if let Some((level, title)) = self.dividers.heading(at) {
                let level = (usize::from(level) + depth.min(1)).min(6);
                self.out[at] = format!("{} {title}", "#".repeat(level));
            }
        }
    }

    /// The end of the lines from `at` on that stand deeper than `column`.
    fn until(&self, at: usize, end: usize, column: usize) -> usize {
        let stop = (at..end).find(|at| {
            self.dividers.has(*at) || self.is_text(*at) && self.lines[*at].indent <= column
        });
        self.trimmed(at, stop.unwrap_or(end))
    }

    /// `end` without the empty lines before it.
    fn trimmed(&self, at: usize, mut end: usize) -> usize {
        while end > at + 1 && self.lines[end - 1].is_blank() {
            end -= 1;
        }
        end
    }

    /// The next line of words from `at` on.
    fn next(&self, at: usize, end: usize) -> Option<usize> {
        (at..end).find(|at| !self.lines[*at].is_blank()).filter(|at| !self.dividers.has(*at))
    }

    /// Where the marked line at `at` ends with all that belongs to it.
    fn item_end(&self, at: usize, end: usize) -> usize {
        let (own, kind) = (self.lines[at].indent, self.kind(at));
        let mut next = at + 1;
        while next < end {
            let line = &self.lines[next];
            if line.is_blank() {
                next += 1;
                continue;
            }
            let close = !self.lines[next - 1].is_blank();
            let inside = if self.dividers.has(next) {
                false
            } else if line.indent > own + SLACK {
                true
            } else if line.mark.is_some() {
                let deeper = line.indent > own && self.kind(next) != kind;
                deeper || self.is_below(kind, next, end)
            } else {
                close && (line.indent > own || self.goes_on(next - 1))
            };
            if !inside {
                break;
            }
            next += 1;
        }
        self.trimmed(at, next)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.lines[at].mark.as_ref().map(|mark| mark.kind)
    }

    /// Whether the bullet at `at` belongs to the number before it, since another number follows.
    fn is_below(&self, kind: Option<Kind>, at: usize, end: usize) -> bool {
        let own = self.lines[at].indent;
        let number = |kind: Option<Kind>| kind == Some(Kind::Number);
        number(kind)
            && !number(self.kind(at))
            && (at..end)
                .take_while(|at| !self.dividers.has(*at))
                .any(|at| self.lines[at].indent <= own && number(self.kind(at)))
    }

    /// Writes a marked line with all that belongs to it.
    fn item(&mut self, range: Range<usize>, col: usize, depth: usize) {
        let Some(mark) = &self.lines[range.start].mark else { return };
        let opening = mark.opening();
        self.out[range.start] = format!("{}{opening}{}", " ".repeat(col), mark.words());
        self.below(range.start + 1..range.end, col + opening.len(), depth);
    }

    /// Writes what follows the first line of an item: the rest of its sentence, then all else.
    fn below(&mut self, range: Range<usize>, col: usize, depth: usize) {
        let stop =
            range.clone().find(|at| self.lines[*at].is_blank() || self.lines[*at].mark.is_some());
        let stop = stop.unwrap_or(range.end);
        for at in range.start..stop {
            self.write(at, col);
        }
        self.level(stop..range.end, col, depth + 1);
    }

    fn write(&mut self, at: usize, col: usize) {
        self.out[at] = format!("{}{}", " ".repeat(col), mark::escaped(self.lines[at].bare));
    }

    /// Writes lines without marks that stand together, with what stands below the last of them;
    /// answers where they end.
    fn plain(
        &mut self,
        at: usize,
        range: &Range<usize>,
        base: usize,
        col: usize,
        depth: usize,
    ) -> usize {
        if depth == 0 && self.divided && divide::state(self.lines[at].bare).is_some() {
            self.head(at, 4);
            return at + 1;
        }
        let stop = (at..range.end).find(|at| {
            let line = &self.lines[*at];
            !self.is_text(*at) || line.mark.is_some() || line.indent > base + SLACK
        });
        let end = stop.unwrap_or(range.end);
        let next = self.next(end, range.end);
        let deeper = next.filter(|next| self.lines[*next].indent > base + SLACK);
        if let Some(next) = deeper.filter(|_| end == at + 1 || !self.is_wrapped(at..end)) {
            self.paragraph(at..end - 1, col, range);
            let close = self.until(next, range.end, base + SLACK);
            self.headed(end - 1, next..close, col, depth);
            return close;
        }
        if end > at + 1 && depth == 0 && self.stands_over(at) {
            self.head(at, 5);
            return at + 1;
        }
        let listed = next.is_some_and(|next| self.lines[next].mark.is_some());
        if end == at + 1 && depth == 0 && self.is_title(at, next) {
            self.head(at, 1);
        } else if end == at + 1 && depth == 0 && self.names(at, listed, next) {
            self.head(at, 5);
        } else {
            self.paragraph(at..end, col, range);
        }
        end
    }

    fn head(&mut self, at: usize, level: usize) {
        self.out[at] = format!("{} {}", "#".repeat(level), self.lines[at].bare);
    }

    /// Writes the line at `at` over `body`, which stands deeper.
    fn headed(&mut self, at: usize, body: Range<usize>, col: usize, depth: usize) {
        let close = body.start == at + 1;
        let marked = self.lines[body.start].mark.is_some();
        let hanging =
            close && !marked && self.margin.breaks(&self.lines[at], self.lines[at + 1].bare);
        let holds = marked || !hanging && self.are_thoughts(body.clone());
        let named = self.lines[at].bare.ends_with([':', '：']);
        if holds && (named || !close || !marked) && depth == 0 && !self.stands_among_entries(at) {
            self.head(at, 5);
            self.level(body, col, depth);
        } else {
            self.out[at] = format!("{}- {}", " ".repeat(col), self.lines[at].bare);
            if hanging {
                self.below(body, col + 2, depth);
            } else {
                self.level(body, col + 2, depth + 1);
            }
        }
    }

    /// Writes lines without marks: as text, or as a list where each is a thought of its own. Fields
    /// belong to the line above the first of them.
    fn paragraph(&mut self, range: Range<usize>, col: usize, level: &Range<usize>) {
        if range.is_empty() {
            return;
        }
        let fields = range.clone().filter(|at| is_field(self.lines[*at].bare)).count();
        let listed = self.listed
            && match range.len() {
                1 => fields == 0 && self.is_row(range.start, level),
                _ => fields * 2 < range.len() && !self.is_wrapped(range.clone()),
            };
        for at in range {
            if listed && !is_field(self.lines[at].bare) && !self.marks.explains(at) {
                self.out[at] = format!("{}- {}", " ".repeat(col), self.lines[at].bare);
            } else {
                self.write(at, if listed { col + 2 } else { col });
            }
        }
    }
}

#[cfg(test)]
mod tests;
