//! The order in which workers are merged.

/// The workers in plan order, moved so that everyone comes after those it needs; a cycle of needs
/// is entered at its first member in the plan.
///
/// `needs` are pairs of who needs and who provides.
pub fn order(workers: &[String], needs: &[(String, String)]) -> Vec<String> {
    let mut left: Vec<&String> = workers.iter().collect();
    let mut out: Vec<String> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |worker: &String| {
            needs.iter().any(|(by, of)| by == worker && of != worker && left.contains(&of))
        };
        let at = left.iter().position(|worker| !waits(worker)).unwrap_or(0);
        out.push(left.remove(at).clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::order;

    fn ordered(workers: &[&str], needs: &[(&str, &str)]) -> Vec<String> {
        let workers: Vec<_> = workers.iter().map(ToString::to_string).collect();
        let needs: Vec<_> =
            needs.iter().map(|(by, of)| ((*by).to_string(), (*of).to_string())).collect();
        order(&workers, &needs)
    }

    #[test]
    fn providers_come_first_and_the_rest_keeps_its_order() {
        assert_eq!(ordered(&["a", "b", "c"], &[]), ["a", "b", "c"]);
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "c")]), ["b", "c", "a"]);
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "b"), ("b", "c")]), ["c", "b", "a"]);
        assert_eq!(ordered(&["a", "b"], &[("a", "gone")]), ["a", "b"]);
    }

    #[test]
    fn a_cycle_loses_nobody() {
        assert_eq!(ordered(&["a", "b", "c"], &[("a", "b"), ("b", "a")]), ["c", "a", "b"]);
    }
}
