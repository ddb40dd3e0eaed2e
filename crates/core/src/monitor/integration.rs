//! The integration that is under way, and what is to be done about it.

use schemars::JsonSchema;
use serde::Serialize;

use super::action::CLEAN;
use crate::config::slug;

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
                format!(
                    "the integration of {} is merged and checked, without what {} committed since",
                    self.feature,
                    late.join(", ")
                ),
            ),
            Standing::Ready => (
                Level::Note,
                format!("the integration of {} is merged and checked: it can land", self.feature),
            ),
            Standing::Landed => return None,
        };
        Some(Alert { level, kind: AlertKind::Integration, worker: self.next.clone(), text })
    }

    /// Whether it merged the work of `row`, and that was taken back since.
    fn took_back(&self, row: &Row) -> bool {
        matches!(row.state, State::Reverted { .. })
            && self.merges.iter().any(|(worker, _)| *worker == row.worker)
    }

    /// What brings it on; `alone` where there is nothing else that could be meant.
    pub(super) fn actions(&self, rows: &[Row], watched: &[Watched], alone: bool) -> Vec<Action> {
        let late = self.late(rows, watched);
        let action = |why: String, run: &str| {
            let named = if alone {
                run.to_owned()
            } else if run == CLEAN {
                format!("{run} --feature {}", self.feature)
            } else {
                format!("{run} {}", self.feature)
            };
            Action { why, run: Some(named) }
        };
        let feature = &self.feature;
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
                let done = late.iter().filter(|row| row.state == State::Complete);
                let done: Vec<&str> = done.map(|row| row.worker.as_str()).collect();
                let why = format!("merge what {} committed since", done.join(", "));
                let go_on = action(why, "git parallel integrate --continue");
                (!done.is_empty()).then_some(go_on).into_iter().collect()
            }
            Standing::Ready => {
                vec![action(format!("review and land {feature}"), "git parallel land")]
            }
            // What was taken back is not over.
            Standing::Landed if rows.iter().any(|row| self.took_back(row)) => Vec::new(),
            Standing::Landed => {
                vec![action(format!("{feature} has landed: clean up"), CLEAN)]
            }
        }
    }
}
