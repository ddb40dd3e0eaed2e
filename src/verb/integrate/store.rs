//! The journals' files below `<common>/parallel`: `integration.toml`, one more for each that runs at the
//! same time, and `landed.toml` for the last that was cleaned up.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::config::slug;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::{Journal, Way};
use crate::monitor::Standing;
use crate::render::is_about;
use crate::verb::context::write_whole;

/// The file of all but the first of the integrations that run at the same time.
fn beside(repo: &Repo, feature: &str) -> PathBuf {
    repo.parallel_dir().join("integrations").join(format!("{feature}.toml"))
}

fn first(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("integration.toml")
}

fn landed_file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("landed.toml")
}

/// The file of one that landed before the last.
fn landed_before(repo: &Repo, feature: &str) -> PathBuf {
    repo.parallel_dir().join("landed").join(format!("{feature}.toml"))
}

/// The file of one that landed and was cleaned up.
fn landed_as(repo: &Repo, feature: &str) -> Result<PathBuf, Failure> {
    let before = landed_before(repo, feature);
    let last = read(repo, &landed_file(repo))?.is_some_and(|it| it.feature == feature);
    Ok(if !last && before.exists() { before } else { landed_file(repo) })
}

fn given_up_file(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("given-up.toml")
}

/// Its worktree may have been moved since, and its base renamed.
fn follow(repo: &Repo, journal: &mut Journal) -> Result<(), Failure> {
    if repo.tip(&journal.base)?.is_none()
        && let Some(name) = repo.renamed_to(&journal.base)
    {
        journal.base = name;
    }
    if Path::new(&journal.worktree).exists() {
        return Ok(());
    }
    let on = |tree: &git::Worktree| {
        tree.branch.as_ref() == Some(&journal.branch) && tree.admin().is_some()
    };
    let trees = repo.worktrees()?;
    if let Some(tree) = trees.iter().find(|tree| on(tree) && tree.path.exists()) {
        journal.worktree = tree.path.to_string_lossy().into_owned();
    }
    Ok(())
}

/// Whether something was begun in its worktree and not ended.
fn is_amid(journal: &Journal) -> Result<bool, Failure> {
    let at = Path::new(&journal.worktree);
    Ok(at.join(".git").exists() && git::amid(at)?.is_some())
}

/// The journal as it is kept: a worktree below the main one by its path from there, so that it is
/// found where the repository is moved to.
fn text(repo: &Repo, journal: &Journal) -> Result<String, Failure> {
    let mut kept = journal.clone();
    if let Ok(relative) = Path::new(&journal.worktree).strip_prefix(repo.root()) {
        kept.worktree = relative.to_string_lossy().into_owned();
    }
    Ok(kept.text()?)
}

/// All journals with their files, in the order they were begun in as far as that is known.
fn listed(repo: &Repo) -> Result<Vec<(PathBuf, Journal)>, Failure> {
    let folder = repo.parallel_dir().join("integrations");
    let more = match fs::read_dir(&folder) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let more = more.map_err(|error| unreadable(&error))?;
    let mut more: Vec<PathBuf> = more
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "toml"))
        .collect();
    more.sort();
    let mut found = Vec::new();
    for file in std::iter::once(first(repo)).chain(more) {
        if let Some(journal) = read(repo, &file)? {
            found.push((file, journal));
        }
    }
    if let Some(journal) = back(repo)?
        && !found.iter().any(|(_, it): &(PathBuf, Journal)| it.feature == journal.feature)
    {
        found.push((beside(repo, &journal.feature), journal));
    }
    Ok(found)
}

/// The one that was given up or taken back last, once its branch is back as it was.
fn back(repo: &Repo) -> Result<Option<Journal>, Failure> {
    let Some(mut journal) = read(repo, &given_up_file(repo))? else { return Ok(None) };
    let was = journal.given_up.take();
    let is_back = was.is_some() && repo.tip(&journal.branch)? == was;
    Ok(is_back.then_some(journal))
}

/// The integration that was given up or taken back last.
pub(super) fn given_up(repo: &Repo) -> Result<Option<Journal>, Failure> {
    read(repo, &given_up_file(repo))
}

/// The integrations under way or waiting to land. One that was given up or taken back is again, once
/// its branch is back as it was.
pub(in crate::verb) fn all(repo: &Repo) -> Result<Vec<Journal>, Failure> {
    Ok(listed(repo)?.into_iter().map(|(_, journal)| journal).collect())
}

/// The integration of `feature`; where none is named, the only one, the only one that has not landed,
/// or the only one that stands as is `wanted`. `call` is the command that asks.
pub(in crate::verb) fn find(
    repo: &Repo,
    feature: Option<&str>,
    wanted: Option<Standing>,
    call: &str,
) -> Result<Option<Journal>, Failure> {
    let all = all(repo)?;
    let several = all.len() > 1;
    let found = meant(repo, all, feature, wanted, call)?;
    // Whatever is printed from now on is about this one.
    if let Some(journal) = found.as_ref().filter(|_| several) {
        is_about(&journal.feature);
    }
    Ok(found)
}

fn meant(
    repo: &Repo,
    mut all: Vec<Journal>,
    feature: Option<&str>,
    wanted: Option<Standing>,
    call: &str,
) -> Result<Option<Journal>, Failure> {
    if let Some(name) = feature {
        let name = slug(name);
        return Ok(all.into_iter().find(|journal| journal.feature == name));
    }
    if all.len() > 1 {
        let mut open = Vec::new();
        for journal in &all {
            let standing = standing_of(repo, journal)?;
            if standing != Standing::Landed {
                open.push((journal.clone(), standing));
            }
        }
        if open.len() > 1 && open.iter().filter(|(_, it)| Some(*it) == wanted).count() == 1 {
            open.retain(|(_, standing)| Some(*standing) == wanted);
        }
        let open: Vec<Journal> = open.into_iter().map(|(journal, _)| journal).collect();
        if open.len() != 1 {
            let some = if open.is_empty() { &all } else { &open };
            let names: Vec<&str> = some.iter().map(|journal| journal.feature.as_str()).collect();
            return Err(Failure::new(format!(
                "several integrations are there: {}",
                names.join(", ")
            ))
            .hint(format!("name the one that is meant, as in: {call} {}", names[0])));
        }
        all = open;
    }
    Ok(all.into_iter().next())
}

fn read(repo: &Repo, file: &Path) -> Result<Option<Journal>, Failure> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let mut journal = Journal::parse(&text)?;
            journal.worktree = repo.root().join(&journal.worktree).to_string_lossy().into_owned();
            follow(repo, &mut journal)?;
            Ok(Some(journal))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(&error)),
    }
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::new("cannot read the journal of the integration").because(error)
}

/// What can be taken back: the integration under way, or else the last one that landed and was
/// cleaned up.
pub(super) fn undoable(repo: &Repo, feature: Option<&str>) -> Result<Journal, Failure> {
    match latest(repo, feature)? {
        Some(journal) => Ok(journal),
        None => require(repo, feature, UNDO),
    }
}

/// The integration under way, or else the last one that landed and was cleaned up.
fn latest(repo: &Repo, feature: Option<&str>) -> Result<Option<Journal>, Failure> {
    let named = |journal: &Journal| feature.is_none_or(|name| slug(name) == journal.feature);
    match find(repo, feature, None, UNDO)? {
        None => match (read(repo, &landed_file(repo))?.filter(named), feature) {
            (None, Some(name)) => read(repo, &landed_before(repo, &slug(name))),
            (last, _) => Ok(last),
        },
        under_way => Ok(under_way),
    }
}

/// All of them, with the last one that landed and was cleaned up.
pub(in crate::verb) fn ever(repo: &Repo) -> Result<Vec<Journal>, Failure> {
    let mut all = all(repo)?;
    all.extend(read(repo, &landed_file(repo))?);
    Ok(all)
}

/// Those that landed as other commits than their own, and were not taken back since; the base has no
/// other sign of them.
pub(in crate::verb) fn landed_anew(repo: &Repo) -> Result<Vec<Journal>, Failure> {
    let mut found = Vec::new();
    for journal in ever(repo)? {
        let Some(landing) = journal.landing.as_ref().filter(|it| it.way != Way::Merge) else {
            continue;
        };
        let base = format!("refs/heads/{}", journal.base);
        if !landing.back && repo.is_ancestor(&landing.new, &base)? {
            let (back, all) = repo.taken_back(&landing.old, &landing.new, &base)?;
            if back < all {
                found.push(journal);
            }
        }
    }
    Ok(found)
}

/// Writes the journal of what is taken back to where it is kept.
pub(super) fn update(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let own = listed(repo)?.into_iter().find(|(_, it)| it.feature == journal.feature);
    let file = match own {
        Some((file, _)) => file,
        None => landed_as(repo, &journal.feature)?,
    };
    write_whole(&file, text(repo, journal)?.as_bytes())
}

/// The integrations under way or waiting to land, each with how far it came.
pub(super) fn standings(repo: &Repo) -> Result<Vec<(Journal, Standing)>, Failure> {
    let mut found = Vec::new();
    for journal in all(repo)? {
        let standing = standing_of(repo, &journal)?;
        found.push((journal, standing));
    }
    Ok(found)
}

/// How far an integration has come.
pub(super) fn standing_of(repo: &Repo, journal: &Journal) -> Result<Standing, Failure> {
    let base = format!("refs/heads/{}", journal.base);
    // The base may be merged into it just now.
    if !journal.is_done() || is_amid(journal)? {
        return Ok(Standing::Open);
    }
    if let Some(landing) = &journal.landing
        && repo.is_ancestor(&landing.new, &base)?
    {
        return Ok(Standing::Landed);
    }
    // Somebody may have merged it by hand, or squashed it.
    Ok(match repo.tip(&journal.branch)? {
        Some(tip) if repo.is_ancestor(&tip, &base)? => Standing::Landed,
        Some(tip) if repo.is_absorbed(&base, &tip)? => Standing::Landed,
        _ => Standing::Ready,
    })
}

/// What takes a finished integration back.
const UNDO: &str = "git parallel integrate --undo";

/// The integration under way; a failure when there is none. `call` is the command that asks.
pub(super) fn require(repo: &Repo, feature: Option<&str>, call: &str) -> Result<Journal, Failure> {
    find(repo, feature, Some(Standing::Open), call)?.ok_or_else(|| {
        let what = feature.map_or_else(String::new, |name| format!(" of '{name}'"));
        Failure::new(format!("no integration{what} is under way"))
            .hint("to begin one, run: git parallel integrate FEATURE")
    })
}

/// Writes the journal, all at once.
pub(in crate::verb) fn save(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let listed = listed(repo)?;
    if listed.iter().any(|(_, it)| it.feature != journal.feature) {
        is_about(&journal.feature);
    }
    let own = listed.iter().find(|(_, it)| it.feature == journal.feature);
    let taken = listed.iter().any(|(file, _)| *file == first(repo));
    let file = match own {
        Some((file, _)) => file.clone(),
        None if taken => beside(repo, &journal.feature),
        None => first(repo),
    };
    write_whole(&file, text(repo, journal)?.as_bytes())
}

/// Forgets the integration, once it is cleaned up; what landed can still be taken back.
pub(in crate::verb) fn put_away(repo: &Repo, branch: &str) -> Result<(), Failure> {
    for (file, journal) in listed(repo)?.into_iter().filter(|(_, it)| it.branch == branch) {
        if journal.landing.is_some() {
            if let Some(last) = read(repo, &landed_file(repo))? {
                let file = landed_before(repo, &last.feature);
                write_whole(&file, text(repo, &last)?.as_bytes())?;
            }
            write_whole(&landed_file(repo), text(repo, &journal)?.as_bytes())?;
        }
        forget(&file)?;
    }
    Ok(())
}

/// Keeps what is about to be given up or taken back at `tip`, for when its branch comes back.
pub(super) fn keep(repo: &Repo, journal: &Journal, tip: &str) -> Result<(), Failure> {
    let given_up = Some(tip.to_owned());
    let kept = Journal { given_up, begun: None, landing: None, ..journal.clone() };
    write_whole(&given_up_file(repo), text(repo, &kept)?.as_bytes())
}

/// Forgets the integration that was given up or taken back.
pub(super) fn remove(repo: &Repo, journal: &Journal) -> Result<(), Failure> {
    let own = listed(repo)?.into_iter().find(|(_, it)| it.feature == journal.feature);
    match own {
        Some((file, _)) => forget(&file),
        None => forget(&landed_as(repo, &journal.feature)?),
    }
}

fn forget(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::new("cannot remove the journal of the integration").because(&error))
        }
        _ => Ok(()),
    }
}
