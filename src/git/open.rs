//! Opening a repository with gix, where gix can be trusted to see what git sees.

use std::path::Path;

use super::Error;

/// How every repository is opened: nothing of another owner's, and without replaced objects, as git is run.
pub(super) fn options() -> gix::open::Options {
    let settings = ["core.useReplaceRefs=false"];
    gix::open::Options::default().bail_if_untrusted(true).config_overrides(settings)
}

/// Opens the repository at `git_dir`; an error where it uses what gix does not know or would misread.
pub(super) fn open(git_dir: &Path) -> Result<gix::Repository, Error> {
    let gix = gix::open_opts(git_dir, options()).map_err(|error| Error::Read(error.to_string()))?;
    let config = gix.config_snapshot();
    // Its references would look missing, not unreadable.
    let plain = config.string("extensions.refStorage").is_none_or(|storage| &**storage == b"files");
    if plain { Ok(gix) } else { Err(Error::Read("references are not stored as files".into())) }
}
