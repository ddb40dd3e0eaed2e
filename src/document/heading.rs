//! Which headings are items themselves: findings, tasks, roadmap entries.

use super::block::{Block, Text};
use super::field;
use super::label::Kind;
use super::role::Role;
use super::section::Section;
use super::verb;
use super::walk::{Strictness, is_dated};

/// For each section, whether its heading is an item.
pub(super) fn items(sections: &[Section], strictness: Strictness, work: bool) -> Vec<bool> {
    let mut is_item = vec![false; sections.len()];
    let counts: Vec<usize> = sections.iter().map(|section| field::count(&section.blocks)).collect();
    // Children come after their parents, so the reverse order judges the inside first.
    for at in (1..sections.len()).rev() {
        let section = &sections[at];
        let holds =
            section.children.iter().any(|child| is_item[*child] && !is_part(sections, at, *child));
        is_item[at] = !holds && judge(sections, at, &counts, strictness, work);
    }
    // Neighbours of findings written the same way are findings too.
    for at in 1..sections.len() {
        let Some(parent) = sections[at].parent else { continue };
        let siblings = &sections[parent].children;
        let items = siblings.iter().filter(|sibling| is_item[**sibling]).count();
        let alike = sections[at].label().is_none()
            && items >= 2
            && items * 3 >= siblings.len() * 2
            && matches!(sections[at].role, Role::Plain | Role::Work)
            && sections[at].children.iter().all(|child| !is_item[*child])
            && !sections[at].has_tasks()
            && says_something(&sections[at].blocks)
            && siblings
                .iter()
                .filter(|sibling| is_item[**sibling])
                .all(|sibling| sections[*sibling].label().is_none());
        is_item[at] |= alike;
    }
    is_item
}

fn judge(
    sections: &[Section],
    at: usize,
    counts: &[usize],
    strictness: Strictness,
    work: bool,
) -> bool {
    let section = &sections[at];
    let fields = counts[at];
    let parent = section.parent.unwrap_or(0);
    if section.level == 1
        && sections.iter().filter(|s| s.level == 1).count() == 1
        && !section.children.is_empty()
    {
        return false;
    }
    let told = section.role == Role::Never
        || matches!(section.role, Role::Prose | Role::Restates) && fields == 0;
    match section.label() {
        Some(Kind::Name) => section.role != Role::Never || fields > 0,
        Some(Kind::Stage) => false,
        Some(Kind::Step) => {
            !told
                && (fields > 0 || says_something(&section.blocks))
                && (!section.has_tasks() || has_criteria_only(&section.blocks))
        }
        Some(Kind::Number) => {
            let worded =
                work || sections[parent].role == Role::Work || sections[parent].priority.is_some();
            !told
                && (fields > 0 && says_something(&section.blocks)
                    || (worded || strictness == Strictness::Lenient)
                        && (says_something(&section.blocks) || !section.children.is_empty()))
                && (!section.has_tasks() || has_criteria_only(&section.blocks))
                && !has_table_of_work(section)
        }
        None => unlabelled(sections, at, fields, strictness, work),
    }
}

fn unlabelled(
    sections: &[Section],
    at: usize,
    fields: usize,
    strictness: Strictness,
    work: bool,
) -> bool {
    let section = &sections[at];
    let alone = section.level < 2 && !is_one_of_many(sections);
    if !matches!(section.role, Role::Plain | Role::Work)
        || alone
        || says_none(&section.blocks)
        || section.has_tasks() && !has_criteria_only(&section.blocks)
    {
        return false;
    }
    if field::key(&section.title.text).is_some_and(|key| key != field::Field::Other) && fields < 2 {
        return false;
    }
    let parent = section.parent.unwrap_or(0);
    let above = &sections[parent];
    let fielded = fields >= 2 || has_property_table(&section.blocks);
    let prose = has_prose(&section.blocks);
    let orders = verb::is_imperative(&section.title.text) && !is_dated(&section.title.text);
    let marked = section.title.done.is_some() || section.title.priority.is_some();
    let listed = section.blocks.iter().any(|b| matches!(b, Block::List(_)));
    let staged = work && above.label() == Some(Kind::Stage);
    let urged = staged
        || above.priority.is_some()
        || matches!(above.role, Role::Work | Role::Restates) && above.level > 1;
    fielded
        || is_shaped_like_others(sections, at)
        || prose && orders && section.role != Role::Restates
        || prose && marked
        || prose && !listed && urged && above.level > 1 && section.children.is_empty()
        || strictness == Strictness::Lenient
            && prose
            && !listed
            && section.children.is_empty()
            && (work || orders || section.level < 2)
}

/// Whether the document is a row of headings of the first level, one for each thing.
fn is_one_of_many(sections: &[Section]) -> bool {
    let first = sections.iter().filter(|section| section.level == 1);
    first.clone().all(|section| section.children.is_empty()) && first.count() >= 3
}

/// Whether all that is said is that there is nothing: "None.", "No critical issues found".
fn says_none(blocks: &[Block]) -> bool {
    let [Block::Paragraph(only)] = blocks else { return false };
    let plain = only.plain.trim().trim_matches(['*', '_', '.', '!']);
    let lower = plain.to_lowercase();
    let no = [
        "no ", "none ", "keine ", "aucun", "ningun", "ningún", "nessun", "nenhum", "нет ", "没有",
        "なし",
    ];
    let known = [
        "found",
        "identified",
        "open",
        "remain",
        "known",
        "at this time",
        "currently",
        "bekannt",
        "gefunden",
        "offen",
        "connu",
        "trouvé",
        "conocid",
        "encontrad",
        "발견",
    ];
    super::list::is_placeholder(plain)
        || lower.len() <= 80
            && no.iter().any(|no| lower.starts_with(no))
            && known.iter().any(|known| lower.contains(known))
}

/// Whether a heading tells of one thing at length, first in prose and then in lists that short lines
/// announce ("Check:", "Planned:"), and another heading beside it does the same.
fn is_shaped_like_others(sections: &[Section], at: usize) -> bool {
    let Some(parent) = sections[at].parent.filter(|_| is_told_at_length(&sections[at])) else {
        return false;
    };
    let beside = &sections[parent].children;
    !matches!(sections[parent].role, Role::Never | Role::Prose)
        && beside.iter().any(|other| *other != at && is_told_at_length(&sections[*other]))
}

fn is_told_at_length(section: &Section) -> bool {
    let mut told = false;
    let mut lists = 0;
    let mut announced = false;
    for block in &section.blocks {
        match block {
            Block::Paragraph(text) => {
                let plain = text.plain.trim();
                announced = plain.ends_with([':', '：'])
                    && plain.split_whitespace().count() <= 3
                    && plain.chars().count() <= 24;
                told |= !announced && plain.chars().count() > 40;
            }
            Block::List(_) if announced && told => lists += 1,
            Block::List(_) => return false,
            _ => {}
        }
    }
    lists > 0 && section.children.is_empty()
}

/// Whether `child` is only a part of its parent: a step, a 'Reproduction', a 'Fix'.
fn is_part(sections: &[Section], parent: usize, child: usize) -> bool {
    let child = &sections[child];
    let named = sections[parent].label() == Some(Kind::Name);
    child.label() == Some(Kind::Step)
        || named && child.label() != Some(Kind::Name)
        || child.label().is_none()
            && field::key(&child.title.text).is_some_and(|key| key != field::Field::Other)
}

fn says_something(blocks: &[Block]) -> bool {
    !blocks.is_empty()
}

fn has_prose(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Paragraph(text) => {
            let plain = text.plain.trim();
            let note = plain.to_lowercase().starts_with("note") || plain.is_empty();
            !note && !plain.ends_with(':')
        }
        Block::Code(..) | Block::Quote(_) => true,
        _ => false,
    })
}

fn has_property_table(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Table(table) => {
            let known = |cells: &[Text]| {
                cells.iter().filter(|cell| field::key(&cell.plain).is_some()).count()
            };
            table.rows.len() == 1 && known(&table.head) >= 2
        }
        _ => false,
    })
}

/// A table with several rows that look like work: the rows are the items.
fn has_table_of_work(section: &Section) -> bool {
    let only = section.blocks.iter().all(|b| matches!(b, Block::Table(_) | Block::Paragraph(_)));
    only && section.blocks.iter().any(
        |block| matches!(block, Block::Table(t) if t.rows.len() >= 2 && super::table::is_work(t)),
    )
}

/// Whether all checkboxes are announced as acceptance criteria or the like.
fn has_criteria_only(blocks: &[Block]) -> bool {
    let mut criteria = false;
    let mut only = true;
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                let last = text.plain.trim().lines().last().unwrap_or_default();
                let name = last.split([':', '：']).next().unwrap_or_default();
                criteria = field::key(name) == Some(field::Field::Criteria);
            }
            Block::List(list) if list.items.iter().any(|item| item.task.is_some()) => {
                only &= criteria;
            }
            _ => {}
        }
    }
    only
}

/// A heading from a template nobody filled in: `[Data access layer]`, `{name}`.
pub(super) fn is_template(section: &Section) -> bool {
    let title = section.title.text.trim();
    let linked =
        section.heading.spans.iter().any(|s| matches!(s.style, super::block::Style::Link(_)));
    let bracketed = title.starts_with('[') && title.ends_with(']')
        || title.starts_with('<') && title.ends_with('>');
    bracketed && !linked
        || title.contains("{{")
        || matches!(title.to_lowercase().as_str(), "tbd" | "none" | "n/a" | "todo")
}

/// Adds what stands under the sub-headings of an item heading.
pub(super) fn append_parts(sections: &[Section], at: usize, blocks: &mut Vec<Block>) {
    for child in &sections[at].children {
        let section = &sections[*child];
        blocks.push(Block::Heading(section.level, section.heading.clone()));
        blocks.extend(section.blocks.iter().cloned());
        append_parts(sections, *child, blocks);
    }
}
