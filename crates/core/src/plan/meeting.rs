//! Whether two lands meet.

use foldhash::HashMap;

use super::territory::Territory;
use crate::scope::Scope;

/// Two seats whose lands could both hold a path.
pub(super) fn meeting(lands: &[Territory]) -> Option<(usize, usize)> {
    if lands.iter().flat_map(|land| &land.scope).all(|path| is_literal(path)) {
        return literal_meeting(lands);
    }
    let scopes: Vec<Scope> = lands.iter().map(|land| Scope::of(&land.scope)).collect();
    (0..scopes.len())
        .flat_map(|a| (a + 1..scopes.len()).map(move |b| (a, b)))
        .find(|(a, b)| scopes[*a].overlap(&scopes[*b]).is_some())
}

fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '[', '\\', '!'])
}

/// The same for patterns that are plain paths: two of those meet exactly when one is the other or
/// lies below it, which is proved in one pass where the general proof compares all with all.
fn literal_meeting(lands: &[Territory]) -> Option<(usize, usize)> {
    let mut owner: HashMap<&str, usize> = HashMap::default();
    let all = || {
        let numbered = lands.iter().enumerate();
        numbered.flat_map(|(seat, land)| {
            land.scope.iter().map(move |path| (seat, path.trim_end_matches('/')))
        })
    };
    for (seat, path) in all() {
        if let Some(other) = owner.insert(path, seat).filter(|other| *other != seat) {
            return Some((other.min(seat), other.max(seat)));
        }
    }
    for (seat, path) in all() {
        let mut rest = path;
        while let Some((above, _)) = rest.rsplit_once('/') {
            if let Some(other) = owner.get(above).filter(|other| **other != seat) {
                return Some(((*other).min(seat), (*other).max(seat)));
            }
            rest = above;
        }
    }
    None
}
