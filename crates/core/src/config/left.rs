//! `[[left]]`: items that were answered away, so that no later plan offers them again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml_edit::{ArrayOfTables, DocumentMut, Item};

use super::EditError;
use super::edit::table_of;

/// `[[left]]`: an item of a document that is no work; written by `git parallel plan`. Without the table
/// the item comes again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// The identifier it had, which no other item gets.
    pub id: String,
    /// The item in words.
    pub text: String,
    /// The document it was read in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The item that says the same; it was dropped where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<String>,
}

/// The text with these items left out besides those that are.
pub fn add_left(text: &str, left: &[Left]) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse()?;
    if left.is_empty() {
        return Ok(text.to_owned());
    }
    let empty = || Item::ArrayOfTables(ArrayOfTables::new());
    let there = document.entry("left").or_insert_with(empty);
    let Some(tables) = there.as_array_of_tables_mut() else { return Err(EditError::NotLeft) };
    for one in left {
        let fresh = table_of(one)?;
        let same = |table: &toml_edit::Table| {
            ["text", "document"].iter().all(|key| {
                let of = |table: &toml_edit::Table| {
                    table.get(key).and_then(Item::as_str).map(str::to_owned)
                };
                of(table) == of(&fresh)
            })
        };
        if !tables.iter().any(same) {
            tables.push(fresh);
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_written_once_and_read_back() {
        let one = Left {
            id: "item-2".into(),
            text: "Tidy up".into(),
            document: Some("a.md".into()),
            same: Some("item-1".into()),
        };
        let text = add_left("version = 1\nbase = \"main\"\n", &[one.clone(), one.clone()]).unwrap();
        assert_eq!(super::super::parse("x", &text).unwrap().left, std::slice::from_ref(&one));
        assert_eq!(add_left(&text, &[one]).unwrap(), text);
        assert!(add_left("left = 1", &[Left::default()]).is_err());
    }
}
