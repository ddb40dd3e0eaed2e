//! What stands twice is told once: summary tables, checklists and orders against the fuller place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::HashMap;

use super::flat::lower;
use super::found::{Fate, Found};
use super::item::{Form, State};
use super::label::Kind;
use super::namesake;
use super::overview;
use super::phrase::Phrases;
use super::pointer;
use super::role::Role;
use super::rule;
use super::section::{self, Section};
use super::sum;
use super::tracked;
use super::twin::{mentions, same, twin};
use super::verb;
use super::vocabulary::Vocabulary;
use super::words::{self, Concept};

/// What becomes of all that was `found`, when restatements have given what they know to what they
/// restate.
pub(super) fn resolve(found: Vec<Found>, sections: &[Section]) -> Vec<(Found, Fate)> {
    let mut pool = Pool::new(found, sections);
    pool.drop_observations();
    pool.prefer_what_tracks();
    pool.drop_overviews();
    for at in sum::lines(&pool.found, &pool.words, &pool.alive(), sections) {
        pool.found[at].restates = true;
    }
    pool.keep_the_fullest();
    pool.prefer_checklists();
    pool.drop_restatements();
    pool.drop_pointers();
    for (kept, gone) in namesake::pairs(&pool.found, &pool.words, &pool.alive()) {
        pool.merge(kept, gone);
    }
    pool.drop_copies();
    pool.settle();
    pool.found.into_iter().zip(pool.fates).collect()
}

/// Words in titles of sections that only put in order or sum up.
static ORDER: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::all(Concept::TitleOrder)));

/// Words in titles of sections that may add something to what was found.
static ADVICE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::all(Concept::TitleAdvice)));

/// Words in titles of sections that add nothing, whatever else they say.
static SUM: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(words::all(Concept::TitleSum)));

/// Words in advice that is about the findings as a whole: "fix the critical issues first".
static ABOUT_OTHERS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(words::all(Concept::AboutOthers)));

struct Pool<'a> {
    found: Vec<Found>,
    fates: Vec<Fate>,
    words: Vec<Vec<u32>>,
    sections: &'a [Section],
}

/// The words an item is told again by: what follows a dash or a bracket there is about it.
fn told(found: &Found) -> &str {
    let title = found.item.title.as_str();
    let head = [" — ", " – ", " ("].iter().filter_map(|cut| title.find(cut)).min();
    let remarked = found.restates && found.item.form != Form::Task;
    head.filter(|end| remarked && *end >= 8).map_or(title, |end| &title[..end])
}

impl<'a> Pool<'a> {
    fn new(found: Vec<Found>, sections: &'a [Section]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let words = found.iter().map(|found| vocabulary.words(told(found))).collect();
        Self { fates: vec![Fate::Kept; found.len()], words, found, sections }
    }

    fn alive(&self) -> Vec<usize> {
        (0..self.found.len()).filter(|at| self.is_kept(*at)).collect()
    }

    fn is_kept(&self, at: usize) -> bool {
        self.fates[at] == Fate::Kept
    }

    /// What went into something that went on goes where that went.
    fn settle(&mut self) {
        for at in 0..self.fates.len() {
            let mut steps = 0;
            while let Fate::Into(to) = self.fates[at]
                && self.fates[to] != Fate::Kept
                && steps < self.fates.len()
            {
                self.fates[at] = self.fates[to];
                steps += 1;
            }
        }
    }

    /// Observations without remedies give way to recommendations of about the same number.
    fn drop_observations(&mut self) {
        let alive = self.alive();
        let observed: Vec<usize> = alive.iter().copied().filter(|at| self.observes(*at)).collect();
        let recommended = alive
            .iter()
            .filter(|at| !self.found[**at].observes && self.found[**at].restates)
            .count();
        // Beside findings with remedies of their own an observation is one more of them.
        let full = alive.len() - observed.len() - recommended;
        if observed.len() > full && recommended >= 3 && recommended * 3 >= observed.len() {
            for at in observed {
                self.fates[at] = Fate::Out(rule::OBSERVED);
            }
            for found in &mut self.found {
                found.restates = false;
            }
        }
    }

    /// Boxes that name the findings of a row are the work, and tell its state.
    fn prefer_what_tracks(&mut self) {
        let tracked = tracked::tracked(&self.found, &self.alive(), self.sections);
        for (by, finding) in tracked.pairs {
            self.merge(by, finding);
        }
        for finding in tracked.rest {
            self.fates[finding] = Fate::Out(rule::TOLD_ELSEWHERE);
        }
    }

    /// Lines that name headings elsewhere give what they know to what stands there.
    fn drop_overviews(&mut self) {
        for line in overview::lines(&self.found, &self.alive(), self.sections) {
            let said = self.found[line.at].item.priority;
            for told in &line.tells {
                let item = &mut self.found[*told].item;
                item.priority = item.priority.or(said);
            }
            match line.tells.first() {
                Some(first) => self.merge(*first, line.at),
                None if self.has_own_place(line.at) => {}
                None => self.fates[line.at] = Fate::Out(rule::TOLD_ELSEWHERE),
            }
        }
    }

    /// Where everything says it restates, the section that holds most is what the others restate.
    fn keep_the_fullest(&mut self) {
        let alive = self.alive();
        if alive.iter().any(|at| !self.found[*at].restates) {
            return;
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for at in &alive {
            *sizes.entry(section::chapter(self.sections, self.found[*at].section)).or_default() +=
                1;
        }
        let fullest = sizes.into_iter().rev().max_by_key(|(_, size)| *size);
        for at in alive {
            if fullest.is_some_and(|(chapter, _)| {
                chapter == section::chapter(self.sections, self.found[at].section)
            }) {
                self.found[at].restates = false;
            }
        }
    }

    fn observes(&self, at: usize) -> bool {
        self.found[at].observes && !self.found[at].restates
    }

    /// A checklist that has the states wins over headings that have none.
    fn prefer_checklists(&mut self) {
        let alive = self.alive();
        let (boxes, headings): (Vec<usize>, Vec<usize>) = alive
            .iter()
            .copied()
            .filter(|at| {
                self.found[*at].item.form == Form::Task
                    || self.found[*at].item.form == Form::Heading && !self.found[*at].marked
            })
            .partition(|at| self.found[*at].item.form == Form::Task);
        let boxes: Vec<usize> = boxes.into_iter().filter(|at| self.found[*at].restates).collect();
        if boxes.is_empty() || headings.is_empty() {
            return;
        }
        let pairs: Vec<(usize, usize)> = boxes
            .iter()
            .filter_map(|at| {
                twin(&self.found, &self.words, *at, &headings).map(|other| (*at, other))
            })
            .collect();
        if pairs.len() * 2 < boxes.len() {
            return;
        }
        for (checked, told) in &pairs {
            self.merge(*checked, *told);
        }
        let named: Vec<String> =
            boxes.iter().map(|at| self.found[*at].item.title.to_lowercase()).collect();
        for at in headings {
            let group = self.stage(self.found[at].section);
            let covered =
                group.is_some_and(|group| named.iter().any(|title| title.contains(&group)));
            if covered {
                let by = boxes.iter().copied().find(|b| {
                    self.stage(self.found[at].section)
                        .is_some_and(|g| self.found[*b].item.title.to_lowercase().contains(&g))
                });
                if let Some(by) = by {
                    let said = self.found[at].item.priority;
                    self.found[by].item.priority = self.found[by].item.priority.or(said);
                }
                self.fates[at] = Fate::Out(rule::TOLD_ELSEWHERE);
            }
        }
        for at in boxes {
            self.found[at].restates = false;
        }
    }

    /// The label of the stage a section stands in: `priority 3`.
    fn stage(&self, section: usize) -> Option<String> {
        let parent = self.sections[section].parent?;
        match &self.sections[parent].title.label {
            Some((Kind::Stage, text)) => Some(text.to_lowercase()),
            _ => None,
        }
    }

    /// Sections that say they restate, against everything that does not.
    fn drop_restatements(&mut self) {
        let alive = self.alive();
        let others: Vec<usize> =
            alive.iter().copied().filter(|at| !self.found[*at].restates).collect();
        let mut lists: Vec<usize> = alive
            .iter()
            .filter(|at| self.found[**at].restates)
            .map(|at| self.found[*at].list)
            .collect();
        lists.dedup();
        for list in lists {
            let members: Vec<usize> = alive
                .iter()
                .copied()
                .filter(|at| self.found[*at].list == list && self.found[*at].restates)
                .collect();
            let twins: Vec<Option<usize>> =
                members.iter().map(|at| twin(&self.found, &self.words, *at, &others)).collect();
            let met = twins.iter().flatten().count();
            let ordered = members.iter().all(|at| self.found[*at].item.form != Form::Task)
                && self.only_orders(members[0]);
            let open = |at: &&usize| self.found[**at].item.state == State::Open;
            let told = others.iter().filter(open).count() >= 3;
            let all = told && (met * 2 >= members.len() || ordered);
            for (at, twin) in members.iter().zip(&twins) {
                match twin {
                    Some(twin) if self.is_boxed_beside(*at, *twin) => self.merge(*at, *twin),
                    Some(twin) => self.merge(*twin, *at),
                    None if all && !self.is_new(*at) => {
                        self.fates[*at] = Fate::Out(rule::TOLD_ELSEWHERE);
                    }
                    None => {}
                }
            }
        }
    }

    /// Whether `at` is a box and `other` a plain line, which takes no box away.
    fn is_boxed_beside(&self, at: usize, other: usize) -> bool {
        let form = |at: usize| self.found[at].item.form;
        form(at) == Form::Task
            && matches!(form(other), Form::Numbered | Form::Bullet | Form::Paragraph)
    }

    /// Whether an item that restates nothing is more than a remark on the others: a task with a name
    /// of its own, or a recommendation that orders something.
    fn is_new(&self, at: usize) -> bool {
        let item = &self.found[at].item;
        // A box to tick is never taken away for the words above it.
        let task = item.form == Form::Task
            || item.form == Form::Heading && !item.detail.is_empty()
            || self.has_own_place(at);
        let whole = || ABOUT_OTHERS.any(&lower(&item.title));
        let advises = || self.title_has(at, &ADVICE) && !self.title_has(at, &SUM);
        task || advises() && verb::is_imperative(&item.title) && !whole()
    }

    /// Whether an item orders something in a file that nothing else names.
    fn has_own_place(&self, at: usize) -> bool {
        let theirs = |path: &String| {
            self.found.iter().any(|other| {
                !other.restates && other.item.scope.iter().any(|have| same(have, path))
            })
        };
        let scope = &self.found[at].item.scope;
        !scope.is_empty() && !scope.iter().any(theirs)
    }

    /// Whether the section's title is about order or sum, so that it can hold no new work.
    fn only_orders(&self, at: usize) -> bool {
        self.title_has(at, &ORDER)
    }

    /// Whether a section that restates, around the item, has one of `words` in its title.
    fn title_has(&self, at: usize, words: &Phrases) -> bool {
        let mut next = Some(self.found[at].section);
        while let Some(section) = next {
            let section = &self.sections[section];
            if section.role == Role::Restates && words.any(&lower(&section.title.text)) {
                return true;
            }
            next = section.parent;
        }
        false
    }

    /// Lines that only point at work told elsewhere.
    fn drop_pointers(&mut self) {
        for (at, only) in pointer::names(&self.found, &self.alive()) {
            match only {
                Some(only) => self.merge(only, at),
                None => self.fates[at] = Fate::Out(rule::POINTS),
            }
        }
        for at in pointer::stages(&self.found, &self.alive(), self.sections) {
            self.fates[at] = Fate::Out(rule::POINTS);
        }
    }

    /// Plain doubles: the same words in two lists or tables of one document.
    fn drop_copies(&mut self) {
        let mut seen: HashMap<&[u32], usize> = HashMap::default();
        let mut twins = Vec::new();
        for at in self.alive() {
            if self.words[at].len() < 2 {
                continue;
            }
            let first = *seen.entry(&self.words[at]).or_insert(at);
            if self.found[first].list != self.found[at].list {
                twins.push((first, at));
            }
        }
        for (first, second) in twins {
            let apart = self.found[first].item.group != self.found[second].item.group;
            let label = self.found[first].item.label.is_some()
                && self.found[second].item.label.is_some()
                && self.found[first].item.label != self.found[second].item.label;
            let scoped = !self.found[first].item.scope.is_empty()
                && !self.found[second].item.scope.is_empty()
                && self.found[first].item.scope != self.found[second].item.scope;
            let both = self.found[first].item.form == self.found[second].item.form && apart;
            if self.is_kept(first) && self.is_kept(second) && !label && !scoped && !both {
                let fuller =
                    namesake::weight(&self.found[second]) > namesake::weight(&self.found[first]);
                if fuller { self.merge(second, first) } else { self.merge(first, second) }
            }
        }
    }

    /// Whether marks call one done and the other open: whatever they share, what is open is not told by
    /// what is done.
    fn contradict(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.found[one], &self.found[other]);
        one.marked && other.marked && one.item.state != other.item.state
    }

    /// `kept` takes what `gone` knows better, and `gone` goes.
    fn merge(&mut self, kept: usize, gone: usize) {
        if kept == gone || !self.is_kept(gone) || self.contradict(kept, gone) {
            return;
        }
        let other = self.found[gone].item.clone();
        let told = self.found[gone].marked;
        let item = &mut self.found[kept].item;
        // What only mentions the item, among others, says what those wait for.
        let own = other.label == item.label
            || item.label.as_ref() == Some(&other.title)
            || other.label.is_none() && !mentions(&other, item);
        if told && other.state == State::Done {
            item.state = State::Done;
        }
        if item.priority.is_none() || item.hinted && !other.hinted && other.priority.is_some() {
            (item.priority, item.hinted) = (other.priority, other.hinted);
        }
        item.effort = item.effort.take().or(other.effort);
        let named = other.label.as_ref().unwrap_or(&other.title);
        let named_alike = item.label.as_ref() == Some(named);
        item.label = item.label.take().or(other.label);
        let more: Vec<String> = other
            .scope
            .iter()
            .filter(|path| !item.scope.iter().any(|have| same(have, path)))
            .cloned()
            .collect();
        if item.scope.is_empty()
            || item.scope.len() == 1
                && other.scope.len() == 1
                && same(&item.scope[0], &other.scope[0])
                && other.scope[0].len() > item.scope[0].len()
        {
            item.scope = other.scope;
        } else if named_alike {
            item.scope.extend(more);
        }
        if own {
            if item.remedy.is_empty() {
                item.remedy = other.remedy;
            }
            if item.steps.is_empty() {
                item.steps = other.steps;
            }
            if item.detail.is_empty() {
                item.detail = other.detail;
            }
            item.waits.extend(other.waits);
        }
        self.fates[gone] = Fate::Into(kept);
    }
}
