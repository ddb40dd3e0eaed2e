//! Every plan that is still known, and whose work a merge was.

use crate::config::{self, Config, Worker, valid_id};
use crate::failure::Failure;
use crate::git::{Joined, Kept, Repo};

/// How the subject of what landed ends.
pub(super) const LANDED: &str = ": parallel implementation complete";

/// The plan in force, and those that `clean` kept.
pub(super) struct Plans {
    current: Config,
    /// With their stamps, the newest first.
    cleaned: Vec<(String, Config)>,
    kept: Vec<Kept>,
}

impl Plans {
    /// Reads them.
    pub(super) fn read(repo: &Repo, config: &Config) -> Result<Self, Failure> {
        let mut kept = repo.kept()?;
        kept.reverse();
        let mut cleaned = Vec::new();
        for one in kept.iter().filter(|one| one.name == "parallel.toml") {
            let text = repo.text(&one.id)?.unwrap_or_default();
            // A plan of an older version may no longer be readable; then it tells nothing.
            let config = config::parse(config::FILE, &text).ok();
            cleaned.extend(config.map(|config| (one.stamp.clone(), config)));
        }
        Ok(Self { current: config.clone(), cleaned, kept })
    }

    /// The worker called `id` that is about `title`, as it was planned last.
    pub(super) fn find(&self, id: &str, title: &str) -> Option<&Worker> {
        let cleaned = self.cleaned.iter().map(|(_, config)| config);
        let mut all = std::iter::once(&self.current).chain(cleaned).flat_map(|it| &it.worker);
        all.find(|worker| is(worker, id, title))
    }

    /// The workers that `clean` removed last, each with the tip that was kept of its branch.
    pub(super) fn cleaned(&self) -> Vec<(&Worker, &str)> {
        let Some((stamp, config)) = self.cleaned.first() else { return Vec::new() };
        let tip = |worker: &Worker| {
            let name = format!("heads/{}", config.branch(worker));
            self.kept.iter().find(|one| one.stamp == *stamp && one.name == name)
        };
        config.worker.iter().filter_map(|it| Some((it, tip(it)?.id.as_str()))).collect()
    }
}

/// The worker as the plan in the merge has it, or what the merge itself says of it.
pub(super) fn of_merge(
    repo: &Repo,
    merge: &Joined,
    id: &str,
    title: &str,
) -> Result<Worker, Failure> {
    let text = repo.text(&format!("{}:{}", merge.id, config::FILE))?;
    let config = text.and_then(|text| config::parse(config::FILE, &text).ok());
    let planned = config.and_then(|config| config.find(id).cloned());
    let planned = planned.filter(|worker| is(worker, id, title));
    let (id, title) = (id.to_owned(), Some(title.to_owned()));
    Ok(planned.unwrap_or_else(|| Worker { id, title, ..Worker::default() }))
}

/// Whether `merge` brought the work of `worker`.
pub(super) fn is_of(merge: &Joined, worker: &Worker) -> bool {
    named(&merge.subject).is_some_and(|(id, title)| is(worker, id, title))
}

/// The worker and the title in `Merge task-1: API endpoints`.
pub(super) fn named(subject: &str) -> Option<(&str, &str)> {
    let (id, title) = subject.strip_prefix("Merge ")?.split_once(": ")?;
    (valid_id(id).is_ok() && !subject.ends_with(LANDED)).then_some((id, title))
}

/// Whether a worker is the one called `id`, and its title the one in a subject, where every blank is
/// one space.
fn is(worker: &Worker, id: &str, title: &str) -> bool {
    worker.id == id && worker.title().split_whitespace().eq(title.split_whitespace())
}
