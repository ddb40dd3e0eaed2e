//! Items that must stay together: those that touch one file, and those in one chain.

use foldhash::HashMap;

use super::boundary;
use super::graph::Waits;
use super::item::Item;
use crate::scope::ground;

/// Items in groups, each closed under shared files.
#[derive(Debug)]
pub(super) struct Groups {
    /// The members of each group, in order.
    pub(super) members: Vec<Vec<usize>>,
    /// Items left out because they touch the files of several groups.
    pub(super) bridges: Vec<usize>,
    /// Whether chains are closed too; otherwise some waits run between groups.
    pub(super) chains_closed: bool,
}

/// A forest of sets.
pub(super) struct Union {
    parent: Vec<usize>,
    weight: Vec<u32>,
}

impl Union {
    pub(super) fn new(weight: Vec<u32>) -> Self {
        Self { parent: (0..weight.len()).collect(), weight }
    }

    pub(super) fn find(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.parent[root] != root {
            root = self.parent[root];
        }
        let mut next = at;
        while self.parent[next] != root {
            next = std::mem::replace(&mut self.parent[next], root);
        }
        root
    }

    /// Joins two sets unless together they weigh more than `most`.
    pub(super) fn join(&mut self, a: usize, b: usize, most: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            if self.weight[a] + self.weight[b] > most {
                return false;
            }
            let (low, high) = (a.min(b), a.max(b));
            self.parent[high] = low;
            self.weight[low] += self.weight[high];
        }
        true
    }
}

/// The groups of `chosen` items, which `bonds` bind together; what is `held` by somebody is left out of
/// none.
pub(super) fn groups(
    items: &[Item],
    chosen: &[usize],
    bonds: &Waits,
    held: &dyn Fn(usize) -> bool,
) -> Groups {
    let mut chosen = chosen.to_vec();
    let bridges = bridges(items, &mut chosen, held);
    let weights =
        |chosen: &[usize]| chosen.iter().map(|at| items[*at].minutes).collect::<Vec<u32>>();
    let total: u32 = weights(&chosen).iter().sum();
    let place: HashMap<usize, usize> =
        chosen.iter().enumerate().map(|(at, item)| (*item, at)).collect();
    let edges: Vec<(usize, usize)> = chosen
        .iter()
        .enumerate()
        .flat_map(|(at, item)| {
            bonds[*item].iter().filter_map(|on| place.get(on)).map(move |on| (at, *on))
        })
        .collect();
    let build = |most: u32| {
        let mut union = Union::new(weights(&chosen));
        by_files(items, &chosen, &mut union);
        by_boundary(items, &chosen, &mut union);
        let closed = edges.iter().fold(true, |closed, (a, b)| union.join(*a, *b, most) && closed);
        (members(&chosen, &mut union), closed)
    };
    let (mut members, mut closed) = build(u32::MAX);
    let largest = members.iter().map(|group| minutes(items, group)).max().unwrap_or(0);
    if u64::from(largest) * 10 > u64::from(total) * 6 && !edges.is_empty() {
        // One chain through everything would leave nothing to split: keep short chains only.
        (members, closed) = build(total * 2 / 5);
    }
    Groups { members, bridges, chains_closed: closed }
}

/// The waits that bind items together: not those on an item that so many wait for that it is the
/// ground of all their work. Whoever does it, the others start when it is there.
pub(super) fn bonds(waits: &Waits) -> Waits {
    const MANY: usize = 4;
    let mut waiting = vec![0; waits.len()];
    for on in waits.iter().flatten() {
        waiting[*on] += 1;
    }
    let binding = |on: &Vec<usize>| on.iter().copied().filter(|on| waiting[*on] < MANY).collect();
    waits.iter().map(binding).collect()
}

/// The minutes of some items.
pub(super) fn minutes(items: &[Item], group: &[usize]) -> u32 {
    group.iter().map(|at| items[*at].minutes).sum()
}

fn members(chosen: &[usize], union: &mut Union) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = Vec::new();
    let mut sets: HashMap<usize, Vec<usize>> = HashMap::default();
    for (at, item) in chosen.iter().enumerate() {
        let root = union.find(at);
        let set = sets.entry(root).or_default();
        if set.is_empty() {
            order.push(root);
        }
        set.push(*item);
    }
    order.into_iter().filter_map(|root| sets.remove(&root)).collect()
}

/// Joins an item that names nothing but boundary files to the first that names one of them too:
/// by itself nobody could be given it.
fn by_boundary(items: &[Item], chosen: &[usize], union: &mut Union) {
    let only = |at: usize| items[chosen[at]].scope.iter().all(|path| boundary::is_boundary(path));
    let mut first: HashMap<&str, (usize, bool)> = HashMap::default();
    for at in 0..chosen.len() {
        let scope = &items[chosen[at]].scope;
        for path in scope.iter().filter(|path| boundary::is_boundary(path)) {
            let known = first.entry(path).or_insert((at, only(at)));
            if known.1 && !only(at) {
                *known = (at, false);
            }
        }
    }
    for at in (0..chosen.len()).filter(|at| only(*at)) {
        let held = items[chosen[at]].scope.iter().filter_map(|path| first.get(path.as_str()));
        if let Some((other, _)) = held.min_by_key(|(other, alone)| (*alone, *other)) {
            union.join(*other, at, u32::MAX);
        }
    }
}

/// Joins items of which one's path is, or lies in, another's.
fn by_files(items: &[Item], chosen: &[usize], union: &mut Union) {
    let mut owner: HashMap<&str, usize> = HashMap::default();
    let scope = |at: usize| items[chosen[at]].scope.iter();
    let paths =
        |at: usize| scope(at).filter(|path| !boundary::is_boundary(path)).map(|path| ground(path));
    for at in 0..chosen.len() {
        for path in paths(at) {
            let first = *owner.entry(path).or_insert(at);
            union.join(first, at, u32::MAX);
        }
    }
    for at in 0..chosen.len() {
        // A file that many touch is in a folder too, where an item is about nothing else.
        let only = scope(at).all(|path| boundary::is_boundary(path));
        let inside = scope(at).filter(|path| only || !boundary::is_boundary(path));
        for path in inside.map(|path| ground(path)) {
            let mut rest = path;
            while !rest.is_empty() {
                rest = rest.rsplit_once('/').map_or("", |(head, _)| head);
                if let Some(above) = owner.get(rest) {
                    union.join(*above, at, u32::MAX);
                }
            }
        }
    }
}

/// Takes out the few items that tie everything together by touching many files, where that leaves
/// something to split; without them the rest falls apart.
fn bridges(items: &[Item], chosen: &mut Vec<usize>, held: &dyn Fn(usize) -> bool) -> Vec<usize> {
    if chosen.len() > 400 {
        return Vec::new();
    }
    let total = minutes(items, chosen);
    let split = |chosen: &[usize]| {
        let mut union = Union::new(vec![0; chosen.len()]);
        by_files(items, chosen, &mut union);
        by_boundary(items, chosen, &mut union);
        let sets = members(chosen, &mut union);
        let mut sizes: Vec<u32> = sets.iter().map(|set| minutes(items, set)).collect();
        sizes.sort_unstable();
        let largest = sizes.pop().unwrap_or(0);
        (largest, sizes.iter().sum::<u32>())
    };
    let (mut largest, mut rest) = split(chosen);
    if rest * 4 >= total {
        return Vec::new();
    }
    let (mut kept, mut out) = (chosen.clone(), Vec::new());
    while rest * 3 < largest {
        let width = |at: &usize| {
            items[*at].scope.iter().filter(|path| !boundary::is_boundary(path)).count()
        };
        let wide = |at: &usize| width(at) >= 2 && !held(*at);
        let Some(widest) = kept.iter().copied().filter(wide).max_by_key(|at| {
            let without: Vec<usize> = kept.iter().copied().filter(|have| have != at).collect();
            (std::cmp::Reverse(split(&without).0), width(at), std::cmp::Reverse(*at))
        }) else {
            return Vec::new();
        };
        kept.retain(|at| *at != widest);
        out.push(widest);
        if minutes(items, &out) * 3 > total {
            return Vec::new();
        }
        (largest, rest) = split(&kept);
    }
    out.sort_unstable();
    *chosen = kept;
    out
}
