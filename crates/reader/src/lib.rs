//! Text of work-item documents to work items with their source lines.
//!
//! One way through: bytes are decoded, prepared line by line, parsed as CommonMark, sorted under
//! their headings, walked for items, and what stands twice is told once.

mod account;
mod across;
mod block;
mod callout;
mod cells;
mod concept;
mod content;
mod context;
mod decode;
mod dedent;
mod diagram;
mod divide;
mod drawn;
mod edited;
mod error;
mod everyone;
mod field;
mod flat;
mod folded;
mod found;
mod handed;
mod head;
mod heading;
mod issues;
mod item;
mod judge;
mod keyed;
mod label;
mod layout;
mod legend;
mod line;
mod list;
mod located;
mod markup;
mod mention;
mod named;
mod namesake;
mod naming;
mod odd;
mod orgmode;
mod outline;
mod overview;
mod paragraph;
mod parse;
mod path;
mod phrase;
mod plain;
mod pointer;
mod precedence;
mod prepare;
mod priority;
mod question;
mod raised;
mod reading;
mod records;
mod reference;
mod reported;
mod restate;
mod role;
mod rows;
mod rule;
mod section;
mod sheet;
mod siblings;
mod spelling;
mod sum;
mod table;
mod tag;
mod title;
mod token;
mod tracked;
mod twin;
mod verb;
mod vocabulary;
mod walk;
mod whole;
mod words;

pub use error::Error;
pub use flat::lower;
pub use handed::{Handed, HandedError, HandedItem, handed, handed_for_all};
pub use item::{Form, Given, Priority, Reference, State, WorkItem};
pub use naming::{Names, spoken};
pub use phrase::Phrases;
pub use reading::{Choice, ForAll, Judged as Block, LeftOut, Question, Reading, Said, Verdict};
pub use verb::{Action, action, first, is_statement};
pub use words::{
    Added, Concept, add, begins, ends, is as means, only as says_only, within as tells,
};

use foldhash::HashMap;
use reading::Judged;
use walk::Strictness;

/// What the document `name` comes to.
pub fn read(name: &str, bytes: &[u8]) -> Result<Reading, Error> {
    read_all([(name, bytes)], &Said::default())
}

/// What several documents come to, one after the other, in the order given, with what was `said`
/// about them; what a later document says again about an item of an earlier one is told once.
pub fn read_all<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    said: &Said,
) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    for (name, bytes) in documents {
        let text = decode::decode(bytes).ok_or_else(|| Error::Binary(name.to_owned()))?;
        if text.trim().is_empty() {
            return Err(Error::Empty(name.to_owned()));
        }
        let exported = issues::read(name, &text);
        let lines = exported.is_none().then_some(&*text);
        let (mut items, mut blocks) =
            exported.unwrap_or_else(|| markdown(name, &text, said, &mut reading.questions));
        if let Some(edits) = said.edits.get(name) {
            (items, blocks) = edited::Edited { name, text: lines, edits }.apply(items, blocks);
        }
        if let Some(lines) = lines {
            reading.for_all.append(&mut everyone::apply(name, lines, &mut blocks));
        }
        reading.items.append(&mut items);
        reading.blocks.append(&mut blocks);
    }
    reading.items = across::across(reading.items, &mut reading.blocks);
    reading.left_out = account::left_out(&reading.blocks);
    Ok(reading)
}

fn markdown(
    name: &str,
    text: &str,
    said: &Said,
    questions: &mut Vec<Question>,
) -> (Vec<WorkItem>, Vec<Judged>) {
    let whole = text;
    let text = &*markup::markdown(name, text);
    let outlined = sheet::blocks(name, text).or_else(|| outline::blocks(text));
    let laid = if outlined.is_some() { None } else { layout::markdown(name, text) };
    let prepared = match laid {
        _ if outlined.is_some() => whole::starred(text),
        Some(laid) => prepare::prepare(&laid),
        None => prepare::prepare(text),
    };
    let blocks = outlined.unwrap_or_else(|| raised::raised(parse::parse(&prepared)));
    let mut sections = section::tree(name, blocks);
    paragraph::listed(&mut sections);
    let none = HashMap::default();
    let mut strictness = Strictness::Strict;
    let mut walked = walk::walk(&sections, strictness, &none);
    if walked.found.is_empty() {
        strictness = Strictness::Lenient;
        walked = walk::walk(&sections, strictness, &none);
    }
    let (mut asked, answers) = question::questions(name, &sections, &walked.asks, said);
    questions.append(&mut asked);
    if answers.is_empty() {
        paragraph::complete(&sections, &mut walked.found);
    } else {
        walked = walk::walk(&sections, strictness, &answers);
    }
    let mut fates = restate::resolve(walked.found, &sections);
    reported::apply(&mut fates, &sections);
    let (mut items, ledger) = account::settle(fates, walked.rules);
    siblings::label(&mut items);
    section::place(&sections, &mut items);
    legend::apply(text, &mut items);
    diagram::apply(&sections, &mut items);
    precedence::apply(&sections, &mut items);
    whole::apply(whole, &prepared, &mut items);
    for item in &mut items {
        name.clone_into(&mut item.document);
    }
    let blocks = account::judged(name, whole, &sections, &ledger, &mut items);
    (items, blocks)
}
