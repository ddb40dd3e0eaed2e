//! How long an item takes, by the seed's table: what is said, the kind of work, files, wording.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::item::Size;
use crate::document::{Action, Phrases, WorkItem, lower};

/// The size of `item` and the reasons for it.
pub(super) fn size(item: &WorkItem, action: Action, scope: &[String]) -> (Size, Vec<String>) {
    if let Some(said) = item.effort.as_deref().and_then(said) {
        let effort = item.effort.as_deref().unwrap_or_default().trim();
        return (said, vec![format!("effort given: {effort}")]);
    }
    let title = &*lower(&item.title);
    let mut reasons = Vec::new();
    let mut size = base(action, scope, title, item, &mut reasons);
    if let Some(word) = wide(title).and_then(|_| wide(&without_paths(title))) {
        size = size.larger();
        reasons.push(format!("\"{word}\" language"));
    }
    if scope.len() >= 4 && size < Size::XL {
        size = size.larger();
        reasons.push(format!("{} files", scope.len()));
    }
    if STRUCTURE.any(title) && STRUCTURE.any(&without_paths(title)) {
        size = Size::XL;
        reasons.push("architecture".into());
    }
    let asked = || TESTS.any(title) || TESTS.any(&lower(&item.body));
    if action != Action::Test && size < Size::L && asked() {
        size = size.larger();
        reasons.push("asks for tests".into());
    }
    (size, reasons)
}

/// A title without its paths, whose names say nothing about the work: `docs/architecture.md`.
fn without_paths(title: &str) -> Cow<'_, str> {
    let is_path = |word: &&str| {
        let word = word.trim_end_matches(['.', ',', ':', ';', ')', '`']);
        word.contains('/') || word.contains('.')
    };
    if !title.contains(['/', '.']) {
        return Cow::Borrowed(title);
    }
    Cow::Owned(title.split(' ').filter(|word| !is_path(word)).collect::<Vec<_>>().join(" "))
}

/// Words for work that is everywhere.
const WIDE: [&str; 7] =
    ["comprehensive", "entire", "whole", "everywhere", "across the codebase", "throughout", "all"];

/// The first of [`WIDE`] that stands in `title` as a word: "all", not "install" nor "--all".
fn wide(title: &str) -> Option<&'static str> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    WIDE.into_iter().find(|word| {
        title.match_indices(word).any(|(at, _)| {
            !title[..at].ends_with(inner) && !title[at + word.len()..].starts_with(inner)
        })
    })
}

/// Words for work on the structure of everything.
static STRUCTURE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(["architecture", "architectural", "rewrite"]));

/// Words that ask for tests beside the change.
static TESTS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(["with tests", "and tests", "add tests", "regression test", "test coverage"])
});

/// Words for what is quickly changed.
static SMALL: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new([
        "typo",
        "spelling",
        "rename variable",
        "rename the variable",
        "bump",
        "whitespace",
        "comment",
        "one line",
        "one-line",
        "log level",
        "constant",
        "unwrap",
        "syntax",
    ])
});

fn base(
    action: Action,
    scope: &[String],
    title: &str,
    item: &WorkItem,
    reasons: &mut Vec<String>,
) -> Size {
    let small = SMALL.first(title).filter(|_| !title.contains("typograph"));
    if let Some(word) = small {
        reasons.push(format!("small change: {word}"));
        return Size::S;
    }
    if action == Action::Refactor && title.starts_with("rename ") && scope.len() <= 1 {
        reasons.push("one name".into());
        return Size::S;
    }
    if !scope.is_empty()
        && scope.len() <= 2
        && scope.iter().all(|path| is_plain(path))
        && !scope.iter().any(|path| path.ends_with('/'))
        && item.steps.len() <= 5
    {
        reasons.push("settings or prose only".into());
        return Size::S;
    }
    let (size, reason) = match action {
        Action::Add if scope.len() == 1 && !scope[0].ends_with('/') => (Size::M, "one file"),
        Action::Add => (Size::L, "something new"),
        Action::Refactor if scope.len() == 1 && item.steps.len() < 3 => {
            (Size::L, "refactoring one file")
        }
        Action::Refactor => (Size::L, "refactoring"),
        Action::Remove | Action::Fix | Action::Update | Action::Document | Action::Investigate => {
            (Size::M, "one place to change")
        }
        Action::Test
            if scope.is_empty() && (title.starts_with("verify") || title.starts_with("run")) =>
        {
            (Size::S, "runs what is there")
        }
        Action::Test => (Size::M, "tests"),
    };
    reasons.push(reason.into());
    if item.steps.len() >= 4 && matches!(size, Size::M) {
        reasons.push(format!("{} steps", item.steps.len()));
        return Size::L;
    }
    size
}

/// Whether a path is settings or prose rather than code.
fn is_plain(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let end = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.')
        || matches!(end, "toml" | "json" | "yaml" | "yml" | "md" | "txt" | "cfg" | "ini" | "lock")
        || name.starts_with('.')
}

/// An effort in words, letters or time.
fn said(effort: &str) -> Option<Size> {
    let lower = effort.trim().to_lowercase();
    let letter = lower.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    match letter {
        "s" | "xs" | "small" | "trivial" | "tiny" | "klein" | "low" => return Some(Size::S),
        "m" | "medium" | "moderate" | "mittel" => return Some(Size::M),
        "l" | "large" | "groß" => return Some(Size::L),
        "xl" | "xxl" | "huge" | "high" => return Some(Size::XL),
        _ => {}
    }
    let number: f64 = {
        let digits: String = lower
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let first: f64 = digits.parse().ok()?;
        let range = lower.find(['-', '–']).and_then(|at| {
            let rest: String = lower[at..]
                .chars()
                .skip_while(|c| !c.is_ascii_digit())
                .take_while(|c| c.is_ascii_digit() || *c == '.')
                .collect();
            rest.parse::<f64>().ok()
        });
        range.map_or(first, |last| f64::midpoint(first, last))
    };
    let unit = lower.trim_start_matches(|c: char| !c.is_alphabetic());
    if unit.starts_with("pt") || unit.starts_with("point") || unit == "sp" {
        return Some(match number {
            ..=1.0 => Size::S,
            ..=3.0 => Size::M,
            ..=5.0 => Size::L,
            _ => Size::XL,
        });
    }
    let per = if unit.starts_with("mi") || unit == "m" {
        1.0
    } else if unit.starts_with('h') || unit.starts_with("st") || unit.starts_with("час") {
        60.0
    } else if unit.starts_with(['d', 't']) {
        480.0
    } else if unit.starts_with('w') {
        2400.0
    } else {
        return None;
    };
    let minutes = number * per;
    Some(if minutes <= 15.0 {
        Size::S
    } else if minutes <= 60.0 {
        Size::M
    } else if minutes <= 180.0 {
        Size::L
    } else {
        Size::XL
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn efforts_are_read() {
        for (text, want) in [
            ("5 min", Some(Size::S)),
            ("1 hr", Some(Size::M)),
            ("2-4 hrs", Some(Size::L)),
            ("1 day", Some(Size::XL)),
            ("Medium", Some(Size::M)),
            ("XL", Some(Size::XL)),
            ("unknown", None),
        ] {
            assert_eq!(said(text), want, "{text}");
        }
    }

    #[test]
    fn wording_and_files_make_it_larger() {
        let item = WorkItem { title: "Fix all callers".into(), ..WorkItem::default() };
        assert_eq!(size(&item, Action::Fix, &[]).0, Size::L);
        let item = WorkItem { title: "docs/architecture.md is out of date".into(), ..item };
        assert_eq!(size(&item, Action::Update, &["docs/architecture.md".into()]).0, Size::S);
        let item = WorkItem { title: "Create ignore file".into(), ..WorkItem::default() };
        assert_eq!(size(&item, Action::Add, &[".gitignore".into()]).0, Size::S);
    }

    #[test]
    fn words_for_everywhere_stand_alone() {
        for (title, want) in [
            ("fix all callers", Some("all")),
            ("fix them all", Some("all")),
            ("rename it in the (whole) tree", Some("whole")),
            ("run npm install once", None),
            ("small thing", None),
            ("call it, overall", None),
            ("run apt --all now", None),
            ("buy wholesale", None),
            ("an entirely new page", None),
        ] {
            assert_eq!(wide(title), want, "{title}");
        }
    }
}
