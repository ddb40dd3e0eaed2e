//! Graphs drawn in characters: arrows along lines and columns, and trees of branches.

use super::diagram::{Arrow, chain};
use super::token;

/// The arrows drawn in `text`: chains, boxes of lines, branches of a tree, columns from top to bottom.
pub(super) fn arrows(text: &str, out: &mut Vec<Arrow>) {
    let lines: Vec<Vec<char>> = text.lines().take(200).map(|line| line.chars().collect()).collect();
    let drawn = |c: &char| is_line(*c) && !c.is_ascii();
    if text.lines().any(|line| line.trim_start().starts_with(['├', '└', '╰']))
        && !text.contains(['→', '►', '▶', '>'])
    {
        tree(&lines, out);
    } else if lines.iter().flatten().any(drawn) {
        let grid = Grid::new(lines);
        grid.across(out);
        grid.down(out);
    } else {
        text.lines().for_each(|line| chain(line, out));
        Grid::new(lines).down(out);
    }
}

fn is_line(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{257f}')
}

fn is_head(c: char) -> bool {
    matches!(c, '>' | '→' | '►' | '▶' | '➔' | '⟶')
}

/// `T1`, below it `├── T2`: what hangs below another waits for it.
fn tree(lines: &[Vec<char>], out: &mut Vec<Arrow>) {
    // Each line's name and the column it begins in.
    let mut above: Vec<(usize, String)> = Vec::new();
    for line in lines {
        let Some(start) = line.iter().position(|c| c.is_alphanumeric()) else { continue };
        let branch = line[..start].iter().rposition(|c| matches!(c, '├' | '└' | '╰'));
        let name: String = line[start..].iter().collect();
        let Some(branch) = branch else {
            above = vec![(start, name)];
            continue;
        };
        above.retain(|(column, _)| *column <= branch);
        if let Some((_, parent)) = above.last() {
            out.push((parent.clone(), name.clone()));
        }
        above.push((start, name));
    }
}

/// A name in a drawing: its row, and the columns it takes.
struct Name {
    row: usize,
    from: usize,
    to: usize,
    text: String,
}

struct Grid {
    cells: Vec<Vec<char>>,
    names: Vec<Name>,
}

impl Grid {
    fn new(cells: Vec<Vec<char>>) -> Self {
        let mut names = Vec::new();
        for (row, line) in cells.iter().enumerate() {
            let mut at = 0;
            while at < line.len() {
                if !line[at].is_alphanumeric() && line[at] != '#' {
                    at += 1;
                    continue;
                }
                let from = at;
                let mut to = at;
                // One blank is a part of a name, two end it.
                while to < line.len() && !is_line(line[to]) && !is_head(line[to]) {
                    let dash =
                        line[to] == '-' && line.get(to + 1).is_some_and(|c| matches!(c, '-' | '>'));
                    let gap =
                        line[to] == ' ' && line.get(to + 1).is_none_or(|c| *c == ' ' || *c == '|');
                    if dash || gap {
                        break;
                    }
                    to += 1;
                }
                let text: String = line[from..to].iter().collect();
                let text = text.trim().to_owned();
                if text != "v" && text != "V" {
                    names.push(Name { row, from, to, text });
                }
                at = to.max(from + 1);
            }
        }
        Self { cells, names }
    }

    fn at(&self, row: usize, column: usize) -> char {
        self.cells.get(row).and_then(|line| line.get(column)).copied().unwrap_or(' ')
    }

    /// The arrows from left to right: along lines that turn up and down, never back.
    fn across(&self, out: &mut Vec<Arrow>) {
        for name in &self.names {
            let mut seen: Vec<(usize, usize)> = Vec::new();
            let mut next: Vec<(usize, usize)> =
                vec![(name.row, self.after_blank(name.row, name.to))];
            while let Some((row, column)) = next.pop() {
                if seen.contains(&(row, column)) || seen.len() > 400 {
                    continue;
                }
                seen.push((row, column));
                let cell = self.at(row, column);
                if let Some(to) = self.names.iter().find(|it| it.row == row && it.from == column) {
                    // Something must have led there.
                    if seen.len() > 1 {
                        out.push((name.text.clone(), to.text.clone()));
                    }
                    continue;
                }
                let (right, up, down) = ways(cell);
                if right {
                    let column = column + 1;
                    let column = if is_head(cell) || self.at(row, column) == ' ' {
                        self.after_blank(row, column)
                    } else {
                        column
                    };
                    next.push((row, column));
                }
                if up && row > 0 && ways(self.at(row - 1, column)).2 {
                    next.push((row - 1, column));
                }
                if down && ways(self.at(row + 1, column)).1 {
                    next.push((row + 1, column));
                }
            }
        }
    }

    /// The first column from `column` on that is no blank, if that is near.
    fn after_blank(&self, row: usize, column: usize) -> usize {
        (column..column + 3).find(|at| self.at(row, *at) != ' ').unwrap_or(column)
    }

    /// The arrows from top to bottom: a name, below it a line with nothing but `↓`, `|` or `v`, then a
    /// name.
    fn down(&self, out: &mut Vec<Arrow>) {
        let mut last: Option<usize> = None;
        let mut points = false;
        for (row, line) in self.cells.iter().enumerate() {
            let bare: String = line.iter().filter(|c| !c.is_whitespace()).collect();
            let pipes = |c: char| matches!(c, '|' | '│' | '┃');
            let tip = |c: char| matches!(c, '↓' | '▼' | 'v' | 'V' | '⬇' | '\u{fe0f}');
            if bare.is_empty() {
                continue;
            }
            if bare.chars().all(|c| pipes(c) || tip(c)) {
                points |= bare.chars().any(tip);
                continue;
            }
            if points && let Some(last) = last {
                for from in self.names.iter().filter(|name| name.row == last) {
                    for to in self.names.iter().filter(|name| name.row == row) {
                        out.push((from.text.clone(), to.text.clone()));
                    }
                }
            }
            points = false;
            last = self
                .names
                .iter()
                .any(|name| name.row == row && !token::tokens(&name.text).is_empty())
                .then_some(row);
        }
    }
}

/// Whether a line goes on from a sign to the right, up and down.
fn ways(cell: char) -> (bool, bool, bool) {
    match cell {
        '─' | '━' | '═' | '-' | '╴' | '╶' => (true, false, false),
        '┬' | '┳' | '╦' | '┌' | '╭' | '┏' | '╔' => (true, false, true),
        '┴' | '┻' | '╩' | '└' | '╰' | '┗' | '╚' => (true, true, false),
        '├' | '┣' | '╠' | '┼' | '╬' | '+' => (true, true, true),
        '┤' | '┫' | '╣' | '│' | '┃' | '║' => (false, true, true),
        '┘' | '╯' | '┛' | '╝' => (false, true, false),
        '┐' | '╮' | '┓' | '╗' => (false, false, true),
        c if is_head(c) => (true, false, false),
        _ => (false, false, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        arrows(text, &mut out);
        let mut out: Vec<String> = out.into_iter().map(|(a, b)| format!("{a}<{b}")).collect();
        out.sort();
        out
    }

    #[test]
    fn graphs_of_characters_are_followed() {
        let boxed = "T1 ──┬──> T2 ──┬──> T4\n     └──> T3 ──┘";
        assert_eq!(of(boxed), ["T1<T2", "T1<T3", "T2<T4", "T3<T4"]);
        let tree = "T1 (a)\n├── T2\n└── T3\n    └── T4";
        assert_eq!(of(tree), ["T1 (a)<T2", "T1 (a)<T3", "T3<T4"]);
        let down = "T1: a\n  ↓\nT2: b\n  |\n  v\nT3";
        assert_eq!(of(down), ["T1: a<T2: b", "T2: b<T3"]);
        assert_eq!(of("T1 -> T2 -> T3"), ["T1<T2", "T2<T3"]);
    }
}
