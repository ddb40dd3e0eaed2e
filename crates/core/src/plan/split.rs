//! Ready items to workers that own disjoint paths.

use std::collections::BTreeMap;

use foldhash::HashMap;

use super::assess::WORTH_MINUTES;
use super::elsewhere::Elsewhere;
use super::graph::Waits;
use super::group::{self, Groups};
use super::item::{Item, Status};
use super::manifest::{Planned, Unplaced};
use super::meeting::meeting;
use super::pack::{self, Load};
use super::standing::{Standing, standing};
use super::territory::{Territory, territories};
use super::{Ground, Options, name, order, ties, waiting};
use crate::scope::{Scope, unescaped};

/// What the split came to.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub(super) workers: Vec<Planned>,
    pub(super) unplaced: Vec<Unplaced>,
    pub(super) assumptions: Vec<String>,
    /// What became of a split that was accepted before.
    pub(super) reasons: Vec<String>,
    /// Whether somebody has open items already, so that it is decided to split.
    pub(super) decided: bool,
    /// What those wait for who can start nothing at first, by worker.
    pub(super) late: Vec<(String, Vec<usize>)>,
    /// Manifests and lock files that several may need, and who.
    pub(super) common: BTreeMap<String, Vec<String>>,
}

/// The split of the ready ones of `items`; each of those is given to one worker or told to be
/// unplaced.
pub(super) fn split(
    items: &mut [Item],
    waits: &Waits,
    ground: &Ground,
    options: &Options,
) -> Split {
    let standing = standing(items, ground, options);
    let decided = standing.fixed.iter().any(|fixed| fixed.works);
    let reasons = before(&standing, options);
    let mut split = Split { reasons, decided, ..Split::default() };
    let elsewhere = Elsewhere::of(&ground.others, &ground.landed);
    let mut ready: Vec<usize> =
        (0..items.len()).filter(|at| items[*at].status == Status::Ready).collect();
    ready.retain(|at| {
        let reason = elsewhere.reason(&items[*at]);
        let item = items[*at].id.clone();
        let stays = reason.is_none();
        split.unplaced.extend(reason.map(|reason| Unplaced { item, reason }));
        stays
    });
    let (chosen, homeless): (Vec<usize>, Vec<usize>) = ready
        .into_iter()
        .partition(|at| !items[*at].scope.is_empty() || standing.seat_of(&items[*at]).is_some());
    for at in homeless {
        split.unplaced.push(Unplaced {
            item: items[at].id.clone(),
            reason: "names no path: which files or directories will it change?".into(),
        });
    }
    let bonds = group::bonds(waits);
    let held = |at: usize| standing.seat_of(&items[at]).is_some();
    let groups = group::groups(items, &chosen, &bonds, &held);
    for at in &groups.bridges {
        let scope = &items[*at].scope;
        let more = scope.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown = scope.iter().take(3).cloned().collect::<Vec<_>>().join(", ") + &more;
        let when = moment(items, &groups, waits, *at);
        split.unplaced.push(Unplaced {
            item: items[*at].id.clone(),
            reason: format!("touches files of several workers ({shown}): {when}"),
        });
    }
    if !groups.chains_closed {
        split.assumptions.push("some dependencies run between workers, because one chain through everything would leave nothing to split".into());
    }
    if groups.members.is_empty() && standing.fixed.is_empty() {
        return split;
    }
    let mut seats = seated(items, &groups, &bonds, waits, ground, options, &standing);
    let lands = settle(items, &mut seats, ground, &standing, &mut split);
    let mut place = vec![0; items.len()];
    for (rank, at) in order::ranked(items, waits).into_iter().enumerate() {
        place[at] = rank;
    }
    assemble(items, &seats, lands, (ground, &standing), &place, &mut split);
    elsewhere.carve(&mut split.workers);
    for idle in waiting::idle(&seats, waits) {
        let worker = seats[idle.seat].first().and_then(|at| items[*at].worker.clone());
        split.late.extend(worker.map(|worker| (worker, idle.items)));
    }
    split
}

/// What becomes of workers that were accepted and have not started.
fn before(standing: &Standing, options: &Options) -> Vec<String> {
    let Standing { accepted, replaced, .. } = standing;
    let mut out = Vec::new();
    if !accepted.is_empty() {
        let (keep, their) = if accepted.len() == 1 { ("keeps", "its") } else { ("keep", "their") };
        let who = accepted.join(", ");
        out.push(format!(
            "{who} {keep} {their} items and files as they were accepted: --workers N splits anew"
        ));
    }
    if let (Some(count), false) = (options.workers, replaced.is_empty()) {
        let who = replaced.join(", ");
        out.push(format!(
            "the split that was accepted ({who}) gives way to a new one: without --workers {count} it stays"
        ));
    }
    out
}

/// When an item that touches several workers' files can be done, by who waits for whom.
fn moment(items: &[Item], groups: &Groups, waits: &Waits, at: usize) -> String {
    let placed = || groups.members.iter().flatten().copied();
    let first: Vec<&str> =
        placed().filter(|on| waits[at].contains(on)).map(|on| items[on].id.as_str()).collect();
    let awaited = placed().any(|other| waits[other].contains(&at));
    match (first.is_empty(), awaited) {
        (true, true) => "do it before the split".into(),
        (true, false) => "do it before the split or after landing".into(),
        (false, false) => "do it after landing".into(),
        (false, true) => {
            format!("land {} first, then do it, then plan the rest", first.join(", "))
        }
    }
}

/// The members of each seat. Standing workers have the first ones, and get what touches their land
/// alone; everything else goes to new ones.
fn seated(
    items: &[Item],
    groups: &Groups,
    bonds: &Waits,
    waits: &Waits,
    ground: &Ground,
    options: &Options,
    standing: &Standing,
) -> Vec<Vec<usize>> {
    let fixed = standing.fixed.len();
    let mut out = vec![Vec::new(); fixed];
    let mut free: Vec<Vec<usize>> = Vec::new();
    for group in &groups.members {
        match standing.pins(items, group) {
            Some(pins) => {
                for (at, seat) in group.iter().zip(pins) {
                    out[seat].push(*at);
                }
            }
            None => free.push(group.clone()),
        }
    }
    if !free.is_empty() {
        let minutes: Vec<u32> = free.iter().map(|group| group::minutes(items, group)).collect();
        let total: u32 = minutes.iter().sum();
        let least = if standing.fixed.iter().any(|it| it.works || it.started) { 1 } else { 2 };
        let wanted = options.workers.map_or_else(
            || least..=((total / WORTH_MINUTES) as usize).clamp(least, 4),
            |workers| workers.max(1)..=workers.max(1),
        );
        let ties = ties::ties(items, &free, bonds, ground);
        let areas = ties::areas(items, &free, &minutes, &ties);
        let load = Load { minutes, ties, areas };
        let (seats, places) = pack::choose(&load, wanted.map(|wanted| wanted.min(free.len())));
        let mut fresh = vec![Vec::new(); seats];
        for (group, seat) in free.iter().zip(places) {
            fresh[seat].extend(group.iter().copied());
        }
        for members in &mut fresh {
            members.sort_unstable();
        }
        // Workers come in the order of their first items; standing ones keep their places.
        fresh.sort_by_key(|members| members.first().copied().unwrap_or(usize::MAX));
        out.extend(fresh);
    }
    for members in &mut out {
        members.sort_unstable();
    }
    // Whoever asks for a number of workers gets them, and is told who can only wait.
    if options.workers.is_none() { waiting::joined(out, fixed, waits) } else { out }
}

/// Puts the scope `old` before what `land` has beyond it.
fn hold(land: &mut Territory, old: &[String]) {
    let owned = Scope::of(old);
    let held = |pattern: &String| {
        // Of a directory, something in it; of a file, the name it stands for.
        let mut path = unescaped(pattern);
        if path.ends_with('/') {
            path.push('x');
        }
        old.contains(pattern) || owned.owns(path.as_bytes())
    };
    land.scope.retain(|pattern| !held(pattern));
    land.scope.splice(0..0, old.iter().cloned());
}

/// Lands for all seats that are proved disjoint: generous ones where that works, exact ones
/// otherwise, and seats that still meet become one.
fn settle(
    items: &[Item],
    seats: &mut Vec<Vec<usize>>,
    ground: &Ground,
    standing: &Standing,
    split: &mut Split,
) -> Vec<Territory> {
    let mut generous = true;
    let shared = Scope::of(&ground.shared);
    // Who was given nothing new stays within what it has.
    let mut bare = vec![false; standing.fixed.len()];
    loop {
        let held: Vec<&[String]> = standing.fixed.iter().map(|fixed| &fixed.scope[..]).collect();
        let covered = |seat: usize, at: usize| {
            standing.fixed.get(seat).is_some_and(|it| bare[seat] || it.covers(&items[at], &shared))
        };
        let mut lands = territories(items, seats, &held, &covered, &ground.files, generous);
        for (land, fixed) in lands.iter_mut().zip(&standing.fixed) {
            hold(land, &fixed.scope);
        }
        let Some((a, b)) = meeting(&lands) else { return lands };
        if generous {
            generous = false;
        } else if b >= standing.fixed.len() {
            let members = seats.remove(b);
            seats[a].extend(members);
            seats[a].sort_unstable();
        } else {
            let (new, old): (Vec<usize>, Vec<usize>) =
                seats[b].iter().copied().partition(|at| standing.seat_of(&items[*at]).is_none());
            let from = if new.is_empty() { a } else { b };
            let reason = format!(
                "touches files of both {} and {}, which stand already",
                standing.fixed[a].id, standing.fixed[b].id
            );
            let held: Vec<usize> = if new.is_empty() {
                seats[a]
                    .iter()
                    .copied()
                    .filter(|at| standing.seat_of(&items[*at]).is_none())
                    .collect()
            } else {
                new
            };
            if held.is_empty() {
                // What was given out before names a file of another by now: that is for a signal to ask.
                if bare[a] && bare[b] {
                    return lands;
                }
                (bare[a], bare[b]) = (true, true);
                continue;
            }
            split.unplaced.extend(
                held.iter()
                    .map(|at| Unplaced { item: items[*at].id.clone(), reason: reason.clone() }),
            );
            seats[from].retain(|at| !held.contains(at));
            drop(old);
        }
    }
}

fn assemble(
    items: &mut [Item],
    seats: &[Vec<usize>],
    lands: Vec<Territory>,
    (ground, standing): (&Ground, &Standing),
    place: &[usize],
    split: &mut Split,
) {
    let mut ids: HashMap<usize, String> = HashMap::default();
    for (seat, members) in seats.iter().enumerate() {
        if let Some(id) = standing.id_for(seat, items, members, &ids) {
            ids.insert(seat, id);
        }
    }
    let mut next = standing.next;
    for (seat, (members, land)) in seats.iter().zip(lands).enumerate() {
        if members.is_empty() && seat >= standing.fixed.len() || land.scope.is_empty() {
            split.unplaced.extend(members.iter().map(|at| Unplaced {
                item: items[*at].id.clone(),
                reason: "touches only files that are shared".into(),
            }));
            continue;
        }
        let id = ids.get(&seat).cloned().unwrap_or_else(|| {
            loop {
                let id = format!("task-{next}");
                next += 1;
                if !standing.has(&id) && !ids.values().any(|have| *have == id) {
                    return id;
                }
            }
        });
        for at in members {
            items[*at].worker = Some(id.clone());
        }
        for path in land.common {
            split.common.entry(path).or_default().push(id.clone());
        }
        split.assumptions.extend(land.notes.iter().map(|note| format!("{id}: {note}")));
        let before = standing.worker(&id);
        let (title, slug) = before.map_or_else(
            || {
                let taken = |slug: &str| split.workers.iter().any(|other| other.slug == slug);
                name::name(items, members, &land.scope, &taken)
            },
            |worker| (worker.title().to_owned(), worker.slug.clone()),
        );
        let mut ranked = members.clone();
        ranked.sort_by_key(|at| place[*at]);
        let kept = standing.kept(&id, items, ground);
        split.workers.push(Planned {
            minutes: group::minutes(items, members) + kept.iter().map(|it| it.minutes).sum::<u32>(),
            checkpoints: standing.checkpoints(&id, items, &ranked, checkpoints),
            items: ranked.iter().map(|at| items[*at].id.clone()).collect(),
            scope: land.scope,
            needs: standing.needs(&id, items),
            kept,
            id,
            slug,
            title,
        });
    }
}

/// After each item where there are few, otherwise after each subject.
fn checkpoints(items: &[Item], members: &[usize]) -> Vec<String> {
    let of = |at: &usize| format!("{} ({})", shortened(&items[*at].description), items[*at].id);
    if members.len() <= 6 {
        return members.iter().map(of).collect();
    }
    let mut out: Vec<(Option<&str>, usize)> = Vec::new();
    for at in members {
        let group = items[*at].group.as_deref();
        match out.last_mut() {
            Some((last, count)) if *last == group && *count < 4 => *count += 1,
            _ => out.push((group, 1)),
        }
    }
    let mut at = 0;
    out.into_iter()
        .map(|(_, count)| {
            let ids: Vec<&str> =
                members[at..at + count].iter().map(|at| items[*at].id.as_str()).collect();
            at += count;
            ids.join(", ")
        })
        .collect()
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    let cut: String = text.chars().take(60).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head))
}
