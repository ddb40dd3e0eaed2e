//! Pipes that stand for themselves inside the cells of a table, where they shift all that follows.

use std::borrow::Cow;

/// The table the lines read so far are in.
#[derive(Default)]
pub(super) struct Rows {
    /// How many cells the head has; none before the first row.
    cells: Option<usize>,
}

impl Rows {
    /// The row `line`, with `||` and the pipes in code escaped where it then has as many cells as
    /// the head.
    pub(super) fn row<'a>(&mut self, line: &'a str) -> Cow<'a, str> {
        let count = count(line);
        let Some(head) = self.cells else {
            self.cells = Some(count);
            return Cow::Borrowed(line);
        };
        if count <= head {
            return Cow::Borrowed(line);
        }
        [line.replace("||", "\\|\\|"), coded(line)]
            .into_iter()
            .find(|escaped| self::count(escaped) == head)
            .map_or(Cow::Borrowed(line), Cow::Owned)
    }

    /// Forgets the table unless the line was one of its rows.
    pub(super) fn end_unless(&mut self, row: bool) {
        self.cells = self.cells.filter(|_| row);
    }
}

/// How many cells a row has.
fn count(line: &str) -> usize {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    line.matches('|').count() + 1 - line.matches("\\|").count()
}

/// `line` with every pipe between backticks escaped.
fn coded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 4);
    let (mut code, mut last) = (false, ' ');
    for c in line.chars() {
        code ^= c == '`';
        if code && c == '|' && last != '\\' {
            out.push('\\');
        }
        out.push(c);
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pipes_too_many_are_escaped() {
        for (row, want) in [
            ("| a || b | P1 | open |", "| a \\|\\| b | P1 | open |"),
            ("| `a || b` | P1 | open |", "| `a \\|\\| b` | P1 | open |"),
            ("| `a | b` | P1 | open |", "| `a \\| b` | P1 | open |"),
            ("| a || open |", "| a || open |"),
            ("| a || b | c | d | e |", "| a || b | c | d | e |"),
            ("| a \\| b | P1 | open |", "| a \\| b | P1 | open |"),
            ("| a | P1 |", "| a | P1 |"),
        ] {
            let mut rows = Rows::default();
            rows.row("| Finding | Severity | Status |");
            assert_eq!(rows.row(row), want);
        }
        let mut rows = Rows::default();
        rows.row("| a | b |");
        rows.end_unless(false);
        assert_eq!(rows.row("| a || b | c |"), "| a || b | c |");
    }
}
