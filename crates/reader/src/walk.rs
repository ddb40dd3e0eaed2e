//! Sections to items: who is an item, who only holds some, and what they inherit.

use super::block::{Block, Text};
use super::callout;
use super::content;
use super::field;
use super::found::Found;
use super::heading;
use super::item::{Form, Priority, State, WorkItem};
use super::label::Kind;
use super::path::{self, Place};
use super::role::{self, Role};
use super::rule;
use super::section::Section;
use super::tag::announces_done;
use super::title;
use super::{list, priority, table};

/// What a section hands down to its lists and children.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing a heading may say, in any mixture"
)]
pub(super) struct Context {
    pub(super) group: Option<String>,
    pub(super) priority: Option<Priority>,
    pub(super) done: bool,
    pub(super) never: bool,
    pub(super) prose: bool,
    pub(super) work: bool,
    pub(super) restates: bool,
    pub(super) undecided: Option<String>,
    /// The name of the item the list is a part of.
    pub(super) part_of: Option<String>,
    /// The one file the heading is about.
    pub(super) scope: Option<String>,
}

/// How willing to see work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strictness {
    /// Only what is plainly work.
    Strict,
    /// Any list, and headings with prose.
    Lenient,
}

/// Everything the walk needs at every step.
pub(super) struct Walk<'a> {
    pub(super) sections: &'a [Section],
    pub(super) headings: Vec<bool>,
    pub(super) strictness: Strictness,
    /// How many headings are items with a name: the tasks or the steps of a plan.
    pub(super) named: usize,
    /// Whether the document has checkboxes that are work.
    pub(super) tasks: bool,
    /// Whether the title of the document promises work.
    pub(super) work: bool,
    pub(super) out: Vec<Found>,
    pub(super) lists: usize,
    pub(super) about: Option<String>,
}

/// All items of `sections`, in the order of their lines.
pub(super) fn walk(sections: &[Section], strictness: Strictness) -> Vec<Found> {
    let about = sections.iter().find(|s| s.level == 1).map(|s| s.title.text.clone());
    let opening = sections[0].blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) if sections.len() == 1 => text.plain.lines().next(),
        _ => None,
    });
    let work = sections.iter().filter(|s| s.level == 1).any(|s| is_about_work(&s.title.text))
        || opening.is_some_and(is_about_work);
    let tasks = sections.iter().any(|s| s.role != Role::Never && s.has_tasks());
    let headings = heading::items(sections, strictness, work);
    let named = sections
        .iter()
        .zip(&headings)
        .filter(|(section, is)| **is && matches!(section.label(), Some(Kind::Name | Kind::Step)))
        .count();
    let mut walk = Walk {
        sections,
        headings,
        named,
        strictness,
        tasks,
        work,
        out: Vec::new(),
        lists: 0,
        about,
    };
    walk.section(0, &Context::default());
    walk.out.sort_by_key(|found| found.item.line);
    walk.out
}

/// Whether a document's title promises work: a review, a plan, a list of things to do.
pub(super) fn is_about_work(title: &str) -> bool {
    let lower = title.to_lowercase();
    role::role(title) == Role::Work
        || [
            "review",
            "audit",
            "plan",
            "roadmap",
            "todo",
            "backlog",
            "bugs",
            "coverage",
            "debt",
            "tasks",
            "refactor",
            "checklist",
            "ревью",
            "аудит",
            "план",
            "评审",
            "计划",
            "レビュー",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

impl Walk<'_> {
    fn section(&mut self, at: usize, inherited: &Context) {
        let section = &self.sections[at];
        if self.headings[at] {
            self.heading(at, inherited);
            return;
        }
        let context =
            if section.level == 0 { inherited.clone() } else { step_down(section, inherited) };
        self.blocks(&section.blocks, at, &context);
        let mut children = context;
        if section.level == 1 {
            children = above(&children);
            // Where headings name the tasks, the document's title makes no work of other lists.
            children.work &= self.named < 3;
        }
        for child in &section.children {
            self.section(*child, &children);
        }
    }

    fn heading(&mut self, at: usize, context: &Context) {
        let section = &self.sections[at];
        let mut blocks = section.blocks.clone();
        heading::append_parts(self.sections, at, &mut blocks);
        if context.never
            || heading::is_template(section)
            || content::is_settled(&blocks)
            || section.title.dropped
        {
            return;
        }
        let mut item = self.item(section.heading.line, context, Form::Heading);
        content::fill(&mut item, &section.title, &section.heading, &blocks);
        if item.title.is_empty() {
            return;
        }
        if context.done && section.title.done != Some(false) {
            item.state = State::Done;
        }
        item.priority = item
            .priority
            .filter(|_| {
                section.title.colour.is_none()
                    || section.title.priority.is_some()
                    || context.priority.is_none()
                    || field_priority(&blocks)
            })
            .or(context.priority);
        let full = field::count(&blocks) > 0;
        let parent = section.parent.unwrap_or(0);
        let observes = !full && is_observation(self.sections, parent);
        self.push(item, at, parent, context.restates, observes, section.title.done.is_some());
    }

    pub(super) fn item(&self, line: usize, context: &Context, form: Form) -> WorkItem {
        WorkItem {
            line,
            form,
            group: context.group.clone(),
            part_of: context.part_of.clone(),
            about: self.about.clone(),
            undecided: context.undecided.clone(),
            ..WorkItem::default()
        }
    }

    pub(super) fn push(
        &mut self,
        item: WorkItem,
        section: usize,
        list: usize,
        restates: bool,
        observes: bool,
        marked: bool,
    ) {
        let until = item.line;
        let rule = match item.form {
            Form::Heading => rule::HEADING,
            Form::Row => rule::ROW,
            _ => rule::LISTED,
        };
        self.out.push(Found { item, section, list, restates, observes, marked, until, rule });
    }

    /// A number for one more list or table, apart from those of sections.
    pub(super) fn next_list(&mut self) -> usize {
        self.lists += 1;
        self.sections.len() + self.lists
    }

    fn blocks(&mut self, blocks: &[Block], at: usize, context: &Context) {
        let mut lead: Option<&Text> = None;
        let mut local = context.clone();
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            if !local.never
                && !local.prose
                && let Some(length) = callout::length(rest)
            {
                callout::add(self, &rest[..length], at, &local);
                rest = &rest[length..];
                lead = None;
                continue;
            }
            rest = after;
            match block {
                Block::Paragraph(text) => {
                    if announces_done(&text.plain) {
                        local = Context { done: true, ..context.clone() };
                    } else if is_lead(text) {
                        local = lead_in(text, context);
                    } else if !text.plain.trim().is_empty() {
                        local = context.clone();
                    }
                    lead = Some(text);
                    continue;
                }
                Block::List(found) => list::list(self, found, at, &local, lead),
                Block::Table(found) => table::table(self, found, at, &local),
                Block::Quote(inner) => self.blocks(inner, at, &local),
                Block::Heading(..) | Block::Code(..) => {}
            }
            lead = None;
        }
    }
}

/// Whether a paragraph only announces what follows it.
fn is_lead(text: &Text) -> bool {
    let plain = text.plain.trim();
    let strong: usize = text.styled(|s| *s == super::block::Style::Strong).map(|r| r.len()).sum();
    plain.len() <= 120
        && (plain.ends_with([':', '：']) || strong * 10 >= plain.len() * 8 || is_capitals(plain))
}

fn is_capitals(plain: &str) -> bool {
    plain.len() <= 40
        && plain.chars().any(char::is_alphabetic)
        && plain.to_uppercase() == plain
        && !plain.contains(['.', '/'])
}

/// The context a lead-in gives the list below it.
fn lead_in(text: &Text, context: &Context) -> Context {
    let title = title::read(text);
    let mut local = context.clone();
    match role::role(&title.text) {
        // A conclusion's "areas for improvement" say again what was found.
        Role::Work if context.prose => local.restates = true,
        role => apply(&mut local, role, &title.text),
    }
    if let Some(said) = priority::heading(&text.plain).or(title.priority) {
        local.priority = Some(said);
    }
    match field::key(&title.text) {
        Some(field::Field::Criteria) if !title.text.to_lowercase().starts_with("test") => {
            local.never = true;
        }
        Some(field::Field::Problem | field::Field::Files | field::Field::Depends) => {
            local.prose = true;
        }
        _ => {}
    }
    if title.label.is_some() || text.plain.split_whitespace().count() <= 3 {
        local.group = Some(text.plain.trim().trim_end_matches(':').to_owned());
    }
    local
}

fn step_down(section: &Section, inherited: &Context) -> Context {
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
    numbers.clone().count() == 3
        && numbers.into_iter().all(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
}

fn apply(context: &mut Context, role: Role, words: &str) {
    match role {
        Role::Work => (context.work, context.prose) = (true, false),
        Role::Never => context.never = true,
        Role::Prose => (context.work, context.prose) = (false, true),
        Role::Done => context.done = true,
        Role::Restates => context.restates = true,
        Role::Parked => context.undecided = Some(words.to_owned()),
        Role::Plain => {}
    }
}

/// What the document's own title hands down: its group ends where the first section starts.
fn above(context: &Context) -> Context {
    Context { never: false, prose: false, restates: false, ..context.clone() }
}

fn field_priority(blocks: &[Block]) -> bool {
    let mut segments = Vec::new();
    field::walk(blocks, field::Field::Prose, &mut segments);
    segments
        .iter()
        .any(|s| s.field == field::Field::Priority && priority::value(s.words()).is_some())
}

/// Whether a section's title only names what was seen.
pub(super) fn is_observation(sections: &[Section], at: usize) -> bool {
    let mut next = Some(at);
    while let Some(at) = next {
        let lower = sections[at].title.text.to_lowercase();
        if [
            "weakness",
            "areas for improvement",
            "observations",
            "concerns",
            "analysis",
            "assessment",
            "недостатки",
            "schwächen",
            "缺点",
            "不足",
        ]
        .iter()
        .any(|word| lower.contains(word))
        {
            return true;
        }
        next = sections[at].parent.filter(|_| sections[at].level > 1);
    }
    false
}
