//! Dependencies told apart from the items: `T003: depends on T001, T002`, `Phase 2 depends on Phase 1`.

use foldhash::HashSet;

use super::block::{Block, Item, Table};
use super::callout;
use super::diagram::ORDERED;
use super::field::{self, Field};
use super::flat::lower;
use super::item::{Reference, WorkItem};
use super::naming::Names;
use super::reference;
use super::section::Section;
use super::token;
use super::words::{self, Concept};

/// Whom something is told about.
enum Subject {
    /// Whoever these words name; by title as well where the section is about nothing else.
    Words { said: String, titled: bool },
    /// All items of one section.
    Section(usize),
}

/// What is told about some items: what they wait for, what they block.
struct Told {
    subject: Subject,
    waits: Vec<Reference>,
    blocks: Vec<Reference>,
}

/// Gives `items` what the document says in words or in a table about names.
pub(super) fn apply(sections: &[Section], items: &mut [WorkItem]) {
    let mut told = Vec::new();
    let mut rows = Vec::new();
    let lines: HashSet<usize> = items.iter().map(|item| item.line).collect();
    for (at, section) in sections.iter().enumerate() {
        let above = section.parent.map(|parent| &sections[parent]);
        let titled = [Some(section), above]
            .into_iter()
            .flatten()
            .any(|s| s.level > 0 && ORDERED.any(&lower(&s.title.text)));
        let mut reader = Reader { titled, out: &mut told };
        reader.blocks(&section.blocks);
        // What holds items may say what it waits for in a field, what is a stage also in words.
        let held = !lines.contains(&section.heading.line);
        if section.level > 0
            && (held && section.level > 1 || token::stage(&section.heading.plain).is_some())
        {
            stage(section, at, &mut told);
        }
        if section
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Paragraph(text) if chained(&text.plain)))
        {
            rows.push(at);
        }
    }
    let mut found: Vec<(usize, Vec<Reference>, Vec<Reference>)> = Vec::new();
    let names = Names::new(items);
    for told in told {
        let subjects = match &told.subject {
            Subject::Section(at) => within(sections, *at, items),
            Subject::Words { said, titled } => {
                let named = names.named(said, None);
                if named.is_empty() && *titled { names.entitled(said, None) } else { named }
            }
        };
        found.extend(subjects.into_iter().map(|at| (at, told.waits.clone(), told.blocks.clone())));
    }
    for at in rows {
        chain(sections, at, items, &mut found);
    }
    for (at, waits, blocks) in found {
        let new = |have: &[Reference], more: &Reference| !have.iter().any(|it| it.to == more.to);
        let item = &mut items[at];
        for wait in waits {
            if new(&item.waits, &wait) {
                item.waits.push(wait);
            }
        }
        for block in blocks {
            if new(&item.blocks, &block) {
                item.blocks.push(block);
            }
        }
    }
}

/// What a stage says of itself: in its heading, in a field, or in words of its own.
fn stage(section: &Section, at: usize, out: &mut Vec<Told>) {
    let mut told = Told { subject: Subject::Section(at), waits: Vec::new(), blocks: Vec::new() };
    let own = token::stage(&section.heading.plain);
    if own.is_some() {
        reference::in_prose(&section.heading.plain, &mut told.waits, &mut told.blocks);
    }
    // What findings in its text wait for is theirs.
    let findings = section.blocks.iter().position(callout::starts).unwrap_or(section.blocks.len());
    for segment in field::in_paragraphs(&section.blocks[..findings]) {
        // A chain is a drawing.
        if segment.words().contains(['→', '>']) {
            continue;
        }
        match segment.field {
            Field::Depends => told.waits.extend(reference::list(
                segment.words(),
                &format!("depends on {}", segment.words()),
            )),
            Field::Blocks => told
                .blocks
                .extend(reference::list(segment.words(), &format!("blocks {}", segment.words()))),
            Field::Prose | Field::Other if own.is_some() => {
                for line in segment.words().lines() {
                    let (mut waits, mut blocks) = (Vec::new(), Vec::new());
                    reference::in_prose(line, &mut waits, &mut blocks);
                    // Words about another stage are about that one.
                    let subject = reference::first(line).map_or("", |start| &line[..start]);
                    if token::stage(subject).is_none_or(|stage| Some(&stage) == own.as_ref()) {
                        // In running text other things are waited for as well.
                        let placed = |it: &Reference| token::names_stage(&it.to);
                        told.waits.extend(waits.into_iter().filter(placed));
                        told.blocks.extend(blocks.into_iter().filter(placed));
                    }
                }
            }
            _ => {}
        }
    }
    if !(told.waits.is_empty() && told.blocks.is_empty()) {
        out.push(told);
    }
}

struct Reader<'a> {
    /// Whether items are called by their titles here.
    titled: bool,
    out: &'a mut Vec<Told>,
}

impl Reader<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(text) => {
                    let plain = text.plain.replace('\n', " ");
                    if self.titled && text.plain.lines().count() > 1 {
                        text.plain.lines().for_each(|line| self.sentences(line));
                    } else {
                        self.sentences(&plain);
                    }
                }
                Block::List(list) => list.items.iter().for_each(|item| self.listed(item)),
                Block::Table(table) => self.rows(table),
                Block::Quote(inner) => self.blocks(inner),
                Block::Heading(..) | Block::Code(..) => {}
            }
        }
    }

    fn listed(&mut self, item: &Item) {
        self.sentences(&item.text.plain.replace('\n', " "));
        self.blocks(&item.blocks);
    }

    fn sentences(&mut self, text: &str) {
        for sentence in text.split(". ").flat_map(|part| part.split(['。', ';', '；'])) {
            self.sentence(sentence.trim());
        }
    }

    /// `T002, T003: depend on T001`, `T001 blocks T002`: who stands before the words of waiting.
    fn sentence(&mut self, text: &str) {
        if text.contains(['→', '>']) {
            return;
        }
        let Some(start) = reference::first(text).filter(|start| *start > 0) else { return };
        let said = text[..start].trim_end_matches([' ', '(', '[', ':', ',', '—', '–', '-']);
        // "Note: T3 depends on T1": but "T3, T4: both depend on T1".
        let remark = said.rsplit_once(": ").filter(|(head, _)| !reference::is_name(head));
        let said = remark.map_or(said, |(_, said)| said);
        // Elsewhere only a sentence that begins with a name is about it.
        let head = token::tokens(said);
        let named = head.first().is_some_and(|first| {
            first.is_noun() || first.text.contains(|c: char| c.is_ascii_digit())
        });
        let short = head.len() <= 10;
        let fits = self.titled || named && short;
        if said.is_empty() || !fits {
            return;
        }
        let (mut waits, mut blocks) = (Vec::new(), Vec::new());
        reference::in_prose(text, &mut waits, &mut blocks);
        let subject = Subject::Words { said: said.to_owned(), titled: self.titled };
        self.out.push(Told { subject, waits, blocks });
    }

    /// A table with a column of names and one of what they wait for or block.
    fn rows(&mut self, table: &Table) {
        let on = |wanted: Field| {
            let mut heads = table.head.iter().map(|head| field::key(&head.plain));
            heads.position(|key| key == Some(wanted)).filter(|on| *on > 0)
        };
        let (waits, blocks) = (on(Field::Depends), on(Field::Blocks));
        if waits.is_none() && blocks.is_none() {
            return;
        }
        for row in &table.rows {
            let Some(name) = row.cells.first() else { continue };
            let cell = |at: Option<usize>, how: &str| {
                let cell = at.and_then(|at| row.cells.get(at)).map_or("", |cell| &cell.plain);
                reference::list(cell, &format!("{how} {cell}"))
            };
            self.out.push(Told {
                subject: Subject::Words { said: name.plain.clone(), titled: true },
                waits: cell(waits, "depends on"),
                blocks: cell(blocks, "blocks"),
            });
        }
    }
}

/// Whether a paragraph says that each waits for the one before: "Each phase depends on the previous
/// one", "must be done in this order".
fn chained(text: &str) -> bool {
    let mut sentences = text.split(['.', '\n', '。', ';']).filter(|s| s.len() <= 200);
    sentences.any(|sentence| {
        words::within(Concept::InOrder, sentence)
            || words::within(Concept::Each, sentence)
                && words::within(Concept::NamedPrevious, sentence)
                && reference::first(sentence).is_some()
    })
}

/// Says of the stages or of the items below a section that each waits for the one before.
fn chain(
    sections: &[Section],
    at: usize,
    items: &[WorkItem],
    found: &mut Vec<(usize, Vec<Reference>, Vec<Reference>)>,
) {
    // What a preamble says is said of the whole document.
    let about = if sections[at].level <= 1 { 0 } else { at };
    let stages: Vec<usize> = (0..sections.len())
        .filter(|child| {
            let parent = sections[*child].parent;
            (about == 0 || parent == Some(about))
                && token::stage(&sections[*child].heading.plain).is_some()
        })
        .collect();
    let said = "each waits for the one before".to_owned();
    for pair in stages.windows(2) {
        let wait = Reference { to: sections[pair[0]].heading.plain.clone(), said: said.clone() };
        for member in within(sections, pair[1], items) {
            found.push((member, vec![wait.clone()], Vec::new()));
        }
    }
    if !stages.is_empty() {
        return;
    }
    let members = if about == 0 { (0..items.len()).collect() } else { within(sections, at, items) };
    for pair in members.windows(2) {
        let before = &items[pair[0]];
        if before.group == items[pair[1]].group || before.form == items[pair[1]].form {
            let to = before.label.clone().unwrap_or_else(|| before.title.clone());
            found.push((pair[1], vec![Reference { to, said: said.clone() }], Vec::new()));
        }
    }
}

/// The items that stand under a heading or those below it, itself among them.
fn within(sections: &[Section], at: usize, items: &[WorkItem]) -> Vec<usize> {
    let from = sections[at].heading.line;
    let after = sections[at + 1..].iter().find(|next| next.level <= sections[at].level);
    let to = after.map_or(usize::MAX, |next| next.heading.line);
    (0..items.len()).filter(|item| (from..to).contains(&items[*item].line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_of_all_is_told_from_other_words() {
        for (text, want) in [
            ("Each phase depends on the previous one.", true),
            ("Every step builds on the previous one", true),
            ("The tasks must be done in this order.", true),
            ("Jede Phase setzt die vorherige voraus.", true),
            ("Each page needs a title", false),
            ("See the previous one", false),
        ] {
            assert_eq!(chained(text), want, "{text}");
        }
    }
}
