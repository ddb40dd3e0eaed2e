//! All open items in the order one session would take, with reasons and checkpoints.

use foldhash::HashSet;

use super::graph::{self, Waits};
use super::item::{Item, Status};
use super::manifest::Step;

/// The positions of all items: after those they wait for, otherwise the most urgent first.
pub(super) fn ranked(items: &[Item], waits: &Waits) -> Vec<usize> {
    let rank = |at: usize| {
        let urgency = items[at].priority.map_or(2, |priority| priority as u8);
        let unclear = u8::from(items[at].status == Status::Clarify) * 8;
        (urgency + unclear, at)
    };
    graph::order(waits, &rank)
}

/// The open items in the order of [`ranked`].
pub(super) fn order(items: &[Item], waits: &Waits) -> Vec<Step> {
    let order: Vec<usize> =
        ranked(items, waits).into_iter().filter(|at| items[*at].is_open()).collect();
    let open: HashSet<&str> = order.iter().map(|at| items[*at].id.as_str()).collect();
    let mut since = 0;
    let mut steps = Vec::with_capacity(order.len());
    for (place, at) in order.iter().enumerate() {
        let item = &items[*at];
        since += item.minutes;
        let last = place + 1 == order.len();
        let turns = order.get(place + 1).is_some_and(|next| items[*next].group != item.group);
        // A checkpoint after each stretch of about an hour, and where the subject changes.
        let checkpoint = last || since >= 60 || turns && since >= 30;
        if checkpoint {
            since = 0;
        }
        let after = item
            .dependencies
            .iter()
            .filter(|dependency| open.contains(dependency.on.as_str()))
            .map(|dependency| format!("after {}: {}", dependency.on, dependency.reason))
            .collect();
        steps.push(Step { item: item.id.clone(), after, checkpoint });
    }
    steps
}
