//! Lists for programs as tables: values between commas, and YAML that is a list of short fields.

use super::block::{Block, Row, Table, Text};
use super::parse;

/// The table `text` is, as blocks, where it is one; `name` is that of its file.
pub(super) fn blocks(name: &str, text: &str) -> Option<Vec<Block>> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let (head, rows) = match ending {
        Some("csv") => values(text, if text.lines().next()?.contains(';') { ';' } else { ',' }),
        Some("tsv") => values(text, '\t'),
        Some("yaml" | "yml") => fields(text),
        _ => None,
    }?;
    let head = head.into_iter().map(|name| cell(&name, 1)).collect();
    let rows = rows
        .into_iter()
        .map(|(line, cells)| Row { line, cells: cells.iter().map(|c| cell(c, line)).collect() })
        .collect();
    Some(vec![Block::Table(Table { head, rows })])
}

/// A cell's words.
fn cell(words: &str, line: usize) -> Text {
    match &mut parse::parse_from(words.trim(), line)[..] {
        [Block::Paragraph(text)] => std::mem::take(text),
        _ => Text { plain: words.trim().to_owned(), line, ..Text::default() },
    }
}

type Sheet = (Vec<String>, Vec<(usize, Vec<String>)>);

/// The head and the rows of values between `comma`s, where several lines have as many as the first.
fn values(text: &str, comma: char) -> Option<Sheet> {
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    let (mut cells, mut cell, mut quoted, mut line, mut start) =
        (Vec::new(), String::new(), false, 1, 1);
    let mut chars = text.chars().chain(['\n']).peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    rows.push((start, std::mem::take(&mut cells)));
                }
                cells.clear();
                start = line + 1;
            }
            c if c == comma && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
        line += usize::from(c == '\n');
    }
    let (_, head) = rows.first()?.clone();
    rows.remove(0);
    let even = rows.iter().filter(|(_, cells)| cells.len() == head.len()).count();
    (head.len() > 1 && even > 0 && even * 10 >= rows.len() * 9).then_some((head, rows))
}

/// The fields of a list of maps and their values, where there is nothing else.
fn fields(text: &str) -> Option<Sheet> {
    let mut head: Vec<String> = Vec::new();
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') || bare == "---" {
            continue;
        }
        let field = match bare.strip_prefix("- ") {
            Some(first) => {
                rows.push((at + 1, vec![String::new(); head.len()]));
                first
            }
            // "items:" over the list names it.
            None if rows.is_empty() && bare.ends_with(':') => continue,
            None => bare,
        };
        let (key, value) = field.split_once(':')?;
        let (_, cells) = rows.last_mut()?;
        if key.contains(' ') || key.is_empty() {
            return None;
        }
        let place = head.iter().position(|known| known == key).unwrap_or_else(|| {
            head.push(key.to_owned());
            head.len() - 1
        });
        cells.resize(head.len().max(cells.len()), String::new());
        value.trim().trim_matches(['"', '\'']).clone_into(&mut cells[place]);
    }
    (head.len() > 1 && !rows.is_empty()).then_some((head, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines and cells of the table, joined.
    fn of(name: &str, text: &str) -> Vec<String> {
        let blocks = blocks(name, text).unwrap_or_default();
        let Some(Block::Table(table)) = blocks.first() else { return Vec::new() };
        let words = |cells: &[Text]| {
            cells.iter().map(|cell| cell.plain.clone()).collect::<Vec<_>>().join("|")
        };
        let rows = table.rows.iter().map(|row| format!("{}: {}", row.line, words(&row.cells)));
        std::iter::once(words(&table.head)).chain(rows).collect()
    }

    #[test]
    fn sheets_are_tables() {
        assert_eq!(
            of("a.csv", "id,title\n1,\"a, \"\"b\"\"\"\n2,c\n"),
            ["id|title", "2: 1|a, \"b\"", "3: 2|c"]
        );
        assert_eq!(
            of("a.yml", "tasks:\n- title: a\n  file: b.c\n- title: d\n  done: yes\n"),
            ["title|file|done", "2: a|b.c", "4: d||yes"]
        );
        for (name, text) in
            [("a.txt", "a,b\nc,d"), ("a.csv", "words\nmore"), ("a.yaml", "a: b\nc: d")]
        {
            assert!(of(name, text).is_empty(), "{text}");
        }
    }
}
