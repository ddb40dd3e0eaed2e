//! What workers need of each other, and whether it is there.

use serde::Serialize;

use super::Work;
use crate::guard::Signal;

/// Something one worker asked of another by a `[NEEDS:…]` commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The worker in need.
    pub by: String,
    /// The worker that has it.
    pub of: String,
    /// What is needed.
    pub item: String,
    /// Whether the provider has it: it is complete or merged, or has a commit that names the item.
    pub met: bool,
    /// Whether the needer's branch has the provider's commit, or the base has it.
    pub taken: bool,
}

impl Need {
    /// The need as a prefix names it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.of, self.item)
    }
}

/// All needs of `work`, each once, the oldest first.
pub(super) fn needs(work: &Work, all: &[Work]) -> Vec<Need> {
    let mut found: Vec<Need> = Vec::new();
    for event in work.events.iter().rev() {
        let Some(Signal::Needs { worker, item }) = &event.signal else { continue };
        if found.iter().any(|need| need.of == *worker && need.item == *item) {
            continue;
        }
        let provider = all.iter().find(|other| other.id == *worker);
        let there = provider.map_or(Provided::Not, |provider| provision(provider, item));
        let taken = match &there {
            Provided::Not => false,
            Provided::OnBase => true,
            Provided::By(commit) => work.has.contains(commit),
        };
        let met = !matches!(there, Provided::Not);
        found.push(Need {
            by: work.id.clone(),
            of: worker.clone(),
            item: item.clone(),
            met,
            taken,
        });
    }
    found
}

enum Provided {
    Not,
    OnBase,
    By(String),
}

/// The commit that brings `item`: the newest that names it, else the one that completes the work.
fn provision(provider: &Work, item: &str) -> Provided {
    if provider.merged {
        return Provided::OnBase;
    }
    let wanted = item.to_lowercase();
    let own = || provider.events.iter();
    let names = own().find(|event| {
        !matches!(event.signal, Some(Signal::Needs { .. } | Signal::Blocked(_)))
            && mentions(&event.text.to_lowercase(), &wanted)
    });
    let complete = own().find(|event| event.signal == Some(Signal::Complete));
    match names.or(complete) {
        Some(event) => Provided::By(event.id.clone()),
        None => Provided::Not,
    }
}

/// Whether `text` holds `word` with no letter or digit touching it.
pub(super) fn mentions(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn a_name_counts_only_whole() {
        assert!(mentions("add usermodel, with tests", "usermodel"));
        assert!(!mentions("add superusermodel", "usermodel"));
        assert!(!mentions("add usermodels", "usermodel"));
        assert!(!mentions("anything", ""));
    }
}
