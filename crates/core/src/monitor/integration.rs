//! The integration that is under way, and what is to be done about it.

use schemars::JsonSchema;
use serde::Serialize;

use super::action::CLEAN;
use crate::config::slug;
use crate::paste::sh;

use super::{Action, Alert, AlertKind, Level, Row, State, Watched};

/// How far an integration came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Not all is merged and checked: it stopped, or is at work just now.
    Open,
    /// All is merged and checked; the base has none of it.
    Ready,
    /// It is on the base.
    Landed,
}

impl Standing {
    /// The word for it, as programs read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Landed => "landed",
        }
    }
}

/// What keeps an integration that is merged from landing as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Lacks {
    /// The base has moved on.
    Base {
        /// The branch of the base it lacks, here or on the remote.
        name: String,
    },
    /// It stands on another one that has not landed.
    Below {
        /// What that one integrates.
        feature: String,
    },
    /// Conflict markers were committed.
    Markers {
        /// The first file with them.
        path: String,
    },
}

/// An integration, as its journal tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Integration {
    /// What is integrated.
    pub feature: String,
    /// The integration branch.
    pub branch: String,
    /// Its worktree.
    pub worktree: String,
    /// How far it came.
    pub standing: Standing,
    /// The worker whose merge is next, or in conflict.
    pub next: Option<String>,
    /// What keeps it from landing as it is; none where nothing is known to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<Lacks>,
    /// Whether no check is configured, so that nothing was checked.
    pub unchecked: bool,
    /// The workers in it, each with the commit that is merged.
    #[serde(skip)]
    pub merges: Vec<(String, String)>,
}

impl Integration {
    /// Whether the merge of `worker` as it is now, with `tip`, is its business.
    pub(super) fn holds(&self, worker: &str, tip: Option<&String>) -> bool {
        self.merges.iter().any(|(id, merged)| id == worker && Some(merged) == tip)
    }

    /// Whether it is of `feature`, whose workers are `rows`.
    pub(super) fn is_of(&self, feature: Option<&str>, rows: &[&Row]) -> bool {
        feature.is_some_and(|name| slug(name) == self.feature)
            || self.merges.iter().any(|(id, _)| rows.iter().any(|row| row.worker == *id))
    }

    /// The workers in it that have committed since they were merged.
    fn late<'r>(&'r self, rows: &'r [Row], watched: &'r [Watched]) -> Vec<&'r Row> {
        let both = rows.iter().zip(watched).filter(|(row, seen)| {
            self.merges.iter().any(|(id, _)| *id == row.worker)
                && row.state != State::Merged
                && !self.holds(&row.worker, seen.work.tip.as_ref())
        });
        both.map(|(row, _)| row).collect()
    }

    pub(super) fn alert(&self, rows: &[Row], watched: &[Watched]) -> Option<Alert> {
        let late: Vec<&str> =
            self.late(rows, watched).into_iter().map(|row| row.worker.as_str()).collect();
        let at = self.next.as_ref().map_or(String::new(), |worker| format!(" at {worker}"));
        let (level, text) = match self.standing {
            Standing::Open => (
                Level::Warning,
                format!("the integration of {} stands{at}: it is not finished", self.feature),
            ),
            Standing::Ready if !late.is_empty() => (
                Level::Warning,
                format!("{}, without what {} committed since", self.merged(), late.join(", ")),
            ),
            Standing::Ready => match &self.lacks {
                Some(Lacks::Base { name }) => {
                    (Level::Warning, format!("{}, and {name} has moved on since", self.merged()))
                }
                Some(Lacks::Markers { path }) => {
                    let text = format!("{}, with conflict markers in {path}", self.merged());
                    (Level::Warning, text)
                }
                Some(Lacks::Below { feature }) => {
                    let text = format!("{}: it can land once {feature} has", self.merged());
                    (Level::Note, text)
                }
                None => (Level::Note, format!("{}: it can land", self.merged())),
            },
            Standing::Landed => return None,
        };
        Some(Alert { level, kind: AlertKind::Integration, worker: self.next.clone(), text })
    }

    /// What was done, in words.
    fn merged(&self) -> String {
        let checked = if self.unchecked {
            "merged, and nothing was checked ([check] run is empty)"
        } else {
            "merged and checked"
        };
        format!("the integration of {} is {checked}", self.feature)
    }

    /// The workers of its feature that are complete and not in it.
    fn left<'r>(&'r self, rows: &'r [Row]) -> Vec<&'r str> {
        let mine = |id: &str| self.merges.iter().any(|(worker, _)| worker == id);
        let own = |row: &&Row| {
            let same = |it: &Row| it.feature == row.feature && mine(&it.worker);
            row.state == State::Complete && !mine(&row.worker) && rows.iter().any(same)
        };
        rows.iter().filter(own).map(|row| row.worker.as_str()).collect()
    }

    /// Whether it merged the work of `row`, and that was taken back since.
    fn took_back(&self, row: &Row) -> bool {
        matches!(row.state, State::Reverted { .. })
            && self.merges.iter().any(|(worker, _)| *worker == row.worker)
    }

    /// What brings it on; `alone` where there is nothing else that could be meant.
    pub(super) fn actions(&self, rows: &[Row], watched: &[Watched], alone: bool) -> Vec<Action> {
        let late = self.late(rows, watched);
        let feature = &self.feature;
        let action = |why: String, run: &str| {
            let named = match run {
                _ if alone => run.to_owned(),
                CLEAN => format!("{run} --feature {feature}"),
                _ => format!("{run} {feature}"),
            };
            Action { why, run: Some(named) }
        };
        match self.standing {
            Standing::Open => vec![
                action(
                    format!(
                        "go on with the integration of {feature}, once its conflict or its check is mended in {}",
                        self.worktree
                    ),
                    "git parallel integrate --continue",
                ),
                action(
                    format!("or give the integration of {feature} up"),
                    "git parallel integrate --abort",
                ),
            ],
            // It would not land without them; only what is complete is merged.
            Standing::Ready if !late.is_empty() => {
                let ended = |row: &&&Row| row.state == State::Complete;
                let done: Vec<&str> = late.iter().filter(ended).map(|row| &*row.worker).collect();
                let why = format!("merge what {} committed since", done.join(", "));
                let go_on = action(why, "git parallel integrate --continue");
                (!done.is_empty()).then_some(go_on).into_iter().collect()
            }
            Standing::Ready => match &self.lacks {
                Some(Lacks::Base { name }) => vec![action(
                    format!("take {name} into the integration of {feature}, check it, and land it"),
                    "git parallel land --update",
                )],
                Some(Lacks::Markers { .. }) => vec![Action {
                    why: format!(
                        "commit the files resolved in {}, then land {feature}",
                        self.worktree
                    ),
                    run: Some(format!("git -C {} status", sh(&self.worktree))),
                }],
                // That one has an action of its own.
                Some(Lacks::Below { .. }) => Vec::new(),
                None => vec![action(format!("review and land {feature}"), "git parallel land")],
            },
            // What was taken back is not over.
            Standing::Landed if rows.iter().any(|row| self.took_back(row)) => Vec::new(),
            Standing::Landed => {
                let mut found = vec![action(format!("{feature} has landed: clean up"), CLEAN)];
                let left = self.left(rows);
                if !left.is_empty() {
                    let why =
                        format!("then merge what is complete and not in it: {}", left.join(", "));
                    let run = Some(format!("git parallel integrate {}", sh(feature)));
                    found.push(Action { why, run });
                }
                found
            }
        }
    }
}
