//! Every block of a document with what became of it: nothing of a document goes without a word.

use foldhash::HashMap;

use super::block::{Block, Item, Text};
use super::content::shorten;
use super::found::{Fate, Found};
use super::item::{State, WorkItem};
use super::reading::{Judged, LeftOut, Verdict};
use super::rule;
use super::section::Section;

/// One block, and the block it stands in.
struct Node<'a> {
    line: usize,
    text: &'a str,
    above: Option<usize>,
    depth: usize,
    section: usize,
    heading: bool,
    /// Whether it is commented out.
    comment: bool,
}

/// What the judges say about lines.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// The lines whose blocks are items, and the last line each takes.
    pub(super) items: HashMap<usize, (Verdict, usize, &'static str)>,
    /// The lines that tell again what the item of another line tells, and that line.
    pub(super) also: HashMap<usize, usize>,
    /// The rules that left blocks out, by their lines.
    pub(super) rules: HashMap<usize, &'static str>,
}

/// The items that are kept, and the ledger of all that was found.
pub(super) fn settle(
    found: Vec<(Found, Fate)>,
    rules: HashMap<usize, &'static str>,
) -> (Vec<WorkItem>, Ledger) {
    let lines: Vec<usize> = found.iter().map(|(found, _)| found.item.line).collect();
    let mut ledger = Ledger { rules, ..Ledger::default() };
    let mut items = Vec::new();
    for (found, fate) in found {
        let line = found.item.line;
        match fate {
            Fate::Kept => {
                let done = found.item.state == State::Done;
                let verdict = if done { Verdict::Done } else { Verdict::Item };
                ledger.items.insert(line, (verdict, found.until, found.rule));
                items.push(found.item);
            }
            Fate::Into(to) => {
                ledger.also.insert(line, lines[to]);
            }
            Fate::Out(rule) => {
                ledger.rules.insert(line, rule);
            }
        }
    }
    (items, ledger)
}

/// The blocks of the document `name` with their verdicts; the items are given their parts.
pub(super) fn judged(
    name: &str,
    text: &str,
    sections: &[Section],
    ledger: &Ledger,
    items: &mut [WorkItem],
) -> Vec<Judged> {
    let nodes = nodes(text, sections);
    let ends = ends(text, &nodes);
    let mut out: Vec<Judged> = Vec::with_capacity(nodes.len());
    if let Some(opening) = opening(name, text, nodes.first()) {
        out.push(opening);
    }
    let mut spread: Option<(usize, usize)> = None;
    let holds = holds(&nodes, ledger);
    for (at, node) in nodes.iter().enumerate() {
        if let Some((_, until, _)) = ledger.items.get(&node.line) {
            spread = Some((node.line, *until));
        }
        let (verdict, rule, item) = verdict(&nodes, at, ledger, spread, &holds);
        let section = &sections
            [if node.heading { sections[node.section].parent.unwrap_or(0) } else { node.section }];
        out.push(Judged {
            document: name.to_owned(),
            line: node.line,
            to: ends[at],
            depth: node.depth,
            text: shorten(node.text, 160),
            heading: (section.level > 0).then(|| section.heading.plain.trim().to_owned()),
            is_heading: node.heading,
            verdict,
            rule,
            level: rule::level(rule),
            item,
        });
    }
    let places: HashMap<usize, usize> =
        items.iter().enumerate().map(|(at, item)| (item.line, at)).collect();
    for block in &out {
        let Some(at) = block.item.and_then(|line| places.get(&line)) else { continue };
        match block.verdict {
            Verdict::Part => items[*at].parts.push(block.line),
            Verdict::Also => items[*at].also.push(block.line),
            _ => {}
        }
    }
    out
}

/// What is left out of `blocks`, neighbours of one rule under one heading together.
pub(super) fn left_out(blocks: &[Judged]) -> Vec<LeftOut> {
    let mut out: Vec<LeftOut> = Vec::new();
    let mut open = false;
    for block in blocks {
        // A line over items is named by none of them as a heading is.
        let over = block.verdict == Verdict::Group && !block.is_heading;
        if block.verdict != Verdict::Drop && !over {
            open = false;
            continue;
        }
        let last = out.last_mut().filter(|last| {
            open && last.rule == block.rule && (last.heading == block.heading || block.depth > 1)
        });
        match last {
            Some(last) => last.to = block.to.max(last.to),
            None => out.push(LeftOut {
                document: block.document.clone(),
                line: block.line,
                to: block.to,
                text: block.text.clone(),
                heading: block.heading.clone(),
                rule: block.rule.to_owned(),
                why: rule::why(block.rule).to_owned(),
            }),
        }
        open = true;
    }
    out
}

fn verdict(
    nodes: &[Node<'_>],
    at: usize,
    ledger: &Ledger,
    spread: Option<(usize, usize)>,
    holds: &[bool],
) -> (Verdict, &'static str, Option<usize>) {
    let line = nodes[at].line;
    if nodes[at].comment {
        return (Verdict::Drop, rule::COMMENT, None);
    }
    if let Some((verdict, _, rule)) = ledger.items.get(&line) {
        return (*verdict, rule, Some(line));
    }
    if let Some(item) = ledger.also.get(&line) {
        return (Verdict::Also, rule::TOLD_AGAIN, Some(*item));
    }
    if holds[at] {
        return (Verdict::Group, rule::HOLDS, None);
    }
    let mut reason = ledger.rules.get(&line).copied();
    let mut above = nodes[at].above;
    while let Some(next) = above {
        let line = nodes[next].line;
        if reason.is_none() {
            if ledger.items.contains_key(&line) {
                return (Verdict::Part, rule::PART, Some(line));
            }
            if let Some(item) = ledger.also.get(&line) {
                return (Verdict::Also, rule::TOLD_AGAIN, Some(*item));
            }
            reason = ledger.rules.get(&line).copied();
        }
        above = nodes[next].above;
    }
    if reason.is_none()
        && let Some((item, until)) = spread
        && line > item
        && line <= until
    {
        return (Verdict::Part, rule::PART, Some(item));
    }
    let plain = if nodes[at].heading { rule::EMPTY } else { rule::TEXT };
    (Verdict::Drop, reason.unwrap_or(plain), None)
}

/// Which nodes are no item and have one below.
fn holds(nodes: &[Node<'_>], ledger: &Ledger) -> Vec<bool> {
    let mut holds = vec![false; nodes.len()];
    for at in (0..nodes.len()).rev() {
        let item = ledger.items.contains_key(&nodes[at].line);
        if let Some(above) = nodes[at].above.filter(|_| item || holds[at]) {
            holds[above] = true;
        }
    }
    holds
}

/// The last line of each node that is not blank, before the next node starts.
fn ends(text: &str, nodes: &[Node<'_>]) -> Vec<usize> {
    let full: Vec<bool> = text.lines().map(|line| !line.trim().is_empty()).collect();
    let mut ends = vec![0; nodes.len()];
    let mut next = full.len() + 1;
    for at in (0..nodes.len()).rev() {
        let mut end = next.saturating_sub(1).max(nodes[at].line);
        while end > nodes[at].line && !full.get(end - 1).copied().unwrap_or(false) {
            end -= 1;
        }
        ends[at] = end;
        next = next.min(nodes[at].line);
    }
    ends
}

/// What stands before the first block: keys for a program, comments.
fn opening(name: &str, text: &str, first: Option<&Node<'_>>) -> Option<Judged> {
    let until = first.map_or(usize::MAX, |node| node.line);
    let mut full = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (start, words) = full.next().filter(|(at, _)| at + 1 < until)?;
    let end = full.take_while(|(at, _)| at + 1 < until).last().map_or(start, |(at, _)| at);
    Some(Judged {
        document: name.to_owned(),
        line: start + 1,
        to: end + 1,
        depth: 0,
        text: shorten(words, 160),
        heading: None,
        is_heading: false,
        verdict: Verdict::Drop,
        rule: rule::OPENING,
        level: rule::level(rule::OPENING),
        item: None,
    })
}

fn nodes<'a>(text: &'a str, sections: &'a [Section]) -> Vec<Node<'a>> {
    let mut build = Build { out: Vec::new() };
    let mut headings: Vec<Option<usize>> = vec![None; sections.len()];
    for (at, section) in sections.iter().enumerate() {
        let above = section.parent.and_then(|parent| headings[parent]);
        if section.level > 0 {
            headings[at] =
                Some(build.push(section.heading.line, &section.heading.plain, above, at, true));
        }
        build.blocks(&section.blocks, headings[at], at);
    }
    for (line, text) in comments(text) {
        let section =
            sections.iter().rposition(|section| section.heading.line <= line).unwrap_or(0);
        let node = build.push(line, text, None, section, false);
        build.out[node].comment = true;
    }
    ordered(build.out)
}

/// The comments of several lines that stand on lines of their own, by their first line.
fn comments(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let (mut fenced, mut open) = (false, None);
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        fenced ^= open.is_none() && (bare.starts_with("```") || bare.starts_with("~~~"));
        if open.is_none() && !fenced && bare.starts_with("<!--") && !bare.contains("-->") {
            open = Some((at + 1, line));
        } else if bare.contains("-->") {
            out.extend(open.take());
        }
    }
    out
}

/// The nodes by their lines; those above keep their places.
fn ordered(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| nodes[*at].line);
    let mut places = vec![0; nodes.len()];
    for (place, at) in order.iter().enumerate() {
        places[*at] = place;
    }
    let mut out: Vec<(usize, Node<'_>)> = nodes
        .into_iter()
        .enumerate()
        .map(|(at, node)| {
            (places[at], Node { above: node.above.map(|above| places[above]), ..node })
        })
        .collect();
    out.sort_by_key(|(place, _)| *place);
    out.into_iter().map(|(_, node)| node).collect()
}

struct Build<'a> {
    out: Vec<Node<'a>>,
}

impl<'a> Build<'a> {
    fn push(
        &mut self,
        line: usize,
        text: &'a str,
        above: Option<usize>,
        section: usize,
        heading: bool,
    ) -> usize {
        let depth = above.map_or(0, |above| self.out[above].depth + 1);
        self.out.push(Node { line, text, above, depth, section, heading, comment: false });
        self.out.len() - 1
    }

    fn blocks(&mut self, blocks: &'a [Block], above: Option<usize>, section: usize) {
        for block in blocks {
            match block {
                Block::Paragraph(text) => {
                    self.lines(text, above, section);
                }
                Block::Heading(_, text) => {
                    self.push(text.line, &text.plain, above, section, false);
                }
                Block::List(list) => {
                    for item in &list.items {
                        self.item(item, above, section);
                    }
                }
                Block::Table(table) => {
                    for row in &table.rows {
                        let text = row.cells.iter().max_by_key(|cell| cell.plain.len());
                        let text = text.map_or("", |text| text.plain.as_str());
                        self.push(row.line, text, above, section, false);
                    }
                }
                Block::Code(_, text, line) => {
                    self.push(*line, text, above, section, false);
                }
                Block::Quote(inner) => self.blocks(inner, above, section),
            }
        }
    }

    fn item(&mut self, item: &'a Item, above: Option<usize>, section: usize) {
        let first = item.text.plain.lines().next().unwrap_or_default();
        let node = self.push(item.line, first, above, section, false);
        self.blocks(&item.blocks, Some(node), section);
    }

    /// A paragraph, its later lines below its first.
    fn lines(&mut self, text: &'a Text, above: Option<usize>, section: usize) {
        let mut first = None;
        for (at, line) in text.plain.lines().enumerate() {
            let node = self.push(text.line + at, line, first.or(above), section, false);
            first.get_or_insert(node);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_commented_out_is_told_as_left_out() {
        let text = "# Tasks\n\n- [ ] Mend it\n\n<!--\n- [ ] Later\n-->\n\n- [ ] Draw it\n";
        let reading = crate::read("tasks.md", text.as_bytes()).expect("a reading");
        let items: Vec<usize> = reading.items.iter().map(|item| item.line).collect();
        let left: Vec<_> = reading.left_out.iter().map(|l| (l.line, l.to, &*l.rule)).collect();
        assert_eq!((items, left), (vec![3, 9], vec![(5, 7, "comment")]));
    }
}
