//! Items handed in as JSON by somebody who has read the documents, or as `plan --json` answers them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::item::{Form, Given, Priority, State, WorkItem};
use super::reading::ForAll;
use super::verb::Action;

/// JSON that is no list of items.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandedError {
    /// It is JSON of another kind.
    #[error("'{0}' is JSON, but neither items nor an export of issues")]
    Other(String),
    /// It is no JSON at all.
    #[error("'{name}' is no JSON: {why}")]
    Broken {
        /// The document.
        name: String,
        /// What the parser says, with the place.
        why: String,
    },
    /// An item is not as the schema has it.
    #[error("item {number} of '{name}': {why}")]
    Item {
        /// The document.
        name: String,
        /// Which item, from 1.
        number: usize,
        /// What is wrong with it.
        why: String,
    },
}

/// What is handed in: an object with `items`, or the bare list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Handed {
    /// As `plan --json` answers; what else stands beside the items is passed over.
    Answer {
        /// The items.
        items: Vec<HandedItem>,
    },
    /// The items alone.
    Items(Vec<HandedItem>),
}

/// One item. Only `description`, and a place in a document or a `scope`, must be there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HandedItem {
    /// What to do, in one line.
    pub description: String,
    /// The name others of the list call it by in `depends_on`; `item-7` is kept where it is free.
    pub id: Option<String>,
    /// The name the document gives it.
    pub label: Option<String>,
    /// The document it stands in, from the root of the repository.
    pub document: Option<String>,
    /// Its 1-based line there.
    pub line: Option<usize>,
    /// Both at once, `review.md:14`, or the issue it is, `#1224`.
    pub source: Option<String>,
    /// What it asks for; told from the description where it is left out.
    pub action: Option<Action>,
    /// All there is to say about it, as Markdown, code and all.
    pub text: Option<String>,
    /// The same in short.
    pub detail: Option<String>,
    /// The files and directories it touches; told from the description where it is left out.
    pub scope: Option<Vec<String>>,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// S, M, L or XL; told from the rest where it is left out.
    pub size: Option<String>,
    /// The ids or labels of the items it waits for.
    pub depends_on: Vec<String>,
    /// `ready`, `clarify` with a `question`, `done` or `landed`; ready where it is left out.
    pub status: Option<String>,
    /// What to ask before it can be handed out.
    pub question: Option<String>,
    /// The heading it stands under, or the subject it belongs to.
    pub group: Option<String>,
    /// Its steps, in order.
    pub steps: Vec<String>,
}

/// The items in `text`; none where it is no JSON, or an export of issues. `asked` whether nothing
/// but items will do.
pub fn handed(name: &str, text: &str, asked: bool) -> Result<Option<Vec<WorkItem>>, HandedError> {
    let begins = text.trim_start_matches('\u{feff}').trim_start().starts_with(['[', '{']);
    let value: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) if begins => value,
        Err(error) if asked || begins && is_json(name) => {
            return Err(HandedError::Broken { name: name.to_owned(), why: error.to_string() });
        }
        Ok(_) if asked => return Err(HandedError::Other(name.to_owned())),
        _ => return Ok(None),
    };
    let enveloped = value.get("items").is_some();
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(list)) => list,
            // One issue, as `gh issue view` prints it.
            _ if object.contains_key("title") && !asked => return Ok(None),
            _ => return Err(HandedError::Other(name.to_owned())),
        },
        _ => return Err(HandedError::Other(name.to_owned())),
    };
    let all = |key: &str| !list.is_empty() && list.iter().all(|one| one.get(key).is_some());
    if !all("description") {
        if all("title") && !asked {
            return Ok(None);
        }
        let items = |one: &Value| one.get("description").is_some() || slip(one).is_some();
        if !list.iter().any(items) && !(list.is_empty() && (enveloped || asked)) {
            return Err(HandedError::Other(name.to_owned()));
        }
    }
    let mut from = 0;
    let items = list.into_iter().zip(1..).map(|(value, number)| {
        let wrong = |why: String| HandedError::Item { name: name.to_owned(), number, why };
        if let Some((key, meant)) = slip(&value) {
            return Err(wrong(format!("'{key}' is no key of an item; '{meant}' is")));
        }
        let one: HandedItem =
            serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?;
        let line = line(text, &one.description, &mut from);
        item(name, line, one).map_err(wrong)
    });
    items.collect::<Result<Vec<_>, _>>().map(Some)
}

/// A key of an item that is a slip for one of those that are not there.
fn slip(one: &Value) -> Option<(&str, &'static str)> {
    const KEYS: [&str; 17] = [
        "description",
        "id",
        "label",
        "document",
        "line",
        "source",
        "action",
        "text",
        "detail",
        "scope",
        "priority",
        "size",
        "depends_on",
        "status",
        "question",
        "group",
        "steps",
    ];
    // What `plan --json` says of an item beside these.
    const BESIDE: [&str; 9] = [
        "also",
        "parts",
        "creates",
        "minutes",
        "size_reasons",
        "dependencies",
        "answers",
        "worker",
        "number",
    ];
    let keys = one.as_object()?.keys().map(String::as_str);
    let unknown = keys.filter(|key| !KEYS.contains(key) && !BESIDE.contains(key));
    unknown.into_iter().find_map(|key| {
        let free = KEYS.iter().filter(|known| known.len() > 3 && one.get(**known).is_none());
        free.into_iter().find(|known| is_slip(key, known)).map(|known| (key, *known))
    })
}

/// Whether two words differ by a letter or two, or only by signs and case.
fn is_slip(a: &str, b: &str) -> bool {
    let letters = |word: &str| -> Vec<char> {
        word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (a, b) = (letters(a), letters(b));
    let most = if b.len() > 6 { 2 } else { 1 };
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (other, beside) in b.iter().enumerate() {
            let same = before + usize::from(letter != beside);
            before = row[other + 1];
            row[other + 1] = same.min(before + 1).min(row[other] + 1);
        }
    }
    row[b.len()] <= most
}

/// What is wrong with a path of a scope: it leads out of the repository, or names nothing in it.
fn astray(path: &str) -> Option<String> {
    let parts = || path.trim_start_matches('!').split(['/', '\\']);
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || drive || parts().any(|part| part == "..") {
        Some(format!("'{path}' leads out of the repository: name paths from its root"))
    } else if parts().any(|part| part.eq_ignore_ascii_case(".git")) {
        Some(format!("'{path}' is git's own: name files of the repository"))
    } else if parts().all(|part| part.trim().is_empty() || part == ".") {
        Some(format!("'{path}' names no file or directory"))
    } else {
        None
    }
}

/// What `text`, an answer of `plan --json`, has for all its items.
pub fn handed_for_all(text: &str) -> Vec<ForAll> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Answer {
        for_all: Vec<ForAll>,
    }
    serde_json::from_str::<Answer>(text).unwrap_or_default().for_all
}

fn is_json(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"))
}

/// The line of the JSON the description stands on, searched from the last one on.
fn line(text: &str, description: &str, from: &mut usize) -> usize {
    let quoted = serde_json::to_string(description).unwrap_or_default();
    let at = text[*from..].find(&quoted).map_or(*from, |at| *from + at);
    *from = at;
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// Where an item says that it stands.
struct Stand {
    document: Option<String>,
    line: Option<usize>,
    issue: Option<u64>,
}

impl Stand {
    fn of(one: &HandedItem) -> Self {
        let source = one.source.as_deref().unwrap_or_default();
        let issue = source.strip_prefix('#').and_then(|number| number.parse().ok());
        let parts = source.rsplit_once(':').filter(|_| issue.is_none());
        let document = one.document.clone().or_else(|| Some(parts?.0.to_owned()));
        let line = one.line.or_else(|| parts?.1.parse().ok());
        Self { document, line, issue }
    }

    fn is_nowhere(&self) -> bool {
        self.document.is_none() && self.line.is_none() && self.issue.is_none()
    }
}

fn item(name: &str, line: usize, one: HandedItem) -> Result<WorkItem, String> {
    let title = one.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err("its description is empty".to_owned());
    }
    if let Some(size) = one.size.as_deref().filter(|it| !["S", "M", "L", "XL"].contains(it)) {
        return Err(format!("'{size}' is no size: S, M, L or XL"));
    }
    let stand = Stand::of(&one);
    if stand.is_nowhere() && one.scope.is_none() {
        return Err("it has neither a scope nor a place in a document".to_owned());
    }
    if let Some(why) = one.scope.iter().flatten().find_map(|path| astray(path)) {
        return Err(why);
    }
    let (state, question) = state(&one)?;
    let located = one.scope.is_none();
    let mut item = WorkItem {
        document: stand.document.unwrap_or_else(|| name.to_owned()),
        line: stand.line.unwrap_or(line),
        issue: stand.issue,
        label: one.label,
        detail: one.detail.unwrap_or_default(),
        text: one.text.unwrap_or_default(),
        group: one.group,
        scope: one.scope.unwrap_or_default(),
        priority: one.priority,
        steps: one.steps,
        form: Form::Task,
        state,
        // Whoever hands an item in has read it and asks what is to be asked.
        answered: true,
        given: Some(Given {
            id: one.id,
            action: one.action,
            size: one.size,
            after: one.depends_on,
            question,
        }),
        title,
        ..WorkItem::default()
    };
    if located {
        let said = format!("{} {}", item.title, item.text);
        item.locate(&said);
    }
    Ok(item)
}

/// Whether it is done, and what is to be asked about it.
fn state(one: &HandedItem) -> Result<(State, Option<String>), String> {
    let question = || one.question.clone().unwrap_or_else(|| "What exactly is to be done?".into());
    match one.status.as_deref() {
        None | Some("ready") => Ok((State::Open, None)),
        Some("clarify") => Ok((State::Open, Some(question()))),
        Some("done" | "landed") => Ok((State::Done, None)),
        Some(other) => Err(format!("'{other}' is no status: ready, clarify or done")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Vec<WorkItem>>, HandedError> {
        handed("i.json", text, false)
    }

    #[test]
    fn items_are_read_with_or_without_an_envelope() {
        let bare = r#"[{"description":"Fix the cart","scope":["a/x"],"more":1}]"#;
        let full = format!(r#"{{"schema":1,"kind":"plan","items":{bare}}}"#);
        for text in [bare, &full] {
            let items = read(text).unwrap().unwrap();
            assert_eq!(
                (items.len(), &*items[0].title, &items[0].scope[..]),
                (1, "Fix the cart", &["a/x".to_owned()][..])
            );
        }
        let placed =
            read(r#"[{"description":"Fix `b/y.rs`","source":"r.md:7"}]"#).unwrap().unwrap();
        assert_eq!(
            (&*placed[0].document, placed[0].line, &placed[0].scope[..]),
            ("r.md", 7, &["b/y.rs".to_owned()][..])
        );
    }

    #[test]
    fn what_is_neither_items_nor_issues_is_refused_by_name() {
        for (text, want) in [
            (r#"{"name":"x","version":"1"}"#, "neither items nor an export of issues"),
            (r"[1, 2]", "neither items nor an export of issues"),
            (r#"[{"description":"x"}]"#, "item 1 of 'i.json': it has neither a scope nor a place"),
            (r#"[{"description":"x","scope":"a"}]"#, "item 1 of 'i.json': invalid type"),
            (r#"[{"description":"x","scope":["a"],"size":"9"}]"#, "'9' is no size"),
            (r#"[{"description":"x","scope":["a"]},{"title":"y"}]"#, "item 2"),
            (r#"[{"descripton":"x","scope":["a"]}]"#, "'descripton' is no key of an item; 'desc"),
            (r#"[{"description":"x","scope":["a"],"dependsOn":["b"]}]"#, "'depends_on' is"),
            (r#"[{"description":"x","scope":["../etc"]}]"#, "item 1 of 'i.json': '../etc' leads"),
            (r#"[{"description":"x","scope":["a","b/../../c"]}]"#, "leads out of the repository"),
            (r#"[{"description":"x","scope":["C:\\x"]}]"#, "leads out of the repository"),
            (r#"[{"description":"x","scope":[".git/hooks"]}]"#, "is git's own"),
            (r#"[{"description":"x","scope":["./"]}]"#, "names no file"),
            ("[{", "'i.json' is no JSON"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(want), "{text}: {error}");
        }
        assert_eq!(
            read(r#"[{"number":1,"title":"t","body":"b"}]"#),
            Ok(None),
            "issues are read elsewhere"
        );
        assert_eq!(handed("t.txt", "[ ] Fix it", false), Ok(None), "a box is no JSON");
        assert!(handed("-", "- [ ] Fix it", true).is_err());
    }
}
