//! The table of the live view: as many columns as fit, and how many rows do not.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Cell, Row, Table, TableState};

use crate::monitor::Report;
use crate::render::columns::{self, cut};
use crate::render::glyph::Glyphs;
use crate::render::{row, style};

/// What the border and the heading take of the height.
pub(super) const FRAME: u16 = 3;

/// Draws the rows with the `selected`th highlighted and in sight.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, report: &Report, selected: usize) {
    let glyphs = Glyphs::of_locale();
    let room = usize::from(area.width.saturating_sub(2));
    let fitted = columns::fit(row::columns(&report.workers, glyphs), Some(room));
    let widths =
        fitted.shown.iter().map(|it| Constraint::Length(u16::try_from(it.1).unwrap_or(u16::MAX)));
    let heading = Row::new(fitted.shown.iter().map(|it| it.0.heading))
        .style(Style::new().add_modifier(Modifier::BOLD));
    let rows = (0..report.workers.len()).map(|at| {
        Row::new(fitted.shown.iter().map(|(column, width)| {
            let spans = cut(&column.cells[at], *width, glyphs.cut());
            let line: Vec<Span<'_>> =
                spans.into_iter().map(|(paint, text)| Span::styled(text, paint.live())).collect();
            let line = Line::from(line);
            Cell::from(if column.right { line.right_aligned() } else { line })
        }))
    });
    let mut block = Block::bordered();
    if !fitted.hidden.is_empty() {
        let hidden = format!(" no room for: {} ", fitted.hidden.join(", "));
        block = block.title_bottom(Line::styled(hidden, style::live_faint()).right_aligned());
    }
    let grid = Table::new(rows, widths)
        .header(heading)
        .column_spacing(2)
        .block(block)
        .row_highlight_style(Style::new().add_modifier(Modifier::REVERSED));
    let last = report.workers.len().saturating_sub(1);
    let mut state = TableState::new().with_selected(selected.min(last));
    frame.render_stateful_widget(grid, area, &mut state);
    let seen = usize::from(area.height.saturating_sub(FRAME));
    if seen < report.workers.len() {
        let (first, all) = (state.offset() + 1, report.workers.len());
        let told = format!(" {first}–{} of {all} workers ", (first + seen - 1).min(all));
        let place = Rect { x: area.x + 1, y: area.bottom() - 1, width: area.width - 2, height: 1 };
        let place = place.intersection(frame.area());
        let told = Line::raw(told);
        let width = u16::try_from(told.width()).unwrap_or(u16::MAX).min(place.width);
        frame.render_widget(told, Rect { width, ..place });
    }
}
