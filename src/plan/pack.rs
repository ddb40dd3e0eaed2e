//! Groups to workers: balanced by minutes, kept together by what ties them.

use super::assess::WORTH_MINUTES;

/// What is packed: the minutes of each group and the ties between groups, in minutes that keeping
/// the two together is worth.
#[derive(Debug, Clone, Default)]
pub(super) struct Load {
    pub(super) minutes: Vec<u32>,
    pub(super) ties: Vec<(usize, usize, u32)>,
    /// Groups that belong to a worker already.
    pub(super) pinned: Vec<Option<usize>>,
    /// The minutes the longest group chain on one worker may take beyond the mean before it counts.
    pub(super) seats: usize,
}

/// For each group, its worker: the best of a greedy start improved by moves and exchanges.
pub(super) fn pack(load: &Load) -> Vec<usize> {
    let near = neighbours(load);
    let mut seats = greedy(load, &near);
    improve(load, &near, &mut seats);
    seats
}

/// What work at this packing costs the lead: the minutes until the last worker is done, the ties
/// cut, each worker to be looked after, and those too small to be worth one.
pub(super) fn effort(load: &Load, seats: &[usize]) -> u64 {
    const EACH: u64 = 45;
    let loads = loads(load, seats);
    let short = |load: &u64| u64::from(WORTH_MINUTES).saturating_sub(*load);
    loads.iter().max().unwrap_or(&0)
        + cut(load, seats)
        + loads.iter().map(|load| short(load) + EACH).sum::<u64>()
}

/// What a packing costs: minutes away from balance, and ties cut.
#[cfg(test)]
pub(super) fn cost(load: &Load, seats: &[usize]) -> u64 {
    imbalance(&loads(load, seats)) + cut(load, seats)
}

/// The minutes of each seat.
fn loads(load: &Load, seats: &[usize]) -> Vec<u64> {
    let mut loads = vec![0_u64; load.seats];
    for (at, seat) in seats.iter().enumerate() {
        loads[*seat] += u64::from(load.minutes[at]);
    }
    loads
}

/// What the ties between different seats are worth.
fn cut(load: &Load, seats: &[usize]) -> u64 {
    let apart = |(a, b, _): &&(usize, usize, u32)| seats[*a] != seats[*b];
    load.ties.iter().filter(apart).map(|(_, _, worth)| u64::from(*worth)).sum()
}

/// How far the loads are from equal, the idle worker counting double. Estimates are rough, so that
/// the first quarter of the mean counts little: it is not worth tearing apart what belongs together.
fn imbalance(loads: &[u64]) -> u64 {
    let count = loads.len().max(1) as u64;
    let total: u64 = loads.iter().sum();
    let weigh = |away: u64| away / 4 + away.saturating_sub(total / 4) * 3 / 4;
    let away: u64 = loads.iter().map(|load| weigh((load * count).abs_diff(total))).sum();
    let idle = loads.iter().filter(|load| **load == 0).count() as u64;
    away / count + idle * total
}

fn neighbours(load: &Load) -> Vec<Vec<(usize, u32)>> {
    let mut near = vec![Vec::new(); load.minutes.len()];
    for (a, b, worth) in &load.ties {
        near[*a].push((*b, *worth));
        near[*b].push((*a, *worth));
    }
    near
}

/// The largest groups first, each to where it is tied or, failing that, where least is.
fn greedy(load: &Load, near: &[Vec<(usize, u32)>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..load.minutes.len()).collect();
    order.sort_by_key(|at| (load.pinned[*at].is_none(), std::cmp::Reverse(load.minutes[*at]), *at));
    let mut seats = vec![usize::MAX; load.minutes.len()];
    let mut loads = vec![0_u64; load.seats];
    for at in order {
        let gain = |seat: usize| {
            near[at]
                .iter()
                .filter(|(other, _)| seats[*other] == seat)
                .map(|(_, worth)| u64::from(*worth))
                .sum::<u64>()
        };
        let best = load.pinned[at].unwrap_or_else(|| {
            (0..load.seats)
                .min_by_key(|seat| {
                    (
                        (loads[*seat] + u64::from(load.minutes[at])).saturating_sub(gain(*seat)),
                        *seat,
                    )
                })
                .unwrap_or(0)
        });
        seats[at] = best;
        loads[best] += u64::from(load.minutes[at]);
    }
    seats
}

/// Moves single groups, and exchanges pairs where there are few, as long as something gets cheaper.
fn improve(load: &Load, near: &[Vec<(usize, u32)>], seats: &mut [usize]) {
    let mut loads = loads(load, seats);
    let free: Vec<usize> = (0..seats.len()).filter(|at| load.pinned[*at].is_none()).collect();
    for _ in 0..60 {
        let mut better = false;
        for at in &free {
            better |= move_one(load, near, seats, &mut loads, *at);
        }
        if !better && free.len() <= 80 {
            better = exchange(load, near, seats, &mut loads, &free);
        }
        if !better {
            return;
        }
    }
}

fn tied(near: &[(usize, u32)], seats: &[usize], seat: usize) -> i64 {
    near.iter().filter(|(other, _)| seats[*other] == seat).map(|(_, worth)| i64::from(*worth)).sum()
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn move_one(
    load: &Load,
    near: &[Vec<(usize, u32)>],
    seats: &mut [usize],
    loads: &mut [u64],
    at: usize,
) -> bool {
    let (from, weight) = (seats[at], u64::from(load.minutes[at]));
    let before = signed(imbalance(loads));
    let mut best = (0_i64, from);
    for to in (0..load.seats).filter(|to| *to != from) {
        loads[from] -= weight;
        loads[to] += weight;
        let change = signed(imbalance(loads)) - before + tied(&near[at], seats, from)
            - tied(&near[at], seats, to);
        loads[from] += weight;
        loads[to] -= weight;
        best = best.min((change, to));
    }
    if best.0 >= 0 {
        return false;
    }
    loads[from] -= weight;
    loads[best.1] += weight;
    seats[at] = best.1;
    true
}

fn exchange(
    load: &Load,
    near: &[Vec<(usize, u32)>],
    seats: &mut [usize],
    loads: &mut [u64],
    free: &[usize],
) -> bool {
    for (place, a) in free.iter().copied().enumerate() {
        for b in free[place + 1..].iter().copied() {
            let (seat_a, seat_b) = (seats[a], seats[b]);
            if seat_a == seat_b {
                continue;
            }
            let before = signed(imbalance(loads))
                - tied(&near[a], seats, seat_a)
                - tied(&near[b], seats, seat_b);
            let (wa, wb) = (u64::from(load.minutes[a]), u64::from(load.minutes[b]));
            swap(seats, loads, (a, wa), (b, wb));
            let after = signed(imbalance(loads))
                - tied(&near[a], seats, seat_b)
                - tied(&near[b], seats, seat_a);
            if after < before {
                return true;
            }
            swap(seats, loads, (a, wa), (b, wb));
        }
    }
    false
}

fn swap(seats: &mut [usize], loads: &mut [u64], a: (usize, u64), b: (usize, u64)) {
    loads[seats[a.0]] = loads[seats[a.0]] - a.1 + b.1;
    loads[seats[b.0]] = loads[seats[b.0]] - b.1 + a.1;
    seats.swap(a.0, b.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cheapest of all packings.
    fn optimum(load: &Load) -> u64 {
        let count = load.minutes.len();
        let all = load.seats.pow(u32::try_from(count).unwrap());
        (0..all)
            .map(|mut number| {
                let seats: Vec<usize> = (0..count)
                    .map(|_| {
                        let seat = number % load.seats;
                        number /= load.seats;
                        seat
                    })
                    .collect();
                cost(load, &seats)
            })
            .min()
            .unwrap()
    }

    #[test]
    fn it_stays_near_the_optimum_of_all_packings() {
        let mut state = 7_u64;
        let mut random = move |below: usize| {
            let below = u32::try_from(below).unwrap();
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u32::try_from(state >> 40).unwrap() % below
        };
        let (mut got, mut least, mut exact) = (0, 0, 0);
        for round in 0..300 {
            let count = 3 + round % 6;
            let minutes: Vec<u32> =
                (0..count).map(|_| [8, 30, 105, 240][random(4) as usize]).collect();
            let ties = (0..count)
                .map(|_| (random(count) as usize, random(count) as usize, random(60)))
                .filter(|(a, b, _)| a != b)
                .collect();
            let load = Load { pinned: vec![None; count], minutes, ties, seats: 2 + round % 2 };
            let (found, best) = (cost(&load, &pack(&load)), optimum(&load));
            assert!(found >= best);
            got += found;
            least += best;
            exact += usize::from(found == best);
        }
        assert!(exact >= 240, "only {exact} of 300 are optimal");
        assert!(got * 100 <= least * 108, "{got} against {least}");
    }

    #[test]
    fn pinned_groups_stay() {
        let load = Load {
            minutes: vec![100, 100, 10],
            ties: vec![],
            pinned: vec![Some(0), Some(0), None],
            seats: 2,
        };
        assert_eq!(pack(&load), [0, 0, 1]);
    }
}
