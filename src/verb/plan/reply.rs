//! What somebody answers about one item, and what becomes of the item by it.

use crate::config::Left;
use crate::document::WorkItem;
use crate::plan::{Manifest, join};
use crate::verb::given::nearest;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// The item stays as it is.
    Skip,
    /// No more questions.
    End,
    /// Its whole text is wanted.
    Show,
    /// It is left out.
    Drop,
    /// It is another item told again.
    Same(String),
    /// What to do, and where.
    Words(String),
}

/// What `said` about the item `id` means; an error in words where it names an item that is not there.
pub(super) fn read(said: &str, manifest: &Manifest, id: &str) -> Result<Reply, String> {
    let said = said.trim();
    let lower = said.to_lowercase();
    match lower.as_str() {
        "" | "skip" | "-" => return Ok(Reply::Skip),
        "." | "end" | "q" => return Ok(Reply::End),
        "?" | "show" => return Ok(Reply::Show),
        "drop" | "remove" | "leave out" => return Ok(Reply::Drop),
        _ => {}
    }
    let rest = ["drop, ", "drop; ", "drop: "].iter().find_map(|head| lower.strip_prefix(head));
    let rest = rest.unwrap_or(&lower);
    let heads = ["same as ", "duplicate of ", "dup of ", "the same as "];
    let Some(name) = heads.iter().find_map(|head| rest.strip_prefix(head)) else {
        return Ok(Reply::Words(said.to_owned()));
    };
    let name = name.trim().trim_end_matches('.').trim_start_matches('#');
    let number = format!("item-{name}");
    let found = manifest.items.iter().find(|item| {
        let label = item.label.as_ref().is_some_and(|label| label.to_lowercase() == name);
        item.id == name || item.id == number || label
    });
    match found {
        Some(item) if item.id == id => Err(format!("{id} is the item itself: name another")),
        Some(item) => Ok(Reply::Same(item.id.clone())),
        None => Err(format!("there is no item '{name}': name one as in 'same as item-3'")),
    }
}

/// Takes the `replies`, each about the item at a place of `work`, into it; gives what is left out by them.
pub(super) fn take(
    work: &mut Vec<WorkItem>,
    manifest: &Manifest,
    replies: Vec<(usize, Reply)>,
) -> Vec<Left> {
    let mut left: Vec<(usize, Left)> = Vec::new();
    for (at, reply) in replies {
        let same = match reply {
            Reply::Words(words) => {
                work[at].answer(&words);
                continue;
            }
            Reply::Skip | Reply::End | Reply::Show => continue,
            Reply::Drop => None,
            Reply::Same(id) => {
                let to = manifest.items.iter().position(|item| item.id == id);
                let Some(to) = to else { continue };
                let told = work[at].clone();
                join(&mut work[to], &told);
                Some(id)
            }
        };
        let (id, item) = (manifest.items[at].id.clone(), &work[at]);
        let (text, document) = (item.title.clone(), Some(item.document.clone()));
        left.push((at, Left { id, text, document, same }));
    }
    let mut at = 0;
    work.retain(|_| {
        at += 1;
        !left.iter().any(|(gone, _)| *gone == at - 1)
    });
    left.into_iter().map(|(_, left)| left).collect()
}

/// The paths `words` names that are not tracked, each with the tracked one that it may be a slip for.
pub(super) fn mistyped(words: &str, work: &WorkItem, files: &[String]) -> Vec<(String, String)> {
    let mut answered = WorkItem::default();
    answered.answer(words);
    let known = |path: &str| {
        let bare = path.trim_end_matches('/');
        path.contains('*')
            || work.scope.iter().any(|have| have == path)
            || files.iter().any(|file| {
                file == bare
                    || file.strip_suffix(bare).is_some_and(|head| head.ends_with('/'))
                    || file.strip_prefix(bare).is_some_and(|rest| rest.starts_with('/'))
            })
    };
    let slips = answered.scope.into_iter().filter(|path| !known(path));
    slips.filter_map(|path| Some((path.clone(), nearest(&path, files)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Ground, Options, build};

    fn two() -> (Vec<WorkItem>, Manifest) {
        let item = |title: &str| WorkItem {
            title: title.into(),
            document: "t.md".into(),
            line: 3,
            ..WorkItem::default()
        };
        let work = vec![item("Fix the cart"), item("Mend the cart")];
        let manifest = build(&work, &Ground::default(), &Options::default());
        (work, manifest)
    }

    #[test]
    fn words_and_orders_are_told_apart() {
        let (_, manifest) = two();
        let read = |said: &str| read(said, &manifest, "item-2");
        assert_eq!(read(""), Ok(Reply::Skip));
        assert_eq!(read("Drop"), Ok(Reply::Drop));
        assert_eq!(read("drop, duplicate of item-1"), Ok(Reply::Same("item-1".into())));
        assert_eq!(read("same as 1"), Ok(Reply::Same("item-1".into())));
        assert!(read("same as 2").is_err() && read("same as 9").is_err());
        assert_eq!(read("drop the cache in a/x"), Ok(Reply::Words("drop the cache in a/x".into())));
    }

    #[test]
    fn what_is_the_same_is_told_once_and_nothing_of_it_lost() {
        let (mut work, manifest) = two();
        let left = take(&mut work, &manifest, vec![(1, Reply::Same("item-1".into()))]);
        assert_eq!(
            (left[0].text.as_str(), left[0].same.as_deref()),
            ("Mend the cart", Some("item-1"))
        );
        assert_eq!(work.len(), 1);
        assert_eq!(work[0].text, "Also, at t.md:3: Mend the cart");
    }

    #[test]
    fn a_slip_is_found_and_a_new_file_is_none() {
        let files = ["core/sync/src/tags.rs", "web/page.ts"].map(String::from);
        let found = mistyped("in Core/Sync/src/tag.rs and page.ts", &WorkItem::default(), &files);
        assert_eq!(found, [("Core/Sync/src/tag.rs".into(), "core/sync/src/tags.rs".into())]);
        assert!(mistyped("in docs/guide.md", &WorkItem::default(), &files).is_empty());
    }
}
