//! Who made a commit that several branches have, after a fast-forward or a merge.

/// What tells who made a commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clue {
    /// The workers whose branches have it.
    pub has: Vec<String>,
    /// Those of them whose branch remembers that it was made there.
    pub made: Vec<String>,
    /// The one worker that owns all it changes; none where it changes nothing, or several own it.
    pub owner: Option<String>,
    /// The worker it says it needs something of, which is not the one that says it.
    pub needs: Option<String>,
    /// Whether it is on a line of first parents of those that have it.
    pub lined: bool,
}

/// The worker that made it; none where nothing tells.
pub fn maker(clue: &Clue) -> Option<&str> {
    let can = |worker: &&String| Some(*worker) != clue.needs.as_ref();
    let among = |worker: &&String| clue.has.contains(worker);
    let mut made = clue.made.iter().filter(can).filter(among);
    if let (Some(one), None) = (made.next(), made.next()) {
        return Some(one);
    }
    if let Some(owner) = clue.owner.as_ref().filter(can).filter(among) {
        return Some(owner);
    }
    let mut left = clue.has.iter().filter(can).filter(|_| clue.lined);
    match (left.next(), left.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_before_what_is_changed_and_said() {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let both = Clue { has: list(&["a", "b"]), lined: true, ..Clue::default() };
        assert_eq!(maker(&both), None);
        let owned = Clue { owner: Some("b".into()), ..both.clone() };
        assert_eq!(maker(&owned), Some("b"));
        let made = Clue { made: list(&["a"]), ..owned.clone() };
        assert_eq!(maker(&made), Some("a"));
        assert_eq!(maker(&Clue { made: list(&["a", "b"]), ..owned.clone() }), Some("b"));
        let needs = Clue { needs: Some("a".into()), ..both.clone() };
        assert_eq!(maker(&needs), Some("b"));
        assert_eq!(maker(&Clue { lined: false, ..needs }), None);
        assert_eq!(maker(&Clue { has: list(&["a"]), ..owned }), Some("a"));
        let brought = Clue { has: list(&["a"]), owner: Some("b".into()), ..Clue::default() };
        assert_eq!(maker(&brought), None, "b has it no more");
    }
}
