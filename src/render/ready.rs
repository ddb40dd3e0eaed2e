//! The items that can be handed out, as a table or, where there is no room for one, as lines.

use super::manifest::{cut, number, scope};
use super::page::Page;
use super::{Table, count, inert};
use crate::plan::{Item, Manifest, Status};

/// Those that have a place.
pub(super) fn list(page: &mut Page, manifest: &Manifest) {
    let placed = |item: &&Item| manifest.unplaced.iter().all(|it| it.item != item.id);
    let items: Vec<&Item> = manifest.with(Status::Ready).filter(placed).collect();
    if items.is_empty() {
        return;
    }
    page.heading(3, &format!("Ready to Assign ({})", count(items.len(), "item")));
    if page.is_narrow(WIDEST) {
        narrow(page, &items);
    } else {
        page.table(wide(&items));
    }
}

/// What an item is, with the name its document gives it; a mere number would be taken for the item's own.
pub(super) fn named(item: &Item) -> String {
    let number = |label: &str| label.chars().all(|c| c.is_ascii_digit() || c == '.');
    match &item.label {
        Some(label) if !number(label) && !item.description.starts_with(label.as_str()) => {
            format!("{label}: {}", item.description)
        }
        _ => item.description.clone(),
    }
}

/// How many columns the table of items needs to be read.
const WIDEST: usize = 110;

fn wide(items: &[&Item]) -> Table {
    let mut table = Table::new([
        "#",
        "Action",
        "Description",
        "Scope",
        "Priority",
        "Size",
        "Dependencies",
        "Source",
    ]);
    for item in items {
        let on = waits(item);
        table.row([
            number(&item.id).to_owned(),
            item.action.name().into(),
            cut(&named(item), 60),
            scope(&item.scope),
            item.priority.map_or("—", |priority| priority.name()).to_owned(),
            item.size.name().into(),
            if on.is_empty() { "—".into() } else { on },
            inert(&item.source),
        ]);
    }
    table
}

/// The same where a table would be all edges: two lines an item.
fn narrow(page: &mut Page, items: &[&Item]) {
    for item in items {
        let urgency = item.priority.map(|it| format!("{}, ", it.name())).unwrap_or_default();
        let on = waits(item);
        let after = if on.is_empty() { String::new() } else { format!(", after {on}") };
        page.line(&format!(
            "{:>3}. {}: {}",
            number(&item.id),
            item.action.name(),
            cut(&named(item), 66)
        ));
        page.line(&format!(
            "     {} ({urgency}{}{after}, {})",
            scope(&item.scope),
            item.size.name(),
            inert(&item.source)
        ));
    }
}

fn waits(item: &Item) -> String {
    let on: Vec<&str> = item.dependencies.iter().map(|on| number(&on.on)).collect();
    on.join(", ")
}
