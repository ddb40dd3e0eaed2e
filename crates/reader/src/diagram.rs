//! Dependencies that are drawn: mermaid graphs, and lines such as `T001 → T002 → T003`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::block::{Block, Item};
use super::flat::lower;
use super::item::{Reference, WorkItem};
use super::label;
use super::phrase::Phrases;
use super::section::Section;
use super::vocabulary::Vocabulary;
use super::words::{self, Concept};

/// Words in the titles of sections that say in which order to work.
pub(super) static ORDERED: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::TitleOrdered)));

static CRITICAL: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::TitleCriticalPath)));

/// Gives `items` what the drawings of the document say about their order.
pub(super) fn apply(sections: &[Section], items: &mut [WorkItem]) {
    let mut arrows = Vec::new();
    // A critical path only repeats what fields and columns say, and not all of it.
    let told = items.iter().any(|item| !item.waits.is_empty());
    for section in sections {
        let critical = CRITICAL.any(&lower(&section.title.text));
        let ordered = ORDERED.any(&lower(&section.title.text)) || critical;
        blocks(&section.blocks, ordered && !(critical && told), &mut arrows);
    }
    if arrows.is_empty() {
        return;
    }
    let by_label: HashMap<String, usize> = items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| item.label.as_ref().map(|label| (plain(label), at)))
        .collect();
    let mut vocabulary = Vocabulary::default();
    let titles: Vec<_> = items.iter().map(|item| vocabulary.words(&item.title)).collect();
    let mut find = |name: &str| {
        let first = name
            .split(|c: char| c.is_whitespace() || matches!(c, ':' | '('))
            .next()
            .unwrap_or(name);
        by_label.get(&plain(name)).or_else(|| by_label.get(&plain(first))).copied().or_else(|| {
            let said = vocabulary.words(name);
            let same = |at: &usize| said.len() >= 2 && titles[*at] == said;
            (0..titles.len()).find(same)
        })
    };
    let said: Vec<(usize, Reference)> = arrows
        .into_iter()
        .filter_map(|(from, to)| {
            let (first, then) = (find(&from)?, find(&to)?);
            let name = items[first].label.clone().unwrap_or_else(|| items[first].title.clone());
            (first != then).then(|| (then, Reference { to: name, said: format!("{from} → {to}") }))
        })
        .collect();
    for (at, reference) in said {
        if !items[at].waits.iter().any(|have| have.to == reference.to) {
            items[at].waits.push(reference);
        }
    }
}

fn blocks(blocks: &[Block], ordered: bool, out: &mut Vec<(String, String)>) {
    for block in blocks {
        match block {
            Block::Code(language, text, _) if language == "mermaid" => mermaid(text, out),
            Block::Code(_, text, _) if ordered => text.lines().for_each(|line| chain(line, out)),
            Block::Paragraph(text) if ordered => {
                text.plain.lines().for_each(|line| chain(line, out));
            }
            Block::List(list) if ordered => list.items.iter().for_each(|item| listed(item, out)),
            _ => {}
        }
    }
}

fn listed(item: &Item, out: &mut Vec<(String, String)>) {
    item.text.plain.lines().for_each(|line| chain(line, out));
}

/// `T001 → T002 -> T003`, every part a label.
fn chain(line: &str, out: &mut Vec<(String, String)>) {
    let line = line.replace("-->", "→").replace("->", "→").replace('⟶', "→");
    if !line.contains('→') || line.contains(['│', '─', '┬', '┴', '┐', '┘']) {
        return;
    }
    let line = line.rsplit_once(": ").map_or(line.as_str(), |(_, rest)| rest);
    let parts: Vec<Vec<String>> = line
        .split('→')
        .map(|part| {
            let names = part.split([',', '+', '&']).map(str::trim);
            names
                .filter_map(|name| label::read(&format!("{name}:")).map(|label| label.text))
                .collect()
        })
        .collect();
    if parts.iter().any(Vec::is_empty) {
        return;
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

fn connect(parts: &[Vec<String>], out: &mut Vec<(String, String)>) {
    for pair in parts.windows(2) {
        for from in &pair[0] {
            out.extend(pair[1].iter().map(|to| (from.clone(), to.clone())));
        }
    }
}

/// A label without what people leave out when they use it.
pub(super) fn plain(label: &str) -> String {
    label.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '.').collect()
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
        chain("input → output", &mut out);
        assert_eq!(out.len(), 4);
    }
}
