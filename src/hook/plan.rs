//! The plan in force for a hook, never the worker's own copy.

use super::Error;
use super::in_force::in_force;
use crate::config::{self, Config};
use crate::git::{Settings, Site};

/// Reads the plan of the repository `site` is in. Scopes are not proved disjoint here: whoever
/// writes the file does that, and a hook has no time for it.
pub(super) fn read(site: &Site, settings: &Settings) -> Result<Config, Error> {
    match in_force(site, settings)? {
        Some(found) => Ok(config::parse(&found.name, &found.text)?),
        None => Err(Error::NoPlan {
            place: match site.main(settings) {
                Some(main) => {
                    format!("'{}', nor on a branch that it names as its base", main.display())
                }
                None => "the commit at HEAD of the bare repository".into(),
            },
        }),
    }
}
