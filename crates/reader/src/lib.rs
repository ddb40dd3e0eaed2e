//! Text of work-item documents to work items with their source lines.
//!
//! One way through: bytes are decoded, prepared line by line, parsed as CommonMark, sorted under
//! their headings, walked for items, and what stands twice is told once.

mod across;
mod block;
mod callout;
mod cells;
mod content;
mod decode;
mod dedent;
mod diagram;
mod divide;
mod error;
mod field;
mod flat;
mod found;
mod heading;
mod issues;
mod item;
mod label;
mod list;
mod located;
mod named;
mod orgmode;
mod outline;
mod paragraph;
mod parse;
mod path;
mod phrase;
mod pointer;
mod precedence;
mod prepare;
mod priority;
mod reference;
mod restate;
mod role;
mod section;
mod spelling;
mod table;
mod tag;
mod title;
mod twin;
mod verb;
mod vocabulary;
mod walk;

pub use error::Error;
pub use flat::lower;
pub use item::{Form, Priority, Reference, State, WorkItem};
pub use phrase::Phrases;
pub use verb::{Action, action, first, is_statement};

use walk::Strictness;

/// The work items of the document `name`, in the order of their lines; none where it holds no work.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<WorkItem>, Error> {
    let text = decode::decode(bytes).ok_or_else(|| Error::Binary(name.to_owned()))?;
    if text.trim().is_empty() {
        return Err(Error::Empty(name.to_owned()));
    }
    if let Some(items) = issues::read(name, &text) {
        return Ok(items);
    }
    Ok(markdown(name, &text))
}

/// The items of several documents, one after the other, in the order given; what a later document
/// says again about an item of an earlier one is left out.
pub fn read_all<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<WorkItem>, Error> {
    let mut all = Vec::new();
    for (name, bytes) in documents {
        all.extend(read(name, bytes)?);
    }
    Ok(across::across(all))
}

fn markdown(name: &str, text: &str) -> Vec<WorkItem> {
    let blocks = outline::blocks(text).unwrap_or_else(|| parse::parse(&prepare::prepare(text)));
    let sections = section::tree(blocks);
    let mut found = walk::walk(&sections, Strictness::Strict);
    if found.is_empty() {
        found = walk::walk(&sections, Strictness::Lenient);
    }
    if found.is_empty() {
        found = paragraph::items(&sections);
    }
    let mut items = restate::resolve(found, &sections);
    diagram::apply(&sections, &mut items);
    precedence::apply(&sections, &mut items);
    for item in &mut items {
        name.clone_into(&mut item.document);
    }
    items
}
