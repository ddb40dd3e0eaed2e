//! The base branch as git has it: a branch of this repository, how it stands to the remote's, and what is
//! fetched for the workers.

use super::Context;
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{FARTHEST, Repo, Source};
use crate::monitor::Behind;
use crate::render::count;
use crate::worker::{sh, sh_path};

/// The tip of the base branch, which must be a branch here: a tag, a commit or a remote's branch of that
/// name is not what work can land on.
pub(super) fn tip(repo: &Repo, config: &Config) -> Result<String, Failure> {
    let base = &config.base;
    if let Some(tip) = repo.tip(base)? {
        return Ok(tip);
    }
    // The remote may have another name than the plan's.
    for remote in std::iter::once(config.remote.clone()).chain(repo.remotes()?) {
        let far = format!("{remote}/{base}");
        if repo.commit(&format!("refs/remotes/{far}"))?.is_some() {
            let failure = Failure::new(format!("the base branch '{base}' is on '{remote}' only"))
                .hint(format!("to have it here, run: git branch {} {}", sh(base), sh(&far)));
            if remote == config.remote {
                return Err(failure);
            }
            return Err(failure.hint(format!("then set remote = \"{remote}\" in .parallel.toml")));
        }
    }
    let failure = Failure::new(format!("the base '{base}' is no branch of this repository"));
    let meant = base.strip_prefix(&format!("{}/", config.remote));
    if let Some(meant) = meant.filter(|_| repo.commit(base).is_ok_and(|it| it.is_some())) {
        let failure = match repo.tip(meant)? {
            Some(_) => failure,
            None => failure.hint(format!("to have it here: git branch {} {}", sh(meant), sh(base))),
        };
        return Err(failure.hint(format!("set base = \"{meant}\" in .parallel.toml")));
    }
    if repo.commit(base)?.is_some() {
        let full = sh(base);
        return Err(failure
            .hint(format!("to begin a branch there, run: git branch NAME {full}"))
            .hint("then set base in .parallel.toml to its name"));
    }
    Err(match likely(repo, base)? {
        None => Failure::new(format!("the base branch '{base}' has no commit"))
            .hint("commit something first, or set base in .parallel.toml"),
        Some(meant) => Failure::new(format!("there is no branch '{base}' to be the base"))
            .hint(format!("set base = \"{meant}\" in .parallel.toml, if that is meant"))
            .hint(format!("or make it: git branch {} {}", sh(base), sh(&meant))),
    })
}

/// The branch that is most like `base`, else the one that is checked out; none where there is no branch.
fn likely(repo: &Repo, base: &str) -> Result<Option<String>, Failure> {
    let names = repo.local_branches()?;
    let like = |name: &str| strsim::normalized_levenshtein(base, name);
    let near = names.iter().max_by(|a, b| like(a).total_cmp(&like(b)));
    if let Some(near) = near.filter(|near| like(near) >= 0.5) {
        return Ok(Some(near.clone()));
    }
    let head = repo.branch_at(repo.main().unwrap_or(repo.common())).ok().flatten();
    Ok(names.iter().find(|name| Some(*name) == head.as_ref()).or(names.first()).cloned())
}

/// Refuses a branch name that git cannot hold beside one that is there: one is the other's folder.
pub(super) fn refuse_clash(repo: &Repo, name: &str) -> Result<(), Failure> {
    let mut clash = None;
    for (end, _) in name.match_indices('/') {
        if repo.tip(&name[..end])?.is_some() {
            clash = Some(name[..end].to_owned());
        }
    }
    let clash = match clash {
        Some(clash) => Some(clash),
        None => repo.first_below(name)?,
    };
    let Some(clash) = clash else { return Ok(()) };
    Err(Failure::new(format!("branch '{clash}' exists already, so '{name}' cannot"))
        .hint(format!("rename it: git branch -m {} OTHER", sh(&clash))))
}

/// The branches of workers, here and on the remote, that share no commit with the base because the clone
/// is shallow, each with its worker: nothing can be told of them.
pub(super) fn cut_off(repo: &Repo, config: &Config) -> Result<Vec<(String, String)>, Failure> {
    let Some(base) = repo.tip(&config.base)?.filter(|_| repo.is_shallow()) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for worker in &config.worker {
        let branch = config.branch(worker);
        let far = format!("{}/{branch}", config.remote);
        for (name, full) in
            [(&branch, format!("refs/heads/{branch}")), (&far, format!("refs/remotes/{far}"))]
        {
            let Some(tip) = repo.commit(&full)? else { continue };
            if repo.merge_base(&base, &tip)?.is_none() {
                found.push((worker.id.clone(), name.clone()));
            }
        }
    }
    Ok(found)
}

/// How to bring the history that a shallow clone lacks.
pub(super) fn deepen(config: &Config) -> String {
    let remote = sh(&config.remote);
    format!(
        "this clone is shallow; to bring the rest of its history, run: git fetch --unshallow {remote}"
    )
}

/// The remote's base branch as it was fetched last, by its short name, with its tip. A reference of that
/// name that no remote stands behind says nothing: whoever works here could have written it.
pub(super) fn far(repo: &Repo, config: &Config) -> Result<Option<(String, String)>, Failure> {
    if !repo.may_have_remotes()? {
        return Ok(None);
    }
    let far = format!("{}/{}", config.remote, config.base);
    let Some(tip) = repo.commit(&format!("refs/remotes/{far}"))? else { return Ok(None) };
    Ok(has_remote(repo, config)?.then_some((far, tip)))
}

/// Whether there is the remote of the plan.
pub(super) fn has_remote(repo: &Repo, config: &Config) -> Result<bool, Failure> {
    Ok(repo.may_have_remotes()? && repo.remotes()?.contains(&config.remote))
}

/// The remote's branches of the base and of workers, by their short names, that something else than a fetch
/// or a push has set: whoever works here could have, so that what they hold passes for the remote's.
pub(super) fn set_by_hand(repo: &Repo, config: &Config) -> Result<Vec<String>, Failure> {
    if !repo.may_have_remotes()? {
        return Ok(Vec::new());
    }
    let git = || repo.git();
    let source = Source::new(&git);
    let branches = config.worker.iter().map(|worker| config.branch(worker));
    let names = branches.chain([config.base.clone()]);
    let full = |branch: String| format!("refs/remotes/{}/{branch}", config.remote);
    let mut names: Vec<String> = names.map(full).collect();
    let there = source.refs()?;
    names.retain(|name| there.contains_key(name));
    let found = source.set_by_hand(&names)?;
    let short = |name: String| name.trim_start_matches("refs/remotes/").to_owned();
    Ok(found.into_iter().map(short).collect())
}

/// What is told of one of them, and the command that has it right again.
pub(super) fn told_by_hand(name: &str, config: &Config) -> (String, String) {
    let remote = &config.remote;
    let text = format!(
        "'{name}' was set here by hand, by no fetch from '{remote}': what it has need not be there"
    );
    (text, format!("git fetch {}", sh(remote)))
}

/// By how much the base here lacks what the remote's is known to have, without asking the remote.
pub(super) fn behind(repo: &Repo, config: &Config) -> Result<Option<Behind>, Failure> {
    let Some(local) = repo.tip(&config.base)? else { return Ok(None) };
    let Some((far, remote)) = far(repo, config)? else { return Ok(None) };
    if local == remote || repo.is_ancestor(&remote, &local)? {
        return Ok(None);
    }
    let commits = repo.count(&format!("{local}..{remote}"))?.min(FARTHEST);
    let apart = !repo.is_ancestor(&local, &remote)?;
    Ok(Some(Behind { of: far, commits, apart }))
}

/// The command that brings the base up to what is known of the remote's: `git pull` where the branch
/// says from where (git-config(1), `branch.<name>.merge`), else a merge where it is checked out.
pub(super) fn pull(repo: &Repo, config: &Config) -> Result<String, Failure> {
    let (base, far) = (&config.base, sh(&format!("{}/{}", config.remote, config.base)));
    let holder = repo.holder(base)?;
    let at = match &holder {
        Some(tree) if tree.path == repo.root() => String::new(),
        Some(tree) => format!("-C {} ", sh_path(&tree.path)),
        None => return Ok(format!("git fetch . {far}:{}", sh(base))),
    };
    let follows = |key: &str| repo.config(&format!("branch.{base}.{key}"));
    let merges = format!("refs/heads/{base}");
    if follows("remote")?.as_ref() == Some(&config.remote) && follows("merge")? == Some(merges) {
        return Ok(format!("git {at}pull"));
    }
    Ok(match behind(repo, config)? {
        Some(Behind { apart: true, .. }) => format!("git {at}merge {far}"),
        _ => format!("git {at}merge --ff-only {far}"),
    })
}

/// Says before work begins what will hinder it later: a base that lacks what the remote has, a remote
/// that is not there, one whose fetches would overwrite the workers' branches.
pub(super) fn warn(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    let (base, remote) = (&config.base, &config.remote);
    if let Some(Behind { of, commits, apart }) = behind(repo, config)? {
        let (commits, did) = (count(commits, "commit"), if apart { "and went apart" } else { "" });
        context.out.warn(
            format!("{base} is {commits} behind {of} {did}").trim_end().to_owned()
                + ", and new workers begin at it; to bring it up, run: "
                + &pull(repo, config)?,
        );
    }
    let known = repo.remotes()?;
    if let [only] = known.as_slice()
        && only != remote
    {
        context.out.warn(format!(
            "there is no remote '{remote}', only '{only}': set remote = \"{only}\" in .parallel.toml"
        ));
    }
    if known.contains(remote) && repo.is_mirror_of(remote)? {
        context.out.warn(format!(
            "this repository mirrors '{remote}': a git fetch there overwrites the workers' branches; git parallel status --fetch does not"
        ));
    }
    Ok(())
}

/// Refuses where there is no remote of the plan's name.
pub(super) fn require_remote(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let remote = &config.remote;
    let known = repo.remotes()?;
    if !known.contains(remote) {
        let failure = Failure::new(format!("there is no remote '{remote}'"));
        return Err(match known.first() {
            Some(other) => failure.hint(format!("set remote = \"{other}\" in .parallel.toml")),
            None => failure.hint(format!("to add one, run: git remote add {} URL", sh(remote))),
        });
    }
    Ok(())
}

/// Fetches what the remote has of the base, the workers and integrations.
pub(super) fn fetch(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    let remote = &config.remote;
    require_remote(repo, config)?;
    context.out.note(format!("fetching {remote}"));
    let wanted = [format!("refs/heads/{}", config.base), workers(config), integrations(config)];
    repo.fetch(remote, &wanted).map_err(|error| {
        if !error.is_unreached() {
            return error.into();
        }
        Failure::new(format!("'{remote}' cannot be reached"))
            .in_gits_words(&error)
            .hint("what was fetched before is here still: to go on with it, ask for no fetch")
            .hint(format!("to see where it should be, run: git remote get-url {}", sh(remote)))
    })
}

/// Fetches the workers' branches where the clone is not set to (git-clone(1), `--single-branch`): that they
/// are not here would say nothing. A remote that cannot be reached is told.
pub(super) fn find_workers(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    let (remote, wanted) = (&config.remote, workers(config));
    if !repo.remotes()?.contains(remote) || repo.knows_of(remote, &wanted)? {
        return Ok(());
    }
    if context.dry_run {
        context.out.warn(format!("this clone does not fetch the workers' branches of {remote}"));
        return Ok(());
    }
    context
        .out
        .note(format!("fetching the workers' branches of {remote}, which this clone does not"));
    if let Err(error) = repo.bring(remote, &[&wanted]) {
        context.out.warn(format!(
            "whether workers are under way elsewhere cannot be told: {error}; to fetch their branches later: git parallel status --fetch"
        ));
    }
    Ok(())
}

/// The branches of workers, as a pattern of full names.
fn workers(config: &Config) -> String {
    pattern(&config.layout.branch)
}

fn integrations(config: &Config) -> String {
    pattern(&config.layout.integration)
}

/// A template of branch names as a pattern: all that begin like it.
fn pattern(template: &str) -> String {
    format!("refs/heads/{}*", template.split('{').next().unwrap_or_default())
}
