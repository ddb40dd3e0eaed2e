//! An item on its way out of the document: where it was found and how much of itself it says.

use super::item::WorkItem;

/// A found item with what later passes need to know about its place.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) item: WorkItem,
    /// The section it was found in or, for a heading, is.
    pub(super) section: usize,
    /// The list or table it belongs to; headings of one parent share one.
    pub(super) list: usize,
    /// Whether its place says it restates others.
    pub(super) restates: bool,
    /// Whether its place only observes, so that recommendations elsewhere would be the work.
    pub(super) observes: bool,
    /// Whether a checkbox or mark gives it a state of its own.
    pub(super) marked: bool,
    /// The last line it takes, where blocks beside it are a part of it.
    pub(super) until: usize,
    /// The rule that made it an item.
    pub(super) rule: &'static str,
}

/// What became of something found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is an item.
    Kept,
    /// It tells again what another tells.
    Into(usize),
    /// A rule left it out.
    Out(&'static str),
}
