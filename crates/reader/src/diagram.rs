//! Dependencies that are drawn: mermaid graphs, and lines such as `T001 → T002 → T003`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::block::Block;
use super::drawn;
use super::flat::lower;
use super::item::{Reference, WorkItem};
use super::naming::Names;
use super::phrase::Phrases;
use super::section::Section;
use super::token;
use super::words::{self, Concept};

/// Words in the titles of sections that say in which order to work.
pub(super) static ORDERED: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::TitleOrdered)));

static CRITICAL: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::TitleCriticalPath)));

/// Names before an arrow and names behind it.
pub(super) type Arrow = (String, String);

/// What the drawings of a document say, and how names are meant there.
#[derive(Default)]
struct Drawn {
    /// Where order is what is drawn: names, numbers and titles.
    ordered: Vec<Arrow>,
    /// Anywhere else: only names that nothing else has.
    other: Vec<Arrow>,
}

/// Gives `items` what the drawings of the document say about their order.
pub(super) fn apply(sections: &[Section], items: &mut [WorkItem]) {
    let mut drawn = Drawn::default();
    // A critical path only repeats what fields and columns say, and not all of it.
    let told = items.iter().any(|item| !item.waits.is_empty());
    for section in sections {
        let title = lower(&section.title.text);
        let critical = CRITICAL.any(&title);
        let ordered = section.level > 0 && ORDERED.any(&title) || critical;
        if !(critical && told) {
            blocks(&section.blocks, ordered, &mut drawn);
        }
    }
    if drawn.ordered.is_empty() && drawn.other.is_empty() {
        return;
    }
    let names = Names::new(items);
    let labelled = |name: &str| -> Vec<usize> {
        let named = token::tokens(name).iter().any(|t| {
            t.is_noun() || t.text.contains(|c: char| c.is_ascii_digit()) && t.number().is_none()
        });
        if named { names.named(name, None) } else { Vec::new() }
    };
    let any = |name: &str| -> Vec<usize> {
        let found = names.named(name, None);
        if found.is_empty() { names.titled(name, None).into_iter().collect() } else { found }
    };
    let mut said: Vec<(usize, Reference)> = Vec::new();
    let mut add = |(from, to): Arrow, find: &dyn Fn(&str) -> Vec<usize>| {
        for first in find(&from) {
            for then in find(&to).into_iter().filter(|then| *then != first) {
                let item = &items[first];
                let name = item.label.clone().unwrap_or_else(|| item.title.clone());
                said.push((then, Reference { to: name, said: format!("{from} → {to}") }));
            }
        }
    };
    drawn.ordered.into_iter().for_each(|arrow| add(arrow, &any));
    drawn.other.into_iter().for_each(|arrow| add(arrow, &labelled));
    for (at, reference) in said {
        if !items[at].waits.iter().any(|have| have.to == reference.to) {
            items[at].waits.push(reference);
        }
    }
}

fn blocks(blocks: &[Block], ordered: bool, drawn: &mut Drawn) {
    for block in blocks {
        match block {
            Block::Code(language, text, _) if language.eq_ignore_ascii_case("mermaid") => {
                mermaid(text, &mut drawn.ordered);
            }
            Block::Code(_, text, _) if ordered => drawn::arrows(text, &mut drawn.ordered),
            Block::Paragraph(text) => {
                text.plain.lines().for_each(|line| line_of(line, ordered, drawn));
            }
            Block::List(list) => list.items.iter().for_each(|item| {
                item.text.plain.lines().for_each(|line| line_of(line, ordered, drawn));
            }),
            Block::Quote(inner) => self::blocks(inner, ordered, drawn),
            _ => {}
        }
    }
}

/// A line of text, which may say itself that it is about order: "Dependencies: 1 → 2 → 3".
fn line_of(line: &str, ordered: bool, drawn: &mut Drawn) {
    let head = line.split_once([':', '：']).map_or("", |(head, _)| head);
    let ordered = ordered || head.len() <= 40 && ORDERED.any(&lower(head));
    chain(line, if ordered { &mut drawn.ordered } else { &mut drawn.other });
}

/// `T001 → T002 -> T003`, every part a name.
pub(super) fn chain(line: &str, out: &mut Vec<Arrow>) {
    let line = ["-->", "==>", "=>", "->"].iter().fold(line.to_owned(), |l, a| l.replace(a, "→"));
    let line = line.replace(['⟶', '➔', '➜', '⇒', '►', '▶'], "→");
    if !line.contains('→') {
        return;
    }
    let head = line.find([':', '：']).filter(|at| !line[..*at].contains('→'));
    let line = head
        .filter(|at| token::key(&line[..*at]).len() > 6)
        .map_or(&*line, |at| line[at..].trim_start_matches([':', '：']));
    // "Phases 0 → 1 → 2": the noun is said once.
    let mut noun = "";
    let mut parts: Vec<Vec<String>> = Vec::new();
    for part in line.split('→') {
        let part = part.trim().trim_matches(['*', '`', '-', ' ', '(', ')', '.']);
        let mut names = Vec::new();
        for name in part.split([',', '+', '&', '|']).map(str::trim).filter(|it| !it.is_empty()) {
            let all = token::tokens(name);
            match all[..] {
                [first, ..] if first.is_noun() => {
                    noun = first.text;
                    names.push(name.to_owned());
                }
                [only] if only.number().is_some() && !noun.is_empty() => {
                    names.push(format!("{noun} {}", only.text));
                }
                _ => names.push(name.to_owned()),
            }
        }
        if names.is_empty() || part.len() > 120 {
            return;
        }
        parts.push(names);
    }
    connect(&parts, out);
}

/// `A[Parser] --> B & C`, `A -->|text| B`, with the names nodes are given anywhere.
fn mermaid(text: &str, out: &mut Vec<(String, String)>) {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut arrows: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = line.split("%%").next().unwrap_or_default().trim().trim_end_matches(';');
        let mut parts: Vec<Vec<String>> = Vec::new();
        for part in line.replace("-.->", "-->").replace("==>", "-->").split("-->") {
            let part = part.trim();
            let part = part
                .strip_prefix('|')
                .and_then(|rest| rest.split_once('|'))
                .map_or(part, |(_, rest)| rest);
            parts.push(part.split('&').filter_map(|node| self::node(node, &mut names)).collect());
        }
        if parts.len() > 1 {
            connect(&parts, &mut arrows);
        }
    }
    let named = |id: String| names.get(&id).cloned().unwrap_or(id);
    out.extend(arrows.into_iter().map(|(from, to)| (named(from), named(to))));
}

fn node(text: &str, names: &mut HashMap<String, String>) -> Option<String> {
    let text = text.trim();
    let end = text.find(['[', '(', '{', '>']).unwrap_or(text.len());
    let id = text[..end].trim();
    if id.is_empty() || id.contains(' ') {
        return None;
    }
    let name = text[end..]
        .trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '"' | '>' | '/'));
    if !name.is_empty() {
        names.insert(id.to_owned(), name.trim().to_owned());
    }
    Some(id.to_owned())
}

pub(super) fn connect(parts: &[Vec<String>], out: &mut Vec<(String, String)>) {
    for pair in parts.windows(2) {
        for from in &pair[0] {
            out.extend(pair[1].iter().map(|to| (from.clone(), to.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_read() {
        let mut out = Vec::new();
        mermaid("graph TD\n  A[T001: schema] --> B[\"T002\"]\n  B -->|then| C & D\n", &mut out);
        let names: Vec<_> = out.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(names, [("T001: schema", "T002"), ("T002", "C"), ("T002", "D")]);

        let mut out = Vec::new();
        chain("- Critical path: T001 → T002, T003 -> T004", &mut out);
        assert_eq!(out.len(), 4);

        let mut out = Vec::new();
        chain("Phases 0 -> 1 -> 2", &mut out);
        let names: Vec<_> = out.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(names, [("Phases 0", "Phases 1"), ("Phases 1", "Phases 2")]);
    }
}
