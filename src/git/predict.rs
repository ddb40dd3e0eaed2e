//! What merges would come to, without making them: in memory where gix can, else asked of git.

mod asked;
mod changes;
mod memory;

use memory::Memory;

pub use memory::CONTENT as SAME_LINES;

use super::{Error, Repo};

/// One path that two commits cannot be merged in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
pub struct Clash {
    /// The path, from the top of the repository.
    pub path: String,
    /// Why it clashes, to be read after "conflict: ".
    pub why: &'static str,
}

/// Two of the tips that clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The first tip's place in the list.
    pub one: usize,
    /// The other's, greater than the first's.
    pub other: usize,
    /// Where they clash; never empty.
    pub clashes: Vec<Clash>,
}

/// How commits would merge with their base and with each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prediction {
    /// For each tip, where it clashes with the base.
    pub with_base: Vec<Vec<Clash>>,
    /// The pairs that clash, in order.
    pub pairs: Vec<Pair>,
}

/// How much is wanted to be known of a pair that clashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// One path is enough.
    First,
    /// Every path.
    All,
}

/// What one merge comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// It merges, or clashes in these paths.
    Known(Vec<Clash>),
    /// Git may judge otherwise than gix, so git is to be asked.
    Unsure,
}

impl Repo {
    /// How `tips` would merge with `base` and with each other. Cheap where their changes do not
    /// meet: only tips that changed a common path (or a file where another has a folder, or a
    /// folder the other moved) since they left the base are merged at all. No ref, index or file is
    /// touched.
    pub fn predict(&self, base: &str, tips: &[String], depth: Depth) -> Result<Prediction, Error> {
        let memory = Memory::open(self);
        let meet = memory.as_ref().and_then(|memory| memory.meeting(base, tips));
        let meet = meet.unwrap_or_else(|| every_pair(tips.len()));
        let with_base = tips.iter().map(|tip| (base, tip.as_str()));
        let pairs = meet.iter().map(|(one, other)| (tips[*one].as_str(), tips[*other].as_str()));
        let asked: Vec<(&str, &str)> = with_base.chain(pairs).collect();
        let mut found = self.judged(memory.as_ref(), &asked, depth)?;
        let pairs = found.split_off(tips.len());
        let pairs = meet.into_iter().zip(pairs);
        let pairs = pairs.map(|((one, other), clashes)| Pair { one, other, clashes });
        let pairs = pairs.filter(|pair| !pair.clashes.is_empty()).collect();
        Ok(Prediction { with_base: found, pairs })
    }

    /// Where the two commits of each of these pairs clash.
    pub fn predict_each(
        &self,
        pairs: &[(&str, &str)],
        depth: Depth,
    ) -> Result<Vec<Vec<Clash>>, Error> {
        self.judged(Memory::open(self).as_ref(), pairs, depth)
    }

    /// Where each of `tips` clashes when all are merged into `base`, one after the other. After a
    /// clash it goes on as if the markers had been committed, so what follows is what to expect.
    pub fn predict_chain(&self, base: &str, tips: &[String]) -> Result<Vec<Vec<Clash>>, Error> {
        if let Some(found) = Memory::open(self).and_then(|memory| memory.chain(base, tips)) {
            return Ok(found);
        }
        asked::chain(self, base, tips)
    }

    fn judged(
        &self,
        memory: Option<&Memory>,
        pairs: &[(&str, &str)],
        depth: Depth,
    ) -> Result<Vec<Vec<Clash>>, Error> {
        let verdicts = memory.map(|memory| memory.judge(pairs, depth));
        let mut verdicts = verdicts.unwrap_or_else(|| vec![Verdict::Unsure; pairs.len()]);
        let open: Vec<usize> =
            (0..pairs.len()).filter(|at| verdicts[*at] == Verdict::Unsure).collect();
        let ask: Vec<(&str, &str)> = open.iter().map(|at| pairs[*at]).collect();
        for (at, clashes) in open.into_iter().zip(asked::all(self, &ask)?) {
            verdicts[at] = Verdict::Known(clashes);
        }
        Ok(verdicts
            .into_iter()
            .map(|verdict| match verdict {
                Verdict::Known(clashes) => clashes,
                Verdict::Unsure => Vec::new(),
            })
            .collect())
    }
}

fn every_pair(count: usize) -> Vec<(usize, usize)> {
    (0..count).flat_map(|one| (one + 1..count).map(move |other| (one, other))).collect()
}
