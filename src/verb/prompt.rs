//! `prompt`: print a worker's prompt again, or the one that fits what happened since.

use schemars::JsonSchema;
use serde::Serialize;

use super::trees::Trees;
use super::{Context, brief, published, select, watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::worker::Kind;

/// Print a worker's kickoff prompt again, or the prompt that fits what happened since
///
/// The prompt goes to standard output, for a pipe or the clipboard. Its templates can be replaced
/// by files of the repository (`[agent]` prompts); --template prints the one to begin with.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The worker
    #[arg(required_unless_present_any = ["feature", "template"])]
    worker: Option<String>,
    /// One after the other, the prompts of all workers of this feature
    #[arg(long, value_name = "NAME", conflicts_with = "worker")]
    feature: Option<String>,
    /// What it needed is there: what to merge, and the remaining tasks
    #[arg(long, group = "kind")]
    resume: bool,
    /// Its session ended: what is committed, what is not, and the remaining tasks
    #[arg(long = "continue", group = "kind")]
    go_on: bool,
    /// It waits in a circle with others: the way out
    #[arg(long, group = "kind")]
    deadlock: bool,
    /// Print the built-in template of this prompt instead, to begin one of your own with
    #[arg(long, value_name = "PROMPT", value_enum, conflicts_with_all = ["worker", "feature", "kind"])]
    template: Option<Template>,
}

/// Whose template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Template {
    /// What a worker starts with.
    Kickoff,
    /// What it needed is there.
    Resume,
    /// Its session ended.
    Continue,
    /// It waits in a circle.
    Deadlock,
}

impl Template {
    fn kind(self) -> Kind {
        match self {
            Self::Kickoff => Kind::Kickoff,
            Self::Resume => Kind::Resume,
            Self::Continue => Kind::Continue,
            Self::Deadlock => Kind::Deadlock,
        }
    }
}

const EXAMPLES: &str = "\
Examples:
  git parallel prompt task-2
  git parallel prompt task-2 --resume       what it needed has come
  git parallel prompt task-2 --continue     its session ended early
  git parallel prompt --template kickoff >.parallel/kickoff.md";

#[derive(Serialize, JsonSchema)]
struct Printed {
    worker: String,
    prompt: String,
}

#[derive(Serialize, JsonSchema)]
struct Several<'p> {
    feature: &'p str,
    prompts: &'p [Printed],
}

/// The schema of what it answers.
pub(super) fn schema() -> String {
    published::schema::<published::Either<Printed, Several<'_>>>()
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(template) = args.template {
        context.out.answer(template.kind().template())?;
        return Ok(Exit::Done);
    }
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let chosen = match (&args.feature, &args.worker) {
        (Some(name), _) => select::of_feature(&plan, name)?,
        (None, Some(name)) => vec![select::worker(&plan, name)?],
        (None, None) => Vec::new(),
    };
    let kind = match (args.resume, args.go_on, args.deadlock) {
        (true, _, _) => Kind::Resume,
        (_, true, _) => Kind::Continue,
        (_, _, true) => Kind::Deadlock,
        _ => Kind::Kickoff,
    };
    let watched = if kind == Kind::Kickoff { Vec::new() } else { watch::all(&repo, &plan.config)? };
    let prompts = brief::prompts(&repo, &plan.config)?;
    let trees = Trees::of(&repo)?;
    let mut printed = Vec::new();
    for (number, worker) in chosen {
        let place = trees.place(&plan.config, number, worker);
        let mut told = brief::of(&repo, &plan.config, &place, worker)?;
        if kind != Kind::Kickoff {
            brief::add_news(&mut told, &plan.config, worker, &watched);
        }
        if kind == Kind::Deadlock && told.waiting.is_empty() {
            if args.feature.is_some() {
                continue;
            }
            let (id, met) = (&worker.id, !told.available.is_empty());
            let failure = Failure::new(if met {
                format!("what {id} asked for is there")
            } else {
                format!("{id} waits for nobody")
            });
            let (way, flag) = if met { ("take it", "resume") } else { ("go on", "continue") };
            return Err(
                failure.hint(format!("to have it {way}, run: git parallel prompt {id} --{flag}"))
            );
        }
        let prompt = prompts.write(kind, &told)?;
        printed.push(Printed { worker: worker.id.clone(), prompt });
    }
    if let (true, Some(name)) = (context.json, &args.feature) {
        context.out.json("prompts", &Several { feature: name, prompts: &printed })?;
    } else if let (true, Some(one)) = (context.json, printed.first()) {
        context.out.json("prompt", one)?;
    } else {
        let texts: Vec<&str> = printed.iter().map(|one| one.prompt.as_str()).collect();
        context.out.answer(texts.join("\n"))?;
    }
    Ok(Exit::Done)
}
