//! `integrate --preview`: all present work merged in a scratch worktree and checked there, before anyone
//! is done; where that fails, the fewest workers that fail together.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::begin::{self, Decision};
use super::{Args, surroundings};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo, Source};
use crate::integrate::Merge;
use crate::monitor::{Outcome, Preview, Previewed};
use crate::render::{age, count, inert, style};
use crate::verb::inspect::{remember, remembered};
use crate::verb::{Context, exclude, now, start, trust};
use crate::worker;

/// How long all of it may take where nothing is said.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Where what was found is kept.
fn kept(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("cache/preview.json")
}

fn place(repo: &Repo, config: &Config) -> PathBuf {
    repo.root().join(&config.layout.worktrees).join("preview")
}

/// Runs it.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    config: &Config,
    args: &Args,
) -> Result<Exit, Failure> {
    // As for a forecast: whoever has anything counts, whatever the state.
    let asked = Context { dry_run: true, ..context.clone() };
    let decision = begin::decide(&asked, repo, config, args)?;
    let (merges, left_out) = parted(&decision);
    let commands = config.check.run.clone();
    let mut preview = Preview {
        time: now(),
        base: decision.journal.base_tip.clone(),
        workers: merges.iter().map(|it| (it.worker.clone(), it.tip.clone())).collect(),
        left_out,
        commands,
        outcome: Outcome::Passes,
    };
    if preview.commands.is_empty() {
        return Err(Failure::new("there is nothing to check with")
            .hint("name the commands that must pass: [check] run in .parallel.toml"));
    }
    if context.dry_run {
        for command in &preview.commands {
            context.out.note(format!("would run on all of it: {}", inert(command)));
        }
        context.out.answer(format!("would merge {}", names(&preview)))?;
        return Ok(Exit::Done);
    }
    if let Some(before) = passed_before(repo, &preview) {
        return tell(context, &before, now());
    }
    trust::require(context, repo, config)?;
    let _alone = repo.lock_preview()?;
    let scratch = Scratch::new(context, repo, config, args)?;
    let found = scratch.judge(&merges, &preview.base);
    let ended = scratch.end();
    preview.outcome = found?;
    ended?;
    preview.time = now();
    remember(&kept(repo), &preview);
    tell(context, &preview, preview.time)
}

/// Removes what a preview that was killed left.
pub(in crate::verb) fn sweep(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let at = place(repo, config);
    // While one runs, it is its own.
    if at.exists()
        && let Ok(_alone) = repo.lock_preview()
    {
        repo.remove_scratch(&at)?;
    }
    Ok(())
}

/// The last preview, and what has moved since; `tips` are the workers' by now.
pub(in crate::verb) fn last(
    repo: &Repo,
    config: &Config,
    tips: &[(&str, Option<&str>)],
) -> Result<Option<Previewed>, Failure> {
    let Some(preview) = remembered::<Preview>(&kept(repo)) else { return Ok(None) };
    let was = |id: &str| preview.workers.iter().find(|it| it.0 == id).map(|it| it.1.as_str());
    // One of another plan says nothing of this one.
    if !preview.workers.iter().any(|it| tips.iter().any(|(id, _)| *id == it.0)) {
        return Ok(None);
    }
    let moved = tips.iter().filter(|(id, tip)| was(id).is_some_and(|was| Some(was) != *tip));
    let mut moved: Vec<String> = moved.map(|(id, _)| (*id).to_owned()).collect();
    if repo.tip(&config.base)?.as_ref() != Some(&preview.base) {
        moved.push(config.base.clone());
    }
    let age = u64::try_from(now() - preview.time).unwrap_or(0);
    Ok(Some(Previewed { age, moved, preview }))
}

/// The merges that go through, and the workers that do not, each with the first path.
fn parted(decision: &Decision) -> (Vec<Merge>, Vec<(String, String)>) {
    let mut left_out = Vec::new();
    for step in &decision.forecast.chain {
        let first = step.conflicts.first();
        left_out.extend(first.map(|it| (step.worker.clone(), it.path.clone())));
    }
    let through = |it: &&Merge| left_out.iter().all(|(id, _)| *id != it.worker);
    (decision.journal.merge.iter().filter(through).cloned().collect(), left_out)
}

/// What was found of exactly this before, where it passed: what failed may be mended around it.
fn passed_before(repo: &Repo, wanted: &Preview) -> Option<Preview> {
    let known: Preview = remembered(&kept(repo))?;
    let same = Preview { time: known.time, ..wanted.clone() };
    (known == same).then_some(known)
}

/// A worktree to merge and check in.
struct Scratch<'s> {
    context: &'s Context,
    repo: &'s Repo,
    config: &'s Config,
    at: PathBuf,
    ends: Instant,
    longest: Duration,
    environment: Vec<(String, String)>,
    /// What failed of those that were checked together; a check may take long.
    known: RefCell<HashMap<Vec<String>, Option<String>>>,
}

impl<'s> Scratch<'s> {
    fn new(
        context: &'s Context,
        repo: &'s Repo,
        config: &'s Config,
        args: &Args,
    ) -> Result<Self, Failure> {
        let at = place(repo, config);
        if let Some(folder) = config.layout.inside() {
            exclude::ensure(repo, &format!("/{folder}/"))?;
        }
        if !repo.remove_scratch(&at)? {
            return Err(Failure::new(format!("'{}' exists already", at.display()))
                .hint("move it away: a preview is made there"));
        }
        let longest = args.timeout.unwrap_or(LONGEST);
        let environment = worker::surroundings(config, repo.root(), "preview", &at);
        let ends = Instant::now() + longest;
        let known = RefCell::default();
        Ok(Self { context, repo, config, at, ends, longest, environment, known })
    }

    fn end(&self) -> Result<(), Failure> {
        self.repo.remove_scratch(&self.at)?;
        Ok(())
    }

    /// What the checks say of all `merges` together.
    fn judge(&self, merges: &[Merge], base: &str) -> Result<Outcome, Failure> {
        let all: Vec<&Merge> = merges.iter().collect();
        let Some(command) = self.failing(&all, base)? else { return Ok(Outcome::Passes) };
        self.context.out.note("  it fails; looking for the fewest workers that fail together");
        if let Some(command) = self.failing(&[], base)? {
            return Ok(Outcome::BaseFails { command });
        }
        // Whoever is found last is needed; the others are looked for among those before.
        let (mut needed, mut open): (Vec<&Merge>, &[Merge]) = (Vec::new(), merges);
        let mut command = command;
        while let Some((last, before)) = self.last_needed(open, &needed, base)? {
            needed.insert(0, last);
            open = before;
            if let Some(failed) = self.failing(&needed, base)? {
                command = failed;
                break;
            }
        }
        let together = needed.iter().map(|it| it.worker.clone()).collect();
        Ok(Outcome::Fails { command, together })
    }

    /// The worker with which it begins to fail when one after another of `open` joins `needed`, and
    /// those before it.
    fn last_needed<'m>(
        &self,
        open: &'m [Merge],
        needed: &[&'m Merge],
        base: &str,
    ) -> Result<Option<(&'m Merge, &'m [Merge])>, Failure> {
        let (mut good, mut bad) = (0, open.len());
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            let some: Vec<&Merge> = open[..middle].iter().chain(needed.iter().copied()).collect();
            if self.failing(&some, base)?.is_some() { bad = middle } else { good = middle }
        }
        Ok(open.get(bad.wrapping_sub(1)).map(|last| (last, &open[..bad - 1])))
    }

    /// The first check that fails with `merges` on `base`, asked once.
    fn failing(&self, merges: &[&Merge], base: &str) -> Result<Option<String>, Failure> {
        let who: Vec<String> = merges.iter().map(|it| it.worker.clone()).collect();
        if let Some(known) = self.known.borrow().get(&who) {
            return Ok(known.clone());
        }
        let found = self.checked(merges, base)?;
        self.known.borrow_mut().insert(who, found.clone());
        Ok(found)
    }

    fn checked(&self, merges: &[&Merge], base: &str) -> Result<Option<String>, Failure> {
        let git = || self.repo.git();
        let source = Source::new(&git);
        let mut commit = base.to_owned();
        for merge in merges {
            let Some(joined) = source.joined(&commit, &merge.tip)? else {
                return Ok(Some(format!("git merge {}", merge.branch)));
            };
            commit = joined;
        }
        let ids: Vec<&str> = merges.iter().map(|it| it.worker.as_str()).collect();
        let who = if ids.is_empty() { self.config.base.clone() } else { ids.join(" + ") };
        self.context.out.note(format!("[{}] {}", count(ids.len(), "worker"), inert(who)));
        self.check_out(&commit)?;
        for command in &self.config.check.run {
            self.context.out.note(format!("  check: {}", inert(command)));
            match git::shell_until(command, &self.at, &self.environment, self.ends)? {
                None => return Err(self.too_long(command)),
                Some(0) => {}
                Some(_) => return Ok(Some(command.clone())),
            }
        }
        Ok(None)
    }

    /// Brings the worktree to `commit`; the first time it is made, and made ready by `[setup]`.
    fn check_out(&self, commit: &str) -> Result<(), Failure> {
        let again = "git parallel integrate --preview";
        if !self.at.exists() {
            {
                let _lock = self.repo.lock("integrate")?;
                self.repo.add_scratch(&self.at, commit)?;
            }
            surroundings::bring_submodules(&self.at)?;
            start::bring_all(self.repo, self.config, &self.at)?;
            for command in &self.config.setup.run {
                self.context.out.note(format!("  setup: {}", inert(command)));
                match git::shell_until(command, &self.at, &self.environment, self.ends)? {
                    None => return Err(self.too_long(command)),
                    Some(0) => {}
                    Some(code) => {
                        return Err(Failure::new(format!(
                            "the setup of the preview failed: '{}' ended with {code}",
                            inert(command)
                        ))
                        .hint(format!("mend it, then run: {again}")));
                    }
                }
            }
            return Ok(());
        }
        git::try_commit(&self.at, commit)?;
        surroundings::bring_submodules(Path::new(&self.at))
    }

    fn too_long(&self, command: &str) -> Failure {
        Failure::new(format!(
            "the preview was not finished within {}: '{}' was ended",
            span(self.longest.as_secs()),
            inert(command)
        ))
        .hint("to give it longer, run: git parallel integrate --preview --timeout 2h")
    }
}

/// A span of time as it is given on the command line.
fn span(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        _ => format!("{}h", seconds / 3600),
    }
}

fn names(preview: &Preview) -> String {
    preview.workers.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(" + ")
}

fn tell(context: &Context, preview: &Preview, now: i64) -> Result<Exit, Failure> {
    let good = preview.outcome == Outcome::Passes && preview.left_out.is_empty();
    let exit = if good { Exit::Done } else { Exit::Found };
    if context.json {
        context.out.json("preview", preview)?;
        return Ok(exit);
    }
    let told = inert(preview.told());
    let told =
        if preview.outcome == Outcome::Passes { style::good(&told) } else { style::bad(&told) };
    let seconds = u64::try_from(now - preview.time).unwrap_or(0);
    let when = if seconds > 0 { format!(" (seen {})", age(seconds)) } else { String::new() };
    let mut text = format!("{told}{when}\n");
    for (worker, path) in &preview.left_out {
        let line = format!("left out, for it conflicts: {worker} in {}\n", inert(path));
        text.push_str(&style::warn(&line));
    }
    context.out.answer(text)?;
    Ok(exit)
}
