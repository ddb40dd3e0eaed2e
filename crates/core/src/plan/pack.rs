//! Groups to workers: balanced by minutes, kept together by what ties them.

use super::assess::WORTH_MINUTES;
use super::coarse;

/// What is packed: the minutes of each group and the ties between groups, in minutes that keeping
/// the two together is worth.
#[derive(Debug, Clone, Default)]
pub(super) struct Load {
    pub(super) minutes: Vec<u32>,
    pub(super) ties: Vec<(usize, usize, u32)>,
    /// The minutes of the directory that the two of each tie have in common; none where no tie has one.
    pub(super) areas: Vec<u32>,
}

impl Load {
    /// The load as `count` workers see it. A directory that holds more than one worker's share has to
    /// be cut somewhere, so that what ties its groups holds them the less the larger it is.
    fn eased(&self, count: usize) -> Self {
        let total: u64 = self.minutes.iter().map(|minutes| u64::from(*minutes)).sum();
        let share = total / (count as u64).max(1);
        let mut load = self.clone();
        for ((.., worth), area) in load.ties.iter_mut().zip(&self.areas) {
            let area = u64::from(*area).max(share).max(1);
            let eased = u64::from(*worth) * share * share / (area * area);
            *worth = u32::try_from(eased).unwrap_or(*worth);
        }
        load
    }
}

/// For each group, its worker.
pub(super) type Seats = Vec<usize>;

/// Of several numbers of workers, the one after which the lead is done soonest, and who gets what.
pub(super) fn choose(load: &Load, counts: impl Iterator<Item = usize>) -> (usize, Seats) {
    let coarse = (load.minutes.len() > coarse::MANY).then(|| coarse::coarse(load));
    let model = coarse.as_ref().map_or(load, |coarse| &coarse.load);
    let packed = counts.map(|count| {
        let model = model.eased(count);
        let seats = pack(&model, &neighbours(&model), count);
        (effort(&model, &seats, count), count, seats)
    });
    let Some((_, count, mut seats)) = packed.min_by_key(|(effort, ..)| *effort) else {
        return (0, Vec::new());
    };
    if let Some(coarse) = coarse {
        seats = coarse.of.iter().map(|part| seats[*part]).collect();
        improve(load, &neighbours(load), &mut seats, count);
    }
    (count, seats)
}

/// The best of a greedy start improved by moves and exchanges.
fn pack(load: &Load, near: &[Vec<(usize, u32)>], count: usize) -> Seats {
    let mut seats = greedy(load, near, count);
    improve(load, near, &mut seats, count);
    seats
}

/// What work at this packing costs the lead: the minutes until the last worker is done, the ties
/// cut, each worker to be looked after, and those too small to be worth one.
fn effort(load: &Load, seats: &[usize], count: usize) -> u64 {
    const EACH: u64 = 45;
    let loads = loads(load, seats, count);
    let short = |load: &u64| u64::from(WORTH_MINUTES).saturating_sub(*load);
    loads.iter().max().unwrap_or(&0)
        + cut(load, seats)
        + loads.iter().map(|load| short(load) + EACH).sum::<u64>()
}

/// What a packing costs: minutes away from balance, and ties cut.
#[cfg(test)]
fn cost(load: &Load, seats: &[usize], count: usize) -> u64 {
    Balance::new(loads(load, seats, count)).cost() + cut(load, seats)
}

/// The minutes of each seat.
fn loads(load: &Load, seats: &[usize], count: usize) -> Vec<u64> {
    let mut loads = vec![0_u64; count];
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
///
/// Kept while minutes move between workers, because a move changes two of the loads and no more.
struct Balance {
    loads: Vec<u64>,
    total: u64,
    away: u64,
    idle: u64,
}

impl Balance {
    fn new(loads: Vec<u64>) -> Self {
        let mut balance = Self { total: loads.iter().sum(), away: 0, idle: 0, loads };
        balance.away = balance.loads.iter().map(|load| balance.weigh(*load)).sum();
        balance.idle = balance.loads.iter().filter(|load| **load == 0).count() as u64;
        balance
    }

    fn weigh(&self, load: u64) -> u64 {
        let away = (load * self.loads.len() as u64).abs_diff(self.total);
        away / 4 + away.saturating_sub(self.total / 4) * 3 / 4
    }

    fn cost(&self) -> u64 {
        self.cost_of(self.away, self.idle)
    }

    fn cost_of(&self, away: u64, idle: u64) -> u64 {
        away / (self.loads.len() as u64).max(1) + idle * self.total
    }

    /// What stands apart, and who idles, once `minutes` have moved.
    fn after(&self, from: usize, to: usize, minutes: u64) -> (u64, u64) {
        let (have, had) = (self.loads[from], self.loads[to]);
        let (left, got) = (have - minutes, had + minutes);
        let away = self.away + self.weigh(left) + self.weigh(got);
        let idle = self.idle + u64::from(left == 0) + u64::from(got == 0);
        (
            away - self.weigh(have) - self.weigh(had),
            idle - u64::from(have == 0) - u64::from(had == 0),
        )
    }

    fn shift(&mut self, from: usize, to: usize, minutes: u64) {
        (self.away, self.idle) = self.after(from, to, minutes);
        self.loads[from] -= minutes;
        self.loads[to] += minutes;
    }
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
fn greedy(load: &Load, near: &[Vec<(usize, u32)>], count: usize) -> Seats {
    let mut order: Vec<usize> = (0..load.minutes.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(load.minutes[*at]), *at));
    let mut seats = vec![usize::MAX; load.minutes.len()];
    let mut loads = vec![0_u64; count];
    for at in order {
        let gain = |seat: usize| {
            near[at]
                .iter()
                .filter(|(other, _)| seats[*other] == seat)
                .map(|(_, worth)| u64::from(*worth))
                .sum::<u64>()
        };
        let best = (0..count)
            .min_by_key(|seat| {
                let minutes = loads[*seat] + u64::from(load.minutes[at]);
                (minutes.saturating_sub(gain(*seat)), *seat)
            })
            .unwrap_or(0);
        seats[at] = best;
        loads[best] += u64::from(load.minutes[at]);
    }
    seats
}

/// Moves single groups, and exchanges pairs where there are few, as long as something gets cheaper.
fn improve(load: &Load, near: &[Vec<(usize, u32)>], seats: &mut [usize], count: usize) {
    let mut balance = Balance::new(loads(load, seats, count));
    let free: Vec<usize> = (0..seats.len()).collect();
    let mut tied = vec![0; count];
    for _ in 0..60 {
        let mut better = false;
        for at in &free {
            tied.fill(0);
            for (other, worth) in &near[*at] {
                tied[seats[*other]] += i64::from(*worth);
            }
            let weight = u64::from(load.minutes[*at]);
            if let Some(to) = cheaper(&balance, &tied, seats[*at], weight) {
                balance.shift(seats[*at], to, weight);
                seats[*at] = to;
                better = true;
            }
        }
        if !better && free.len() <= 80 {
            better = exchange(load, near, seats, &mut balance, &free);
        }
        if !better {
            return;
        }
    }
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The worker with whom `weight` minutes cost least, where that is less than with `from`; `tied` is
/// what the ties to each worker are worth.
fn cheaper(balance: &Balance, tied: &[i64], from: usize, weight: u64) -> Option<usize> {
    let before = signed(balance.cost()) - tied[from];
    (0..tied.len())
        .filter(|to| *to != from)
        .map(|to| {
            let (away, idle) = balance.after(from, to, weight);
            (signed(balance.cost_of(away, idle)) - tied[to], to)
        })
        .min()
        .filter(|(after, _)| *after < before)
        .map(|(_, to)| to)
}

fn tied(near: &[(usize, u32)], seats: &[usize], seat: usize) -> i64 {
    near.iter().filter(|(other, _)| seats[*other] == seat).map(|(_, worth)| i64::from(*worth)).sum()
}

fn exchange(
    load: &Load,
    near: &[Vec<(usize, u32)>],
    seats: &mut [usize],
    balance: &mut Balance,
    free: &[usize],
) -> bool {
    for (place, a) in free.iter().copied().enumerate() {
        for b in free[place + 1..].iter().copied() {
            let (seat_a, seat_b) = (seats[a], seats[b]);
            if seat_a == seat_b {
                continue;
            }
            let before = signed(balance.cost())
                - tied(&near[a], seats, seat_a)
                - tied(&near[b], seats, seat_b);
            let (wa, wb) = (u64::from(load.minutes[a]), u64::from(load.minutes[b]));
            balance.shift(seat_a, seat_b, wa);
            balance.shift(seat_b, seat_a, wb);
            seats.swap(a, b);
            let after = signed(balance.cost())
                - tied(&near[a], seats, seat_b)
                - tied(&near[b], seats, seat_a);
            if after < before {
                return true;
            }
            seats.swap(a, b);
            balance.shift(seat_a, seat_b, wb);
            balance.shift(seat_b, seat_a, wa);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cheapest of all packings.
    fn optimum(load: &Load, count: usize) -> u64 {
        let groups = load.minutes.len();
        let all = count.pow(u32::try_from(groups).unwrap());
        (0..all)
            .map(|mut number| {
                let seats: Vec<usize> = (0..groups)
                    .map(|_| {
                        let seat = number % count;
                        number /= count;
                        seat
                    })
                    .collect();
                cost(load, &seats, count)
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
            let load = Load { minutes, ties, areas: Vec::new() };
            let workers = 2 + round % 2;
            let seats = pack(&load, &neighbours(&load), workers);
            let (found, best) = (cost(&load, &seats, workers), optimum(&load, workers));
            assert!(found >= best);
            got += found;
            least += best;
            exact += usize::from(found == best);
        }
        assert!(exact >= 240, "only {exact} of 300 are optimal");
        assert!(got * 100 <= least * 108, "{got} against {least}");
    }
}
