//! What a document says for all of its work: ground rules, constraints, what is out of scope.

use std::sync::LazyLock;

use regex::Regex;

use super::flat::lower;
use super::reading::{ForAll, Judged, Verdict};
use super::rule;
use super::words::{self, Concept};

/// No more of a document than this is for all: beyond it, it is a text and no rules.
const MOST: usize = 6000;

static TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| words::pattern(Concept::TitleBounds));

/// Whether `title` heads what holds for all the work.
fn heads(title: &str) -> bool {
    let title = title.trim().trim_matches(|c: char| !c.is_alphanumeric()).trim();
    let title = lower(title);
    // The number of a section is no part of its title.
    let bare = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    TITLE.as_ref().is_some_and(|pattern| pattern.is_match(bare))
}

/// Marks among the `blocks` of the document `name`, whose text is `text`, what was left out of the work
/// and holds for all of it.
pub(super) fn apply(name: &str, text: &str, blocks: &mut [Judged]) -> Vec<ForAll> {
    let is_work = |block: &&Judged| matches!(block.verdict, Verdict::Item | Verdict::Done);
    let Some(first) = blocks.iter().find(is_work).map(|block| block.line) else {
        return Vec::new();
    };
    let title = blocks.first().map(|block| block.text.clone()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<ForAll> = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let end = at + stretch(&blocks[at..]);
        let block = &blocks[at];
        let span = lines.get(block.line.saturating_sub(1)..blocks[end - 1].to).unwrap_or_default();
        let said = span.join("\n");
        if block.verdict == Verdict::Drop
            && said.len() <= MOST
            && holds_for_all(block, &said, (first, &title))
        {
            let heading = block.heading.as_deref().filter(|heading| heads(heading));
            // A heading alone says nothing yet.
            if block.rule != rule::EMPTY {
                push(&mut out, name, block.line, heading, &said);
            }
            for block in &mut blocks[at..end] {
                block.rule = rule::FOR_ALL;
                block.level = rule::level(rule::FOR_ALL);
            }
        }
        at = end;
    }
    out
}

/// How many of `blocks` are one paragraph, or what was left out under one heading.
fn stretch(blocks: &[Judged]) -> usize {
    let first = &blocks[0];
    let under = first.heading.as_deref().is_some_and(heads);
    let joins = |pair: &[Judged]| {
        let same = pair[1].rule == first.rule && pair[1].heading == first.heading;
        let near =
            if under { pair[1].line <= pair[0].to + 2 } else { pair[1].line == pair[0].to + 1 };
        first.rule != rule::EMPTY && pair[1].verdict == Verdict::Drop && same && near
    };
    1 + blocks.windows(2).take_while(|pair| joins(pair)).count()
}

/// Whether a block that was left out, which says `said` with what belongs to it, is for everybody;
/// `first` is the line of the
/// first item, and `title` the document's.
fn holds_for_all(block: &Judged, said: &str, (first, title): (usize, &str)) -> bool {
    if block.heading.as_deref().is_some_and(heads) {
        return true;
    }
    if block.rule == rule::EMPTY {
        return heads(&block.text);
    }
    let lead = said.split_once([':', '：']).map(|(lead, _)| lead);
    let led = lead.is_some_and(|lead| lead.split_whitespace().count() <= 6 && heads(lead));
    let opens = block.line < first && block.heading.as_deref().is_none_or(|it| it == title);
    block.rule == rule::TEXT && (led || opens && words::within(Concept::Bounds, said))
}

/// Adds `said`, to what stands above it under the same heading where that is so.
fn push(out: &mut Vec<ForAll>, name: &str, line: usize, heading: Option<&str>, said: &str) {
    let under = heading.map(|heading| format!("{heading}:\n"));
    match (out.last_mut(), under) {
        (Some(last), Some(under)) if last.text.starts_with(&under) => {
            last.text.push_str(&format!("\n{said}"));
        }
        (_, under) => out.push(ForAll {
            document: name.to_owned(),
            line,
            text: format!("{}{said}", under.unwrap_or_default()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Said, read_all};

    fn said(document: &str) -> Vec<String> {
        let reading = read_all([("x.md", document.as_bytes())], &Said::default()).unwrap();
        let told = |line: usize| {
            reading
                .left_out
                .iter()
                .any(|it| it.line <= line && line <= it.to && it.rule == "for-all")
        };
        assert!(reading.for_all.iter().all(|it| told(it.line)), "every line is accounted for");
        reading.for_all.into_iter().map(|it| it.text).collect()
    }

    const TASKS: &str = "## Tasks\n\n- [ ] Fix `a.rs`\n- [ ] Fix `b.rs`\n";

    #[test]
    fn rules_for_everybody_are_kept_whole() {
        for (text, want) in [
            (
                "# X\n\nGround rules for everybody: keep 3.10 working,\nand a test each.\n\n",
                "Ground rules for everybody: keep 3.10 working,\nand a test each.",
            ),
            (
                "# X\n\nEvery change gets a test. Do not rename functions.\n\n",
                "Every change gets a test. Do not rename functions.",
            ),
            (
                "# X\n\n## Constraints\n\n- Python 3.10\n- No new dependencies\n\n",
                "Constraints:\n- Python 3.10\n- No new dependencies",
            ),
            (
                "# X\n\n## Außerhalb\n\nRandbedingungen: nichts Neues.\n\n",
                "Randbedingungen: nichts Neues.",
            ),
        ] {
            assert_eq!(said(&format!("{text}{TASKS}")), [want]);
        }
        let below = format!("# X\n\n{TASKS}\n### Out of scope\n\n- Windows console\n");
        assert_eq!(said(&below), ["Out of scope:\n- Windows console"]);
    }

    #[test]
    fn what_only_stands_around_the_work_is_not_for_everybody() {
        let text = format!(
            "# X\n\nWritten by Ann after the release.\n\n{TASKS}\nThis never happened before.\n"
        );
        assert_eq!(said(&text), Vec::<String>::new());
        assert_eq!(said("# Ground rules\n\nKeep calm.\n"), Vec::<String>::new());
    }
}
