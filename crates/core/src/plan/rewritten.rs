//! A manifest whose split the lead wrote.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::item::{Item, Status};
use super::manifest::{Kept, Manifest, Planned, Unplaced};
use super::{Assessment, Ground, accepted, cross};
use crate::config::Worker;
use crate::scope::Scope;

/// `manifest` with the split that `workers` are, in place of the proposed one.
pub fn rewritten(manifest: &Manifest, workers: &[Worker], ground: &Ground) -> Manifest {
    let mut out = manifest.clone();
    let proposed: Vec<String> =
        manifest.workers.iter().map(|worker| format!("{}: ", worker.id)).collect();
    out.assumptions.retain(|line| !proposed.iter().any(|worker| line.starts_with(worker)));
    let holder: HashMap<&str, &str> = workers
        .iter()
        .flat_map(|worker| worker.task.iter().map(|task| (task.id.as_str(), worker.id.as_str())))
        .collect();
    for item in &mut out.items {
        item.worker = holder.get(item.id.as_str()).map(|id| (*id).to_owned());
    }
    let kept = |worker: &Worker| {
        let before = manifest.workers.iter().find(|planned| planned.id == worker.id);
        let has = |id: &String| worker.task.iter().any(|task| task.id == *id);
        let kept = before.into_iter().flat_map(|planned| &planned.kept);
        kept.filter(|kept| has(&kept.id)).cloned().collect()
    };
    out.workers = workers.iter().map(|worker| planned(worker, &out.items, kept(worker))).collect();
    out.unplaced.retain(|it| !holder.contains_key(it.item.as_str()));
    for item in &out.items {
        let told = out.unplaced.iter().any(|it| it.item == item.id);
        if item.status == Status::Ready && item.worker.is_none() && !told {
            let reason = "in no worker of the split as it was written".to_owned();
            out.unplaced.push(Unplaced { item: item.id.clone(), reason });
        }
    }
    out.cross_dependencies = cross::cross(&out.items, &mut out.workers, ground);
    let mut boundaries = cross::boundaries(&out.items, &out.workers, &BTreeMap::new());
    boundaries.extend(manifest.boundaries.iter().filter(|it| it.owner.is_none()).cloned());
    boundaries.sort_by(|a, b| a.path.cmp(&b.path));
    boundaries.dedup_by(|b, a| a.path == b.path);
    out.boundaries = boundaries;
    out.assessment = Assessment::Parallel;
    out.reasons = vec!["the split is as it was written".to_owned()];
    out
}

fn planned(worker: &Worker, items: &[Item], kept: Vec<Kept>) -> Planned {
    let open = worker.task.iter().filter(|task| !task.done);
    let own: Vec<&Item> =
        open.filter_map(|task| items.iter().find(|item| item.id == task.id)).collect();
    Planned {
        id: worker.id.clone(),
        slug: worker.slug.clone(),
        title: worker.title().to_owned(),
        items: own.iter().map(|item| item.id.clone()).collect(),
        minutes: own.iter().map(|item| item.minutes).sum::<u32>()
            + kept.iter().map(|kept| kept.minutes).sum::<u32>(),
        kept,
        scope: worker.scope.clone(),
        needs: worker.needs.clone(),
        checkpoints: own.iter().map(|item| format!("{} ({})", item.description, item.id)).collect(),
    }
}

/// `workers`, a split that was written for `before`, as it is for `manifest`: items that are gone leave
/// it, and those that can be handed out only now come to whoever owns all their files. Says what it did.
pub fn refitted(
    before: &Manifest,
    manifest: &Manifest,
    workers: &[Worker],
) -> (Vec<Worker>, Vec<String>) {
    let was_ready = |item: &Item| {
        let same = before.item(&item.id).filter(|old| old.status == Status::Ready);
        same.is_some_and(|old| !old.scope.is_empty())
    };
    let mut out = workers.to_vec();
    let mut notes = Vec::new();
    let open = |id: &str| manifest.item(id).filter(|item| item.is_open());
    for worker in &mut out {
        worker.task.retain(|task| task.done || open(&task.id).is_some());
        for task in worker.task.iter_mut().filter(|task| !task.done) {
            if let Some(item) = open(&task.id) {
                *task = accepted::task(item);
            }
        }
    }
    let scopes: Vec<Scope> = out.iter().map(Worker::owned).collect();
    // What could be placed before and is in no worker was left out on purpose.
    for item in manifest.with(Status::Ready).filter(|item| !was_ready(item)) {
        if out.iter().any(|worker| worker.task.iter().any(|task| task.id == item.id)) {
            continue;
        }
        let owns = |scope: &Scope| {
            let owns = |path: &String| scope.owns(crate::scope::sample(path).as_bytes());
            !item.scope.is_empty() && item.scope.iter().all(owns)
        };
        match scopes.iter().position(owns) {
            Some(at) => {
                notes.push(format!("{} goes to {}, which has its files", item.id, out[at].id));
                out[at].task.push(accepted::task(item));
            }
            None => notes.push(format!("{} is in no worker: answer N to place it", item.id)),
        }
    }
    (out, notes)
}
