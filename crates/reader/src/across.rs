//! Several documents as one: what a later one tells again is left out.

use foldhash::HashMap;

use super::flat::lower;
use super::item::{State, WorkItem};
use super::reading::{Judged, Verdict};
use super::rule;

/// The items of several documents without those an earlier document tells as well.
pub(super) fn across(items: Vec<WorkItem>, blocks: &mut [Judged]) -> Vec<WorkItem> {
    let mut seen: HashMap<String, usize> = HashMap::default();
    let mut out: Vec<WorkItem> = Vec::new();
    for item in items {
        let key = key(&item);
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

/// What two documents that tell the same agree in: the words of the title and the files, which may stand
/// in the title of one and above that of the other.
fn key(item: &WorkItem) -> String {
    let mut title = lower(&item.title).into_owned();
    let mut scope: Vec<&str> = item.scope.iter().map(String::as_str).collect();
    scope.sort_unstable();
    for path in &scope {
        title = title.replace(&*lower(path), " ");
    }
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.chain(["\0"]).chain(scope).collect::<Vec<_>>().join(" ")
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
