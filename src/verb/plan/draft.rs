//! The reading of documents in a few lines, to be changed by hand: a line for each block.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use crate::document::{Block, Reading, Verdict};
use crate::render::inert;

use super::editor::Wrong;

/// What somebody made of the blocks of each document, by line.
pub(super) type Edits = BTreeMap<String, BTreeMap<usize, Verdict>>;

const HELP: &str = "
# What each block of the documents is, with its line and its first words:
#
# item  = work to be handed out
# part  = a step or detail of the item above it
# done  = finished work
# drop  = no work
#
# 'group' heads items and 'also' tells one again; make an item of them, or leave them. A line that is
# removed or commented is dropped; to take one in, remove its '#'. What follows the number is for you
# to read. An empty file gives up.
";

/// `reading` in this form.
pub(super) fn text(reading: &Reading) -> String {
    let mut out = String::new();
    let mut document = None;
    let mut last = 0;
    for block in &reading.blocks {
        if document != Some(&block.document) {
            let gap = if document.is_some() { "\n" } else { "" };
            push(&mut out, format_args!("{gap}document {}\n", inert(&block.document)));
            document = Some(&block.document);
        } else if last == block.line {
            continue;
        }
        last = block.line;
        let (mark, why) = if block.verdict == Verdict::Drop {
            ("# ", format!("  ({})", block.rule))
        } else {
            ("", String::new())
        };
        let indent = "  ".repeat(block.depth.min(8));
        push(
            &mut out,
            format_args!(
                "{mark}{:<5} {:>4} {indent}{}{why}\n",
                block.verdict.name(),
                block.line,
                inert(&block.text)
            ),
        );
    }
    out.push_str(HELP);
    out
}

/// What `text` says about the blocks of `reading`.
pub(super) fn read(text: &str, reading: &Reading) -> Result<Edits, Wrong> {
    let mut edits: Edits =
        reading.blocks.iter().map(|block| (block.document.clone(), BTreeMap::new())).collect();
    let mut blocks: HashMap<(&str, usize), &Block> = HashMap::new();
    for block in &reading.blocks {
        blocks.entry((&block.document, block.line)).or_insert(block);
    }
    let mut document = reading.blocks.first().map(|block| block.document.clone());
    for (line, at) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: String| Wrong::Line(at, why);
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if word == "document" {
            let known = edits.keys().find(|name| inert(name) == rest.trim());
            let unknown = || wrong(format!("'{}' is none of the documents", rest.trim()));
            document = Some(known.ok_or_else(unknown)?.clone());
            continue;
        }
        let verdict = verdict(word).ok_or_else(|| {
            wrong(format!("'{}' is none of item, part, done and drop", inert(word)))
        })?;
        let number = rest.split_whitespace().next().unwrap_or_default();
        let place = number.parse().ok().zip(document.as_deref());
        let block = place.and_then(|(line, document)| blocks.get(&(document, line)));
        let block = block.ok_or_else(|| {
            wrong(format!("nothing stands in line '{}' of the document", inert(number)))
        })?;
        if matches!(verdict, Verdict::Also | Verdict::Group) && block.verdict != verdict {
            return Err(wrong(format!("line {number} can be item, part, done or drop")));
        }
        edits.entry(block.document.clone()).or_default().insert(block.line, verdict);
    }
    Ok(edits)
}

fn verdict(word: &str) -> Option<Verdict> {
    [Verdict::Item, Verdict::Part, Verdict::Done, Verdict::Drop, Verdict::Also, Verdict::Group]
        .into_iter()
        .find(|verdict| verdict.name() == word)
}

fn push(out: &mut String, words: std::fmt::Arguments<'_>) {
    // A `String` takes all that is written to it.
    let _ = out.write_fmt(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Said, read_all};

    fn reading(said: &Said) -> Reading {
        let one = "# One\n\n- [ ] Fix `a.rs`\n- [x] Fix `b.rs`\n\nAll is well\n";
        let two = "# Two\n\n- [ ] Fix `c.rs`\n  - and its test\n";
        read_all([("one.md", one.as_bytes()), ("two.md", two.as_bytes())], said).expect("documents")
    }

    fn edits(text: &str) -> Result<Edits, (usize, String)> {
        read(text, &reading(&Said::default())).map_err(|wrong| match wrong {
            Wrong::Line(line, why) => (line, why),
            Wrong::Whole(failure) => (0, failure.message().to_owned()),
        })
    }

    #[test]
    fn unchanged_it_is_the_same_reading() {
        let before = reading(&Said::default());
        let edits = edits(&text(&before)).expect("edits");
        assert_eq!(reading(&Said { edits, ..Said::default() }), before);
    }

    #[test]
    fn lines_say_what_blocks_are() {
        let said = edits("document one.md\ndone 3 x\n# item 4\ndocument two.md\nitem 4\n");
        let said = said.expect("edits");
        assert_eq!(said["one.md"], BTreeMap::from([(3, Verdict::Done)]));
        assert_eq!(said["two.md"], BTreeMap::from([(4, Verdict::Item)]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, line, why) in [
            ("pick 3\n", 1, "'pick' is none of item, part, done and drop"),
            ("\nitem 77 x\n", 2, "nothing stands in line '77' of the document"),
            ("item\n", 1, "nothing stands in line '' of the document"),
            ("document three.md\n", 1, "'three.md' is none of the documents"),
            ("also 3\n", 1, "line 3 can be item, part, done or drop"),
        ] {
            assert_eq!(edits(text), Err((line, why.to_owned())), "{text}");
        }
    }
}
