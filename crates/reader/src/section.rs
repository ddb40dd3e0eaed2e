//! Blocks under their headings: a flat list of sections that know their parents.

use super::block::{Block, Text};
use super::content;
use super::field::{self, Field};
use super::flat::lower;
use super::item::{Priority, WorkItem};
use super::label::{self, Kind};
use super::priority;
use super::role::{self, Role};
use super::title::{self, Title};

/// One heading and the blocks up to the next.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) level: u8,
    pub(super) heading: Text,
    pub(super) title: Title,
    pub(super) role: Role,
    pub(super) priority: Option<Priority>,
    pub(super) blocks: Vec<Block>,
    pub(super) parent: Option<usize>,
    pub(super) children: Vec<usize>,
}

impl Section {
    /// The kind of its label.
    pub(super) fn label(&self) -> Option<Kind> {
        self.title.label.as_ref().map(|(kind, _)| *kind)
    }

    /// Whether it holds checkboxes of its own.
    pub(super) fn has_tasks(&self) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::List(list) => list.items.iter().any(|item| item.task.is_some()),
            _ => false,
        })
    }
}

/// The sections of the document `name`; the first holds what stands before any heading, and its title is
/// what the name says.
pub(super) fn tree(name: &str, blocks: Vec<Block>) -> Vec<Section> {
    let mut sections = vec![Section {
        level: 0,
        heading: Text::default(),
        title: Title { text: spoken(name), ..Title::default() },
        role: Role::Plain,
        priority: None,
        blocks: Vec::new(),
        parent: None,
        children: Vec::new(),
    }];
    for block in blocks {
        let Block::Heading(level, heading) = block else {
            if let Some(last) = sections.last_mut() {
                last.blocks.push(block);
            }
            continue;
        };
        let mut parent = sections.len() - 1;
        while sections[parent].level > level
            || sections[parent].level == level && !heads(&sections, parent, &heading)
        {
            parent = sections[parent].parent.unwrap_or(0);
        }
        let at = sections.len();
        sections[parent].children.push(at);
        sections.push(open(level, heading, parent));
    }
    for section in &mut sections {
        entitle(section);
    }
    // Of several headings of the first level none names the document: "# Todo", "# Done".
    let firsts = sections.iter().filter(|section| section.level == 1).count();
    for section in sections.iter_mut().filter(|section| section.level == 1 && firsts > 1) {
        if section.role == Role::Plain && role::role(&section.title.text) == Role::Done {
            section.role = Role::Done;
        }
    }
    for at in 0..sections.len() {
        if sections[at].label() == Some(Kind::Stage) {
            settle_stage(&mut sections, at);
        }
    }
    sections
}

/// Whether the name or the title of the document says that it is a list of things to do.
pub(super) fn is_agenda(sections: &[Section]) -> bool {
    sections.iter().filter(|section| section.level <= 1).any(|s| role::is_list(&s.title.text))
}

/// The words of a file's name: `docs/known-bugs.txt` says "known bugs".
pub(super) fn spoken(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let words = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    lower(&words.collect::<Vec<_>>().join(" ")).into_owned()
}

/// A heading that is a name or says how urgent a finding is and no more, over the fields of that one
/// finding, has its title from them: "### [severity: critical]" over "File", "Issue" and "Fix".
fn entitle(section: &mut Section) {
    let inside = section.title.text.trim().trim_matches(['[', ']', '(', ')']);
    let keyed = inside.split_once(':').is_some_and(|(key, said)| {
        field::key(key) == Some(Field::Priority) && said.split_whitespace().count() == 1
    });
    let bare = section.title.text.trim().is_empty()
        || keyed
        || section.priority.is_some() && priority::says_only(&section.title.text);
    if section.level < 2 || !bare {
        return;
    }
    let mut segments = Vec::new();
    field::walk(&section.blocks, Field::Prose, &mut segments);
    let of = |wanted: Field| segments.iter().filter(move |it| it.field == wanted);
    let (problems, others) = (of(Field::Problem), of(Field::Files).chain(of(Field::Remedy)));
    let mut problems = problems.map(|it| content::sentence(it.words()));
    if let (Some(title), None, true) = (problems.next(), problems.next(), others.count() > 0) {
        section.title.text = title;
        section.role = Role::Plain;
    }
}

/// Whether a heading that says how urgent things are, and holds nothing itself, is over the next of
/// its own level: "### Medium severity", then "### M1. …".
fn heads(sections: &[Section], at: usize, next: &Text) -> bool {
    let section = &sections[at];
    // What has parts below it is over those alone.
    let bare = section.children.iter().all(|child| sections[*child].level == section.level);
    bare && title::read(next).label.is_some()
        && section.level > 1
        && section.priority.is_some()
        && section.blocks.is_empty()
        && section.label().is_none()
        && priority::says_only(&section.heading.plain)
        && !priority::says_only(&next.plain)
}

/// Tells `items` all headings they stand under.
pub(super) fn place(sections: &[Section], items: &mut [WorkItem]) {
    for item in items {
        let mut at = sections.partition_point(|s| s.heading.line <= item.line).checked_sub(1);
        while let Some(section) = at {
            let section = &sections[section];
            if section.level > 0 && section.heading.line < item.line {
                item.under.insert(0, section.heading.plain.clone());
            }
            at = section.parent;
        }
    }
}

/// The section of the highest level below the title that `at` stands in.
pub(super) fn chapter(sections: &[Section], mut at: usize) -> usize {
    while let Some(parent) = sections[at].parent
        && sections[parent].level > 1
    {
        at = parent;
    }
    at
}

/// Parts of a stage belong to it: its "Action items" sum nothing up, the issues they mend are no work
/// beside them, and a "Scope" that is all it has is its work.
fn settle_stage(sections: &mut [Section], at: usize) {
    let children = sections[at].children.clone();
    let lists = |section: &Section| section.blocks.iter().any(|b| matches!(b, Block::List(_)));
    let listed = children.iter().filter(|child| lists(&sections[**child])).count();
    let acted = children.iter().any(|child| sections[*child].role == Role::Restates);
    let alone = listed == 1 && !lists(&sections[at]);
    for child in children {
        let section = &mut sections[child];
        let title = lower(&section.title.text);
        let issues = ["current issues", "known issues", "issues", "problems", "current problems"];
        section.role = match section.role {
            Role::Restates => Role::Work,
            Role::Work if acted && issues.contains(&title.trim_end_matches(':')) => Role::Prose,
            Role::Prose if alone && title.trim_end_matches(':') == "scope" => Role::Plain,
            role => role,
        };
    }
}

fn open(level: u8, heading: Text, parent: usize) -> Section {
    let title = title::read(&heading);
    let said = priority::heading(&heading.plain)
        .or(title.priority)
        .or_else(|| priority::code(&heading.plain));
    let role = match level {
        // The first level names the document; only a few words there say anything about what follows.
        1 => match role::role(&title.text) {
            Role::Work => Role::Work,
            // "Release checklist": how something is done each time; its boxes count.
            Role::Criteria => Role::Prose,
            _ => Role::Plain,
        },
        // "HIGH: Rollback is the same as commit" is a finding, whatever its words are the names of.
        _ if title.priority.is_some() && !title.dropped && is_urged(&heading.plain) => Role::Plain,
        _ if is_ranked(&heading.plain) => Role::Plain,
        _ if is_release(&heading.plain) => Role::Never,
        _ if title.dropped => Role::Never,
        _ => match role::role(&title.text) {
            // A phase holds work whatever it is called: "Phase 3: Order history".
            Role::Never | Role::Criteria | Role::Prose | Role::Restates if is_phase(&title) => {
                Role::Plain
            }
            // "High priority" says how urgent its items are, not that they stand elsewhere.
            Role::Restates if said.is_some() && lower(&heading.plain).contains("priorit") => {
                Role::Plain
            }
            role => role,
        },
    };
    Section {
        level,
        heading,
        title,
        role,
        priority: said,
        blocks: Vec::new(),
        parent: Some(parent),
        children: Vec::new(),
    }
}

/// Whether a heading ends in how urgent what stands below it is: "Stall risks (P0)".
fn is_ranked(heading: &str) -> bool {
    let remark = heading.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    remark.is_some_and(|(_, remark)| label::is_priority(remark.trim()))
}

/// Whether a heading begins with how urgent it is, set off from what it says.
fn is_urged(heading: &str) -> bool {
    let heading = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = heading.find(|c: char| !c.is_alphanumeric()).unwrap_or(heading.len());
    let rest = heading[end..].trim_start_matches([']', ')', '】']);
    let apart = rest.len() < heading[end..].len()
        || rest.trim_start().starts_with([':', '：', '—', '–'])
        || rest.starts_with(" - ");
    apart && priority::word(&heading[..end]).is_some()
}

/// Whether the title is that of a stretch of work, not of a part of the text.
fn is_phase(title: &Title) -> bool {
    const STRETCHES: [&str; 10] = [
        "phase",
        "stage",
        "sprint",
        "milestone",
        "week",
        "wave",
        "iteration",
        "epic",
        "этап",
        "阶段",
    ];
    title.label.as_ref().is_some_and(|(kind, text)| {
        let lower = text.to_lowercase();
        *kind == Kind::Stage && STRETCHES.iter().any(|word| lower.starts_with(word))
    })
}

/// A changelog's heading: `[Unreleased]`, `[1.2.0] - 2024-01-01`, `v1.2.0 (2024-01-01)`.
fn is_release(title: &str) -> bool {
    let title = title.trim().to_lowercase();
    let open = title.starts_with('[');
    let bare = title.trim_start_matches('[');
    let (version, rest) = bare.split_once([' ', ']']).unwrap_or((bare, ""));
    let numbers = version.trim_start_matches('v');
    let numbered = numbers.contains('.')
        && numbers.split('.').all(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let day = rest.trim_matches(|c: char| !c.is_ascii_digit());
    let dated = day.len() == 10
        && day.split('-').count() == 3
        && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    title.trim_matches(['[', ']']) == "unreleased" || numbered && (open || dated)
}
