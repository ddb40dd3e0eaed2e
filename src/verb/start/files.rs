//! The prompt and the launch script of each started worker.

use std::fs;
use std::path::Path;

use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::Watched;
use crate::verb::brief;
use crate::verb::context::write_whole;
use crate::worker::{Kind, Place, names, script};

/// Writes them for all wanted workers. A worker that has commits already gets the prompt that goes
/// on from them, so that its script launches a successor.
pub(super) fn write(
    repo: &Repo,
    config: &Config,
    places: &[Place],
    wanted: &[usize],
    watched: &[Watched],
) -> Result<(), Failure> {
    let prompts = brief::prompts(repo, config)?;
    let launch = config.agent.launch().unwrap_or_default();
    for ((worker, place), seen) in config.worker.iter().zip(places).zip(watched) {
        if !wanted.contains(&place.number) {
            continue;
        }
        let mut told = brief::of(repo, config, place.number, worker)?;
        let kind = if seen.work.events.is_empty() { Kind::Kickoff } else { Kind::Continue };
        if kind == Kind::Continue {
            brief::add_news(&mut told, config, worker, watched);
        }
        let prompt = prompts.write(kind, &told)?;
        write_whole(&repo.root().join(&place.prompt), prompt.as_bytes())?;
        let text = script(place, worker.title(), &launch, &names(config, place));
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
