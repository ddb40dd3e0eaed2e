//! Items handed in as JSON, checked against the documents they say they stand in.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Component, Path};

use crate::document::{self, HandedError, WorkItem};
use crate::failure::Failure;
use crate::plan::Ground;
use crate::render::inert;

impl From<HandedError> for Failure {
    fn from(error: HandedError) -> Self {
        let failure = Self::new(error.to_string());
        match error {
            HandedError::Other(_) => failure
                .hint("for the form of items, run: git parallel plan --schema=items")
                .hint("to export issues, run: gh issue list --json number,title,body,labels"),
            HandedError::Broken { .. } | HandedError::Item { .. } => {
                failure.hint("for the form of items, run: git parallel plan --schema=items")
            }
        }
    }
}

/// The items in the text of the file `name`; none where it holds something else. `asked` whether
/// nothing but items will do.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    asked: bool,
) -> Result<Option<Vec<WorkItem>>, Failure> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(document::handed(name, text, asked)?),
        Err(_) if asked => Err(Failure::new(format!("'{name}' is no UTF-8 text"))
            .hint("for the form of items, run: git parallel plan --schema=items")),
        Err(_) => Ok(None),
    }
}

/// Looks each item up where it says that it stands, takes its whole text from there where it was not
/// given, and tells which do not fit.
pub(super) fn check(root: &Path, work: &mut [WorkItem]) -> Vec<String> {
    let names: HashSet<&String> = work.iter().map(|item| &item.document).collect();
    let mut documents: BTreeMap<String, Document> = BTreeMap::new();
    for name in names {
        documents.extend(Document::open(root, name).map(|found| (name.clone(), found)));
    }
    let mut told = Vec::new();
    for item in work.iter_mut().filter(|item| item.issue.is_none()) {
        let Some(document) = documents.get(&item.document) else { continue };
        if let Some(text) = document.texts.get(&item.line).filter(|_| item.text.is_empty()) {
            item.text.clone_from(text);
        }
        told.extend(document.misfit(item));
    }
    told
}

/// Refuses an item that waits for what is no item, neither here nor in a plan.
pub(super) fn require_known(work: &[WorkItem], ground: &Ground) -> Result<(), Failure> {
    let own = |item: &WorkItem| {
        let id = item.given.as_ref().and_then(|given| given.id.clone());
        id.into_iter().chain(item.label.clone()).collect::<Vec<_>>()
    };
    let planned = ground.workers.iter().chain(&ground.others).flat_map(|worker| &worker.task);
    let earlier = planned.chain(ground.past.iter().map(|past| &past.task));
    let earlier = earlier.flat_map(|task| [Some(task.id.clone()), task.label.clone()]);
    let known: HashSet<String> = work.iter().flat_map(own).chain(earlier.flatten()).collect();
    for item in work {
        let after = item.given.iter().flat_map(|given| &given.after);
        if let Some(name) = after.into_iter().find(|name| !known.contains(*name)) {
            let (name, title) = (inert(name), inert(&item.title));
            return Err(Failure::new(format!("'{title}' waits for '{name}', which is no item"))
                .hint("under depends_on, name the id or label of items of the list"));
        }
    }
    Ok(())
}

/// A document of the repository, by its lines.
struct Document {
    lines: Vec<String>,
    /// The whole texts of its items, by the lines they start on.
    texts: HashMap<usize, String>,
}

impl Document {
    /// Opens a document inside `root`; whatever else a name may lead to is not looked at.
    fn open(root: &Path, name: &str) -> Option<Self> {
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        let path = fs::canonicalize(root.join(name)).ok()?;
        let inside = path.starts_with(fs::canonicalize(root).ok()?) && path.is_file();
        if !plain || !inside || name.to_lowercase().ends_with(".json") {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let lines = String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect();
        let reading = document::read(name, &bytes).unwrap_or_default();
        let texts = reading.items.into_iter().map(|item| (item.line, item.text)).collect();
        Some(Self { lines, texts })
    }

    /// What is wrong with the line an item names, if anything.
    fn misfit(&self, item: &WorkItem) -> Option<String> {
        let place = format!("{}:{}", item.document, item.line);
        let Some(first) = item.line.checked_sub(1).and_then(|at| self.lines.get(at)) else {
            let count = self.lines.len();
            return Some(format!(
                "'{}' is said to stand at {place}, but there are {count} lines",
                item.title
            ));
        };
        let around: String =
            self.lines.iter().skip(item.line - 1).take(4).map(|line| format!("{line} ")).collect();
        let (there, wanted) = (words(&around), words(&item.title));
        let fits = wanted.is_empty() || there.intersection(&wanted).count() * 4 >= wanted.len();
        (!fits).then(|| {
            format!(
                "'{}' is said to stand at {place}, where it says '{}'",
                item.title,
                first.trim()
            )
        })
    }
}

fn words(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_looked_up_where_it_says_it_stands() {
        let root = tempfile::tempdir().unwrap();
        fs::write(
            root.path().join("r.md"),
            "# Review\n\n## 1. Order is lost\n\nKeep `b/y`:\n\n```\nkeep()\n```\n",
        )
        .unwrap();
        let item = |title: &str, line: usize, document: &str| WorkItem {
            title: title.into(),
            line,
            document: document.into(),
            ..WorkItem::default()
        };
        let mut work = [
            item("Keep the order", 3, "r.md"),
            item("Paint the fence", 3, "r.md"),
            item("Keep the order", 99, "r.md"),
            item("Keep the order", 1, "../r.md"),
        ];
        let told = check(root.path(), &mut work);
        assert!(work[0].text.contains("keep()"), "{}", work[0].text);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told[0].contains("'Paint the fence' is said to stand at r.md:3")
                && told[1].contains("9 lines"),
            "{told:?}"
        );
    }
}
