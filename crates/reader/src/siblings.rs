//! Names that only their neighbours show to be names: `WP-1 Add it`, `A. Draw it`, `(1) Test it`.

use foldhash::HashMap;

use super::item::WorkItem;
use super::label;

/// Gives the items of a row whose titles begin with names of one kind these names.
pub(super) fn label(items: &mut [WorkItem]) {
    let heads: Vec<Option<(String, usize)>> = items.iter().map(head).collect();
    let mut rows: HashMap<String, Vec<&str>> = HashMap::default();
    for (at, found) in heads.iter().enumerate() {
        if let Some((kind, len)) = found {
            rows.entry(kind.clone()).or_default().push(name(&items[at].title[..*len]));
        }
    }
    let named: Vec<&String> = rows
        .iter_mut()
        .filter_map(|(kind, names)| {
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            // Points begin again in every list.
            let points = kind.starts_with(char::is_lowercase);
            (all > 1 && (names.len() == all || points)).then_some(kind)
        })
        .collect();
    let fits: Vec<Option<usize>> = heads
        .iter()
        .map(|found| found.as_ref().filter(|(kind, _)| named.contains(&kind)).map(|(_, len)| *len))
        .collect();
    let mut seen: Vec<String> = Vec::new();
    let mut twice: Vec<String> = Vec::new();
    for (item, len) in items.iter().zip(&fits) {
        let Some(len) = len else { continue };
        let name = name(&item.title[..*len]).to_owned();
        if seen.contains(&name) { twice.push(name) } else { seen.push(name) }
    }
    for (item, len) in items.iter_mut().zip(fits) {
        let Some(len) = len else { continue };
        let (head, rest) = item.title.split_at(len);
        item.label = Some(name(head).to_owned()).filter(|name| !twice.contains(name));
        item.title = rest.trim_start_matches([' ', ':', '-', '—', '–', '.', ')']).to_owned();
    }
}

fn name(head: &str) -> &str {
    head.trim_matches(|c: char| !c.is_alphanumeric())
}

/// What the title of an item without a name begins with that may be one: its kind, and its length.
fn head(item: &WorkItem) -> Option<(String, usize)> {
    if item.label.is_some() {
        return None;
    }
    let title = &item.title;
    let end = title.find(' ').filter(|end| title[*end..].trim().chars().count() > 2)?;
    let head = &title[..end];
    if let Some(kind) = listed(head) {
        return Some((kind, end));
    }
    let label = label::read(&format!("{head}: x")).filter(|label| label.text == head)?;
    let letters = label.text.trim_end_matches(|c: char| c.is_ascii_digit());
    let capitals = letters.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
    let numbered = letters.len() < label.text.len() && !letters.is_empty();
    (capitals && numbered && !label::is_priority(head)).then(|| (letters.to_owned(), end))
}

/// The kind of `A.`, `b)`, `(3)`, `IV.`.
fn listed(head: &str) -> Option<String> {
    let name = head.strip_suffix(['.', ')', ':'])?;
    let (name, open) = name.strip_prefix('(').map_or((name, false), |name| (name, true));
    let one = name.len() == 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = name.len() <= 4 && name.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let number = open && name.len() <= 2 && name.bytes().all(|b| b.is_ascii_digit());
    if name.is_empty() {
        None
    } else if roman {
        Some("roman".to_owned())
    } else if one {
        let lower = name.bytes().all(|b| b.is_ascii_lowercase());
        Some(format!("letter {lower}"))
    } else {
        number.then(|| "number".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(titles: &[&str]) -> Vec<(Option<String>, String)> {
        let item = |title: &&str| WorkItem { title: (*title).to_owned(), ..WorkItem::default() };
        let mut items: Vec<WorkItem> = titles.iter().map(item).collect();
        label(&mut items);
        items.into_iter().map(|item| (item.label, item.title)).collect()
    }

    #[test]
    fn what_several_begin_with_is_a_name() {
        let named = |label: &str, title: &str| (Some(label.to_owned()), title.to_owned());
        let bare = |title: &str| (None, title.to_owned());
        assert_eq!(
            labels(&["WP-1 Add it", "WP-2 Test it", "UTF-8 input is lost"]),
            [named("WP-1", "Add it"), named("WP-2", "Test it"), bare("UTF-8 input is lost")]
        );
        assert_eq!(
            labels(&["A. Draw it", "B. Write it"]),
            [named("A", "Draw it"), named("B", "Write it")]
        );
        assert_eq!(
            labels(&["I. Draw it", "II. Write it"]),
            [named("I", "Draw it"), named("II", "Write it")]
        );
        assert_eq!(
            labels(&["(1) Draw it", "(2) Write it"]),
            [named("1", "Draw it"), named("2", "Write it")]
        );
        assert_eq!(labels(&["HTTP2 push", "HTTP2 pull"]), [bare("HTTP2 push"), bare("HTTP2 pull")]);
    }
}
