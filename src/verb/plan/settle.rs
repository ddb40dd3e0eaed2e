//! The question below the manifest, and what each answer does.

use crate::config::Worker;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan::{self, Assessment, Manifest};
use crate::render::manifest::{self, Medium};

use super::{Plan, Session, ask, edit};

impl Session<'_> {
    /// Asks until there is an answer, and does it.
    pub(super) fn settle(&mut self, manifest: Manifest) -> Result<Exit, Failure> {
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
        let plan = self.plan()?;
        if let Some(split) = self.handed(&manifest)? {
            return self.accept(&manifest, Some(split));
        }
        if self.args.yes {
            self.tell_guesses();
            return self.unasked(&manifest);
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
                    .hint("to take it without asking, run: git parallel plan --yes DOC…")
                    .hint("to read it only, run: git parallel plan --markdown DOC…"));
            };
            match ask::choice(&answer) {
                Some(ask::Choice::Yes) => return self.accept(&manifest, edited),
                Some(ask::Choice::Modify) => {
                    let before = edited
                        .take()
                        .unwrap_or_else(|| plan::accepted(&manifest, &self.ground.workers));
                    edited = Some(edit::split(self.context, plan, &manifest, &before)?);
                    self.context.out.note("the split is as you wrote it");
                }
                Some(ask::Choice::Clarify) => {
                    let files = &self.ground.files;
                    if ask::clarify(self.context, &manifest, files, &mut self.reading.items)? == 0 {
                        self.context.out.note("nothing was answered");
                    }
                    edited = None;
                    manifest = self.again()?;
                    self.show(&manifest, Medium::Terminal)?;
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
                    edited = None;
                    manifest = self.again()?;
                    self.show(&manifest, Medium::Terminal)?;
                }
                Some(ask::Choice::Details) => self.page(&manifest)?,
                None => self.context.out.note("please answer with one of the letters"),
            }
        }
    }

    /// With `--yes`, the recommendation is followed; asking for a number of workers overrides it.
    fn unasked(&self, manifest: &Manifest) -> Result<Exit, Failure> {
        if manifest.assessment == Assessment::Sequential && self.args.workers.is_none() {
            self.context.out.answer(manifest::sequence(manifest, Medium::Terminal))?;
            self.context.out.note("nothing was written: one session is simpler here");
            self.context
                .out
                .note("to split it all the same, run: git parallel plan --workers 2 --yes DOC…");
            return Ok(Exit::Done);
        }
        self.accept(manifest, None)
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
