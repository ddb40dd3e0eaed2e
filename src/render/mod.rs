//! The only place that prints: text, colour, tables, JSON.

pub mod annotation;
mod columns;
mod completed;
pub mod detail;
pub mod ending;
pub mod explain;
mod glyph;
pub mod graph;
pub mod html;
mod inert;
mod left_out;
pub mod line;
pub mod live;
pub mod manifest;
mod out;
mod page;
pub mod picker;
pub mod porcelain;
mod progress;
mod ready;
pub mod retro;
mod row;
mod span;
pub mod status;
pub mod style;
mod table;
pub mod violation;

pub use crate::paste::count;
pub use completed::{ask_names, completed, is_about, stand_away};
pub use inert::{brief, inert, whole};
pub use left_out::lines;
pub use out::{Color, Out};
pub use span::age;
pub use table::Table;
