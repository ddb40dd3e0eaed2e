//! Items that were answered away in an earlier plan, or in this one.

use super::judge::key;
use crate::config::Left;
use crate::document::WorkItem;

/// Takes out of `work` what is `left`; gives what was taken out, each with the entry that says so.
pub fn leave_out<'l>(work: &mut Vec<WorkItem>, left: &'l [Left]) -> Vec<(WorkItem, &'l Left)> {
    let mut found = Vec::new();
    if left.is_empty() {
        return found;
    }
    let is = |item: &WorkItem, one: &Left| {
        one.document.as_ref().is_none_or(|document| *document == item.document)
            && key(&one.text) == key(&item.title)
    };
    let mut stay = Vec::with_capacity(work.len());
    for item in work.drain(..) {
        match left.iter().find(|one| is(&item, one)) {
            Some(one) => found.push((item, one)),
            None => stay.push(item),
        }
    }
    *work = stay;
    found
}

/// Has `item` say what `told`, which is the same, says of it beyond that.
pub fn join(item: &mut WorkItem, told: &WorkItem) {
    let again =
        format!("Also, at {}:{}: {}\n\n{}", told.document, told.line, told.title, told.text);
    if !item.text.contains(again.trim_end()) {
        let whole = format!("{}\n\n{}", item.text, again.trim_end());
        whole.trim_start().clone_into(&mut item.text);
    }
    item.priority = item.priority.or(told.priority);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_known_by_its_words_and_its_document() {
        let item = |title: &str, document: &str| WorkItem {
            title: title.into(),
            document: document.into(),
            ..WorkItem::default()
        };
        let left = [Left {
            id: "item-1".into(),
            text: "Tidy up.".into(),
            document: Some("a.md".into()),
            same: None,
        }];
        let mut work = vec![item("tidy up", "a.md"), item("Tidy up", "b.md"), item("Go", "a.md")];
        let gone = leave_out(&mut work, &left);
        assert_eq!((gone.len(), work.len()), (1, 2));
        assert_eq!(gone[0].0.document, "a.md");
    }
}
