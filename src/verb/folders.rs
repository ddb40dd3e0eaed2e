//! The folders of `[layout]`: what is written into them stays in the repository.

use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::worker::refuse_link_out;

/// Refuses a repository below a path that is no text: neither scripts nor prompts could name it.
pub(super) fn refuse_odd_root(repo: &Repo) -> Result<(), Failure> {
    let root = repo.root();
    if root.to_str().is_some() {
        return Ok(());
    }
    Err(Failure::new(format!("the path of the repository is not UTF-8: '{}'", root.display()))
        .hint("rename the folder: scripts and prompts have to name it"))
}

/// Refuses folders that are links out of the repository, as a clone may bring them along.
pub(super) fn refuse_links(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let folders =
        [config.layout.inside(), Some(&config.layout.scripts), config.agent.prompts.as_deref()];
    for folder in folders.into_iter().flatten() {
        refuse_link_out(repo.root(), folder).map_err(|error| {
            Failure::from(error).hint("make it a folder, or name another one in .parallel.toml")
        })?;
    }
    Ok(())
}
