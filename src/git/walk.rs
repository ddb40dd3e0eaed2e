//! A walk over commits from some tips down to what others have, reading no more than it must.

use std::collections::BinaryHeap;

use bstr::ByteSlice;
use gix::ObjectId;
use gix::hashtable::HashMap;
use gix::hashtable::hash_map::Entry;

use super::known::Known;
use super::{Commit, Error};

/// How many hidden commits are visited in vain before the walk ends.
const PATIENCE: usize = 16;

/// What orders the walk: when a commit was made, and its parents.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) time: i64,
    pub(super) parents: Vec<ObjectId>,
}

/// How far the walk has come with a commit.
#[derive(Debug, Clone, Copy)]
struct Mark {
    hidden: bool,
    visited: bool,
}

/// Commits of one repository; walks that share it read no commit twice.
pub(super) struct Walk<'k> {
    gix: gix::Repository,
    graph: Option<gix::commitgraph::Graph>,
    known: &'k Known,
    nodes: HashMap<ObjectId, Node>,
    texts: HashMap<ObjectId, Commit>,
    /// Whether a commit was asked for that was not known before.
    pub(super) learned: bool,
}

impl<'k> Walk<'k> {
    /// Walks in `gix`, by its commit-graph file where there is one, and by what is `known`.
    pub(super) fn new(gix: gix::Repository, known: &'k Known) -> Self {
        // A commit-graph is a shortcut: where it cannot be read, the commits themselves are.
        let graph = gix.commit_graph_if_enabled().ok().flatten();
        Self {
            gix,
            graph,
            known,
            nodes: HashMap::default(),
            texts: HashMap::default(),
            learned: false,
        }
    }

    /// The commits that `tips` have and `hidden` have not, at least the first `most` of them,
    /// newest first.
    ///
    /// Hidden commits are painted downwards, newest first, until nothing unpainted is left to visit
    /// and the paint has come below the oldest commit found: a base of any length costs only the
    /// part that is younger than the oldest fork. As with `git log`, a few more are painted, for
    /// clocks run backwards.
    pub(super) fn between(
        &mut self,
        tips: &[ObjectId],
        hidden: &[ObjectId],
        most: usize,
    ) -> Result<Vec<ObjectId>, Error> {
        let mut marks: HashMap<ObjectId, Mark> = HashMap::default();
        let mut open: BinaryHeap<(i64, ObjectId)> = BinaryHeap::new();
        let (mut live, mut oldest) = (0_usize, i64::MAX);
        let starts = hidden.iter().map(|id| (*id, true)).chain(tips.iter().map(|id| (*id, false)));
        for (id, hidden) in starts {
            let Entry::Vacant(place) = marks.entry(id) else { continue };
            place.insert(Mark { hidden, visited: false });
            let time = if hidden { i64::MAX } else { self.node(id)?.time };
            open.push((time, id));
            live += usize::from(!hidden);
        }
        let (mut found, mut patience) = (Vec::new(), PATIENCE);
        while let Some((time, id)) = open.pop() {
            let Some(mark) = marks.get_mut(&id) else { continue };
            let Mark { hidden, visited } = *mark;
            mark.visited = true;
            if !hidden && !visited {
                live -= 1;
                oldest = oldest.min(time);
                found.push(id);
                if found.len() >= most {
                    break;
                }
            } else if live == 0 && time < oldest {
                patience -= 1;
                if patience == 0 {
                    break;
                }
            }
            for parent in self.node(id)?.parents.clone() {
                let known = marks.get(&parent).copied();
                if known.is_some_and(|known| known.hidden || !hidden) {
                    continue;
                }
                if let Some(known) = known {
                    // Found, or waiting to be found, and yet hidden.
                    live -= usize::from(!known.visited);
                    patience = PATIENCE;
                }
                marks.insert(parent, Mark { hidden, visited: false });
                open.push((self.node(parent)?.time, parent));
                live += usize::from(!hidden);
            }
        }
        found.retain(|id| !marks[id].hidden);
        Ok(found)
    }

    /// The parents of a commit, the first one first.
    pub(super) fn parents(&mut self, id: ObjectId) -> Result<Vec<ObjectId>, Error> {
        Ok(self.node(id)?.parents.clone())
    }

    /// When a commit was made, in seconds since 1970.
    pub(super) fn time(&mut self, id: ObjectId) -> Result<i64, Error> {
        Ok(self.node(id)?.time)
    }

    /// A commit with its text.
    pub(super) fn commit(&mut self, id: ObjectId) -> Result<Commit, Error> {
        if let Some(known) = self.known.commit(&id) {
            return Ok(known);
        }
        self.learned = true;
        match self.texts.get(&id) {
            Some(read) => Ok(read.clone()),
            None => Ok(self.parsed(id)?.1),
        }
    }

    fn node(&mut self, id: ObjectId) -> Result<&Node, Error> {
        if let Some(node) = self.known.node(&id) {
            return Ok(node);
        }
        if !self.nodes.contains_key(&id) {
            let node = if let Some(node) = self.charted(id) {
                node
            } else {
                let (node, commit) = self.parsed(id)?;
                self.texts.insert(id, commit);
                node
            };
            self.nodes.insert(id, node);
        }
        Ok(&self.nodes[&id])
    }

    /// The commit as the commit-graph file has it.
    fn charted(&self, id: ObjectId) -> Option<Node> {
        let graph = self.graph.as_ref()?;
        let commit = graph.commit_by_id(id)?;
        let parents: Option<Vec<ObjectId>> = commit
            .iter_parents()
            .map(|parent| Some(graph.id_at(parent.ok()?).to_owned()))
            .collect();
        let time = i64::try_from(commit.committer_timestamp()).ok()?;
        Some(Node { time, parents: parents? })
    }

    fn parsed(&self, id: ObjectId) -> Result<(Node, Commit), Error> {
        let object = self.gix.find_commit(id).map_err(|error| Error::Read(error.to_string()))?;
        let commit = object.decode().map_err(|error| Error::Read(error.to_string()))?;
        let read = |error: &dyn std::fmt::Display| Error::Read(error.to_string());
        let time = commit.committer().map_err(|error| read(&error))?.seconds();
        let author = commit.author().map_err(|error| read(&error))?.name.to_owned();
        let parents: Vec<ObjectId> = commit.parents().collect();
        let decoded = |bytes: &[u8]| decoded(bytes, commit.encoding.map(|name| name.as_bytes()));
        let text = Commit {
            id: id.to_string(),
            parents: parents.iter().map(ToString::to_string).collect(),
            time,
            author: decoded(&author),
            subject: decoded(&subject(commit.message)),
        };
        Ok((Node { time, parents }, text))
    }
}

/// The first paragraph on one line, as `git log --format=%s` gives it.
fn subject(message: &[u8]) -> Vec<u8> {
    let blank = |line: &&[u8]| line.trim().is_empty();
    let lines = message.lines().skip_while(blank).take_while(|line| !blank(line));
    bstr::join(" ", lines.map(ByteSlice::trim_end))
}

/// Bytes as text: Latin-1 where the commit says so, else UTF-8 as far as it goes.
fn decoded(bytes: &[u8], encoding: Option<&[u8]>) -> String {
    let latin = encoding.is_some_and(|name| {
        ["iso-8859-1", "iso8859-1", "latin1", "latin-1"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
    });
    if latin {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    } else {
        bytes.to_str_lossy().into_owned()
    }
}
