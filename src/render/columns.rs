//! Plain columns by display width, fitted to a terminal's: what has no room is cut or left out.

use ratatui::text::Span;

use super::style::Paint;

/// Blank columns between two.
const GAP: usize = 2;

/// One cell: pieces of text, each with what it is.
pub(super) type Cell = Vec<(Paint, String)>;

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// What stands above it.
    pub(super) heading: &'static str,
    /// Whether its cells stand at its right edge.
    pub(super) right: bool,
    /// Its turn to give way where there is no room, the highest first; those with 0 are only cut.
    pub(super) turn: u8,
    /// To how much it can be cut, or none where half of it would say nothing.
    pub(super) least: Option<usize>,
    /// A cell for each row.
    pub(super) cells: Vec<Cell>,
}

/// The columns there is room for, with their widths, and the headings of those there is none for.
#[derive(Debug)]
pub(super) struct Fitted {
    /// What is shown.
    pub(super) shown: Vec<(Column, usize)>,
    /// What is not.
    pub(super) hidden: Vec<&'static str>,
}

impl Column {
    /// A column that never gives way.
    pub(super) fn new(heading: &'static str, cells: Vec<Cell>) -> Self {
        Self { heading, right: false, turn: 0, least: None, cells }
    }

    /// Has its cells at the right edge.
    pub(super) fn at_right(self) -> Self {
        Self { right: true, ..self }
    }

    /// Gives way at its turn.
    pub(super) fn gives_way(self, turn: u8) -> Self {
        Self { turn, ..self }
    }

    /// Can be cut to `least` columns.
    pub(super) fn cut_to(self, least: usize) -> Self {
        Self { least: Some(least), ..self }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| cell.iter().map(|it| wide(&it.1)).sum());
        cells.max().unwrap_or(0).max(wide(self.heading))
    }

    fn says_nothing(&self) -> bool {
        self.cells.iter().all(|cell| cell.iter().all(|it| it.1.is_empty()))
    }
}

/// How many columns of a terminal `text` takes.
pub(super) fn wide(text: &str) -> usize {
    Span::raw(text).width()
}

/// Fits `columns` to `room`, where there is a bound; those that say nothing are left out unnamed.
pub(super) fn fit(columns: Vec<Column>, room: Option<usize>) -> Fitted {
    let mut shown: Vec<(Column, usize)> = columns
        .into_iter()
        .filter(|column| !column.says_nothing())
        .map(|column| {
            let width = column.width();
            (column, width)
        })
        .collect();
    let mut hidden = Vec::new();
    let Some(room) = room else { return Fitted { shown, hidden } };
    let taken = |shown: &[(Column, usize)]| {
        shown.iter().map(|it| it.1 + GAP).sum::<usize>().saturating_sub(GAP)
    };
    let mut cut = false;
    while taken(&shown) > room {
        let too_much = taken(&shown) - room;
        let Some(at) =
            (0..shown.len()).filter(|at| shown[*at].0.turn > 0).max_by_key(|at| shown[*at].0.turn)
        else {
            cut = true;
            break;
        };
        let (column, width) = &mut shown[at];
        match column.least {
            Some(least) if width.saturating_sub(too_much) >= least => *width -= too_much,
            _ => hidden.insert(0, shown.remove(at).0.heading),
        }
    }
    // What must stay is cut, the last of it first.
    for at in (0..shown.len()).rev().filter(|_| cut) {
        let too_much = taken(&shown).saturating_sub(room);
        let (column, width) = &mut shown[at];
        if let Some(least) = column.least {
            *width -= too_much.min(width.saturating_sub(least));
        }
    }
    Fitted { shown, hidden }
}

/// `cell` in at most `width` columns, with `sign` where something was cut.
pub(super) fn cut(cell: &Cell, width: usize, sign: &str) -> Cell {
    if cell.iter().map(|it| wide(&it.1)).sum::<usize>() <= width {
        return cell.clone();
    }
    let mut left = width.saturating_sub(wide(sign));
    let mut kept = Cell::new();
    for (paint, text) in cell {
        let mut piece = String::new();
        let mut full = false;
        for c in text.chars() {
            let room = wide(c.encode_utf8(&mut [0; 4]));
            if room > left {
                full = true;
                break;
            }
            left -= room;
            piece.push(c);
        }
        if full {
            piece.push_str(sign);
        }
        kept.push((*paint, piece));
        if full {
            break;
        }
    }
    kept
}

impl Fitted {
    /// The table as lines for a terminal or a pipe, without a final newline.
    pub(super) fn text(&self, sign: &str) -> String {
        let rows = self.shown.first().map_or(0, |it| it.0.cells.len());
        let heading = |column: &Column| vec![(Paint::Strong, column.heading.to_owned())];
        let lines = (0..=rows).map(|row| {
            let mut line = String::new();
            let mut blank = 0;
            for (column, width) in &self.shown {
                let cell = match row {
                    0 => heading(column),
                    row => cut(&column.cells[row - 1], *width, sign),
                };
                let free = width.saturating_sub(cell.iter().map(|it| wide(&it.1)).sum());
                let (before, after) = if column.right { (free, 0) } else { (0, free) };
                blank += before;
                for (paint, text) in cell.iter().filter(|it| !it.1.trim().is_empty()) {
                    line.push_str(&" ".repeat(std::mem::take(&mut blank)));
                    line.push_str(&paint.on(text));
                }
                let empty = cell.iter().filter(|it| it.1.trim().is_empty());
                blank += after + GAP + empty.map(|it| wide(&it.1)).sum::<usize>();
            }
            line
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| vec![(Paint::Plain, (*text).to_owned())]).collect()
    }

    fn sample() -> Vec<Column> {
        vec![
            Column::new("Worker", cells(&["task-1", "試験"])),
            Column::new("Empty", cells(&["", ""])),
            Column::new("Size", cells(&["+1", "+100"])).at_right().gives_way(1),
            Column::new("Subject", cells(&["a longer text", "b"])).gives_way(2).cut_to(6),
        ]
    }

    #[test]
    fn columns_are_cut_then_left_out_and_named() {
        let at = |room| {
            let fitted = fit(sample(), room);
            let text = anstream::adapter::strip_str(&fitted.text("~")).to_string();
            assert!(text.lines().all(|line| room.is_none_or(|room| wide(line) <= room)), "{text}");
            (text, fitted.hidden)
        };
        let whole = "Worker  Size  Subject\ntask-1    +1  a longer text\n試験    +100  b";
        assert_eq!(at(None), (whole.into(), vec![]));
        let (text, hidden) = at(Some(22));
        assert!(text.contains("a longe~") && hidden.is_empty(), "{text}");
        assert_eq!(at(Some(15)).1, ["Subject"]);
        assert_eq!(at(Some(8)).1, ["Size", "Subject"]);
    }
}
