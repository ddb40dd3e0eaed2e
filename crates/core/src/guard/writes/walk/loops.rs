//! What runs once for each of several values, and the values a script or function is handed.

use super::super::streams::{Input, input, produced};
use super::{Shell, Walk};
use crate::shell::{Argument, Body, Command, List, Redirect, Stage, Unclear, Variables};

/// Words of a shell with which what follows may not run.
const LEAVES: [&str; 4] = ["break", "continue", "exit", "return"];

impl Shell {
    /// Has the words of a text on the input of xargs(1) handed on.
    pub(super) fn feed(&mut self, name: &str, input: Option<&Input>) {
        if name == "xargs"
            && let Some(Input::Text(text)) = input
        {
            let words = text.split_whitespace();
            self.fed = Some(words.map(|it| Argument::Exact(it.to_owned())).collect());
        }
    }

    /// Takes `values` for the positional ones.
    pub(super) fn hand(&mut self, values: &[Argument]) {
        self.variables
            .retain(|name, _| name != "@" && !name.starts_with(|c: char| c.is_ascii_digit()));
        let known = !values.contains(&Argument::Unknown);
        self.variables.insert("@".into(), Some(values.to_vec()).filter(|_| known));
        for (number, value) in (1..10).zip(values) {
            // A pattern may be several, and come alone to be each of them.
            let sure = value.text().is_some() || values.len() == 1 && known;
            self.variables.insert(number.to_string(), sure.then(|| vec![value.clone()]));
            if value.text().is_none() {
                break;
            }
        }
    }

    /// Has the positional values of `before` again.
    pub(super) fn hand_back(&mut self, before: &Self) {
        let values = before.variables.get("@").cloned().flatten();
        self.hand(&values.unwrap_or_else(|| vec![Argument::Unknown]));
    }
}

impl Walk {
    /// Goes through `body` with `name` as each of `values`. What stands for whichever files there are is
    /// followed only where nothing in the body chooses among them.
    pub(super) fn repeated(
        &mut self,
        name: &str,
        values: Option<Vec<Argument>>,
        body: &List,
        bodies: &[Body],
        shell: &mut Shell,
    ) -> Result<(), Unclear> {
        let exact = |values: &Vec<Argument>| values.iter().all(|it| it.text().is_some());
        let known = |values: &Vec<Argument>| !values.contains(&Argument::Unknown);
        let values = values.filter(|values| {
            !values.is_empty() && (exact(values) || known(values) && takes_all(body))
        });
        let mut inner = shell.clone();
        inner.conditional = true;
        inner.fed = None;
        inner.variables.insert(name.to_owned(), values);
        self.list(body, bodies, &mut inner)?;
        inner.variables.insert(name.to_owned(), None);
        inner.fed.clone_from(&shell.fed);
        shell.forget(&[inner]);
        Ok(())
    }
}

/// The lines on the input of a loop.
pub(super) fn lines(stage: &Stage, bodies: &[Body], shell: &Shell) -> Option<Vec<Argument>> {
    let stream = stage.redirects.iter().rev().find_map(|redirect| match redirect {
        Redirect::From(word) => word.stream(),
        _ => None,
    });
    if let Some(list) = stream {
        return produced(list, shell);
    }
    match input(stage, bodies, &shell.variables) {
        Some(Input::Text(text)) => {
            Some(text.lines().map(|line| Argument::Exact(line.trim().to_owned())).collect())
        }
        Some(Input::File(_)) => None,
        None => shell.fed.clone(),
    }
}

/// Whether all of a list runs whenever it does.
fn takes_all(list: &List) -> bool {
    list.iter().all(|step| {
        !step.conditional
            && step.stages.iter().all(|stage| match &stage.command {
                Command::Simple { words, .. } => {
                    let name = words.first().map(|word| word.arguments(&Variables::new()));
                    let name = name.as_deref().and_then(|it| it.first()).and_then(Argument::text);
                    name.is_none_or(|name| !LEAVES.contains(&name))
                }
                Command::Group(list) | Command::Subshell(list) => takes_all(list),
                Command::Loop { body, .. } | Command::Each { body, .. } => takes_all(body),
                Command::Branches(_) | Command::Define { .. } => false,
                Command::Nothing => true,
            })
    })
}
