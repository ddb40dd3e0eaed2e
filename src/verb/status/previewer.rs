//! Previews while the report is watched: made in the background once the branches have rested.

use std::time::{Duration, Instant};

use crate::config::{Config, seconds};
use crate::failure::Failure;
use crate::git::{Background, Repo};
use crate::monitor::{Report, Watched};

/// The command, for whoever has to run it by hand.
const BY_HAND: &str = "git parallel integrate --preview";

/// What a preview would be made of: the tip of each worker, and the base's.
type Tips = Vec<(String, Option<String>)>;

/// Makes previews as the plan wants them.
#[derive(Debug, Default)]
pub(super) struct Previewer {
    runs: Option<Background>,
    /// What there is, and since when it has been so.
    rests: Option<(Tips, Instant)>,
    /// What one was begun for last.
    tried: Option<Tips>,
}

impl Previewer {
    /// Looks at what was read just now, and begins or ends one; gives what is to be said of it.
    pub(super) fn look(
        &mut self,
        repo: &Repo,
        config: &Config,
        watched: &[Watched],
        report: &Report,
    ) -> Result<Option<String>, Failure> {
        let mut said = None;
        if let Some(code) = self.runs.as_mut().map(Background::ended).transpose()?.flatten() {
            self.runs = None;
            // 1 is an answer too: it does not build together.
            said = (code > 1).then(|| format!("no preview could be made: try {BY_HAND}"));
        }
        if !config.status.preview || config.check.run.is_empty() || self.runs.is_some() {
            return Ok(said);
        }
        let rest = Duration::from_secs(seconds(&config.status.preview_after).unwrap_or(u64::MAX));
        let base = repo.tip(&config.base)?;
        let open = watched.iter().filter(|it| !it.work.merged && it.work.tip.is_some());
        let tips = open.map(|it| (it.work.id.clone(), it.work.tip.clone()));
        let tips: Tips = tips.chain([(String::new(), base)]).collect();
        let ids = || tips.iter().map(|it| it.0.as_str()).filter(|id| !id.is_empty());
        let known = report.preview.as_ref().is_some_and(|it| it.is_of(ids()));
        if self.is_due(tips, known, rest, Instant::now()) {
            self.runs =
                Some(Background::begin(&["integrate", "--preview", "--quiet"], repo.root())?);
        }
        Ok(said)
    }

    /// Whether one is to be begun for `tips` now, at which they are as they were for `rest`; none where
    /// what came of them is `known`, and no second one for the same.
    fn is_due(&mut self, tips: Tips, known: bool, rest: Duration, now: Instant) -> bool {
        let rested = match &self.rests {
            Some((before, since)) if *before == tips => now.duration_since(*since) >= rest,
            _ => {
                self.rests = Some((tips.clone(), now));
                rest.is_zero()
            }
        };
        // One worker alone, beside the base, is what its own check tells of.
        let due = rested && !known && tips.len() > 2 && self.tried.as_ref() != Some(&tips);
        if due {
            self.tried = Some(tips);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_made_for_what_has_rested_and_once() {
        let tips = |n: u32| -> Tips {
            ["a", "b", ""].map(|id| (id.to_owned(), Some(format!("{id}{n}")))).to_vec()
        };
        let rest = Duration::from_secs(60);
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut previewer = Previewer::default();
        assert!(!previewer.is_due(tips(1), false, rest, at(0)));
        assert!(!previewer.is_due(tips(1), false, rest, at(59)));
        assert!(!previewer.is_due(tips(2), false, rest, at(60)), "it moved");
        assert!(!previewer.is_due(tips(2), false, rest, at(119)));
        assert!(previewer.is_due(tips(2), false, rest, at(120)));
        assert!(!previewer.is_due(tips(2), false, rest, at(500)), "the same once");
        assert!(!previewer.is_due(tips(3), true, rest, at(501)));
        assert!(!previewer.is_due(tips(3), true, rest, at(601)), "it is known");
        assert!(!previewer.is_due(tips(4)[1..].to_vec(), false, Duration::ZERO, at(602)));
    }
}
