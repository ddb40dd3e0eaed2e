//! The words, numbers and colours that say how urgent something is.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::flat::lower;
use super::item::Priority::{self, Critical, High, Low, Medium};
use super::label::is_priority;
use super::phrase::Phrases;

/// What one word says by itself.
pub(super) fn word(word: &str) -> Option<Priority> {
    if is_priority(word) {
        return Some(match word.as_bytes()[1] {
            b'0' => Critical,
            b'1' => High,
            b'2' => Medium,
            _ => Low,
        });
    }
    LEVELS.get(lower(word).as_ref()).copied()
}

/// The words of each level, in the languages documents are written in.
const WORDS: [(Priority, &[&str]); 4] = [
    (
        Critical,
        &[
            "critical",
            "blocker",
            "blockers",
            "showstopper",
            "showstoppers",
            "blocking",
            "urgent",
            "severe",
            "kritisch",
            "dringend",
            "asap",
            "критический",
            "критично",
            "критическая",
            "критичный",
            "critique",
            "crítico",
            "crítica",
            "critico",
            "critica",
            "urgente",
            "긴급",
            "심각",
            "致命",
            "紧急",
            "严重",
            "緊急",
        ],
    ),
    (
        High,
        &[
            "high",
            "major",
            "important",
            "hoch",
            "высокий",
            "высокая",
            "élevée",
            "élevé",
            "haute",
            "alta",
            "alto",
            "高",
            "높음",
            "must",
        ],
    ),
    (
        Medium,
        &[
            "medium",
            "moderate",
            "normal",
            "med",
            "mittel",
            "средний",
            "средняя",
            "moyenne",
            "moyen",
            "média",
            "médio",
            "중간",
            "media",
            "medio",
            "中",
            "should",
        ],
    ),
    (
        Low,
        &[
            "low",
            "nit",
            "nits",
            "nitpicks",
            "minor",
            "trivial",
            "optional",
            "niedrig",
            "gering",
            "низкий",
            "низкая",
            "faible",
            "baja",
            "bajo",
            "basse",
            "baixa",
            "baixo",
            "bassa",
            "basso",
            "낮음",
            "低",
            "nice-to-have",
            "could",
            "lowest",
        ],
    ),
];

static LEVELS: LazyLock<HashMap<&'static str, Priority>> = LazyLock::new(|| {
    WORDS.iter().flat_map(|(level, words)| words.iter().map(|word| (*word, *level))).collect()
});

/// What a heading about priority is not without.
static TELLING: LazyLock<Phrases> = LazyLock::new(|| {
    let levels = WORDS.iter().flat_map(|(_, words)| words.iter().copied());
    Phrases::new(
        ["priority", "tier", "приоритет", "p0", "p1", "p2", "p3", "p4", "p5"]
            .into_iter()
            .chain(levels),
    )
});

/// What the name of a finding says: `CRITICAL-01`, `HIGH-2`.
pub(super) fn label(name: &str) -> Option<Priority> {
    let (head, _) = name.split_once('-')?;
    (head.len() > 2).then(|| word(head)).flatten()
}

/// What a coloured circle says where no word does.
pub(super) fn colour(mark: char) -> Option<Priority> {
    Some(match mark {
        '🔴' | '🚨' | '🔥' => Critical,
        '🟠' => High,
        '🟡' => Medium,
        '🟢' | '🔵' | '⚪' => Low,
        _ => return None,
    })
}

/// The value of a priority or severity field, cell or tag: its first word that says something.
pub(super) fn value(text: &str) -> Option<Priority> {
    let lower = text.to_lowercase();
    if lower.contains("nice to have") || lower.contains("nice-to-have") {
        return Some(Low);
    }
    if lower.starts_with("must") {
        return Some(Critical);
    }
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words()
        .find_map(word)
        .or_else(|| words().next().and_then(|first| first.parse().ok()).and_then(level))
        .or_else(|| text.chars().find_map(colour))
}

/// What the n-th of a few numbered levels says.
pub(super) fn level(number: u32) -> Option<Priority> {
    match number {
        0 => Some(Critical),
        1 => Some(High),
        2 => Some(Medium),
        3..=5 => Some(Low),
        _ => None,
    }
}

/// Words that may stand beside a priority word in a heading that is only about priority.
const COMPANIONS: [&str; 44] = [
    "priority",
    "priorities",
    "severity",
    "issues",
    "issue",
    "bugs",
    "bug",
    "findings",
    "finding",
    "gaps",
    "gap",
    "risk",
    "risks",
    "impact",
    "items",
    "problems",
    "tasks",
    "vulnerabilities",
    "files",
    "fixes",
    "fix",
    "improvements",
    "concerns",
    "debt",
    "todo",
    "todos",
    "work",
    "features",
    "tests",
    "first",
    "urgency",
    "effort",
    "importance",
    "level",
    "must",
    "should",
    "have",
    "приоритет",
    "priorität",
    "missing",
    "security",
    "warnings",
    "errors",
    "changes",
];

/// What several words say together; `lower` in lower case.
fn phrase(lower: &str) -> Option<Priority> {
    let any = |phrases: &[&str]| phrases.iter().any(|words| lower.contains(words));
    if !lower.is_ascii() {
        let said = [
            ("高优先", High),
            ("高優先", High),
            ("中优先", Medium),
            ("低优先", Low),
            ("紧急", Critical),
        ];
        if let Some((_, level)) = said.into_iter().find(|(words, _)| lower.contains(words)) {
            return Some(level);
        }
    }
    // In running text the words are no more than words: "we should fix that".
    if lower.len() > 80 || !any(&["have", "fix"]) {
        None
    } else if any(&["nice to have", "nice-to-have", "could have"]) {
        Some(Low)
    } else if any(&["must fix", "must have", "must-have"]) {
        Some(Critical)
    } else if any(&["should fix", "should have", "should-have"]) {
        Some(Medium)
    } else {
        None
    }
}

/// What the heading of a group says about everything below it.
pub(super) fn heading(title: &str) -> Option<Priority> {
    let lower = lower(title);
    let lower = lower.as_ref();
    if let Some(said) = phrase(lower) {
        return Some(said);
    }
    if !TELLING.any(lower) {
        return None;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    let said = words.iter().enumerate().find_map(|(at, text)| {
        let level = word(text).filter(|_| {
            !matches!(
                *text,
                "must" | "should" | "could" | "normal" | "important" | "optional" | "media"
            )
        })?;
        let beside = |at: Option<usize>| at.and_then(|at| words.get(at));
        let next = beside(at.checked_add(1)).is_some_and(|next| COMPANIONS.contains(next));
        let alone = words.len() == 1 || is_priority(text) && at == 0;
        let after = beside(at.checked_sub(1)).is_some_and(|last| {
            matches!(*last, "priority" | "severity" | "приоритет")
                || last.chars().all(char::is_numeric)
        });
        let enclosed = lower.contains(&format!("({text}"));
        let leads = at == 0
            && lower.trim_start_matches(|c: char| !c.is_alphanumeric())[text.len()..]
                .trim_start()
                .starts_with([':', '-', '—', '–', '(']);
        (next || alone || after || enclosed || leads).then_some(level)
    });
    said.or_else(|| {
        let telling = |text: &&str| matches!(*text, "priority" | "tier" | "приоритет");
        let at = words.iter().position(telling)?;
        level(words.get(at + 1)?.parse().ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_are_about_priority() {
        for (title, want) in [
            ("Critical Issues (Fix Immediately)", Some(Critical)),
            ("P0 - Fix First", Some(Critical)),
            ("Priority 2: Addressing modes", Some(Medium)),
            ("Phase 2: Medium Files (Week 9)", Some(Medium)),
            ("1. Безопасность (Critical)", Some(Critical)),
            ("Nice to Have", Some(Low)),
            ("Moderate Gaps", Some(Medium)),
            ("Low-level API", None),
            ("High-level features", None),
            ("Critical path", None),
            ("Medium: cosmetics", Some(Medium)),
        ] {
            assert_eq!(heading(title), want, "{title}");
        }
    }

    #[test]
    fn values_are_read_by_their_first_telling_word() {
        assert_eq!(value("🔴 **HIGH** - critical for us"), Some(High));
        assert_eq!(value("P3"), Some(Low));
        assert_eq!(value("2"), Some(Medium));
        assert_eq!(value("🟡"), Some(Medium));
        assert_eq!(value("unknown"), None);
    }
}
