//! Documents in the forms people and agents write, and the lines a careful lead would take from each.

use std::collections::BTreeMap;
use std::path::Path;

use git_parallel_reader::{State, read};

#[derive(serde::Deserialize)]
struct Wanted {
    open: Vec<usize>,
}

#[test]
fn every_form_gives_the_lines_a_lead_would_take() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let labels = std::fs::read_to_string(tests.join("forms.toml")).expect("labels");
    let labels: BTreeMap<String, Wanted> = toml::from_str(&labels).expect("TOML");
    for (name, wanted) in labels {
        let bytes = std::fs::read(tests.join("forms").join(&name)).expect("a document");
        let reading = read(&name, &bytes).expect("text");
        let open = reading.items.iter().filter(|item| item.state == State::Open);
        let open: Vec<usize> = open.map(|item| item.line).collect();
        assert_eq!(open, wanted.open, "{name}");
    }
}
