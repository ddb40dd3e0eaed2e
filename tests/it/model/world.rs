//! The world a history is played in: branches, who wrote what, and every step somebody can take.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git_parallel::seams::{AutoMerge, Git, auto_merge};

use super::{LEAD, PATHS, SLOTS};

/// A generator of numbers (Steele, Lea and Flood: `SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("a small number")
    }
}

pub type Files = BTreeMap<&'static str, String>;

/// A commit and what is known of it beside git.
pub struct Node {
    pub id: String,
    pub tree: String,
    pub parents: Vec<usize>,
    pub files: Files,
    pub by: usize,
}

/// One history in the making.
pub struct World<'w> {
    repo: &'w gix::Repository,
    at: &'w Path,
    pub dice: Dice,
    pub nodes: Vec<Node>,
    /// The branches of the workers, and the base.
    pub tips: [usize; 4],
    pub former: Vec<(usize, usize)>,
    pub story: Vec<String>,
    /// Whether nobody did what the guard is to refuse.
    pub innocent: bool,
    /// Whether a branch was rewritten.
    pub rewritten: bool,
    tokens: usize,
}

impl<'w> World<'w> {
    pub fn new(repo: &'w gix::Repository, at: &'w Path, seed: u64) -> Self {
        let mut world = Self {
            repo,
            at,
            dice: Dice(seed),
            nodes: Vec::new(),
            tips: [0; 4],
            former: Vec::new(),
            story: Vec::new(),
            innocent: true,
            rewritten: false,
            tokens: 0,
        };
        let text = |path: &str| (0..SLOTS).map(|slot| format!("{path} {slot}\n")).collect();
        let files: Files = PATHS.into_iter().map(|path| (path, text(path))).collect();
        world.commit(LEAD, &[], files);
        world
    }

    pub fn git(&self) -> Git {
        Git::at(self.at).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
    }

    fn tree(&self, files: &Files) -> String {
        use gix::objs::tree::{Entry, EntryKind};
        let mut entries = Vec::new();
        for (path, text) in files {
            let (folder, file) = path.split_once('/').expect("a folder");
            let oid = self.repo.write_blob(text).expect("a blob").detach();
            let entry = Entry { mode: EntryKind::Blob.into(), filename: file.into(), oid };
            let inner = gix::objs::Tree { entries: vec![entry] };
            let oid = self.repo.write_object(&inner).expect("a tree").detach();
            entries.push(Entry { mode: EntryKind::Tree.into(), filename: folder.into(), oid });
        }
        self.repo.write_object(&gix::objs::Tree { entries }).expect("a tree").to_string()
    }

    pub fn write(&self, tree: &str, parents: &[&str], message: &str) -> String {
        let who =
            gix::actor::Signature { name: "T".into(), email: "t@x".into(), ..Default::default() };
        let id = |hex: &str| gix::ObjectId::from_hex(hex.as_bytes()).expect("an id");
        let commit = gix::objs::Commit {
            tree: id(tree),
            parents: parents.iter().map(|hex| id(hex)).collect(),
            author: who.clone(),
            committer: who,
            encoding: None,
            message: message.into(),
            extra_headers: Vec::new(),
        };
        self.repo.write_object(&commit).expect("a commit").to_string()
    }

    /// Makes a commit; every one has a message of its own, so that none is another.
    fn commit(&mut self, by: usize, parents: &[usize], files: Files) -> usize {
        self.tokens += 1;
        let tree = self.tree(&files);
        let message = format!("[CHECKPOINT] {} by {by}\n", self.tokens);
        let above: Vec<&str> = parents.iter().map(|at| self.nodes[*at].id.as_str()).collect();
        let id = self.write(&tree, &above, &message);
        self.nodes.push(Node { id, tree, parents: parents.to_vec(), files, by });
        self.nodes.len() - 1
    }

    fn reach(&self, from: usize) -> BTreeSet<usize> {
        let (mut found, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(at) = open.pop() {
            if found.insert(at) {
                open.extend(&self.nodes[at].parents);
            }
        }
        found
    }

    /// The content of a merge's tree.
    pub fn files(&self, tree: &str) -> Files {
        let id = gix::ObjectId::from_hex(tree.as_bytes()).expect("an id");
        let tree = self.repo.find_tree(id).expect("a tree");
        let text = |path: &str| {
            let entry = tree.lookup_entry_by_path(path).expect("a tree")?;
            Some(String::from_utf8(entry.object().expect("a blob").data.clone()).expect("text"))
        };
        PATHS.into_iter().filter_map(|path| Some((path, text(path)?))).collect()
    }

    pub fn merged(&self, ours: &str, theirs: &str) -> AutoMerge {
        auto_merge(self.git(), ours, theirs).expect("a merge")
    }

    /// Merges trees as a pick or a revert does; none where that conflicts.
    fn picked(&self, base: &str, ours: &str, theirs: &str) -> Option<Files> {
        let root = self.write(base, &[], "base");
        let side = |tree: &str, name: &str| self.write(tree, &[&root], name);
        let auto = self.merged(&side(ours, "ours"), &side(theirs, "theirs"));
        auto.unresolved.is_empty().then(|| self.files(&auto.tree))
    }

    fn edited(&mut self, files: &Files, path: &'static str, by: usize) -> Files {
        self.tokens += 1;
        let slot = self.dice.roll(SLOTS);
        let mut files = files.clone();
        let mut lines: Vec<String> = files[path].lines().map(str::to_owned).collect();
        let token = format!("w{by} {}", self.tokens);
        match lines.get_mut(slot) {
            Some(line) => *line = token,
            None => lines.push(token),
        }
        files.insert(path, lines.join("\n") + "\n");
        files
    }

    pub fn tip(&self, who: usize) -> &Node {
        &self.nodes[self.tips[who]]
    }

    fn set(&mut self, who: usize, to: usize) {
        self.former.push((who, self.tips[who]));
        self.tips[who] = to;
    }

    /// One step of somebody.
    pub fn step(&mut self) {
        let who = self.dice.roll(3);
        match self.dice.roll(20) {
            5..=6 => {
                let path = PATHS[self.dice.roll(4)];
                self.work(LEAD, path);
            }
            7..=12 => self.merge(who),
            13 => self.rebase(who),
            14 => self.amend(who),
            15 => self.revert(who),
            16 => self.repair(who),
            17 if self.dice.roll(3) == 0 => self.misdeed(who),
            18 if self.dice.roll(3) == 0 => self.take(who),
            _ => self.work(who, PATHS[who]),
        }
    }

    fn work(&mut self, who: usize, path: &'static str) {
        let files = self.tip(who).files.clone();
        let files = self.edited(&files, path, who);
        let parent = self.tips[who];
        let made = self.commit(who, &[parent], files);
        self.set(who, made);
        self.story.push(format!("{made}: {who} works on {path}"));
    }

    /// Takes another branch in, fast-forward where git does so.
    fn merge(&mut self, who: usize) {
        let other = (who + 1 + self.dice.roll(3)) % 4;
        let (ours, theirs) = (self.tips[who], self.tips[other]);
        if self.reach(ours).contains(&theirs) {
            return;
        }
        if self.reach(theirs).contains(&ours) && self.dice.roll(4) != 0 {
            self.set(who, theirs);
            self.story.push(format!("{who} takes {other} at {theirs} by a fast-forward"));
            return;
        }
        let auto = self.merged(&self.nodes[ours].id, &self.nodes[theirs].id);
        let mut files = self.files(&auto.tree);
        let mut how = Vec::new();
        for path in PATHS {
            if auto.unresolved.iter().any(|it| it == path.as_bytes()) {
                let (text, fine, said) = self.resolved(who, path, ours, theirs);
                files.insert(path, text);
                self.innocent &= fine;
                how.push(format!("{path} {said}"));
            }
        }
        let made = self.commit(who, &[ours, theirs], files);
        self.set(who, made);
        self.story.push(format!("{made}: {who} merges {other} at {theirs} {how:?}"));
    }

    /// Resolves a conflict in some way; tells whether it is one that drops nothing.
    fn resolved(
        &mut self,
        who: usize,
        path: &'static str,
        ours: usize,
        theirs: usize,
    ) -> (String, bool, &'static str) {
        let [one, other] = [ours, theirs].map(|at| self.nodes[at].files[path].clone());
        let owner = PATHS.iter().position(|it| *it == path).expect("a path");
        let (choice, foreign) = (self.dice.roll(8), owner != who);
        let mut has = [ours, theirs].map(|at| self.made(at, owner, path));
        if owner == LEAD || has[0] == has[1] {
            has = [ours, theirs].map(|at| self.made(at, LEAD, path));
        }
        let whole = [has[0].is_superset(&has[1]), has[1].is_superset(&has[0])];
        match choice {
            0 if foreign && self.dice.roll(2) == 0 => {
                (format!("w{who} mixed\n{one}{other}"), false, "mixed")
            }
            0 | 1 => (one, !foreign || whole[0] && !whole[1], "ours"),
            2 => (other, !foreign || whole[1] && !whole[0], "theirs"),
            _ if whole[0] && !whole[1] => (one, true, "as the owner has it, ours"),
            _ => (other, !foreign || whole[1], "as the owner has it, theirs"),
        }
    }

    /// The commits that changed `path` by `owner`'s hand, as far as `at` has them.
    fn made(&self, at: usize, owner: usize, path: &str) -> BTreeSet<usize> {
        let changes = |at: &usize| {
            let node = &self.nodes[*at];
            let before = node.parents.first().map(|it| self.nodes[*it].files.get(path));
            node.by == owner && before != Some(node.files.get(path))
        };
        self.reach(at).into_iter().filter(changes).collect()
    }

    /// Copies what the base has not onto it, one by one, as `git rebase` does.
    fn rebase(&mut self, who: usize) {
        let (tip, base) = (self.tips[who], self.tips[LEAD]);
        let has = self.reach(base);
        if has.contains(&tip) || self.reach(tip).contains(&base) {
            return;
        }
        let all = self.reach(tip).into_iter().filter(|at| !has.contains(at));
        let (picks, merges): (Vec<usize>, Vec<usize>) =
            all.partition(|at| self.nodes[*at].parents.len() == 1);
        let picks = picks.into_iter();
        let mut made = picks.clone().chain(merges);
        let foreign = made.any(|at| self.nodes[at].by != who);
        if foreign && self.dice.roll(4) != 0 {
            return;
        }
        let mut at = base;
        for pick in picks {
            let (node, parent) = (&self.nodes[pick], &self.nodes[self.nodes[pick].parents[0]]);
            let Some(files) = self.picked(&parent.tree, &self.nodes[at].tree, &node.tree) else {
                return;
            };
            if files != self.nodes[at].files {
                at = self.commit(who, &[at], files);
            }
        }
        self.innocent &= !foreign;
        self.rewritten = true;
        self.set(who, at);
        self.story.push(format!("{who} rebases onto {base}, to {at}"));
    }

    fn amend(&mut self, who: usize) {
        let node = self.tip(who);
        if node.by != who || node.parents.len() != 1 {
            return;
        }
        let (parent, mut files) = (node.parents[0], node.files.clone());
        if self.dice.roll(2) == 0 {
            files = self.edited(&files, PATHS[who], who);
        }
        let made = self.commit(who, &[parent], files);
        self.rewritten = true;
        self.set(who, made);
        self.story.push(format!("{made}: {who} amends"));
    }

    /// Takes a commit back that the branch has.
    fn revert(&mut self, who: usize) {
        let all: Vec<usize> = self.reach(self.tips[who]).into_iter().collect();
        let node = &self.nodes[all[self.dice.roll(all.len())]];
        let Some(parent) = node.parents.first().filter(|_| node.parents.len() == 1) else { return };
        let (tree, before, by) = (node.tree.clone(), self.nodes[*parent].tree.clone(), node.by);
        if by != who && self.dice.roll(3) != 0 {
            return;
        }
        let Some(files) = self.picked(&tree, &self.tip(who).tree, &before) else { return };
        if files == self.tip(who).files {
            return;
        }
        let before = self.tip(who).files.clone();
        let mut changed = PATHS.into_iter().filter(|path| files.get(path) != before.get(path));
        self.innocent &= changed.all(|path| path == PATHS[who]);
        let tip = self.tips[who];
        let made = self.commit(who, &[tip], files);
        self.set(who, made);
        self.story.push(format!("{made}: {who} reverts {by}'s"));
    }

    /// Edits what is not its own.
    fn misdeed(&mut self, who: usize) {
        let path = PATHS[(who + 1 + self.dice.roll(3)) % 4];
        self.innocent = false;
        self.work(who, path);
    }

    /// Sets what is not its own to what some other commit has.
    fn take(&mut self, who: usize) {
        let path = PATHS[(who + 1 + self.dice.roll(3)) % 4];
        let from = self.dice.roll(self.nodes.len());
        self.restore(who, path, from);
    }

    /// Sets what is not its own to what it was before.
    fn repair(&mut self, who: usize) {
        let path = PATHS[(who + 1 + self.dice.roll(3)) % 4];
        let Some(from) = self.nodes[self.tips[who]].parents.first().copied() else { return };
        self.restore(who, path, from);
    }

    fn restore(&mut self, who: usize, path: &'static str, from: usize) {
        let mut files = self.tip(who).files.clone();
        let text = self.nodes[from].files[path].clone();
        if files.insert(path, text.clone()) == Some(text) {
            return;
        }
        self.innocent = false;
        let tip = self.tips[who];
        let made = self.commit(who, &[tip], files);
        self.set(who, made);
        self.story.push(format!("{made}: {who} sets {path} to what {from} has"));
    }
}
