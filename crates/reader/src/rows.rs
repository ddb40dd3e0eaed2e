//! Rows of headings: those of one parent and one shape are decided alike.

use foldhash::HashMap;

use super::block::{Block, Item, List};
use super::callout;
use super::field::{self, Field};
use super::flat::lower;
use super::head;
use super::heading;
use super::judge::{Group, Taken};
use super::keyed;
use super::label::Kind;
use super::line::{has_boxes, is_fielded, own_field};
use super::reading::Choice;
use super::role::{self, Role};
use super::rule;
use super::section::Section;
use super::title;
use super::verb;
use super::walk::{Ask, Context, Strictness, is_dated};

/// A paragraph of this many letters tells something.
const TOLD: usize = 40;
/// Lines of a list of details have this many words or more.
const LENGTH: usize = 6;
/// Titles of this many words say what is the matter rather than where.
const TITLED: usize = 2;
/// This many lines below a heading still tell of one thing.
const DETAILED: usize = 4;
/// A list in which fewer of a hundred lines order something tells about its heading.
const DETAILS: usize = 50;

/// Makes the headings of each row agree, and gives the rows that are not sure.
pub(super) fn agree(
    sections: &[Section],
    strictness: Strictness,
    work: bool,
    is_item: &mut [bool],
) -> Vec<Ask> {
    let mut asks = Vec::new();
    for parent in 0..sections.len() {
        if is_item[parent] || sections[parent].role.is_never() {
            continue;
        }
        for kind in [None, Some(Kind::Number), Some(Kind::Step)] {
            let row: Vec<usize> = sections[parent]
                .children
                .iter()
                .copied()
                .filter(|at| sections[*at].label() == kind && belongs(sections, *at, is_item))
                .collect();
            asks.extend(row_of(sections, parent, &row, strictness, work, is_item));
        }
    }
    asks
}

/// This many headings with the numbers of an outline show what the others are.
const OUTLINED: usize = 4;

/// Makes headings with the numbers of one outline agree across the chapters they stand in: where most
/// of `1.1`, `1.2`, `2.1` are findings, `3.1` is one, unless its chapter is of another kind.
pub(super) fn outlined(sections: &[Section], is_item: &mut [bool]) {
    let numbered = |at: usize| {
        let label = sections[at].title.label.as_ref();
        label.is_some_and(|(kind, text)| *kind == Kind::Number && text.contains('.'))
    };
    let chapter = |at: usize| sections[sections[at].parent.unwrap_or(0)].role;
    for level in 2..=4 {
        let row: Vec<usize> = (1..sections.len())
            .filter(|at| sections[*at].level == level && numbered(*at))
            .collect();
        let found: Vec<usize> = row.iter().copied().filter(|at| is_item[*at]).collect();
        if found.len() < OUTLINED || found.len() * 3 < row.len() * 2 {
            continue;
        }
        for at in row {
            let alike = found.iter().any(|found| chapter(*found) == chapter(at));
            is_item[at] |= alike && !chapter(at).is_never() && belongs(sections, at, is_item);
        }
    }
}

/// Whether a heading may be one of a row of items: nothing says that it is something else.
fn belongs(sections: &[Section], at: usize, is_item: &[bool]) -> bool {
    let section = &sections[at];
    let field = field::key(&section.title.text).is_some_and(|key| key != Field::Other);
    let plain = matches!(section.role, Role::Plain | Role::Work) || is_item[at];
    let inner = section
        .children
        .iter()
        .any(|child| is_item[*child] && !heading::is_part(sections, at, *child));
    plain
        && (!field || is_item[at])
        && !inner
        && (!section.has_tasks() || heading::has_criteria_only(&section.blocks))
        && !heading::says_none(&section.blocks)
        && !heading::is_template(section)
        && !holds(sections, at)
        && !is_dated(&section.title.text)
        && !is_chapter(sections, at)
        && (heading::says_something(&section.blocks) || is_item[at])
        && !section.title.fine
        && !has_states(section)
}

/// Whether marks tell the states of lines of its lists, which are the work then.
fn has_states(section: &Section) -> bool {
    section.blocks.iter().any(|block| match block {
        Block::List(list) => seen(list).finished > 0,
        _ => false,
    })
}

fn row_of(
    sections: &[Section],
    parent: usize,
    row: &[usize],
    strictness: Strictness,
    work: bool,
    is_item: &mut [bool],
) -> Option<Ask> {
    let items = row.iter().filter(|at| is_item[**at]).count();
    if row.len() < 2 || items == row.len() {
        return None;
    }
    let shown = row.iter().filter(|at| is_shown(&sections[**at])).count();
    let told = row.iter().filter(|at| is_told(&sections[**at])).count();
    let above = &sections[parent];
    let numbered = sections[row[0]].label() == Some(Kind::Number);
    let around = above.role == Role::Prose && !(numbered && work);
    // Beside headings of other kinds a row of a document's chapters is no row of items.
    let mixed = above.level <= 1
        && above.children.iter().any(|at| !row.contains(at) && has_items(sections, *at, is_item));
    let promised = work || above.role == Role::Work || above.priority.is_some();
    let details = row.iter().filter(|at| sounding(&sections[**at]) < DETAILS).count();
    let described = told * 3 >= row.len() * 2
        || (above.role == Role::Work || above.priority.is_some())
            && above.level > 1
            && are_told(sections, row);
    let enough = items >= 2 || numbered && items == 1;
    let (choice, sure) = if items * 2 >= row.len() && enough {
        (Choice::Items, shown * 2 >= row.len())
    } else if described && details * 3 >= row.len() * 2 && !around {
        let guess = (promised || strictness == Strictness::Lenient) && !mixed;
        (if guess { Choice::Items } else { Choice::Below }, false)
    } else {
        (Choice::Below, !described || around)
    };
    if choice == Choice::Items {
        for at in row {
            is_item[*at] = true;
        }
    }
    if sure {
        return None;
    }
    let first = &sections[row[0]];
    let last = &sections[row[row.len() - 1]];
    Some(Ask {
        section: parent,
        lines: row.iter().map(|at| sections[*at].heading.line).collect(),
        line: first.heading.line,
        to: last.heading.line,
        size: row.len(),
        sample: first.heading.plain.clone(),
        headings: true,
        taken: Taken { choice, rule: rule::SIBLINGS, sure },
    })
}

/// For each section, whether its sub-headings are those of its neighbours too, as the fields of
/// findings are: "State", "Goal" and "Impact" below each of them.
pub(super) fn patterned(sections: &[Section]) -> Vec<bool> {
    let mut out = vec![false; sections.len()];
    let titles = |at: usize| {
        let children = sections[at].children.iter();
        children.map(|child| lower(sections[*child].title.text.trim()).into_owned())
    };
    for parent in sections.iter().filter(|parent| parent.children.len() > 1) {
        let mut told: HashMap<String, usize> = HashMap::default();
        for at in &parent.children {
            let mut own: Vec<String> = titles(*at).filter(|title| !title.is_empty()).collect();
            own.sort_unstable();
            own.dedup();
            for title in own {
                *told.entry(title).or_default() += 1;
            }
        }
        for at in &parent.children {
            let shared: Vec<String> =
                titles(*at).filter(|title| told.get(title).is_some_and(|told| *told > 1)).collect();
            let field = |title: &String| {
                field::key(title).is_some_and(|key| key != Field::Steps)
                    || matches!(role::role(title), Role::Prose | Role::Criteria)
            };
            let stage = sections[*at].label() == Some(Kind::Stage);
            let boxes = || sections[*at].children.iter().any(|child| sections[*child].has_tasks());
            let around = sections[*at].role.is_never() || sections[*at].role == Role::Prose;
            let work = sections[*at].children.iter().any(|child| {
                let title = &sections[*child].title.text;
                sections[*child].role == Role::Work
                    && field::key(title).is_none_or(|key| key == Field::Other)
            });
            out[*at] = (shared.len() > 1 && shared.iter().any(field)
                || keyed::is_keyed(sections, parent, *at))
                && !work
                && !stage
                && !around
                && !boxes()
                && sections[*at].title.label.is_none();
        }
    }
    out
}

/// Whether the headings of a row say what is the matter, and the few lines below each only tell of it.
fn are_told(sections: &[Section], row: &[usize]) -> bool {
    let sections = || row.iter().map(|at| &sections[*at]);
    let words = |section: &Section| section.title.text.split_whitespace().count();
    let named = sections().map(words).all(|words| words > 1)
        && sections().map(words).sum::<usize>() >= row.len() * TITLED;
    let lines = |section: &Section| -> usize {
        let lines = section.blocks.iter().map(|block| match block {
            Block::List(list) => list.items.len(),
            _ => 1,
        });
        lines.sum()
    };
    named && sections().map(lines).sum::<usize>() <= row.len() * DETAILED
}

/// Whether an item is a heading or stands below one.
fn has_items(sections: &[Section], at: usize, is_item: &[bool]) -> bool {
    is_item[at]
        || sections[at].has_tasks()
        || sections[at].children.iter().any(|child| has_items(sections, *child, is_item))
}

/// Whether a heading shows by itself that it is an item: a mark, a name, fields.
fn is_shown(section: &Section) -> bool {
    section.title.done.is_some()
        || section.title.priority.is_some()
        || section.label() == Some(Kind::Name)
        || field::count(&section.blocks) >= 2
}

/// Whether a section tells something in words of its own.
fn is_told(section: &Section) -> bool {
    if section.label() == Some(Kind::Number) && is_detailed(section) {
        return true;
    }
    let long = |block: &Block| match block {
        Block::Paragraph(text) => {
            let plain = text.plain.trim();
            plain.chars().count() > TOLD && !plain.ends_with([':', '：'])
                || plain.chars().filter(|c| *c > '\u{2e80}').count() > TOLD / 3
        }
        Block::Code(..) | Block::Quote(_) => true,
        _ => false,
    };
    section.blocks.iter().any(long) || field::count(&section.blocks) >= 1
}

/// Whether all below a heading is one list of facts told at length.
fn is_detailed(section: &Section) -> bool {
    let mut lists = section.blocks.iter().filter_map(|block| match block {
        Block::List(list) => Some(list),
        _ => None,
    });
    let Some(list) = lists.next().filter(|_| lists.next().is_none()) else { return false };
    let words: usize =
        list.items.iter().map(|item| item.text.plain.split_whitespace().count()).sum();
    words >= list.items.len() * LENGTH && sounding(section) < DETAILS && !has_boxes(list)
}

/// Whether lines below a heading, or below one under it, have names of their own or boxes to tick.
fn lists_marked(sections: &[Section], at: usize) -> bool {
    let section = &sections[at];
    let marked = |block: &Block| match block {
        Block::List(list) => {
            let group = seen(list);
            (group.named + group.boxes) * 2 >= group.size && group.size > 1
        }
        _ => false,
    };
    !section.role.is_never()
        && (section.blocks.iter().any(marked) && !heading::has_criteria_only(&section.blocks)
            || section.children.iter().any(|child| lists_marked(sections, *child)))
}

/// This many lines without an announcement are things told one by one.
const SEVERAL: usize = 3;

/// Whether a heading that nothing marks as an item stands over several things: a list or a table that
/// no text around makes one piece of work.
pub(super) fn is_chapter(sections: &[Section], at: usize) -> bool {
    let section = &sections[at];
    if heading::is_named(section) {
        return false;
    }
    if callout::are_several(&section.blocks) {
        return true;
    }
    let marked = section.title.done.is_some() || section.title.priority.is_some();
    let fields = field::in_paragraphs(&section.blocks);
    if marked || field::distinct(&fields) >= 2 {
        return false;
    }
    if section.children.iter().any(|child| lists_marked(sections, *child)) {
        return true;
    }
    let topic = |child: &&usize| {
        !heading::is_part(sections, at, **child)
            && sections[**child].label() != Some(Kind::Number)
            && matches!(sections[**child].role, Role::Plain | Role::Work)
    };
    if section.children.iter().filter(topic).count() >= 2 {
        return true;
    }
    let told = fields.iter().any(|field| matches!(field.field, Field::Problem | Field::Remedy));
    let names = head::names_work(&section.title.text);
    let mut announced = false;
    let mut prose = false;
    section.blocks.iter().any(|block| match block {
        Block::Paragraph(text) => {
            let plain = text.plain.trim();
            announced = plain.ends_with([':', '：']);
            prose |= !announced && plain.chars().count() > TOLD;
            false
        }
        Block::List(list) => {
            let group = seen(list);
            let apart = std::mem::take(&mut announced);
            let several = group.size >= SEVERAL && group.fields * 2 < group.size;
            let states = group.states >= 2 && group.states * 2 >= group.size;
            let things = several
                && !apart
                && !prose
                && (group.leads * 4 >= group.size * 3 || group.orders * 2 >= group.size);
            states
                || group.boxes >= 2 && !heading::has_criteria_only(&section.blocks)
                || group.size >= 2 && names
                || things && !told
        }
        Block::Table(table) => {
            announced = false;
            table.rows.len() >= 2 && (table.head.len() >= 3 && !told || names)
        }
        _ => false,
    })
}

/// How many of a hundred lines of its lists order something.
fn sounding(section: &Section) -> usize {
    let lists = section.blocks.iter().filter_map(|block| match block {
        Block::List(list) => Some(list),
        _ => None,
    });
    let share = |group: Group| group.orders * 100 / group.size.max(1);
    lists.map(|list| share(seen(list))).max().unwrap_or(0)
}

fn seen(list: &List) -> Group {
    let titles: Vec<_> = list.items.iter().map(|item| title::read(&item.text)).collect();
    Group::of(list, &titles, &Context::default())
}

/// Whether a list below a heading that says nothing more holds its lines, not its steps.
fn lists_work(section: &Section, list: &List) -> bool {
    let told = section.blocks.iter().any(|block| matches!(block, Block::Paragraph(_)));
    let group = seen(list);
    section.label().is_none()
        && !told
        && !verb::is_imperative(&section.title.text)
        && (group.parents * 2 > group.size || group.size >= 3 && group.orders * 3 >= group.size * 2)
}

/// Whether the numbers of a list go on from or into those of a list under a heading beside this one, so
/// that the lines are the findings and the headings only part them.
fn goes_on(sections: &[Section], at: usize) -> bool {
    let numbers = |section: &Section| {
        let mut lists = section.blocks.iter().filter_map(|block| match block {
            Block::List(list) => Some((list.start?, list.items.len() as u64)),
            _ => None,
        });
        lists.next().filter(|_| lists.next().is_none())
    };
    let Some((start, length)) = numbers(&sections[at]) else { return false };
    let row = &sections[sections[at].parent.unwrap_or(0)].children;
    let beside =
        row.iter().filter(|other| **other != at).filter_map(|other| numbers(&sections[*other]));
    beside.into_iter().any(|(from, count)| {
        start > 1 && from + count == start || from > 1 && start + length == from
    })
}

/// Whether what stands in a section shows by itself to be items, so that its heading only holds
/// them: rows of a table of work, findings with fields, several named lines.
pub(super) fn holds(sections: &[Section], at: usize) -> bool {
    let section = &sections[at];
    if heading::is_named(section) {
        return false;
    }
    let inside = section.blocks.iter().enumerate().any(|(at, block)| match block {
        Block::List(list) => {
            let full = |item: &&Item| !own_field(item) && is_fielded(item);
            let fielded = list.items.iter().filter(full).count();
            let several = list.items.len() >= 2 || section.role == Role::Work;
            !has_boxes(list)
                && several
                && (fielded > 0 && fielded * 2 >= list.items.len() || lists_work(section, list))
        }
        Block::Table(table) => {
            let shape = table.rows.len() >= 2 && table.head.len() >= 3;
            let work = super::table::is_work(table);
            let told = if work { &section.blocks[..at] } else { &section.blocks };
            (shape || work) && field::count(told) == 0
        }
        _ => false,
    });
    inside
        || goes_on(sections, at)
        || section.children.iter().any(|child| {
            let child = &sections[*child];
            !child.role.is_never() && heading::has_table_of_work(child)
        })
}
