//! The book: its manual is the pages of man/ as Markdown, and nothing in it leads nowhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{committed, pages, root};

fn source() -> PathBuf {
    root().join("docs/book/src")
}

#[test]
fn the_manual_of_the_book_is_the_pages() {
    let pages = pages::all();
    let names: BTreeSet<String> =
        pages.iter().map(|(name, _)| name[..name.len() - 2].to_owned()).collect();
    let files = pages.iter().map(|(name, roff)| {
        let name = &name[..name.len() - 2];
        let roff = std::str::from_utf8(roff).expect("text");
        (format!("{name}.md"), markdown(name, roff, &names).into_bytes())
    });
    committed("docs/book/src/manual", files.collect());
}

#[test]
fn every_page_of_the_book_is_in_its_summary() {
    let summary = fs::read_to_string(source().join("SUMMARY.md")).expect("a summary");
    let listed: BTreeSet<PathBuf> = links(&summary).iter().map(PathBuf::from).collect();
    let mut there = BTreeSet::new();
    for folder in ["", "manual", "recipes"] {
        for entry in fs::read_dir(source().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|it| it == "md") && !path.ends_with("SUMMARY.md") {
                there.insert(path.strip_prefix(source()).expect("below").to_owned());
            }
        }
    }
    assert_eq!(listed, there);
}

#[test]
fn nothing_in_the_book_leads_nowhere() {
    let summary = fs::read_to_string(source().join("SUMMARY.md")).expect("a summary");
    for page in links(&summary) {
        let file = source().join(&page);
        let folder = file.parent().expect("a folder");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{page}: {error}"));
        for target in links(&text).iter().filter(|it| !it.contains("://")) {
            let path = target.split('#').next().expect("a part");
            assert!(path.is_empty() || folder.join(path).exists(), "{page} leads to {target}");
        }
        for (at, _) in text.match_indices("{{#include ") {
            let named = text[at + 11..].split("}}").next().expect("an end");
            let (path, anchor) = named.split_once(':').unwrap_or((named, ""));
            let included = fs::read_to_string(folder.join(path));
            let included = included.unwrap_or_else(|error| panic!("{page}, {named}: {error}"));
            for mark in ["ANCHOR", "ANCHOR_END"] {
                let line = format!("<!-- {mark}: {anchor} -->");
                let found = included.lines().filter(|it| *it == line).count();
                assert!(anchor.is_empty() || found == 1, "{page}: {found} of '{line}' in {path}");
            }
        }
    }
}

#[test]
fn the_readme_shows_every_picture_and_leads_nowhere_else() {
    let readme = fs::read_to_string(root().join("README.md")).expect("text");
    let shown = links(&readme);
    for target in shown.iter().filter(|it| !it.contains("://") && !it.starts_with('#')) {
        assert!(root().join(target).exists(), "{target} is not there");
    }
    for entry in fs::read_dir(root().join("docs/pictures")).expect("the pictures") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(shown.contains(&format!("docs/pictures/{name}")), "{name} is not shown");
    }
}

/// What is shown to be run names verbs and options that are there.
#[test]
fn every_command_of_the_book_and_the_readme_is_one() {
    let mut files = vec![root().join("README.md")];
    for folder in ["", "recipes"] {
        let entries = fs::read_dir(source().join(folder)).expect("a folder");
        files.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    files.retain(|file| file.extension().is_some_and(|it| it == "md"));
    let mut tried = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        for line in text.lines().filter_map(|it| it.trim().strip_prefix("git parallel ")) {
            tried += 1;
            known(&file, line);
        }
    }
    assert!(tried > 30, "only {tried} commands were found");
}

#[track_caller]
fn known(file: &Path, line: &str) {
    let tree = git_parallel::seams::command();
    let line = line.split(['#', ';', '|', '>']).next().expect("a part");
    let words: Vec<&str> = line.split_whitespace().take_while(|it| *it != "--").collect();
    let Some(first) = words.first().filter(|it| !it.starts_with('-')) else { return };
    let verb = tree.find_subcommand(first);
    let verb = verb.unwrap_or_else(|| panic!("{}: no verb in '{line}'", file.display()));
    let below = verb.get_subcommands().flat_map(clap::Command::get_arguments);
    let long: BTreeSet<&str> = (verb.get_arguments().chain(below).chain(tree.get_arguments()))
        .filter_map(clap::Arg::get_long)
        .collect();
    for word in words.iter().filter_map(|it| it.strip_prefix("--")) {
        let name = word.split('=').next().expect("a part");
        assert!(long.contains(name), "{}: no --{name} in '{line}'", file.display());
    }
}

/// The targets of links and pictures.
fn links(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES;
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.into_string())
        }
        _ => None,
    };
    Parser::new_ext(text, options).filter_map(target).collect()
}

/// A page as Markdown: the requests that our pages use, and no others.
fn markdown(name: &str, roff: &str, names: &BTreeSet<String>) -> String {
    let mut out = format!("# {name}\n");
    let (mut literal, mut term) = (false, false);
    for line in roff.lines() {
        let (request, rest) = line.split_once(' ').unwrap_or((line, ""));
        match request {
            ".nf" | ".fi" => {
                literal = request == ".nf";
                out.push_str(if literal { "\n```text\n" } else { "```\n" });
            }
            _ if literal => out.push_str(&format!("{}\n", plain(line))),
            ".SH" => out.push_str(&format!("\n## {}\n\n", sentence(&plain(rest)))),
            ".SS" => out.push_str(&format!("\n### {}\n\n", plain(rest))),
            ".TP" => term = true,
            ".IP" => out.push_str("\n- "),
            ".PP" | ".RS" | ".RE" => out.push('\n'),
            ".br" => out.push_str("\\\n"),
            ".TH" | ".ie" | ".el" => {}
            _ if request.starts_with('.') => panic!("{name}: a request to be taught: {line}"),
            _ if term => {
                term = false;
                let term = plain(line);
                let linked = page(&term, names);
                let shown = linked.unwrap_or_else(|| format!("`{term}`"));
                out.push_str(&format!("\n**{shown}**\\\n"));
            }
            _ => out.push_str(&format!("{}\n", words(&plain(line), names))),
        }
    }
    let mut text = String::new();
    for line in out.lines() {
        if !line.is_empty() || !text.ends_with("\n\n") {
            text.push_str(&format!("{line}\n"));
        }
    }
    text
}

/// Text without the escapes of roff.
fn plain(line: &str) -> String {
    [("\\fB", ""), ("\\fI", ""), ("\\fR", ""), ("\\&", ""), ("\\*(Aq", "'"), ("\\(aq", "'")]
        .iter()
        .chain(&[("\\-", "-"), ("\\(bu", "-"), ("\\e", "\\")])
        .fold(line.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// `EXIT STATUS` as a heading of a book: `Exit status`.
fn sentence(heading: &str) -> String {
    let lower = heading.to_lowercase();
    format!("{}{}", &heading[..1], &lower[1..])
}

/// `git-parallel-plan(1)` as a link to its page.
fn page(text: &str, names: &BTreeSet<String>) -> Option<String> {
    let (name, rest) = text.split_once('(')?;
    let known = names.contains(name) && matches!(rest.trim_end_matches(','), "1)" | "5)");
    known.then(|| format!("[{name}]({name}.md){}", if text.ends_with(',') { "," } else { "" }))
}

/// Words that Markdown takes for nothing else; what stands between backticks is code already.
fn words(text: &str, names: &BTreeSet<String>) -> String {
    if let Some(linked) = page(text, names) {
        return linked;
    }
    let part = |(n, part): (usize, &str)| {
        if n % 2 == 1 {
            return format!("`{part}`");
        }
        part.chars().fold(String::new(), |mut out, c| {
            match c {
                '<' => out.push_str("&lt;"),
                '*' | '_' | '[' | ']' | '\\' | '#' => out.extend(['\\', c]),
                c => out.push(c),
            }
            out
        })
    };
    if text.matches('`').count() % 2 == 1 {
        return part((0, text)).replace('`', "\\`");
    }
    text.split('`').enumerate().map(part).collect()
}
