//! What earlier plans handed out: an item keeps its name, and one that landed is not handed out again.

use foldhash::{HashMap, HashSet};

use super::judge::key;
use crate::config::Task;
use crate::document::WorkItem;

/// How many pairs of items are compared word by word at most.
const MOST: usize = 250_000;

/// An item of an earlier plan, or of the one in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// The task as it was planned.
    pub task: Task,
    /// The commit on the base branch that names it, where there is one.
    pub landed: Option<String>,
}

/// How an item is one of those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known<'p> {
    pub(super) past: &'p Past,
    /// Whether its words have changed since.
    pub(super) reworded: bool,
}

/// For each of `work`, the item of `past` that it is: by the name its document gives it, by its words
/// or, reworded, by its place and most of its words.
pub(super) fn known<'p>(work: &[WorkItem], past: &'p [Past]) -> Vec<Option<Known<'p>>> {
    let mut by_words: HashMap<String, &Past> = HashMap::default();
    let mut by_label: HashMap<(&str, &str), &Past> = HashMap::default();
    for one in past {
        by_words.entry(key(&one.task.text)).or_insert(one);
        if let (Some(label), Some(document)) = (name(&one.task), document(&one.task)) {
            by_label.entry((document, label)).or_insert(one);
        }
    }
    let mut taken: HashSet<&str> = HashSet::default();
    let mut out: Vec<Option<Known<'p>>> = work
        .iter()
        .map(|item| {
            let past = *by_words.get(&key(&item.title))?;
            taken.insert(&past.task.id).then_some(Known { past, reworded: false })
        })
        .collect();
    if past.is_empty() {
        return out;
    }
    // Comparing all with all is for plans that somebody could read.
    let few = past.len() * work.len() <= MOST;
    for (item, known) in work.iter().zip(&mut out).filter(|(_, known)| known.is_none()) {
        let issue = item.issue.map(|number| format!("#{number}"));
        let label = issue.as_deref().or(item.label.as_deref());
        let labelled = label.and_then(|label| {
            let document = if issue.is_some() { "" } else { item.document.as_str() };
            by_label.get(&(document, label)).copied()
        });
        let mut near = labelled.filter(|past| shared(&past.task.text, &item.title) > 0);
        if near.is_none() && few {
            near = past
                .iter()
                .filter(|past| is_reworded(&past.task, item))
                .find(|past| !taken.contains(past.task.id.as_str()));
        }
        *known = near
            .filter(|past| taken.insert(&past.task.id))
            .map(|past| Known { past, reworded: true });
    }
    out
}

/// Whether `item` says with most of the same words what `task` says about the same place.
fn is_reworded(task: &Task, item: &WorkItem) -> bool {
    let same = document(task).is_some_and(|document| document == item.document);
    let (old, new) = (words(&task.text), words(&item.title));
    let common = old.intersection(&new).count();
    same && common >= 2 && common * 2 >= old.len().max(new.len())
}

/// How many words two texts share, in hundredths of the longer.
fn shared(a: &str, b: &str) -> usize {
    let (a, b) = (words(a), words(b));
    a.intersection(&b).count() * 100 / a.len().max(b.len()).max(1)
}

fn words(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(str::to_owned).collect()
}

/// What a document calls a task: its label, or the number of the issue it is.
fn name(task: &Task) -> Option<&str> {
    task.label.as_deref().or(task.source.as_deref().filter(|source| source.starts_with('#')))
}

/// The document of a task; that of an issue is the tracker, whatever file it came by.
fn document(task: &Task) -> Option<&str> {
    let source = task.source.as_deref()?;
    if source.starts_with('#') { Some("") } else { Some(source.rsplit_once(':')?.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(id: &str, text: &str, label: Option<&str>) -> Past {
        let task = Task {
            id: id.into(),
            text: text.into(),
            label: label.map(Into::into),
            source: Some("todo.md:3".into()),
            ..Task::default()
        };
        Past { task, landed: None }
    }

    #[test]
    fn an_item_is_known_by_its_words_its_label_or_most_of_its_words() {
        let past = [
            past("item-1", "Fix the cart in a/x", None),
            past("item-2", "Fix the order of rows in the long list", None),
            past("item-3", "Add a report of sales", Some("T7")),
        ];
        let item = |title: &str, label: Option<&str>| WorkItem {
            document: "todo.md".into(),
            title: title.into(),
            label: label.map(Into::into),
            ..WorkItem::default()
        };
        let work = [
            item("Fix the order of the rows in the long table", None),
            item("Fix the cart in `a/x`", None),
            item("Add a daily report", Some("T7")),
            item("Fix the price in b/p", None),
        ];
        let found = known(&work, &past);
        let told: Vec<_> = found
            .iter()
            .map(|known| known.as_ref().map(|it| (&*it.past.task.id, it.reworded)))
            .collect();
        let want = [Some(("item-2", true)), Some(("item-1", false)), Some(("item-3", true)), None];
        assert_eq!(told, want);
    }
}
