//! The whole text of each item as its document has it: fields, steps, code and all.

use foldhash::HashMap;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::item::WorkItem;

/// What stands from one line of a document on.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A heading of this level, and all up to the next that is as high.
    Heading(u8),
    /// A list item.
    Entry,
    /// A row of a table whose heads stand on this line.
    Row(usize),
    /// A paragraph, and what follows it up to a heading or another item.
    Paragraph,
}

/// A stretch of lines, 0-based, without its end.
#[derive(Debug, Clone, Copy)]
struct Extent {
    end: usize,
    kind: Kind,
}

/// Gives each of `items` its text: what `text` holds from its line on, without its title and
/// without what belongs to other items. `prepared` is the same document as CommonMark, line by line.
pub(super) fn apply(text: &str, prepared: &str, items: &mut [WorkItem]) {
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let extents = extents(prepared, lines.len());
    let mut starts: Vec<usize> = items.iter().map(|item| item.line.saturating_sub(1)).collect();
    starts.sort_unstable();
    starts.dedup();
    for item in items {
        let at = item.line.saturating_sub(1);
        if let Some(extent) = extents.get(&at).filter(|_| item.text.is_empty()) {
            item.text = match extent.kind {
                Kind::Row(heads) => row(&lines, heads, at, item),
                _ => prose(&lines, &own(at, *extent, &starts, &extents), *extent, item),
            };
        }
    }
}

/// An outline of stars with its headlines as CommonMark has them, line for line.
pub(super) fn starred(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches('*');
        let level = line.len() - rest.len();
        if level > 0 && rest.starts_with(' ') {
            out.push_str(&"#".repeat(level.min(6)));
            out.push_str(rest);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// The lines of the item at `at` that are no other item's.
fn own(
    at: usize,
    extent: Extent,
    starts: &[usize],
    extents: &HashMap<usize, Extent>,
) -> Vec<usize> {
    let mut out = Vec::new();
    let mut line = at;
    let mut next = starts.partition_point(|start| *start <= at);
    while line < extent.end {
        while starts.get(next).is_some_and(|start| *start < line) {
            next += 1;
        }
        if starts.get(next) == Some(&line) {
            if matches!(extent.kind, Kind::Paragraph) {
                break;
            }
            line = extents.get(&line).map_or(line + 1, |other| other.end.max(line + 1));
            continue;
        }
        out.push(line);
        line += 1;
    }
    out
}

/// What stands where, by its first line; of blocks that begin on one line, the outermost.
fn extents(prepared: &str, lines: usize) -> HashMap<usize, Extent> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let firsts: Vec<usize> = std::iter::once(0)
        .chain(prepared.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
        .collect();
    let line = |offset: usize| firsts.partition_point(|first| *first <= offset).max(1) - 1;
    let mut out: HashMap<usize, Extent> = HashMap::default();
    let mut headings: Vec<(usize, u8)> = Vec::new();
    let mut heads = 0;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(prepared, options).into_offset_iter() {
        let (Event::Start(tag), true) = (&event, !range.is_empty()) else {
            if matches!(event, Event::End(TagEnd::Item)) {
                depth -= 1;
            }
            continue;
        };
        let block = &prepared[range.clone()];
        let first = line(range.start + block.len() - block.trim_start().len());
        let end = line(range.start + block.trim_end().len().saturating_sub(1)) + 1;
        let kind = match tag {
            Tag::Heading { level, .. } => {
                headings.push((first, *level as u8));
                Kind::Heading(*level as u8)
            }
            Tag::Item => {
                depth += 1;
                Kind::Entry
            }
            Tag::TableHead => {
                heads = first;
                continue;
            }
            Tag::TableRow => Kind::Row(heads),
            Tag::Paragraph if depth == 0 => Kind::Paragraph,
            _ => continue,
        };
        out.entry(first).or_insert(Extent { end, kind });
    }
    for (first, extent) in &mut out {
        let after = headings.partition_point(|(line, _)| line <= first);
        let ends = |level: u8| headings[after..].iter().find(|(_, other)| *other <= level);
        match extent.kind {
            Kind::Heading(level) => extent.end = ends(level).map_or(lines, |(line, _)| *line),
            Kind::Paragraph => extent.end = ends(6).map_or(lines, |(line, _)| *line),
            Kind::Entry | Kind::Row(_) => {}
        }
    }
    out
}

/// The text of an item of which `own` are the lines, the first one's only where it says more than
/// the title.
fn prose(lines: &[&str], own: &[usize], extent: Extent, item: &WorkItem) -> String {
    let Some((first, rest)) = own.split_first() else { return String::new() };
    let rest: Vec<&str> = rest.iter().filter_map(|at| lines.get(*at).copied()).collect();
    let indent = match extent.kind {
        Kind::Entry => {
            let filled = rest.iter().filter(|line| !line.trim().is_empty());
            filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0)
        }
        _ => 0,
    };
    let mut out: Vec<&str> = Vec::with_capacity(rest.len() + 1);
    let head = unmarked(lines.get(*first).copied().unwrap_or_default());
    if !matches!(extent.kind, Kind::Heading(_)) && !is_title(head, item) {
        out.push(head);
    }
    out.extend(rest.iter().map(|line| line.get(indent..).unwrap_or_else(|| line.trim_start())));
    let is_end = |line: &&str| line.trim().is_empty() || is_rule(line);
    while out.last().is_some_and(is_end) {
        out.pop();
    }
    let start = out.iter().position(|line| !line.trim().is_empty()).unwrap_or(out.len());
    out[start..].join("\n")
}

/// A row as lines of `head: cell`, those left out that the title says.
fn row(lines: &[&str], heads: usize, at: usize, item: &WorkItem) -> String {
    let cells = |at: usize| -> Vec<String> {
        let line = lines.get(at).map_or("", |line| line.trim());
        let line = line.strip_prefix('|').unwrap_or(line);
        let line = line.strip_suffix('|').unwrap_or(line);
        let whole = line.replace("\\|", "\u{1}");
        whole.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    let heads = cells(heads);
    let told = cells(at).into_iter().enumerate().filter(|(_, cell)| {
        !cell.is_empty() && !matches!(cell.as_str(), "-" | "—" | "–") && !is_title(cell, item)
    });
    let named = told.map(|(place, cell)| match heads.get(place).filter(|head| !head.is_empty()) {
        Some(head) => format!("{head}: {cell}"),
        None => cell,
    });
    named.collect::<Vec<_>>().join("\n")
}

/// Whether `text` says no more than the title, the label and the urgency of `item` do.
fn is_title(text: &str, item: &WorkItem) -> bool {
    let mut left = letters(text);
    let label = item.label.as_deref().map(letters);
    for known in [Some(letters(&item.title)), label].into_iter().flatten() {
        if let Some(at) = left.find(&known).filter(|_| !known.is_empty()) {
            left.replace_range(at..at + known.len(), "");
        }
    }
    left.is_empty() || item.priority.is_some_and(|priority| priority.name() == left)
}

fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A line without the marks of a list and a task.
fn unmarked(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (number.len() < line.len()).then(|| number.strip_prefix(['.', ')'])).flatten();
    let bare = line
        .strip_prefix(['-', '*', '+'])
        .or(numbered)
        .filter(|rest| rest.starts_with([' ', '\t']))
        .unwrap_or(line)
        .trim();
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| bare.strip_prefix(mark));
    boxed.unwrap_or(bare).trim()
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && ["-", "*", "_"]
            .iter()
            .any(|mark| line.replace([' ', '\t'], "").replace(mark, "").is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn texts(document: &str) -> Vec<String> {
        read("x.md", document.as_bytes()).unwrap().items.into_iter().map(|item| item.text).collect()
    }

    #[test]
    fn a_finding_keeps_its_fields_and_its_code() {
        let document = "# Review\n\n## 1. Compare leaks\n\n**File:** `a/x:10-20`\n**Severity:** High\n\n\
            **Impact:** Every account.\n\n**Fix:** in constant time:\n\n```python\nreturn same(a, b)\n\n# end\n```\n\n---\n\n\
            ## 2. Order is lost\n\n**File:** `b/y`\n\nKeep it.\n";
        let texts = texts(document);
        assert_eq!(texts.len(), 2);
        assert!(texts[0].starts_with("**File:** `a/x:10-20`"), "{}", texts[0]);
        assert!(texts[0].ends_with("```python\nreturn same(a, b)\n\n# end\n```"), "{}", texts[0]);
        assert_eq!(texts[1], "**File:** `b/y`\n\nKeep it.");
    }

    #[test]
    fn what_stands_below_an_entry_is_its_own_and_a_plain_entry_has_no_more() {
        let document = "# Open\n\n- [ ] Fix the cart in `a/x`\n  - it drops cents\n\n  ```\n  sum()\n  ```\n- [ ] Fix the order in `b/y`\n";
        assert_eq!(texts(document), ["- it drops cents\n\n```\nsum()\n```", ""]);
    }

    #[test]
    fn a_row_tells_its_cells_by_their_heads() {
        let document = "# Findings\n\n| ID | Finding | File | Fix |\n|---|---|---|---|\n\
            | B-1 | Order is lost | `b/y` | keep `a \\| b` |\n| B-2 | Cart is empty | `a/x` | fill it |\n";
        let texts = texts(document);
        assert_eq!(texts[0], "File: `b/y`\nFix: keep `a | b`");
    }
}
