//! `[hooks]`: the user's own commands at the turns of the work.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[hooks]`: commands of your own at the turns of the work, each list run in its order. They find the
/// variables that setup commands have, with `PARALLEL_HOOK` and `PARALLEL_FEATURE`, and the same as JSON
/// on standard input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Hooks {
    /// In a worker's worktree once it is ready for the first time; one that fails is told.
    pub post_start: Vec<String>,
    /// In the main worktree before an integration makes its branch; one that fails stops it.
    pub pre_integrate: Vec<String>,
    /// In the integration's worktree after each worker's merge, before the check; one that fails is told.
    pub post_merge: Vec<String>,
    /// In the main worktree after the approval, before the base branch moves; one that fails stops it.
    pub pre_land: Vec<String>,
    /// In the main worktree after the base branch has moved; one that fails is told.
    pub post_land: Vec<String>,
    /// In each worktree that is to go, a worker's or an integration's, before any of them does; one that
    /// fails keeps all.
    pub pre_clean: Vec<String>,
    /// In the main worktree after a worktree is gone, for each; one that fails is told.
    pub post_clean: Vec<String>,
}

impl Hooks {
    /// Every turn by its name, with its commands.
    pub fn all(&self) -> [(&'static str, &[String]); 7] {
        [
            ("post-start", &self.post_start),
            ("pre-integrate", &self.pre_integrate),
            ("post-merge", &self.post_merge),
            ("pre-land", &self.pre_land),
            ("post-land", &self.post_land),
            ("pre-clean", &self.pre_clean),
            ("post-clean", &self.post_clean),
        ]
    }

    /// The commands of the turn called `name`.
    pub fn of(&self, name: &str) -> &[String] {
        self.all().into_iter().find(|it| it.0 == name).map_or(&[], |it| it.1)
    }
}
