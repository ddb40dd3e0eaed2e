//! Several documents as one: what a later one tells again is left out.

use foldhash::HashMap;

use super::item::{State, WorkItem};
use super::reading::{Judged, Verdict};
use super::rule;

/// The items of several documents without those an earlier document tells as well.
pub(super) fn across(items: Vec<WorkItem>, blocks: &mut [Judged]) -> Vec<WorkItem> {
    let mut seen: HashMap<String, usize> = HashMap::default();
    let mut out: Vec<WorkItem> = Vec::new();
    for item in items {
        let key = format!("{}\0{}", item.title.to_lowercase(), item.scope.join("\0"));
        match seen.get(&key) {
            Some(at) if out[*at].document != item.document => {
                if item.state == State::Done {
                    out[*at].state = State::Done;
                }
                out[*at].priority = out[*at].priority.or(item.priority);
                leave(blocks, &item);
            }
            _ => {
                seen.insert(key, out.len());
                out.push(item);
            }
        }
    }
    out
}

/// The blocks of an item that another document tells are left out by that rule.
fn leave(blocks: &mut [Judged], item: &WorkItem) {
    for block in blocks {
        if block.document == item.document && block.item == Some(item.line) {
            (block.verdict, block.rule, block.item) = (Verdict::Drop, rule::TOLD_ELSEWHERE, None);
            block.level = rule::level(block.rule);
        }
    }
}
