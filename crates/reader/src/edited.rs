//! A reading after somebody said of each block what it is.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::item::{State, WorkItem};
use super::reading::{Judged, Said, Verdict};
use super::rule;

/// A document's reading, to be changed as `edits` say: a line without an entry is left out.
pub(super) struct Edited<'a> {
    /// The document.
    pub(super) name: &'a str,
    /// Its lines; none where its items stand in another form than lines of text.
    pub(super) text: Option<&'a str>,
    /// What was said, by line.
    pub(super) edits: &'a BTreeMap<usize, Verdict>,
}

impl Edited<'_> {
    /// The items and blocks that are left, of what was read.
    pub(super) fn apply(
        &self,
        items: Vec<WorkItem>,
        mut blocks: Vec<Judged>,
    ) -> (Vec<WorkItem>, Vec<Judged>) {
        let mut read: HashMap<usize, WorkItem> =
            items.into_iter().map(|item| (item.line, item)).collect();
        let mut out: Vec<WorkItem> = Vec::new();
        let mut last = 0;
        for at in 0..blocks.len() {
            let line = blocks[at].line;
            let again = at > 0 && line == last;
            last = line;
            let wanted = self.wanted(&blocks[at]);
            match wanted {
                Verdict::Item | Verdict::Done if !again => {
                    let mut item = read.remove(&line).unwrap_or_else(|| self.made(&blocks, at));
                    item.state = if wanted == Verdict::Done { State::Done } else { State::Open };
                    item.parts.clear();
                    out.push(item);
                }
                Verdict::Part if !again => {
                    if let Some(item) = out.last_mut() {
                        take(item, &blocks[at]);
                    }
                }
                _ => {}
            }
            let item = match wanted {
                Verdict::Item | Verdict::Done => Some(line),
                Verdict::Part => out.last().map(|item| item.line),
                Verdict::Also => blocks[at].item,
                Verdict::Group | Verdict::Drop => None,
            };
            said(&mut blocks[at], wanted, item);
        }
        forget(&mut out, &blocks);
        (out, blocks)
    }

    fn wanted(&self, block: &Judged) -> Verdict {
        let group = block.verdict == Verdict::Group;
        let unsaid = if group { Verdict::Group } else { Verdict::Drop };
        self.edits.get(&block.line).copied().unwrap_or(unsaid)
    }

    /// An item made of a block that was none: read as though somebody had drawn a box before it.
    fn made(&self, blocks: &[Judged], at: usize) -> WorkItem {
        let block = &blocks[at];
        let lines: Vec<&str> = self.text.map(|text| text.lines().collect()).unwrap_or_default();
        let own = lines.get(block.line - 1..block.to.min(lines.len())).unwrap_or_default();
        let mut boxed = String::from("- [ ] ");
        match own.first().map(|first| bare(first)) {
            // The cells of a row are no sentence.
            Some(first) if !first.is_empty() && !first.contains(" | ") => boxed.push_str(first),
            _ => boxed.push_str(&block.text),
        }
        for more in own.iter().skip(1) {
            boxed.push_str("\n  ");
            boxed.push_str(more.trim());
        }
        let (items, _) = super::markdown(self.name, &boxed, &Said::default(), &mut Vec::new());
        let plain = || WorkItem { title: block.text.clone(), ..WorkItem::default() };
        let mut item = items.into_iter().next().unwrap_or_else(plain);
        self.name.clone_into(&mut item.document);
        item.line = block.line;
        item.also.clear();
        item.group.clone_from(&block.heading);
        item
    }
}

/// Notes what became of a block where that is not what the rules said.
fn said(block: &mut Judged, wanted: Verdict, item: Option<usize>) {
    if block.verdict != wanted || block.item != item {
        (block.verdict, block.item) = (wanted, item);
        block.rule = rule::ANSWERED;
        block.level = rule::level(rule::ANSWERED);
    }
}

/// Takes `block` for a part of `item`; one that was none before is told to whoever gets the item.
fn take(item: &mut WorkItem, block: &Judged) {
    item.parts.push(block.line);
    if block.verdict != Verdict::Part || block.item != Some(item.line) {
        item.steps.push(block.text.clone());
    }
}

/// Forgets what no longer belongs to an item: its former parts, and lines that told it again.
fn forget(items: &mut [WorkItem], blocks: &[Judged]) {
    for item in items {
        item.also.retain(|line| {
            let tells = |block: &&Judged| block.line == *line && block.verdict == Verdict::Also;
            blocks.iter().any(|block| tells(&block))
        });
        let gone = |step: &String| {
            let told = blocks.iter().filter(|block| block.text == *step);
            let mut verdicts = told.map(|block| block.verdict).peekable();
            verdicts.peek().is_some() && verdicts.all(|verdict| verdict != Verdict::Part)
        };
        item.steps.retain(|step| !gone(step));
    }
}

/// `line` without what makes it a heading, a quote or a line of a list.
fn bare(line: &str) -> &str {
    let marks = ['#', '>', '*', '-', '+', '|', ' ', '\t'];
    let line = line.trim_start_matches(marks).trim_end_matches(['|', ' ', '\t', '\r']);
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(['.', ')']) {
        Some(rest) if digits.len() < line.len() && rest.starts_with(' ') => rest.trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Said, Verdict, read_all};
    use super::*;

    const DOCUMENT: &str = "# Review\n\n- [ ] Fix `a.rs`\n  - look at the test\n- [ ] Fix `b.rs`\n\n## Status\n\nAll is well in `c.rs`\n\n1. The cache of `d.rs`\n";

    fn edited(edits: &[(usize, Verdict)]) -> super::super::Reading {
        let edits = edits.iter().copied().collect();
        let said = Said { edits: [("r.md".to_owned(), edits)].into(), ..Said::default() };
        read_all([("r.md", DOCUMENT.as_bytes())], &said).expect("a document")
    }

    #[test]
    fn what_was_said_is_the_reading() {
        use Verdict::{Done, Item, Part};
        let reading = edited(&[(3, Done), (5, Item), (4, Item), (9, Part), (11, Item)]);
        let shown: Vec<_> = reading
            .items
            .iter()
            .map(|item| (item.line, item.title.as_str(), item.state, item.scope.join(" ")))
            .collect();
        assert_eq!(
            shown,
            [
                (3, "Fix a.rs", State::Done, "a.rs".into()),
                (4, "look at the test", State::Open, String::new()),
                (5, "Fix b.rs", State::Open, "b.rs".into()),
                (11, "The cache of d.rs", State::Open, "d.rs".into()),
            ]
        );
        assert_eq!(reading.items[2].parts, [9], "below what stands above it");
        assert_eq!(reading.items[2].steps, ["All is well in c.rs"]);
        assert_eq!(reading.items[0].steps, [""; 0], "its step is an item of its own");
    }

    #[test]
    fn what_is_not_named_is_left_out() {
        let reading = edited(&[(5, Verdict::Item)]);
        assert_eq!(reading.items.len(), 1);
        assert!(reading.left_out.iter().any(|out| out.line == 3), "{:?}", reading.left_out);
        assert!(edited(&[]).items.is_empty());
    }
}
