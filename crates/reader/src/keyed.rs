//! Headings over lists whose lines begin with the same keys: the fields of a finding each.

use super::block::Block;
use super::line::{self, has_boxes};
use super::section::Section;

/// This many keys shared with the heading beside it make a list one of fields.
const KEYS: usize = 3;

/// Whether the lines below a heading begin with the keys of those below others beside it, most of them.
pub(super) fn is_keyed(sections: &[Section], parent: &Section, at: usize) -> bool {
    let keys = |at: usize| -> Vec<String> {
        let lists = sections[at].blocks.iter().filter_map(|block| match block {
            Block::List(list) if !has_boxes(list) => Some(&list.items),
            _ => None,
        });
        let keys = lists.flatten().filter_map(|item| line::opening_key(&item.text.plain));
        // Days are no keys.
        keys.filter(|key| !key.contains(|c: char| c.is_ascii_digit())).collect()
    };
    let own = keys(at);
    let lines: usize = sections[at]
        .blocks
        .iter()
        .map(|block| match block {
            Block::List(list) => list.items.len(),
            _ => 0,
        })
        .sum();
    let mut others = parent.children.iter().filter(|other| **other != at);
    own.len() >= KEYS
        && own.len() * 3 >= lines * 2
        && others.any(|other| {
            let theirs = keys(*other);
            own.iter().filter(|key| theirs.contains(key)).count() >= KEYS
        })
}
