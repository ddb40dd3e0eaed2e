//! Items of one name: a code such as `T2.1` is that of one piece of work, told in full in one place and
//! only named in the others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::found::Found;
use super::item::Form;

/// Of the items of one name among `alive`, the one to keep and each that goes into it; `words` are
/// the telling words of all titles.
pub(super) fn pairs(found: &[Found], words: &[Vec<u32>], alive: &[usize]) -> Vec<(usize, usize)> {
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in alive {
        // A heading may be a name and no more.
        let item = &found[*at].item;
        let name = item.label.as_deref().unwrap_or(&item.title);
        if is_code(name) {
            named.entry(name).or_default().push(*at);
        }
    }
    let mut out = Vec::new();
    for mut same in named.into_values().filter(|same| same.len() > 1) {
        // What has words for a title is told again by what has none: "### R-1" below details.
        let worded = |at: usize| !words[at].is_empty();
        let firm =
            |at: usize| matches!(found[at].item.form, Form::Heading | Form::Task | Form::Row);
        same.sort_by_key(|at| (Reverse((worded(*at), firm(*at), weight(&found[*at]))), *at));
        let lists: Vec<usize> = same.iter().map(|at| found[*at].list).collect();
        // Within one list the same name was given twice.
        let apart = lists.iter().enumerate().all(|(at, list)| !lists[..at].contains(list));
        let fullest = same[0];
        for other in same[1..].iter().copied().filter(|_| apart) {
            let shares = words[other].iter().any(|word| words[fullest].contains(word));
            let listed = !matches!(found[other].item.form, Form::Heading | Form::Task);
            let full = matches!(found[fullest].item.form, Form::Heading | Form::Task);
            if shares || !worded(other) || listed && full {
                out.push((fullest, other));
            }
        }
    }
    out
}

/// How much something found says.
pub(super) fn weight(found: &Found) -> usize {
    let item = &found.item;
    item.body.len() + item.scope.len() * 40 + usize::from(found.marked) * 400
}

/// Whether a label is a code in capitals and digits, which nobody uses for two things.
fn is_code(label: &str) -> bool {
    label.starts_with(|c: char| c.is_ascii_uppercase())
        && label.contains(|c: char| c.is_ascii_digit())
        && !label.contains(|c: char| c.is_ascii_lowercase() || c == ' ')
}
