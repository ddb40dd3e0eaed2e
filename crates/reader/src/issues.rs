//! GitHub issues as `gh issue list --json number,title,body,labels` exports them.

use serde::Deserialize;

use super::block::Text;
use super::content;
use super::item::{Form, State, WorkItem};
use super::reading::{Judged, Verdict};
use super::{parse, prepare, priority, rule, tag, title};

#[derive(Deserialize)]
struct Issue {
    number: Option<u64>,
    title: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    state: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Label {
    Name(String),
    Object { name: String },
}

impl Label {
    fn name(&self) -> &str {
        match self {
            Self::Name(name) | Self::Object { name } => name,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Export {
    Many(Vec<Issue>),
    One(Issue),
}

/// Parts of the labels that say what kind of work an issue is.
const KINDS: [&str; 8] =
    ["bug", "defect", "enhance", "feature", "doc", "test", "refactor", "question"];

/// The issues in `text`; none when it is no such export.
pub(super) fn read(name: &str, text: &str) -> Option<(Vec<WorkItem>, Vec<Judged>)> {
    if !text.trim_start().starts_with(['[', '{']) {
        return None;
    }
    let issues = match serde_json::from_str(text).ok()? {
        Export::Many(issues) => issues,
        Export::One(issue) => vec![issue],
    };
    let mut from = 0;
    let (mut items, mut blocks) = (Vec::new(), Vec::new());
    for issue in &issues {
        let item = item(name, line(text, &issue.title, &mut from), issue);
        let mut block = judged(&item);
        if is_dropped(issue) {
            (block.verdict, block.rule, block.item) = (Verdict::Drop, rule::DROPPED, None);
            block.level = rule::level(rule::DROPPED);
        } else {
            items.push(item);
        }
        blocks.push(block);
    }
    Some((items, blocks))
}

/// Whether a label, or the title, says that nothing comes of it: "status: wontfix", "duplicate".
fn is_dropped(issue: &Issue) -> bool {
    let label = |label: &Label| {
        let name = label.name();
        let value = name.rsplit([':', '/']).next().unwrap_or_default().trim();
        [name, value]
            .into_iter()
            .any(|said| tag::says_dropped(said) || said.eq_ignore_ascii_case("duplicate"))
    };
    tag::is_copy(&issue.title) || issue.labels.iter().any(label)
}

/// An issue as a block.
fn judged(item: &WorkItem) -> Judged {
    let done = item.state == State::Done;
    Judged {
        document: item.document.clone(),
        line: item.line,
        to: item.line,
        depth: 0,
        text: content::shorten(&item.title, 160),
        heading: None,
        is_heading: false,
        verdict: if done { Verdict::Done } else { Verdict::Item },
        rule: rule::ISSUE,
        level: rule::level(rule::ISSUE),
        item: Some(item.line),
    }
}

/// The line the title stands on, searched from the last one on.
fn line(text: &str, title: &str, from: &mut usize) -> usize {
    let quoted = serde_json::to_string(title).unwrap_or_default();
    let at = text[*from..].find(&quoted).map_or(*from, |at| *from + at);
    *from = at;
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

fn item(name: &str, line: usize, issue: &Issue) -> WorkItem {
    let heading = Text { plain: issue.title.clone(), ..Text::default() };
    let mut read = title::read(&heading);
    let blocks = parse::parse(&prepare::prepare(issue.body.as_deref().unwrap_or_default()));
    let mut item =
        WorkItem { document: name.to_owned(), line, form: Form::Heading, ..WorkItem::default() };
    item.issue = issue.number;
    if let Some(number) = issue.number {
        read.label = Some((super::label::Kind::Name, format!("#{number}")));
    }
    content::fill(&mut item, &read, &heading, &blocks);
    issue.body.as_deref().unwrap_or_default().trim().clone_into(&mut item.text);
    let said = issue.labels.iter().filter_map(|label| {
        let name = label.name().to_lowercase();
        // "P-High", "sev: low", "priority/urgent".
        let kind = name.split(['-', ':', '/', ' ']).next().unwrap_or_default();
        let ranked = matches!(kind, "p" | "s" | "sev" | "prio") && kind.len() < name.len();
        let said = name.contains("prio") || name.contains("severity") || ranked;
        (said || priority::word(&name).is_some()).then(|| priority::value(&name)).flatten()
    });
    item.priority = item.priority.or_else(|| said.min());
    let telling = issue.labels.iter().find(|label| {
        let name = label.name().to_lowercase();
        KINDS.iter().any(|kind| name.contains(kind))
    });
    item.about = telling.or(issue.labels.first()).map(|label| label.name().to_owned());
    if issue.labels.iter().any(|label| tag::says_done(label.name())) {
        item.state = State::Done;
    }
    if issue.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("closed")) {
        item.state = State::Done;
    }
    item
}
