//! `clean --backups`: drops what was kept long enough, refs and trash.

use std::fs;
use std::time::{Duration, SystemTime};

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::seconds;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{BACKUPS, Repo};
use crate::render::count;
use crate::verb::Context;

#[derive(Serialize, JsonSchema)]
pub(super) struct Shown<'s> {
    dropped: &'s [String],
    kept: usize,
}

/// Runs it.
pub(super) fn run(context: &Context, repo: &Repo, age: &str) -> Result<Exit, Failure> {
    let age = seconds(age).ok_or_else(|| {
        Failure::new(format!("'{age}' is no time"))
            .hint("say it as in: git parallel clean --backups 30d")
    })?;
    let limit = SystemTime::now().checked_sub(Duration::from_secs(age));
    let limit = limit.and_then(|time| jiff::Timestamp::try_from(time).ok());
    let limit = limit.map(|time| time.strftime("%Y%m%d-%H%M%S").to_string()).unwrap_or_default();
    let (mut old_refs, mut dropped, mut kept) = (Vec::new(), Vec::new(), 0);
    for (name, id) in repo.refs(&[BACKUPS.to_owned()])? {
        if is_older(name.strip_prefix(BACKUPS).unwrap_or(&name), &limit) {
            dropped.push(name.clone());
            old_refs.push((name, id));
        } else {
            kept += 1;
        }
    }
    let trash = repo.parallel_dir().join("trash");
    let old: Vec<_> = fs::read_dir(&trash)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| is_older(&entry.file_name().to_string_lossy(), &limit))
        .map(|entry| entry.path())
        .collect();
    dropped.extend(old.iter().map(|path| path.to_string_lossy().into_owned()));
    if !context.dry_run {
        if !old_refs.is_empty() {
            repo.delete_refs(&old_refs)?;
        }
        for folder in &old {
            fs::remove_dir_all(folder).map_err(|error| {
                Failure::new(format!("cannot remove '{}'", folder.display())).because(&error)
            })?;
        }
    }
    if context.json {
        context.out.json("backups", &Shown { dropped: &dropped, kept })?;
        return Ok(Exit::Done);
    }
    let did = if context.dry_run { "would drop" } else { "dropped" };
    let mut text = format!("{did} {}, kept {kept}\n", count(dropped.len(), "backup"));
    for name in &dropped {
        text.push_str(&format!("  {name}\n"));
    }
    context.out.answer(text)?;
    Ok(Exit::Done)
}

/// Whether something kept under this name, which begins with its stamp, is older than `limit`. A
/// name without a stamp is not ours to drop.
fn is_older(name: &str, limit: &str) -> bool {
    let stamp = name.get(..15).unwrap_or_default();
    let digits = stamp.bytes().enumerate().all(|(at, byte)| match at {
        8 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    stamp.len() == 15 && digits && stamp < limit
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn only_stamped_names_grow_old() {
        assert!(is_older("20260101-000000-7/heads/x", "20260102-000000"));
        assert!(!is_older("20260103-000000-7/heads/x", "20260102-000000"));
        assert!(!is_older("mine/heads/x", "20260102-000000"));
        assert!(!is_older("2026", "20260102-000000"));
    }
}
