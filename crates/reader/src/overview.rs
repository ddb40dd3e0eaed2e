//! Lists that say again, part by part, what stands under headings: "Dashboard: cards + trend".

use std::collections::BTreeMap;

use super::found::Found;
use super::item::Form;
use super::section::{Section, chapter};
use super::vocabulary::Vocabulary;

/// A list of fewer lines than this is no overview.
const LEAST: usize = 2;
/// More headings than this are not looked through: nobody sums up so much by hand.
const MANY: usize = 400;

/// A line of an overview, and what tells its parts in full.
pub(super) struct Line {
    pub(super) at: usize,
    pub(super) tells: Vec<usize>,
}

/// The headings of a document by their telling words, and the items below each.
struct Headings<'a> {
    sections: &'a [Section],
    /// For each section with items, its words and those items.
    known: Vec<(usize, Vec<u32>, Vec<usize>)>,
    vocabulary: Vocabulary,
    words: Vec<Vec<u32>>,
}

/// The lines of lists of which most begin with the heading of another chapter and go on with words of
/// what stands there.
pub(super) fn lines(found: &[Found], alive: &[usize], sections: &[Section]) -> Vec<Line> {
    let mut lists: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in alive.iter().filter(|at| is_line(&found[**at])) {
        lists.entry(found[*at].list).or_default().push(*at);
    }
    lists.retain(|_, members| members.len() >= LEAST);
    if lists.is_empty() || sections.len() > MANY {
        return Vec::new();
    }
    let mut headings = Headings::new(found, alive, sections);
    let mut out = Vec::new();
    for members in lists.into_values() {
        let told: Vec<Line> =
            members.into_iter().map(|at| Line { at, tells: headings.told(found, at) }).collect();
        let met = told.iter().filter(|line| !line.tells.is_empty()).count();
        if met * 5 >= told.len() * 3 && met >= LEAST {
            out.extend(told);
        }
    }
    out
}

/// Whether an item is a line of a list or a table, without a box.
fn is_line(found: &Found) -> bool {
    matches!(found.item.form, Form::Numbered | Form::Bullet | Form::Row)
}

/// What stands before a colon or a dash, and what follows.
fn split(title: &str) -> (&str, &str) {
    let cut = [": ", " : ", "：", " — ", " – ", " - "];
    let first = cut.iter().filter_map(|cut| Some((title.find(cut)?, cut.len()))).min();
    first.map_or((title, ""), |(at, width)| (&title[..at], &title[at + width..]))
}

impl<'a> Headings<'a> {
    fn new(found: &[Found], alive: &[usize], sections: &'a [Section]) -> Self {
        let mut vocabulary = Vocabulary::default();
        let words = found.iter().map(|found| vocabulary.words(&found.item.title)).collect();
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in alive {
            let mut next = Some(found[*at].section);
            while let Some(section) = next.filter(|section| sections[*section].level > 1) {
                below.entry(section).or_default().push(*at);
                next = sections[section].parent;
            }
        }
        let known = below
            .into_iter()
            .map(|(section, items)| {
                (section, vocabulary.words(&sections[section].title.text), items)
            })
            .collect();
        Self { sections, known, vocabulary, words }
    }

    /// What tells the line `at` in full.
    fn told(&mut self, found: &[Found], at: usize) -> Vec<usize> {
        let item = &found[at].item;
        let (lead, rest) = split(&item.title);
        let whole = self.below(found, at, lead, rest);
        if !whole.is_empty() {
            return whole;
        }
        // A bullet below a line that names a heading tells why that comes when it does.
        let own = self.sections[found[at].section].heading.plain.trim();
        match item.group.as_deref().filter(|group| *group != own) {
            Some(group) => {
                let (lead, _) = split(group);
                self.below(found, at, lead, "").into_iter().take(1).collect()
            }
            None => Vec::new(),
        }
    }

    /// The items that tell `rest` below the headings that `lead` names.
    fn below(&mut self, found: &[Found], at: usize, lead: &str, rest: &str) -> Vec<usize> {
        let lead = self.vocabulary.words(lead);
        let own = chapter(self.sections, found[at].section);
        let named = self.known.iter().filter(|(section, words, _)| {
            chapter(self.sections, *section) != own
                && !lead.is_empty()
                && lead.iter().all(|word| words.binary_search(word).is_ok())
        });
        let named: Vec<&(usize, Vec<u32>, Vec<usize>)> = named.collect();
        if let [(section, _, items)] = &named[..]
            && lead.len() > 1
            && let Some(heading) = items.iter().copied().find(|item| {
                found[*item].section == *section && found[*item].item.form == Form::Heading
            })
        {
            return vec![heading];
        }
        let items: Vec<usize> = named.iter().flat_map(|(_, _, items)| items).copied().collect();
        let mut out: Vec<usize> = Vec::new();
        for part in rest.split(['+', ',', ';', '&', '/']) {
            let part = self.vocabulary.words(part);
            let shared =
                |item: usize| part.iter().filter(|word| self.words[item].contains(word)).count();
            let best = items.iter().copied().max_by_key(|item| (shared(*item), usize::MAX - item));
            out.extend(best.filter(|best| shared(*best) > 0 && !out.contains(best)));
        }
        out
    }
}
