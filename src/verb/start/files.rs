//! The prompt and the launch script of each started worker.

use std::fs;
use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::brief;
use crate::verb::context::write_whole;
use crate::worker::{Place, kickoff, script};

/// Writes them for all wanted workers.
pub(super) fn write(
    repo: &Repo,
    config: &Config,
    places: &[Place],
    wanted: &[usize],
) -> Result<(), Failure> {
    let remote = repo.remotes()?.into_iter().find(|name| *name == config.remote);
    for (worker, place) in config.worker.iter().zip(places) {
        if !wanted.contains(&place.number) {
            continue;
        }
        let prompt = kickoff(&brief::of(config, worker, place, remote.clone()))?;
        write_whole(&repo.root().join(&place.prompt), prompt.as_bytes())?;
        let environment = environment(config, place);
        let text = script(place, worker.title(), &config.agent.command, &environment);
        let file = repo.root().join(&place.script);
        write_whole(&file, text.as_bytes())?;
        make_executable(&file)?;
    }
    Ok(())
}

/// What a worker's session, setup and checks find in their environment.
fn environment(config: &Config, place: &Place) -> Vec<(String, String)> {
    let mut found = vec![
        ("PARALLEL_WORKER".to_owned(), place.id.clone()),
        ("PARALLEL_BRANCH".to_owned(), place.branch.clone()),
    ];
    if let Some(ports) = config.setup.ports {
        let nth = u32::try_from(place.number - 1).unwrap_or(u32::MAX);
        let first = u32::from(ports.base).saturating_add(nth.saturating_mul(u32::from(ports.each)));
        found.push(("PARALLEL_PORT".to_owned(), first.min(65_535).to_string()));
    }
    found
}

/// Lets everyone run the script who may read it.
fn make_executable(file: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).map_err(|error| {
            Failure::new(format!("cannot make '{}' executable", file.display())).because(&error)
        })?;
    }
    Ok(())
}
