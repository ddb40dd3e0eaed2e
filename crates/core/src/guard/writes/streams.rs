//! What stands on the input and the output of a command before it runs.

use super::find::named;
use super::walk::Shell;
use crate::shell::{Argument, Body, Command, Redirect, Stage, Variables, Word};

/// The text a command finds on its input, where that is known.
pub(super) fn input(stage: &Stage, bodies: &[Body]) -> Option<String> {
    stage.redirects.iter().rev().find_map(|redirect| match redirect {
        Redirect::Here(at) => {
            bodies.get(*at).filter(|body| body.literal).map(|body| body.text.clone())
        }
        Redirect::Text(word) => match word.arguments(&Variables::new()).as_slice() {
            [Argument::Exact(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    })
}

/// The files a stage names to the next one.
pub(super) fn output(stage: &Stage, shell: &Shell) -> Option<Vec<Argument>> {
    let Command::Simple { words, .. } = &stage.command else { return None };
    let nowhere = Argument::Exact("/dev/null".into());
    let errors = |word: &Word| word.arguments(&shell.variables).contains(&nowhere);
    let away = stage.redirects.iter().any(|redirect| match redirect {
        Redirect::Into(word) => !errors(word),
        redirect => *redirect != Redirect::Joined,
    });
    let words: Vec<Argument> = words.iter().flat_map(|it| it.arguments(&shell.variables)).collect();
    named(&words, shell.fed.as_ref()).filter(|_| !away)
}
