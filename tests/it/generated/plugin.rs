//! The plugin and the extension are what the skills and profiles say now.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use snapbox::{Data, assert_data_eq};

use super::root;

fn below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            below(&path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn the_plugin_and_the_extension_are_the_skills_and_profiles() {
    let files = git_parallel::seams::plugin();
    let wanted: BTreeSet<PathBuf> = files.iter().map(|(name, _)| root().join(name)).collect();
    for (name, text) in files {
        let file = root().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        assert_data_eq!(text, Data::read_from(&file, None).raw());
    }
    let mut there = BTreeSet::new();
    for folder in [".claude-plugin", "plugin", "extension"] {
        below(&root().join(folder), &mut there);
    }
    assert_eq!(there, wanted, "files that nothing generates");
}

#[test]
fn skills_conform_to_the_format() {
    for (name, text) in git_parallel::seams::SKILLS {
        let head = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (head, _) = head.expect("front matter");
        assert!(head.contains(&format!("name: {name}\n")), "{head}");
        let about = head.lines().find_map(|line| line.strip_prefix("description: "));
        assert!(about.is_some_and(|about| about.len() <= 1024), "{head}");
    }
}
