//! Paths and reasons as somebody gives them: patterns that can mean something, and words.

use super::Context;
use crate::agent;
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::git::Repo;
use crate::render::inert;
use crate::scope::{Scope, exact};

/// Refuses what is no pattern from the root of the repository, what would take instead of give, and
/// what belongs to no worker, ever.
pub(super) fn patterns(config: &Config, given: &[String]) -> Result<(), Failure> {
    for pattern in given {
        if pattern.starts_with('!') {
            return Err(Failure::new(format!("'{}' gives nothing, it takes", inert(pattern))).hint(
                "to hand a path to another worker, run: git parallel reassign PATH --from A --to B",
            ));
        }
        if let Err(error) = Scope::parse([pattern]) {
            return Err(Failure::new(error.to_string())
                .hint("name paths from the root of the repository, as in src/routes.ts or docs/"));
        }
    }
    ownable(config, given)
}

/// Refuses what no worker could ever write: what is git's own, what is the lead's, and what decides
/// whether an agent's guard runs.
pub(super) fn ownable(config: &Config, given: &[String]) -> Result<(), Failure> {
    let reserved = [Some(config::FILE), config.layout.inside()].into_iter().flatten();
    let reserved = Scope::of(reserved.map(exact));
    for pattern in given.iter().filter(|pattern| !pattern.starts_with('!')) {
        let path = pattern.trim_start_matches("./").trim_matches('/');
        if path.split('/').any(|part| part.eq_ignore_ascii_case(".git")) {
            return Err(Failure::new(format!("'{}' is git's own", inert(pattern)))
                .hint("name files of the repository, as in src/routes.ts or docs/"));
        }
        if reserved.owns(path.as_bytes()) {
            return Err(Failure::new(format!("'{}' belongs to no worker, ever", inert(pattern)))
                .hint("the lead changes it, in the main worktree"));
        }
        let whose = agent::known().find(|agent| agent.protects.iter().any(|it| it == path));
        if let Some(agent) = whose {
            let message = format!("'{}' is a setting of {}", inert(pattern), agent.title);
            return Err(Failure::new(message).hint(
                "it decides whether the guard runs: change it yourself, in the main worktree",
            ));
        }
    }
    Ok(())
}

/// The patterns with each tracked path that its own name does not match, as `app/[id]/page.ts`,
/// made one that does; says so.
pub(super) fn literal(
    context: &Context,
    repo: &Repo,
    given: &[String],
) -> Result<Vec<String>, Failure> {
    let given = &from_here(context, repo, given);
    let magic = |pattern: &String| pattern.contains(['*', '?', '[', '\\']);
    let tracked = if given.iter().any(magic) { repo.tracked()? } else { Vec::new() };
    let meant = |pattern: &String| {
        let (not, path) = pattern.strip_prefix('!').map_or(("", &**pattern), |path| ("!", path));
        let folder = format!("{}/", path.trim_end_matches('/'));
        let named = tracked.iter().find(|it| **it == path || it.starts_with(&folder))?;
        let matched = Scope::of([path]).owns(named.as_bytes());
        (!matched).then(|| format!("{not}{}", exact(path)))
    };
    let mut found = Vec::new();
    for pattern in given {
        let Some(meant) = Some(pattern).filter(|it| magic(it)).and_then(meant) else {
            found.push(pattern.clone());
            continue;
        };
        context.out.note(format!(
            "'{}' is tracked by that name: taken as '{}'",
            inert(pattern),
            inert(&meant)
        ));
        found.push(meant);
    }
    Ok(found)
}

/// The patterns, with each that names nothing from the root and something from where the user stands
/// made one from the root; says so.
fn from_here(context: &Context, repo: &Repo, given: &[String]) -> Vec<String> {
    let real = |path: &std::path::Path| path.canonicalize().ok();
    let here = real(&context.directory);
    let prefix = here.zip(real(repo.here())).and_then(|(here, top)| {
        let inside = here.strip_prefix(top).ok()?.to_str()?.to_owned();
        (!inside.is_empty()).then_some(inside)
    });
    let Some(prefix) = prefix else { return given.to_vec() };
    let there = |path: &str| repo.here().join(path).exists();
    let meant = |pattern: &String| {
        let path = pattern.strip_prefix("./").unwrap_or(pattern);
        let whole = format!("{prefix}/{path}");
        if pattern.starts_with(['!', '/']) || path.is_empty() || there(path) || !there(&whole) {
            return pattern.clone();
        }
        context.out.note(format!(
            "'{}' is taken from here, as '{}'",
            inert(pattern),
            inert(&whole)
        ));
        whole
    };
    given.iter().map(meant).collect()
}

/// The tracked path most like `path`, where each part of it is like enough: another file of a long folder is
/// no slip.
pub(super) fn nearest(path: &str, files: &[String]) -> Option<String> {
    let lower = path.to_lowercase();
    let parts = |path: &str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        [folder.to_owned(), name.to_owned(), stem.to_owned()]
    };
    let own = parts(&lower);
    let like = |file: &String| {
        let pairs = own.iter().zip(parts(&file.to_lowercase()));
        let each = pairs.map(|(a, b)| strsim::normalized_damerau_levenshtein(a, &b));
        each.fold(1.0, f64::min)
    };
    let near = files.iter().map(|file| (like(file), file));
    let (like, file) = near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    (like >= 0.75).then(|| file.clone())
}

/// Tells which of `paths` name nothing that is tracked, though something tracked is spelt much alike.
pub(super) fn tell_slips(context: &Context, repo: &Repo, paths: &[String]) -> Result<(), Failure> {
    let plain = |path: &&String| !path.contains(['*', '?', '[', '\\', '!']);
    let mut plain = paths.iter().filter(plain).peekable();
    if plain.peek().is_none() {
        return Ok(());
    }
    let tracked = repo.tracked()?;
    for path in plain {
        let folder = format!("{}/", path.trim_end_matches('/'));
        if tracked.iter().any(|it| it == path || it.starts_with(&folder)) {
            continue;
        }
        if let Some(meant) = nearest(path, &tracked) {
            let (path, meant) = (inert(path), inert(&meant));
            context.out.warn(format!("'{path}' is not tracked; is '{meant}' meant?"));
        }
    }
    Ok(())
}

/// Refuses a reason that says nothing.
pub(super) fn reason(given: &str) -> Result<(), Failure> {
    if given.trim().is_empty() {
        return Err(Failure::new("the reason is empty")
            .hint("say why, as in: --reason 'registers its page there'"));
    }
    Ok(())
}
