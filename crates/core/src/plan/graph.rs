//! The dependency graph: cycles, an order that respects the rest, chains.

/// Positions each position waits for.
pub(super) type Waits = Vec<Vec<usize>>;

/// The groups that wait for each other in a circle, each from its first member.
pub(super) fn cycles(waits: &Waits) -> Vec<Vec<usize>> {
    let (group_of, count) = components(waits);
    let mut size = vec![0; count];
    for group in &group_of {
        size[*group] += 1;
    }
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for (at, group) in group_of.iter().enumerate().filter(|(_, group)| size[**group] > 1) {
        match found.iter_mut().find(|(have, _)| have == group) {
            Some((_, members)) => members.push(at),
            None => found.push((*group, vec![at])),
        }
    }
    found.into_iter().map(|(_, members)| members).collect()
}

/// All positions, each after those it waits for, otherwise by `rank`; a circle is broken at its
/// first member.
pub(super) fn order(waits: &Waits, rank: &dyn Fn(usize) -> (u8, usize)) -> Vec<usize> {
    let (group_of, _) = components(waits);
    let mut open = vec![0; waits.len()];
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); waits.len()];
    for (at, on) in waits.iter().enumerate() {
        for on in on {
            if group_of[at] != group_of[*on] || on < &at {
                open[at] += 1;
                next[*on].push(at);
            }
        }
    }
    let mut ready: std::collections::BTreeSet<((u8, usize), usize)> =
        (0..waits.len()).filter(|at| open[*at] == 0).map(|at| (rank(at), at)).collect();
    let mut out = Vec::with_capacity(waits.len());
    while let Some((_, at)) = ready.pop_first() {
        out.push(at);
        for after in &next[at] {
            open[*after] -= 1;
            if open[*after] == 0 {
                ready.insert((rank(*after), *after));
            }
        }
    }
    out
}

/// Whether all positions form one chain: each waits for the one before, and only the first for none.
pub(super) fn is_chain(waits: &Waits) -> bool {
    let order = order(waits, &|at| (0, at));
    waits.len() >= 2 && order.windows(2).all(|pair| waits[pair[1]].contains(&pair[0]))
}

/// For each position the number of its strongly connected component, and how many there are; by
/// Tarjan, without recursion.
fn components(waits: &Waits) -> (Vec<usize>, usize) {
    let count = waits.len();
    let (mut number, mut low) = (vec![usize::MAX; count], vec![0; count]);
    let (mut on_stack, mut stack, mut calls) = (vec![false; count], Vec::new(), Vec::new());
    let (mut group_of, mut groups) = (vec![0; count], 0);
    let mut clock = 0;
    for root in 0..count {
        if number[root] != usize::MAX {
            continue;
        }
        calls.push((root, 0));
        while let Some((at, child)) = calls.pop() {
            if child == 0 {
                (number[at], low[at]) = (clock, clock);
                clock += 1;
                stack.push(at);
                on_stack[at] = true;
            }
            if let Some(to) = waits[at].get(child).copied() {
                calls.push((at, child + 1));
                if number[to] == usize::MAX {
                    calls.push((to, 0));
                } else if on_stack[to] {
                    low[at] = low[at].min(number[to]);
                }
                continue;
            }
            if low[at] == number[at] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    group_of[member] = groups;
                    if member == at {
                        break;
                    }
                }
                groups += 1;
            }
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[at]);
            }
        }
    }
    (group_of, groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_broken() {
        let waits = vec![vec![2], vec![0], vec![1], vec![2], vec![]];
        assert_eq!(cycles(&waits), [vec![0, 1, 2]]);
        let order = order(&waits, &|at| (0, at));
        assert_eq!(order.len(), 5);
        assert!(order.iter().position(|at| *at == 2) < order.iter().position(|at| *at == 3));
    }

    #[test]
    fn a_chain_is_one_line() {
        assert!(is_chain(&vec![vec![], vec![0], vec![1]]));
        assert!(!is_chain(&vec![vec![], vec![0], vec![0]]));
        assert!(!is_chain(&vec![vec![], vec![]]));
    }
}
