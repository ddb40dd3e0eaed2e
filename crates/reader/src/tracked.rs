//! Boxes that call findings by their names: where a list tracks them, its boxes are the work.

use super::found::Found;
use super::item::{Form, State};
use super::label::Kind;
use super::section::Section;
use super::twin::{contains_word, is_name};

/// A row of fewer findings than this is no list that another tracks.
const LEAST: usize = 3;

/// What boxes track.
#[derive(Debug, Default)]
pub(super) struct Tracked {
    /// Each box and the finding it names.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Findings of the same row that no box names.
    pub(super) rest: Vec<usize>,
}

/// The findings told under headings of their own that boxes elsewhere name, where those name at least
/// half of the row.
pub(super) fn tracked(found: &[Found], alive: &[usize], sections: &[Section]) -> Tracked {
    let is_finding = |at: usize| {
        let found = &found[at];
        found.item.form == Form::Heading
            && !found.marked
            && found.item.state == State::Open
            && sections[found.section].label() == Some(Kind::Name)
            && found.item.label.as_deref().is_some_and(is_name)
    };
    let findings: Vec<usize> = alive.iter().copied().filter(|at| is_finding(*at)).collect();
    let boxes = || alive.iter().copied().filter(|at| found[*at].item.form == Form::Task);
    if findings.len() < LEAST || boxes().next().is_none() {
        return Tracked::default();
    }
    let named = |finding: usize| {
        let name = found[finding].item.label.as_deref().unwrap_or_default();
        boxes().find(|at| {
            let item = &found[*at].item;
            let waits = item.waits.iter().any(|wait| contains_word(&wait.said, name));
            let own = item.label.as_deref() == Some(name);
            !waits && (own || is_called(&item.title, name))
        })
    };
    let met: Vec<(usize, Option<usize>)> =
        findings.into_iter().map(|finding| (finding, named(finding))).collect();
    // A list as long as the row that names a third of it is the list of what to do about it.
    let by = met.iter().filter(|(_, by)| by.is_some()).count();
    let as_long = boxes().count() >= met.len() && by * 3 >= met.len();
    if by < LEAST || by * 2 < met.len() && !as_long {
        return Tracked::default();
    }
    let mut out = Tracked::default();
    for (finding, by) in met {
        match by {
            Some(by) => out.pairs.push((by, finding)),
            None => out.rest.push(finding),
        }
    }
    out
}

/// Whether a title calls a finding by its name: at its start, or in brackets of its own. What is named
/// among other words is only compared with.
fn is_called(title: &str, name: &str) -> bool {
    title.match_indices(name).any(|(at, _)| {
        let (before, after) = (&title[..at], &title[at + name.len()..]);
        let ends = after.is_empty() || after.starts_with([')', ']', ':', ',']);
        ends && (before.is_empty() || before.ends_with(['(', '[']))
    })
}
