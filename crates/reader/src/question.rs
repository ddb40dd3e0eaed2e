//! What is not sure, as few questions, each about lines that are alike.

use foldhash::HashMap;

use super::content::shorten;
use super::reading::{Choice, Question, Said};
use super::rule;
use super::section::Section;
use super::walk::Ask;

/// More questions than this are asked about no document: the smallest groups keep their guess.
const MOST: usize = 8;
/// Fewer lines than this are not worth a question of their own beside larger groups.
const WORTH: usize = 2;

/// The questions about `asks`, and what `said` answers, by the first lines of the groups.
pub(super) fn questions(
    name: &str,
    sections: &[Section],
    asks: &[Ask],
    said: &Said,
) -> (Vec<Question>, HashMap<usize, Choice>) {
    let mut groups: Vec<(String, Vec<&Ask>)> = Vec::new();
    for ask in asks {
        let id = id(name, sections, asks, ask);
        match groups.iter_mut().find(|(known, _)| *known == id) {
            Some((_, group)) => group.push(ask),
            None => groups.push((id, vec![ask])),
        }
    }
    let size = |group: &[&Ask]| group.iter().map(|ask| ask.size).sum::<usize>();
    groups.retain(|(_, group)| size(group) >= WORTH);
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(size(group)));
    groups.truncate(MOST);
    groups.sort_by_key(|(_, group)| group[0].line);
    let mut answers = HashMap::default();
    let mut questions = Vec::new();
    for (id, group) in groups {
        let answer = said.answers.get(&id).copied();
        for ask in group.iter().filter(|_| answer.is_some()) {
            take(ask, answer.unwrap_or(ask.taken.choice), sections, &mut answers);
        }
        questions.push(question(name, id, &group, sections, answer));
    }
    (questions, answers)
}

/// What an answer says about the groups it is about.
fn take(ask: &Ask, choice: Choice, sections: &[Section], answers: &mut HashMap<usize, Choice>) {
    if choice == Choice::One && sections[ask.section].level > 0 {
        answers.insert(sections[ask.section].heading.line, choice);
    } else {
        answers.extend(ask.lines.iter().map(|line| (*line, choice)));
    }
}

fn question(
    name: &str,
    id: String,
    group: &[&Ask],
    sections: &[Section],
    answer: Option<Choice>,
) -> Question {
    let first = group[0];
    let mut section = &sections[first.section];
    if group.iter().any(|ask| ask.section != first.section) {
        section = &sections[section.parent.unwrap_or(0)];
    }
    let mut choices = vec![Choice::Items, Choice::Below];
    if section.level > 0 {
        choices.push(Choice::One);
    }
    choices.push(Choice::None);
    Question {
        id,
        document: name.to_owned(),
        line: first.line,
        to: group.iter().map(|ask| ask.to).max().unwrap_or(first.to),
        heading: (section.level > 0).then(|| section.heading.plain.trim().to_owned()),
        blocks: group.iter().map(|ask| ask.size).sum(),
        sample: shorten(&first.sample, 80),
        choices,
        guess: first.taken.choice,
        why: rule::why(first.taken.rule).to_owned(),
        answer,
    }
}

/// What a question is called: the document, the headings above, and what tells it from its like.
/// Lists under headings of one row that are taken for the same are one question.
fn id(name: &str, sections: &[Section], asks: &[Ask], ask: &Ask) -> String {
    let alike = |other: &&Ask| {
        other.headings == ask.headings
            && other.taken.choice == ask.taken.choice
            && other.section != ask.section
            && sections[other.section].parent == sections[ask.section].parent
            && sections[other.section].level == sections[ask.section].level
    };
    let shared =
        !ask.headings && sections[ask.section].level > 1 && asks.iter().filter(alike).count() > 0;
    let at = if shared { sections[ask.section].parent.unwrap_or(0) } else { ask.section };
    let mut path = Vec::new();
    let mut next = Some(at);
    while let Some(at) = next.filter(|at| sections[*at].level > 0) {
        path.push(slug(&sections[at].heading.plain));
        next = sections[at].parent;
    }
    path.reverse();
    let kind = match (ask.headings, shared) {
        (true, _) => "/headings".to_owned(),
        (false, true) => format!("/lists-{}", ask.taken.choice.name()),
        (false, false) => String::new(),
    };
    format!("{name}#{}{kind}", path.join("/"))
}

fn slug(heading: &str) -> String {
    let mut out = String::new();
    for c in heading.trim().chars().take(48) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
