//! How long a split takes when everybody waits for what they need.

use super::assess::hours;
use super::graph::{self, Waits};
use super::item::Item;
use super::manifest::Planned;

/// More items than this are not followed one by one; so many are never one chain in practice.
const MOST: usize = 1000;

/// Why a split gains nothing.
pub(super) struct Verdict {
    /// In words.
    pub(super) reason: String,
    /// Whether it holds for most of the work, not only for what could be placed.
    pub(super) decides: bool,
}

/// Why the split among `workers` gains nothing over one session, if so.
pub(super) fn verdict(items: &[Item], waits: &Waits, workers: &[Planned]) -> Option<Verdict> {
    let verdict =
        |decides: bool, reason: &str| Some(Verdict { reason: reason.to_owned(), decides });
    if let [_] = workers {
        let placed = !items.iter().any(|item| item.is_open() && item.worker.is_none());
        return if placed {
            verdict(true, "all items meet in the same files: one worker would have them all")
        } else if is_chain(items, waits) {
            verdict(true, "what can be placed is one chain: each item waits for the one before")
        } else {
            verdict(
                false,
                "what can be placed meets in the same files: place the other items, or work in order",
            )
        };
    }
    let minutes: Vec<u32> = items.iter().map(|item| item.minutes).collect();
    let seat = |item: &Item| workers.iter().position(|w| Some(&w.id) == item.worker.as_ref());
    let holder: Vec<Option<usize>> = items.iter().map(seat).collect();
    let open: u32 = items.iter().filter(|item| item.is_open()).map(|item| item.minutes).sum();
    let (together, alone) = pace(&minutes, &holder, waits);
    if workers.is_empty() || together * 5 < alone * 4 {
        return None;
    }
    let longest = workers.iter().map(|worker| worker.minutes).max().unwrap_or(0);
    let largest = items.iter().filter(|item| item.worker.is_some()).map(|item| item.minutes).max();
    let why = if together > longest {
        "the items wait for each other"
    } else if largest.is_some_and(|largest| largest * 5 >= together * 4) {
        "one item is most of the work"
    } else {
        "most of the work meets in the same files"
    };
    let (count, together, one) = (workers.len(), hours(together), hours(alone));
    let gain = format!("{why}: {count} workers need about {together} for {one} of work");
    verdict(alone * 5 >= open * 3, &gain)
}

/// Whether the items that have a worker form one chain.
fn is_chain(items: &[Item], waits: &Waits) -> bool {
    let placed: Vec<usize> = (0..items.len()).filter(|at| items[*at].worker.is_some()).collect();
    let place = |at: usize| placed.iter().position(|have| *have == at);
    let inner: Waits =
        placed.iter().map(|at| waits[*at].iter().filter_map(|on| place(*on)).collect()).collect();
    placed.len() <= MOST && graph::is_chain(&inner)
}

/// The minutes until the last worker is done, and the minutes one worker would need for the same
/// items; `holder` is the worker of each item, who always takes up what can be started soonest.
fn pace(minutes: &[u32], holder: &[Option<usize>], waits: &Waits) -> (u32, u32) {
    let mut left: Vec<usize> = (0..minutes.len()).filter(|at| holder[*at].is_some()).collect();
    let alone = left.iter().map(|at| minutes[*at]).sum();
    if left.len() > MOST {
        return (0, alone);
    }
    let workers = holder.iter().flatten().max().map_or(0, |last| last + 1);
    let mut free = vec![0; workers];
    // What nobody holds is taken to be there already.
    let mut done: Vec<Option<u32>> =
        holder.iter().map(|holder| holder.is_none().then_some(0)).collect();
    while !left.is_empty() {
        let start = |at: usize| {
            let ready = waits[at].iter().try_fold(0, |latest, on| Some(done[*on]?.max(latest)));
            ready.map(|ready: u32| ready.max(holder[at].map_or(0, |worker| free[worker])))
        };
        let next = left.iter().enumerate().filter_map(|(place, at)| Some((start(*at)?, place)));
        // Nothing can be started in a circle; whoever breaks it starts with the first.
        let (from, place) =
            next.min().unwrap_or_else(|| (holder[left[0]].map_or(0, |worker| free[worker]), 0));
        let at = left.remove(place);
        let end = from + minutes[at];
        done[at] = Some(end);
        if let Some(worker) = holder[at] {
            free[worker] = end;
        }
    }
    (free.into_iter().max().unwrap_or(0), alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_late() {
        let holder = [Some(0), Some(1), Some(0), None, Some(1)];
        let minutes = [10, 10, 10, 99, 10];
        let chain = |on: [&[usize]; 5]| on.map(<[usize]>::to_vec).to_vec();
        for (waits, want) in [
            (chain([&[], &[], &[], &[], &[]]), 20),
            (chain([&[], &[0], &[1], &[], &[2]]), 40),
            // Whoever would have to wait takes up something else first.
            (chain([&[], &[0], &[], &[], &[]]), 20),
            (chain([&[3], &[], &[], &[], &[]]), 20),
            // A circle is broken somewhere.
            (chain([&[1], &[0], &[], &[], &[]]), 30),
        ] {
            assert_eq!(pace(&minutes, &holder, &waits), (want, 40), "{waits:?}");
        }
    }
}
