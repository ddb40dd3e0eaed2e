//! The plan in force for a hook: the main worktree's file, never the worker's own copy.

use std::fs;
use std::io::ErrorKind;

use super::Error;
use crate::config::{self, Config};
use crate::git::{Git, Settings, Site};

/// Reads the plan of the repository `site` is in. Scopes are not proved disjoint here: whoever
/// writes the file does that, and a hook has no time for it.
pub(super) fn read(site: &Site, settings: &Settings) -> Result<Config, Error> {
    let Some(main) = site.main(settings) else { return of_bare(site) };
    let file = main.join(config::FILE);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(config::parse(&file.display().to_string(), &text)?),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Error::NoPlan { place: format!("'{}'", main.display()) })
        }
        Err(error) => Err(Error::file(file)(error)),
    }
}

/// A bare repository has no file: the blob on its HEAD is the plan.
fn of_bare(site: &Site) -> Result<Config, Error> {
    let name = format!("HEAD:{}", config::FILE);
    let blob = Git::at(site.common())
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .args(["cat-file", "blob", &name])
        .output()?;
    if blob.code != 0 {
        return Err(Error::NoPlan { place: "the commit at HEAD of the bare repository".into() });
    }
    Ok(config::parse(&name, &String::from_utf8_lossy(&blob.stdout))?)
}
