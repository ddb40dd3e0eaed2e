//! Which items nobody could start on, and what to ask about them.

use crate::document::{Action, WorkItem, first};

/// The question to ask before `item` can be handed out; none when it is clear.
pub(super) fn question(item: &WorkItem, action: Action) -> Option<String> {
    if item.answered {
        return None;
    }
    let title = item.title.trim();
    if let Some(why) = &item.undecided {
        return Some(format!("{why}: has this been decided, and how?"));
    }
    let orders = first(title).is_some();
    let asks = title.ends_with(['?', '？'])
        || item.body.trim_end().ends_with(['?', '？']) && !orders && item.steps.is_empty();
    if asks {
        return Some("This is a question: what is the decision, and what should be built?".into());
    }
    let guided = !item.scope.is_empty()
        || !item.steps.is_empty()
        || has_order(&item.remedy)
        || has_order(&item.body);
    if guided { None } else { unguided(item, title, orders, action) }
}

/// The question about an item that says nothing but its `title`; `orders` whether that starts with
/// a verb.
fn unguided(item: &WorkItem, title: &str, orders: bool, action: Action) -> Option<String> {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    if orders
        && words.len() <= 4
        && let Some(object) = sweeping(&words, action)
    {
        return Some(format!(
            "No specific scope: which part of the {object}, and what counts as done?"
        ));
    }
    if !orders && words.last().is_some_and(|word| word.trim_end_matches('.') == "etc") {
        return Some("The list ends in \"etc\": which of these, exactly?".into());
    }
    if is_bare(&words) {
        return Some("Too general to start on: what should be built or changed, and where?".into());
    }
    let improves = words.first().is_some_and(|word| {
        matches!(
            *word,
            "improve"
                | "improved"
                | "improving"
                | "optimize"
                | "optimise"
                | "better"
                | "enhance"
                | "smarter"
                | "more"
        )
    });
    if improves && words.len() <= 5 {
        return Some("What should be better, by which measure, and where?".into());
    }
    if !orders && is_symptom_of_speed(&lower, &item.body.to_lowercase()) {
        return Some("A cost without a cause: where does it arise, and what is the target?".into());
    }
    None
}

/// A verb over everything: `Improve performance`, `Update documentation`, `Add missing tests`.
fn sweeping<'a>(words: &[&'a str], action: Action) -> Option<&'a str> {
    const WHOLES: [&str; 24] = [
        "performance",
        "documentation",
        "docs",
        "tests",
        "test",
        "coverage",
        "code",
        "quality",
        "security",
        "error",
        "errors",
        "handling",
        "logging",
        "ux",
        "ui",
        "everything",
        "things",
        "stuff",
        "bugs",
        "issues",
        "usability",
        "api",
        "accessibility",
        "reliability",
    ];
    let object = words.iter().skip(1).find(|word| WHOLES.contains(word))?;
    let rest = words.iter().skip(1).all(|word| {
        WHOLES.contains(word)
            || matches!(
                *word,
                "the"
                    | "more"
                    | "missing"
                    | "some"
                    | "all"
                    | "up"
                    | "better"
                    | "unit"
                    | "handling"
                    | "general"
                    | "existing"
                    | "various"
            )
    });
    (rest && !matches!(action, Action::Remove)).then_some(*object)
}

/// A bare noun that names no thing anyone could build.
fn is_bare(words: &[&str]) -> bool {
    const EMPTY: [&str; 24] = [
        "strategy",
        "abstraction",
        "abstractions",
        "reservations",
        "state",
        "approach",
        "ideas",
        "idea",
        "misc",
        "miscellaneous",
        "stuff",
        "things",
        "custom",
        "smart",
        "various",
        "story",
        "redesign",
        "vision",
        "consistency",
        "pipeline",
        "improvements",
        "optimizations",
        "cleanup",
        "polish",
    ];
    words.len() <= 4
        && first(&words.join(" ")).is_none()
        && words.iter().any(|word| EMPTY.contains(word))
        || words.first().is_some_and(|word| *word == "smart") && words.contains(&"various")
}

fn is_symptom_of_speed(title: &str, body: &str) -> bool {
    let costs = ["performance", "memory", "costs", "slow", "takes", "speed", "latency"];
    let leads =
        ["should", "must", "need", "instead", "use ", "can be", "could be", "fix", "get that"];
    costs.iter().any(|word| title.contains(word))
        && !leads.iter().any(|word| title.contains(word) || body.contains(word))
}

/// Whether some sentence orders something.
fn has_order(text: &str) -> bool {
    text.split(['.', '\n', ';', ':', ',']).any(|sentence| {
        let sentence = sentence.trim();
        sentence.split_whitespace().count() >= 3
            && first(sentence).is_some()
            && !sentence.to_lowercase().starts_with("see ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(title: &str, body: &str) -> bool {
        let item = WorkItem { title: title.into(), body: body.into(), ..WorkItem::default() };
        question(&item, first(title).unwrap_or(Action::Add)).is_some()
    }

    #[test]
    fn what_nobody_could_start_on_is_asked_about() {
        for title in [
            "Improve performance",
            "Update documentation",
            "Add missing tests",
            "Auth for groups?",
            "Caching strategy",
            "Protocol updates, MAP, etc",
        ] {
            assert!(asks(title, ""), "{title}");
        }
    }

    #[test]
    fn what_is_plain_is_not() {
        for title in [
            "Multiple listen endpoints",
            "Update documentation of the parser API",
            "Date picker",
            "Fix login",
            "Improve cache hit rate of lookup by partial indexes",
            "Limit memory, connections etc.",
        ] {
            assert!(!asks(title, ""), "{title}");
        }
        assert!(!asks("Improve performance", "Cache the parsed tree in memory."));
    }
}
