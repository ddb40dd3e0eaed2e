//! What was answered away, by earlier plans and by this one.

use super::Session;
use crate::config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plan;
use crate::render::inert;

impl Session<'_> {
    /// The documents hold no work, or all of it was answered away.
    pub(super) fn nothing(&self) -> Result<Exit, Failure> {
        if !self.left.is_empty() && !self.sources.told.is_empty() {
            self.sources.told.iter().for_each(|line| self.context.out.note(inert(line)));
            self.context.out.note("nothing to plan");
            return Ok(Exit::Done);
        }
        let names = self.args.documents.iter().chain(&self.args.items);
        let names: Vec<&str> = names.map(String::as_str).collect();
        Err(Failure::new(format!("no work items in '{}'", names.join("', '")))
            .hint("write them as a task list, one line each: - [ ] Fix the null check in user.py"))
    }

    /// Takes out of the reading what was answered away, and notes so.
    pub(super) fn leave_out(&mut self) {
        let gone = plan::leave_out(&mut self.reading.items, &self.left);
        for (told, left) in gone {
            let same = left.same.as_deref();
            let how = same.map_or("left out".into(), |it| format!("the same as {it}"));
            let line = format!(
                "{}: {how}, as was answered; to have it again, take its [[left]] out of {}",
                left.id,
                config::FILE
            );
            if !self.sources.told.contains(&line) {
                self.sources.told.push(line);
            }
            self.joined.extend(same.map(|it| (it.to_owned(), told)));
        }
    }
}
