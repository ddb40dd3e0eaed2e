//! The prompt and the launch script of each started worker.

use std::fs;
use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::verb::brief;
use crate::verb::context::write_whole;
use crate::worker::{Place, kickoff, names, script};

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
        let environment = names(config, place);
        let text = script(place, worker.title(), &config.agent.command, &environment);
        let file = repo.root().join(&place.script);
        write_whole(&file, text.as_bytes())?;
        make_executable(&file)?;
    }
    Ok(())
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
