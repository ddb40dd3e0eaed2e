//! What a document says its own marks of urgency mean: `P1 = critical`, `🟡: medium`, a table of marks.

use foldhash::HashMap;

use super::item::{Priority, WorkItem};
use super::priority;

/// A mark that is longer is no mark.
const MARK: usize = 8;

/// Gives items whose lines bear a mark of the legend in `text` what it says there.
pub(super) fn apply(text: &str, items: &mut [WorkItem]) {
    let legend = legend(text);
    if legend.is_empty() {
        return;
    }
    let lines: Vec<&str> = text.split('\n').collect();
    for item in items {
        let own =
            item.line.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or_default();
        // Its own mark counts, else that of the nearest heading that bears one.
        let above = item.under.iter().rev().map(String::as_str);
        let said = std::iter::once(own).chain(above).find_map(|line| marked(line, &legend));
        if let Some(level) = said {
            item.priority = Some(level);
            item.hinted = false;
        }
    }
}

/// The level that a mark in `line` has.
fn marked(line: &str, legend: &HashMap<String, Priority>) -> Option<Priority> {
    legend.iter().find_map(|(mark, level)| {
        let is = |at: usize| {
            let (before, after) = (&line[..at], &line[at + mark.len()..]);
            let sign = !mark.is_ascii();
            let bounded = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '.');
            // A letter is a mark only in brackets, or in a cell of its own.
            let enclosed = before.trim_end().ends_with(['[', '(', '|', '*'])
                && after.trim_start().starts_with([']', ')', '|', '*', ':']);
            sign || enclosed || mark.len() > 1 && bounded
        };
        line.match_indices(mark.as_str()).any(|(at, _)| is(at)).then_some(*level)
    })
}

/// The marks that are explained: at least two, each by a word for a level.
fn legend(text: &str) -> HashMap<String, Priority> {
    let mut all: HashMap<String, Priority> = HashMap::default();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced || line.len() > 300 {
            continue;
        }
        let found = pairs(line);
        // One pair alone on a line is an entry of a list or of a table, which has no more on it.
        for (mark, level) in found {
            all.entry(mark).or_insert(level);
        }
    }
    let mut levels: Vec<Priority> = all.values().copied().collect();
    levels.sort_unstable();
    levels.dedup();
    if levels.len() < 2 { HashMap::default() } else { all }
}

/// `P1 = critical, P2 = high`, `| 🔴 | high |`, `- **A**: critical`.
fn pairs(line: &str) -> Vec<(String, Priority)> {
    let bare = line.trim().trim_matches('|').trim_start_matches(['-', '*', '+', '>', ' ']);
    let row = line.trim().starts_with('|');
    let bare = bare
        .split_once(": ")
        .filter(|(head, rest)| !head.contains('=') && rest.contains('='))
        .map_or(bare, |(_, rest)| rest);
    let entries: Vec<&str> = if row { vec![bare] } else { bare.split([',', ';', '·']).collect() };
    let several = entries.len() > 1;
    let mut out = Vec::new();
    for entry in entries {
        let cut = if row { entry.split_once('|') } else { entry.split_once('=') };
        let Some((mark, said)) = cut else { return Vec::new() };
        let mark = mark.trim().trim_matches(['*', '`', '[', ']', '(', ')']).trim();
        let said = said.trim().trim_matches(['*', '|', ' ', '.']);
        let short = !mark.is_empty() && mark.chars().count() <= MARK && !mark.contains(' ');
        let words = said.split_whitespace().count();
        let first = said.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        let level = first.and_then(priority::word).filter(|_| words <= if several { 3 } else { 2 });
        // A mark that is a word for a level itself explains something else.
        let plain = priority::word(mark).is_none() || super::label::is_priority(mark);
        match level.filter(|_| short && plain && !mark.chars().all(|c| c.is_ascii_digit())) {
            Some(level) => out.push((mark.to_owned(), level)),
            None => return Vec::new(),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use Priority::{Critical, High, Low, Medium};

    #[test]
    fn legends_are_read_and_other_lines_are_not() {
        let legend = legend("Legend: A = critical, B = high\n| 🟡 | medium |\n- 🟢 = low");
        for (mark, level) in [("A", Critical), ("B", High), ("🟡", Medium), ("🟢", Low)] {
            assert_eq!(legend.get(mark), Some(&level), "{mark}");
        }
        assert_eq!(marked("### [A] Lock is lost", &legend), Some(Critical));
        assert_eq!(marked("### A lock is lost", &legend), None);
        assert_eq!(marked("- 🟢 typo", &legend), Some(Low));
        for none in ["x = high", "| Lock | high |\n| Leak | high |", "retries = 3, level = low"] {
            assert!(super::legend(none).is_empty(), "{none}");
        }
    }
}
