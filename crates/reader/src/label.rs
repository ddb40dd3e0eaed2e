//! The numbers and names that stand before a title: `3.`, `1.2`, `Task 4:`, `T012`, `BUG-3 —`, `#17`, `Phase 2:`.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{self, Concept};

/// What the label says about the thing it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number only.
    Number,
    /// A step inside something larger.
    Step,
    /// A stage or group that holds items: `Phase 2`.
    Stage,
    /// A name of its own: `T012`, `Task 3`.
    Name,
}

/// A label at the start of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// How many bytes of the title it takes, with the separator.
    pub(super) len: usize,
}

static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // A letter stands apart, so that "TASKS" is not the task S.
    let number = r"(?:[ \-]*[#]?\d+(?:[.\-–]\d+)*[a-z]?|[ \-]+[#]?(?:[IVX]{1,4}|[A-Z]))";
    // "Phase 2 & 3" is one stage.
    let more = r"(?:\s*(?:&|,|/|\+|\band\b|\bund\b)\s*#?\d+[a-z]?\b)*";
    let end = r"(\s*[:：.)\]—–·]+\s*|\s+-+\s+|\s*$|\s+\(|\s+)";
    let known = |concept| words::all(concept).collect::<Vec<_>>().join("|");
    let names = known(Concept::LabelName);
    let (stages, steps) = (known(Concept::LabelStage), known(Concept::LabelStep));
    Regex::new(&format!(r"(?i)^({names}|({stages})|({steps}))s?(?P<id>\s+(?:id|no\.?|nr\.?)\b\.?:?)?(?-i:({number})({more}))(?:{end})"))
        .ok()
});

static ID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:\[?(#\d+|[A-Z][A-Z0-9]{0,9}(?:-[A-Z]{1,6})?-[A-Z]?\d+(?:\.\d+)*[a-z]?|[A-Z]{1,3}\d{1,6}[a-z]?(?:\.\d+[a-z]?)*)\]?)(\s*[:：—–)·]\s*|\s*\.\s+|\s+-+\s+|\s+|$)",
    )
    .ok()
});

static KIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = words::all(Concept::LabelName).collect::<Vec<_>>().join("|");
    Regex::new(&format!("(?i)^(?:{names})$")).ok()
});

/// Whether `word` is what pieces of work are called: "Task", "Bug".
pub(super) fn is_kind(word: &str) -> bool {
    KIND.as_ref().is_some_and(|kind| kind.is_match(word.trim()))
}

/// The label `title` starts with, if any.
pub(super) fn read(title: &str) -> Option<Label> {
    let first = title.chars().next()?;
    if first.is_ascii_digit() {
        return number(title);
    }
    if let Some(label) = release(title) {
        return Some(label);
    }
    if (first.is_ascii_uppercase() || first == '#' || first == '[')
        && let Some(label) = id(title)
    {
        return Some(label);
    }
    if !first.is_alphabetic() {
        return None;
    }
    if let Some(label) = small(title) {
        return Some(label);
    }
    let found = WORD.as_ref()?.captures(title)?;
    let whole = found.get(0)?;
    let id = found.name("id");
    let number = found.get(5)?;
    let kind = match (found.get(2), found.get(3)) {
        (Some(_), _) => Kind::Stage,
        (_, Some(_)) => Kind::Step,
        _ => Kind::Name,
    };
    let open = usize::from(whole.as_str().ends_with('('));
    // "Part A" and "Phase I" are stages, "Fix A bug" is a sentence.
    let bare = found.get(7).is_some_and(|end| !end.as_str().trim().is_empty());
    let digits = number
        .as_str()
        .trim_start_matches([' ', '-', '#'])
        .starts_with(|c: char| c.is_ascii_digit());
    let ends = whole.end() == title.len();
    let loose = !bare && !ends;
    // "Phase 2, 3 tasks" counts, "Phase 2 & 3 tasks" may.
    let counts = || found.get(6).is_some_and(|more| more.as_str().contains([',', '/']));
    if loose && (!digits || kind == Kind::Name || counts()) {
        return None;
    }
    // The first number is what others call it by.
    let text = match (id, found.get(1)) {
        (Some(_), Some(noun)) => format!("{} {}", noun.as_str(), number.as_str().trim()),
        _ => title[..number.end()].to_owned(),
    };
    Some(Label { kind, text, len: whole.end() - open })
}

/// `m1 — `, `n12: `: a finding called by a small letter, where no system or version is called so.
fn small(title: &str) -> Option<Label> {
    let first = title.chars().next().filter(char::is_ascii_lowercase)?;
    if matches!(first, 'h' | 'p' | 'q' | 's' | 'v' | 'x') {
        return None;
    }
    let end = 1 + title[1..].find(|c: char| !c.is_ascii_digit())?;
    let rest = &title[end..];
    let set = rest.starts_with(": ") || rest.trim_start().starts_with(['—', '–']);
    let len = title.len() - rest.trim_start_matches([':', ' ', '–', '—']).len();
    let named = (2..=3).contains(&end) && set;
    named.then(|| Label { kind: Kind::Name, text: title[..end].to_owned(), len })
}

/// `v1.2`, `Q3 2026`: a release or a quarter.
fn release(title: &str) -> Option<Label> {
    let end = title.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(title.len());
    let digits = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && !text.contains(|c: char| c.is_alphabetic())
    };
    let version = title.strip_prefix(['v', 'V']).is_some_and(|rest| digits(&rest[..end - 1]));
    let quarter = matches!(title.as_bytes(), [b'Q', b'1'..=b'4', ..]) && end == 2;
    let rest = &title[end..];
    let len = end + rest.len() - rest.trim_start_matches([':', ' ', '-', '–', '—']).len();
    (version || quarter).then(|| Label {
        kind: Kind::Stage,
        text: title[..end].trim_end_matches('.').to_owned(),
        len,
    })
}

fn number(title: &str) -> Option<Label> {
    let digits = title.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(title.len());
    let text = title[..digits].trim_end_matches('.');
    let rest = &title[digits..];
    let closed = title[..digits].ends_with('.') || rest.starts_with([')', ':', '、', '）']);
    let dashed = rest.trim_start().starts_with(['—', '–']) || rest.starts_with(" - ");
    if text.len() > 8 || text.contains("..") || !(closed || dashed || text.contains('.')) {
        return None;
    }
    let skip =
        rest.len() - rest.trim_start_matches([')', ':', '.', '、', '）', ' ', '—', '–', '-']).len();
    let spaced = closed || dashed || rest.starts_with(char::is_whitespace);
    let sentence = rest.trim_start().is_empty();
    (spaced && !sentence).then(|| Label {
        kind: Kind::Number,
        text: text.to_owned(),
        len: digits + skip,
    })
}

fn id(title: &str) -> Option<Label> {
    let found = ID.as_ref()?.captures(title)?;
    let (text, end) = (found.get(1)?.as_str(), found.get(2)?);
    let separated = !end.as_str().trim().is_empty();
    let letters = text.chars().take_while(char::is_ascii_alphabetic).count();
    let padded = text.starts_with('T') && letters == 1 && text.len() >= 4;
    let bracketed = title.starts_with('[');
    // "T1.2 Draw it": letters and a number with a dot are no word.
    let dotted = text.contains('.') && !text.starts_with('V');
    let separated = separated || dotted || remarked(&title[found.get(1)?.end()..]);
    // "P1" is a priority, "Q3" a quarter, "UTF-8 input" a sentence.
    if is_priority(text) || !(separated || padded || bracketed || text.starts_with('#')) {
        return None;
    }
    let kind = if letters == 1 && text.starts_with('Q') { Kind::Stage } else { Kind::Name };
    Some(Label { kind, text: text.to_owned(), len: end.end() })
}

/// Whether a remark in brackets and a separator follow a name: `OPS-7 (1 pt) — Pin`.
fn remarked(rest: &str) -> bool {
    rest.strip_prefix(" (").and_then(|rest| rest.split_once(')')).is_some_and(|(_, rest)| {
        let rest = rest.trim_start();
        rest.starts_with([':', '—', '–']) || rest.starts_with("- ")
    })
}

/// Whether a name is a letter and a number, as those of milestones are: `M0`, `E12`.
pub(super) fn is_short(text: &str) -> bool {
    let (letters, digits) = text.split_at(text.len().min(1));
    text.len() <= 3
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` is `P0` to `P5`.
pub(super) fn is_priority(text: &str) -> bool {
    matches!(text.as_bytes(), [b'P' | b'p', b'0'..=b'5'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_all_kinds_are_read() {
        for (title, kind, text, rest) in [
            ("1. Parser", Kind::Number, "1", "Parser"),
            ("3) Parser", Kind::Number, "3", "Parser"),
            ("1.2 Parser", Kind::Number, "1.2", "Parser"),
            ("T012 Parser", Kind::Name, "T012", "Parser"),
            ("T001: Parser", Kind::Name, "T001", "Parser"),
            ("BUG-3 — Parser", Kind::Name, "BUG-3", "Parser"),
            ("BUG-F22 — Parser", Kind::Name, "BUG-F22", "Parser"),
            ("#1534 - Parser", Kind::Name, "#1534", "Parser"),
            ("C1 · Parser", Kind::Name, "C1", "Parser"),
            ("[SEC-12] Parser", Kind::Name, "SEC-12", "Parser"),
            ("Task 4: Parser", Kind::Name, "Task 4", "Parser"),
            ("Issue #3 - Parser", Kind::Name, "Issue #3", "Parser"),
            ("Task ID: 4", Kind::Name, "Task 4", ""),
            ("Finding No. 4: Parser", Kind::Name, "Finding 4", "Parser"),
            ("Phase 2: Parser", Kind::Stage, "Phase 2", "Parser"),
            ("Phase 2", Kind::Stage, "Phase 2", ""),
            ("v1.2", Kind::Stage, "v1.2", ""),
            ("Q3 2026", Kind::Stage, "Q3", "2026"),
            ("Step 3: Parser", Kind::Step, "Step 3", "Parser"),
            ("Этап 1: Parser", Kind::Stage, "Этап 1", "Parser"),
            ("Phase 2 & 3: Parser", Kind::Stage, "Phase 2", "Parser"),
            ("Phases 2, 3 and 4 - Parser", Kind::Stage, "Phases 2", "Parser"),
            ("Phase 2/3", Kind::Stage, "Phase 2", ""),
            ("Phase 2 items", Kind::Stage, "Phase 2", "items"),
            ("Tarefa 2: Parser", Kind::Name, "Tarefa 2", "Parser"),
            ("Attività 2: Parser", Kind::Name, "Attività 2", "Parser"),
            ("작업 2: Parser", Kind::Name, "작업 2", "Parser"),
            ("OPS-7 (1 pt) — Parser", Kind::Name, "OPS-7", "(1 pt) — Parser"),
        ] {
            let label = read(title).expect(title);
            assert_eq!((label.kind, label.text.as_str()), (kind, text), "{title}");
            assert_eq!(&title[label.len..], rest, "{title}");
        }
    }

    #[test]
    fn sentences_have_no_label() {
        for title in [
            "Fix the parser",
            "5 things to do",
            "UTF-8 input",
            "P1: urgent",
            "Add A to B",
            "2026-01-01",
            "Task runner",
            "HTTP2 push",
            "100% coverage",
            "TASKS",
            "Phase 2, 3 tasks",
            "ISSUES",
            "Recommendations",
        ] {
            assert_eq!(read(title), None, "{title}");
        }
    }
}
