//! Many groups to fewer: those that are tied most stand for one, so that a long list is packed by its
//! parts and not by its crumbs.

use super::group::Union;
use super::pack::Load;

/// From how many groups on it is worth it.
pub(super) const MANY: usize = 400;

/// How many parts there are at least: enough for any number of workers to be balanced.
const PARTS: u32 = 96;

/// A load of fewer groups.
#[derive(Debug)]
pub(super) struct Coarse {
    pub(super) load: Load,
    /// For each group, the part it is in.
    pub(super) of: Vec<usize>,
}

/// Joins the groups of `load` along their ties, the strongest first, into parts of no more than a
/// fraction of the whole.
pub(super) fn coarse(load: &Load) -> Coarse {
    let count = load.minutes.len();
    let most = load.minutes.iter().sum::<u32>() / PARTS;
    let mut union = Union::new(load.minutes.clone());
    let mut ties = load.ties.clone();
    ties.sort_by_key(|(.., worth)| std::cmp::Reverse(*worth));
    for (a, b, _) in &ties {
        union.join(*a, *b, most);
    }
    let mut part = vec![usize::MAX; count];
    let mut small = Load::default();
    let mut of = Vec::with_capacity(count);
    for at in 0..count {
        let root = union.find(at);
        if part[root] == usize::MAX {
            part[root] = small.minutes.len();
            small.minutes.push(0);
        }
        small.minutes[part[root]] += load.minutes[at];
        of.push(part[root]);
    }
    small.ties = between(&load.ties, &of);
    Coarse { load: small, of }
}

/// The ties between parts: those of their groups together.
fn between(ties: &[(usize, usize, u32)], of: &[usize]) -> Vec<(usize, usize, u32)> {
    let mut out: Vec<(usize, usize, u32)> = ties
        .iter()
        .map(|(a, b, worth)| (of[*a].min(of[*b]), of[*a].max(of[*b]), *worth))
        .filter(|(a, b, _)| a != b)
        .collect();
    out.sort_unstable();
    out.dedup_by(|next, first| {
        let same = (next.0, next.1) == (first.0, first.1);
        if same {
            first.2 += next.2;
        }
        same
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_made_along_the_strongest_ties_and_nothing_is_lost() {
        let count = 960;
        let load = Load {
            minutes: vec![10; count],
            // Threes in a row hold together; the rows hold a little.
            ties: (1..count).map(|at| (at - 1, at, if at % 3 == 0 { 5 } else { 40 })).collect(),
            areas: Vec::new(),
        };
        let Coarse { load: small, of } = coarse(&load);
        assert!(small.minutes.len() < count / 3, "{}", small.minutes.len());
        assert!(small.minutes.iter().all(|minutes| *minutes <= 100));
        assert_eq!(small.minutes.iter().sum::<u32>(), 9_600);
        assert!((0..count).all(|at| of[at] == of[at / 3 * 3]), "threes stay together");
        let cut: u32 =
            load.ties.iter().filter(|(a, b, _)| of[*a] != of[*b]).map(|(.., worth)| worth).sum();
        assert_eq!(small.ties.iter().map(|(.., worth)| worth).sum::<u32>(), cut);
    }
}
