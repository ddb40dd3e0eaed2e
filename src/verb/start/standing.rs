//! Whether an agent asks before it writes: one judgement of its guard in a worktree, for whoever tells it.

use std::path::Path;

use serde_json::Value;

use super::agent::{ASKED, COMMON, Seat};
use super::launcher;
use crate::agent::{Profile, Settings, Shape};
use crate::config::Launch;
use crate::failure::Failure;
use crate::file::Beneath;
use crate::git::{self, Repo};

/// The edit guard of an agent in a worktree.
#[derive(Debug, Default)]
pub(in crate::verb) struct Standing {
    /// Why it does not stand though it could, in a sentence.
    pub(in crate::verb) lacking: Option<String>,
    /// Where it stands only for who starts the agent by its launch script, in a sentence.
    pub(in crate::verb) only: Option<String>,
}

impl Standing {
    fn lacks(why: String) -> Self {
        Self { lacking: Some(why), only: None }
    }
}

/// How the edit guard of an agent stands in `worktree`: by one of its ways, which is enough.
pub(in crate::verb) fn standing(
    repo: &Repo,
    launch: &Launch,
    worktree: &Path,
) -> Result<Standing, Failure> {
    let Some(profile) = launch.profile.as_ref().filter(|profile| profile.edit_guard) else {
        return Ok(Standing::default());
    };
    let title = &profile.title;
    if let Some(file) = switched_off(profile, worktree) {
        return Ok(Standing::lacks(format!("'{file}' switches the hooks of {title} off")));
    }
    // What is given by the command needs no settings.
    if profile.settings.is_empty() {
        return Ok(match launch.probe.as_slice() {
            [] => Standing::lacks(format!(
                "the command of [agent] leaves out '{{options}}', by which {title} asks before it writes"
            )),
            _ => Standing::default(),
        });
    }
    let given = |file: &String| launch.probe.iter().any(|probe| probe.file.as_ref() == Some(file));
    let mut first: Option<Problem> = None;
    for settings in &profile.settings {
        match problem(repo, title, worktree, settings)? {
            _ if settings.file.starts_with(COMMON) && !given(&settings.file) => {}
            None => {
                let by_script = first.filter(|problem| problem.is_left);
                let only = by_script.map(|problem| {
                    format!(
                        "{}: {title} asks where its launch script starts it, not by hand",
                        problem.why
                    )
                });
                return Ok(Standing { lacking: None, only });
            }
            Some(problem) => first = first.or(Some(problem)),
        }
    }
    let lacking = first
        .map(|Problem { why, .. }| format!("{why}; nothing makes {title} ask before it writes"));
    Ok(Standing { lacking, only: None })
}

/// Why one way does not stand.
struct Problem {
    why: String,
    /// Whether the file is somebody's, and was left alone for that.
    is_left: bool,
}

fn problem(
    repo: &Repo,
    title: &str,
    worktree: &Path,
    settings: &Settings,
) -> Result<Option<Problem>, Failure> {
    let seat = match Seat::of(repo, worktree, settings) {
        Ok(seat) => seat,
        Err(why) => {
            return Ok(Some(Problem {
                why: format!("{why}, so it was left alone"),
                is_left: true,
            }));
        }
    };
    let text = seat.root.read_text(&seat.at).ok().flatten().unwrap_or_default();
    let file = &settings.file;
    if !text.contains(ASKED) {
        let is_left = seat.is_tracked(worktree, settings)?;
        let why = if is_left {
            format!("'{file}' is tracked, so it was left alone")
        } else {
            format!("'{file}' says nothing of the guard to {title}")
        };
        return Ok(Some(Problem { why, is_left }));
    }
    let gone = asked(&text, settings.shape).and_then(|program| launcher::gone(repo, program));
    let why = gone.map(|program| format!("'{file}' runs '{program}', which is gone"));
    Ok(why.map(|why| Problem { why, is_left: false }))
}

/// The file of settings in which somebody switched all hooks of the agent off.
fn switched_off(profile: &Profile, worktree: &Path) -> Option<String> {
    let says = |text: String| {
        let there: Value = serde_json::from_str(&text).unwrap_or_default();
        profile.hooks_off.iter().any(|(at, off)| there.pointer(at) == Some(&Value::Bool(*off)))
    };
    let read = |named: &String| match named.strip_prefix("~/") {
        Some(rest) => std::fs::read_to_string(std::env::home_dir()?.join(rest)).ok(),
        None => Beneath::worktree(worktree).read_text(Path::new(named)).ok().flatten(),
    };
    let mut files = profile.protects.iter();
    files.find(|named| read(named).is_some_and(says)).cloned()
}

/// The program that settings in JSON have judge edits.
fn asked(text: &str, shape: Shape) -> Option<String> {
    fn said(value: &Value) -> Option<&str> {
        match value {
            Value::String(command) => command.split_once(ASKED).map(|(program, _)| program),
            Value::Array(list) => list.iter().find_map(said),
            Value::Object(map) => map.values().find_map(said),
            _ => None,
        }
    }
    let there: Value = match shape {
        Shape::Json => serde_json::from_str(text).ok()?,
        // What is called in a program's text stands there as in JSON.
        Shape::Whole => serde_json::from_str(text).ok().or_else(|| {
            let line = text.lines().find(|line| line.contains(ASKED))?;
            let (before, _) = line.split_once(ASKED)?;
            let (_, word) = before.rsplit_once("(\"")?;
            serde_json::from_str(&format!("\"{word}{ASKED}\"")).ok()
        })?,
    };
    let word = said(&there)?;
    // As `sh` quotes it.
    let quoted = word.strip_prefix('\'').and_then(|word| word.strip_suffix('\''));
    Some(quoted.map_or_else(|| word.to_owned(), |word| word.replace("'\\''", "'")))
}

/// Whether a shell finds `program`.
pub(super) fn is_there(program: &str) -> bool {
    which::which(program).is_ok() || git::is_executable(Path::new(program))
}
