//! The prompt and the launch script of each started worker.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::ready;
use crate::config::{self, Config, Launch, LaunchError, Worker};
use crate::failure::Failure;
use crate::file::{Beneath, program_mode};
use crate::git::Repo;
use crate::monitor::Watched;
use crate::render::inert;
use crate::verb::context::write_whole;
use crate::verb::trees::Trees;
use crate::verb::{Context, Plan, brief, watch, written};
use crate::worker::{Kind, Place, agent_commands, batch, chosen, names, script, untrusted};

/// Writes them for all wanted workers. A worker that has commits already gets the prompt that goes
/// on from them, so that its script launches a successor.
pub(super) fn write(
    context: &Context,
    repo: &Repo,
    config: &Config,
    places: &[Place],
    wanted: &[usize],
    watched: &[Watched],
) -> Result<(), Failure> {
    let prompts = brief::prompts(repo, config)?;
    let chosen = chosen(&repo.parallel_dir())?;
    for ((worker, place), seen) in config.worker.iter().zip(places).zip(watched) {
        if !wanted.contains(&place.number) {
            continue;
        }
        let mut told = brief::of(repo, config, place, worker)?;
        let kind = if seen.work.events.is_empty() { Kind::Kickoff } else { Kind::Continue };
        if kind == Kind::Continue {
            brief::add_news(&mut told, config, worker, watched);
        }
        let prompt = prompts.write(kind, &told)?;
        let launch = launch(config, worker, &chosen)?;
        let text = script(place, worker.title(), &launch, &names(config, place));
        // Whoever may read the script may run it.
        for (path, text, mode) in
            [(&place.prompt, prompt, None), (&place.script, text, Some(program_mode()))]
        {
            if let Some(kept) = written::write(repo, &place.id, path, text.as_bytes(), mode)? {
                let (path, kept) = (path.display(), kept.display());
                context
                    .out
                    .warn(format!("'{path}' was edited and is written anew; kept as '{kept}'"));
            }
        }
        if cfg!(windows) {
            let beside = place.script.with_extension("cmd");
            Beneath::repository(repo.root()).write(&beside, batch(place).as_bytes(), None)?;
        }
        written::remove_others(repo, &place.id, [&place.prompt, &place.script])?;
    }
    Ok(())
}

/// Brings into limited worktrees what their workers may change by now, and tells it.
pub(super) fn widen<'p>(
    context: &Context,
    config: &Config,
    places: impl Iterator<Item = &'p Place>,
) {
    for place in places {
        match ready::widen(config, place) {
            Ok(paths) if paths.is_empty() => {}
            Ok(paths) => {
                let paths = paths.iter().map(inert).collect::<Vec<_>>().join(", ");
                context.out.note(format!("checked out for {} too: {paths}", place.id));
            }
            Err(failure) => context.out.warn(format!(
                "not all that {} may change is checked out: {}; then run: git parallel start {}",
                place.id,
                failure.message(),
                place.id
            )),
        }
    }
}

/// Changes the plan to `text` and writes anew what tells of it. A mark stands meanwhile, so that a
/// run that dies between the two is followed by one that does the rest.
pub(in crate::verb) fn rewrite(
    context: &Context,
    repo: &Repo,
    plan: &Plan,
    text: &str,
) -> Result<(), Failure> {
    write_whole(&mark(repo), b"")?;
    plan.rewrite(text)?;
    renew(context, repo, text);
    Ok(())
}

/// Writes anew what a run before did not come to, by the plan as it is.
pub(in crate::verb) fn renew_marked(context: &Context, repo: &Repo) -> Result<(), Failure> {
    if are_marked(repo) && !context.dry_run {
        renew(context, repo, &context.plan(repo)?.text);
    }
    Ok(())
}

/// Whether the plan was changed, and what tells of it may be as it was.
pub(in crate::verb) fn are_marked(repo: &Repo) -> bool {
    mark(repo).exists()
}

fn mark(repo: &Repo) -> PathBuf {
    repo.parallel_dir().join("renewing")
}

/// The launch of `worker`, by the agent that was chosen for it or the plan's.
pub(in crate::verb) fn launch(
    config: &Config,
    worker: &Worker,
    chosen: &BTreeMap<String, String>,
) -> Result<Launch, Failure> {
    let agent = chosen.get(&worker.id).map(String::as_str);
    config.agent.launch(worker, agent).map_err(|error| unlaunchable(config, &worker.id, &error))
}

/// Why there is no launch of `worker`, with the line of the plan that asks for it.
fn unlaunchable(config: &Config, worker: &str, error: &LaunchError) -> Failure {
    let another = format!("to choose another agent, run: git parallel start --agent NAME {worker}");
    let LaunchError::Permission { .. } = error else {
        return Failure::new(format!("{worker}: {error}")).hint(another);
    };
    let line = config.agent.permission_line.map_or(String::new(), |line| format!(":{line}"));
    Failure::new(format!("{}{line}: {worker}: {error}", config::FILE))
        .hint(format!("to allow {worker} one of these, edit permission under [agent]"))
        .hint(another)
}

/// What is said to a permission that the command of `[agent]` takes no notice of.
pub(in crate::verb) fn unheeded(
    config: &Config,
    chosen: &BTreeMap<String, String>,
) -> Option<String> {
    let permission = config.agent.permission?;
    let deaf = |worker: &&Worker| {
        launch(config, worker, chosen).is_ok_and(|launch| launch.permission.is_none())
    };
    let ids: Vec<&str> = config.worker.iter().filter(deaf).map(|it| it.id.as_str()).collect();
    let line = config.agent.permission_line.map_or(String::new(), |line| format!(":{line}"));
    (!ids.is_empty()).then(|| {
        format!(
            "{}{line}: permission '{}' reaches {} not: the command under [agent] has no place for it",
            config::FILE,
            permission.word(),
            ids.join(", ")
        )
    })
}

/// After a change of the plan to `text`: writes anew what is there and was not edited, and tells
/// what was and what was not. The change itself is made, so that this fails with a warning.
fn renew(context: &Context, repo: &Repo, text: &str) {
    let unmark = || match fs::remove_file(mark(repo)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    };
    if let Err(failure) = renewed(context, repo, text).and_then(|()| unmark()) {
        context.out.warn(format!(
            "prompts and scripts are as they were: {}; then run: git parallel start",
            failure.message()
        ));
    }
}

fn renewed(context: &Context, repo: &Repo, text: &str) -> Result<(), Failure> {
    let config = config::load(config::FILE, text)?;
    // A script that is run later runs what stands in it without asking.
    if let Some(wish) = untrusted(&repo.parallel_dir(), agent_commands(&config)).first() {
        return Err(Failure::new(format!("'{}' is not trusted yet", inert(wish))));
    }
    let places = Trees::of(repo)?.places(&config);
    widen(context, &config, places.iter());
    let there = places.iter().filter(|place| repo.root().join(&place.prompt).exists());
    let (own, edited): (Vec<&Place>, Vec<_>) = there.partition(|place| {
        let untouched = |path| written::is_untouched(repo, &place.id, path);
        untouched(&place.prompt) && untouched(&place.script)
    });
    if !own.is_empty() {
        let wanted: Vec<usize> = own.iter().map(|place| place.number).collect();
        write(context, repo, &config, &places, &wanted, &watch::all(repo, &config)?)?;
        let told = names_of(&own);
        context.out.note(format!(
            "written anew: the prompts of {told}; a session that runs has read the old one"
        ));
    }
    if !edited.is_empty() {
        let (told, ids) = (names_of(&edited), names_of(&edited).replace(',', ""));
        context.out.warn(format!(
            "edited, so left as they are: the prompts of {told}; to write them anew: git parallel start {ids}"
        ));
    }
    Ok(())
}

fn names_of(places: &[&Place]) -> String {
    places.iter().map(|place| place.id.as_str()).collect::<Vec<_>>().join(", ")
}
