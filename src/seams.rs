//! What the tests, the benches and the fuzz targets see of the program beside what it does; nobody else's.

pub use crate::cli::command;
pub use crate::exit::Exit;
pub use crate::git::{AutoMerge, Depth, Git, Pair, Repo, Site, Source, auto_merge};
pub use crate::hook::{Claim, Gate, Known, Request, Written, transaction, updates};
pub use crate::summary::GROUPS;
pub use crate::verb::man::PAGES;
pub use crate::worker::registry::{self, Entry};
pub use crate::worker::{SKILLS, plugin};
