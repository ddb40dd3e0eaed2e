//! What is asked for: the argument the cursor stands in, by the clap tree.

use std::path::PathBuf;

use clap::{Arg, Command};

/// What an argument takes that only the repository knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Worker,
    /// An item, or a path that belongs to somebody.
    ItemOrPath,
    /// `worker/item`.
    Need,
    Branch,
    /// A range to judge, or a worker.
    RangeOrWorker,
    /// A tracked path, or a directory of some.
    Path,
    Feature,
    /// A file to plan from, or a directory of some.
    Document,
    /// A verb of this program.
    Verb,
}

impl Kind {
    /// The kind an argument's placeholder names.
    fn of(arg: &Arg) -> Option<Self> {
        let name = arg
            .get_value_names()
            .and_then(|names| names.first())
            .map_or_else(|| arg.get_id().as_str().to_uppercase(), ToString::to_string);
        Some(match name.as_str() {
            "WORKER" | "WORKERS" => Self::Worker,
            "ITEM|PATH" => Self::ItemOrPath,
            "NEED" => Self::Need,
            "BRANCH" | "REVISION" => Self::Branch,
            "RANGE|WORKER" => Self::RangeOrWorker,
            "PATH" | "PATTERN" => Self::Path,
            "FEATURE" => Self::Feature,
            "DOC" => Self::Document,
            "VERB" => Self::Verb,
            _ => return None,
        })
    }
}

/// The question a shell asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) kind: Kind,
    /// The word as far as it is typed.
    pub(super) word: String,
    /// Where the command would run.
    pub(super) directory: PathBuf,
}

/// Reads `words`, from `git` or `git-parallel` up to the cursor; none where the shell knows better.
pub(super) fn asked(words: &[String]) -> Option<Asked> {
    let (word, before) = words.split_last()?;
    let mut directory = PathBuf::from(".");
    let rest = own(before, &mut directory)?;
    let mut command = crate::cli::command();
    command.build();
    let mut command = &command;
    let (mut place, mut pending) = (0, None);
    let mut rest = rest.iter().map(String::as_str).filter(|word| *word != "=");
    while let Some(word) = rest.next() {
        if word.starts_with('-') {
            pending = option(command, word).filter(|arg| arg.get_action().takes_values());
            if word == "-C"
                && let Some(to) = rest.next()
            {
                directory.push(to);
                pending = None;
            }
        } else if let Some(arg) = pending {
            // `--scope a b` takes all that follows, `--from a` one word.
            pending = Some(arg).filter(|arg| is_many(arg));
        } else if let Some(verb) = command.find_subcommand(word) {
            (command, place) = (verb, 0);
        } else {
            place += 1;
        }
    }
    let (arg, word) = match (pending, word.split_once('=')) {
        (_, Some((name, value))) if word.starts_with("--") => (option(command, name)?, value),
        _ if word.starts_with('-') => return None,
        (Some(arg), _) => (arg, word.trim_start_matches('=')),
        (None, _) => (positional(command, place)?, word.as_str()),
    };
    Some(Asked { kind: Kind::of(arg)?, word: word.to_owned(), directory })
}

/// What follows the verb's own name; `-C` before it is git's and counts all the same.
fn own<'a>(words: &'a [String], directory: &mut PathBuf) -> Option<&'a [String]> {
    let (first, mut rest) = words.split_first()?;
    if first.rsplit('/').next() == Some("git-parallel") {
        return Some(rest);
    }
    while let Some((word, after)) = rest.split_first() {
        match (word.as_str(), after.first()) {
            ("parallel", _) => return Some(after),
            ("-C", Some(to)) => directory.push(to),
            _ => {}
        }
        rest = after;
    }
    None
}

fn option<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let name = word.split('=').next().unwrap_or(word);
    command.get_arguments().find(|arg| {
        name.strip_prefix("--").is_some_and(|long| arg.get_long() == Some(long))
            || name
                .strip_prefix('-')
                .is_some_and(|short| arg.get_short().is_some_and(|have| short.chars().eq([have])))
    })
}

fn positional(command: &Command, place: usize) -> Option<&Arg> {
    let mut all = command.get_positionals();
    all.nth(place).or_else(|| command.get_positionals().last().filter(|arg| is_many(arg)))
}

fn is_many(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|count| count.max_values() > 1)
        || matches!(arg.get_action(), clap::ArgAction::Append) && arg.is_positional()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_at_the_cursor_is_found() {
        for (line, want) in [
            ("git parallel start ta", Some((Kind::Worker, "ta", "."))),
            ("git parallel start task-1 ", Some((Kind::Worker, "", "."))),
            ("git -C x parallel status t", Some((Kind::Worker, "t", "./x"))),
            ("git-parallel -C x prompt ", Some((Kind::Worker, "", "./x"))),
            ("git-parallel prompt task-1 ", None),
            ("git parallel start --from ma", Some((Kind::Branch, "ma", "."))),
            ("git parallel start --from=ma", Some((Kind::Branch, "ma", "."))),
            ("git parallel start --from = ma", Some((Kind::Branch, "ma", "."))),
            ("git parallel start --from main ", Some((Kind::Worker, "", "."))),
            ("git parallel grant task-1 src/", Some((Kind::Path, "src/", "."))),
            ("git parallel reassign it", Some((Kind::ItemOrPath, "it", "."))),
            ("git parallel reassign a b --to ", Some((Kind::Worker, "", "."))),
            ("git parallel check ", Some((Kind::RangeOrWorker, "", "."))),
            ("git parallel add t d --scope src/ ", Some((Kind::Path, "", "."))),
            ("git parallel integrate ", Some((Kind::Feature, "", "."))),
            ("git parallel plan rev", Some((Kind::Document, "rev", "."))),
            ("git parallel man ", Some((Kind::Verb, "", "."))),
            ("git parallel plan --workers ", None),
            ("git parallel st", None),
            ("git parallel start --fr", None),
            ("git status ", None),
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let got = asked(&words);
            let got = got.as_ref().map(|asked| {
                (asked.kind, asked.word.as_str(), asked.directory.to_str().expect("text"))
            });
            assert_eq!(got, want, "{line}");
        }
    }
}
