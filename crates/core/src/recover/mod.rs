//! Findings about broken states, and the mend of each.

mod clue;
mod doubt;
mod finding;
mod moved;
mod stray;
mod tree;

pub use clue::{Clues, Known};
pub use doubt::Doubt;
pub use finding::{Doing, Finding};
pub use moved::Moved;
pub use stray::{Line, Made, Stray, Unclaimed, strays, unclaimed};
pub use tree::{Link, Tree, Unread, of_tree};
