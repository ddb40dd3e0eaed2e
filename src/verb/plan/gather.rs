//! What a plan is made from: the documents, the tracked files, imports, shared history, earlier workers.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::config::{Left, slug};
use crate::document::{self, ForAll, Reading, Said, WorkItem};
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{self, Repo};
use crate::plan::{self, Ground, Options};
use crate::scope::Scope;

use super::super::{Context, Plan, spent, watch};
use super::{history, items};

/// How many files are read for imports, and how large each may be: enough for the scopes of a plan.
const MOST_FILES: usize = 2000;
const MOST_BYTES: u64 = 512 * 1024;
/// How many commits are mined for files that change together.
const MOST_COMMITS: usize = 5000;

/// The repository, where the lead stands in one.
pub(super) struct Place {
    repo: Repo,
}

impl Place {
    /// Where its documents are looked up.
    pub(super) fn root(&self) -> &Path {
        self.repo.root()
    }

    /// The plan of the repository, if it has one.
    pub(super) fn plan(&self, context: &Context) -> Result<Option<Plan>, Failure> {
        context.plan_if_any(&self.repo)
    }
}

/// The documents as they stand, and what was handed in ready.
pub(super) struct Sources {
    /// Each document's name in the plan, and its bytes.
    documents: Vec<(String, Vec<u8>)>,
    handed: Vec<WorkItem>,
    /// What was handed in for all items.
    for_all: Vec<ForAll>,
    /// What is to be told of items that were handed in.
    pub(super) told: Vec<String>,
}

impl Sources {
    /// What they come to, with what was `said` about them.
    pub(super) fn read(&self, said: &Said) -> Result<Reading, Failure> {
        let documents = self.documents.iter();
        let documents = documents.map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let mut reading = document::read_all(documents, said)?;
        reading.items.extend(self.handed.iter().cloned());
        reading.for_all.extend(self.for_all.iter().cloned());
        Ok(reading)
    }
}

/// What `names` and `items` hold, and the repository the lead stands in.
pub(super) fn documents(
    context: &Context,
    names: &[String],
    items: Option<&String>,
) -> Result<(Sources, Option<Place>), Failure> {
    let place = Repo::discover(&context.directory).ok().map(|repo| Place { repo });
    let root = place.as_ref().and_then(|place| place.repo.main()).map(Path::to_owned);
    let (mut documents, mut handed, mut for_all) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    let asked = items.into_iter().map(|name| (name, true));
    for (name, asked) in names.iter().map(|name| (name, false)).chain(asked) {
        let (shown, bytes) = one(context, name, root.as_deref())?;
        match items::read(&shown, &bytes, asked)? {
            _ if !seen.insert(shown.clone()) => {}
            Some(work) => {
                handed.extend(work);
                for_all.extend(document::handed_for_all(&String::from_utf8_lossy(&bytes)));
            }
            None => documents.push((shown, bytes)),
        }
    }
    let told = place.as_ref().map(|place| items::check(place.root(), &mut handed));
    Ok((Sources { documents, handed, for_all, told: told.unwrap_or_default() }, place))
}

/// What the file `name` holds, which the lead wrote by hand; `-` is standard input.
pub(super) fn text(context: &Context, name: &Path) -> Result<String, Failure> {
    if name.as_os_str() == "-" {
        return Ok(io::read_to_string(io::stdin())?);
    }
    fs::read_to_string(context.directory.join(name))
        .map_err(|error| Failure::new(format!("cannot read '{}'", name.display())).because(&error))
}

/// A document's name in the plan (from the root of the repository, where it is inside) and its bytes.
fn one(context: &Context, name: &str, root: Option<&Path>) -> Result<(String, Vec<u8>), Failure> {
    if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(("stdin".into(), bytes));
    }
    let path = context.directory.join(name);
    if path.is_dir() {
        return Err(Failure::new(format!("'{name}' is a directory, not a document"))
            .hint("name the documents in it one by one"));
    }
    if let Some((root, inside)) = root.and_then(|root| {
        let here = fs::canonicalize(&context.directory).ok()?;
        let root = fs::canonicalize(root).ok()?;
        let inside = within(&root, &here.join(name))?;
        Some((root, inside))
    }) {
        // What a clone brings along may be a link to what is nobody's plan.
        Beneath::repository(&root).look(&inside).map_err(|error| {
            Failure::from(error).hint("to read what it leads to, name that itself")
        })?;
    }
    let bytes = fs::read(&path).map_err(|error| {
        let failure = Failure::new(format!("cannot read '{name}'"));
        match error.kind() {
            io::ErrorKind::NotFound => failure
                .because(&error)
                .hint("check the name, or read from standard input with: git parallel plan -"),
            _ => failure.because(&error).hint("check the file's permissions"),
        }
    })?;
    let whole = fs::canonicalize(&path).unwrap_or(path);
    let inside = root
        .and_then(|root| whole.strip_prefix(fs::canonicalize(root).ok()?).ok().map(PathBuf::from));
    let shown = inside
        .and_then(|path| path.to_str().map(str::to_owned))
        .unwrap_or_else(|| name.trim_start_matches("./").to_owned());
    Ok((shown, bytes))
}

/// The way from `root` to `path`, where that is written as a way inside it, wherever it leads.
fn within(root: &Path, path: &Path) -> Option<PathBuf> {
    let mut way = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                way.pop();
            }
            Component::CurDir => {}
            part => way.push(part),
        }
    }
    way.strip_prefix(root).ok().map(Path::to_owned)
}

/// What earlier plans were told to leave out.
pub(super) fn left(context: &Context, place: Option<&Place>) -> Result<Vec<Left>, Failure> {
    let Some(Place { repo }) = place else { return Ok(Vec::new()) };
    Ok(context.plan_if_any(repo)?.map(|plan| plan.config.left).unwrap_or_default())
}

/// What is known about the repository for planning `work`.
pub(super) fn ground(
    context: &Context,
    place: Option<&Place>,
    work: &[WorkItem],
    feature: Option<&str>,
) -> Result<Ground, Failure> {
    let Some(Place { repo }) = place else { return Ok(Ground::default()) };
    let mut ground = Ground { files: repo.tracked()?, ..Ground::default() };
    if let Some(plan) = context.plan_if_any(repo)? {
        let branches: Vec<String> = plan
            .config
            .worker
            .iter()
            .map(|worker| format!("refs/heads/{}", plan.config.branch(worker)))
            .collect();
        if !branches.is_empty() {
            let tips = repo.tips(&branches, None)?;
            let started = plan
                .config
                .worker
                .iter()
                .zip(&branches)
                .filter(|(_, branch)| tips.contains_key(*branch));
            ground.started = started.map(|(worker, _)| worker.id.clone()).collect();
        }
        ground.spent = spent::names(repo, &plan.config)?;
        ground.spent.extend(plan.config.left.iter().map(|left| left.id.clone()));
        ground.past = history::past(repo, &plan.config)?;
        ground.estimate = plan.config.estimate;
        ground.shared.clone_from(&plan.config.guard.shared);
        let config = &plan.config;
        let (own, others) = config.worker.iter().cloned().partition(|worker| {
            feature
                .is_none_or(|name| config.feature(worker).is_some_and(|it| slug(it) == slug(name)))
        });
        (ground.workers, ground.others) = (own, others);
        if !ground.others.is_empty() {
            let seen = watch::all(repo, config)?;
            let landed = seen.into_iter().filter(|seen| seen.work.merged);
            ground.landed = landed.map(|seen| seen.work.id).collect();
        }
        // They need not be committed yet.
        for other in &ground.others {
            ground.spent.insert(other.id.clone());
            ground.spent.extend(other.task.iter().map(|task| task.id.clone()));
        }
    }
    // A first, plain plan tells which files matter; only those are read and mined.
    let wanted = wanted(&plan::build(work, &ground, &Options::default()), &ground.files);
    if !wanted.is_empty() {
        let root = repo.main().unwrap_or(repo.common());
        ground.imports = plan::imports(&sources(root, &wanted), &ground.files);
        let progress = context.out.progress("mining history, commits", MOST_COMMITS);
        ground.together =
            git::together(repo, &wanted, MOST_COMMITS, &|| progress.step("")).unwrap_or_default();
        progress.finish();
    }
    Ok(ground)
}

/// The tracked files the items' scopes hold.
fn wanted(manifest: &plan::Manifest, files: &[String]) -> Vec<String> {
    let patterns: Vec<&String> =
        manifest.items.iter().filter(|item| item.is_open()).flat_map(|item| &item.scope).collect();
    let exact: HashSet<&str> = patterns.iter().map(|path| path.as_str()).collect();
    let wide: Vec<&str> = patterns
        .iter()
        .map(|path| path.as_str())
        .filter(|path| path.ends_with('/') || path.contains('*'))
        .collect();
    let wide = Scope::of(&wide);
    files
        .iter()
        .filter(|file| exact.contains(file.as_str()) || wide.owns(file.as_bytes()))
        .take(MOST_FILES)
        .cloned()
        .collect()
}

fn sources(root: &Path, wanted: &[String]) -> Vec<(String, String)> {
    let below = Beneath::repository(root);
    wanted
        .iter()
        .filter_map(|path| {
            let file = root.join(path);
            let meta = fs::symlink_metadata(&file).ok()?;
            if !meta.is_file() || meta.len() > MOST_BYTES {
                return None;
            }
            let text = below.read(Path::new(path)).ok()??;
            Some((path.clone(), String::from_utf8_lossy(&text).into_owned()))
        })
        .collect()
}
