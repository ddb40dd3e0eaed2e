//! Findings folded away in HTML, `<details><summary>Lock is lost</summary>`, as headings; headings of HTML as well.

/// How many folds under one heading are findings rather than something to be looked up.
const LEAST: usize = 2;

/// The lines that stand in place of those with folds and headings of HTML, by their number from 0.
pub(super) fn lines(text: &str) -> Vec<(usize, String)> {
    if !text.contains('<') {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut folds: Vec<Fold> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let (mut level, mut section, mut fence) = (1, 0, None);
    for (at, line) in text.split('\n').enumerate() {
        let bare = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if fence.is_some() || mark.is_some() {
            fence = if fence.is_none() { mark } else { fence.filter(|_| mark != fence) };
            continue;
        }
        let hashes = bare.len() - bare.trim_start_matches('#').len();
        if (1..=6).contains(&hashes) && bare[hashes..].starts_with(' ') {
            (level, section) = (hashes, at);
        } else if let Some((hashes, title)) = heading(bare) {
            (level, section) = (hashes, at);
            out.push((at, format!("{} {title}", "#".repeat(hashes))));
        }
        if tag(bare, "details") {
            open.push(None);
        }
        if let Some(title) = summary(bare)
            && let Some(last) = open.last_mut()
        {
            *last = Some(folds.len());
            let deep = level + open.len();
            folds.push(Fold { opened: at, line: at, section, level: deep, title, closed: None });
        }
        // A fold that is shut right over a heading must not swallow it.
        if bare == "</details>"
            || tag(bare, "details") && bare.ends_with('>') && !bare.contains("<s")
        {
            out.push((at, String::new()));
        }
        if bare.starts_with("</details>")
            && let Some(fold) = open.pop().flatten()
        {
            folds[fold].closed = Some(at);
        }
    }
    opened(text, &mut folds);
    for fold in &folds {
        let beside = |other: &&Fold| other.section == fold.section && other.level == fold.level;
        let row: Vec<&Fold> = folds.iter().filter(beside).collect();
        let alike = row.iter().filter(|other| other.title == fold.title).count() > 1;
        if row.len() < LEAST || alike || fold.level > 6 || fold.title.ends_with(':') {
            continue;
        }
        out.extend((fold.opened..fold.line).map(|at| (at, String::new())));
        out.push((fold.line, format!("{} {}", "#".repeat(fold.level), fold.title)));
        out.extend(fold.closed.map(|at| (at, String::new())));
    }
    out.sort();
    out.dedup_by_key(|(at, _)| *at);
    out
}

struct Fold {
    opened: usize,
    line: usize,
    section: usize,
    level: usize,
    title: String,
    closed: Option<usize>,
}

/// Notes for each fold the line that opens it, which may be one above its summary.
fn opened(text: &str, folds: &mut [Fold]) {
    let lines: Vec<&str> = text.split('\n').collect();
    for fold in folds {
        if !tag(lines[fold.line].trim(), "details")
            && let Some(before) = fold.line.checked_sub(1)
            && tag(lines[before].trim(), "details")
        {
            fold.opened = before;
        }
    }
}

/// Whether a line begins with the tag.
fn tag(bare: &str, name: &str) -> bool {
    bare.strip_prefix('<')
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(['>', ' ']))
}

/// What stands between `<summary>` and its end on one line.
fn summary(bare: &str) -> Option<String> {
    let (_, rest) = bare.split_once("<summary")?;
    let (_, rest) = rest.split_once('>')?;
    let (title, _) = rest.split_once("</summary>")?;
    let title = untagged(title);
    (!title.is_empty()).then_some(title)
}

/// The level and the words of `<h2>Words</h2>`.
fn heading(bare: &str) -> Option<(usize, String)> {
    let rest = bare.strip_prefix("<h")?;
    let level = rest.chars().next()?.to_digit(10).filter(|level| (1..=6).contains(level))?;
    let (_, rest) = rest.split_once('>')?;
    let (title, _) = rest.split_once("</h")?;
    let title = untagged(title);
    (!title.is_empty()).then_some((usize::try_from(level).ok()?, title))
}

/// Words without tags; code keeps its marks.
fn untagged(text: &str) -> String {
    let text = text.replace("<code>", "`").replace("</code>", "`");
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_folds_are_findings_and_one_is_none() {
        let fold = |title: &str| {
            format!("<details>\n<summary><b>{title}</b></summary>\n\ntext\n\n</details>\n")
        };
        let two = format!("## Review\n{}{}", fold("Lock is lost"), fold("<code>a.rs</code> leaks"));
        let found = lines(&two);
        assert_eq!(found[0], (1, String::new()));
        assert_eq!(found[1], (2, "### Lock is lost".to_owned()));
        assert!(found.contains(&(8, "### `a.rs` leaks".to_owned())), "{found:?}");
        for none in [fold("Click to expand"), format!("{}{}", fold("Show"), fold("Show"))] {
            let found = lines(&format!("## Review\n{none}"));
            assert!(found.iter().all(|(_, line)| line.is_empty()), "{found:?}");
        }
    }

    #[test]
    fn headings_of_html_are_headings() {
        assert_eq!(lines("<h2 id=\"a\">To <b>do</b></h2>"), [(0, "## To do".to_owned())]);
        assert!(lines("```\n<h2>x</h2>\n```\n<header>").is_empty());
    }
}
