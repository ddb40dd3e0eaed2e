//! Where the lines of a text are broken.

use super::Line;

/// Text is not broken before this column, nor after that one.
const COLUMNS: (usize, usize) = (50, 130);

/// The column at which lines are broken.
pub(super) struct Margin(usize);

impl Margin {
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let full = lines.windows(2).filter(|pair| !pair[0].is_blank() && !pair[1].is_blank());
        let widths = full.map(|pair| width(&pair[0])).filter(|width| *width <= COLUMNS.1);
        Self(widths.max().unwrap_or(0).max(COLUMNS.0))
    }

    /// Whether `line` was broken because the first word of `next` had no room on it, or nearly none.
    pub(super) fn breaks(&self, line: &Line<'_>, next: &str) -> bool {
        let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
        let whole = width(line);
        whole <= COLUMNS.1 && (whole + 1 + word) * 20 >= self.0 * 17
    }
}

fn width(line: &Line<'_>) -> usize {
    line.indent + line.bare.chars().count()
}
