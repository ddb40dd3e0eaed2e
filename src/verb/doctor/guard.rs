//! What is wrong with the guard: its hooks, their configuration, and worktrees it does not know.

use super::{Finding, Mend};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::hook;
use crate::verb::trees::Trees;
use crate::worker::sh_path;

/// Each way in which the guard of a worker no longer stands.
pub(super) fn drifted(repo: &Repo, config: &Config) -> Result<Vec<Finding>, Failure> {
    let trees = Trees::of(repo)?;
    // One cause may show in many worktrees, and one worktree in many ways: each pair is told once.
    let mut whose: Vec<(String, Vec<String>)> = Vec::new();
    for worker in &config.worker {
        let Some(tree) = trees.seat(config, worker) else { continue };
        let mut all = hook::drift(repo, &tree.path)?;
        all.extend(hook::registration(repo, &tree.path, &worker.id, &config.branch(worker))?);
        for drift in all.iter().map(ToString::to_string) {
            match whose.iter_mut().find(|(known, _)| *known == drift) {
                Some((_, names)) if names.contains(&worker.name()) => {}
                Some((_, names)) => names.push(worker.name()),
                None => whose.push((drift, vec![worker.name()])),
            }
        }
    }
    let mut told: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (drift, names) in whose {
        match told.iter_mut().find(|(known, _)| *known == names) {
            Some((_, drifts)) => drifts.push(drift),
            None => told.push((names, vec![drift])),
        }
    }
    let finding = |(names, drifts): (Vec<String>, Vec<String>)| Finding {
        kind: "guard",
        problem: format!("{}: {}", names.join(", "), drifts.join("; ")),
        mend: "git parallel hooks install".into(),
        by: Mend::Hooks,
    };
    Ok(told.into_iter().map(finding).collect())
}

/// What in the environment lets commits pass here, whatever stands.
pub(super) fn silenced(repo: &Repo) -> Result<Option<Finding>, Failure> {
    let told = |drift: hook::Drift| Finding {
        kind: "environment",
        problem: drift.to_string(),
        mend: mend_of_environment(&drift),
        by: Mend::User,
    };
    Ok(hook::environment(repo)?.map(told))
}

/// What to do about an environment that switches hooks off.
pub(in crate::verb) fn mend_of_environment(drift: &hook::Drift) -> String {
    let hook::Drift::Environment { variable, .. } = drift else {
        return "git parallel hooks install".to_owned();
    };
    format!(
        "unset {variable}, or have the session started by the worker's launch script, which sets it right"
    )
}

/// A shared repository that judges pushes, and does not know by which plan.
pub(super) fn unsure(repo: &Repo) -> Result<Vec<Finding>, Failure> {
    if repo.main().is_some() {
        return Ok(Vec::new());
    }
    if hook::server_silent(repo)? {
        return Ok(vec![Finding {
            kind: "server",
            problem: "no push is judged: git runs no hook of ours for it".to_owned(),
            mend: "git parallel hooks install --server".to_owned(),
            by: Mend::User,
        }]);
    }
    if hook::server_hook(repo)?.is_none() {
        return Ok(Vec::new());
    }
    let problem = match hook::server_authority(repo)? {
        hook::Authority::Plan { .. } => return Ok(Vec::new()),
        hook::Authority::Broken { error, .. } => error.to_string(),
        hook::Authority::Missing(why) => why,
        hook::Authority::Nothing => {
            "no branch has a .parallel.toml yet, so no push is judged".to_owned()
        }
    };
    Ok(vec![Finding {
        kind: "server",
        problem,
        mend: "push the base branch, or name it: git parallel hooks install --server --base BRANCH"
            .to_owned(),
        by: Mend::User,
    }])
}

/// Worktrees with a copy of a worker's configuration: its hooks run there for nothing.
pub(super) fn strangers(repo: &Repo) -> Result<Vec<Finding>, Failure> {
    let told = |tree: std::path::PathBuf| Finding {
        kind: "guard",
        problem: format!(
            "'{}' runs our hooks, though no worker is registered there",
            tree.display()
        ),
        mend: format!("git -C {} config --worktree --unset core.hooksPath", sh_path(&tree)),
        by: Mend::Strangers,
    };
    Ok(hook::strangers(repo)?.into_iter().map(told).collect())
}

/// Keys of the main worktree in the configuration of all: git then finds no worktree, or the wrong
/// one. Whether they were meant is the user's to say; a bare repository is one anyway.
pub(super) fn misplaced(repo: &Repo) -> Result<Vec<Finding>, Failure> {
    let file = repo.common().join("config");
    let shown = sh_path(&file);
    let bare = !repo.common().ends_with(".git");
    let told = |key: &str| Finding {
        kind: "config",
        problem: format!("{key} is set for all worktrees, which it breaks"),
        mend: if bare {
            "git parallel hooks install".to_owned()
        } else {
            format!("git config --file {shown} --unset-all {key}")
        },
        by: Mend::User,
    };
    Ok(repo.misplaced_keys()?.into_iter().map(told).collect())
}
