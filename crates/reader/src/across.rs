//! Several documents as one: what a later one tells again is left out.

use foldhash::HashMap;

use super::item::{State, WorkItem};

/// The items of several documents without those an earlier document tells as well.
pub(super) fn across(items: Vec<WorkItem>) -> Vec<WorkItem> {
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
            }
            _ => {
                seen.insert(key, out.len());
                out.push(item);
            }
        }
    }
    out
}
