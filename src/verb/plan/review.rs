//! The reading as the lead sees it: its questions, and the whole of it to be changed by hand.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::Path;

use crate::document::{Choice, Question, Reading, Said, WorkItem};
use crate::failure::Failure;
use crate::plan;
use crate::render::inert;

use super::editor::{self, Kept, Wrong};
use super::{Args, Context, Session, draft, gather};

const KEPT: Kept = Kept { what: "the reading", flag: "--edit=" };

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The reading was printed, to be handed back.
    Done,
    /// Something was said, by which the documents are to be read anew.
    Read,
    Plan,
}

/// Takes what the lead says about `reading` before anything is planned: by hand where that was asked
/// for, else the answers to its questions, on a terminal.
pub(super) fn say(
    context: &Context,
    args: &Args,
    reading: &Reading,
    said: &mut Said,
) -> Result<Then, Failure> {
    match args.edit.as_deref() {
        Some("") if context.out.is_screen() => said.edits = in_editor((context, args), reading)?,
        Some("") => {
            context.out.answer(draft::text(reading))?;
            let back = args.again(&["--edit=FILE"]);
            context.out.note(format!("to hand it back, run: {back}"));
            return Ok(Then::Done);
        }
        Some(file) => {
            let text = gather::text(context, Path::new(file)).map_err(|it| it.hint(form(args)))?;
            said.edits = given(args, reading, &text)?;
        }
        None if is_dialogue(context, args) && is_asked(reading, said) => {
            ask(context, reading, said)?;
        }
        None => return Ok(Then::Plan),
    }
    Ok(Then::Read)
}

/// Whether somebody sits there and decides about the split.
fn is_dialogue(context: &Context, args: &Args) -> bool {
    let shows = args.explain || args.markdown || args.sequential || args.graph.is_some();
    let decided = args.yes || args.split.is_some() || context.dry_run;
    context.out.is_screen() && !context.json && !shows && !decided
}

/// How the reading is printed, to be changed and handed back.
fn form(args: &Args) -> String {
    format!("to print it as it should be, run: {} >FILE", args.again(&["--edit"]))
}

fn given(args: &Args, reading: &Reading, text: &str) -> Result<draft::Edits, Failure> {
    if plan::is_blank(text) {
        return Err(
            Failure::new("the reading was left empty, so nothing was written").hint(form(args))
        );
    }
    draft::read(text, reading).map_err(|wrong| match wrong {
        Wrong::Line(line, why) => Failure::new(format!("line {line}: {why}")).hint(form(args)),
        Wrong::Whole(failure) => failure,
    })
}

fn in_editor(
    (context, args): (&Context, &Args),
    reading: &Reading,
) -> Result<draft::Edits, Failure> {
    editor::until_sound((context, args), KEPT, draft::text(reading), |text| {
        draft::read(text, reading)
    })
}

/// Whether the reading has questions that nobody answered.
fn is_asked(reading: &Reading, said: &Said) -> bool {
    reading.questions.iter().any(|question| !said.answers.contains_key(&question.id))
}

/// Asks what groups of lines are, as long as somebody answers.
fn ask(context: &Context, reading: &Reading, said: &mut Said) -> Result<(), Failure> {
    let open = |question: &&Question| !said.answers.contains_key(&question.id);
    let open: Vec<&Question> = reading.questions.iter().filter(open).collect();
    context.out.note("Some lines may be work or not. Enter takes the guess, . takes all guesses.");
    for question in open {
        context.out.note(format!("\n{}, such as:", about(question)));
        context.out.note(format!("    {}", inert(&question.sample)));
        let Some(choice) = chosen(context, question)? else { break };
        said.answers.insert(question.id.clone(), choice);
    }
    Ok(())
}

/// The answer to `question`; none at the end of the answers.
fn chosen(context: &Context, question: &Question) -> Result<Option<Choice>, Failure> {
    let choices: Vec<String> = question
        .choices
        .iter()
        .map(|choice| format!("[{}] {}", &choice.name()[..1], meaning(*choice)))
        .collect();
    let ask = format!("{} [{}]:", choices.join(" / "), &question.guess.name()[..1]);
    loop {
        let Some(answer) = context.out.ask(&ask)? else { return Ok(None) };
        match answer.trim() {
            "" => return Ok(Some(question.guess)),
            "." => return Ok(None),
            word => match Choice::of(word).filter(|choice| question.choices.contains(choice)) {
                Some(choice) => return Ok(Some(choice)),
                None => context.out.warn(format!("'{}' is none of the choices", inert(word))),
            },
        }
    }
}

/// `7 lines under 'Ideas' (todo.md:4-11)`.
pub(super) fn about(question: &Question) -> String {
    let under = question.heading.as_deref();
    let under = under.map(|it| format!(" under '{}'", inert(it))).unwrap_or_default();
    format!(
        "{}{under} ({}:{})",
        crate::render::count(question.blocks, "line"),
        inert(&question.document),
        crate::render::lines(question.line, question.to)
    )
}

fn meaning(choice: Choice) -> &'static str {
    match choice {
        Choice::Items => "each is an item",
        Choice::Below => "the lines below them are",
        Choice::One => "all of it is one item",
        Choice::None => "not work",
    }
}

impl Session<'_> {
    /// Has the reading changed by hand: in the editor, or printed and read back without a terminal.
    pub(super) fn edit(&mut self) -> Result<(), Failure> {
        let edits = if std::io::stdin().is_terminal() {
            in_editor((self.context, self.args), &self.reading)?
        } else {
            self.context.out.answer(draft::text(&self.reading))?;
            self.context
                .out
                .note("the reading as it should be, up to a line with a dot or the end:");
            given(self.args, &self.reading, &self.context.out.read_until(".")?)?
        };
        self.said.edits = edits;
        self.reread()
    }

    /// Asks the questions of the reading, also those that were answered before.
    pub(super) fn ask(&mut self) -> Result<(), Failure> {
        self.said.answers.clear();
        ask(self.context, &self.reading, &mut self.said)?;
        self.reread()
    }

    /// Reads the documents anew, by all that was said; items that were clarified stay so, and
    /// all keep their names.
    fn reread(&mut self) -> Result<(), Failure> {
        let reading = self.sources.read(&self.said)?;
        let before = std::mem::replace(&mut self.reading, reading);
        let place = |item: &WorkItem| (item.document.clone(), item.line);
        let mut before: HashMap<_, _> =
            before.items.into_iter().map(|item| (place(&item), item)).collect();
        for item in &mut self.reading.items {
            match before.remove(&place(item)) {
                Some(old) if old.answered => *item = old,
                Some(old) => item.given = old.given,
                None => {}
            }
        }
        self.leave_out();
        Ok(())
    }

    /// Says what was guessed, where nobody was asked.
    pub(super) fn tell_guesses(&self) {
        for question in self.reading.questions.iter().filter(|it| it.answer.is_none()) {
            self.context.out.note(format!(
                "guessed of {}: {}; to say otherwise: --answer {}=…",
                about(question),
                meaning(question.guess),
                crate::worker::sh(&question.id)
            ));
        }
    }
}
