//! Text of `.parallel.toml` to a [`Config`], with line, column and suggestion when it is wrong.

use toml::Spanned;

use super::Config;
use super::validate::{Problem, SHARED, folded_overlaps, validate};

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
    /// A merge left both sides in the text.
    #[error("{name}:{line}: a merge left both sides of a conflict there")]
    Conflict {
        /// The file as named by the caller.
        name: String,
        /// The line of the first mark, from 1.
        line: usize,
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
    let mut config = parse(name, text)?;
    if config.agent.permission.is_some() {
        let places = toml::from_str::<Places>(text).ok();
        let said = places.and_then(|places| places.agent.permission);
        config.agent.permission_line = said.map(|it| line_of(text, it.span().start));
    }
    match validate(&config).into_iter().next() {
        None => Ok(config),
        Some(problem) => Err(LoadError::Problem { name: placed(name, text, &problem), problem }),
    }
}

/// The name of the file, with the line where a pattern is what is wrong.
fn placed(name: &str, text: &str, problem: &Problem) -> String {
    let Problem::Pattern { worker, error } = problem else { return name.to_owned() };
    let Ok(places) = toml::from_str::<Places>(text) else { return name.to_owned() };
    let own = places.worker.iter().filter(|it| it.id == *worker);
    let own = own.flat_map(|it| it.scope.iter().chain(it.grant.iter().flat_map(|it| &it.paths)));
    let shared = places.guard.shared.iter().filter(|_| worker == SHARED);
    match own.chain(shared).find(|it| *it.get_ref() == error.pattern) {
        Some(found) => format!("{name}:{}", line_of(text, found.span().start)),
        None => name.to_owned(),
    }
}

/// The number of the line, from 1, that the byte at `at` is on.
fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// Where in a file stands what is told with its line.
#[derive(serde::Deserialize)]
struct Places {
    #[serde(default)]
    guard: Shared,
    #[serde(default)]
    agent: Allowed,
    #[serde(default)]
    worker: Vec<Owned>,
}

#[derive(Default, serde::Deserialize)]
struct Shared {
    #[serde(default)]
    shared: Vec<Spanned<String>>,
}

#[derive(Default, serde::Deserialize)]
struct Allowed {
    permission: Option<Spanned<String>>,
}

#[derive(serde::Deserialize)]
struct Owned {
    id: String,
    scope: Vec<Spanned<String>>,
    #[serde(default)]
    grant: Vec<Granted>,
}

#[derive(serde::Deserialize)]
struct Granted {
    paths: Vec<Spanned<String>>,
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
    let line = line_of(text, at);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    if let Some(line) = conflict(text) {
        return LoadError::Conflict { name: name.to_owned(), line };
    }
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let suggestion = suggestion(&message);
    LoadError::Syntax { name: name.to_owned(), line, column, message, suggestion }
}

/// The line of the first mark that a merge left in `text`, where it left one of each kind.
fn conflict(text: &str) -> Option<usize> {
    let at = |mark: &str| text.lines().position(|line| line.starts_with(mark));
    let (ours, theirs) = (at("<<<<<<< ")?, at(">>>>>>> ")?);
    (ours < theirs).then_some(ours + 1)
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
    fn a_conflict_is_told_as_one() {
        let text = "version = 1\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n";
        let told = load("plan", text).expect_err("no plan").to_string();
        assert_eq!(told, "plan:2: a merge left both sides of a conflict there");
    }

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
    fn a_pattern_that_is_none_is_told_with_its_worker_and_line() {
        let head = "version = 1\nbase = \"main\"\n";
        let worker =
            "[[worker]]\nid = \"task-1\"\nslug = \"x\"\nscope = [\n  \"a/\",\n  \"/b\",\n]\n";
        let granted = "[[worker.grant]]\npaths = [\"\"]\nreason = \"r\"\n";
        let shared = "[guard]\nshared = [\"/c\"]\n";
        let owned = "[[worker]]\nid = \"task-1\"\nslug = \"x\"\nscope = [\"a/\"]\n";
        for (text, told) in [
            (format!("{head}{worker}"), "x:8: worker 'task-1': bad scope pattern '/b'"),
            (format!("{head}{owned}{granted}"), "x:8: worker 'task-1': bad scope pattern ''"),
            (format!("{head}{shared}"), "x:4: worker 'guard.shared': bad scope pattern '/c'"),
        ] {
            let error = load("x", &text).unwrap_err().to_string();
            assert!(error.starts_with(told), "{error}");
        }
    }

    #[test]
    fn the_smallest_file_has_all_defaults() {
        let config = load("x", "version = 1\nbase = \"trunk\"\n").unwrap();
        assert_eq!(config, Config::on("trunk"));
    }
}
