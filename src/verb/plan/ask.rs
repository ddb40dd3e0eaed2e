//! The questions after the manifest: the four answers, and the items that need one.

use crate::config::Left;
use crate::document::WorkItem;
use crate::failure::Failure;
use crate::plan::{Item, Manifest};
use crate::render::inert;

use super::super::Context;
use super::Args;
use super::reply::{self, Reply};

/// What is asked below the manifest; `more` where only a part of it was shown, `unsure` where some of
/// the reading was guessed.
pub(super) fn question(more: bool, unsure: bool) -> String {
    let questions = if unsure { " / [Q] Questions of the reading" } else { "" };
    let details = if more { " / [D] Details" } else { "" };
    format!(
        "\nProceed with this split? [Y] Yes / [N] Modify / [C] Clarify items first / [S] Switch to sequential\n[E] Edit the reading{questions}{details} / [X] Exit:"
    )
}

/// One of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Yes,
    Modify,
    Clarify,
    Sequential,
    Edit,
    Questions,
    Details,
    Quit,
}

/// What `answer` means; none when it is none of them.
pub(super) fn choice(answer: &str) -> Option<Choice> {
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(Choice::Yes),
        "n" | "no" | "m" | "modify" => Some(Choice::Modify),
        "c" | "clarify" => Some(Choice::Clarify),
        "s" | "sequential" => Some(Choice::Sequential),
        "e" | "edit" => Some(Choice::Edit),
        "q" | "questions" => Some(Choice::Questions),
        "x" | "exit" | "quit" => Some(Choice::Quit),
        "d" | "details" => Some(Choice::Details),
        _ => None,
    }
}

/// Asks about every item that is unclear or has no place, one by one, says what was understood and
/// takes it into `work`; gives how many answers there were, and what is left out by them.
pub(super) fn clarify(
    context: &Context,
    manifest: &Manifest,
    files: &[String],
    work: &mut Vec<WorkItem>,
) -> Result<(usize, Vec<Left>), Failure> {
    let open: Vec<(usize, &Item, String)> = manifest
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((at, item, asked(manifest, item)?)))
        .collect();
    if open.is_empty() {
        return Ok((0, Vec::new()));
    }
    context.out.note(
        "\nAnswer in words, with the paths it changes; or: skip (Enter), drop, same as item-3, ? for its text, . to end",
    );
    let mut replies: Vec<(usize, Reply)> = Vec::new();
    'items: for (at, item, question) in open {
        context.out.note(format!(
            "\n{} ({}): {}",
            item.id,
            inert(&item.source),
            inert(&item.description)
        ));
        loop {
            let Some(said) = context.out.ask(&format!("{} [skip]", inert(&question)))? else {
                break 'items;
            };
            match reply::read(&said, manifest, &item.id) {
                Ok(Reply::Skip) => break,
                Ok(Reply::End) => break 'items,
                Ok(Reply::Show) => context.out.note(inert_lines(&item.text)),
                Ok(Reply::Words(words)) => {
                    let words = tracked(context, files, &work[at], words)?;
                    replies.push((at, Reply::Words(words)));
                    break;
                }
                Ok(other) => {
                    replies.push((at, other));
                    break;
                }
                Err(why) => context.out.warn(why),
            }
        }
        if let Some((_, reply)) = replies.last().filter(|(last, _)| *last == at) {
            context.out.note(format!("  → {}", told(reply, &work[at])));
        }
    }
    let count = replies.len();
    Ok((count, reply::take(work, manifest, replies)))
}

/// Answers given beforehand, `item-7=src/a.rs` each, by the item's identifier or its name in the
/// document; gives what is left out by them.
pub(super) fn beforehand(
    context: &Context,
    manifest: &Manifest,
    args: &Args,
    files: &[String],
    work: &mut Vec<WorkItem>,
) -> Result<Vec<Left>, Failure> {
    let mut replies = Vec::new();
    for (name, said) in &args.answers {
        let named = |item: &Item| item.id == *name || item.label.as_ref() == Some(name);
        let Some(at) = manifest.items.iter().position(named) else {
            let without = Args { answers: Vec::new(), ..args.clone() };
            return Err(Failure::new(format!("there is no item '{}'", inert(name)))
                .hint(format!("to list them, run: {}", without.again(&["--json"]))));
        };
        let reply = reply::read(said, manifest, &manifest.items[at].id).map_err(|why| {
            Failure::new(why).hint("answer in words with paths, or: skip, drop, same as item-3")
        })?;
        if let Reply::Words(words) = &reply {
            for (path, meant) in reply::mistyped(words, &work[at], files) {
                let (path, meant) = (inert(&path), inert(&meant));
                context.out.warn(format!("'{path}' is not tracked; is '{meant}' meant?"));
            }
        }
        context.out.note(format!("{}: {}", manifest.items[at].id, told(&reply, &work[at])));
        replies.push((at, reply));
    }
    Ok(reply::take(work, manifest, replies))
}

/// The answer, after asking once about each path in it that is not tracked but looks like one that is.
fn tracked(
    context: &Context,
    files: &[String],
    work: &WorkItem,
    mut words: String,
) -> Result<String, Failure> {
    for (path, meant) in reply::mistyped(&words, work, files) {
        let ask = format!(
            "  '{}' is not tracked; is '{}' meant? [Y] Yes / [N] No, it is new:",
            inert(&path),
            inert(&meant)
        );
        if is_meant(context, &ask)? {
            words = words.replace(&path, &meant);
        }
    }
    Ok(words)
}

/// Asks until the answer is yes or no; the end of the answers is a no.
fn is_meant(context: &Context, ask: &str) -> Result<bool, Failure> {
    loop {
        let Some(said) = context.out.ask(ask)? else { return Ok(false) };
        match said.to_lowercase().as_str() {
            "" | "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => context.out.note("please answer y or n"),
        }
    }
}

/// What an answer was understood as.
fn told(reply: &Reply, work: &WorkItem) -> String {
    match reply {
        Reply::Drop => "left out".into(),
        Reply::Same(id) => format!("the same as {id}, told once"),
        Reply::Words(words) => {
            let mut answered = work.clone();
            answered.answer(words);
            let paths: Vec<String> = answered.scope.iter().map(inert).collect();
            if paths.is_empty() {
                format!("noted: {}; no path in it", inert(words))
            } else {
                format!("{} (changes {})", inert(words), paths.join(", "))
            }
        }
        Reply::Skip | Reply::End | Reply::Show => "left as it is".into(),
    }
}

fn inert_lines(text: &str) -> String {
    if text.is_empty() {
        return "its document says no more".into();
    }
    text.lines().map(|line| format!("    {}\n", inert(line))).collect()
}

fn asked(manifest: &Manifest, item: &Item) -> Option<String> {
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
