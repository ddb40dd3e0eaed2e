//! What of the documents became no item, and what was guessed about them.

use super::inert;
use super::manifest::cut;
use super::page::Page;
use crate::document::Choice;
use crate::plan::Manifest;

/// `4` or `4-11`.
pub fn lines(line: usize, to: usize) -> String {
    if to > line { format!("{line}-{to}") } else { line.to_string() }
}

/// Each group that was guessed, and each range of lines that was left out, with the reason.
pub(super) fn lists(page: &mut Page, manifest: &Manifest) {
    let under = |heading: Option<&str>| heading.map(|it| format!(" under '{}'", cut(it, 40)));
    let guesses = manifest.questions.iter().filter(|it| it.answer.is_none()).map(|it| {
        let under = under(it.heading.as_deref()).unwrap_or_default();
        let (document, at) = (inert(&it.document), lines(it.line, it.to));
        let guess = match it.guess {
            Choice::Items => "each line is an item",
            Choice::Below => "the lines below each are items",
            Choice::One => "all of it is one item",
            Choice::None => "no work",
        };
        format!("{document}:{at}{under}: {guess} ({}); question {}", it.why, inert(&it.id))
    });
    page.list("Guessed", guesses);
    let out = manifest.left_out.iter().filter(|it| !it.is_for_all()).map(|it| {
        let under = under(it.heading.as_deref()).unwrap_or_default();
        let (document, at) = (inert(&it.document), lines(it.line, it.to));
        format!("{document}:{at}{under}: {} ({})", it.why, cut(&it.text, 40))
    });
    page.list("Left Out", out);
}
