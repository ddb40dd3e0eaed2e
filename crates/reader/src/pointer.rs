//! Lines that only point at work told elsewhere: by the names of findings, or by the stage it is in.

use foldhash::HashMap;

use super::found::Found;
use super::item::Form;
use super::label::Kind;
use super::named;
use super::section::Section;
use super::twin::is_name;

/// Which of `alive` only call findings by name; with the finding where that is a single one, which
/// then takes what the line knows.
pub(super) fn names(found: &[Found], alive: &[usize]) -> Vec<(usize, Option<usize>)> {
    let by_name: HashMap<&str, usize> = alive
        .iter()
        .filter(|at| found[**at].item.form == Form::Heading)
        .filter_map(|at| Some((found[*at].item.label.as_deref()?, *at)))
        .filter(|(name, _)| is_name(name))
        .collect();
    let mut out = Vec::new();
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
