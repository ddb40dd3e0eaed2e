//! Outlines of stars, as Org mode and the files of GNU write them: headlines to headings and items.

use memchr::memmem;

use super::block::{Block, Item, List, Span, Style, Text};
use super::head;
use super::path::Place;
use super::role::{self, Role};
use super::words::{self, Concept};
use super::{list, orgmode, paragraph, parse, prepare, spelling, verb};

/// A line of stars, and what stands below it up to the next.
struct Headline<'a> {
    /// How many stars.
    level: usize,
    state: Option<State>,
    title: &'a str,
    /// 1-based.
    line: usize,
    body: Vec<&'a str>,
    /// Whether no deeper one follows.
    leaf: bool,
    /// Whether others beside it are marked as done, so that it is not.
    left: bool,
}

/// What the word before a title says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
    Dropped,
}

/// The blocks of `text` where it is an outline of stars.
pub(super) fn blocks(text: &str) -> Option<Vec<Block>> {
    let org = orgmode::is_marked(text);
    if memmem::find(text.as_bytes(), b"\n** ").is_none() && !org && !is_stated(text) {
        return None;
    }
    if !org && text.lines().any(|line| line.starts_with("# ")) {
        return None;
    }
    let (opening, headlines) = headlines(text);
    if headlines.first()?.level != 1 {
        return None;
    }
    let stated = headlines.iter().any(|headline| headline.state.is_some());
    let boxed = ["[ ] ", "[x] ", "[X] "].iter().any(|mark| text.contains(mark));
    let mut firsts = headlines.iter().filter(|headline| headline.level == 1);
    let named = opening.iter().find_map(|line| orgmode::title(line));
    let titled = named.is_none()
        && firsts.next().is_some_and(|first| !first.leaf && first.state.is_none())
        && firsts.next().is_none();
    let mut outline = Outline { shift: usize::from(!titled), ..Outline::default() };
    outline.top = below(&opening, 1);
    if let Some(name) = named {
        outline.rest.push(Block::Heading(1, inline(name, 1)));
    }
    for headline in &headlines {
        let work = outline.works(headline.level);
        let bare = headline.leaf && headline.level > 1 && is_bare(&headline.body);
        let leaves = if stated { work || headline.left || bare } else { !boxed };
        outline.add(headline, stated, leaves);
    }
    outline.top.append(&mut outline.rest);
    Some(outline.top)
}

/// Whether several lines of one star begin with a state, and text stands below one of them as it does
/// below no bullet.
fn is_stated(text: &str) -> bool {
    let state = |line: &str| line.strip_prefix("* ").is_some_and(|title| stated(title).is_some());
    let below = |line: &str| !line.is_empty() && !line.starts_with(['*', ' ', '\t', '#']);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let loose = lines().zip(lines().skip(1)).any(|(line, next)| state(line) && below(next));
    loose && lines().filter(|line| state(line)).count() > 1
}

/// The lines before the first headline, and the headlines.
fn headlines(text: &str) -> (Vec<&str>, Vec<Headline<'_>>) {
    let mut opening = Vec::new();
    let mut all: Vec<Headline<'_>> = Vec::new();
    let mut fenced = false;
    for (at, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        let rest = line.trim_start_matches('*');
        let level = line.len() - rest.len();
        match rest.strip_prefix(' ').filter(|_| level > 0 && !fenced) {
            Some(title) => {
                if let Some(last) = all.last_mut() {
                    last.leaf = last.level >= level;
                }
                let (title, body, leaf) = (title.trim(), Vec::new(), true);
                all.push(Headline {
                    level,
                    state: None,
                    title,
                    line: at + 1,
                    body,
                    leaf,
                    left: false,
                });
            }
            // Which mode an editor is to open the file in.
            None if line.contains("-*-") => {}
            None => all.last_mut().map_or(&mut opening, |last| &mut last.body).push(line),
        }
    }
    let told =
        all.iter().filter(|headline| headline.level == 1 && stated(headline.title).is_some());
    let several = told.count() > 1;
    for headline in &mut all {
        // "* To do: all of it" over other headlines names them.
        if (headline.level > 1 || headline.leaf || several)
            && let Some((state, title)) = stated(headline.title)
        {
            (headline.state, headline.title) = (Some(state), title);
        }
    }
    for (first, last) in siblings(&all) {
        let beside = |at: &usize| all[*at].level == all[first].level;
        let row: Vec<usize> = (first..last).filter(beside).collect();
        let ended =
            row.iter().any(|at| matches!(all[*at].state, Some(State::Done | State::Dropped)));
        for at in row.into_iter().filter(|_| ended) {
            all[at].left = all[at].state.is_none() && !is_keyword(all[at].title);
        }
    }
    (opening, all)
}

/// Whether a title begins with a word in capitals as states do, whatever it says.
fn is_keyword(title: &str) -> bool {
    let word = title.split(' ').next().unwrap_or_default();
    word.len() > 3 && word.len() < title.len() && word.chars().all(|c| c.is_uppercase() || c == '-')
}

/// Whether nothing stands below a headline but what the program keeps there.
fn is_bare(body: &[&str]) -> bool {
    orgmode::markdown(&body.join("\n")).trim().is_empty()
}

/// The stretches of headlines under one parent, each from the first of them to behind the last.
fn siblings(all: &[Headline<'_>]) -> Vec<(usize, usize)> {
    let starts = (0..all.len()).filter(|at| *at == 0 || all[*at].level > all[*at - 1].level);
    let end = |at: usize| {
        let higher = (at..all.len()).find(|next| all[*next].level < all[at].level);
        higher.unwrap_or(all.len())
    };
    starts.map(|at| (at, end(at))).collect()
}

/// The state a title begins with, in capitals as Org mode has it, whichever word says so.
fn stated(title: &str) -> Option<(State, &str)> {
    let boxes = [("[ ] ", State::Open), ("[X] ", State::Done), ("[x] ", State::Done)];
    if let Some(boxed) =
        boxes.iter().find_map(|(mark, state)| Some((*state, title.strip_prefix(mark)?)))
    {
        return Some(boxed);
    }
    let (word, title) = title.split_once(' ')?;
    let capitals = |c: char| c.is_uppercase() || matches!(c, '-' | '_' | '\'');
    if word.len() < 3 || !word.chars().all(capitals) {
        return None;
    }
    let word = word.to_lowercase().replace('_', "-");
    let spaced = word.replace('-', " ");
    let is = |concept| words::is(concept, &word) || words::is(concept, &spaced);
    let state = match word.as_str() {
        "todo" | "next" | "waiting" | "started" | "doing" | "hold" => State::Open,
        _ if is(Concept::Dropped) => State::Dropped,
        _ if is(Concept::Done) => State::Done,
        _ if is(Concept::Open) || is(Concept::Doubt) => State::Open,
        "idea" | "wait" | "someday" | "bug" | "fixme" => State::Open,
        _ => return None,
    };
    Some((state, title.trim()))
}

#[derive(Default)]
struct Outline {
    /// What stands under no headline.
    top: Vec<Block>,
    rest: Vec<Block>,
    /// The headlines that are headings and still open, by their stars.
    open: Vec<(usize, Text)>,
    /// The line of the heading written last.
    written: usize,
    /// By how much headings are deeper than their stars: none where one headline names the rest.
    shift: usize,
    /// The stars of the item written last, while its parts follow.
    item: Option<usize>,
}

impl Outline {
    fn add(&mut self, headline: &Headline<'_>, stated: bool, leaves: bool) {
        let level = headline.level;
        if headline.state == Some(State::Dropped) {
            self.item = None;
            return;
        }
        let wrapped = wrapped(headline);
        let (words, body) = headline.body.split_at(wrapped);
        let title: Vec<&str> =
            std::iter::once(headline.title).chain(words.iter().map(|l| l.trim())).collect();
        let text = inline(&title.join("\n"), headline.line);
        let mut blocks = below(body, headline.line + wrapped + 1);
        if headline.state.is_some()
            || leaves && headline.leaf && is_work(headline, &blocks) && !self.is_around(level)
        {
            self.close(level);
            let done = headline.state == Some(State::Done);
            let task = Some(done || headline.state.is_none() && self.is_done());
            let text = match (places(&text.plain), blocks.first_mut()) {
                // A headline that only says where: the words below it say what.
                (Some(places), Some(Block::Paragraph(what))) => {
                    let what = Text { line: text.line, ..std::mem::take(what) };
                    beside(&places, what)
                }
                _ => self.placed(text),
            };
            self.push(Item { line: headline.line, task, text, blocks });
            self.item = Some(level).filter(|_| stated);
        } else if self.item.is_some_and(|item| level > item)
            && let Some(Block::List(list)) = self.section().last_mut()
            && let Some(item) = list.items.last_mut()
        {
            item.blocks.push(Block::Heading(depth(level), text));
            item.blocks.extend(blocks);
        } else {
            self.item = None;
            self.close(level);
            self.written = headline.line;
            self.rest.push(Block::Heading(depth(level + self.shift), text.clone()));
            self.rest.extend(blocks);
            self.open.push((level, text));
        }
    }

    /// Whether a headline of `level` stars stands under one that names kinds of work.
    fn works(&self, level: usize) -> bool {
        let above = self.open.iter().rev().find(|(open, _)| *open < level);
        above.is_some_and(|(_, heading)| head::names_work(&heading.plain))
    }

    /// Whether a headline of `level` stars stands in a chapter of text around the work.
    fn is_around(&self, level: usize) -> bool {
        let above = self.open.iter().filter(|(open, _)| *open < level).take(1);
        above
            .map(|(_, heading)| role::role(&heading.plain))
            .any(|role| matches!(role, Role::Never | Role::Criteria | Role::Prose))
    }

    /// Whether the innermost heading says that all below it is done.
    fn is_done(&self) -> bool {
        self.open.last().is_some_and(|(_, heading)| role::role(&heading.plain) == Role::Done)
    }

    /// Leaves the headings that do not stand above a headline of `level` stars.
    fn close(&mut self, level: usize) {
        while self.open.last().is_some_and(|(open, _)| *open >= level) {
            self.open.pop();
        }
    }

    /// Where what stands under the innermost open heading goes.
    fn section(&mut self) -> &mut Vec<Block> {
        if self.open.is_empty() { &mut self.top } else { &mut self.rest }
    }

    fn push(&mut self, item: Item) {
        if let Some((level, heading)) =
            self.open.last().filter(|(_, heading)| heading.line != self.written)
        {
            // Something deeper stood between, which would keep what follows.
            self.written = heading.line;
            self.rest.push(Block::Heading(depth(level + self.shift), heading.clone()));
        }
        match self.section().last_mut() {
            Some(Block::List(list)) if list.items.iter().all(|item| item.task.is_some()) => {
                list.items.push(item);
            }
            _ => self.section().push(Block::List(List { start: None, items: vec![item] })),
        }
    }

    /// `text` after the places its heading names, where that names nothing else.
    fn placed(&self, text: Text) -> Text {
        let heading = self.open.last().map(|(_, heading)| heading);
        match heading.and_then(|heading| places(&heading.plain)) {
            Some(places) => beside(&places, text),
            None => text,
        }
    }
}

/// `text` after `places`, as in "lib/a.c, lib/b.c: mend it".
fn beside(places: &[&str], text: Text) -> Text {
    let mut out = Text { line: text.line, ..Text::default() };
    for place in places {
        if !out.plain.is_empty() {
            out.plain.push_str(", ");
        }
        let start = out.plain.len();
        out.plain.push_str(place);
        out.spans.push(Span { style: Style::Code, range: start..out.plain.len() });
    }
    out.plain.push_str(": ");
    let start = out.plain.len();
    out.plain.push_str(&text.plain);
    out.spans.extend(text.spans.into_iter().map(|Span { style, range }| Span {
        style,
        range: range.start + start..range.end + start,
    }));
    out
}

fn depth(level: usize) -> u8 {
    u8::try_from(level).unwrap_or(u8::MAX)
}

/// The paths `title` consists of, if it holds nothing but paths.
fn places(title: &str) -> Option<Vec<&str>> {
    let words = title.split([',', ' ']).filter(|word| !matches!(*word, "" | "and" | "&"));
    let all: Option<Vec<_>> = words.map(|word| spelling::quoted(word, Place::Prose)).collect();
    all.filter(|all| !all.is_empty())
}

/// How many lines below a headline go on with its words, because they did not fit beside it.
fn wrapped(headline: &Headline<'_>) -> usize {
    let ends = headline.title.ends_with(['.', ':', '?', '!']);
    let goes_on = |line: &&str| line.trim_start().starts_with(char::is_lowercase);
    if ends || headline.title.len() < 50 || !headline.body.first().is_some_and(goes_on) {
        return 0;
    }
    let word =
        |line: &&&str| line.trim_start().starts_with(|c: char| c.is_alphanumeric() || c == '(');
    headline.body.iter().take_while(word).count()
}

/// Whether the last headline of its branch is a piece of work where no headline has a state.
fn is_work(headline: &Headline<'_>, below: &[Block]) -> bool {
    let title = headline.title;
    let empty = match below {
        [] => headline.level == 1 && !title.contains(' ') && places(title).is_none(),
        [Block::Paragraph(only)] => list::is_placeholder(&only.plain),
        [Block::List(_) | Block::Table(_), ..] => true,
        // Several orders below a name are the work, not the name.
        several => !verb::is_imperative(title) && paragraph::are_orders(several),
    };
    let told = headline.level == 1
        && matches!(role::role(title), Role::Never | Role::Criteria | Role::Prose | Role::Done)
        && !verb::is_imperative(title);
    !empty && !told
}

/// The blocks of the lines below a headline, of which the first is `line`.
fn below(lines: &[&str], line: usize) -> Vec<Block> {
    let text = lines.join("\n");
    if text.trim().is_empty() {
        return Vec::new();
    }
    parse::parse_from(&prepare::prepare(&orgmode::markdown(&text)), line)
}

/// A headline's words.
fn inline(title: &str, line: usize) -> Text {
    let title = orgmode::markdown(orgmode::untagged(title));
    match &mut parse::parse_from(&title, line)[..] {
        [Block::Paragraph(text)] => std::mem::take(text),
        _ => Text { plain: title, line, ..Text::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each block in a line: headings with their level, items with their box.
    fn of(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        for block in blocks(text).expect("an outline") {
            match block {
                Block::Heading(level, text) => out.push(format!("{level} {}", text.plain)),
                Block::List(list) => out.extend(list.items.iter().map(|item| {
                    let mark = match item.task {
                        Some(true) => "[x]",
                        Some(false) => "[ ]",
                        None => "-",
                    };
                    format!("{}{mark} {} +{}", item.line, item.text.plain, item.blocks.len())
                })),
                Block::Paragraph(text) => out.push(format!("{}p {}", text.line, text.plain)),
                _ => out.push("other".to_owned()),
            }
        }
        out
    }

    #[test]
    fn headlines_with_a_state_are_items_and_the_others_headings() {
        let todo = "TOD\u{4f}";
        for (text, want) in [
            (
                format!("* Work\n** {todo} fix it\n*** Notes\n    a\n** DONE that\n** Server\n- a"),
                &["1 Work", "2[ ] fix it +2", "5[x] that +0", "2 Server", "7- a +0"][..],
            ),
            (
                format!(
                    "* A\n** {todo} one\n* {todo} two\n** CANCELLED three\n* B\n** {todo} four"
                ),
                &["2 A", "2[ ] one +0", "2 {todo} two", "2 B", "6[ ] four +0"],
            ),
            (
                format!(
                    "#+TITLE: All\n* A\n** B\n*** {todo} one :x:y:\n** {todo} =b=\n* {todo} c d"
                ),
                &["6[ ] c d +0", "1 All", "2 A", "3 B", "4[ ] one +0", "2 A", "5[ ] b +0"],
            ),
        ] {
            let want: Vec<_> = want.iter().map(|line| line.replace("{todo}", todo)).collect();
            assert_eq!(of(&text), want, "{text}");
        }
    }

    #[test]
    fn without_states_the_last_headline_of_each_branch_is_an_item() {
        for (text, want) in [
            (
                "  -*- outline -*-\n* lib/a.c, lib/b.c\n** Check the mode\n   It is wide.\n* Go on\n* Bugs",
                &[
                    "5[ ] Go on +0",
                    "2 lib/a.c, lib/b.c",
                    "3[ ] lib/a.c, lib/b.c: Check the mode +1",
                    "2 Bugs",
                ][..],
            ),
            (
                "* Port\n** It\n* None here\n  None.\n* lib/c.c\n  Split it.\n* Overview\n  Words.",
                &[
                    "5[ ] lib/c.c: Split it. +1",
                    "2 Port",
                    "2[ ] It +0",
                    "2 None here",
                    "4p None.",
                    "2 Overview",
                    "8p Words.",
                ],
            ),
            (
                "* Port\n** When a second request comes in while one is running we\n   drop it.\n\n   More.",
                &[
                    "1 Port",
                    "2[ ] When a second request comes in while one is running we\ndrop it. +1",
                ],
            ),
            (
                "* Port\n** Here\n   - [ ] a\n** There",
                &["1 Port", "2 Here", "3[ ] a +0", "2 There"],
            ),
        ] {
            assert_eq!(of(text), want, "{text}");
        }
    }

    #[test]
    fn other_documents_are_no_outlines() {
        for text in ["# A\n** b", "* a\n* b", "a\n** b **", "** a\n** b"] {
            assert!(blocks(text).is_none(), "{text}");
        }
    }
}
