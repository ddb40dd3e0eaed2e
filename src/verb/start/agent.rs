//! The settings that put the edit guard before an agent's writes, in a worktree and beside it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::launcher;
use super::standing::standing;
use crate::agent::{self, Profile, Settings, Shape};
use crate::config::{Config, Launch};
use crate::failure::Failure;
use crate::file::{Astray, Beneath};
use crate::git::{self, Repo};
use crate::verb::{Context, exclude};
use crate::worker::{chosen, sh};

/// Writes them for a worker that has this `launch`, and keeps what its agent leaves behind out of
/// commits. What stands in a file already stays; one under version control is left alone, and told.
pub(super) fn guard(
    context: &Context,
    repo: &Repo,
    launch: &Launch,
    worker: &str,
    worktree: &Path,
) -> Result<(), Failure> {
    let Some(profile) = &launch.profile else { return Ok(()) };
    launcher::ensure(repo)?;
    for pattern in &profile.leaves {
        exclude::ensure(repo, pattern)?;
    }
    for settings in &profile.settings {
        // What is not gone to is told below.
        let Ok(seat) = Seat::of(repo, worktree, settings) else { continue };
        if seat.is_tracked(worktree, settings)? {
            continue;
        }
        let content = content(repo, settings);
        let text = match settings.shape {
            Shape::Whole => content,
            Shape::Json => {
                let mut there = seat.json()?;
                let ours: Value = serde_json::from_str(&content).map_err(std::io::Error::from)?;
                if !merge(&mut there, &ours) {
                    continue;
                }
                serde_json::to_string_pretty(&there).map_err(std::io::Error::from)? + "\n"
            }
        };
        if seat.root.read(&seat.at)?.is_some_and(|there| there == text.as_bytes()) {
            continue;
        }
        if !seat.common {
            exclude::ensure(repo, &exclude::exactly(&seat.at.to_string_lossy()))?;
        }
        seat.root.write(&seat.at, text.as_bytes(), None)?;
    }
    let stands = standing(repo, launch, worktree)?;
    if let Some(problem) = stands.lacking {
        context.out.warn(format!("the edit guard of {worker}: {problem}"));
    }
    if let Some(only) = stands.only {
        context.out.note(format!("the edit guard of {worker}: {only}"));
    }
    Ok(())
}

/// What begins the name of a file that is not in the worktree.
pub(super) const COMMON: &str = "{common}/";

/// Where a file of settings is, links that stay in the worktree followed.
pub(super) struct Seat {
    /// Below what it is.
    pub(super) root: Beneath,
    /// From there.
    pub(super) at: PathBuf,
    /// Whether that is git's common directory.
    pub(super) common: bool,
}

impl Seat {
    pub(super) fn of(repo: &Repo, worktree: &Path, settings: &Settings) -> Result<Self, Astray> {
        match settings.file.strip_prefix(COMMON) {
            Some(rest) => {
                let (root, at) = (Beneath::repository(repo.common()), PathBuf::from(rest));
                Ok(Self { root, at, common: true })
            }
            None => Self::inside(worktree, &settings.file),
        }
    }

    fn inside(worktree: &Path, file: &str) -> Result<Self, Astray> {
        let root = Beneath::worktree(worktree);
        let at = root.look(Path::new(file))?.at;
        root.refuse(&at)?;
        Ok(Self { root, at, common: false })
    }

    /// Whether the file, or what stands for it, is under version control.
    pub(super) fn is_tracked(&self, worktree: &Path, settings: &Settings) -> Result<bool, Failure> {
        if self.common {
            return Ok(false);
        }
        let at = self.at.to_string_lossy();
        Ok(git::is_tracked(worktree, &at)?
            || (at != *settings.file && git::is_tracked(worktree, &settings.file)?))
    }

    fn json(&self) -> Result<Value, Failure> {
        let Some(text) = self.root.read_text(&self.at)? else {
            return Ok(Value::Object(Map::new()));
        };
        serde_json::from_str(&text).map_err(|error| {
            Failure::new(format!("cannot read '{}'", self.at.display()))
                .because(&error)
                .hint("mend or remove the file, then run: git parallel start")
        })
    }
}

/// The content with the program that judges put in, for JSON escaped.
fn content(repo: &Repo, settings: &Settings) -> String {
    filled(settings, &launcher::shown(repo))
}

fn filled(settings: &Settings, program: &str) -> String {
    let escaped = Value::from(sh(program)).to_string();
    // One mark at each end is JSON's own, another one may be the shell's.
    let inner = escaped.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or_default();
    settings.content.trim_start().replace("{guard}", inner)
}

/// Writes the settings of a worker that was started anew, as its agent wants them by now.
pub(in crate::verb) fn renew(
    context: &Context,
    repo: &Repo,
    config: &Config,
    worker: &str,
    worktree: &Path,
) -> Result<(), Failure> {
    let Some(known) = config.find(worker) else { return Ok(()) };
    let launch = super::files::launch(config, known, &chosen(&repo.parallel_dir())?)?;
    guard(context, repo, &launch, worker, worktree)
}

/// The folders of worktrees that settings are written into.
pub(in crate::verb) fn folders() -> Vec<String> {
    let all = agent::known().flat_map(|profile| profile.settings);
    let inside = all.filter(|settings| !settings.file.starts_with(COMMON));
    let parent = |settings: Settings| Some(settings.file.rsplit_once('/')?.0.to_owned());
    let mut found: Vec<String> = inside.filter_map(parent).collect();
    found.sort();
    found.dedup();
    found
}

/// What every installed edit guard is called by.
pub(super) const ASKED: &str = " hook pre-tool-use";

/// Whether `path`, a path of `worktree` that git ignores, is a file or folder that holds nothing but
/// what [`guard`] put there.
pub(in crate::verb) fn is_ours(worktree: &Path, path: &str) -> bool {
    let path = Path::new(path.trim_end_matches('/'));
    let profiles: Vec<Profile> = agent::known().collect();
    let all = profiles.iter().flat_map(|profile| &profile.settings);
    let all = all.filter(|settings| !settings.file.starts_with(COMMON)).filter_map(|settings| {
        let seat = Seat::inside(worktree, &settings.file).ok()?;
        seat.at.starts_with(path).then_some((settings, seat))
    });
    let all: Vec<(&Settings, Seat)> = all.collect();
    !all.is_empty()
        && holds_only(&worktree.join(path), &|file| {
            all.iter().any(|(settings, seat)| {
                worktree.join(&seat.at) == file && nothing_else(settings, seat)
            })
        })
}

/// Whether all files at or below `at` are `ours`.
fn holds_only(at: &Path, ours: &dyn Fn(&Path) -> bool) -> bool {
    // Where a link leads is another's.
    let folder = fs::symlink_metadata(at).is_ok_and(|it| it.is_dir());
    match fs::read_dir(at) {
        Ok(entries) if folder => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .all(|path| path.is_ok_and(|path| holds_only(&path, ours))),
        _ => ours(at),
    }
}

/// Whether a file is as [`guard`] would write it where nothing was before.
fn nothing_else(settings: &Settings, seat: &Seat) -> bool {
    let Ok(Some(text)) = seat.root.read_text(&seat.at) else { return false };
    match settings.shape {
        Shape::Whole => text.contains(ASKED),
        Shape::Json => {
            let Ok(there) = serde_json::from_str::<Value>(&text) else { return false };
            let Ok(ours) = serde_json::from_str::<Value>(&filled(settings, "git-parallel")) else {
                return false;
            };
            // Another version of this program may have stood elsewhere.
            let mut renewed = there.clone();
            merge(&mut renewed, &ours);
            renewed == ours
        }
    }
}

/// Puts `ours` into `there`: objects into each other, the entries of lists in place of older ones of
/// ours. Gives whether anything changed; settings of an unknown shape are left alone.
fn merge(there: &mut Value, ours: &Value) -> bool {
    let before = there.clone();
    put(there, ours);
    *there != before
}

fn put(there: &mut Value, ours: &Value) {
    match (there, ours) {
        (Value::Object(there), Value::Object(ours)) => {
            for (key, value) in ours {
                match there.get_mut(key) {
                    Some(old) => put(old, value),
                    None => {
                        there.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(there), Value::Array(ours)) => {
            there.retain(|entry| !calls_us(entry));
            there.extend(ours.iter().cloned());
        }
        _ => {}
    }
}

/// Whether a hook's entry runs this program.
fn calls_us(entry: &Value) -> bool {
    match entry {
        Value::String(text) => text.rsplit_once(" hook ").is_some_and(|(program, rest)| {
            program.trim_end_matches('\'').ends_with("git-parallel")
                || rest.trim_end_matches(" --plain") == "pre-tool-use"
        }),
        Value::Array(entries) => entries.iter().any(calls_us),
        Value::Object(map) => map.values().any(calls_us),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_users_settings_stay_and_ours_are_not_doubled() {
        let entry = |program: &str| {
            json!({ "matcher": "Bash",
                "hooks": [{ "type": "command", "command": format!("{program} hook pre-tool-use") }] })
        };
        let ours = |program: &str| json!({ "hooks": { "PreToolUse": [entry(program)] } });
        let other =
            json!({ "matcher": "Bash", "hooks": [{ "type": "command", "command": "mine" }] });
        let mut there = json!({ "model": "x", "hooks": { "PreToolUse": [other.clone()] } });
        assert!(merge(&mut there, &ours("/old")));
        assert!(merge(&mut there, &ours("'/it is/git-parallel'")));
        assert!(!merge(&mut there, &ours("'/it is/git-parallel'")));
        let list = there["hooks"]["PreToolUse"].as_array().unwrap();
        assert_eq!((list.len(), &list[0], &there["model"]), (2, &other, &json!("x")));
        assert!(!merge(&mut json!([]), &ours("x")), "an unknown shape is left alone");
    }

    #[test]
    fn every_profiles_settings_can_be_written() {
        for profile in agent::known() {
            for settings in &profile.settings {
                let content = filled(settings, "/it's \"here\"/git-parallel");
                assert!(content.contains(ASKED), "{}", profile.name);
                if settings.shape == Shape::Json {
                    let read: Result<Value, _> = serde_json::from_str(&content);
                    assert!(read.is_ok_and(|it| it.is_object()), "{}: {content}", profile.name);
                }
            }
        }
    }
}
