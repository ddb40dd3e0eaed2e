//! Plain lines that are lists all the same: tasks of `todo.txt`, and steps that begin with their number.

use super::label::{self, Kind};

/// The lines of `text` that are tasks or steps though no mark says so, written as CommonMark, by
/// their place.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    let tasks = tasks(text);
    if tasks.is_empty() { steps(text) } else { tasks }
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
        for text in ["Step 1. Alone.", "a\nb", "(see below)\n(A) b", "Step 1\nStep 2"] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
