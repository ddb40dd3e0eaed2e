//! `status`: who is where, who is stuck, who waits for whom, and what to do next.

mod line;
mod live;
mod previewer;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{
    Action, Alert, AlertKind, CLEAN, Detail, Level, PULL, Report, State, Watched, detail,
    report_during,
};
use crate::render::{self, completed};
use crate::worker::sh;

use super::renamed::Renamed;
use super::trees::Trees;
use super::{
    Context, Plan, base, foreign, forge, inspect, integrate, leftover, moved, now, published,
    recover, retro, select, stand,
};

pub(super) use live::{changed, changes};

/// Show every worker's state, what wants attention and what to do next
///
/// Everything is read from commits and branches, local and remote; nothing has to be kept up to
/// date. With WORKER, that worker is shown in detail.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Args {
    /// Show this worker in detail: tasks, files, timeline
    worker: Option<String>,
    /// Show the workers of this feature only
    #[arg(long, value_name = "NAME", conflicts_with = "worker")]
    feature: Option<String>,
    /// Fetch the remote first
    #[arg(long)]
    fetch: bool,
    /// Ask gh or glab for the requests to merge the branches, and show their states
    #[arg(long, conflicts_with_all = ["porcelain", "html", "line", "worker", "watch"])]
    requests: bool,
    /// Answer for scripts, in a format that stays
    #[arg(long, conflicts_with_all = ["json", "worker"])]
    porcelain: bool,
    /// Answer in Markdown, to be pasted into an issue or read by an agent
    #[arg(long, conflicts_with_all = ["json", "porcelain", "line", "worker", "watch"])]
    markdown: bool,
    /// Answer as one page of HTML: a timeline, who needs whom, items and their commits
    #[arg(long, conflicts_with_all = ["json", "porcelain", "markdown", "line", "worker", "watch"])]
    html: bool,
    /// Answer in one line, quickly, for a shell's prompt or a status line
    #[arg(long, conflicts_with_all = ["json", "porcelain", "worker", "watch", "exit_code"])]
    line: bool,
    /// Keep the report on the screen and fresh; without a terminal, print a line for each change
    #[arg(long, short, conflicts_with_all = ["json", "porcelain", "worker", "exit_code"])]
    watch: bool,
    /// While watching, ring the bell when a worker is blocked, complete or stalled
    #[arg(long, requires = "watch")]
    bell: bool,
    /// While watching, tell the desktop when a worker is blocked, complete or stalled
    #[arg(long, requires = "watch")]
    notify: bool,
    /// Exit with 1 when something wants attention
    #[arg(long)]
    exit_code: bool,
    /// Print the JSON Schema of what --json answers, and nothing else
    #[arg(long, conflicts_with_all = ["porcelain", "watch", "exit_code"])]
    schema: bool,
}

const EXAMPLES: &str = "\
Examples:
  git parallel status
  git parallel status task-2
  git parallel status --feature billing
  git parallel status --watch --bell
  git parallel status --fetch --exit-code && echo quiet";

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if args.schema {
        let schema = match &args.worker {
            None => published::schema::<Report>(),
            Some(_) => published::schema::<Detail>(),
        };
        context.out.answer(schema)?;
        return Ok(Exit::Done);
    }
    if args.line {
        return line::run(context);
    }
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    if args.fetch {
        base::fetch(context, &repo, &plan.config)?;
    }
    if args.html {
        context.out.answer(retro::page(&repo, &plan, "Status")?)?;
        return Ok(Exit::Done);
    }
    if args.watch {
        let calls = live::Calls { bell: args.bell, desktop: args.notify };
        return live::run(context, &repo, args.feature.as_deref(), calls);
    }
    let feature = args.feature.as_deref();
    if let Some(name) = feature {
        select::of_feature(&plan, name)?;
    }
    let (watched, trees) = inspect::with_trees(&repo, &plan)?;
    let now = now();
    let mut report = reported(context, &repo, &plan, (watched.as_slice(), &trees), feature, now)?;
    if args.requests {
        let workers = report.workers.iter().map(|row| row.branch.clone());
        let integrations = report.integrations.iter().map(|it| it.branch.clone());
        let branches: Vec<String> = workers.chain(integrations).collect();
        report.requests = Some(forge::requests(&repo, &plan.config, &branches)?);
    }
    if let Some(name) = &args.worker {
        one(context, &repo, &plan, name, &report, &watched)?;
    } else if context.json {
        context.out.json("status", &report)?;
    } else if args.markdown {
        context.out.answer(render::status::markdown(&report))?;
    } else if args.porcelain {
        context.out.answer(render::porcelain::text(&report, now))?;
    } else {
        context.out.answer(render::status::text(&report, context.out.width()))?;
    }
    let attention = report.alerts.iter().any(|alert| alert.level > Level::Note);
    Ok(if args.exit_code && attention { Exit::Found } else { Exit::Done })
}

/// The report on `watched`, with the integrations that are under way.
/// Commands in it can be run where the user stands.
fn reported(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    (watched, trees): (&[Watched], &Trees),
    feature: Option<&str>,
    now: i64,
) -> Result<Report, Failure> {
    let integrations = integrate::standing(repo, &plan.config, true)?;
    let stand = stand::of(context, repo);
    let config = stand.seen(&plan.config);
    let mut report = report_during(&config, watched, integrations, feature, now);
    let behind = base::behind(repo, &plan.config)?;
    let pulls = report.actions.iter().any(|action| action.run.as_deref() == Some(PULL));
    // Nearly always the base is up to date, and nobody has to look how it would be brought there.
    let pull =
        if pulls || behind.is_some() { base::pull(repo, &plan.config)? } else { String::new() };
    leave_out_clean(plan, watched, &mut report);
    for action in &mut report.actions {
        let run = action.run.take().map(|run| if run == PULL { pull.clone() } else { run });
        action.run = run.map(|run| completed(&stand.command(run)).into_owned());
    }
    report.alerts.extend(foreign::worktrees(repo, &plan.config).into_iter().map(|path| Alert {
        level: Level::Warning,
        kind: AlertKind::ForeignWorktree,
        worker: None,
        text: foreign::told(repo, &path),
    }));
    let orphans = recover::orphans(repo, plan)?;
    if !orphans.is_empty() {
        let why = "see what became of workers that are in the plan no more".to_owned();
        let run = Some(stand.command("git parallel recover".to_owned()));
        report.actions.insert(0, Action { why, run });
    }
    report.alerts.extend(orphans.iter().map(|orphan| Alert {
        level: Level::Warning,
        kind: AlertKind::Orphan,
        worker: None,
        text: orphan.what(),
    }));
    beside(repo, plan, trees, feature, &mut report)?;
    report.alerts.extend(behind.map(|behind| behind.alert(&plan.config.base, &pull)));
    let tips: Vec<(&str, Option<&str>)> =
        watched.iter().map(|it| (it.work.id.as_str(), it.work.tip.as_deref())).collect();
    report.preview = integrate::previewed(repo, &plan.config, &tips)?;
    let fails = report.preview.as_ref().filter(|it| it.fails_now());
    report.alerts.extend(fails.map(|it| Alert {
        level: Level::Warning,
        kind: AlertKind::Preview,
        worker: None,
        text: it.preview.told(),
    }));
    for alert in &mut report.alerts {
        alert.text = completed(&alert.text).into_owned();
    }
    report.alerts.sort_by_key(|alert| std::cmp::Reverse(alert.level));
    Ok(report)
}

/// Takes out what would clean up where nothing is left for it: the plan is no file, and no branch is there.
fn leave_out_clean(plan: &Plan, watched: &[Watched], report: &mut Report) {
    let over = watched.iter().all(|seen| !seen.work.merged || seen.work.cleaned);
    if plan.file.is_none() && over {
        let cleans =
            |action: &Action| action.run.as_ref().is_some_and(|run| run.starts_with(CLEAN));
        report.actions.retain(|action| !cleans(action));
    }
}

/// What the rows do not tell: a history that is cut off, and what is left of workers that are over.
fn beside(
    repo: &Repo,
    plan: &Plan,
    trees: &Trees,
    feature: Option<&str>,
    report: &mut Report,
) -> Result<(), Failure> {
    for (worker, branch) in base::cut_off(repo, &plan.config)? {
        let base = &plan.config.base;
        let text = format!(
            "'{branch}' and '{base}' have no common commit in this shallow clone: what it holds cannot be told"
        );
        report.alerts.push(Alert::of(Level::Urgent, AlertKind::Shallow, &worker, text));
        let run = format!("git fetch --unshallow {}", sh(&plan.config.remote));
        let why = "bring the history that this clone lacks".to_owned();
        if !report.actions.iter().any(|it| it.run.as_ref() == Some(&run)) {
            report.actions.insert(0, Action { why, run: Some(run) });
        }
    }
    for name in base::set_by_hand(repo, &plan.config)? {
        let (text, run) = base::told_by_hand(&name, &plan.config);
        let (level, kind) = (Level::Warning, AlertKind::Guard);
        report.alerts.push(Alert { level, kind, worker: None, text: format!("{text} ({run})") });
    }
    for one in moved::all(repo, &plan.config, trees)? {
        let (level, kind) = (Level::Warning, AlertKind::Guard);
        let text = format!("{} (git parallel recover)", one.what());
        report.alerts.push(Alert { level, kind, worker: one.worker, text });
    }
    for worker in &plan.config.worker {
        let of = report.workers.iter().find(|row| row.worker == worker.id);
        let open = of.is_some_and(|row| row.state == State::Missing && row.is_of(feature));
        let renamed = if open { Renamed::of(repo, &plan.config, trees, worker)? } else { None };
        if let Some(renamed) = renamed {
            let begins = format!("git parallel start {}", worker.id);
            report.actions.retain(|action| action.run.as_ref() != Some(&begins));
            report.actions.insert(0, renamed.action());
            let missing = |it: &Alert| {
                it.kind == AlertKind::Missing && it.worker.as_ref() == Some(&worker.id)
            };
            report.alerts.retain(|alert| !missing(alert));
            report.alerts.push(renamed.alert());
        }
    }
    if feature.is_none() {
        for left in leftover::all(repo, &plan.config, trees)? {
            report.alerts.push(left.alert(&plan.config.base));
            report.actions.push(left.action());
        }
    }
    Ok(())
}

/// Shows one worker in detail.
fn one(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    name: &str,
    report: &Report,
    watched: &[Watched],
) -> Result<(), Failure> {
    let (number, worker) = select::worker(plan, name)?;
    let (row, seen) = (&report.workers[number - 1], &watched[number - 1]);
    let changed = match &seen.work.tip {
        Some(tip) => repo.changed_since(&plan.config.base, tip)?,
        None => Vec::new(),
    };
    let config = stand::of(context, repo).seen(&plan.config);
    let detail = detail(&config, worker, row.clone(), &seen.work, &changed, now());
    if context.json {
        context.out.json("worker", &detail)?;
    } else {
        context.out.answer(render::detail::text(&detail))?;
    }
    Ok(())
}
