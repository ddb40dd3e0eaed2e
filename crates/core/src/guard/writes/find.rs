//! The files a command names to the next one, as far as that is sure before it runs.

use super::options::{Spec, parts};
use super::search::searched;
use crate::shell::Argument;

/// What find(1) finds, and what it does with that.
#[derive(Debug, Default)]
pub(super) struct Find {
    /// Patterns of all that it finds; none where more decides.
    pub(super) found: Option<Vec<Argument>>,
    /// Whether it removes that.
    pub(super) deletes: bool,
    /// The commands it runs, with `{}` in them.
    pub(super) runs: Vec<Vec<Argument>>,
    /// Whether it names what it finds and nothing else.
    pub(super) prints: bool,
}

/// Options of fd with which it finds no less, of what git tracks.
const FLAGS: [&str; 11] =
    ["H", "I", "u", "0", "a", "F", "s", "hidden", "no-ignore", "print0", "case-sensitive"];

/// Reads the words of the program called `name`.
pub(super) fn finds(name: &str, words: &[Argument]) -> Find {
    if name == "find" { find(words) } else { fd(words) }
}

/// Reads the words of find(1). Only the name is understood of its tests: what else decides about a
/// file is known when it runs.
fn find(words: &[Argument]) -> Find {
    let mut find = Find { prints: true, ..Find::default() };
    let mut words = words.iter().skip_while(|word| matches!(word.text(), Some("-H" | "-L" | "-P")));
    let (mut places, mut name, mut files, mut flat, mut sure) = (vec![], None, false, false, true);
    while let Some(word) = words.next() {
        match word.text() {
            Some("-name") => {
                sure &= name.is_none();
                name = words.next().and_then(pattern).filter(|name| !name.contains('/'));
                sure &= name.is_some();
            }
            Some("-type") => {
                files = words.next().and_then(Argument::text) == Some("f");
                sure &= files;
            }
            Some("-maxdepth") => {
                flat = words.next().and_then(Argument::text) == Some("1");
                sure &= flat;
            }
            Some("-mindepth") => sure &= words.next().and_then(Argument::text) == Some("1"),
            Some("-print" | "-print0") => {}
            Some("-delete") => (find.deletes, find.prints) = (true, false),
            Some("-exec" | "-execdir") => {
                find.prints = false;
                sure &= word.text() == Some("-exec");
                let ends = |word: &&Argument| !matches!(word.text(), Some(";" | "+"));
                find.runs.push(words.by_ref().take_while(ends).cloned().collect());
            }
            Some(text) if !text.starts_with(['-', '(', '!', ',']) => places.push(text.to_owned()),
            _ => sure = false,
        }
    }
    if places.is_empty() {
        places.push(".".to_owned());
    }
    sure &=
        (files || name.is_some()) && !places.iter().any(|it| it.contains(['*', '?', '[', '\\']));
    let between = if flat { "" } else { "**/" };
    let name = name.unwrap_or_else(|| "*".to_owned());
    let below = |place: &String| {
        Argument::Pattern(format!("{}/{between}{name}", place.trim_end_matches('/')))
    };
    find.found = sure.then(|| places.iter().map(below).collect());
    find
}

/// Reads the words of fd, whose commands stand behind its own words. An expression is understood where it
/// is a plain part of a name; what is hidden is not found.
fn fd(words: &[Argument]) -> Find {
    let runs =
        |word: &Argument| matches!(word.text(), Some("-x" | "-X" | "--exec" | "--exec-batch"));
    let at = words.iter().position(runs);
    let (own, run) = words.split_at(at.unwrap_or(words.len()));
    let mut find = Find { prints: at.is_none(), found: sought(own), ..Find::default() };
    let commands = run.split(runs).filter(|command| !command.is_empty());
    find.runs.extend(commands.map(|command| {
        let ends = |word: &&Argument| word.text() != Some(";");
        let mut command: Vec<Argument> = command.iter().take_while(ends).cloned().collect();
        for word in &mut command {
            if let Argument::Exact(text) = word {
                // A part of what is found, which it is not itself.
                for part in ["{/}", "{//}", "{.}", "{/.}"] {
                    *text = text.replace(part, "{}{}");
                }
            }
        }
        let names = |word: &Argument| word.text().is_some_and(|text| text.contains("{}"));
        if !command.iter().any(names) {
            command.push(Argument::Exact("{}".to_owned()));
        }
        command
    }));
    find
}

/// Patterns of what fd finds; none where more decides.
fn sought(words: &[Argument]) -> Option<Vec<Argument>> {
    let spec = Spec {
        short: "etEdSoj",
        long: &["extension", "type", "exclude", "max-depth", "size", "owner", "threads"],
    };
    let parts = parts(words, spec, false);
    let (mut ends, mut globs) = (Vec::new(), false);
    for (name, value) in &parts.options {
        match (name.as_str(), value.as_ref().and_then(Argument::text)) {
            ("e" | "extension", Some(text)) => ends.push(format!(".{text}")),
            ("g" | "glob", None) => globs = true,
            ("t" | "type", Some("f" | "file")) | ("j" | "threads", Some(_)) => {}
            (flag, None) if FLAGS.contains(&flag) => {}
            _ => return None,
        }
    }
    let operands = parts.operands.iter().map(Argument::text).collect::<Option<Vec<_>>>()?;
    let (sought, places) = match operands.split_first() {
        None => (".", &[][..]),
        Some((sought, places)) => (*sought, places),
    };
    let plain = sought.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    let name = match sought {
        "" | "." if !globs => "[!.]*".to_owned(),
        glob if globs && !glob.contains(['/', '\\', '{']) => glob.to_owned(),
        part if plain && !globs => format!("[!.]*{part}*"),
        _ => return None,
    };
    let names = match (plain && !sought.is_empty(), globs) {
        (true, false) => vec![format!("{sought}*"), name],
        _ => vec![name],
    };
    if ends.is_empty() {
        ends.push(String::new());
    }
    let places = if places.is_empty() { &["."][..] } else { places };
    let plain = |place: &&str| !place.contains(['*', '?', '[', '\\']);
    places.iter().all(plain).then(|| {
        let all = places.iter().flat_map(|place| {
            let names = names.iter().flat_map(|name| ends.iter().map(move |end| (name, end)));
            names.map(move |(name, end)| {
                let place = place.trim_end_matches('/');
                Argument::Pattern(format!("{place}/**/{name}{end}"))
            })
        });
        all.collect()
    })
}

/// A word taken as a pattern, as find(1) takes it.
fn pattern(word: &Argument) -> Option<String> {
    match word {
        Argument::Exact(text) if !text.contains('\\') => Some(text.clone()),
        _ => None,
    }
}

/// The files that a command names on its output, one by one; none where nobody knows. `before` is what
/// stands on its input.
pub(super) fn named(words: &[Argument], before: Option<&Vec<Argument>>) -> Option<Vec<Argument>> {
    let (name, rest) = words.split_first()?;
    let sort = Spec { short: "kt", long: &[] };
    match name.text()? {
        "find" => {
            let find = find(rest);
            find.found.filter(|_| find.prints)
        }
        "fd" | "fdfind" => {
            let find = fd(rest);
            find.found.filter(|_| find.prints)
        }
        "ls" if !rest.is_empty() => {
            let is_pattern = |word: &Argument| matches!(word, Argument::Pattern(_));
            rest.iter().all(is_pattern).then(|| rest.to_vec())
        }
        "echo" | "printf" => {
            let words = rest.iter().map(Argument::text).collect::<Option<Vec<_>>>()?;
            let lines = name.text() == Some("printf")
                && words.first().is_some_and(|it| ["%s\\n", "%s\\0", "%s ", "%s"].contains(it));
            let words = &words[usize::from(lines)..];
            let plain = |word: &&str| !word.starts_with('-') && !word.contains(['%', '\\']);
            let words = words.iter().all(plain).then_some(words)?;
            let words = words.iter().flat_map(|word| word.split_whitespace());
            Some(words.map(|word| Argument::Exact(word.to_owned())).collect())
        }
        "git" if rest.first().and_then(Argument::text) == Some("ls-files") => {
            let operands = rest.get(1..)?.iter().filter(|word| word.text() != Some("-z"));
            let tracked = |word: &Argument| {
                let text = word.text()?;
                let plain = !text.starts_with(['-', ':']) && !text.contains(['*', '?', '[', '\\']);
                plain.then(|| Argument::Pattern(text.to_owned()))
            };
            operands.map(tracked).collect::<Option<Vec<_>>>().filter(|named| !named.is_empty())
        }
        "grep" | "egrep" | "fgrep" | "rg" => searched(name.text()?, rest, before.is_some()),
        "git" if rest.first().and_then(Argument::text) == Some("grep") => {
            searched("git grep", rest.get(1..)?, false)
        }
        "sort" | "uniq" if parts(rest, sort, false).operands.is_empty() => before.cloned(),
        _ => None,
    }
}
