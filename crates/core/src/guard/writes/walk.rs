//! Goes through a command as a shell would run it: folders, variables, commands that run commands.

mod git;
mod loops;

use std::collections::HashMap;

use super::awk;
use super::editors::edited;
use super::find::{Find, finds};
use super::options::{Spec, parts};
use super::streams::{Input, arguments, input, output, said};
use super::wrappers::{placed, wrapped};
use super::{How, Write, commands, patched};
use crate::shell::{
    Argument, Body, Command, List, Redirect, Script, Stage, Unclear, Variables, Word, parse,
};
use git::is_harmless;

/// What is known of the shell that will run the command.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Variables of its environment.
    variables: Variables,
}

impl Known {
    /// Says what the variable `name` is, or that only the running shell knows.
    pub fn insert(&mut self, name: &str, value: Option<String>) {
        let value = value.map(|value| vec![Argument::Exact(value)]);
        self.variables.insert(name.to_owned(), value);
    }
}

/// How many shells may stand in each other.
const DEEPEST: usize = 8;

/// All sure writes of `command`, in order.
pub fn writes(command: &str, known: &Known) -> Result<Vec<Write>, Unclear> {
    let mut walk = Walk { found: Vec::new(), depth: 0, unsure: false };
    let variables = known.variables.clone();
    let mut shell = Shell { folder: Some(String::new()), variables, ..Shell::default() };
    walk.script(command, &mut shell)?;
    Ok(walk.found)
}

/// The state of a shell, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Shell {
    /// The folder it is in, from the one it started in; none where that is not known.
    folder: Option<String>,
    pub(super) variables: Variables,
    /// The folders that `pushd` left.
    before: Vec<Option<String>>,
    /// The folder before the last `cd`.
    last: Option<String>,
    /// Its functions.
    functions: HashMap<String, Stage>,
    /// The files that stand on its input, where that is sure.
    pub(super) fed: Option<Vec<Argument>>,
    /// The text that stands there, where that is sure.
    pub(super) piped: Option<String>,
    /// Whether what runs now may not run.
    conditional: bool,
}

impl Shell {
    /// A path as seen from the folder the first shell started in.
    fn path(&self, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return Some(path.to_owned());
        }
        let folder = self.folder.as_deref()?;
        Some(if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") })
    }

    pub(super) fn go(&mut self, to: Option<&str>) {
        // What git says of the folder at hand is not what it says of another.
        self.variables.retain(|name, _| !name.starts_with("git "));
        self.folder = to.and_then(|to| self.path(to));
        let here = self.folder.clone().filter(|folder| folder.starts_with('/'));
        let known = match (here, self.variables.get("PWD").cloned().flatten()) {
            (Some(here), _) => Some(vec![Argument::Exact(here)]),
            (None, Some(was)) if self.folder.is_some() => {
                let to = to.unwrap_or_default();
                let was = was.first().and_then(Argument::text);
                was.map(|was| vec![Argument::Exact(format!("{was}/{to}"))])
            }
            _ => None,
        };
        self.variables.insert("PWD".into(), known);
    }

    fn assign(&mut self, name: &str, value: &Word) {
        let values = value.arguments(&self.variables);
        let one = values.len() == 1 && values.iter().all(|value| value.text().is_some());
        self.variables.insert(name.to_owned(), Some(values).filter(|_| one && !self.conditional));
    }

    /// Forgets what one of `others`, which may have run or not, would have left otherwise.
    fn forget(&mut self, others: &[Self]) {
        for other in others {
            if other.folder != self.folder {
                self.go(None);
            }
            for (name, value) in &other.variables {
                if self.variables.get(name) != Some(value) {
                    self.variables.insert(name.clone(), None);
                }
            }
        }
    }
}

struct Walk {
    found: Vec<Write>,
    depth: usize,
    /// Whether something ran of which nobody knows what it writes.
    unsure: bool,
}

impl Walk {
    fn script(&mut self, text: &str, shell: &mut Shell) -> Result<(), Unclear> {
        if self.depth == DEEPEST {
            return Ok(());
        }
        self.depth += 1;
        let Script { list, bodies } = parse(text)?;
        let walked = self.list(&list, &bodies, shell);
        self.depth -= 1;
        walked
    }

    fn list(&mut self, list: &List, bodies: &[Body], shell: &mut Shell) -> Result<(), Unclear> {
        // What the shell is like where the conditional steps of a chain do not run.
        let mut skipped = Vec::new();
        for step in list {
            if step.conditional {
                skipped.push(shell.clone());
            } else {
                shell.forget(&std::mem::take(&mut skipped));
            }
            let outer = shell.conditional;
            shell.conditional |= step.conditional;
            if let ([stage], false) = (step.stages.as_slice(), step.background) {
                self.stage(stage, bodies, shell)?;
            } else {
                let (mut fed, mut piped) = (shell.fed.clone(), shell.piped.clone());
                for stage in &step.stages {
                    let mut own = Shell { fed: fed.take(), piped: piped.take(), ..shell.clone() };
                    self.stage(stage, bodies, &mut own)?;
                    fed = output(stage, &own);
                    piped = said(stage, bodies, &own);
                }
            }
            shell.conditional = outer;
        }
        shell.forget(&skipped);
        Ok(())
    }

    fn redirects(&mut self, stage: &Stage, bodies: &[Body], shell: &Shell) -> Result<(), Unclear> {
        for redirect in &stage.redirects {
            match redirect {
                Redirect::Into(word) => {
                    self.nested(word, bodies, shell)?;
                    // A variable of a loop has one value after the other.
                    for Write { path, how } in
                        commands::each(&word.arguments(&shell.variables), &How::Write)
                    {
                        self.add(shell, &path, how);
                    }
                }
                Redirect::Text(word) | Redirect::From(word) => self.nested(word, bodies, shell)?,
                Redirect::Here(_) | Redirect::Joined => {}
            }
        }
        Ok(())
    }

    fn stage(&mut self, stage: &Stage, bodies: &[Body], shell: &mut Shell) -> Result<(), Unclear> {
        self.redirects(stage, bodies, shell)?;
        match &stage.command {
            Command::Simple { assignments, words } => {
                for word in words.iter().chain(assignments.iter().map(|(_, word)| word)) {
                    self.nested(word, bodies, shell)?;
                }
                if words.is_empty() {
                    for (name, value) in assignments {
                        shell.assign(name, value);
                    }
                    return Ok(());
                }
                let words = arguments(words, shell);
                let function = words.first().and_then(Argument::text).unwrap_or_default();
                if let Some(body) = shell.functions.remove(function) {
                    // Without itself: what calls itself would never end.
                    let before = shell.clone();
                    shell.hand(&words[1..]);
                    let walked = self.stage(&body, bodies, shell);
                    shell.hand_back(&before);
                    shell.functions.insert(function.to_owned(), body);
                    return walked;
                }
                let input = input(stage, bodies, &shell.variables);
                let input = input.or_else(|| shell.piped.clone().map(Input::Text));
                self.simple(&words, input, shell)
            }
            Command::Group(list) => self.list(list, bodies, shell),
            Command::Subshell(list) => self.list(list, bodies, &mut shell.clone()),
            Command::Branches(lists) => {
                let mut after = Vec::new();
                for list in lists {
                    let mut branch = shell.clone();
                    branch.conditional = true;
                    self.list(list, bodies, &mut branch)?;
                    after.push(branch);
                }
                shell.forget(&after);
                Ok(())
            }
            Command::Loop { name, values, body } => {
                for word in values {
                    self.nested(word, bodies, shell)?;
                }
                let values = arguments(values, shell);
                self.repeated(name, Some(values), body, bodies, shell)
            }
            Command::Each { name, body } => {
                let values = loops::lines(stage, bodies, shell);
                self.repeated(name, values, body, bodies, shell)
            }
            Command::Define { name, body } => {
                shell.functions.insert(name.clone(), body.as_ref().clone());
                Ok(())
            }
            Command::Nothing => Ok(()),
        }
    }

    /// What runs in the substitutions of a word.
    fn nested(&mut self, word: &Word, bodies: &[Body], shell: &Shell) -> Result<(), Unclear> {
        word.nested.iter().try_for_each(|list| self.list(list, bodies, &mut shell.clone()))
    }

    fn add(&mut self, shell: &Shell, path: &str, how: How) {
        if let Some(path) = shell.path(path).filter(|_| !path.is_empty()) {
            self.found.push(Write { path, how });
        }
    }

    fn simple(
        &mut self,
        words: &[Argument],
        input: Option<Input>,
        shell: &mut Shell,
    ) -> Result<(), Unclear> {
        let Some((name, rest)) = words.split_first() else { return Ok(()) };
        let Some(name) = name.text() else { return Ok(()) };
        let name = name.rsplit('/').next().unwrap_or(name);
        match name {
            "cd" => {
                let to = operand(rest);
                let before = shell.folder.clone();
                match to.as_ref().and_then(Argument::text) {
                    Some("-") => {
                        let back = shell.last.take();
                        shell.go(None);
                        shell.folder = back;
                    }
                    to => shell.go(to),
                }
                shell.last = before;
            }
            "pushd" => {
                shell.before.push(shell.folder.clone());
                shell.go(operand(rest).as_ref().and_then(Argument::text));
            }
            "popd" => {
                shell.folder = shell.before.pop().flatten();
                shell.variables.insert("PWD".into(), None);
            }
            "export" | "declare" | "local" | "readonly" | "typeset" | "read" | "unset" => {
                for word in rest.iter().filter_map(Argument::text) {
                    let set = word.split_once('=');
                    let value = set.filter(|_| !shell.conditional).map(|(_, value)| value);
                    if set.is_some() || ["read", "unset"].contains(&name) {
                        let variable = set.map_or(word, |(variable, _)| variable).to_owned();
                        let value = value.map(|value| vec![Argument::Exact(value.to_owned())]);
                        shell.variables.insert(variable, value);
                    }
                }
            }
            "eval" => {
                let texts: Option<Vec<&str>> = rest.iter().map(Argument::text).collect();
                if let Some(texts) = texts {
                    self.script(&texts.join(" "), shell)?;
                }
            }
            "source" | "." => shell.variables.clear(),
            "set" | "shift" => shell.hand(&[Argument::Unknown]),
            "trap" if rest.len() > 1 => {
                let script = rest[0].text().filter(|script| !script.starts_with('-'));
                return script.map_or(Ok(()), |script| self.script(script, &mut shell.clone()));
            }
            "sh" | "bash" | "zsh" | "dash" | "ksh" => self.shell(rest, input, shell)?,
            "find" | "fd" | "fdfind" => self.find(finds(name, rest), shell)?,
            "git" => self.git(rest, input, shell),
            _ => {
                shell.feed(name, input.as_ref());
                if let Some((inner, mut shell)) = wrapped(name, rest, shell) {
                    return self.simple(&inner, input, &mut shell);
                }
                self.program(name, rest, input, shell);
            }
        }
        Ok(())
    }

    /// A program that writes by itself.
    fn program(&mut self, name: &str, words: &[Argument], input: Option<Input>, shell: &Shell) {
        let mut found = commands::written(name, words);
        if let Some((strip, file)) = commands::strips(name, words) {
            let given = words.first().and_then(Argument::text).map(str::to_owned);
            let given = given.filter(|_| name.starts_with("apply")).map(Input::Text);
            match file.map(Input::File).or(input.clone()).or(given) {
                Some(Input::Text(text)) => found.extend(patched(&text, strip)),
                Some(Input::File(file)) => self.apply(shell, &file, strip),
                None => {}
            }
        }
        if awk::NAMES.contains(&name) {
            self.awk(words, shell);
        }
        let input = input.and_then(Input::text);
        found.extend(edited(name, words, input.as_deref()));
        for Write { path, how } in found {
            self.add(shell, &path, how);
        }
        self.unsure |= !is_harmless(name);
    }

    /// `find` and `fd`: what it removes, and what it runs on what it finds.
    fn find(&mut self, find: Find, shell: &mut Shell) -> Result<(), Unclear> {
        let found = find.found.unwrap_or_else(|| vec![Argument::Unknown]);
        if find.deletes {
            self.simple(
                &[vec![Argument::Exact("rm".into())], found.clone()].concat(),
                None,
                shell,
            )?;
        }
        for command in find.runs {
            let place = |word: Argument| match word {
                Argument::Exact(_) => placed(word, &found, "{}"),
                word => vec![word],
            };
            let command: Vec<Argument> = command.into_iter().flat_map(place).collect();
            self.simple(&command, None, &mut shell.clone())?;
        }
        Ok(())
    }

    /// Another shell: what it is told by `-c`, or on its input.
    fn shell(
        &mut self,
        words: &[Argument],
        input: Option<Input>,
        shell: &Shell,
    ) -> Result<(), Unclear> {
        let spec = Spec { short: "oO", long: &["rcfile", "init-file"] };
        let parts = parts(words, spec, true);
        let script = match parts.operands.first() {
            Some(first) if parts.has(&["c"]) => first.text().map(str::to_owned),
            None => input.and_then(Input::text),
            Some(_) if parts.has(&["s"]) => input.and_then(Input::text),
            Some(_) => None,
        };
        let mut inner = shell.clone();
        inner.hand(if parts.has(&["c"]) {
            parts.operands.get(2..).unwrap_or_default()
        } else {
            &[]
        });
        script.map_or(Ok(()), |script| self.script(&script, &mut inner))
    }
}

/// The first word that is no option.
fn operand(words: &[Argument]) -> Option<Argument> {
    parts(words, Spec { short: "", long: &[] }, false).operands.first().cloned()
}
