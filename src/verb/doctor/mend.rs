//! What `--fix` mends: all of it can be done again, and takes nothing away that is the user's.

use super::{Finding, Mend};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::hook;
use crate::render::inert;
use crate::verb::{Context, exclude, hooks};

pub(super) fn mend(
    context: &Context,
    repo: &Repo,
    config: &Config,
    found: &[Finding],
) -> Result<(), Failure> {
    let _lock = repo.lock("doctor")?;
    let wanted = |by: Mend| found.iter().any(|finding| finding.by == by);
    if wanted(Mend::Exclude)
        && let Some(folder) = config.layout.inside()
    {
        exclude::ensure(repo, &format!("/{folder}/"))?;
        context.out.note(format!("excluded /{folder}/, in info/exclude"));
    }
    if wanted(Mend::Hooks) {
        hooks::install_held(context, repo)?;
        context.out.note("installed the hooks again");
    }
    if wanted(Mend::Strangers) {
        for tree in hook::strangers(repo)? {
            hook::disable(repo, &tree)?;
            let shown = inert(tree.display().to_string());
            context.out.note(format!("took the hooks off '{shown}'"));
        }
    }
    Ok(())
}
