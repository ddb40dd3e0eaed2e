//! Lines that call other items by their names: `C1-C5: fix them all`, `H2, H3 — validate`.

/// How many names a range may stand for.
const MOST: u32 = 100;

/// The names before the colon or dash that starts `title`, where nothing else stands there.
pub(super) fn names(title: &str) -> Vec<String> {
    let head = title.split([':', '：', '—']).next().unwrap_or_default();
    if head.len() == title.len() || head.len() > 60 {
        return Vec::new();
    }
    let parts = head.split([',', '/', '&', '+']).flat_map(|part| part.split(" and "));
    let mut all = Vec::new();
    for part in parts {
        match range(part.trim()) {
            Some(mut names) => all.append(&mut names),
            None => return Vec::new(),
        }
    }
    all
}

/// `C7` or `C7-C9` or `BUG-1–3`, one by one.
pub(super) fn range(part: &str) -> Option<Vec<String>> {
    let (letters, first, width, rest) = name(part)?;
    let Some(to) = rest.strip_prefix(['-', '–']) else {
        return rest.is_empty().then(|| vec![part.to_owned()]);
    };
    let last: u32 = to.strip_prefix(letters).unwrap_or(to).parse().ok()?;
    let fits = first < last && last - first < MOST;
    fits.then(|| (first..=last).map(|number| format!("{letters}{number:0width$}")).collect())
}

/// The letters a name starts with, its number, how many digits that has, and what follows.
fn name(part: &str) -> Option<(&str, u32, usize, &str)> {
    let digits = part.find(|c: char| c.is_ascii_digit())?;
    let (letters, rest) = part.split_at(digits);
    let capitals = letters.trim_end_matches('-');
    if capitals.is_empty() || !capitals.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((letters, rest[..end].parse().ok()?, end, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ranges_before_a_colon_are_read() {
        for (title, want) in [
            ("C1-C3: Fix all", &["C1", "C2", "C3"][..]),
            ("BUG-9–11: Fix", &["BUG-9", "BUG-10", "BUG-11"]),
            ("T008-T009: Fix", &["T008", "T009"]),
            ("H2, H3 — Fix", &["H2", "H3"]),
            ("A1 and B2/B3: Fix", &["A1", "B2", "B3"]),
            ("C1: Fix", &["C1"]),
            ("C5-C1: Fix", &[]),
            ("C1-C999: Fix", &[]),
            ("C1 and more: Fix", &[]),
            ("Parser: Fix", &[]),
            ("C1 fix", &[]),
        ] {
            assert_eq!(names(title), want, "{title}");
        }
    }
}
