//! Who could only wait: seats of which no item can be started before others have done theirs.

use foldhash::HashMap;

use super::graph::Waits;

/// A seat that can start nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Idle {
    /// The seat.
    pub(super) seat: usize,
    /// The seat that has most of what it waits for.
    pub(super) on: usize,
    /// The items it waits for first.
    pub(super) items: Vec<usize>,
}

/// The seats of which every item waits, itself or by another of the same seat, for an item of
/// another seat.
pub(super) fn idle(seats: &[Vec<usize>], waits: &Waits) -> Vec<Idle> {
    let holder: HashMap<usize, usize> = seats
        .iter()
        .enumerate()
        .flat_map(|(seat, members)| members.iter().map(move |at| (*at, seat)))
        .collect();
    let held = &holder;
    let mut out = Vec::new();
    for (seat, members) in seats.iter().enumerate().filter(|(_, members)| !members.is_empty()) {
        let foreign = |at: usize| {
            waits[at].iter().copied().filter(move |on| held.get(on).is_some_and(|it| *it != seat))
        };
        let inner = |at: usize| waits[at].iter().any(|on| holder.get(on) == Some(&seat));
        // Whatever is started first in a seat waits for nothing in it; circles start anywhere.
        let first: Vec<usize> = members.iter().copied().filter(|at| !inner(*at)).collect();
        let first = if first.is_empty() { members.clone() } else { first };
        if first.iter().any(|at| foreign(*at).next().is_none()) {
            continue;
        }
        let mut items: Vec<usize> = first.iter().flat_map(|at| foreign(*at)).collect();
        items.sort_unstable();
        items.dedup();
        let mut count: HashMap<usize, usize> = HashMap::default();
        for on in &items {
            *count.entry(holder[on]).or_default() += 1;
        }
        let most = count.into_iter().max_by_key(|(on, times)| (*times, std::cmp::Reverse(*on)));
        out.extend(most.map(|(on, _)| Idle { seat, on, items }));
    }
    out
}

/// `seats` without such that could only wait: each joins the one it waits for. The first `fixed`
/// stay as they are.
pub(super) fn joined(mut seats: Vec<Vec<usize>>, fixed: usize, waits: &Waits) -> Vec<Vec<usize>> {
    loop {
        let found = idle(&seats, waits);
        let Some(Idle { seat, on, .. }) =
            found.into_iter().find(|it| it.seat >= fixed && it.on >= fixed)
        else {
            return seats;
        };
        let members = std::mem::take(&mut seats[seat]);
        seats[on].extend(members);
        seats[on].sort_unstable();
        seats.remove(seat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_can_start_nothing_joins_whom_it_waits_for() {
        let waits: Waits = vec![vec![], vec![0], vec![1], vec![], vec![2]];
        let seats = vec![vec![0], vec![1, 2], vec![3, 4]];
        let found = idle(&seats, &waits);
        assert_eq!(
            found,
            [Idle { seat: 1, on: 0, items: vec![0] }],
            "item 3 can be started at once"
        );
        assert_eq!(joined(seats.clone(), 0, &waits), [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(joined(seats, 1, &waits).len(), 3, "a running worker is given no more");
    }
}
