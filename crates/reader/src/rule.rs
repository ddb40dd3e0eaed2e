//! The rules a block is judged by, each with what it says.

/// How much what decides is to be trusted; the stronger first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A box, a state, a struck-out line.
    Marked,
    /// A name of its own.
    Named,
    /// Fields, or an order with a path.
    Held,
    /// The heading above, the neighbours.
    Placed,
    /// Words.
    Heard,
}

use super::judge::{Group, test};
use super::reading::Choice;

/// What a test says about a group: what it is, and whether that is sure.
pub(super) type Test = fn(&Group) -> Option<(Choice, bool)>;

/// A rule: what explanations call it by, how strong it is, and its reason.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) level: Level,
    pub(super) why: &'static str,
    /// What it says about a group; none for rules about single blocks.
    pub(super) test: Option<Test>,
}

const fn rule(id: &'static str, level: Level, why: &'static str) -> Rule {
    Rule { id, level, why, test: None }
}

const fn list(id: &'static str, level: Level, why: &'static str, test: Test) -> Rule {
    Rule { id, level, why, test: Some(test) }
}

/// The rules for groups, in the order they are tried.
pub(super) const LISTS: &[Rule] = &[
    list("criteria", Level::Placed, "conditions or examples, not work", test::criteria),
    list("legend", Level::Marked, "explains marks, no two the same", test::legend),
    list("timetable", Level::Placed, "says when what stands elsewhere is due", test::timetable),
    list("contents", Level::Marked, "leads to what stands below", test::contents),
    list("box", Level::Marked, "somebody drew boxes to tick", test::boxes),
    list(
        "not-work",
        Level::Placed,
        "the heading is that of praise, a legend or history",
        test::not_work,
    ),
    list("state", Level::Marked, "marks tell the states of most", test::states),
    list("waits", Level::Placed, "says what waits for what elsewhere", test::waits),
    list("named", Level::Named, "most have names others call them by", test::names),
    list("fields", Level::Held, "fields of what stands above", test::fields),
    list("fielded", Level::Held, "most have fields of their own", test::fielded),
    list("places", Level::Held, "places over what is to be done there", test::places),
    list("notes", Level::Held, "most begin with a line of a file", test::notes),
    list("order-in-file", Level::Held, "most order something in a file", test::orders_in_files),
    list("done-section", Level::Placed, "the heading says that all is done", test::done),
    list("history", Level::Heard, "most report in the past what was done", test::history),
    list("around", Level::Placed, "the heading is that of text around the work", test::prose),
    list("bounds", Level::Placed, "says what must never be, or always", test::bounds),
    list("links", Level::Placed, "links to read, and no more", test::links),
    list("files", Level::Placed, "a list of files and what each is", test::files),
    list("parents", Level::Placed, "short lines over lists of their own", test::parents),
    list("restates", Level::Placed, "the heading sums up or orders", test::restates),
    list("work-section", Level::Placed, "the heading says that it is work", test::work),
    list("marked", Level::Marked, "most have a mark, a priority or a number", test::marked),
    list("leads", Level::Placed, "bold words say what each is about", test::leads),
    list("agenda", Level::Placed, "the document lists things to do", test::agenda),
    list("stretch", Level::Placed, "its neighbours are work", test::stretch),
    list("rivals", Level::Placed, "names or boxes elsewhere are the work", test::rivals),
    list("sounds-like-work", Level::Heard, "enough of its lines order something", test::sounds),
    list("only-list", Level::Heard, "nothing else in the document is work", test::only),
];

pub(super) const HOLDS: &str = "holds-items";
pub(super) const PART: &str = "part";
pub(super) const TOLD_AGAIN: &str = "told-again";
pub(super) const OPENING: &str = "opening";
/// Commented out.
pub(super) const COMMENT: &str = "comment";
pub(super) const EMPTY: &str = "heading-without-work";
pub(super) const TEXT: &str = "text";
pub(super) const HEADING: &str = "heading";
pub(super) const SIBLINGS: &str = "siblings";
pub(super) const ROW: &str = "row";
pub(super) const NO_TRACKER: &str = "table-of-facts";
pub(super) const LISTED: &str = "listed";
pub(super) const PARAGRAPH: &str = "paragraph";
pub(super) const ISSUE: &str = "issue";
pub(super) const ANSWERED: &str = "answered";
pub(super) const FACTS: &str = "facts";
pub(super) const NOT_WORK: &str = "not-work";
pub(super) const FINE: &str = "fine";
pub(super) const DROPPED: &str = "dropped";
pub(super) const PLACEHOLDER: &str = "placeholder";
pub(super) const OBSERVED: &str = "recommended-elsewhere";
pub(super) const TOLD_ELSEWHERE: &str = "told-elsewhere";
pub(super) const POINTS: &str = "points-elsewhere";

pub(super) const FOR_ALL: &str = "for-all";

/// The rules for single blocks.
pub(super) const BLOCKS: &[Rule] = &[
    rule(HOLDS, Level::Placed, "names a group of items"),
    rule(PART, Level::Placed, "belongs to the item above"),
    rule(TOLD_AGAIN, Level::Named, "tells an item again"),
    rule(OPENING, Level::Placed, "stands before the text"),
    rule(COMMENT, Level::Marked, "commented out"),
    rule(EMPTY, Level::Placed, "a heading with no work below"),
    rule(TEXT, Level::Placed, "text around the work"),
    rule(HEADING, Level::Held, "a heading that tells of one piece of work"),
    rule(SIBLINGS, Level::Placed, "the headings beside it are items"),
    rule(ROW, Level::Marked, "a row of a table of work"),
    rule(NO_TRACKER, Level::Placed, "a table whose columns are those of no list of work"),
    rule(LISTED, Level::Placed, "a line of a list of work"),
    rule(PARAGRAPH, Level::Heard, "a paragraph, where nothing plainer is work"),
    rule(ISSUE, Level::Named, "an issue of an export"),
    rule(FACTS, Level::Heard, "facts: nothing here orders anything"),
    rule(ANSWERED, Level::Marked, "somebody said so"),
    rule(FINE, Level::Marked, "looked at, and fine as it is"),
    rule(DROPPED, Level::Marked, "will not be done"),
    rule(PLACEHOLDER, Level::Placed, "a place kept for items"),
    rule(OBSERVED, Level::Placed, "seen here, ordered by the recommendations"),
    rule(TOLD_ELSEWHERE, Level::Placed, "sums up or orders what stands elsewhere"),
    rule(FOR_ALL, Level::Named, "holds for all the work, and stands in every prompt"),
    rule(POINTS, Level::Named, "points at work that stands elsewhere"),
];

/// What the rule `id` says.
pub(super) fn why(id: &str) -> &'static str {
    LISTS.iter().chain(BLOCKS).find(|rule| rule.id == id).map_or("", |rule| rule.why)
}

/// How strong the rule `id` is, in a word.
pub(super) fn level(id: &str) -> &'static str {
    let rule = LISTS.iter().chain(BLOCKS).find(|rule| rule.id == id);
    match rule.map(|rule| rule.level) {
        Some(Level::Marked) => "marked",
        Some(Level::Named) => "named",
        Some(Level::Held) => "held",
        Some(Level::Placed) => "placed",
        Some(Level::Heard) | None => "heard",
    }
}
