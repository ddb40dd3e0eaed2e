//! Workers that a plan had once: what was rightly said of them then stays right.

use super::Error;
use crate::config::{self, is_id};
use crate::git::Source;
use crate::guard::Finding;

/// Takes out of `found` the needs of workers that the plan no longer has, but had: these landed or were
/// dropped since. What `trusted` has tells, and the plans that are kept.
pub(super) fn excuse(
    source: Source<'_>,
    trusted: &[String],
    found: &mut Vec<Finding>,
) -> Result<(), Error> {
    let lacking = found.iter().flat_map(|it| &it.violations).filter_map(|it| it.lacks.clone());
    let mut lacking: Vec<String> = lacking.filter(|id| is_id(id)).collect();
    lacking.sort();
    lacking.dedup();
    let mut known = Vec::new();
    for id in lacking {
        if was_planned(source, trusted, &id)? {
            known.push(id);
        }
    }
    for finding in found.iter_mut() {
        finding.violations.retain(|it| !it.lacks.as_ref().is_some_and(|id| known.contains(id)));
    }
    found.retain(|finding| !finding.violations.is_empty());
    Ok(())
}

fn was_planned(source: Source<'_>, trusted: &[String], id: &str) -> Result<bool, Error> {
    let line = format!("^[[:space:]]*id[[:space:]]*=[[:space:]]*[\"']{id}[\"']");
    Ok(source.ever_had(trusted, config::FILE, &line)?
        || source.kept_texts(config::FILE)?.iter().any(|text| has(text, id)))
}

/// Whether the plan `text` has the worker.
fn has(text: &str, id: &str) -> bool {
    config::parse(config::FILE, text).is_ok_and(|plan| plan.find(id).is_some())
}
