//! Tables by display width, in Markdown's layout so that they can be pasted anywhere.

use comfy_table::{ContentArrangement, Table as Grid, presets::ASCII_MARKDOWN};

/// A table under construction.
#[derive(Debug)]
pub struct Table {
    grid: Grid,
}

impl Table {
    /// A table with these column headings.
    pub fn new<const N: usize>(headings: [&str; N]) -> Self {
        let mut grid = Grid::new();
        grid.load_style(ASCII_MARKDOWN);
        grid.set_content_arrangement(ContentArrangement::Disabled);
        grid.set_header(headings);
        Self { grid }
    }

    /// Adds a row; a `|` inside a cell would end it, so it is escaped as Markdown wants.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.grid.add_row(cells.map(|cell| cell.replace('|', "\\|")));
    }

    /// Breaks long cells so that no line is wider than `width`, where there is such a bound.
    pub fn fit(&mut self, width: Option<usize>) {
        if let Some(width) = width.and_then(|width| u16::try_from(width).ok()) {
            self.grid.set_content_arrangement(ContentArrangement::Dynamic);
            self.grid.set_width(width);
        }
    }

    /// The table as text, without a final newline.
    pub fn text(&self) -> String {
        self.grid.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    }
}
