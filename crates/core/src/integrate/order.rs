//! The order in which workers are merged.

/// The workers, moved so that everyone comes after those it needs, and among those that may come
/// next the one with the least `cost` (its predicted conflicts), then the first in the plan; a
/// cycle of needs is entered at its cheapest member.
///
/// `needs` are pairs of who needs and who provides.
pub fn order(
    workers: &[String],
    needs: &[(String, String)],
    cost: impl Fn(&str) -> usize,
) -> Vec<String> {
    let mut left: Vec<&String> = workers.iter().collect();
    let mut out: Vec<String> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |worker: &String| {
            needs.iter().any(|(by, of)| by == worker && of != worker && left.contains(&of))
        };
        let cheapest = |free: &dyn Fn(&String) -> bool| {
            let places = left.iter().enumerate().filter(|(_, worker)| free(worker));
            places.min_by_key(|(_, worker)| cost(worker)).map(|(at, _)| at)
        };
        let at = cheapest(&|worker| !waits(worker)).or_else(|| cheapest(&|_| true)).unwrap_or(0);
        out.push(left.remove(at).clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::order;

    fn ordered(workers: &[&str], needs: &[(&str, &str)], cost: &[usize]) -> Vec<String> {
        let names: Vec<_> = workers.iter().map(ToString::to_string).collect();
        let needs: Vec<_> =
            needs.iter().map(|(by, of)| ((*by).to_string(), (*of).to_string())).collect();
        order(&names, &needs, |worker| {
            let at = workers.iter().position(|name| *name == worker).expect("a worker");
            cost.get(at).copied().unwrap_or(0)
        })
    }

    #[test]
    fn providers_come_first_and_the_rest_keeps_its_order() {
        assert_eq!(ordered(&["a", "b", "c"], &[], &[]), ["a", "b", "c"]);
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "c")], &[]), ["b", "c", "a"]);
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "b"), ("b", "c")], &[]), ["c", "b", "a"]);
        assert_eq!(ordered(&["a", "b"], &[("a", "gone")], &[]), ["a", "b"]);
    }

    #[test]
    fn fewer_conflicts_come_first_but_never_before_what_is_needed() {
        assert_eq!(ordered(&["a", "b", "c"], &[], &[2, 0, 1]), ["b", "c", "a"]);
        assert_eq!(ordered(&["a", "b", "c"], &[("b", "a")], &[2, 0, 1]), ["c", "a", "b"]);
    }

    #[test]
    fn a_cycle_loses_nobody() {
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "b"), ("b", "a")], &[]), ["c", "a", "b"]);
    }
}
