//! The answers to questions of the reading, as the command line gives them.

use super::Args;
use crate::document::{Choice, Question, Said};
use crate::failure::Failure;

/// What `ID=CHOICE` of each of `answers` says.
pub(super) fn said(answers: &[String]) -> Result<Said, Failure> {
    let mut said = Said::default();
    for answer in answers {
        let (id, choice) = answer.rsplit_once('=').ok_or_else(|| {
            Failure::new(format!("'{answer}' is no answer"))
                .hint("to answer a question of the reading, write: --answer ID=items")
        })?;
        let choice = Choice::of(choice).ok_or_else(|| {
            Failure::new(format!("'{choice}' is no choice"))
                .hint("choose items, below, one or none")
        })?;
        said.answers.insert(id.to_owned(), choice);
    }
    Ok(said)
}

/// Refuses an answer to what was not asked.
pub(super) fn check(args: &Args, said: &Said, questions: &[Question]) -> Result<(), Failure> {
    let Some(id) = said.answers.keys().find(|id| !questions.iter().any(|q| q.id == **id)) else {
        return Ok(());
    };
    let without = Args { answer: Vec::new(), ..args.clone() };
    Err(Failure::new(format!("no question is called '{id}'"))
        .hint(format!("to list the questions, run: {}", without.again(&["--json"]))))
}
