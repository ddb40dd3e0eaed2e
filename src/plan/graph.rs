//! The dependency graph: cycles, an order that respects the rest, chains.

/// Positions each position waits for.
pub(super) type Waits = Vec<Vec<usize>>;

/// The groups that wait for each other in a circle, each from its first member.
pub(super) fn cycles(waits: &Waits) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> =
        components(waits).into_iter().filter(|group| group.len() > 1).collect();
    for group in &mut found {
        group.sort_unstable();
    }
    found.sort();
    found
}

/// All positions, each after those it waits for, otherwise by `rank`; a circle is broken at its
/// first member.
pub(super) fn order(waits: &Waits, rank: &dyn Fn(usize) -> (u8, usize)) -> Vec<usize> {
    let mut group_of = vec![0; waits.len()];
    for (number, group) in components(waits).iter().enumerate() {
        for at in group {
            group_of[*at] = number;
        }
    }
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

/// Tarjan's strongly connected components, without recursion.
fn components(waits: &Waits) -> Vec<Vec<usize>> {
    let count = waits.len();
    let (mut number, mut low) = (vec![usize::MAX; count], vec![0; count]);
    let (mut on_stack, mut stack, mut out) = (vec![false; count], Vec::new(), Vec::new());
    let mut clock = 0;
    for root in 0..count {
        if number[root] != usize::MAX {
            continue;
        }
        let mut calls = vec![(root, 0)];
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
                let start = stack.iter().rposition(|have| *have == at).unwrap_or(0);
                let group = stack.split_off(start);
                for member in &group {
                    on_stack[*member] = false;
                }
                out.push(group);
            }
            if let Some((parent, _)) = calls.last() {
                low[*parent] = low[*parent].min(low[at]);
            }
        }
    }
    out
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
