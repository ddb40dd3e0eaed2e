//! The only place that prints: text, colour, tables, JSON.
