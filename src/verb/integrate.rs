//! `integrate`: merge the workers one by one on an integration branch, checked after each.

mod begin;
mod below;
mod brought;
mod checks;
mod conflict;
mod finish;
mod foresee;
mod late;
mod merges;
mod offer;
mod preview;
mod readiness;
mod resume;
mod settle;
mod store;
mod surroundings;
mod told;
mod who;

use std::time::Duration;

use super::lead::{self, Matter};
use super::lifecycle::{self, Turn};
use super::{Context, base, published, trust};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::integrate::Journal;
use crate::monitor::Preview;

pub(super) use below::below;
pub(super) use brought::{Brought, brought};
pub(super) use checks::failing;
pub(super) use late::{Late, apart};
pub(super) use merges::begin as merge;
pub(super) use preview::{last as previewed, sweep};
pub(super) use readiness::{missing, standing};
pub(super) use settle::{
    end_removals, half_landed, left_of_merge, refuse_overwriting, settle, settle_base,
};
pub(super) use store::{all, ever, find, landed_anew, put_away, save};
pub(super) use surroundings::{bring_submodules, follow};

/// Merge the workers one by one on an integration branch, checked after each
///
/// The merges happen in a worktree of their own, in the order that needs demand and conflicts
/// advise. With --dry-run, what each merge will come to is shown and nothing is written; that can be
/// asked at any time, for what there is by now.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Args {
    /// The feature to merge, or a name for the whole where the plan has none; names the branch
    /// integration/FEATURE
    feature: Option<String>,
    /// Leave this worker out, whatever its state; repeat for more
    #[arg(long, value_name = "WORKER")]
    skip: Vec<String>,
    /// Fetch the remote first
    #[arg(long)]
    fetch: bool,
    /// Run the check once, after the last merge; when it fails, find the worker that broke it
    #[arg(long)]
    batch: bool,
    /// Resolve conflicts to the version of the worker that owns the path, where both sides changed it
    #[arg(long)]
    take_owner: bool,
    /// With --dry-run, count what is not committed in the worktrees as if it were
    #[arg(long, requires = "dry_run")]
    include_dirty: bool,
    /// Merge nothing; print the commands that push each branch and open a pull request for it
    #[arg(long, group = "how")]
    pr: bool,
    /// With --pr, run the commands: push, and open the requests by gh or glab
    #[arg(long, requires = "pr")]
    open: bool,
    /// Go on after a conflict is resolved or a failing check is mended, and with what workers
    /// committed since, those that came later too
    #[arg(long = "continue", group = "how")]
    go_on: bool,
    /// Give up: the integration branch and its worktree go, everything else is as before
    #[arg(long, group = "how")]
    abort: bool,
    /// Merge all there is in a scratch worktree, run the checks there, and name who fails together
    #[arg(long, group = "how", conflicts_with_all = ["pr", "batch", "take_owner", "include_dirty"])]
    preview: bool,
    /// How long a preview may take, as 30m or 2h (1h when not given)
    #[arg(long, value_name = "SPAN", requires = "preview", value_parser = super::wait::time)]
    timeout: Option<Duration>,
    /// Take a finished integration back, even one that has landed: every ref as it was before
    #[arg(long, group = "how")]
    undo: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel integrate --dry-run dashboard
  git parallel integrate dashboard
  git parallel integrate --preview         does it build together?
  git parallel integrate --continue        after a conflict is resolved
  git parallel integrate --undo";

/// What goes on with an integration that stopped.
const GO_ON: &str = "git parallel integrate --continue";

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<
        published::Either<
            told::Shown<'_>,
            published::Either<finish::Over<'_>, published::Either<offer::Shown, Preview>>,
        >,
    >()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    let repo = context.repo()?;
    if !context.dry_run && !args.pr {
        lead::require(context, &repo, Matter::Work)?;
    }
    let feature = args.feature.as_deref();
    if args.abort || args.undo {
        if context.dry_run {
            return finish::show(context, &repo, feature, args.undo);
        }
        lifecycle::trust_removal(context, &repo)?;
        let _lock = repo.lock(if args.undo { "integrate --undo" } else { "integrate --abort" })?;
        return if args.undo {
            finish::undo(context, &repo, feature)
        } else {
            finish::abort(context, &repo, feature)
        };
    }
    if args.go_on {
        store::require(&repo, feature, GO_ON)?;
        if context.dry_run {
            let config = context.plan(&repo)?.config;
            let journal = store::require(&repo, feature, GO_ON)?;
            return resume::show(context, &repo, &config, journal, &args.skip);
        }
        let (_lock, plan) = trust::locked(context, &repo, "integrate --continue")?;
        let journal = store::require(&repo, feature, GO_ON)?;
        return resume::run(context, &repo, &plan.config, journal, args.take_owner, &args.skip);
    }
    let plan = context.plan(&repo)?;
    if args.fetch {
        base::fetch(context, &repo, &plan.config)?;
    }
    if args.preview {
        return preview::run(context, &repo, &plan.config, args);
    }
    if args.pr || context.dry_run {
        let decision = begin::decide(context, &repo, &plan.config, args)?;
        if args.pr {
            return offer::run(context, &repo, &plan.config, &decision, args.open);
        }
        for turn in turns(&repo, &plan.config, &decision.journal) {
            turn.show(context, &plan.config);
        }
        return told::foreseen(context, &decision);
    }
    let (_lock, plan) = trust::locked(context, &repo, "integrate")?;
    let decision = begin::decide(context, &repo, &plan.config, args)?;
    told::expectations(context, &decision);
    let before =
        Turn::of_integration(&repo, &plan.config, "pre-integrate", &decision.journal, None);
    before.before(context, &plan.config, "git parallel integrate")?;
    begin::apply(context, &repo, &plan.config, &decision.journal)?;
    merges::run(context, &repo, &plan.config, decision.journal, args.take_owner, &[])
}

/// What runs before the integration, and after each merge.
fn turns(repo: &Repo, config: &Config, journal: &Journal) -> Vec<Turn> {
    let merged =
        |name: &'static str, worker| Turn::of_integration(repo, config, name, journal, worker);
    let each = journal.merge.iter().map(|it| merged("post-merge", Some(it.worker.as_str())));
    [merged("pre-integrate", None)].into_iter().chain(each).collect()
}
