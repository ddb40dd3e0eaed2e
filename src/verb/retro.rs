//! `retro`: what the work was like, from history, and what the next plan can learn of it.

mod gather;
mod plans;

use super::{Context, Plan, inspect, published, select};
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::render;
use crate::render::manifest::Medium;
use crate::retro::{Review, review};

/// Review work that was done: shares, gaps, waits, conventions, planned against actual time
///
/// Everything is read from history and nothing is changed. Without RANGE it is the work of
/// .parallel.toml, merged or not; where none of it was started, what landed last. With RANGE, as in
/// v1..main, it is every worker whose merge (`Merge task-1: …`) lies in it. Sizes are those of the
/// plan of then: of .parallel.toml, of a plan that clean kept, or of the one in the merge.
///
/// Time at work is the time between a worker's commits, by their authors' dates, without what came
/// after it was blocked or complete and without stretches longer than the stall limit; their mean
/// counts once more for what came before the first commit. A task took the time before the commits
/// that name it; the rest is shared as planned. A size is measured from three items on, by their
/// median; the others move as far as all work was off.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Args {
    /// Look at the workers merged in these revisions instead
    range: Option<String>,
    /// Look at the workers of this feature only
    #[arg(long, value_name = "NAME", conflicts_with = "range")]
    feature: Option<String>,
    /// Print the review as Markdown
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Print the review as one page of HTML: a timeline, who needed whom, items and their commits
    #[arg(long, conflicts_with_all = ["json", "markdown"])]
    html: bool,
    /// Write the measured minutes to .parallel.toml, where the next plan reads them
    #[arg(long)]
    write: bool,
    /// Print the JSON Schema of what --json answers, and nothing else
    #[arg(long, conflicts_with_all = ["markdown", "html", "write", "range"])]
    schema: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel retro                        the work of .parallel.toml, or what landed last
  git parallel retro v1.0..main --markdown  everything merged since v1.0, to paste elsewhere
  git parallel retro --html >retro.html     a page for those who were not there
  git parallel retro --write                have the next plan count what sizes really took
  git parallel retro --json | jq .grade     the grade with its marks and weights";

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if args.schema {
        context.out.answer(published::schema::<Review>())?;
        return Ok(Exit::Done);
    }
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let found = match &args.feature {
        None => gather::gather(&repo, &plan.config, args.range.as_deref())?,
        Some(name) => match select::only(&plan, name) {
            Ok(config) => gather::gather(&repo, &config, None)?,
            // It may have landed and be cleaned up.
            Err(unknown) => gather::landed_as(&repo, &plan.config, name)?.ok_or(unknown)?,
        },
    };
    let review = review(&plan.config, found.about, &found.pasts);
    if context.json {
        context.out.json("retro", &review)?;
    } else if args.html {
        context.out.answer(render::html::text("Retrospective", &review, &found.pasts, &[]))?;
    } else {
        let medium = if args.markdown { Medium::Markdown } else { Medium::Terminal };
        context.out.answer(render::retro::text(&review, medium, context.out.width()))?;
    }
    if args.write {
        let _lock = context.lock(&repo, "retro")?;
        write(context, &context.plan(&repo)?, &review)?;
    }
    Ok(Exit::Done)
}

/// The work of the plan as a page of HTML.
pub(super) fn page(repo: &Repo, plan: &Plan, heading: &str) -> Result<String, Failure> {
    let found = gather::gather(repo, &plan.config, None)?;
    let review = review(&plan.config, found.about, &found.pasts);
    let open =
        inspect::all(repo, plan)?.into_iter().filter(|it| !it.work.merged && it.work.tip.is_some());
    let foreseen: Vec<_> = open.map(|it| (it.work.id, it.conflicts)).collect();
    Ok(render::html::text(heading, &review, &found.pasts, &foreseen))
}

/// Puts the proposed minutes into the file.
fn write(context: &Context, plan: &Plan, review: &Review) -> Result<(), Failure> {
    let Some(proposed) = review.sizes.proposed else {
        return Err(Failure::new("no size can be measured from this work")
            .hint("sizes come from git parallel plan; times need two commits of a worker"));
    };
    if proposed == plan.config.estimate {
        context.out.note("the plan counts these minutes already");
        return Ok(());
    }
    let text = config::set_estimate(&plan.text, &proposed)?;
    config::load(config::FILE, &text)?;
    let did = if context.dry_run { "would write" } else { "wrote" };
    if !context.dry_run {
        plan.rewrite(&text)?;
    }
    context.out.note(format!("{did} [estimate] to {}: {}", config::FILE, told(&proposed)));
    Ok(())
}

/// `S 8, M 30, L 105, XL 240`.
fn told(estimate: &config::Estimate) -> String {
    let sizes = config::Estimate::SIZES.into_iter().zip(estimate.minutes());
    sizes.map(|(size, minutes)| format!("{size} {minutes}")).collect::<Vec<_>>().join(", ")
}
