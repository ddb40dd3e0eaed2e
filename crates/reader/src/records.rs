//! Lines of plain text that are entries: blocks of `File: …`, `Problem: …`, and points `a)`, `(b)`, `(1)`, `ii.`.

use super::field::{self, Field};

/// The lines that stand in place of such lines, by their number from 0.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.split('\n').collect();
    let fenced = fences(&lines);
    let mut out = blocks(&lines, &fenced);
    out.extend(points(&lines, &fenced));
    out.sort();
    out.dedup_by_key(|(at, _)| *at);
    out
}

fn fences(lines: &[&str]) -> Vec<bool> {
    let mut inside = false;
    let marks =
        |line: &str| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
    lines
        .iter()
        .map(|line| {
            let mark = marks(line);
            inside ^= mark;
            inside || mark
        })
        .collect()
}

/// Blocks of fields that stand one under the other without headings of their own: each is an entry.
fn blocks(lines: &[&str], fenced: &[bool]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, usize, usize, Field)> = Vec::new();
    let (mut at, mut section) = (0, 0);
    while at < lines.len() {
        let line = lines[at];
        let underlined = lines.get(at + 1).is_some_and(|next| is_underline(next));
        if line.starts_with('#') || !line.trim().is_empty() && underlined {
            section = at;
        }
        let Some(first) = key(line).filter(|_| !fenced[at]) else {
            at += 1;
            continue;
        };
        let starts = at == 0 || lines[at - 1].trim().is_empty() || is_rule(lines[at - 1]);
        let ends =
            (at..lines.len()).find(|end| lines[*end].trim().is_empty() || is_rule(lines[*end]));
        let end = ends.unwrap_or(lines.len());
        let keys: Vec<Field> = lines[at..end].iter().filter_map(|line| key(line)).collect();
        let tells = keys.iter().any(|key| matches!(key, Field::Problem | Field::Remedy));
        if starts && tells && keys.len() > 1 && keys.iter().any(|key| *key != keys[0]) {
            found.push((at, end, section, first));
        }
        at = end;
    }
    let row = |one: &(usize, usize, usize, Field)| {
        found.iter().filter(|other| other.2 == one.2 && other.3 == one.3).count() > 1
    };
    let taken = found.iter().filter(|one| row(one));
    taken.flat_map(|(from, to, ..)| entry(&lines[*from..*to], *from)).collect()
}

/// The lines of one block as a bullet of what is wrong, with its fields below.
fn entry(block: &[&str], from: usize) -> Vec<(usize, String)> {
    let of = |wanted: Field| block.iter().position(|line| key(line) == Some(wanted));
    let title = of(Field::Problem).or_else(|| of(Field::Remedy)).unwrap_or(0);
    let value = |line: &str| {
        let (_, rest) = line.split_once([':', '：']).unwrap_or(("", line));
        rest.trim_start_matches('*').trim().to_owned()
    };
    let bold = |line: &str| {
        let name = line.split([':', '：']).next().unwrap_or_default().trim_matches('*').to_owned();
        format!("**{name}:** {}", value(line))
    };
    let mut out = vec![(from, format!("- {}", value(block[title])))];
    for (at, line) in block.iter().enumerate().skip(1) {
        // The field of the first line goes with the second.
        let first =
            if at == 1 && title > 0 { format!("{} ", bold(block[0])) } else { String::new() };
        let line = match key(line) {
            Some(_) => format!("  - {first}{}", bold(line)),
            None if first.is_empty() => format!("    {}", line.trim()),
            None => format!("  - {first}{}", line.trim()),
        };
        out.push((from + at, line));
    }
    out
}

/// The field a line begins with.
fn key(line: &str) -> Option<Field> {
    if line.starts_with([' ', '\t', '-', '#', '>', '|']) {
        return None;
    }
    let (head, rest) = line.split_once([':', '：'])?;
    let name = head.trim_matches('*');
    let worded = rest.starts_with([' ', '*']) || rest.is_empty();
    let field = field::key(name).filter(|_| worded && name.len() <= 30)?;
    (field != Field::Prose).then_some(field)
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | '='))
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
}

/// Points in letters, in numbers in brackets, or in small numerals, of which there are two at least.
fn points(lines: &[&str], fenced: &[bool]) -> Vec<(usize, String)> {
    let marked: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| !fenced[*at])
        .filter_map(|(at, line)| Some((at, mark(line)?)))
        .collect();
    let goes_on = |(first, then): (&str, &str)| {
        let number = |name: &str| ROMAN.iter().position(|roman| *roman == name);
        let letters = || match (first.as_bytes(), then.as_bytes()) {
            ([a], [b]) => a.is_ascii_alphabetic() && b.checked_sub(1) == Some(*a),
            _ => false,
        };
        let numbers = || {
            let pair = first.parse::<u32>().ok().zip(then.parse::<u32>().ok());
            pair.is_some_and(|(a, b)| a + 1 == b)
        };
        let numerals = || number(first).zip(number(then)).is_some_and(|(a, b)| a + 1 == b);
        letters() || numbers() || numerals()
    };
    let runs = marked.windows(2).any(|pair| goes_on((pair[0].1, pair[1].1)));
    let kept = marked.into_iter().filter(|_| runs);
    kept.map(|(at, _)| {
        let bare = lines[at].trim_start();
        let indent = &lines[at][..lines[at].len() - bare.len()];
        (at, format!("{indent}- {bare}"))
    })
    .collect()
}

const ROMAN: [&str; 8] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"];

/// The letter, number or numeral that a line begins with as a point.
fn mark(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    let (head, rest) = bare.split_once(' ')?;
    let open = head.strip_prefix('(');
    let name = match open {
        Some(name) => name.strip_suffix(')')?,
        // "a." is the end of a sentence, "ii." is not.
        None => head
            .strip_suffix(')')
            .or_else(|| head.strip_suffix('.').filter(|name| name.len() > 1 || *name == "i"))?,
    };
    let letter = name.len() == 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
    let number = open.is_some() && name.len() <= 2 && name.bytes().all(|b| b.is_ascii_digit());
    let known = letter || number || ROMAN.contains(&name);
    (known && !name.is_empty() && !rest.trim().is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut all: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for (at, line) in lines(text) {
            all[at] = line;
        }
        all
    }

    #[test]
    fn blocks_of_fields_are_entries() {
        let two = "File: a.c\nProblem: leak\n\nFile: b.c\nProblem: off by one";
        assert_eq!(
            of(two),
            [
                "- leak",
                "  - **File:** a.c **Problem:** leak",
                "",
                "- off by one",
                "  - **File:** b.c **Problem:** off by one"
            ]
        );
        for same in [
            "File: a.c\nProblem: leak",
            "# One\nFile: a.c\nProblem: leak\n\n# Two\nFile: b.c\nProblem: leak",
            "File: a.c\nSeverity: low\n\nFile: b.c\nSeverity: low",
            "```\nFile: a.c\nProblem: x\n\nFile: b.c\nProblem: x\n```",
        ] {
            assert_eq!(of(same).join("\n"), same);
        }
    }

    #[test]
    fn points_in_letters_are_entries() {
        assert_eq!(of("a) one\nb) two"), ["- a) one", "- b) two"]);
        assert_eq!(of("(1) one\n(2) two"), ["- (1) one", "- (2) two"]);
        assert_eq!(of("i. one\nii. two"), ["- i. one", "- ii. two"]);
        for same in ["a) one", "I did a) this", "x. one\ny. two", "(see) a\n(see) b"] {
            assert_eq!(of(same).join("\n"), same);
        }
    }
}
