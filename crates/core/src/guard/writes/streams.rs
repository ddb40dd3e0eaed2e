//! What stands on the input and the output of a command before it runs.

use super::find::named;
use super::walk::Shell;
use super::wrappers::wrapped;
use crate::shell::{Argument, Body, Command, List, Redirect, Stage, Variables, Word};

/// What stands on the input of a command.
#[derive(Debug, Clone)]
pub(super) enum Input {
    /// This text.
    Text(String),
    /// What is in this file.
    File(String),
}

impl Input {
    /// The text, where it is known.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::File(_) => None,
        }
    }
}

/// What a command finds on its input, where that is known.
pub(super) fn input(stage: &Stage, bodies: &[Body], variables: &Variables) -> Option<Input> {
    let one = |word: &Word, variables: &Variables| match word.arguments(variables).as_slice() {
        [Argument::Exact(text)] => Some(text.clone()),
        _ => None,
    };
    stage.redirects.iter().rev().find_map(|redirect| match redirect {
        Redirect::Here(at) => {
            let body = bodies.get(*at).filter(|body| body.literal);
            body.map(|body| Input::Text(body.text.clone()))
        }
        Redirect::Text(word) => one(word, &Variables::new()).map(Input::Text),
        Redirect::From(word) => one(word, variables).map(Input::File),
        _ => None,
    })
}

/// The text a stage hands to the next one: what is put in here, and what `echo` and `printf` say plainly.
pub(super) fn said(stage: &Stage, bodies: &[Body], shell: &Shell) -> Option<String> {
    let Command::Simple { words, .. } = &stage.command else { return None };
    if stage.redirects.iter().any(|it| matches!(it, Redirect::Into(_) | Redirect::Joined)) {
        return None;
    }
    let words = arguments(words, shell);
    let words: Vec<&str> = words.iter().map(Argument::text).collect::<Option<_>>()?;
    let (name, rest) = words.split_first()?;
    match (*name, rest) {
        ("cat", [] | ["-"]) => {
            let input = input(stage, bodies, &shell.variables);
            input.map_or_else(|| shell.piped.clone(), Input::text)
        }
        ("echo", rest) if !rest.iter().any(|it| it.starts_with('-') || it.contains('\\')) => {
            Some(rest.join(" ") + "\n")
        }
        ("printf", ["%s\\n", rest @ ..]) => Some(rest.iter().map(|it| format!("{it}\n")).collect()),
        _ => None,
    }
}

/// The files that the commands of a list name, where it is one pipeline.
pub(super) fn produced(list: &List, shell: &Shell) -> Option<Vec<Argument>> {
    let [step] = list.as_slice() else { return None };
    let mut shell = shell.clone();
    shell.fed = None;
    for stage in step.stages.iter().filter(|_| !step.background) {
        shell.fed = output(stage, &shell);
        shell.fed.as_ref()?;
    }
    shell.fed
}

/// Words as the arguments they become, with the files that a substitution names in its place.
pub(super) fn arguments(words: &[Word], shell: &Shell) -> Vec<Argument> {
    let one = |word: &Word| match word.output().map(|list| produced(list, shell)) {
        Some(named) => named.unwrap_or_else(|| vec![Argument::Unknown]),
        None => word.arguments(&shell.variables),
    };
    words.iter().flat_map(one).collect()
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
    let words = arguments(words, shell);
    let handed = words.split_first().filter(|(name, _)| name.text() == Some("xargs"));
    let named = match handed.and_then(|(_, rest)| wrapped("xargs", rest, shell)) {
        Some((inner, _)) => named(&inner, None),
        None => named(&words, shell.fed.as_ref()),
    };
    named.filter(|_| !away)
}
