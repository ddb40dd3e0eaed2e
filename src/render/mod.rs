//! The only place that prints: text, colour, tables, JSON.

pub mod graph;
mod inert;
pub mod manifest;
mod out;
mod span;
pub mod status;
pub mod style;
mod table;

pub use inert::inert;
pub use out::{Color, Out};
pub use span::{age, count};
pub use table::Table;
