//! Goes through a command as a shell would run it: folders, variables, commands that run commands.

use super::options::{Spec, parts};
use super::{How, Write, commands, patched};
use crate::shell::{
    Argument, Body, Command, List, Redirect, Script, Stage, Unclear, Variables, Word, parse,
};

/// What is known of the shell that will run the command.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Variables of its environment.
    pub variables: Variables,
}

/// How many shells may stand in each other.
const DEEPEST: usize = 8;

/// All sure writes of `command`, in order.
pub fn writes(command: &str, known: &Known) -> Result<Vec<Write>, Unclear> {
    let mut walk = Walk { found: Vec::new(), depth: 0 };
    let mut shell = Shell {
        folder: Some(String::new()),
        variables: known.variables.clone(),
        before: Vec::new(),
        conditional: false,
    };
    walk.script(command, &mut shell)?;
    Ok(walk.found)
}

/// The state of a shell, as far as it is known.
#[derive(Debug, Clone)]
struct Shell {
    /// The folder it is in, from the one it started in; none where that is not known.
    folder: Option<String>,
    variables: Variables,
    /// The folders that `pushd` left.
    before: Vec<Option<String>>,
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

    fn go(&mut self, to: Option<&str>) {
        self.folder = to.and_then(|to| self.path(to));
        let here = self.folder.clone().filter(|folder| folder.starts_with('/'));
        let known = match (here, self.variables.get("PWD").cloned().flatten()) {
            (Some(here), _) => Some(vec![here]),
            (None, Some(was)) if self.folder.is_some() => {
                let to = to.unwrap_or_default();
                was.first().map(|was| vec![format!("{was}/{to}")])
            }
            _ => None,
        };
        self.variables.insert("PWD".into(), known);
    }

    fn assign(&mut self, name: &str, value: &Word) {
        let texts = value.arguments(&self.variables);
        let texts: Option<Vec<String>> =
            texts.iter().map(|value| value.text().map(str::to_owned)).collect();
        let texts = texts.filter(|texts| texts.len() == 1 && !self.conditional);
        self.variables.insert(name.to_owned(), texts);
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
                for stage in &step.stages {
                    self.stage(stage, bodies, &mut shell.clone())?;
                }
            }
            shell.conditional = outer;
        }
        shell.forget(&skipped);
        Ok(())
    }

    fn stage(&mut self, stage: &Stage, bodies: &[Body], shell: &mut Shell) -> Result<(), Unclear> {
        for redirect in &stage.redirects {
            match redirect {
                Redirect::Into(word) => {
                    self.nested(word, bodies, shell)?;
                    // A variable of a loop has one value after the other.
                    for argument in word.arguments(&shell.variables) {
                        if let Argument::Exact(path) = argument {
                            self.add(shell, &path, How::Write);
                        }
                    }
                }
                Redirect::Text(word) | Redirect::From(word) => self.nested(word, bodies, shell)?,
                Redirect::Here(_) | Redirect::Joined => {}
            }
        }
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
                let words: Vec<Argument> =
                    words.iter().flat_map(|word| word.arguments(&shell.variables)).collect();
                self.simple(&words, input(stage, bodies), shell)
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
                let values: Option<Vec<String>> = values
                    .iter()
                    .flat_map(|word| word.arguments(&shell.variables))
                    .map(|value| value.text().map(str::to_owned))
                    .collect();
                let mut inner = shell.clone();
                inner.conditional = true;
                inner.variables.insert(name.clone(), values.filter(|values| !values.is_empty()));
                self.list(body, bodies, &mut inner)?;
                inner.variables.insert(name.clone(), None);
                shell.forget(&[inner]);
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
        input: Option<String>,
        shell: &mut Shell,
    ) -> Result<(), Unclear> {
        let Some((name, rest)) = words.split_first() else { return Ok(()) };
        let Some(name) = name.text() else { return Ok(()) };
        let name = name.rsplit('/').next().unwrap_or(name);
        let operand = |words: &[Argument]| {
            parts(words, Spec { short: "", long: &[] }, false).operands.first().cloned()
        };
        match name {
            "cd" => {
                let to = operand(rest);
                shell.go(to.as_ref().and_then(Argument::text).filter(|to| *to != "-"));
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
                        shell.variables.insert(variable, value.map(|value| vec![value.to_owned()]));
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
            "sh" | "bash" | "zsh" | "dash" | "ksh" => self.shell(rest, input, shell)?,
            _ => {
                if let Some((inner, mut shell)) = wrapped(name, rest, shell) {
                    return self.simple(&inner, input, &mut shell);
                }
                let mut found = commands::written(name, rest);
                if let Some(strip) = commands::strips(name, rest) {
                    let given = rest.first().and_then(Argument::text).map(str::to_owned);
                    let text = input.or(given.filter(|_| name.starts_with("apply")));
                    found.extend(patched(text.as_deref().unwrap_or_default(), strip));
                }
                for Write { path, how } in found {
                    self.add(shell, &path, how);
                }
            }
        }
        Ok(())
    }

    /// Another shell: what it is told by `-c`, or on its input.
    fn shell(
        &mut self,
        words: &[Argument],
        input: Option<String>,
        shell: &Shell,
    ) -> Result<(), Unclear> {
        let spec = Spec { short: "oO", long: &["rcfile", "init-file"] };
        let parts = parts(words, spec, true);
        let script = match parts.operands.first() {
            Some(first) if parts.has(&["c"]) => first.text().map(str::to_owned),
            None => input,
            Some(_) if parts.has(&["s"]) => input,
            Some(_) => None,
        };
        script.map_or(Ok(()), |script| self.script(&script, &mut shell.clone()))
    }
}

/// The text a command finds on its input, where that is known.
fn input(stage: &Stage, bodies: &[Body]) -> Option<String> {
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

/// A command that runs another: the options with a value it has, and how many words stand before
/// the command itself.
const WRAPPERS: [(&str, Spec, usize); 17] = [
    ("sudo", Spec { short: "ugCDRThpUrt", long: &["user", "group", "chdir", "prompt"] }, 0),
    ("doas", Spec { short: "uC", long: &[] }, 0),
    ("env", Spec { short: "uCS", long: &["unset", "chdir", "split-string"] }, 0),
    ("command", Spec { short: "", long: &[] }, 0),
    ("builtin", Spec { short: "", long: &[] }, 0),
    ("exec", Spec { short: "a", long: &[] }, 0),
    ("nohup", Spec { short: "", long: &[] }, 0),
    ("time", Spec { short: "fo", long: &["format", "output"] }, 0),
    ("nice", Spec { short: "n", long: &["adjustment"] }, 0),
    ("ionice", Spec { short: "cn", long: &["class", "classdata"] }, 0),
    ("timeout", Spec { short: "ks", long: &["kill-after", "signal"] }, 1),
    ("stdbuf", Spec { short: "ioe", long: &["input", "output", "error"] }, 0),
    ("setsid", Spec { short: "", long: &[] }, 0),
    ("chronic", Spec { short: "", long: &[] }, 0),
    ("busybox", Spec { short: "", long: &[] }, 0),
    ("caffeinate", Spec { short: "tw", long: &[] }, 0),
    (
        "xargs",
        Spec {
            short: "adEeIiLlnPs",
            long: &["arg-file", "delimiter", "replace", "max-lines", "max-args", "max-procs"],
        },
        0,
    ),
];

/// The command that `name` runs, and the shell as it finds it.
fn wrapped(name: &str, words: &[Argument], shell: &Shell) -> Option<(Vec<Argument>, Shell)> {
    let (_, spec, before) = WRAPPERS.iter().find(|(wrapper, ..)| *wrapper == name)?;
    let parts = parts(words, *spec, true);
    let mut shell = shell.clone();
    if parts.has(&["C", "D", "chdir"]) && ["sudo", "env"].contains(&name) {
        shell.go(parts.value(&["C", "D", "chdir"]).and_then(Argument::text));
    }
    let is_set = |word: &&Argument| word.text().is_some_and(|text| text.contains('='));
    let skipped = if ["env", "sudo", "doas"].contains(&name) {
        parts.operands.iter().take_while(is_set).count()
    } else {
        *before
    };
    let mut inner: Vec<Argument> = parts.operands.iter().skip(skipped).cloned().collect();
    if name == "xargs" {
        // What it reads stands in place of this, or at the end.
        if parts.has(&["I", "replace", "i"]) {
            let place = parts.value(&["I", "replace", "i"]).and_then(Argument::text);
            let place = place.unwrap_or("{}");
            for word in &mut inner {
                if word.text().is_none_or(|text| text.contains(place)) {
                    *word = Argument::Unknown;
                }
            }
        } else {
            inner.push(Argument::Unknown);
        }
    }
    Some((inner, shell))
}
