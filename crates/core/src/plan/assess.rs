//! Parallel or not, by the seed's table.

use crate::paste::count;
use schemars::JsonSchema;
use serde::Serialize;

use super::graph::{self, Waits};
use super::item::{Item, Status};
use crate::document::Action;

/// What is recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Assessment {
    /// Several workers.
    Parallel,
    /// One session, in order.
    Sequential,
}

/// Work below this is done sooner by one.
pub const WORTH_MINUTES: u32 = 120;

/// The recommendation for the open ones of `items`, whose dependencies are `waits`, and the reasons.
/// `known` is whether the files of the repository are, so that each item could be placed.
pub(super) fn assess(items: &[Item], waits: &Waits, known: bool) -> (Assessment, Vec<String>) {
    let open: Vec<usize> = (0..items.len()).filter(|at| items[*at].is_open()).collect();
    let mut reasons = Vec::new();
    if open.len() < 3 {
        reasons.push(format!(
            "only {} to do: the overhead exceeds the benefit",
            count(open.len(), "item")
        ));
    }
    if open.len() >= 2 {
        reasons.extend(one_file(items, &open));
        reasons.extend(one_module(items, &open));
        let place = |at: usize| open.iter().position(|have| *have == at);
        let inner: Waits =
            open.iter().map(|at| waits[*at].iter().filter_map(|on| place(*on)).collect()).collect();
        if open.len() <= 2000 && graph::is_chain(&inner) {
            reasons.push("one chain: each item waits for the one before".into());
        }
    }
    let minutes: u32 = open.iter().map(|at| items[*at].minutes).sum();
    if minutes < WORTH_MINUTES {
        reasons
            .push(format!("about {} of work in all: a single session is simpler", hours(minutes)));
    }
    let clear = open.iter().copied().filter(|at| items[*at].status == Status::Ready);
    let unclear = open.len() - clear.clone().count();
    if reasons.is_empty() && unclear > 0 {
        reasons.extend(waits_for_answers(items, &clear.collect::<Vec<_>>(), unclear));
    }
    if reasons.is_empty() && known {
        reasons.extend(waits_for_places(items, &open));
    }
    if !reasons.is_empty() {
        return (Assessment::Sequential, reasons);
    }
    (Assessment::Parallel, self::open(items))
}

/// How much is open, where that is all there is to say.
pub(super) fn open(items: &[Item]) -> Vec<String> {
    let open = || items.iter().filter(|item| item.is_open());
    let minutes: u32 = open().map(|item| item.minutes).sum();
    let mut told =
        vec![format!("{} of about {}", count(open().count(), "open item"), hours(minutes))];
    let unclear = open().filter(|item| item.status != Status::Ready).count();
    if unclear > 0 {
        told.push(format!("{} to be clarified first", count(unclear, "item")));
    }
    told
}

/// What can be handed out now is too little to split, whatever the `unclear` items turn out to be.
fn waits_for_answers(items: &[Item], clear: &[usize], unclear: usize) -> Option<String> {
    let minutes: u32 = clear.iter().map(|at| items[*at].minutes).sum();
    (clear.len() < 3 || minutes < WORTH_MINUTES).then(|| {
        format!(
            "only {} of about {} can be handed out before {} clarified: answer those first",
            count(clear.len(), "item"),
            hours(minutes),
            if unclear == 1 { "1 is".to_owned() } else { format!("{unclear} are") }
        )
    })
}

/// What has a place is too little to split, while it is not known where most of the work belongs.
fn waits_for_places(items: &[Item], open: &[usize]) -> Option<String> {
    let ready = || open.iter().map(|at| &items[*at]).filter(|it| it.status == Status::Ready);
    let placed = || ready().filter(|item| !item.scope.is_empty());
    let minutes: u32 = placed().map(|item| item.minutes).sum();
    let lost = ready().count() - placed().count();
    let little = placed().count() < 3 || minutes < WORTH_MINUTES;
    (placed().count() > 0 && little && lost > placed().count()).then(|| {
        format!(
            "only {} of about {} can be handed out before it is known where {} belong: say that first",
            count(placed().count(), "item"),
            hours(minutes),
            count(lost, "other")
        )
    })
}

fn one_file(items: &[Item], open: &[usize]) -> Option<String> {
    let first = items[open[0]].scope.first()?;
    let same = open.iter().all(|at| {
        items[*at].scope.iter().all(|path| path == first) && !items[*at].scope.is_empty()
    });
    (same && !first.ends_with('/'))
        .then(|| format!("all items touch {first}: parallel work would conflict"))
}

/// All tests of one module: every item is a test, and all their files are in one directory.
fn one_module(items: &[Item], open: &[usize]) -> Option<String> {
    let tests =
        open.iter().all(|at| items[*at].action == Action::Test && !items[*at].scope.is_empty());
    if !tests {
        return None;
    }
    let directory = |path: &str| {
        let path = path.trim_end_matches('/');
        path.rsplit_once('/').map_or(String::new(), |(head, _)| head.to_owned())
    };
    let first = directory(items[open[0]].scope.first()?);
    let same = open
        .iter()
        .flat_map(|at| &items[*at].scope)
        .all(|path| is_test(path) && directory(path) == first);
    (same && !first.is_empty())
        .then(|| format!("all items are tests in {first}/: one coherent suite"))
}

/// Whether a path is that of a test file.
fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    !path.ends_with('/') && ["test", "spec"].iter().any(|word| name.contains(word))
}

/// Minutes as people say them.
pub fn hours(minutes: u32) -> String {
    if minutes < 90 {
        return format!("{minutes} min");
    }
    let halves = (minutes + 15) / 30;
    if halves.is_multiple_of(2) {
        format!("{} h", halves / 2)
    } else {
        format!("{}.5 h", halves / 2)
    }
}
