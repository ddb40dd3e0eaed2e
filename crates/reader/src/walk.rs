//! Sections to items: who is an item, who only holds some, and what they inherit.

use foldhash::HashMap;

use super::block::{Block, Text};
use super::callout;
use super::content;
pub(super) use super::context::{Context, is_dated};
use super::context::{above, is_lead, lead_in, led_by_end, step_down};
use super::field;
use super::found::Found;
use super::heading;
use super::item::{Form, State, WorkItem};
use super::judge::Taken;
use super::label::Kind;
use super::reading::Choice;
use super::role::{self, Role};
use super::rule;
use super::section::{self, Section};
use super::tag::announces_done;
use super::title;
use super::words::{self, Concept};
use super::{list, priority, table};

/// How willing to see work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strictness {
    /// Only what is plainly work.
    Strict,
    /// Any list, and headings with prose.
    Lenient,
}

/// Everything the walk needs at every step.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing the document may show")]
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
    /// Whether it is that of a list of things to do, or what is done is listed apart.
    pub(super) listed: bool,
    /// Whether it is the title that says so.
    pub(super) titled: bool,
    pub(super) out: Vec<Found>,
    pub(super) lists: usize,
    /// The rules that left blocks out, by their lines.
    pub(super) rules: HashMap<usize, &'static str>,
    /// What is not sure.
    pub(super) asks: Vec<Ask>,
    /// What was answered about groups, by their first lines.
    pub(super) answers: &'a HashMap<usize, Choice>,
    pub(super) about: Option<String>,
}

/// A group nobody can be sure of, where it stands, and what is taken for it.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) section: usize,
    pub(super) line: usize,
    pub(super) to: usize,
    pub(super) size: usize,
    pub(super) sample: String,
    /// The first lines of what it is about.
    pub(super) lines: Vec<usize>,
    /// Whether it is a row of headings.
    pub(super) headings: bool,
    pub(super) taken: Taken,
}

/// What a walk finds.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) found: Vec<Found>,
    pub(super) rules: HashMap<usize, &'static str>,
    pub(super) asks: Vec<Ask>,
}

/// All items of `sections`, in the order of their lines.
pub(super) fn walk(
    sections: &[Section],
    strictness: Strictness,
    answers: &HashMap<usize, Choice>,
) -> Walked {
    let about = sections.iter().find(|s| s.level == 1).map(|s| s.title.text.clone());
    let opening = sections[0].blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) if sections.len() == 1 => text.plain.lines().next(),
        _ => None,
    });
    let finished = sections.iter().any(|section| is_finished(section) || has_finished(section));
    let titled = section::is_agenda(sections);
    let named = sections[0].children.len() == 1 && sections.len() > 2;
    let listed = finished && !named || titled;
    let work = titled
        || role::role(&sections[0].title.text) == Role::Work
        || sections.iter().filter(|s| s.level == 1).any(|s| is_about_work(&s.title.text))
        || opening.is_some_and(is_about_work)
        || finished;
    let tasks = sections.iter().any(|s| s.role != Role::Criteria && s.has_tasks());
    let heading::Judged { items: headings, asks } =
        heading::items(sections, strictness, work, answers);
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
        listed,
        titled,
        out: Vec::new(),
        lists: 0,
        rules: HashMap::default(),
        asks,
        answers,
        about,
    };
    walk.section(0, &Context::default());
    walk.out.sort_by_key(|found| found.item.line);
    Walked { found: walk.out, rules: walk.rules, asks: walk.asks }
}

/// Whether a document's title promises work: a review, a plan, a list of things to do.
pub(super) fn is_about_work(title: &str) -> bool {
    let lower = title.to_lowercase();
    role::role(title) == Role::Work
        || words::all(Concept::TitleAbout).any(|word| lower.contains(word))
}

/// Whether a section lists finished work, so that what other sections list is open.
fn is_finished(section: &Section) -> bool {
    section.level > 0
        && section.label().is_none()
        && (section.role == Role::Done || section.title.done == Some(true))
        && section.blocks.iter().any(|block| matches!(block, Block::List(_) | Block::Table(_)))
}

/// Whether a line right above a list says that all of it is done, as the columns of a board do.
fn has_finished(section: &Section) -> bool {
    section.blocks.windows(2).any(|pair| match pair {
        [Block::Paragraph(text), Block::List(_) | Block::Table(_)] => {
            is_lead(text) && role::role(&title::read(text).text) == Role::Done
        }
        _ => false,
    })
}

impl Walk<'_> {
    fn section(&mut self, at: usize, inherited: &Context) {
        let section = &self.sections[at];
        if self.headings[at] {
            self.heading(at, inherited);
            return;
        }
        if section.level > 0 && self.answer(section.heading.line) == Some(Choice::None) {
            self.leave([section.heading.line], rule::ANSWERED);
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
        let answered = self.answer(section.heading.line).is_some();
        let reason = if context.never && !answered {
            Some(rule::NOT_WORK)
        } else if heading::is_template(section) {
            Some(rule::PLACEHOLDER)
        } else if content::is_settled(&blocks) || section.title.fine {
            Some(rule::FINE)
        } else if section.title.dropped {
            Some(rule::DROPPED)
        } else {
            None
        };
        if let Some(reason) = reason.filter(|_| !answered) {
            self.leave([section.heading.line], reason);
            return;
        }
        let mut item = self.item(section.heading.line, context, Form::Heading);
        content::fill(&mut item, &section.title, &section.heading, &blocks);
        item.title.truncate(item.title.trim_end_matches(['.', '。']).len());
        if item.title.is_empty() {
            return;
        }
        if context.done && section.title.done != Some(false) {
            item.state = State::Done;
        }
        item.priority = item.priority.filter(|_| {
            section.title.colour.is_none()
                || section.title.priority.is_some()
                || context.priority.is_none()
                || field_priority(&blocks)
        });
        if item.priority.is_none() {
            (item.priority, item.hinted) = (context.priority, context.hinted);
        }
        if is_ticked(&blocks) && section.title.done != Some(false) {
            item.state = State::Done;
        }
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

    /// Notes that a group is not sure.
    pub(super) fn ask(&mut self, ask: Ask) {
        self.asks.push(ask);
    }

    /// What was answered about the group whose first line is `line`.
    pub(super) fn answer(&self, line: usize) -> Option<Choice> {
        self.answers.get(&line).copied()
    }

    /// Notes the rule that leaves the blocks of some lines out.
    pub(super) fn leave(&mut self, lines: impl IntoIterator<Item = usize>, rule: &'static str) {
        self.rules.extend(lines.into_iter().map(|line| (line, rule)));
    }

    /// A number for one more list or table, apart from those of sections.
    pub(super) fn next_list(&mut self) -> usize {
        self.lists += 1;
        self.sections.len() + self.lists
    }

    fn blocks(&mut self, blocks: &[Block], at: usize, context: &Context) {
        let named = callout::are_named(blocks);
        let mut lead: Option<&Text> = None;
        let mut local = context.clone();
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            if !local.never
                && !local.prose
                && let Some(length) = callout::length(rest, named)
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
                        local = led_by_end(text, context);
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

/// Whether all boxes below a heading are ticked.
fn is_ticked(blocks: &[Block]) -> bool {
    let boxes = || {
        let lists = blocks.iter().filter_map(|block| match block {
            Block::List(list) => Some(list),
            _ => None,
        });
        lists.flat_map(|list| list.items.iter().filter_map(|item| item.task))
    };
    boxes().next().is_some() && boxes().all(|ticked| ticked)
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
        if words::all(Concept::TitleObserves).any(|word| lower.contains(word)) {
            return true;
        }
        next = sections[at].parent.filter(|_| sections[at].level > 1);
    }
    false
}
