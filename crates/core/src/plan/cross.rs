//! What workers have to agree on: waits, imports and boundary files across their scopes.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::Ground;
use super::boundary;
use super::item::Item;
use super::manifest::{Boundary, Cross, Planned};
use crate::scope::Scope;

/// The needs of each worker and everything that runs between two.
pub(super) fn cross(items: &[Item], workers: &mut [Planned], ground: &Ground) -> Vec<Cross> {
    let holder: HashMap<String, String> = workers
        .iter()
        .flat_map(|worker| worker.items.iter().map(|id| (id.clone(), worker.id.clone())))
        .collect();
    let by_id: HashMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut found = Vec::new();
    for worker in workers.iter_mut() {
        for id in &worker.items {
            let mut waits: Vec<(&str, &str, Vec<&str>)> = Vec::new();
            for dependency in by_id.get(id.as_str()).into_iter().flat_map(|item| &item.dependencies)
            {
                let (on, reason) = (dependency.on.as_str(), dependency.reason.as_str());
                let Some(other) = holder.get(on).filter(|other| **other != worker.id) else {
                    continue;
                };
                let need = format!("{other}/{on}");
                if !worker.needs.contains(&need) {
                    worker.needs.push(need);
                }
                match waits.iter_mut().find(|(to, why, _)| to == other && *why == reason) {
                    Some((.., on_all)) => on_all.push(on),
                    None => waits.push((other, reason, vec![on])),
                }
            }
            found.extend(waits.into_iter().map(|(to, reason, on)| Cross {
                from: worker.id.clone(),
                to: to.to_owned(),
                about: format!("{id} after {}: {reason}", on.join(", ")),
            }));
        }
    }
    found.extend(imports(workers, ground));
    found
}

/// Imports from one scope into another, counted by pair.
fn imports(workers: &[Planned], ground: &Ground) -> Vec<Cross> {
    if ground.imports.is_empty() {
        return Vec::new();
    }
    let scopes: Vec<Scope> = workers.iter().map(|worker| Scope::of(&worker.scope)).collect();
    let owner = |path: &str| scopes.iter().position(|scope| scope.owns(path.as_bytes()));
    let mut pairs: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for (from, to) in &ground.imports {
        if let (Some(a), Some(b)) = (owner(from), owner(to)) {
            let used = pairs.entry((a, b)).or_default();
            if a != b && !used.contains(&to.as_str()) {
                used.push(to);
            }
        }
    }
    pairs
        .into_iter()
        .filter(|((a, b), _)| a != b)
        .map(|((a, b), used)| {
            let more = if used.len() > 3 {
                format!(" and {} more", used.len() - 3)
            } else {
                String::new()
            };
            let shown = used.iter().take(3).copied().collect::<Vec<_>>().join(", ");
            Cross {
                from: workers[a].id.clone(),
                to: workers[b].id.clone(),
                about: format!(
                    "imports {shown}{more}: keep that interface stable, or change it first"
                ),
            }
        })
        .collect()
}

/// Who may change the boundary files that items name, and the manifests of the units they are in:
/// shared where several workers would.
pub(super) fn boundaries(
    items: &[Item],
    workers: &[Planned],
    common: &BTreeMap<String, Vec<String>>,
) -> Vec<Boundary> {
    let mut touched: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for worker in workers {
        for item in items.iter().filter(|item| item.worker.as_deref() == Some(&worker.id)) {
            for path in item.scope.iter().filter(|path| boundary::is_boundary(path)) {
                let by = touched.entry(path).or_default();
                if !by.contains(&worker.id.as_str()) {
                    by.push(&worker.id);
                }
            }
        }
    }
    let unnamed = common.iter().filter(|(path, _)| !touched.contains_key(path.as_str()));
    let unnamed = unnamed.map(|(path, by)| Boundary {
        path: path.clone(),
        owner: None,
        reason: if boundary::is_generated(path) {
            "written by a tool; any worker may have to".into()
        } else {
            format!("{} may have to add to it what they depend on", by.join(", "))
        },
    });
    let mut out: Vec<Boundary> = touched
        .iter()
        .map(|(path, by)| {
            let path = (*path).to_owned();
            match by[..] {
                _ if boundary::is_generated(&path) => Boundary {
                    path,
                    owner: None,
                    reason: "written by a tool; any worker may have to".into(),
                },
                [only] => Boundary {
                    reason: format!("only {only}'s items touch it"),
                    owner: Some(only.to_owned()),
                    path,
                },
                _ => {
                    Boundary { path, owner: None, reason: format!("touched by {}", by.join(", ")) }
                }
            }
        })
        .collect();
    out.extend(unnamed);
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out
}
