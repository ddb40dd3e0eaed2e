//! What a heading or a line hands down to what stands below it.

use super::block::{Style, Text};
use super::field;
use super::item::Priority;
use super::path::{self, Place};
use super::priority;
use super::role::{self, Role};
use super::section::Section;
use super::title;

/// What a section hands down to its lists and children.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing a heading may say, in any mixture"
)]
pub(super) struct Context {
    pub(super) group: Option<String>,
    pub(super) priority: Option<Priority>,
    /// Whether that is only what a colour says.
    pub(super) hinted: bool,
    pub(super) done: bool,
    pub(super) never: bool,
    /// Whether boxes too are conditions or steps to check by, not work.
    pub(super) criteria: bool,
    pub(super) prose: bool,
    pub(super) work: bool,
    pub(super) restates: bool,
    pub(super) undecided: Option<String>,
    /// The name of the item the list is a part of.
    pub(super) part_of: Option<String>,
    /// Whether the line right above the list says that it is work: "**In progress**".
    pub(super) led: bool,
    /// The one file the heading is about.
    pub(super) scope: Option<String>,
}

/// Whether a paragraph only announces what follows it.
pub(super) fn is_lead(text: &Text) -> bool {
    let plain = text.plain.trim();
    let strong: usize = text.styled(|s| *s == Style::Strong).map(|r| r.len()).sum();
    plain.len() <= 120
        && (place(text).is_some()
            || plain.ends_with([':', '：'])
            || strong * 10 >= plain.len() * 8
            || is_capitals(plain))
}

/// The path a text is and nothing else.
pub(super) fn place(text: &Text) -> Option<String> {
    let plain = text.plain.trim().trim_end_matches([':', '：']).trim_matches('`');
    let mut paths = Vec::new();
    path::collect(text, &(0..text.plain.len()), Place::Prose, &mut paths);
    let only = paths.pop().filter(|_| paths.is_empty() && !plain.contains(char::is_whitespace))?;
    plain.starts_with(only.as_str()).then_some(only)
}

fn is_capitals(plain: &str) -> bool {
    plain.len() <= 40
        && plain.chars().any(char::is_alphabetic)
        && plain.to_uppercase() == plain
        && !plain.contains(['.', '/'])
}

/// What the last sentence of a longer text leads to: "… went well. Residuals for later:".
pub(super) fn led_by_end(text: &Text, context: &Context) -> Context {
    let plain = text.plain.trim_end();
    let last = plain.rsplit(['.', '。', '!', '?']).next().unwrap_or(plain).trim();
    let leads = plain.ends_with([':', '：']) && role::role(last) == Role::Work;
    Context { done: context.done && !leads, ..context.clone() }
}

/// The context a lead-in gives the list below it.
pub(super) fn lead_in(text: &Text, context: &Context) -> Context {
    let title = title::read(text);
    let mut local = context.clone();
    match role::role(&title.text) {
        // A conclusion's "areas for improvement" say again what was found.
        Role::Work if context.prose => local.restates = true,
        // A sentence that mentions findings does not turn praise into one of them.
        Role::Work if context.never && text.plain.split_whitespace().count() > role::TITLE => {}
        role => {
            apply(&mut local, role, &title.text);
            local.led = role == Role::Work;
            local.done &= role != Role::Work;
        }
    }
    if let Some(said) = priority::heading(&text.plain).or(title.priority) {
        local.priority = Some(said);
        local.hinted = false;
    }
    match field::key(&title.text) {
        Some(field::Field::Criteria) if !title.text.to_lowercase().starts_with("test") => {
            (local.never, local.criteria) = (true, true);
        }
        Some(field::Field::Problem | field::Field::Files | field::Field::Depends) => {
            local.prose = true;
        }
        _ => {}
    }
    if let Some(place) = place(text) {
        local.scope = Some(place);
    }
    if title.label.is_some() || text.plain.split_whitespace().count() <= 3 {
        local.group = Some(text.plain.trim().trim_end_matches(':').to_owned());
    }
    local
}

pub(super) fn step_down(section: &Section, inherited: &Context) -> Context {
    let mut context = inherited.clone();
    let plain = section.heading.plain.trim();
    context.group = Some(plain.to_owned());
    if section.role != Role::Work || !inherited.prose || !is_dated(plain) {
        apply(&mut context, section.role, plain);
    }
    let mut named = Vec::new();
    path::collect(&section.heading, &(0..plain.len()), Place::Prose, &mut named);
    // A document's title names the document: "# tasks.md - tools".
    let itself =
        |path: &str| section.level == 1 && path.to_lowercase().rsplit('.').next() == Some("md");
    if let [only] = &named[..]
        && !itself(only)
    {
        context.scope = Some(only.clone());
    }
    if section.title.done == Some(true) {
        context.done = true;
    }
    context.hinted = section.priority.is_none()
        && (inherited.hinted || section.title.colour.is_some() && inherited.priority.is_none());
    context.priority = section
        .priority
        .or(section.title.colour.filter(|_| inherited.priority.is_none()))
        .or(inherited.priority);
    context
}

/// Whether a heading starts with a day: an entry of a log.
pub(super) fn is_dated(heading: &str) -> bool {
    let day = heading.split([' ', ':', ']', '–', '—']).next().unwrap_or_default();
    let numbers = day.trim_start_matches('[').split(['-', '/', '.']);
    // "221017": a day without anything between its numbers.
    let part = |at: usize| day.get(at..at + 2).and_then(|part| part.parse().ok()).unwrap_or(0);
    let long = matches!(day.len(), 6 | 8) && day.bytes().all(|byte| byte.is_ascii_digit());
    if long {
        let month = day.len() - 4;
        return (1..=12).contains(&part(month)) && (1..=31).contains(&part(month + 2));
    }
    numbers.clone().count() == 3
        && numbers.into_iter().all(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
}

fn apply(context: &mut Context, role: Role, words: &str) {
    match role {
        Role::Criteria => (context.never, context.criteria) = (true, true),
        // "Known bugs" below a release that is not out yet.
        Role::Work => {
            (context.work, context.prose) = (true, false);
            context.never &= context.criteria;
        }
        Role::Never => context.never = true,
        Role::Prose => (context.work, context.prose) = (false, true),
        Role::Done => context.done = true,
        Role::Restates => context.restates = true,
        Role::Parked => context.undecided = Some(words.to_owned()),
        Role::Plain => {}
    }
}

/// What the document's own title hands down: its group ends where the first section starts.
pub(super) fn above(context: &Context) -> Context {
    Context { never: false, criteria: false, prose: false, restates: false, ..context.clone() }
}
