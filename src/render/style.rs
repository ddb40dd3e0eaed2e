//! What each kind of text looks like; the only file that names a colour.

use owo_colors::OwoColorize;
use ratatui::style::{Color, Modifier, Style};

use crate::monitor::Level;

/// Something that went well.
pub fn good(text: &str) -> String {
    text.green().to_string()
}

/// Something that is wrong.
pub fn bad(text: &str) -> String {
    text.red().to_string()
}

/// Something that wants attention.
pub fn warn(text: &str) -> String {
    text.yellow().to_string()
}

/// A heading, a worker.
pub fn strong(text: &str) -> String {
    text.bold().to_string()
}

/// A branch, a path, an identifier.
pub fn name(text: &str) -> String {
    text.cyan().to_string()
}

/// What may be passed over.
pub fn faint(text: &str) -> String {
    text.dimmed().to_string()
}

/// The live view's style of something this loud.
pub fn live(level: impl Into<Option<Level>>) -> Style {
    match level.into() {
        Some(Level::Urgent) => Style::new().fg(Color::Red),
        Some(Level::Warning) => Style::new().fg(Color::Yellow),
        Some(Level::Note) => Style::new().fg(Color::Green),
        None => Style::new(),
    }
}

/// The live view's style of what may be passed over.
pub fn live_faint() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}
