//! Edits outside a worker's scope that no commit holds yet, and what the lead can do about them.

use super::action::action;
use super::needs::LEAD;
use super::{Action, Row, State, Watched};
use crate::config::Config;

/// How many paths a command to paste names.
const MOST: usize = 4;

/// The edited paths that are not the worker's to edit. While git is amid something, what it brings is
/// others' work.
pub(super) fn edits<'w>(config: &Config, row: &Row, watched: &'w Watched) -> Vec<&'w String> {
    let Some(worker) = config.find(&row.worker).filter(|_| row.amid.is_none()) else {
        return Vec::new();
    };
    let (own, shared) = (worker.owned(), config.shared());
    let allowed = |path: &&String| own.owns(path.as_bytes()) || shared.owns(path.as_bytes());
    watched.work.dirty.iter().filter(|path| !allowed(path)).collect()
}

/// What to do about them: grant what is nobody's and was not asked for, look at what is another's.
pub(super) fn answer(config: &Config, row: &Row, watched: &Watched, tree: &str) -> Option<Action> {
    let all = edits(config, row, watched);
    // Of what is finished, the way is told already.
    if all.is_empty() || matches!(row.state, State::Complete | State::Merged) {
        return None;
    }
    let asked = |path: &&&String| {
        let asks = |item: &str| path.starts_with(item.trim_end_matches('/'));
        row.open_needs().any(|need| need.of == LEAD && asks(&need.item))
    };
    let id = &row.worker;
    let free: Vec<&str> =
        all.iter().filter(|path| !asked(path)).map(|path| path.as_str()).collect();
    let plain = |path: &&str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
        path.chars().all(fits) && !path.starts_with('-')
    };
    let grants = |path: &&str| plain(path) && config.owner(path.as_bytes()).is_none();
    if free.is_empty() {
        return None;
    }
    Some(if free.len() <= MOST && free.iter().all(grants) {
        action(
            format!("let {id} change {}, if that is right; else have it undone", free.join(", ")),
            format!("git parallel grant {id} {} --reason 'its work needs it'", free.join(" ")),
        )
    } else {
        action(
            format!("see what {id} edits outside its scope, and have it undone or handed over"),
            format!("git -C {tree} status --short"),
        )
    })
}
