//! Whether the hooks that were there take the subjects that this program and its workers write: tried on
//! a message of no commit.

use std::ffi::OsString;
use std::fs;

use super::Error;
use crate::git::{Site, try_hook};
use crate::guard::{Cleanup, after_lead, subject};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It may be committed as it is.
    Taken,
    /// A hook refuses it, and says why.
    Refused {
        /// The hook.
        hook: &'static str,
        /// Its last words.
        said: String,
    },
    /// A hook makes something else of its subject.
    Changed {
        /// The hook.
        hook: &'static str,
        /// What it makes of it.
        subject: String,
    },
}

/// Tries `message` in the worktree of `site`, as if it were given to `git commit -m`; `lead` as the plan
/// has it (`guard.lead`).
pub fn tried(site: &Site, message: &str, lead: bool) -> Result<Tried, Error> {
    // Where the system has no place for this user, the repository has.
    let own = site.common().join("parallel");
    let folder = tempfile::tempdir().or_else(|_| tempfile::tempdir_in(&own));
    let folder = folder.map_err(Error::file(&own))?;
    let file = folder.path().join("COMMIT_EDITMSG");
    for hook in ["prepare-commit-msg", "commit-msg"] {
        let Some(program) = site.chained_hook(hook)? else { continue };
        fs::write(&file, format!("{message}\n")).map_err(Error::file(&file))?;
        let mut args = vec![OsString::from(&file)];
        if hook == "prepare-commit-msg" {
            args.push("message".into());
        }
        let (code, said) = try_hook(site, &program, &args, folder.path())?;
        if code != 0 {
            let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            return Ok(Tried::Refused { hook, said: last.trim().to_owned() });
        }
        let now = fs::read(&file).map_err(Error::file(&file))?;
        let now =
            String::from_utf8_lossy(&subject(&now, &Cleanup::Strip(b"#".to_vec()))).into_owned();
        // What it adds is its own affair while the prefix comes first, or after what may lead.
        let passes = if lead { after_lead(now.as_bytes()) } else { now.as_bytes() };
        if !passes.starts_with(b"[") {
            return Ok(Tried::Changed { hook, subject: now });
        }
    }
    Ok(Tried::Taken)
}
