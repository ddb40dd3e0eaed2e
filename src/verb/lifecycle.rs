//! The user's own commands at the turns of the work: around starting, merging, landing and cleaning.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::clean::Verdict;
use super::trees::Trees;
use super::{Context, integrate, trust};
use crate::config::{Config, FILE};
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::integrate::Journal;
use crate::render::inert;
use crate::worker::{Place, environment, hook_command, surroundings, untrusted};

/// One turn that came: whose it is, and what its commands are told.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    name: &'static str,
    who: String,
    at: PathBuf,
    parallel: PathBuf,
    environment: Vec<(String, String)>,
    told: Value,
}

impl Turn {
    /// That of a worker.
    pub(super) fn of_worker(
        repo: &Repo,
        config: &Config,
        name: &'static str,
        place: &Place,
    ) -> Self {
        let environment = environment(config, repo.root(), place);
        let worker = config.find(&place.id);
        let told = json!({
            "worker": place.id,
            "title": worker.map(crate::config::Worker::title),
            "scope": worker.map(|it| it.patterns().collect::<Vec<_>>()),
        });
        let feature = worker.and_then(|it| config.feature(it));
        Self::new(config, name, (&place.id, feature), (repo, &place.worktree), environment, told)
    }

    /// That of an integration; of the merge of one worker, where it is named.
    pub(super) fn of_integration(
        repo: &Repo,
        config: &Config,
        name: &'static str,
        journal: &Journal,
        merged: Option<&str>,
    ) -> Self {
        let at = Path::new(&journal.worktree);
        let mut environment = surroundings(config, repo.root(), &journal.branch, at);
        environment.extend(merged.map(|it| ("PARALLEL_WORKER".to_owned(), it.to_owned())));
        let merges = journal.merge.iter().map(
            |merge| json!({ "worker": merge.worker, "branch": merge.branch, "tip": merge.tip }),
        );
        let told = json!({ "merges": merges.collect::<Vec<_>>(), "worker": merged });
        let feature = Some(journal.feature.as_str());
        let who = merged.unwrap_or(&journal.feature);
        Self::new(config, name, (who, feature), (repo, at), environment, told)
    }

    fn new(
        config: &Config,
        name: &'static str,
        (who, feature): (&str, Option<&str>),
        (repo, worktree): (&Repo, &Path),
        mut environment: Vec<(String, String)>,
        mut told: Value,
    ) -> Self {
        environment.push(("PARALLEL_HOOK".to_owned(), name.to_owned()));
        environment.extend(feature.map(|it| ("PARALLEL_FEATURE".to_owned(), it.to_owned())));
        let of = |name: &str| environment.iter().find(|it| it.0 == name).map(|it| it.1.clone());
        let number = |name: &str| of(name).and_then(|it| it.parse::<u16>().ok());
        if let Some(map) = told.as_object_mut() {
            map.insert("schema".into(), 1.into());
            map.insert("kind".into(), "hook".into());
            map.insert("hook".into(), name.into());
            map.insert("feature".into(), feature.into());
            map.insert("base".into(), config.base.as_str().into());
            map.insert("branch".into(), of("PARALLEL_BRANCH").into());
            map.insert("worktree".into(), of("PARALLEL_WORKTREE").into());
            map.insert("root".into(), of("PARALLEL_ROOT").into());
            map.insert("port".into(), number("PARALLEL_PORT").into());
            map.insert("ports".into(), number("PARALLEL_PORTS").into());
        }
        let inside = ["post-start", "post-merge", "pre-clean"].contains(&name);
        let at = if inside && worktree.is_dir() { worktree } else { repo.root() };
        let (who, at, parallel) = (who.to_owned(), at.to_owned(), repo.parallel_dir());
        Self { name, who, at, parallel, environment, told }
    }

    /// Tells a value of its own to the commands.
    pub(super) fn telling(mut self, key: &str, value: &str) -> Self {
        if let Some(map) = self.told.as_object_mut() {
            map.insert(key.to_owned(), value.into());
        }
        self
    }

    /// The first of its commands that fails, with its exit code.
    fn failing(
        &self,
        context: &Context,
        config: &Config,
    ) -> Result<Option<(String, i32)>, Failure> {
        for command in config.hooks.of(self.name) {
            // The plan may have been changed since it was asked for.
            if !untrusted(&self.parallel, vec![hook_command(self.name, command)]).is_empty() {
                return Err(Failure::new(format!("'{}' is not trusted yet", inert(command)))
                    .hint("read it in .parallel.toml, then run the command again with --trust"));
            }
            context.out.note(format!("  {} ({}): {}", self.name, self.who, inert(command)));
            let told = self.told.to_string();
            let code = git::shell_told(command, &self.at, &self.environment, &told)?;
            if code != 0 {
                return Ok(Some((command.clone(), code)));
            }
        }
        Ok(None)
    }

    /// Runs what comes before: the first command that fails stops the verb, which is run `again` later.
    pub(super) fn before(
        &self,
        context: &Context,
        config: &Config,
        again: &str,
    ) -> Result<(), Failure> {
        let Some((command, code)) = self.failing(context, config)? else { return Ok(()) };
        Err(Failure::new(format!(
            "the {} hook refuses {}: '{}' ended with {code}",
            self.name,
            inert(&self.who),
            inert(command)
        ))
        .hint(format!("nothing was changed; mend what it says, then run: {again}"))
        .hint(format!("or take the command out of [hooks] in {FILE}")))
    }

    /// Runs what comes after: a command that fails is told, and undoes nothing.
    pub(super) fn after(&self, context: &Context, config: &Config) {
        let ended = self.failing(context, config);
        let why = match ended {
            Ok(None) => return,
            Ok(Some((command, code))) => format!("'{}' ended with {code}", inert(command)),
            Err(failure) => failure.message().to_owned(),
        };
        context.out.warn(format!(
            "the {} hook failed for {}: {why}; nothing was undone",
            self.name,
            inert(&self.who)
        ));
    }

    /// Shows what would be run.
    pub(super) fn show(&self, context: &Context, config: &Config) {
        for command in config.hooks.of(self.name) {
            let (name, who) = (self.name, inert(&self.who));
            context.out.note(format!("would run {name} ({who}): {}", inert(command)));
        }
    }
}

/// The plan's hooks around removing worktrees are trusted, or there are none; where there is no plan,
/// there are none.
pub(super) fn trust_removal(context: &Context, repo: &Repo) -> Result<(), Failure> {
    let Some(plan) = context.plan_if_any(repo)? else { return Ok(()) };
    let hooks = &plan.config.hooks;
    if context.dry_run || (hooks.pre_clean.is_empty() && hooks.post_clean.is_empty()) {
        return Ok(());
    }
    trust::require(context, repo, &plan.config)
}

/// Runs what comes before the worktree of an integration goes; gives what comes after it.
pub(super) fn removal_of(
    context: &Context,
    repo: &Repo,
    journal: &Journal,
    again: &str,
) -> Result<impl FnOnce() + use<>, Failure> {
    let plan = context.plan_if_any(repo)?.filter(|_| Path::new(&journal.worktree).is_dir());
    let turn = |name| {
        let config = plan.as_ref().map(|plan| plan.config.clone())?;
        Some((Turn::of_integration(repo, &config, name, journal, None), config))
    };
    if let Some((turn, config)) = turn("pre-clean") {
        turn.before(context, &config, again)?;
    }
    let (after, context) = (turn("post-clean"), context.clone());
    Ok(move || {
        if let Some((turn, config)) = after {
            turn.after(&context, &config);
        }
    })
}

/// The turns called `name` of everything that goes by `verdicts`.
pub(super) fn removals(
    repo: &Repo,
    config: &Config,
    name: &'static str,
    verdicts: &[Verdict],
) -> Result<Vec<Turn>, Failure> {
    if config.hooks.of(name).is_empty() {
        return Ok(Vec::new());
    }
    let trees = Trees::of(repo)?;
    let places = trees.places(config);
    let integrations = integrate::all(repo)?;
    let goes = |it: &&Verdict| it.keeps.is_empty() && it.worktree.is_some();
    let mut turns = Vec::new();
    for verdict in verdicts.iter().filter(goes) {
        if verdict.integration {
            let own = |it: &&Journal| verdict.worktree.as_ref() == Some(&it.worktree);
            let journal = integrations.iter().find(own);
            let turn = |journal| Turn::of_integration(repo, config, name, journal, None);
            turns.extend(journal.map(turn));
        } else {
            let place = places.iter().find(|it| it.id == verdict.worker);
            turns.extend(place.map(|place| Turn::of_worker(repo, config, name, place)));
        }
    }
    Ok(turns)
}
