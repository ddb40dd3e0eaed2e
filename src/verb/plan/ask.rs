//! The questions after the manifest: the four answers, and the items that need one.

use crate::document::WorkItem;
use crate::failure::Failure;
use crate::plan::{Item, Manifest};
use crate::render::inert;

use super::super::Context;

/// What is asked below the manifest.
pub(super) const QUESTION: &str = "\nProceed with this split? [Y] Yes / [N] Modify / [C] Clarify items first / [S] Switch to sequential:";

/// One of the four answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Yes,
    Modify,
    Clarify,
    Sequential,
}

/// What `answer` means; none when it is none of the four.
pub(super) fn choice(answer: &str) -> Option<Choice> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(Choice::Yes),
        "n" | "no" | "m" | "modify" => Some(Choice::Modify),
        "c" | "clarify" => Some(Choice::Clarify),
        "s" | "sequential" => Some(Choice::Sequential),
        _ => None,
    }
}

/// Asks about every item that is unclear or has no place, one by one, and takes the answers into
/// `work`; gives how many there were. An empty answer leaves the item as it is.
pub(super) fn clarify(
    context: &Context,
    manifest: &Manifest,
    work: &mut [WorkItem],
) -> Result<usize, Failure> {
    let mut answered = 0;
    for (item, work) in manifest.items.iter().zip(work) {
        let Some(question) = question(manifest, item) else { continue };
        context.out.note(format!(
            "\n{} ({}): {}",
            item.id,
            inert(&item.source),
            inert(&item.description)
        ));
        match context.out.ask(&format!("{} [empty: leave it]", inert(&question)))? {
            None => break,
            Some(answer) if answer.is_empty() => {}
            Some(answer) => {
                work.answer(&answer);
                answered += 1;
            }
        }
    }
    Ok(answered)
}

fn question(manifest: &Manifest, item: &Item) -> Option<String> {
    let unplaced = || {
        manifest
            .unplaced
            .iter()
            .find(|unplaced| unplaced.item == item.id)
            .map(|unplaced| unplaced.reason.clone())
    };
    item.question.clone().or_else(unplaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_words_are_answers() {
        assert_eq!(choice("Y"), Some(Choice::Yes));
        assert_eq!(choice(" modify "), Some(Choice::Modify));
        assert_eq!(choice("c"), Some(Choice::Clarify));
        assert_eq!(choice("S"), Some(Choice::Sequential));
        assert_eq!(choice(""), None, "taking a split is never the answer of a stray newline");
    }
}
