//! Text of `.parallel.toml` to a [`Config`], with line, column and suggestion when it is wrong.

use super::Config;
use super::validate::{Problem, folded_overlaps, validate};

/// Why a file is no configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The text is not the TOML this program expects.
    #[error("{name}:{line}:{column}: {message}")]
    Syntax {
        /// The file as named by the caller.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// The file is no UTF-8 text.
    #[error("{name} is not UTF-8 text")]
    Encoding {
        /// The file as named by the caller.
        name: String,
    },
    /// The text is well-formed but says something impossible.
    #[error("{name}: {problem}")]
    Problem {
        /// The file as named by the caller.
        name: String,
        /// The first thing that is impossible.
        problem: Problem,
    },
}

/// Reads and validates `text`; `name` is what messages call the file.
pub fn load(name: &str, text: &str) -> Result<Config, LoadError> {
    let config = parse(name, text)?;
    match validate(&config).into_iter().next() {
        None => Ok(config),
        Some(problem) => Err(LoadError::Problem { name: name.to_owned(), problem }),
    }
}

/// The same for a repository in which paths that differ only in case are one, where `folded`.
pub fn load_folded(name: &str, text: &str, folded: bool) -> Result<Config, LoadError> {
    let config = load(name, text)?;
    let told = |problem| LoadError::Problem { name: name.to_owned(), problem };
    if folded
        && let Some(overlap) = folded_overlaps(&config.worker).map_err(told)?.into_iter().next()
    {
        return Err(told(overlap.into()));
    }
    Ok(config)
}

/// Reads `text` without looking for what is impossible, which a hook has no time for.
pub fn parse(name: &str, text: &str) -> Result<Config, LoadError> {
    toml::from_str(text).map_err(|error| syntax(name, text, &error))
}

fn syntax(name: &str, text: &str, error: &toml::de::Error) -> LoadError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let suggestion = suggestion(&message);
    LoadError::Syntax { name: name.to_owned(), line, column, message, suggestion }
}

/// The expected name nearest to the unknown one, from "unknown field `a`, expected one of `b`, `c`".
fn suggestion(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next().filter(|_| message.starts_with("unknown "))?;
    quoted
        .map(|name| (strsim::damerau_levenshtein(unknown, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(2))
        .min()
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_placed_and_corrected() {
        let error =
            load(".parallel.toml", "version = 1\nbase = \"main\"\n\n[layuot]\nworktrees = \"w\"\n");
        let Err(LoadError::Syntax { line, column, suggestion, .. }) = error else {
            panic!("{error:?}")
        };
        assert_eq!((line, column), (4, 2));
        assert_eq!(suggestion.as_deref(), Some("layout"));
    }

    #[test]
    fn broken_toml_is_placed() {
        let Err(LoadError::Syntax { line, .. }) = load("x", "version = 1\nbase = \"main\n") else {
            panic!("accepted")
        };
        assert_eq!(line, 2);
    }

    #[test]
    fn the_smallest_file_has_all_defaults() {
        let config = load("x", "version = 1\nbase = \"trunk\"\n").unwrap();
        assert_eq!(config, Config::on("trunk"));
    }
}
