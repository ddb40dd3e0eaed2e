//! Dependencies told apart from the items: `T003: depends on T001, T002`, `Phase 2 depends on Phase 1`.

use foldhash::HashMap;

use super::block::{Block, Item, Table};
use super::diagram::{ORDERED, plain};
use super::field::{self, Field};
use super::flat::lower;
use super::item::{Reference, WorkItem};
use super::label::Kind;
use super::reference;
use super::section::Section;

/// How many items of a stage another stage is said to wait for; more say nothing more.
const STAGE: usize = 64;

/// What is told about the items before some words: the words, what they wait for, what they block.
#[derive(Default)]
struct Told {
    subject: String,
    waits: Vec<Reference>,
    blocks: Vec<Reference>,
}

/// Gives `items` what the sections about dependencies say in words or in a table.
pub(super) fn apply(sections: &[Section], items: &mut [WorkItem]) {
    let mut told = Vec::new();
    for section in sections {
        let above = section.parent.map(|parent| &sections[parent]);
        if [Some(section), above].into_iter().flatten().any(|s| ORDERED.any(&lower(&s.title.text)))
        {
            read(&section.blocks, &mut told);
        }
    }
    for section in sections {
        if let Some((Kind::Stage, name)) = &section.title.label {
            stage(name, &section.blocks, &mut told);
        }
    }
    if told.is_empty() {
        return;
    }
    let names = Names::new(sections, items);
    for told in told {
        let subjects = names.of(&told.subject, items);
        let waits = names.spelled_out(told.waits, items);
        let blocks = names.spelled_out(told.blocks, items);
        for at in subjects {
            let item = &mut items[at];
            let own = item.label.as_deref().unwrap_or(&item.title).to_owned();
            let new = |have: &[Reference], more: &Reference| {
                more.to != own && !have.iter().any(|have| have.to == more.to)
            };
            for wait in &waits {
                if new(&item.waits, wait) {
                    item.waits.push(wait.clone());
                }
            }
            for block in &blocks {
                if new(&item.blocks, block) {
                    item.blocks.push(block.clone());
                }
            }
        }
    }
}

/// What a stage says it waits for in a field of its own: "**Depends on**: Phase 2".
fn stage(name: &str, blocks: &[Block], out: &mut Vec<Told>) {
    let segments = field::in_paragraphs(blocks);
    for segment in segments.iter().filter(|segment| segment.field == Field::Depends) {
        let waits = reference::list(segment.words(), &format!("depends on {}", segment.words()));
        out.push(Told { subject: name.to_owned(), waits, ..Told::default() });
    }
}

fn read(blocks: &[Block], out: &mut Vec<Told>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => text.plain.lines().for_each(|line| sentence(line, out)),
            Block::List(list) => list.items.iter().for_each(|item| listed(item, out)),
            Block::Table(table) => rows(table, out),
            Block::Quote(inner) => read(inner, out),
            Block::Heading(..) | Block::Code(..) => {}
        }
    }
}

fn listed(item: &Item, out: &mut Vec<Told>) {
    sentence(&item.text.plain.replace('\n', " "), out);
    read(&item.blocks, out);
}

/// `T002, T003: depend on T001`, `T001 blocks T002`: who stands before the words of waiting.
fn sentence(text: &str, out: &mut Vec<Told>) {
    if text.contains(['→', '>']) {
        return;
    }
    let Some(start) = reference::first(text).filter(|start| *start > 0) else { return };
    let mut told = Told { subject: text[..start].to_owned(), ..Told::default() };
    reference::in_prose(&text[start..], &mut told.waits, &mut told.blocks);
    out.push(told);
}

/// A table with a column of names and one of what they wait for.
fn rows(table: &Table, out: &mut Vec<Told>) {
    let heads = || table.head.iter().map(|head| field::key(&head.plain));
    let Some(on) = heads().position(|key| key == Some(Field::Depends)).filter(|on| *on > 0) else {
        return;
    };
    for row in &table.rows {
        if let (Some(name), Some(cell)) = (row.cells.first(), row.cells.get(on)) {
            let waits = reference::list(&cell.plain, &format!("depends on {}", cell.plain));
            out.push(Told { subject: name.plain.clone(), waits, ..Told::default() });
        }
    }
}

/// What the items and the stages they stand in are called.
struct Names {
    items: HashMap<String, usize>,
    /// The name of each stage, what it is about ("setup", "user story 1") and its items.
    stages: Vec<(String, String, Vec<usize>)>,
}

impl Names {
    fn new(sections: &[Section], items: &[WorkItem]) -> Self {
        let named = items.iter().enumerate();
        let labels = named.filter_map(|(at, item)| Some((plain(item.label.as_deref()?), at)));
        let stages = sections.iter().enumerate().filter_map(|(at, section)| {
            let (kind, name) = section.title.label.as_ref()?;
            let about = lower(&section.title.text);
            let about = about.split(['(', '-', '–', '—', ':']).next().unwrap_or_default().trim();
            let about = about.to_owned();
            (*kind == Kind::Stage)
                .then(|| (lower(name).into_owned(), about, within(sections, at, items)))
        });
        Self { items: labels.collect(), stages: stages.collect() }
    }

    /// The items some words are about: those whose labels they hold, or those of one stage.
    fn of(&self, words: &str, items: &[WorkItem]) -> Vec<usize> {
        let mut found: Vec<usize> = words
            .split(|c: char| {
                c.is_whitespace() || matches!(c, ',' | ';' | '&' | '/' | '(' | ')' | ':')
            })
            .filter_map(|word| self.items.get(&plain(word)))
            .copied()
            .collect();
        let whole = words.trim().trim_end_matches([':', '*', ' ']);
        if found.is_empty() {
            found.extend(self.items.get(&plain(whole)));
        }
        if found.is_empty() {
            found.extend(self.stage(words).into_iter().flatten());
        }
        if found.is_empty() {
            let titled = |item: &WorkItem| item.title.eq_ignore_ascii_case(whole);
            found.extend(items.iter().position(titled));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The items of the one stage that `words` name.
    fn stage(&self, words: &str) -> Option<&[usize]> {
        let words = lower(words);
        let named = |name: &str| {
            words.match_indices(name).any(|(at, _)| {
                !words[at + name.len()..].starts_with(|c: char| c.is_ascii_digit() || c == '.')
            })
        };
        let about = |about: &str| {
            let rest = words.trim_start().strip_prefix(about).filter(|_| !about.is_empty());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let mut found = self.stages.iter().filter(|(name, _, _)| named(name)).peekable();
        let mut meant = self.stages.iter().filter(|(_, what, _)| about(what));
        if found.peek().is_none() {
            let (.., members) = meant.next()?;
            return meant.next().is_none().then_some(members);
        }
        let (.., members) = found.next()?;
        found.next().is_none().then_some(members)
    }

    /// References to a stage as references to its items.
    fn spelled_out(&self, references: Vec<Reference>, items: &[WorkItem]) -> Vec<Reference> {
        let mut out = Vec::new();
        for reference in references {
            match self.stage(&reference.to) {
                Some(members) => out.extend(members.iter().take(STAGE).map(|at| {
                    let item = &items[*at];
                    let to = item.label.clone().unwrap_or_else(|| item.title.clone());
                    Reference { to, said: reference.said.clone() }
                })),
                None => out.push(reference),
            }
        }
        out
    }
}

/// The items that stand under a heading or those below it.
fn within(sections: &[Section], at: usize, items: &[WorkItem]) -> Vec<usize> {
    let from = sections[at].heading.line;
    let after = sections[at + 1..].iter().find(|next| next.level <= sections[at].level);
    let to = after.map_or(usize::MAX, |next| next.heading.line);
    (0..items.len()).filter(|item| (from..to).contains(&items[*item].line)).collect()
}
