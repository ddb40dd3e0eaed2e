//! The question below the manifest, and what each answer does.

use crate::config::Worker;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::{self, Assessment, Item, Manifest};
use crate::render::manifest::{self, Medium};

use super::{Plan, Session, ask, edit};

impl Session<'_> {
    /// Asks until there is an answer, and does it.
    pub(super) fn settle(
        &mut self,
        mut manifest: Manifest,
        split: Option<Vec<Worker>>,
    ) -> Result<Exit, Failure> {
        if !self.args.yes
            && let Some((what, hint)) = self.lacks()?
        {
            // Whoever only looks at a document sees what there is to see.
            if self.is_screened() {
                self.page(&manifest)?;
            }
            self.context.out.note(format!("nothing can be written yet: {what}"));
            self.context.out.note(hint);
            return Ok(Exit::Done);
        }
        if !manifest.items.iter().any(Item::is_open) {
            self.context.out.note("nothing to plan: all of it is done or has landed");
            return Ok(Exit::Done);
        }
        let plan = self.plan()?;
        if self.args.yes || split.is_some() {
            self.tell_guesses();
            return self.unasked(&mut manifest, split);
        }
        if self.context.dry_run {
            // There is nothing to accept.
            if self.is_screened() {
                self.page(&manifest)?;
            }
            return Ok(Exit::Done);
        }
        self.dialogue(&plan, manifest)
    }

    /// Asks what to do with the split, until it is taken or left.
    fn dialogue(&mut self, plan: &Plan, mut manifest: Manifest) -> Result<Exit, Failure> {
        let mut edited: Option<Vec<Worker>> = None;
        loop {
            let question = ask::question(self.is_screened(), !self.reading.questions.is_empty());
            let Some(answer) = self.context.out.ask(&question)? else {
                return Err(Failure::new("nobody answered whether to take this split")
                    .hint(format!("to take it without asking, run: {}", self.taking(&manifest)))
                    .hint(format!("to read it only, run: {}", self.args.again(&["--markdown"]))));
            };
            match ask::choice(&answer) {
                Some(ask::Choice::Yes) => return self.accept(&manifest, edited),
                Some(ask::Choice::Quit) => {
                    self.context.out.note("nothing was written");
                    return Ok(Exit::Done);
                }
                Some(ask::Choice::Modify) => {
                    let before = edited
                        .take()
                        .unwrap_or_else(|| plan::accepted(&manifest, &self.ground.workers));
                    let workers = edit::split((self.context, self.args), plan, &manifest, &before)?;
                    self.context.out.note("the split is as you wrote it");
                    self.show_split(&manifest, &workers)?;
                    edited = Some(workers);
                }
                Some(ask::Choice::Clarify) => {
                    let (files, work) = (&self.ground.files, &mut self.reading.items);
                    let (count, left) = ask::clarify(self.context, &manifest, files, work)?;
                    if count == 0 {
                        self.context.out.note("nothing was answered");
                    }
                    self.left.extend(left);
                    manifest = self.once_more(&manifest, &mut edited)?;
                }
                Some(ask::Choice::Sequential) => {
                    self.context.out.answer(manifest::sequence(&manifest, Medium::Terminal))?;
                    return Ok(Exit::Done);
                }
                Some(what @ (ask::Choice::Edit | ask::Choice::Questions)) => {
                    if what == ask::Choice::Edit {
                        self.edit()?;
                    } else {
                        self.ask()?;
                    }
                    manifest = self.once_more(&manifest, &mut edited)?;
                }
                Some(ask::Choice::Details) => match &edited {
                    Some(workers) => {
                        self.page(&plan::rewritten(&manifest, workers, &self.ground))?;
                    }
                    None => self.page(&manifest)?,
                },
                None => self.context.out.note("please answer with one of the letters"),
            }
        }
    }

    /// The manifest after answers, shown with the split that was written before, if one was.
    fn once_more(
        &mut self,
        before: &Manifest,
        edited: &mut Option<Vec<Worker>>,
    ) -> Result<Manifest, Failure> {
        let manifest = self.again()?;
        let Some(workers) = edited else {
            self.show(&manifest, Medium::Terminal)?;
            return Ok(manifest);
        };
        let (refitted, notes) = plan::refitted(before, &manifest, workers);
        *workers = refitted;
        self.show_split(&manifest, workers)?;
        for note in notes {
            self.context.out.note(note);
        }
        Ok(manifest)
    }

    /// Shows the split that the lead wrote.
    fn show_split(&self, manifest: &Manifest, workers: &[Worker]) -> Result<(), Failure> {
        self.show(&plan::rewritten(manifest, workers, &self.ground), Medium::Terminal)
    }

    /// Without a question, a split that was handed in is taken and otherwise, with `--yes`, the
    /// recommendation followed; asking for a number of workers overrides it.
    pub(super) fn unasked(
        &self,
        manifest: &mut Manifest,
        split: Option<Vec<Worker>>,
    ) -> Result<Exit, Failure> {
        if !self.args.yes && split.is_none() {
            return Ok(Exit::Done);
        }
        if split.is_none() && !manifest.items.iter().any(Item::is_open) {
            return Ok(Exit::Done);
        }
        if self.is_simpler(manifest) && split.is_none() {
            if !self.context.json {
                self.context.out.answer(manifest::sequence(manifest, Medium::Terminal))?;
            }
            self.context.out.warn("nothing was written: one session is simpler here");
            let taking = self.taking(manifest);
            self.context.out.note(format!("to split it all the same, run: {taking}"));
            return Ok(Exit::Found);
        }
        let exit = self.accept(manifest, split)?;
        manifest.written = !self.context.dry_run;
        Ok(exit)
    }

    /// Whether one session is recommended, and nobody asked for more.
    fn is_simpler(&self, manifest: &Manifest) -> bool {
        manifest.assessment == Assessment::Sequential && self.args.workers.is_none()
    }

    /// The command that takes the split without a question.
    fn taking(&self, manifest: &Manifest) -> String {
        let wanted: &[&str] =
            if self.is_simpler(manifest) { &["--workers 2", "--yes"] } else { &["--yes"] };
        self.args.again(wanted)
    }

    /// What is missing to write the split anywhere, and what to do about it.
    fn lacks(&self) -> Result<Option<(&'static str, &'static str)>, Failure> {
        let Some(place) = &self.place else {
            return Ok(Some(("this is no git repository", "to make it one, run: git init")));
        };
        let none = place.plan(self.context)?.is_none();
        Ok(none.then_some(("there is no .parallel.toml", "to write one, run: git parallel init")))
    }
}
