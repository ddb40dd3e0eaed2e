//! Plain lines that are lists or headings all the same: tasks of `todo.txt`, steps that begin with their
//! number, thoughts line by line, and short lines over what follows.

use super::label::{self, Kind};

/// The lines of `text` that are tasks or steps though no mark says so, written as CommonMark, by
/// their place.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    let tasks = tasks(text);
    if !tasks.is_empty() {
        return tasks;
    }
    let steps = steps(text);
    if !steps.is_empty() || text.lines().any(is_markup) {
        return steps;
    }
    let heads = heads(text);
    let first = text.lines().position(|line| !line.trim().is_empty());
    let level = |at: usize| if Some(at) == first { "#" } else { "##" };
    let mut all: Vec<(usize, String)> =
        heads.iter().map(|(at, line)| (*at, format!("{} {}", level(*at), line.trim()))).collect();
    let heads: Vec<usize> = heads.into_iter().map(|(at, _)| at).collect();
    all.extend(thoughts(text, &heads));
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Whether a line is a heading, a rule below one or a fence, so that the text has markup of its own.
fn is_markup(line: &str) -> bool {
    let ruled = line.len() > 2
        && line.starts_with(['=', '-', '~', '^'])
        && line.trim_end().bytes().all(|b| Some(&b) == line.as_bytes().first());
    line.starts_with('#') || line.starts_with("```") || line.starts_with("~~~") || ruled
}

/// A line of more letters or words is no heading.
const HEAD: (usize, usize) = (60, 7);

/// The short lines that stand apart over other lines, where there are several and far more others.
fn heads(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let blank = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim();
        let indent = line.len() - line.trim_start().len();
        let short = bare.chars().count() <= HEAD.0 && bare.split_whitespace().count() <= HEAD.1;
        let named = bare.starts_with(char::is_uppercase)
            && !bare.ends_with(['.', ',', ';', '?', '。'])
            && !bare.contains(['=', '{', '<', '|', '`']);
        let shouted = bare.to_lowercase() != bare
            && bare.to_uppercase() == bare
            && bare.chars().filter(|c| c.is_alphabetic()).count() > 2;
        let below = lines[at + 1..].iter().position(|line| !line.trim().is_empty());
        let over =
            below.is_some_and(|below| (1..=2).contains(&below)) || shouted && below == Some(0);
        if indent < 4 && short && named && over && (at == 0 || blank(at - 1)) {
            out.push((at, *line));
        }
    }
    let all = lines.iter().filter(|line| !line.trim().is_empty()).count();
    if out.len() >= 2 && out.len() * 3 <= all {
        return out;
    }
    // One line alone over all the others names them.
    out.retain(|(at, _)| all > 2 && lines[..*at].iter().all(|line| line.trim().is_empty()));
    out.truncate(1);
    out
}

/// This many lines make a list.
const SEVERAL: usize = 5;
/// Shorter lines are not broken at a margin.
const MARGIN: usize = 55;
/// Nor are longer ones.
const WRAPPED: usize = 100;

/// The lines of a text without marks that are one thought each: they are not broken at a margin, and
/// most do not end as sentences do.
fn thoughts(text: &str, heads: &[usize]) -> Vec<(usize, String)> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter(|(at, line)| !line.trim().is_empty() && heads.binary_search(at).is_err())
        .collect();
    let marked = |line: &str| {
        let bare = line.trim_start();
        let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
        bare.starts_with("o ")
            || bare.starts_with(['-', '*', '+', '>', '|', '•', '[', '☐', '(', '{', '<', '!', '?'])
            || number.len() < bare.len() && number.starts_with(['.', ')'])
    };
    let plain = lines.iter().filter(|(_, line)| !marked(line)).count();
    let sentences =
        lines.iter().filter(|(_, line)| line.trim_end().ends_with(['.', ':', ';', ',']));
    let code = lines.iter().filter(|(_, line)| line.trim_end().ends_with([';', '{', '}'])).count();
    if code > 2
        || plain < SEVERAL
        || plain * 3 < lines.len() * 2
        || sentences.count() * 2 > lines.len()
    {
        return Vec::new();
    }
    let length = |line: &str| line.trim().chars().count();
    let longest = lines.iter().map(|(_, line)| length(line)).max().unwrap_or(0);
    let inner = lines.windows(2).filter(|pair| pair[1].0 == pair[0].0 + 1);
    let full = inner.clone().filter(|pair| length(pair[0].1) * 10 >= longest * 7).count();
    if (MARGIN..=WRAPPED).contains(&longest) && full * 2 > inner.count() {
        return Vec::new();
    }
    let said = lines.into_iter().filter(|(_, line)| !marked(line));
    said.map(|(at, line)| {
        let bare = line.trim_start();
        (at, format!("{}- {bare}", " ".repeat(line.len() - bare.len())))
    })
    .collect()
}

/// Whether the text is a `todo.txt`.
pub(super) fn are_tasks(text: &str) -> bool {
    !tasks(text).is_empty()
}

/// The tasks of a `todo.txt`, where most lines are written as that has them.
fn tasks(text: &str) -> Vec<(usize, String)> {
    let lines = || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let marked = lines().filter(|(_, line)| is_task(line)).count();
    if marked < 2 || marked * 2 < lines().count() {
        return Vec::new();
    }
    let plain = |line: &&str| line.starts_with(|c: char| c.is_alphanumeric() || c == '(');
    lines().filter(|(_, line)| plain(line)).map(|(at, line)| (at, task(line))).collect()
}

/// Whether a line begins as tasks do there: `(A) fix`, `x 2026-01-02 fixed`, `2026-01-02 fix`.
fn is_task(line: &str) -> bool {
    let rest = line.strip_prefix("x ").unwrap_or(line);
    rank(rest).is_some() || dated(rest) != rest
}

/// The letter of urgency, and what follows.
fn rank(line: &str) -> Option<(char, &str)> {
    let mut chars = line.strip_prefix('(')?.chars();
    let letter = chars.next().filter(char::is_ascii_uppercase)?;
    Some((letter, chars.as_str().strip_prefix(") ")?))
}

/// `line` without the days it begins with.
fn dated(mut line: &str) -> &str {
    while let Some((day, rest)) = line.split_once(' ')
        && day.len() == 10
        && day.split('-').count() == 3
        && day.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        line = rest;
    }
    line
}

fn task(line: &str) -> String {
    let (mark, rest) = line.strip_prefix("x ").map_or(("[ ]", line), |rest| ("[x]", rest));
    let (letter, rest) = rank(dated(rest)).map_or((None, rest), |(c, rest)| (Some(c), rest));
    let level = match letter {
        Some('A') => "[high] ",
        Some('B') => "[medium] ",
        Some(_) => "[low] ",
        None => "",
    };
    let words: Vec<&str> = dated(rest).split(' ').filter(|word| !is_tag(word)).collect();
    format!("- {mark} {level}{}", words.join(" "))
}

/// A word that says something to the program: `+project`, `@context`, `due:2026-01-02`.
fn is_tag(word: &str) -> bool {
    let named = |word: &str| word.starts_with(char::is_alphanumeric);
    let keyed = word.split_once(':').is_some_and(|(key, value)| {
        matches!(key, "due" | "t" | "rec" | "pri" | "id") && !value.is_empty()
    });
    word.strip_prefix(['+', '@']).is_some_and(named) || keyed
}

/// Lines that begin with the name of a step, where several do: "Step 1. Split it".
fn steps(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        fenced ^= line.starts_with("```") || line.starts_with("~~~");
        if fenced || !line.starts_with(char::is_alphabetic) {
            continue;
        }
        let step = label::read(line).filter(|label| label.kind == Kind::Step);
        if step.is_some_and(|step| line.len() > step.len + 3) {
            out.push((at, format!("- {line}")));
        }
    }
    if out.len() < 2 { Vec::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_and_steps_are_lists() {
        let of = |text: &str| lines(text).into_iter().map(|(_, line)| line).collect::<Vec<_>>();
        assert_eq!(
            of(
                "(A) 2026-11-01 fix a.py +core @bug\nx 2026-11-02 2026-11-01 b\n(B) c due:2026-12-01"
            ),
            ["- [ ] [high] fix a.py", "- [x] b", "- [ ] [medium] c"]
        );
        assert_eq!(
            of("Goal: all.\n\nStep 1. Split it.\nIt is long.\n\nStep 2: Sign it.\n"),
            ["- Step 1. Split it.", "- Step 2: Sign it."]
        );
        assert_eq!(
            of("ROADS\nmend the map\nadd a lake\n\nSHIPS\ndraw a mast\npaint the hull\nsell it"),
            [
                "# ROADS",
                "- mend the map",
                "- add a lake",
                "## SHIPS",
                "- draw a mast",
                "- paint the hull",
                "- sell it"
            ]
        );
        assert_eq!(
            of(
                "Review of it\n\n  It is long and old.\n\nBig problems\n\n1. A\n\nIt is.\n\n2. B\n\nIs."
            ),
            ["# Review of it", "## Big problems"]
        );
        for text in ["Step 1. Alone.", "a\nb", "(see below)\n(A) b", "Step 1\nStep 2"] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
