//! Cycles in who waits for whom.

use std::collections::BTreeMap;

use super::Need;

/// Every cycle among workers that wait for each other, each once, from its smallest member on. Who
/// needs something of itself waits for nobody: the guard refuses it, and it may have strayed. Nor does
/// who has a stub of what is needed.
pub fn cycles(needs: &[Need]) -> Vec<Vec<String>> {
    let mut waits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let waiting = |need: &&Need| !need.met && !need.taken && !need.stubbed && need.by != need.of;
    for need in needs.iter().filter(waiting) {
        waits.entry(&need.by).or_default().push(&need.of);
    }
    let mut found = Vec::new();
    for start in waits.keys() {
        let mut path = vec![*start];
        walk(&waits, &mut path, &mut found);
    }
    found
}

/// Extends `path` by everyone its last member waits for; only members not smaller than the first
/// are visited, so each cycle is found from its smallest member alone.
fn walk<'n>(
    waits: &BTreeMap<&'n str, Vec<&'n str>>,
    path: &mut Vec<&'n str>,
    found: &mut Vec<Vec<String>>,
) {
    let (first, last) = (path[0], path[path.len() - 1]);
    for next in waits.get(last).into_iter().flatten() {
        if *next == first {
            let cycle: Vec<String> = path.iter().map(ToString::to_string).collect();
            if !found.contains(&cycle) {
                found.push(cycle);
            }
        } else if *next > first && !path.contains(next) {
            path.push(next);
            walk(waits, path, found);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(by: &str, of: &str, met: bool) -> Need {
        Need { by: by.into(), of: of.into(), item: "x".into(), met, taken: false, stubbed: false }
    }

    #[test]
    fn each_cycle_is_found_once() {
        let needs = [
            need("b", "a", false),
            need("a", "b", false),
            need("c", "a", false),
            need("a", "c", false),
        ];
        assert_eq!(cycles(&needs), [["a", "b"], ["a", "c"]]);
        let ring = [need("c", "a", false), need("a", "b", false), need("b", "c", false)];
        assert_eq!(cycles(&ring), [["a", "b", "c"]]);
    }

    #[test]
    fn what_is_met_waits_for_nobody() {
        assert!(cycles(&[need("a", "b", true), need("b", "a", false)]).is_empty());
        assert!(cycles(&[need("a", "a", false)]).is_empty());
    }
}
