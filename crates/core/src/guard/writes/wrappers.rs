//! Commands that run another: `sudo`, `timeout`, `xargs` and the like.

use super::options::{Spec, parts};
use super::walk::Shell;
use crate::shell::Argument;

/// A command that runs another: the options with a value it has, and how many words stand before
/// the command itself.
const WRAPPERS: [(&str, Spec, usize); 31] = [
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
    ("coproc", Spec { short: "", long: &[] }, 0),
    ("npx", Spec { short: "pc", long: &["package", "call"] }, 0),
    ("bunx", Spec { short: "", long: &[] }, 0),
    ("pnpx", Spec { short: "", long: &[] }, 0),
    ("uvx", Spec { short: "p", long: &["from", "with", "python"] }, 0),
    ("uv run", Spec { short: "p", long: &["with", "python", "extra", "group"] }, 0),
    ("poetry run", Spec { short: "", long: &[] }, 0),
    ("pipx run", Spec { short: "", long: &["spec"] }, 0),
    ("pipenv run", Spec { short: "", long: &[] }, 0),
    ("bundle exec", Spec { short: "", long: &[] }, 0),
    ("pnpm exec", Spec { short: "", long: &[] }, 0),
    ("npm exec", Spec { short: "pc", long: &["package", "call"] }, 0),
    ("python3 -m", Spec { short: "", long: &[] }, 0),
    (
        "parallel",
        Spec { short: "jNnaS", long: &["jobs", "max-args", "arg-file", "colsep", "delay"] },
        0,
    ),
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
pub(super) fn wrapped(
    name: &str,
    words: &[Argument],
    shell: &Shell,
) -> Option<(Vec<Argument>, Shell)> {
    let first = words.first().and_then(Argument::text).unwrap_or_default();
    let (name, words) = match (name, first) {
        ("python", "-m") => ("python3", words),
        _ => (name, words),
    };
    let called = |wrapper: &str| match wrapper.split_once(' ') {
        Some((program, verb)) => program == name && verb == first,
        None => wrapper == name,
    };
    let (wrapper, spec, before) = WRAPPERS.iter().find(|(wrapper, ..)| called(wrapper))?;
    let words = if wrapper.contains(' ') { &words[1..] } else { words };
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
    match name {
        "xargs" => {
            // What it reads stands in place of this, or at the end.
            let place = parts.has(&["I", "replace", "i"]).then(|| {
                let place = parts.value(&["I", "replace", "i"]).and_then(Argument::text);
                place.unwrap_or("{}").to_owned()
            });
            let read = if parts.has(&["a", "arg-file"]) { None } else { shell.fed.take() };
            inner = filled(inner, read, place.as_deref());
        }
        "parallel" => {
            let at = inner.iter().position(|word| word.text() == Some(":::"))?;
            let values = inner.split_off(at)[1..].to_vec();
            let plain =
                values.iter().all(|word| word.text().is_none_or(|it| !it.starts_with(":::")));
            let in_place = inner.iter().any(|it| it.text().is_none_or(|it| it.contains("{}")));
            inner = filled(inner, plain.then_some(values), in_place.then_some("{}"));
        }
        _ => {}
    }
    Some((inner, shell))
}

/// A command with what it is handed in place of `place`, or at its end.
fn filled(
    command: Vec<Argument>,
    handed: Option<Vec<Argument>>,
    place: Option<&str>,
) -> Vec<Argument> {
    let handed = handed.unwrap_or_else(|| vec![Argument::Unknown]);
    let Some(place) = place else { return [command, handed].concat() };
    command.into_iter().flat_map(|word| placed(word, &handed, place)).collect()
}

/// What a word becomes with each of `handed` in place of `place`. Where these are several, the word says no
/// more than the folder that it begins with.
pub(super) fn placed(word: Argument, handed: &[Argument], place: &str) -> Vec<Argument> {
    let Some(text) = word.text() else { return vec![Argument::Unknown] };
    let Some((before, _)) = text.split_once(place) else { return vec![word] };
    if text == place {
        return handed.to_vec();
    }
    let it = match (handed, before.rsplit_once('/')) {
        ([Argument::Exact(value)], _) => Argument::Exact(text.replace(place, value)),
        (_, Some((folder, _))) if !folder.is_empty() => Argument::Within(folder.to_owned()),
        _ => Argument::Unknown,
    };
    vec![it]
}
