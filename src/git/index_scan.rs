//! Staged paths straight from the index file; anything unusual is left to git.

use super::Site;

/// The staged paths, or none when git must be asked.
pub(super) fn staged(_site: &Site) -> Option<Vec<Vec<u8>>> {
    None
}
