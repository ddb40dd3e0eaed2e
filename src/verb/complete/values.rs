//! The values themselves: from the plan, the refs and the index.

use std::collections::BTreeSet;

use super::asked::{Asked, Kind};
use crate::config::{Config, Task};
use crate::git::Repo;
use crate::render::{Color, Out, inert};
use crate::verb::Context;

/// More values than this help nobody choose.
const MOST: usize = 2000;

/// One value and what it means.
#[derive(Debug, Clone)]
pub(super) struct Value {
    word: String,
    about: String,
}

impl Value {
    fn new(word: impl Into<String>, about: impl Into<String>) -> Self {
        Self { word: word.into(), about: about.into() }
    }

    /// As the shell scripts read it.
    pub(super) fn line(&self) -> String {
        let about = inert(self.about.as_bytes());
        if about.is_empty() { self.word.clone() } else { format!("{}\t{about}", self.word) }
    }
}

/// What fits the word asked about; nothing where no repository or no plan answers.
pub(super) fn values(asked: &Asked) -> Vec<Value> {
    let mut found = match asked.kind {
        Kind::Document => documents(asked),
        Kind::Verb => verbs(),
        _ => of_repository(asked),
    };
    found.retain(|value| {
        value.word.starts_with(&asked.word) && !value.word.contains(['\n', '\t', '\u{1b}'])
    });
    found.truncate(MOST);
    found
}

/// What only a repository with a plan can tell.
fn of_repository(asked: &Asked) -> Vec<Value> {
    let out = Out::new(Color::Never, true);
    let (json, dry_run, trust) = (false, true, false);
    let context = Context { directory: asked.directory.clone(), out, json, dry_run, trust };
    let Ok(repo) = context.repo() else { return Vec::new() };
    let config = context.plan(&repo).map(|plan| plan.config).ok();
    let planned = |of: fn(&Config) -> Vec<Value>| config.as_ref().map(of).unwrap_or_default();
    match asked.kind {
        Kind::Worker => planned(workers),
        Kind::Need => planned(needs),
        Kind::ItemOrPath => [planned(items), paths(&repo, asked)].concat(),
        Kind::Branch => branches(&repo),
        Kind::RangeOrWorker => [planned(workers), branches(&repo)].concat(),
        Kind::Path => paths(&repo, asked),
        Kind::Feature => planned(features),
        Kind::Document | Kind::Verb => Vec::new(),
    }
}

/// Files that look like something to plan from, as a shell completes files.
fn documents(asked: &Asked) -> Vec<Value> {
    const ENDINGS: [&str; 7] = [".md", ".markdown", ".txt", ".org", ".rst", ".adoc", ".json"];
    let folder = asked.word.rfind('/').map_or("", |slash| &asked.word[..=slash]);
    let Ok(entries) = asked.directory.join(folder).read_dir() else { return Vec::new() };
    let named = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.path().is_dir();
        let fits = is_folder || ENDINGS.iter().any(|end| name.to_lowercase().ends_with(end));
        let hidden = name.starts_with('.') && !asked.word[folder.len()..].starts_with('.');
        (fits && !hidden).then(|| format!("{folder}{name}{}", if is_folder { "/" } else { "" }))
    };
    let found: BTreeSet<String> = entries.filter_map(named).collect();
    found.into_iter().map(|path| Value::new(path, "")).collect()
}

fn verbs() -> Vec<Value> {
    let tree = crate::cli::command();
    let about =
        |verb: &clap::Command| verb.get_about().map(ToString::to_string).unwrap_or_default();
    tree.get_subcommands().map(|verb| Value::new(verb.get_name(), about(verb))).collect()
}

fn workers(config: &Config) -> Vec<Value> {
    config.worker.iter().map(|worker| Value::new(&worker.id, worker.title())).collect()
}

fn items(config: &Config) -> Vec<Value> {
    let tasks = config.worker.iter().flat_map(|worker| &worker.task);
    tasks.map(|task| Value::new(&task.id, &task.text)).collect()
}

fn needs(config: &Config) -> Vec<Value> {
    let mut found = Vec::new();
    for worker in &config.worker {
        let need = |task: &Task| Value::new(format!("{}/{}", worker.id, task.id), &task.text);
        found.extend(worker.task.iter().map(need));
    }
    found
}

fn features(config: &Config) -> Vec<Value> {
    config.feature.iter().map(|name| Value::new(name, "")).collect()
}

fn branches(repo: &Repo) -> Vec<Value> {
    repo.branch_names().iter().map(|name| Value::new(name, "")).collect()
}

/// Tracked paths as a shell completes files: up to the next slash.
fn paths(repo: &Repo, asked: &Asked) -> Vec<Value> {
    let folder = asked.word.rfind('/').map_or(0, |slash| slash + 1);
    let listed = repo.tracked_within(&asked.word[..folder]);
    let next = |path: &String| {
        let end = path.get(folder..)?.find('/').map_or(path.len(), |slash| folder + slash + 1);
        Some(path[..end].to_owned())
    };
    let found: BTreeSet<String> = listed.iter().filter_map(next).collect();
    found.into_iter().filter(|path| !path.is_empty()).map(|path| Value::new(path, "")).collect()
}
