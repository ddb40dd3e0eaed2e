//! Which headings are items themselves: findings, tasks, roadmap entries.

use foldhash::HashMap;

use super::block::{Block, Text};
use super::field;
use super::flat::lower;
use super::label::{self, Kind};
use super::reading::Choice;
use super::role::Role;
use super::rows;
use super::section::{self, Section};
use super::spelling::is_file;
use super::verb;
use super::walk::{Ask, Strictness, is_dated};
use super::words::{self, Concept};

/// Which headings are items, and which rows of headings are not sure.
pub(super) struct Judged {
    /// For each section, whether its heading is an item.
    pub(super) items: Vec<bool>,
    pub(super) asks: Vec<Ask>,
}

/// Judges the headings of `sections`, with what was answered about them.
pub(super) fn items(
    sections: &[Section],
    strictness: Strictness,
    work: bool,
    answers: &HashMap<usize, Choice>,
) -> Judged {
    let mut is_item = vec![false; sections.len()];
    let mut has_items = vec![false; sections.len()];
    let judge = Judge::new(sections, strictness, work);
    let patterned = rows::patterned(sections);
    // Children come after their parents, so the reverse order judges the inside first.
    for at in (1..sections.len()).rev() {
        let section = &sections[at];
        let changes = changes(sections, at);
        let inside = |child: &usize| {
            if changes.contains(child) {
                true
            } else if is_part(sections, at, *child) {
                section.label() != Some(Kind::Name) && judge.lists_findings(*child, &is_item)
            } else {
                is_item[*child] || has_items[*child]
            }
        };
        has_items[at] = !patterned[at] && section.children.iter().any(inside);
        let holds = has_items[at] || rows::holds(sections, at) || rows::is_chapter(sections, at);
        is_item[at] = patterned[at] || !holds && judge.is_item(at);
    }
    // Neighbours of findings written the same way are findings too.
    for parent in sections {
        let siblings = &parent.children;
        let found = siblings.iter().filter(|sibling| is_item[**sibling]);
        let items = found.clone().count();
        let kind = found.clone().next().and_then(|first| sections[*first].label());
        let alike = |at: usize| sections[at].label() == kind;
        if items < 2
            || items * 3 < siblings.len() * 2
            || !matches!(kind, None | Some(Kind::Number))
            || !found.clone().all(|found| alike(*found))
        {
            continue;
        }
        // "7. Layout assumptions" between findings is one of them, "Assumptions" is none.
        let shown = |at: usize| kind.is_some() || judge.fields[at] >= 2;
        let told = |at: usize| match sections[at].role {
            Role::Plain | Role::Work => true,
            Role::Prose | Role::Restates => shown(at),
            _ => false,
        };
        for at in siblings.iter().copied() {
            is_item[at] |= alike(at)
                && told(at)
                && sections[at].children.iter().all(|child| !is_item[*child])
                && !sections[at].has_tasks()
                && says_something(&sections[at].blocks)
                && !says_none(&sections[at].blocks);
        }
    }
    rows::outlined(sections, &mut is_item);
    let asks = rows::agree(sections, strictness, work, &mut is_item);
    for (at, section) in sections.iter().enumerate().skip(1) {
        match answers.get(&section.heading.line) {
            Some(Choice::One | Choice::Items) => is_item[at] = true,
            Some(Choice::Below | Choice::None) => is_item[at] = false,
            None => {}
        }
    }
    Judged { items: is_item, asks }
}

/// What headings are judged by.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing the document may show")]
struct Judge<'a> {
    sections: &'a [Section],
    strictness: Strictness,
    /// Whether the title of the document promises work.
    work: bool,
    /// How many fields of an item each section has.
    fields: Vec<usize>,
    /// How many sections below each are told at length.
    told: Vec<usize>,
    /// Whether the title of the document is that of a list of things to do.
    listed: bool,
    /// How many headings of the first level there are.
    firsts: usize,
    /// Whether those are a row without anything below, one for each thing.
    row: bool,
    /// Whether several headings have names, so that a name says more than its words.
    named: bool,
}

impl<'a> Judge<'a> {
    fn new(sections: &'a [Section], strictness: Strictness, work: bool) -> Self {
        let told = |section: &Section| {
            section.children.iter().filter(|child| is_told_at_length(&sections[**child])).count()
        };
        let first = sections.iter().filter(|section| section.level == 1);
        let firsts = first.clone().count();
        Self {
            sections,
            strictness,
            work,
            fields: sections.iter().map(|section| field::count(&section.blocks)).collect(),
            told: sections.iter().map(told).collect(),
            listed: section::is_agenda(sections),
            firsts,
            row: firsts >= 3 && first.clone().all(|section| section.children.is_empty()),
            named: sections.iter().filter(|s| s.label() == Some(Kind::Name)).count() >= 2,
        }
    }

    fn is_item(&self, at: usize) -> bool {
        let section = &self.sections[at];
        let fields = self.fields[at];
        let above = &self.sections[section.parent.unwrap_or(0)];
        if section.level == 1 && self.firsts == 1 && !section.children.is_empty() {
            return false;
        }
        let told = section.role.is_never()
            || matches!(section.role, Role::Prose | Role::Restates) && fields == 0;
        let open = !section.has_tasks() || has_criteria_only(&section.blocks);
        match section.label() {
            // "M1 — Cores" over boxes is a milestone, and they are the work.
            _ if is_change(section) => true,
            Some(Kind::Name) if section.has_tasks() && !open && is_milestone(section) => false,
            Some(Kind::Name) => !section.role.is_never() || fields > 0 || self.named,
            Some(Kind::Stage) => false,
            Some(Kind::Step) => !told && open && (fields > 0 || says_something(&section.blocks)),
            Some(Kind::Number) => {
                let worded = self.work || above.role == Role::Work || above.priority.is_some();
                let lenient = worded || self.strictness == Strictness::Lenient;
                let something = says_something(&section.blocks);
                !told
                    && open
                    && !self.is_around(at)
                    && (fields > 0 && something
                        || lenient && (something || !section.children.is_empty()))
                    && !has_table_of_work(section)
            }
            None if is_called_work(&section.title.text) => !told && says_something(&section.blocks),
            None => open && self.is_unlabelled_item(at),
        }
    }

    /// Whether a heading such as "Issues" is no part of what stands above, but holds findings that
    /// show by themselves that they are.
    fn lists_findings(&self, at: usize, is_item: &[bool]) -> bool {
        let problems = field::key(&self.sections[at].title.text) == Some(field::Field::Problem);
        self.sections[at].children.iter().filter(|child| is_item[**child]).any(|child| {
            let section = &self.sections[*child];
            section.title.priority.is_some()
                || section.label() == Some(Kind::Name)
                || problems && self.fields[*child] > 0 && section.label() != Some(Kind::Step)
        })
    }

    /// Whether a heading stands in a part of the text that is only about the work, and has no fields
    /// to show that it is an item all the same.
    fn is_around(&self, at: usize) -> bool {
        let mut next = self.sections[at].parent;
        while let Some(above) = next.filter(|above| self.sections[*above].level > 1) {
            let role = self.sections[above].role;
            if role == Role::Prose || role.is_never() {
                return field::distinct(&field::in_paragraphs(&self.sections[at].blocks)) == 0;
            }
            next = self.sections[above].parent;
        }
        false
    }

    fn is_unlabelled_item(&self, at: usize) -> bool {
        let section = &self.sections[at];
        let fields = self.fields[at];
        if !matches!(section.role, Role::Plain | Role::Work)
            || section.level < 2 && !self.row
            || is_dated(&section.title.text)
            || says_none(&section.blocks)
            || self.is_around(at)
        {
            return false;
        }
        let is_field =
            field::key(&section.title.text).is_some_and(|key| key != field::Field::Other);
        if is_field && fields < 2 && section.title.priority.is_none() {
            return false;
        }
        let above = &self.sections[section.parent.unwrap_or(0)];
        let fielded = fields >= 2 || has_property_table(&section.blocks);
        let prose = has_prose(&section.blocks);
        let orders = verb::is_imperative(&section.title.text) && !is_dated(&section.title.text);
        let marked = section.title.done.is_some() || section.title.priority.is_some();
        let listed = section.blocks.iter().any(|b| matches!(b, Block::List(_)));
        let urged = self.work && above.label() == Some(Kind::Stage)
            || above.priority.is_some()
            || matches!(above.role, Role::Work | Role::Restates) && above.level > 1;
        let words = section.blocks.iter().any(|b| matches!(b, Block::Paragraph(_)));
        let plain = prose && words && !listed && section.children.is_empty();
        let bare = marked && section.blocks.is_empty() && section.children.is_empty();
        fielded
            || bare && section.title.text.split_whitespace().count() >= 2
            || self.is_shaped_like_others(at)
            || prose && orders && section.role != Role::Restates
            || prose && marked
            || plain && urged && above.level > 1
            || plain && self.listed && section.level == 2
            || self.strictness == Strictness::Lenient
                && plain
                && (self.work || orders || section.level < 2)
    }

    /// Whether a heading tells of one thing at length, and another heading beside it does the same.
    fn is_shaped_like_others(&self, at: usize) -> bool {
        let section = &self.sections[at];
        let parent = section.parent.unwrap_or(0);
        self.told[parent] >= 2
            && self.sections[parent].role != Role::Prose
            && !self.sections[parent].role.is_never()
            && is_told_at_length(section)
    }
}

/// Whether a heading calls what it stands over one piece of work, by a name or as such.
pub(super) fn is_named(section: &Section) -> bool {
    section.label() == Some(Kind::Name) || is_called_work(&section.title.text)
}

/// Whether a title says before a colon that it is one piece of work: "Task: replace the parser".
fn is_called_work(title: &str) -> bool {
    let Some((kind, rest)) = title.split_once([':', '：']) else { return false };
    !rest.trim().is_empty() && label::is_kind(kind)
}

/// The headings below `at` that say of one file each what is done to it, where there are several.
fn changes(sections: &[Section], at: usize) -> Vec<usize> {
    let children = sections[at].children.iter().copied();
    let changes: Vec<usize> = children.filter(|at| is_change(&sections[*at])).collect();
    if changes.len() > 1 { changes } else { Vec::new() }
}

/// Whether a title says of one file what is done to it: `[MODIFY] src/auth.ts`.
fn is_change(section: &Section) -> bool {
    let Some((tag, rest)) = section.title.text.strip_prefix('[').and_then(|t| t.split_once(']'))
    else {
        return false;
    };
    let tag = lower(tag);
    let told = verb::action(&tag).is_some() || words::is(Concept::Changed, &tag);
    told && is_file(rest.split_whitespace().next().unwrap_or_default().trim_matches('`'))
}

fn is_milestone(section: &Section) -> bool {
    section.title.label.as_ref().is_some_and(|(_, name)| label::is_short(name))
}

/// Whether all that is said is that there is nothing: "None.", "No critical issues found".
pub(super) fn says_none(blocks: &[Block]) -> bool {
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

/// Whether a section tells of one thing at length: first in prose, then in lists that short lines
/// announce ("Check:", "Planned:").
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
pub(super) fn is_part(sections: &[Section], parent: usize, child: usize) -> bool {
    let child = &sections[child];
    let named = sections[parent].label() == Some(Kind::Name);
    child.label() == Some(Kind::Step)
        || named && child.label() != Some(Kind::Name)
        || child.label().is_none()
            && field::key(&child.title.text).is_some_and(|key| key != field::Field::Other)
}

pub(super) fn says_something(blocks: &[Block]) -> bool {
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
pub(super) fn has_table_of_work(section: &Section) -> bool {
    let only = section.blocks.iter().all(|b| matches!(b, Block::Table(_) | Block::Paragraph(_)));
    only && section.blocks.iter().any(
        |block| matches!(block, Block::Table(t) if t.rows.len() >= 2 && super::table::is_work(t)),
    )
}

/// Whether all checkboxes are announced as acceptance criteria or the like.
pub(super) fn has_criteria_only(blocks: &[Block]) -> bool {
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
