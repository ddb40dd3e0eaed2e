//! Lists and tables that sum up: most of their lines say shortly what other places tell in full.

use std::collections::BTreeMap;

use super::found::Found;
use super::item::Form;
use super::namesake::weight;
use super::section::{Section, chapter};
use super::twin::{adds, twin};

/// A list of fewer lines than this is no summary.
const LEAST: usize = 3;
/// More pairs than this are not compared: nobody sums up so much by hand.
const PAIRS: usize = 250_000;

/// The members of lists that restate headings, whatever stands above those lists; `words` are the
/// telling words of all titles.
pub(super) fn lines(
    found: &[Found],
    words: &[Vec<u32>],
    alive: &[usize],
    sections: &[Section],
) -> Vec<usize> {
    let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in alive.iter().filter(|at| is_line(&found[**at])) {
        lists.entry(found[*at].list).or_default().push(*at);
    }
    let mut out = Vec::new();
    for members in lists.into_values().filter(|members| members.len() >= LEAST) {
        let own = chapter(sections, found[members[0]].section);
        let others: Vec<usize> = alive
            .iter()
            .copied()
            .filter(|at| found[*at].item.form == Form::Heading && !found[*at].restates)
            .filter(|at| chapter(sections, found[*at].section) != own)
            .collect();
        if members.len() * others.len() > PAIRS {
            continue;
        }
        let pairs: Vec<(usize, usize)> = members
            .iter()
            .filter_map(|at| Some((*at, twin(found, words, *at, &others)?)))
            .filter(|(at, twin)| !adds(found, *at, *twin))
            .collect();
        let shorter =
            pairs.iter().filter(|(at, twin)| weight(&found[*at]) < weight(&found[*twin])).count();
        if pairs.len() * 5 >= members.len() * 3 && shorter * 5 >= pairs.len() * 4 {
            out.extend(members);
        }
    }
    out
}

/// Whether an item is a line of a list or a table, without a box, that does not restate yet.
fn is_line(found: &Found) -> bool {
    matches!(found.item.form, Form::Numbered | Form::Bullet | Form::Row) && !found.restates
}
