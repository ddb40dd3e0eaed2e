//! Merges judged by gix in memory, several at a time; nothing is written anywhere.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use gix::merge::plumbing as merge;
use gix::merge::tree::{Resolution, TreatAsUnresolved};
use gix::objs::Write;
use gix::{ObjectId, Repository, ThreadSafeRepository};

use super::changes::{self, Changes, Entry};
use super::{Clash, Depth, Verdict};
use crate::git::Repo;
use crate::git::open::options;

/// Why both sides of a path that both changed do not merge.
pub const CONTENT: &str = "both changed the same lines";

/// Why a path that both added does not merge.
pub(super) const ADDED: &str = "both added it, each with other content";

/// Objects of a few thousand files; beyond that they are read again.
const CACHE: usize = 16 << 20;

/// A repository that gix can read.
pub(super) struct Memory(ThreadSafeRepository);

type Found<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Memory {
    /// Opens the repository; none where git has to be asked instead.
    pub(super) fn open(repo: &Repo) -> Option<Self> {
        // gix does not see `git -c`, and these could change how files merge.
        let told = std::env::var("GIT_CONFIG_PARAMETERS").unwrap_or_default();
        if told.contains("merge") || told.contains("diff") {
            return None;
        }
        ThreadSafeRepository::open_opts(repo.common(), options()).ok().map(Self)
    }

    fn local(&self) -> Repository {
        let mut repo = self.0.to_thread_local().with_object_memory();
        repo.object_cache_size_if_unset(CACHE);
        repo
    }

    /// The pairs of tips whose changes since they left the base can meet; none when gix cannot tell.
    pub(super) fn meeting(&self, base: &str, tips: &[String]) -> Option<Vec<(usize, usize)>> {
        let repo = self.local();
        let base = ObjectId::from_hex(base.as_bytes()).ok()?;
        let cache = repo.commit_graph_if_enabled().ok()?;
        let mut graph = repo.revision_graph(cache.as_ref());
        let mut all = Vec::new();
        for tip in tips {
            let tip = ObjectId::from_hex(tip.as_bytes()).ok()?;
            let fork = repo.merge_base_with_graph(base, tip, &mut graph).ok()??.detach();
            all.push(changed(&repo, fork, tip).ok()?);
        }
        Some(changes::meeting(&all))
    }

    /// Judges each pair of commits.
    pub(super) fn judge(&self, pairs: &[(&str, &str)], depth: Depth) -> Vec<Verdict> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let next = AtomicUsize::new(0);
        let found = Mutex::new(vec![Verdict::Unsure; pairs.len()]);
        let work = || {
            let repo = self.local();
            let Ok(mut judge) = Judge::new(&repo, depth) else { return };
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((one, other)) = pairs.get(at) else { return };
                let verdict = judge.pair(one, other).unwrap_or(Verdict::Unsure);
                if let Ok(mut found) = found.lock() {
                    found[at] = verdict;
                }
            }
        };
        if pairs.len() < 4 || cores == 1 {
            work();
        } else {
            thread::scope(|scope| {
                for _ in 0..cores.min(pairs.len() / 2).min(8) {
                    scope.spawn(work);
                }
            });
        }
        found.into_inner().unwrap_or_else(|_| vec![Verdict::Unsure; pairs.len()])
    }

    /// Where each tip clashes when all are merged in order; none when git has to be asked.
    pub(super) fn chain(&self, base: &str, tips: &[String]) -> Option<Vec<Vec<Clash>>> {
        let repo = self.local();
        let mut judge = Judge::new(&repo, Depth::All).ok()?;
        let mut ours = ObjectId::from_hex(base.as_bytes()).ok()?;
        let mut found = Vec::new();
        for tip in tips {
            let theirs = ObjectId::from_hex(tip.as_bytes()).ok()?;
            let (verdict, tree) = judge.merged(ours, theirs, true).ok()?;
            let (Verdict::Known(clashes), Some(tree)) = (verdict, tree) else { return None };
            found.push(clashes);
            ours = commit(&repo, tree, [ours, theirs]).ok()?;
        }
        Some(found)
    }
}

/// A commit that exists in memory only and tells the next merge what has been merged.
fn commit(repo: &Repository, tree: ObjectId, parents: [ObjectId; 2]) -> Found<ObjectId> {
    let who = gix::actor::Signature { name: "p".into(), email: "p".into(), ..Default::default() };
    let commit = gix::objs::Commit {
        tree,
        parents: parents.into_iter().collect(),
        author: who.clone(),
        committer: who,
        encoding: None,
        message: "predicted".into(),
        extra_headers: Vec::new(),
    };
    Ok(repo.write_object(&commit)?.detach())
}

/// The paths that differ between two commits.
fn changed(repo: &Repository, from: ObjectId, to: ObjectId) -> Found<Changes> {
    use gix::diff::tree::recorder::Change;
    let (from, to) = (repo.find_commit(from)?.tree()?, repo.find_commit(to)?.tree()?);
    let mut recorder = gix::diff::tree::Recorder::default();
    let kind = repo.object_hash();
    gix::diff::tree(
        gix::objs::TreeRefIter::from_bytes(&from.data, kind),
        gix::objs::TreeRefIter::from_bytes(&to.data, kind),
        gix::diff::tree::State::default(),
        &repo.objects,
        &mut recorder,
    )?;
    let entry =
        |id, mode: gix::objs::tree::EntryMode, added| Entry { id, mode: mode.value(), added };
    let made = recorder.records.into_iter().filter_map(|change| match change {
        Change::Addition { entry_mode, oid, path, .. } if !entry_mode.is_tree() => {
            Some((path.into(), Some(entry(oid, entry_mode, true))))
        }
        Change::Deletion { entry_mode, path, .. } if !entry_mode.is_tree() => {
            Some((path.into(), None))
        }
        Change::Modification { entry_mode, oid, path, .. } if !entry_mode.is_tree() => {
            Some((path.into(), Some(entry(oid, entry_mode, false))))
        }
        _ => None,
    });
    Ok(made.collect())
}

/// Everything one thread needs to judge many merges.
struct Judge<'r> {
    repo: &'r Repository,
    graph: Graph<'r>,
    diff: gix::diff::blob::Platform,
    blobs: merge::blob::Platform,
    state: gix::diff::tree::State,
    options: merge::tree::Options,
    changes: HashMap<(ObjectId, ObjectId), Changes>,
}

type Graph<'r> = gix::revwalk::Graph<
    'r,
    'r,
    gix::revwalk::graph::Commit<gix::revision::plumbing::merge_base::Flags>,
>;

impl<'r> Judge<'r> {
    fn new(repo: &'r Repository, depth: Depth) -> Found<Self> {
        let stop = (depth == Depth::First).then(TreatAsUnresolved::git);
        let options = repo.tree_merge_options()?.with_fail_on_conflict(stop);
        Ok(Self {
            repo,
            graph: repo.revision_graph(None),
            diff: repo.diff_resource_cache_for_tree_diff()?,
            blobs: repo.merge_resource_cache(merge::blob::pipeline::WorktreeRoots::default())?,
            state: gix::diff::tree::State::default(),
            options: options.into(),
            changes: HashMap::new(),
        })
    }

    fn pair(&mut self, one: &str, other: &str) -> Found<Verdict> {
        let one = ObjectId::from_hex(one.as_bytes())?;
        let other = ObjectId::from_hex(other.as_bytes())?;
        Ok(self.merged(one, other, false)?.0)
    }

    /// What merging the two comes to, and the tree, where it is whole and `wanted`.
    fn merged(
        &mut self,
        one: ObjectId,
        other: ObjectId,
        wanted: bool,
    ) -> Found<(Verdict, Option<ObjectId>)> {
        let bases = self.repo.merge_bases_many_with_graph(one, &[other], &mut self.graph)?;
        // Criss-cross and unrelated histories are left to git.
        let [base] = bases.as_slice() else { return Ok((Verdict::Unsure, None)) };
        let base = base.detach();
        for tip in [one, other] {
            if !self.changes.contains_key(&(base, tip)) {
                self.changes.insert((base, tip), changed(self.repo, base, tip)?);
            }
        }
        if changes::moves_a_folder(&self.changes[&(base, one)], &self.changes[&(base, other)]) {
            return Ok((Verdict::Unsure, None));
        }
        let tree = |id: ObjectId| Found::Ok(self.repo.find_commit(id)?.tree_id()?.detach());
        let (base, one, other) = (tree(base)?, tree(one)?, tree(other)?);
        let repo = self.repo;
        let mut outcome = merge::tree(
            &base,
            &one,
            &other,
            merge::blob::builtin_driver::text::Labels::default(),
            repo,
            |content| repo.write_buf(gix::objs::Kind::Blob, content),
            &mut self.state,
            &mut self.diff,
            &mut self.blobs,
            self.options.clone(),
        )?;
        self.diff.clear_resource_cache_keep_allocation();
        let verdict = verdict(&outcome.conflicts);
        if !wanted || outcome.failed_on_first_unresolved_conflict {
            return Ok((verdict, None));
        }
        let tree = outcome.tree.write(|tree| repo.write(tree))?;
        Ok((verdict, Some(tree)))
    }
}

/// Reads the conflicts. Whatever is not a plain merge of contents is left to git to put in words.
fn verdict(conflicts: &[merge::tree::Conflict]) -> Verdict {
    let mut clashes = Vec::new();
    for conflict in conflicts.iter().filter(|it| it.is_unresolved(TreatAsUnresolved::git())) {
        let plain = matches!(
            conflict.resolution,
            Ok(Resolution::OursModifiedTheirsModifiedThenBlobContentMerge { .. })
        ) && conflict.ours.location() == conflict.theirs.location()
            && conflict.ours.source_location() == conflict.theirs.source_location()
            && conflict.ours.source_location() == conflict.ours.location();
        if !plain {
            return Verdict::Unsure;
        }
        let path = String::from_utf8_lossy(conflict.ours.location()).into_owned();
        let added = matches!(conflict.ours, gix::diff::tree_with_rewrites::Change::Addition { .. });
        clashes.push(Clash { path, why: if added { ADDED } else { CONTENT } });
    }
    clashes.sort();
    clashes.dedup();
    Verdict::Known(clashes)
}
