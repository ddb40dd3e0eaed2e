//! Changes to the text of `.parallel.toml` that keep everything the user wrote around them.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::{Estimate, Worker};

/// Why the text could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The text is not TOML.
    #[error("cannot edit: {0}")]
    Parse(#[from] toml_edit::TomlError),
    /// A table cannot be written as TOML.
    #[error("cannot write the plan: {0}")]
    Write(#[from] toml::ser::Error),
    /// The key `worker` is there, but is no list of tables.
    #[error("'worker' is not a list of [[worker]] tables")]
    NotTables,
    /// The key `left` is there, but is no list of tables.
    #[error("'left' is not a list of [[left]] tables")]
    NotLeft,
}

/// The text with exactly these workers, in this order. A table that says the same already stays
/// as it is, letter for letter; one that changed keeps its comments.
pub fn set_workers(text: &str, workers: &[Worker]) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    let old = match document.remove("worker") {
        None => ArrayOfTables::new(),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => return Err(EditError::NotTables),
    };
    let mut tables = ArrayOfTables::new();
    for worker in workers {
        let fresh = table_of(worker)?;
        let known = old.iter().find(|table| text_of(table, "id") == Some(&worker.id));
        tables.push(known.map_or_else(|| fresh.clone(), |known| renewed(known, &fresh)));
    }
    if !tables.is_empty() {
        document.insert("worker", Item::ArrayOfTables(tables));
    }
    Ok(document.to_string())
}

/// The text with `feature` set.
pub fn set_feature(text: &str, feature: &str) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    document["feature"] = value(feature);
    Ok(document.to_string())
}

/// The text with these minutes in `[estimate]`, comments kept.
pub fn set_estimate(text: &str, estimate: &Estimate) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    let table = document.entry("estimate").or_insert_with(toml_edit::table);
    for (size, minutes) in Estimate::SIZES.into_iter().zip(estimate.minutes()) {
        match table.get_mut(size) {
            Some(there) if there.as_integer() == Some(i64::from(minutes)) => {}
            _ => table[size] = value(i64::from(minutes)),
        }
    }
    Ok(document.to_string())
}

/// The text with these paths in `guard.shared`, besides those that are there.
pub fn add_shared(text: &str, paths: &[String]) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    if paths.is_empty() {
        return Ok(text.to_owned());
    }
    let guard = document.entry("guard").or_insert_with(toml_edit::table);
    let shared = &mut guard["shared"];
    if shared.as_array().is_none() {
        *shared = value(toml_edit::Array::new());
    }
    if let Some(list) = shared.as_array_mut() {
        for path in paths {
            if !list.iter().any(|have| have.as_str() == Some(path)) {
                list.push(path.as_str());
            }
        }
    }
    Ok(document.to_string())
}

/// `known` with what differs taken from `fresh`.
fn renewed(known: &Table, fresh: &Table) -> Table {
    let mut table = known.clone();
    let gone: Vec<String> = table
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !fresh.contains_key(key))
        .collect();
    for key in gone {
        table.remove(&key);
    }
    for (key, item) in fresh {
        match table.get_mut(key) {
            Some(there) if same(there, item) => {}
            Some(there) => *there = item.clone(),
            None => {
                table.insert(key, item.clone());
            }
        }
    }
    table.sort_values_by(|left, _, right, _| place(fresh, left).cmp(&place(fresh, right)));
    table
}

/// Where `key` stands in a freshly written table.
fn place(fresh: &Table, key: &str) -> usize {
    fresh.iter().position(|(name, _)| name == key).unwrap_or(usize::MAX)
}

/// Whether two items mean the same, whatever their layout and comments.
fn same(left: &Item, right: &Item) -> bool {
    let plain = |item: &Item| {
        let mut document = DocumentMut::new();
        document.insert("x", item.clone());
        toml::from_str::<toml::Table>(&document.to_string()).ok()
    };
    plain(left).is_some_and(|left| plain(right) == Some(left))
}

fn text_of<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key).and_then(Item::as_str)
}

/// What is serialized as a table, as the text has one.
pub(super) fn table_of<T: serde::Serialize>(one: &T) -> Result<Table, EditError> {
    #[derive(serde::Serialize)]
    struct One<'w, T> {
        one: [&'w T; 1],
    }
    let text = toml::to_string(&One { one: [one] })?;
    let document: DocumentMut = text.parse()?;
    let mut table = document["one"]
        .as_array_of_tables()
        .and_then(|tables| tables.get(0))
        .cloned()
        .ok_or(EditError::NotTables)?;
    table.set_position(None);
    table.decor_mut().set_prefix("\n");
    for (key, item) in table.iter_mut() {
        if let Some(tables) = item.as_array_of_tables_mut().filter(|_| key != "id") {
            for inner in tables.iter_mut() {
                inner.set_position(None);
                inner.decor_mut().set_prefix("\n");
            }
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Task, load};

    const TEXT: &str = "# ours\nversion = 1\nbase = \"main\" # trunk\n\n# the api\n[[worker]]\nid = \"task-1\"\n\
                        slug = \"api\"\nscope = [\n  \"src/api/\", # routes\n]\n\n[check]\nrun = [\"true\"]\n";

    fn worker(id: &str) -> Worker {
        let task =
            Task { id: format!("{id}-a"), text: "do \"it\"\n`now`".into(), ..Task::default() };
        let scope = vec![format!("{id}/")];
        Worker { id: id.into(), slug: "new".into(), scope, task: vec![task], ..Worker::default() }
    }

    #[test]
    fn workers_that_stay_keep_their_text() {
        let mut workers = load("x", TEXT).unwrap().worker;
        workers.push(worker("task-2"));
        let text = set_workers(TEXT, &workers).unwrap();
        for kept in ["# ours", "# trunk", "# the api", "\"src/api/\", # routes", "[check]"] {
            assert!(text.contains(kept), "{kept} lost in:\n{text}");
        }
        assert_eq!(load("x", &text).unwrap().worker, workers);
        assert_eq!(set_workers(&text, &workers).unwrap(), text, "a second time changes nothing");
    }

    #[test]
    fn a_changed_worker_keeps_its_comment() {
        let mut workers = load("x", TEXT).unwrap().worker;
        workers[0].needs = vec!["task-2".into()];
        workers.push(worker("task-2"));
        let text = set_workers(TEXT, &workers).unwrap();
        assert!(text.contains("# the api") && text.contains("# routes"), "{text}");
        assert_eq!(load("x", &text).unwrap().worker, workers);
    }

    #[test]
    fn an_estimate_is_written_where_it_stands_and_where_none_does() {
        let estimate = Estimate::of([2, 9, 30, 70]);
        let text = set_estimate(TEXT, &estimate).unwrap();
        assert_eq!(load("x", &text).unwrap().estimate, estimate);
        assert!(text.contains("# the api") && text.contains("# trunk"), "{text}");
        assert_eq!(set_estimate(&text, &estimate).unwrap(), text, "a second time changes nothing");
        let noted = format!("{TEXT}\n[estimate]\nS = 2 # typos\nXL = 500\n");
        let text = set_estimate(&noted, &estimate).unwrap();
        assert!(text.contains("S = 2 # typos") && text.contains("XL = 70"), "{text}");
    }

    #[test]
    fn removed_workers_go() {
        let text = set_workers(TEXT, &[]).unwrap();
        assert!(!text.contains("worker"), "{text}");
        assert!(text.contains("[check]"));
    }
}
