//! `plan`: documents to a manifest, the manifest to a split, and the accepted split to `.parallel.toml`.

mod again;
mod answer;
mod ask;
mod draft;
mod edit;
mod editor;
mod feature;
mod gather;
mod history;
mod items;
mod left;
mod reply;
mod review;
mod running;
mod settle;

use std::path::PathBuf;

use crate::config::{self, Left, Worker};
use crate::document::{Handed, Reading, Said, WorkItem};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::{self, Ground, Manifest, Options};
use crate::render::explain;
use crate::render::graph::{Graph, graph};
use crate::render::manifest::{self, Medium};

use super::lead::{self, Matter};
use super::{Context, Plan, accept, published};

/// Read work-item documents, propose a split and, once accepted, write its workers
///
/// Task lists, numbered lists, bullets, tables, findings under headings, plain text and exported
/// GitHub issues are read without a language model, the same way every time. Paths are looked up
/// among the tracked files, dependencies are read or inferred with a reason, vague items come with
/// the question to ask. The split gives every file to one worker, proved for all possible paths;
/// where one session does better, the plan says so. Accepted, it becomes `[[worker]]` tables in
/// .parallel.toml. Planning again keeps identifiers, done items and the split that was accepted: new
/// items go to whoever owns their files, or to new workers; with --workers, those who have not started
/// are split anew.
#[derive(Debug, Clone, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub struct Args {
    /// Documents to read, in order; `-` is standard input
    #[arg(value_name = "DOC", required_unless_present_any = ["schema", "items"])]
    documents: Vec<String>,
    /// Take these items, as JSON, instead of reading them from a document, or beside it; `-` is
    /// standard input
    #[arg(long, value_name = "FILE")]
    items: Option<String>,
    /// Answer what is asked about an item (repeatable): words and paths, skip, drop or same as item-3
    #[arg(long = "clarify", value_name = "ITEM=ANSWER", value_parser = clarified)]
    answers: Vec<(String, String)>,
    /// Take this split, in the short form that `N` opens, instead of the proposed one; `-` is standard
    /// input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sequential", "graph", "markdown"])]
    split: Option<PathBuf>,
    /// Split over this many workers [default: 2 to 4, about two hours or more each]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    workers: Option<u16>,
    /// The feature these items are for: its workers stand beside those of others, whose scopes stay
    /// theirs
    #[arg(long, value_name = "NAME")]
    feature: Option<String>,
    /// Accept the split without asking
    #[arg(long, short)]
    yes: bool,
    /// Print the ordered task list of a single session instead of a split
    #[arg(long)]
    sequential: bool,
    /// Print the manifest as Markdown
    #[arg(long)]
    markdown: bool,
    /// Print the dependency graph instead
    #[arg(long, value_name = "FORM", value_enum)]
    graph: Option<Graph>,
    /// Answer a question of the reading (repeatable): items (each line is one), below (the lines below
    /// them are), one (all of it is one item) or none (no work)
    #[arg(long, value_name = "ID=CHOICE")]
    answer: Vec<String>,
    /// Say of every line what it is, in the editor, before anything is planned; without a terminal it
    /// is printed, to be handed back as FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    edit: Option<String>,
    /// Print every block of the documents with what became of it and the rule that decided
    #[arg(long, conflicts_with_all = ["yes", "graph", "sequential", "markdown"])]
    explain: bool,
    /// Print the JSON Schema of what --json answers, or of what --items takes, and nothing else
    #[arg(long, value_name = "OF", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "answer", exclusive = true)]
    schema: Option<Of>,
}

/// Whose schema is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// What --json answers.
    Answer,
    /// What --items takes.
    Items,
    /// What --explain --json answers.
    Reading,
}

/// `ITEM=ANSWER`.
fn clarified(text: &str) -> Result<(String, String), String> {
    let (item, said) = text.split_once('=').ok_or("it has the form ITEM=ANSWER")?;
    Ok((item.trim().to_owned(), said.trim().to_owned()))
}

const EXAMPLES: &str = "\
Examples:
  git parallel plan review.md todo.md
  gh issue list --json number,title,body,labels | git parallel plan -
  git parallel plan --workers 3 --yes review.md
  git parallel plan --feature billing billing.md  beside the feature that is under way
  git parallel plan --clarify 'item-7=in src/store/cache.py' --clarify item-9=drop --yes review.md
  git parallel plan --items items.json            what an agent made of a document
  git parallel plan --sequential review.md       the list for one session
  git parallel plan --graph mermaid review.md";

/// What a run of the verb holds on to.
struct Session<'a> {
    context: &'a Context,
    args: &'a Args,
    sources: gather::Sources,
    /// What was said about them.
    said: Said,
    reading: Reading,
    ground: Ground,
    place: Option<gather::Place>,
    feature: Option<String>,
    /// What was answered away: by earlier plans, and by this one.
    left: Vec<Left>,
    /// How much of that is the plan's already.
    known: usize,
    /// What is the same as an item, with its name.
    joined: Vec<(String, WorkItem)>,
}

/// Runs the verb.
pub fn run(context: &Context, args: &Args) -> Result<Exit, Failure> {
    if let Some(of) = args.schema {
        context.out.answer(match of {
            Of::Answer => published::schema::<Manifest>(),
            Of::Reading => published::schema::<explain::Explained<'_>>(),
            Of::Items => format!("{:#}", schemars::schema_for!(Handed).to_value()),
        })?;
        return Ok(Exit::Done);
    }
    require_lead(context, args)?;
    let mut said = answer::said(&args.answer)?;
    let (sources, place) = gather::documents(context, &args.documents, args.items.as_ref())?;
    let mut reading = sources.read(&said)?;
    answer::check(args, &said, &reading.questions)?;
    match review::say(context, args, &reading, &mut said)? {
        review::Then::Done => return Ok(Exit::Done),
        review::Then::Read => reading = sources.read(&said)?,
        review::Then::Plan => {}
    }
    if args.explain {
        if context.json {
            context.out.json("reading", &explain::told(&reading))?;
        } else {
            context.out.answer(explain::text(&reading))?;
        }
        return Ok(Exit::Done);
    }
    let mut session = Session::of(context, args, (sources, said, reading), place)?;
    let mut manifest = session.decide();
    if !args.answers.is_empty() {
        let (files, work) = (&session.ground.files, &mut session.reading.items);
        let left = ask::beforehand(context, &manifest, args, files, work)?;
        session.left.extend(left);
        manifest = session.again()?;
    }
    if manifest.items.is_empty() && !context.json {
        return session.nothing();
    }
    let split = session.handed(&manifest)?;
    if let Some(workers) = &split {
        manifest = plan::rewritten(&manifest, workers, &session.ground);
    }
    if context.json {
        let exit = session.unasked(&mut manifest, split)?;
        context.out.json("plan", &manifest)?;
        return Ok(exit);
    }
    let medium = if args.markdown { Medium::Markdown } else { Medium::Terminal };
    if let Some(form) = args.graph {
        context.out.answer(graph(&manifest, form))?;
    } else if args.sequential {
        context.out.answer(manifest::sequence(&manifest, medium))?;
    } else {
        session.show(&manifest, medium)?;
        if !args.markdown || args.yes {
            return session.settle(manifest, split);
        }
    }
    Ok(Exit::Done)
}

/// Whoever has the split written must be who may.
fn require_lead(context: &Context, args: &Args) -> Result<(), Failure> {
    match context.repo() {
        Ok(repo) if args.yes => lead::require(context, &repo, Matter::Plan),
        _ => Ok(()),
    }
}

impl<'a> Session<'a> {
    /// With what is known about the repository.
    fn of(
        context: &'a Context,
        args: &'a Args,
        (sources, said, reading): (gather::Sources, Said, Reading),
        place: Option<gather::Place>,
    ) -> Result<Self, Failure> {
        let feature = feature::chosen(context, place.as_ref(), args)?;
        let ground = gather::ground(context, place.as_ref(), &reading.items, feature.as_deref())?;
        items::require_known(&reading.items, &ground)?;
        let left = gather::left(context, place.as_ref())?;
        let known = left.len();
        let joined = Vec::new();
        let mut session = Self {
            context,
            args,
            sources,
            said,
            reading,
            ground,
            place,
            feature,
            left,
            known,
            joined,
        };
        session.leave_out();
        Ok(session)
    }
}

impl Session<'_> {
    fn decide(&mut self) -> Manifest {
        let options = Options { workers: self.args.workers.map(usize::from) };
        if !self.joined.is_empty() {
            // Names are given where the plan is made.
            let named = plan::build(&self.reading.items, &self.ground, &options);
            for (item, work) in named.items.iter().zip(&mut self.reading.items) {
                for (_, told) in self.joined.iter().filter(|(id, _)| *id == item.id) {
                    plan::join(work, told);
                }
            }
        }
        let mut manifest = Manifest {
            for_all: self.reading.for_all.clone(),
            left_out: self.reading.left_out.clone(),
            questions: self.reading.questions.clone(),
            ..plan::build(&self.reading.items, &self.ground, &options)
        };
        manifest.assumptions.splice(0..0, self.sources.told.iter().cloned());
        // A name that was shown once stays, whatever is answered later.
        for (work, item) in self.reading.items.iter_mut().zip(&manifest.items) {
            work.given.get_or_insert_default().id = Some(item.id.clone());
        }
        manifest
    }

    /// Decides once more, after answers.
    fn again(&mut self) -> Result<Manifest, Failure> {
        let (place, feature) = (self.place.as_ref(), self.feature.as_deref());
        self.ground = gather::ground(self.context, place, &self.reading.items, feature)?;
        Ok(self.decide())
    }

    /// The split that was handed in, if one was.
    fn handed(&self, manifest: &Manifest) -> Result<Option<Vec<Worker>>, Failure> {
        let Some(file) = &self.args.split else { return Ok(None) };
        let text = gather::text(self.context, file)?;
        let before = plan::accepted(manifest, &self.ground.workers);
        edit::given(self.args, &self.plan()?, manifest, &before, &text).map(Some)
    }

    /// Whether the lead is asked about the split on a terminal, and sees one screen of it first.
    fn is_screened(&self) -> bool {
        self.context.out.is_screen() && !self.args.yes && self.args.split.is_none()
    }

    /// Shows the manifest: on a terminal one screen of it, the rest when it is asked for.
    fn show(&self, manifest: &Manifest, medium: Medium) -> Result<(), Failure> {
        let width = self.context.out.width();
        let text = if medium == Medium::Terminal && self.is_screened() {
            manifest::screen(manifest, width)
        } else {
            manifest::text(manifest, medium, width)
        };
        Ok(self.context.out.answer(text)?)
    }

    /// All of the manifest in the user's pager.
    fn page(&self, manifest: &Manifest) -> Result<(), Failure> {
        let text = manifest::text(manifest, Medium::Terminal, self.context.out.width());
        let text = self.context.out.shown(&text);
        if !crate::git::page(&text, &self.context.directory)? {
            self.context.out.answer(text)?;
        }
        Ok(())
    }

    fn plan(&self) -> Result<Plan, Failure> {
        let repo = self.context.repo()?;
        self.context.plan(&repo)
    }

    /// Whether the plan has the workers it was made with.
    fn is_still(&self, plan: &Plan) -> bool {
        let (own, others) = (&self.ground.workers, &self.ground.others);
        let known = |worker: &Worker| own.contains(worker) || others.contains(worker);
        plan.config.worker.len() == own.len() + others.len() && plan.config.worker.iter().all(known)
    }

    /// Writes the workers: those of the manifest, or those the lead wrote.
    fn accept(&self, manifest: &Manifest, edited: Option<Vec<Worker>>) -> Result<Exit, Failure> {
        let repo = self.context.repo()?;
        lead::require(self.context, &repo, Matter::Plan)?;
        let _lock = self.context.lock(&repo, "plan")?;
        let plan = self.context.plan(&repo)?;
        if !self.is_still(&plan) {
            return Err(Failure::new(format!(
                "the workers in {} were changed meanwhile",
                config::FILE
            ))
            .hint("to plan with them as they are now, run the command again"));
        }
        let own = edited.unwrap_or_else(|| plan::accepted(manifest, &self.ground.workers));
        if own.is_empty() {
            return Err(Failure::new("no item can be given to a worker: none names a path")
                .hint(
                    "to say where they belong, answer C when asked, or name files in the document",
                )
                .hint(format!(
                    "to do them in one session, run: {}",
                    self.args.again(&["--sequential"])
                )));
        }
        let written = own.len();
        let workers =
            feature::beside(&plan.config, &self.ground.others, own, self.feature.as_deref());
        let shared: Vec<String> = manifest
            .boundaries
            .iter()
            .filter(|boundary| boundary.owner.is_none())
            .map(|boundary| boundary.path.clone())
            .collect();
        let text = config::add_shared(&accept::planned(&repo, &plan, &workers)?, &shared)?;
        let text = config::add_left(&text, self.left.get(self.known..).unwrap_or_default())?;
        config::load(config::FILE, &text)?;
        if !self.context.dry_run {
            running::write(self.context, &repo, &plan, &workers, &self.ground.started, &text)?;
        }
        if !self.context.json {
            let did = if self.context.dry_run { "would write" } else { "wrote" };
            self.context.out.note(format!(
                "{did} {} to {}",
                crate::render::count(written, "worker"),
                config::FILE
            ));
            self.context.out.note("next: git parallel start");
        }
        Ok(Exit::Done)
    }
}
