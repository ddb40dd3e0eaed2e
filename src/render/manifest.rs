//! The manifest as a person reads it: the seed's layout, on a terminal or as Markdown.

pub use super::page::Medium;
use super::page::Page;
use super::{Table, count, inert, left_out, ready, style};
use crate::plan::{Assessment, Item, Manifest, Planned, Status, hours};

/// The whole manifest: what decides first, then all of it.
pub fn text(manifest: &Manifest, medium: Medium, width: Option<usize>) -> String {
    let mut page = Page::fitted(medium, width);
    overview(&mut page, manifest);
    rest(&mut page, manifest);
    page.text()
}

/// What decides, on one screen: the documents, how many items, the workers, and what is open.
pub fn screen(manifest: &Manifest, width: Option<usize>) -> String {
    let mut page = Page::fitted(Medium::Terminal, width);
    overview(&mut page, manifest);
    page.text()
}

fn overview(page: &mut Page, manifest: &Manifest) {
    page.heading(2, "Work Item Manifest");
    page.field(
        "Source documents",
        &manifest.documents.iter().map(inert).collect::<Vec<_>>().join(", "),
    );
    let told = [(Status::Done, "done already"), (Status::Landed, "landed before")];
    let told = told.map(|(status, said)| (manifest.with(status).count(), said));
    let told: Vec<String> = told
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, said)| format!("{count} {said}"))
        .collect();
    let said = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
    page.field("Total items extracted", &format!("{}{said}", manifest.items.len()));
    assessment(page, manifest);
    open(page, manifest);
}

/// What nobody can be given yet, in a line each.
fn open(page: &mut Page, manifest: &Manifest) {
    let unclear: Vec<String> = manifest.with(Status::Clarify).map(|item| item.id.clone()).collect();
    if !unclear.is_empty() {
        let items = if unclear.len() == 1 { "Item" } else { "Items" };
        page.line(&format!("\n{items} {} excluded pending clarification.", numbers(&unclear)));
    }
    if !manifest.unplaced.is_empty() {
        let ids: Vec<String> = manifest.unplaced.iter().map(|it| it.item.clone()).collect();
        page.line(&format!("\n{} not placed: {}.", count(ids.len(), "item"), numbers(&ids)));
    }
    let left_out = manifest.left_out.iter().filter(|it| !it.is_for_all());
    let lines: usize = left_out.map(|it| it.to - it.line + 1).sum();
    if lines > 0 {
        let guessed = manifest.questions.iter().filter(|it| it.answer.is_none()).count();
        let unsure = if guessed > 0 {
            format!(", and {} guessed", count(guessed, "group"))
        } else {
            String::new()
        };
        page.line(&format!("\n{} left out{unsure}: see Left Out.", count(lines, "line")));
    }
}

fn rest(page: &mut Page, manifest: &Manifest) {
    ready::list(page, manifest);
    unclear(page, manifest);
    landed(page, manifest);
    for_all(page, manifest);
    left_out::lists(page, manifest);
    page.list("Assumptions Made", manifest.assumptions.iter().map(inert));
    let circles = manifest.cycles.iter().map(|cycle| {
        format!(
            "{} wait for each other: drop one of the dependencies, or give them to one worker",
            cycle.join(", ")
        )
    });
    page.list("Cycles", circles);
    split(page, manifest);
}

/// What every worker is told.
fn for_all(page: &mut Page, manifest: &Manifest) {
    if manifest.for_all.is_empty() {
        return;
    }
    page.heading(3, "For All Workers");
    for said in &manifest.for_all {
        let place = format!("{}:{}", said.document, said.line);
        let text = said.text.split_whitespace().collect::<Vec<_>>().join(" ");
        page.line(&format!("- {} ({})", cut(&text, 300), inert(&place)));
    }
}

/// What was handed out before and is on the base branch.
fn landed(page: &mut Page, manifest: &Manifest) {
    let items: Vec<&Item> = manifest.with(Status::Landed).collect();
    if items.is_empty() {
        return;
    }
    page.heading(3, &format!("Landed Before ({})", count(items.len(), "item")));
    for item in items {
        page.line(&format!(
            "- {}: {} ({})",
            item.id,
            cut(&item.description, 80),
            inert(&item.source)
        ));
    }
}

fn unclear(page: &mut Page, manifest: &Manifest) {
    let items: Vec<&Item> = manifest.with(Status::Clarify).collect();
    if !items.is_empty() {
        page.heading(3, &format!("Needs Clarification ({})", count(items.len(), "item")));
        let mut table = Table::new(["#", "Original Text", "Issue", "Source"]);
        for item in items {
            let question = item.question.as_deref().unwrap_or_default();
            table.row([
                number(&item.id).to_owned(),
                format!("\"{}\"", cut(&item.description, 60)),
                inert(question),
                inert(&item.source),
            ]);
        }
        page.table(table);
    }
    if !manifest.unplaced.is_empty() {
        page.heading(3, &format!("Not Placed ({})", count(manifest.unplaced.len(), "item")));
        for (reason, ids) in by_reason(manifest) {
            let colon = if reason.ends_with('?') { "" } else { ":" };
            page.line(&format!("{}{colon}", inert(reason)));
            for item in ids.iter().filter_map(|id| manifest.item(id)) {
                page.line(&format!(
                    "- {}: {} ({})",
                    item.id,
                    cut(&item.description, 100),
                    inert(&item.source)
                ));
            }
        }
    }
}

/// The items that have no place, by the reason.
fn by_reason(manifest: &Manifest) -> Vec<(&str, Vec<String>)> {
    let mut out: Vec<(&str, Vec<String>)> = Vec::new();
    for unplaced in &manifest.unplaced {
        match out.iter_mut().find(|(reason, _)| *reason == unplaced.reason) {
            Some((_, ids)) => ids.push(unplaced.item.clone()),
            None => out.push((&unplaced.reason, vec![unplaced.item.clone()])),
        }
    }
    out
}

fn assessment(page: &mut Page, manifest: &Manifest) {
    page.heading(3, "Parallelization Assessment");
    if !manifest.items.iter().any(Item::is_open) {
        page.field("Recommendation", "Nothing to do: all of it is done or has landed");
        return;
    }
    let what = match manifest.assessment {
        Assessment::Parallel if manifest.workers.is_empty() => {
            "Parallel execution, once it is known where the items belong".into()
        }
        Assessment::Parallel if manifest.workers.len() == 1 => {
            "One worker, until it is known where the other items belong".into()
        }
        Assessment::Parallel => {
            format!("Parallel execution with {}", count(manifest.workers.len(), "worker"))
        }
        Assessment::Sequential => "Sequential execution in one session".into(),
    };
    page.field("Recommendation", &what);
    for reason in &manifest.reasons {
        page.line(&format!("- {}", inert(reason)));
    }
    if manifest.workers.is_empty() {
        return;
    }
    page.line("");
    let mut table = Table::new(["Worker", "Items", "Focus", "Est. Complexity"]);
    for worker in &manifest.workers {
        table.row([
            worker.id.clone(),
            numbers(&own(worker)),
            cut(&worker.title, 48),
            if worker.items.is_empty() {
                "given before".to_owned()
            } else {
                let size = crate::plan::Size::of(worker.minutes).name();
                format!("{size}, about {}", hours(worker.minutes))
            },
        ]);
    }
    page.table(table);
}

/// What a worker has to do: what it has from elsewhere, and its items.
fn own(worker: &Planned) -> Vec<String> {
    worker.kept.iter().map(|kept| &kept.id).chain(&worker.items).cloned().collect()
}

fn split(page: &mut Page, manifest: &Manifest) {
    if manifest.workers.is_empty() || !manifest.items.iter().any(Item::is_open) {
        return;
    }
    page.heading(2, "Proposed Workstream Split");
    if manifest.assessment == Assessment::Sequential {
        page.line("Not recommended, see above; this is how it would be split all the same.");
    }
    for (worker, n) in manifest.workers.iter().zip(1..) {
        page.heading(3, &format!("Worker {n}: {}-{}", worker.id, worker.slug));
        one(page, manifest, worker);
    }
    let crosses = manifest
        .cross_dependencies
        .iter()
        .map(|cross| format!("{} needs {}: {}", cross.from, cross.to, inert(&cross.about)));
    page.list("Cross-Dependencies Detected", crosses);
    let boundaries: Vec<String> = manifest
        .boundaries
        .iter()
        .map(|boundary| {
            let who = boundary
                .owner
                .as_deref()
                .map_or("shared by all".into(), |owner| format!("belongs to {owner}"));
            format!("{} {who}: {}", page.path(&boundary.path), inert(&boundary.reason))
        })
        .collect();
    page.list("Boundary Files", boundaries.into_iter());
}

fn one(page: &mut Page, manifest: &Manifest, worker: &Planned) {
    let bold = |text: &str| {
        if page.medium == Medium::Markdown { format!("**{text}**") } else { text.to_owned() }
    };
    // As a list with numbers Markdown would count them anew.
    let medium = page.medium;
    let numbered = |id: &str| match medium {
        Medium::Markdown => format!("- **{}.**", number(id)),
        Medium::Terminal => format!("{}.", number(id)),
    };
    let (scope, tasks, needs, points) =
        (bold("Scope"), bold("Tasks"), bold("Dependencies"), bold("Checkpoints"));
    let paths: Vec<String> = worker.scope.iter().map(|path| page.path(path)).collect();
    page.line(&format!("- {scope}: {}", paths.join(", ")));
    page.line(&format!("- {tasks}:"));
    for kept in &worker.kept {
        let (number, text) = (numbered(&kept.id), cut(&kept.text, 100));
        page.line(&format!("  {number} {text} (given to it before)"));
    }
    for item in worker.items.iter().filter_map(|id| manifest.item(id)) {
        let urgency = item.priority.map(|it| format!("{}, ", it.name())).unwrap_or_default();
        let size = format!("{urgency}{}, {}", item.size.name(), inert(&item.source));
        page.line(&format!(
            "  {} {}: {} ({size})",
            numbered(&item.id),
            item.action.name(),
            cut(&item.description, 100)
        ));
    }
    let waits = if worker.needs.is_empty() {
        "None".to_owned()
    } else {
        let on = worker.needs.iter().map(|need| {
            let (other, item) = need.split_once('/').unwrap_or((need, "its work"));
            format!("{other} for {item}")
        });
        format!("Depends on {}", on.collect::<Vec<_>>().join(", "))
    };
    page.line(&format!("- {needs}: {waits}"));
    let named = |id: &String| worker.checkpoints.iter().any(|it| it.ends_with(&format!("({id})")));
    let by_task = worker.items.len() == worker.checkpoints.len() && worker.items.iter().all(named);
    let after = if worker.checkpoints.is_empty() || by_task {
        "each task".to_owned()
    } else {
        worker.checkpoints.iter().map(inert).collect::<Vec<_>>().join("; ")
    };
    page.line(&format!("- {points}: commit after {after}"));
}

/// The ordered task list of a single session.
pub fn sequence(manifest: &Manifest, medium: Medium) -> String {
    let mut page = Page::new(medium);
    page.heading(2, "Ordered Task List");
    for reason in &manifest.reasons {
        page.line(&format!("- {}", inert(reason)));
    }
    page.line("");
    for (step, n) in manifest.order.iter().zip(1..) {
        let Some(item) = manifest.item(&step.item) else { continue };
        let scope = if item.scope.is_empty() {
            String::new()
        } else {
            format!(" — {}", scope(&item.scope))
        };
        page.line(&format!(
            "{n}. {}: {}{scope} ({}, {}, {})",
            item.action.name(),
            cut(&item.description, 100),
            item.size.name(),
            inert(&item.source),
            item.id
        ));
        for answer in &item.answers {
            page.line(&format!("   answered: {}", inert(answer)));
        }
        for after in &step.after {
            page.line(&format!("   {}", style::faint(&inert(after))));
        }
        let nowhere = manifest.unplaced.iter().find(|it| it.item == item.id).map(|it| &it.reason);
        if let Some(question) = item.question.as_ref().or(nowhere) {
            page.line(&format!("   {}", style::warn(&format!("ask first: {}", inert(question)))));
        }
        if step.checkpoint {
            page.line(&format!("   {}", style::good("[CHECKPOINT] commit here")));
        }
    }
    page.text()
}

/// `item-7` as `7`: the tables are about items only.
pub(super) fn number(id: &str) -> &str {
    id.strip_prefix("item-").unwrap_or(id)
}

/// `1, 4, 5-7`.
fn numbers(ids: &[String]) -> String {
    let mut out = String::new();
    let values: Vec<Option<u32>> = ids.iter().map(|id| number(id).parse().ok()).collect();
    let mut at = 0;
    while at < ids.len() {
        let mut end = at;
        while end + 1 < ids.len()
            && values[end].zip(values[end + 1]).is_some_and(|(a, b)| a + 1 == b)
        {
            end += 1;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        let last = if end >= at + 2 { format!("-{}", number(&ids[end])) } else { String::new() };
        out.push_str(number(&ids[at]));
        out.push_str(&last);
        at = if end >= at + 2 { end + 1 } else { at + 1 };
    }
    out
}

pub(super) fn scope(paths: &[String]) -> String {
    let mut shown: Vec<String> = paths.iter().take(2).map(inert).collect();
    if paths.len() > 2 {
        shown.push(format!("+{}", paths.len() - 2));
    }
    if shown.is_empty() { "—".into() } else { shown.join(", ") }
}

/// At most `most` characters, cut at a word.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = inert(text);
    if text.chars().count() <= most {
        return text;
    }
    let head: String = text.chars().take(most).collect();
    let end = head.rfind(' ').filter(|end| *end * 2 > head.len()).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end_matches([',', ';', ':', '-', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_numbers_are_drawn_together() {
        let of =
            |ids: &[&str]| numbers(&ids.iter().map(|id| format!("item-{id}")).collect::<Vec<_>>());
        assert_eq!(of(&["1", "4", "5", "6", "9", "10"]), "1, 4-6, 9, 10");
        assert_eq!(of(&[]), "");
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("one", 8), "one");
    }
}
