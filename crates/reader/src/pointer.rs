//! Lines that only point at work told elsewhere: by the names of findings, or by the stage it is in.

use foldhash::HashMap;

use super::found::Found;
use super::item::{Form, WorkItem};
use super::label::Kind;
use super::named;
use super::section::Section;
use super::twin::is_name;
use super::vocabulary::Vocabulary;

/// Which of `alive` only call findings by name; with the finding where that is a single one, which
/// then takes what the line knows.
pub(super) fn names(found: &[Found], alive: &[usize]) -> Vec<(usize, Option<usize>)> {
    let by_name: HashMap<&str, usize> = alive
        .iter()
        .filter(|at| found[**at].item.form == Form::Heading)
        .filter_map(|at| Some((found[*at].item.label.as_deref()?, *at)))
        .filter(|(name, _)| is_name(name))
        .collect();
    let mut out = by_number(found, alive);
    for at in alive {
        let item = &found[*at].item;
        if by_name.is_empty() || item.form == Form::Heading {
            continue;
        }
        let label = item.label.as_deref().map(|label| format!("{label}:"));
        let names = named::names(label.as_ref().unwrap_or(&item.title));
        let told: Vec<usize> =
            names.iter().filter_map(|name| by_name.get(name.as_str())).copied().collect();
        match told[..] {
            [only] if names.len() == 1 => out.push((*at, Some(only))),
            [_, ..] if told.len() == names.len() => out.push((*at, None)),
            _ => {}
        }
    }
    out
}

/// Lines that call findings by the numbers of their headings and add no words of their own: "Week 1:
/// #1 Basket", "#2, #3".
fn by_number(found: &[Found], alive: &[usize]) -> Vec<(usize, Option<usize>)> {
    let mut headings: HashMap<&str, Vec<usize>> = HashMap::default();
    for at in alive.iter().filter(|at| found[**at].item.form == Form::Heading) {
        if let Some(label) = &found[*at].item.label {
            let number = label.rsplit([' ', '#']).next().unwrap_or_default();
            if number.starts_with(|c: char| c.is_ascii_digit()) {
                headings.entry(number).or_default().push(*at);
            }
        }
    }
    let mut vocabulary = Vocabulary::default();
    let mut out = Vec::new();
    for at in alive.iter().filter(|_| !headings.is_empty()) {
        let item = &found[*at].item;
        if !matches!(item.form, Form::Numbered | Form::Bullet | Form::Row) {
            continue;
        }
        let named: Option<Vec<usize>> = numbers(item)
            .into_iter()
            .map(|number| match headings.get(number).map(Vec::as_slice) {
                Some([only]) => Some(*only),
                _ => None,
            })
            .collect();
        let Some(named) = named.filter(|named| !named.is_empty()) else { continue };
        let known: Vec<u32> =
            named.iter().flat_map(|at| vocabulary.words(&found[*at].item.title)).collect();
        let said = vocabulary.words(&item.title);
        let told = said.iter().filter(|word| known.contains(word)).count();
        if told == said.len() || told * 2 >= said.len() && told > 1 {
            out.push((*at, (named.len() == 1).then(|| named[0])));
        }
    }
    out
}

/// The numbers an item calls others by: those behind a `#` in its name and its title.
fn numbers(item: &WorkItem) -> Vec<&str> {
    let label = item.label.as_deref().unwrap_or_default();
    let texts = [label, item.title.as_str()];
    let parts = texts.into_iter().flat_map(|text| text.split('#').skip(1));
    let number = |part: &'_ str| part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    parts.map(|part| &part[..number(part)]).filter(|number| !number.is_empty()).collect()
}

/// Which of `alive` are stages in a list ("Phase 8: Search") whose work stands under a heading.
pub(super) fn stages(found: &[Found], alive: &[usize], sections: &[Section]) -> Vec<usize> {
    let mut out = Vec::new();
    let labelled: Vec<(usize, String)> = alive
        .iter()
        .filter_map(|at| Some((*at, found[*at].item.label.as_ref()?.to_lowercase())))
        .collect();
    for stage in 1..sections.len() {
        let Some((Kind::Stage, name)) = &sections[stage].title.label else { continue };
        let name = name.to_lowercase();
        let mut outside = labelled
            .iter()
            .filter(|(at, label)| *label == name && !is_below(sections, found[*at].section, stage))
            .peekable();
        if outside.peek().is_some()
            && alive.iter().any(|at| is_below(sections, found[*at].section, stage))
        {
            out.extend(outside.map(|(at, _)| *at));
        }
    }
    out
}

fn is_below(sections: &[Section], mut section: usize, above: usize) -> bool {
    while section != above {
        let Some(parent) = sections[section].parent else { return false };
        section = parent;
    }
    true
}
