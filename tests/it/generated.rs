//! What is generated and committed (pages, completions, the README's usage) is what the clap tree says now.
//!
//! `SNAPSHOTS=overwrite cargo test --test it generated` writes them anew.

mod book;
mod config_page;
mod pages;
#[cfg(unix)]
mod pictures;
mod plugin;
mod shells;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use snapbox::{Data, assert_data_eq};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of `folder` is one of `files`, and each holds what it should.
#[track_caller]
fn committed(folder: &str, files: Vec<(String, Vec<u8>)>) {
    let wanted: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
    fs::create_dir_all(root().join(folder)).expect("a folder");
    for (name, content) in files {
        let file = root().join(folder).join(&name);
        let text = String::from_utf8(content).expect("text");
        assert_data_eq!(text, Data::read_from(&file, None).raw());
    }
    let there: BTreeSet<String> = fs::read_dir(root().join(folder))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(there, wanted, "files of {folder} that nothing generates");
}

#[test]
fn the_pages_are_the_command_line_s() {
    committed("man", pages::all());
}

#[test]
fn the_completions_are_the_command_line_s() {
    committed("completions", shells::all());
}

#[test]
fn every_page_and_completion_can_be_installed_by_the_program() {
    let of = |folder: &str| -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
            .expect("a folder")
            .map(|entry| PathBuf::from(entry.expect("an entry").file_name()))
            .collect();
        found.sort();
        found
    };
    let mut pages: Vec<PathBuf> =
        git_parallel::seams::PAGES.iter().map(|(name, _)| PathBuf::from(name)).collect();
    pages.sort();
    assert_eq!(pages, of("man"), "list every page in src/verb/man.rs");
}
