//! Judges groups of siblings: the lines of a list, the rows of a table, the headings of one shape.
//!
//! The first rule that says something about a group decides; rules stand in the order of their
//! evidence, so that a word never removes what a box, a name or a field says.

use super::block::{Item, List};
use super::label::Kind;
use super::line::{
    self, begins_with_path, behind_path, has_boxes, is_entry, is_fielded, is_link, is_note,
    is_place, leads, names_path, own_field, reports,
};
use super::reading::Choice;
use super::reference;
use super::rule::{self, Rule};
use super::title::Title;
use super::verb;
use super::walk::{Context, Strictness};
use super::words::{self, Concept};

/// Half of a group is most of it.
const MOST: usize = 50;
/// A third of a group that orders something is enough where the document promises work.
const SOME: usize = 30;
/// Where only a heading further up promises work, this much of a group has to sound like it.
const FEW: usize = 15;
/// More than this share of lines that report in the past make a history.
const HISTORY: usize = 66;
/// With this share of bold leads a list is one of things told one by one.
const LEADS: usize = 70;
/// A parent of this many words or fewer names a group rather than a piece of work.
const SHORT: usize = 5;

/// What is seen of a group, counted once.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that is seen, in any mixture")]
pub(super) struct Group {
    pub(super) size: usize,
    /// Members with a box.
    pub(super) boxes: usize,
    /// Members with a mark, a priority or a name.
    pub(super) marked: usize,
    /// Members whose state a mark tells.
    pub(super) states: usize,
    pub(super) named: usize,
    /// Members that are no more than a field: `File: a.rs`.
    pub(super) fields: usize,
    /// Members with fields of their own below.
    pub(super) fielded: usize,
    pub(super) orders: usize,
    /// Members that order something in a file.
    pub(super) placed: usize,
    /// Members that say what is wrong or missing.
    pub(super) troubles: usize,
    /// Members that report what was done.
    pub(super) past: usize,
    /// Members that begin with a path and tell about it.
    pub(super) files: usize,
    /// Short members over lists of their own.
    pub(super) parents: usize,
    /// Members that begin with bold words and go on in others.
    pub(super) leads: usize,
    /// Whether the heading above is that of conditions, examples or keys to read by.
    pub(super) never: bool,
    pub(super) criteria: bool,
    pub(super) prose: bool,
    pub(super) work: bool,
    pub(super) done: bool,
    pub(super) restates: bool,
    pub(super) parked: bool,
    pub(super) urged: bool,
    /// Whether the nearest heading itself promises work, not only one further up.
    pub(super) own: bool,
    /// Whether a sentence says what the list is about.
    pub(super) announced: bool,
    /// Whether the neighbours of the section hold boxes or the section is a stretch of work.
    pub(super) stretch: bool,
    /// Whether the title of the document promises work.
    pub(super) promised: bool,
    /// Whether boxes or headings elsewhere are the work.
    pub(super) rivals: bool,
    /// Whether the document is a list of things to do.
    pub(super) agenda: bool,
    /// Whether the title of the document says so, rather than that something in it is done.
    pub(super) listed: bool,
    /// Whether the heading above is that of a list of things to do.
    pub(super) tasked: bool,
    /// Members that state how something is.
    pub(super) facts: usize,
    /// Members that name a path.
    pub(super) paths: usize,
    /// Members that order something behind the file they begin with.
    pub(super) ordered: usize,
    /// Members that begin with a day, a week or a phase.
    pub(super) stages: usize,
    /// Whether each member only explains a mark or a word of state, no two the same.
    pub(super) legend: bool,
    /// Members that begin with a line of a file.
    pub(super) notes: usize,
    /// Members that are a place, over what is to be done there.
    pub(super) places: usize,
    /// Members that are a link and nothing else.
    pub(super) links: usize,
    /// Members that only lead to a place in the same text.
    pub(super) entries: usize,
    /// Members that say what must never be, or always.
    pub(super) bounds: usize,
    /// Members that say what waits for what.
    pub(super) waits: usize,
    /// Members that a mark calls done.
    pub(super) finished: usize,
    /// Whether there are boxes in the same section.
    pub(super) beside: bool,
    /// Whether there are boxes elsewhere.
    pub(super) boxed: bool,
    /// Whether names elsewhere are the work.
    pub(super) rival_names: bool,
    pub(super) milestones: bool,
    pub(super) lenient: bool,
}

/// What a group is, by which rule, and whether that is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) choice: Choice,
    pub(super) rule: &'static str,
    pub(super) sure: bool,
}

impl Group {
    /// Counts what is seen of the items of `list`.
    pub(super) fn of(list: &List, titles: &[Title], context: &Context) -> Self {
        let mut group = Self {
            size: list.items.len(),
            never: context.never,
            criteria: context.criteria,
            prose: context.prose && !context.work,
            work: context.work,
            done: context.done,
            restates: context.restates,
            parked: context.undecided.is_some(),
            urged: context.priority.is_some(),
            ..Self::default()
        };
        for (item, title) in list.items.iter().zip(titles) {
            group.count(item, title);
        }
        group.legend = line::is_legend(list);
        group.fielded = group.fielded.max(line::keyed_alike(list));
        group
    }

    fn count(&mut self, item: &Item, title: &Title) {
        let plain = item.text.plain.as_str();
        let boxed = item.task.is_some() || item.lists().any(has_boxes);
        let named = title.label.as_ref().is_some_and(|(kind, _)| *kind == Kind::Name);
        let path = names_path(item);
        let orders = verb::is_imperative(&title.text) || plain.trim_end().ends_with('?');
        let past = reports(&title.text);
        let ordered = behind_path(item).is_some_and(verb::is_imperative);
        self.ordered += usize::from(ordered);
        self.paths += usize::from(path);
        let orders = orders || ordered;
        let own = own_field(item);
        self.facts += usize::from(past || verb::is_statement(&title.text));
        self.links += usize::from(is_link(item));
        self.entries += usize::from(is_entry(item));
        self.bounds += usize::from(words::first(Concept::Bounds, plain));
        let numbered = plain.contains(|c: char| c.is_ascii_digit());
        self.waits += usize::from(numbered && !orders && reference::first(plain).is_some());
        self.boxes += usize::from(boxed);
        self.states += usize::from(title.done.is_some());
        self.finished += usize::from(title.done == Some(true));
        self.marked +=
            usize::from(title.done.is_some() || title.priority.is_some() || title.label.is_some());
        self.named += usize::from(named);
        let staged = title.label.as_ref().is_some_and(|(kind, _)| *kind == Kind::Stage);
        self.stages += usize::from(staged);
        self.fields += usize::from(own);
        self.fielded += usize::from(!own && is_fielded(item));
        self.orders += usize::from(orders && !past);
        self.placed += usize::from((ordered || verb::is_imperative(&title.text)) && !past && path);
        self.troubles += usize::from(!orders && words::within(Concept::Trouble, plain));
        self.past += usize::from(past && item.task != Some(false));
        let told = begins_with_path(item) && !ordered && !is_note(item);
        self.files += usize::from(told || line::is_code(item));
        self.notes += usize::from(is_note(item));
        self.places += usize::from(is_place(item));
        self.leads += usize::from(!own && leads(item));
        let short = plain.split_whitespace().count() <= SHORT;
        self.parents += usize::from(
            item.lists().any(|list| list.items.len() > 1)
                && short
                && !named
                && title.done.is_none(),
        );
    }

    /// How many of a hundred members `count` are.
    fn share(&self, count: usize) -> usize {
        count * 100 / self.size.max(1)
    }

    fn is_most(&self, count: usize) -> bool {
        count > 0 && self.share(count) >= MOST
    }

    /// How many of a hundred order something or say what is wrong.
    pub(super) fn sounding(&self) -> usize {
        self.share(self.orders + self.troubles)
    }

    /// The share that is enough, by what else the document holds.
    fn least(&self) -> usize {
        match (self.promised, self.rivals) {
            (true, false) => 25,
            (true, true) => SOME,
            (false, false) => MOST,
            (false, true) => 60,
        }
    }

    /// Where nothing says that it is work, it is none; whether that is sure depends on its words.
    fn facts(&self) -> Taken {
        let sure = self.size < 2 || self.sounding() < 20 && self.rivals;
        Taken { choice: Choice::None, rule: rule::FACTS, sure }
    }

    /// What the first rule says that says something.
    pub(super) fn judged(&self) -> Taken {
        rule::LISTS.iter().find_map(|rule| taken(rule, self)).unwrap_or_else(|| self.facts())
    }
}

fn taken(rule: &Rule, group: &Group) -> Option<Taken> {
    let (choice, sure) = (rule.test?)(group)?;
    Some(Taken { choice, rule: rule.id, sure })
}

/// The tests of the rules for lists, named as the rules are.
pub(super) mod test {
    use super::{Choice, FEW, Group, HISTORY, LEADS, MOST, SOME};

    type Said = Option<(Choice, bool)>;

    fn sure(holds: bool, choice: Choice) -> Said {
        holds.then_some((choice, true))
    }

    pub(crate) fn criteria(group: &Group) -> Said {
        sure(group.criteria, Choice::None)
    }

    pub(crate) fn legend(group: &Group) -> Said {
        sure(group.legend, Choice::None)
    }

    pub(crate) fn timetable(group: &Group) -> Said {
        let other = group.boxed || group.rival_names;
        sure(other && group.boxes == 0 && group.is_most(group.stages), Choice::None)
    }

    pub(crate) fn contents(group: &Group) -> Said {
        sure(group.is_most(group.entries) && group.boxes == 0, Choice::None)
    }

    pub(crate) fn boxes(group: &Group) -> Said {
        sure(group.boxes > 0, Choice::Items)
    }

    pub(crate) fn not_work(group: &Group) -> Said {
        sure(group.never, Choice::None)
    }

    pub(crate) fn states(group: &Group) -> Said {
        let most = group.is_most(group.states);
        let around = group.prose || group.restates;
        let some = group.share(group.finished) >= FEW && !around;
        ((most || some) && !group.milestones).then_some((Choice::Items, most))
    }

    pub(crate) fn names(group: &Group) -> Said {
        sure(group.is_most(group.named) && !group.milestones, Choice::Items)
    }

    pub(crate) fn fields(group: &Group) -> Said {
        sure(group.share(group.fields) > MOST, Choice::None)
    }

    pub(crate) fn fielded(group: &Group) -> Said {
        // Risks with their mitigations stand beside the work, where that is told elsewhere.
        let around = group.prose && (group.rivals || group.rival_names);
        sure(group.is_most(group.fielded) && !around, Choice::Items)
    }

    pub(crate) fn orders_in_files(group: &Group) -> Said {
        let around = group.prose && group.rivals;
        let other = group.done || group.rival_names || group.restates || around;
        sure(group.is_most(group.placed) && !other, Choice::Items)
    }

    pub(crate) fn history(group: &Group) -> Said {
        let share = group.share(group.past);
        (share >= HISTORY && group.size >= 2).then_some((Choice::None, group.past == group.size))
    }

    pub(crate) fn done(group: &Group) -> Said {
        sure(group.done, Choice::Items)
    }

    pub(crate) fn prose(group: &Group) -> Said {
        group.prose.then(|| (Choice::None, group.sounding() < MOST || group.size < 2))
    }

    pub(crate) fn bounds(group: &Group) -> Said {
        let ruled = group.is_most(group.bounds) && group.size > 2;
        (ruled && !group.own).then_some((Choice::None, group.rivals))
    }

    pub(crate) fn waits(group: &Group) -> Said {
        let other = group.boxed || group.rival_names && group.named == 0;
        let most = group.is_most(group.waits);
        let promised = group.boxes > 0 || group.own || group.urged;
        sure(other && most && !promised, Choice::None)
    }

    pub(crate) fn notes(group: &Group) -> Said {
        sure(group.is_most(group.notes) && !group.done && !group.restates, Choice::Items)
    }

    pub(crate) fn places(group: &Group) -> Said {
        sure(group.is_most(group.places), Choice::Below)
    }

    pub(crate) fn links(group: &Group) -> Said {
        sure(group.is_most(group.links), Choice::None)
    }

    pub(crate) fn files(group: &Group) -> Said {
        let told = group.is_most(group.files)
            && group.ordered == 0
            && !group.own
            && !group.urged
            && !group.restates;
        sure(told, Choice::None)
    }

    pub(crate) fn parents(group: &Group) -> Said {
        let work = group.work || group.urged || group.promised || group.parked;
        (group.share(group.parents) > MOST && (work || !group.rivals))
            .then_some((Choice::Below, work))
    }

    pub(crate) fn restates(group: &Group) -> Said {
        let told = group.boxed
            && group.share(group.orders) < FEW
            && group.marked == 0
            && group.size > 1
            && group.share(group.parents + group.leads) < FEW;
        let choice = if told { Choice::None } else { Choice::Items };
        group.restates.then(|| (choice, group.sounding() >= SOME && !told))
    }

    pub(crate) fn work(group: &Group) -> Said {
        let sounds = group.sounding();
        let bare = group.marked == 0 && group.paths == 0 && !group.parked;
        if group.work
            && group.boxed
            && sounds < FEW
            && bare
            && !(group.listed && group.own)
            && !group.tasked
        {
            return Some((Choice::None, false));
        }
        (group.own && group.work || group.parked || group.urged || group.work && sounds >= FEW)
            .then_some((Choice::Items, sounds >= SOME || group.parked))
    }

    pub(crate) fn marked(group: &Group) -> Said {
        sure(group.is_most(group.marked) && !group.milestones, Choice::Items)
    }

    pub(crate) fn leads(group: &Group) -> Said {
        let around = group.prose || group.restates || group.milestones;
        let most = group.share(group.leads) >= LEADS && group.size > 1;
        let rivals = group.rivals && !group.agenda;
        (most && group.promised && !around && !group.beside && !rivals)
            .then(|| (Choice::Items, group.sounding() >= SOME))
    }

    pub(crate) fn agenda(group: &Group) -> Said {
        let around = group.prose || group.restates || group.milestones || group.beside;
        let apart = group.announced || group.rivals || group.rival_names;
        let facts = group.is_most(group.facts);
        let sounds = group.sounding() >= FEW || group.listed;
        (group.agenda && sounds && !around && !apart && !facts).then_some((Choice::Items, false))
    }

    pub(crate) fn stretch(group: &Group) -> Said {
        sure(group.stretch, Choice::Items)
    }

    pub(crate) fn rivals(group: &Group) -> Said {
        (group.rival_names || group.milestones).then_some((Choice::None, true))
    }

    pub(crate) fn sounds(group: &Group) -> Said {
        let (sounding, least) = (group.sounding(), group.least());
        let yes = sounding >= least && !(group.rivals && group.announced);
        yes.then_some((Choice::Items, sounding >= 75 && !group.announced))
    }

    pub(crate) fn only(group: &Group) -> Said {
        let yes = group.lenient && (!group.announced || group.sounding() >= MOST);
        yes.then_some((Choice::Items, false))
    }
}

impl Group {
    /// How willing the walk is.
    pub(super) fn at(mut self, strictness: Strictness) -> Self {
        self.lenient = strictness == Strictness::Lenient;
        self
    }
}
