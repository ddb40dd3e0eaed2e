//! The rules a block is judged by, each with what it says.

/// A rule: what explanations call it by, and its reason.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) why: &'static str,
}

pub(super) const HOLDS: &str = "holds-items";
pub(super) const PART: &str = "part";
pub(super) const TOLD_AGAIN: &str = "told-again";
pub(super) const OPENING: &str = "opening";
pub(super) const EMPTY: &str = "heading-without-work";
pub(super) const TEXT: &str = "text";
pub(super) const HEADING: &str = "heading";
pub(super) const ROW: &str = "row";
pub(super) const LISTED: &str = "listed";
pub(super) const PARAGRAPH: &str = "paragraph";
pub(super) const ISSUE: &str = "issue";
pub(super) const OBSERVED: &str = "recommended-elsewhere";
pub(super) const TOLD_ELSEWHERE: &str = "told-elsewhere";
pub(super) const POINTS: &str = "points-elsewhere";

/// What the rule `id` says.
pub(super) fn why(id: &str) -> &'static str {
    RULES.iter().find(|rule| rule.id == id).map_or("", |rule| rule.why)
}

/// All rules.
pub(super) const RULES: &[Rule] = &[
    Rule { id: HOLDS, why: "names a group of items" },
    Rule { id: PART, why: "belongs to the item above" },
    Rule { id: TOLD_AGAIN, why: "tells an item again" },
    Rule { id: OPENING, why: "stands before the text" },
    Rule { id: EMPTY, why: "a heading with no work below" },
    Rule { id: TEXT, why: "text around the work" },
    Rule { id: HEADING, why: "a heading that tells of one piece of work" },
    Rule { id: ROW, why: "a row of a table of work" },
    Rule { id: LISTED, why: "a line of a list of work" },
    Rule { id: PARAGRAPH, why: "a paragraph, where nothing plainer is work" },
    Rule { id: ISSUE, why: "an issue of an export" },
    Rule { id: OBSERVED, why: "seen here, ordered by the recommendations" },
    Rule { id: TOLD_ELSEWHERE, why: "sums up or orders what stands elsewhere" },
    Rule { id: POINTS, why: "points at work that stands elsewhere" },
];
