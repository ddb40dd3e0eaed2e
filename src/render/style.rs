//! What each kind of text looks like; the only file that names a colour.

use owo_colors::OwoColorize;
use ratatui::style::{Color, Modifier, Style};

use crate::monitor::Level;

/// What a piece of text is, where it may go to a terminal's line or to the live view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Nothing special.
    Plain,
    /// Something that went well.
    Good,
    /// Something that wants attention.
    Warn,
    /// Something that is wrong.
    Bad,
    /// A heading, a worker.
    Strong,
    /// What may be passed over.
    Faint,
}

impl Paint {
    /// `text` for a terminal's line.
    pub fn on(self, text: &str) -> String {
        match self {
            _ if text.is_empty() => String::new(),
            Self::Plain => text.to_owned(),
            Self::Good => good(text),
            Self::Warn => warn(text),
            Self::Bad => bad(text),
            Self::Strong => strong(text),
            Self::Faint => faint(text),
        }
    }

    /// The live view's style of it.
    pub fn live(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Good => live(Level::Note),
            Self::Warn => live(Level::Warning),
            Self::Bad => live(Level::Urgent),
            Self::Strong => Style::new().add_modifier(Modifier::BOLD),
            Self::Faint => live_faint(),
        }
    }
}

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
