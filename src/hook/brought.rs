//! What a merge is about to bring of commits that are on nobody's branch: the gate will ask the worker for
//! each of them, so the hook does before.

use super::gate::Gate;
use super::lines::{Claim, Known};
use super::{Error, staged};
use crate::config::Config;
use crate::git::{Site, Source};
use crate::guard::{Finding, Rules, Violation, merge_brings};

/// Judges the commits that a merge of `heads` is about to bring, by the very merge, made beforehand.
pub(super) fn judged(
    site: &Site,
    rules: &Rules<'_>,
    config: &Config,
    heads: &[String],
) -> Result<Vec<Violation>, Error> {
    let settings = site.settings()?;
    let git = || site.git();
    let source = Source::new(&git);
    let Some(ours) = source.commit("HEAD")? else { return Ok(Vec::new()) };
    let made = site.merge_of(&ours, heads)?;
    let claim = Claim { worker: rules.worker().to_owned(), tip: made.clone() };
    let mut known = Known { judged: vec![ours], ..staged::known(site, source, config)? };
    known.claims.retain(|claim| claim.worker != rules.worker());
    known.claims.insert(0, claim.clone());
    let found = Gate::new(source, config, settings.ignorecase, known)?.judge(&[claim])?;
    let brought = |it: &&Finding| it.worker == rules.worker() && it.commit != made;
    Ok(found.iter().filter(brought).find_map(|it| merge_brings(it, rules)).into_iter().collect())
}
