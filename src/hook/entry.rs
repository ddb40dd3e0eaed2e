//! What each hook judges, and the hook that was there before, which runs after it.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;

use super::identity::{Who, head, who};
use super::lines::Known;
use super::session::anothers_session;
use super::stub::INSTEAD;
use super::{Error, brought, plan, push, server, staged, words};
use crate::config::Config;
use crate::git::{self, HeadAt, LastCommit, Settings, Site, Source, run_hook};
use crate::guard::{
    Change, Cleanup, Edit, Head, Rule, Rules, Violation, judge, subject, taken_branch,
};
use crate::worker::registry::Entry;

/// A hook git has started.
#[derive(Debug)]
pub struct Hook {
    name: String,
    args: Vec<OsString>,
    site: Site,
    input: Option<Vec<u8>>,
}

/// What a hook found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The broken rules.
    pub violations: Vec<Violation>,
    /// Whether the hook can stop what is going on, or only tell.
    pub can_stop: bool,
}

impl Hook {
    /// The hook called `name`, started now with `args`.
    pub fn new(name: &str, args: Vec<OsString>) -> Result<Self, Error> {
        let mut input = None;
        // These are judged by what they are told, and hand it on afterwards.
        if matches!(name, "pre-push" | "reference-transaction" | "pre-receive") {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map_err(Error::file("standard input"))?;
            input = Some(bytes);
        }
        Ok(Self { name: name.to_owned(), args, site: Site::of_hook()?, input })
    }

    /// Judges what the hook is about; nothing is judged in the main worktree.
    pub fn judge(&self) -> Result<Verdict, Error> {
        if self.is_servers() {
            return Ok(Verdict { violations: self.received()?, can_stop: true });
        }
        let can_stop = !self.name.starts_with("post-");
        let judged = matches!(
            self.name.as_str(),
            "pre-commit"
                | "pre-merge-commit"
                | "prepare-commit-msg"
                | "commit-msg"
                | "applypatch-msg"
                | "pre-applypatch"
                | "pre-push"
                | "post-checkout"
                | "post-commit"
                | "post-merge"
                | "reference-transaction"
        );
        if !judged || self.site.admin().is_none() {
            return Ok(Verdict::default());
        }
        // A commit made meanwhile would hold, as its own, what is being brought.
        if self.name == "pre-commit" && self.site.is_syncing() {
            return Err(Error::Syncing);
        }
        let at = self.site.head()?;
        let violations = match who(&self.site, &at)? {
            Who::Worker(entry) => self.worker(&entry, at)?,
            Who::Intruder(entry) if can_stop => vec![taken_branch(&entry.worker, &entry.branch)],
            Who::Intruder(_) | Who::Nobody => Vec::new(),
        };
        Ok(Verdict { violations, can_stop })
    }

    /// Whether this judges pushes into a shared repository, where no environment of the pusher's
    /// counts.
    pub fn is_servers(&self) -> bool {
        self.name == "pre-receive" && self.site.admin().is_none()
    }

    fn received(&self) -> Result<Vec<Violation>, Error> {
        let updates = push::transaction(self.input.as_deref().unwrap_or_default());
        server::judged(&self.site, &updates)
    }

    fn worker(&self, entry: &Entry, at: HeadAt) -> Result<Vec<Violation>, Error> {
        let settings = self.site.settings()?;
        let config = plan::read(&self.site, settings)?;
        // Of what is done nothing is to be told to whom the plan no longer has.
        if self.name.starts_with("post-") && config.find(&entry.worker).is_none() {
            return Ok(Vec::new());
        }
        let rules = Rules::new(&config, &entry.worker, settings.ignorecase)?;
        let head = head(&self.site, entry, at)?;
        let git = || self.site.git();
        let own = format!("refs/heads/{}", entry.branch);
        let gone = match &head {
            Head::Branch(name) | Head::Rebasing(name) if *name == entry.branch => false,
            _ => Source::new(&git).commit(&own)?.is_none(),
        };
        let on_branch = Change { head: Some(head), gone, ..Change::default() };
        let mut found: Vec<Violation> =
            self.by_other_session(&config, &rules)?.into_iter().collect();
        found.extend(self.by_name(entry, &rules, &config, settings, on_branch)?);
        Ok(found)
    }

    /// What is wrong with who acts: a session that its launch script calls another worker's.
    fn by_other_session(
        &self,
        config: &Config,
        rules: &Rules<'_>,
    ) -> Result<Option<Violation>, Error> {
        let asked = matches!(
            self.name.as_str(),
            "pre-commit"
                | "prepare-commit-msg"
                | "pre-merge-commit"
                | "pre-applypatch"
                | "pre-push"
        );
        if asked { anothers_session(&self.site, config, rules) } else { Ok(None) }
    }

    fn by_name(
        &self,
        entry: &Entry,
        rules: &Rules<'_>,
        config: &Config,
        settings: &Settings,
        on_branch: Change,
    ) -> Result<Vec<Violation>, Error> {
        match self.name.as_str() {
            "pre-commit" | "prepare-commit-msg" | "pre-applypatch" | "pre-merge-commit" => {
                let heads = self.site.merge_heads(self.name == "pre-merge-commit")?;
                let mut found =
                    staged::judged(&self.site, entry, rules, config, on_branch, &heads)?;
                if found.is_empty() && !heads.is_empty() && self.name != "prepare-commit-msg" {
                    found = brought::judged(&self.site, rules, config, &heads)?;
                }
                Ok(found)
            }
            "commit-msg" | "applypatch-msg" => {
                let merges = !self.site.merge_heads(false)?.is_empty();
                let file = Path::new(self.first()?);
                let mut found = words::judged(&self.site, rules, config, file, merges)?;
                if self.name == "applypatch-msg" {
                    // `git am` cuts every bracketed word off a subject unless it is told not to.
                    let way = "git am --keep-non-patch, so that the prefix is kept";
                    found = found.into_iter().map(|it| it.remedy(way)).collect();
                }
                Ok(found)
            }
            "pre-push" => self.push(entry, rules, config, settings),
            "post-checkout" if self.moved_by_hand() => Ok(judge(&on_branch, rules)),
            "post-commit" => self.committed(entry, rules, config, settings),
            "post-merge" => self.merged(entry, config, settings),
            "reference-transaction" => self.transaction(entry, rules, config, settings),
            _ => Ok(Vec::new()),
        }
    }

    /// Judges the commit just made, as the gate will. What can be told without git mostly is that
    /// there is nothing to tell.
    fn committed(
        &self,
        entry: &Entry,
        rules: &Rules<'_>,
        config: &Config,
        settings: &Settings,
    ) -> Result<Vec<Violation>, Error> {
        let whole = |folder: &[u8]| rules.owns_all_of(folder);
        if self.site.last_commit(&whole).is_some_and(|last| is_clean(last, rules)) {
            return Ok(Vec::new());
        }
        let git = || self.site.git();
        let source = Source::new(&git);
        let Some(tip) = source.commit("HEAD")? else { return Ok(Vec::new()) };
        let parents = source.stored(std::slice::from_ref(&tip))?.remove(0).parents;
        let known = Known { judged: parents, ..staged::known(&self.site, source, config)? };
        let found = push::own(source, config, settings.ignorecase, known, &entry.worker, &tip)?;
        // A rebase that folds commits writes them down one by one under a heading of git's own.
        let folding = self.site.file("rebase-merge/message-squash")?.is_some();
        // What is to be folded later is right as it is today.
        let told =
            |it: &Violation| it.rule != Rule::Unfolded && !(folding && it.rule == Rule::Grammar);
        Ok(found.into_iter().filter(told).collect())
    }

    /// Judges what a merge brought, above all a fast-forward, which no other hook sees.
    fn merged(
        &self,
        entry: &Entry,
        config: &Config,
        settings: &Settings,
    ) -> Result<Vec<Violation>, Error> {
        let git = || self.site.git();
        let source = Source::new(&git);
        let (before, tip) = (source.commit("ORIG_HEAD")?, source.commit("HEAD")?);
        let (Some(before), Some(tip)) = (before, tip) else { return Ok(Vec::new()) };
        let known = Known { judged: vec![before], ..staged::known(&self.site, source, config)? };
        let found = push::own(source, config, settings.ignorecase, known, &entry.worker, &tip)?;
        Ok(found.into_iter().filter(|it| it.rule != Rule::Unfolded).collect())
    }

    fn push(
        &self,
        entry: &Entry,
        rules: &Rules<'_>,
        config: &Config,
        settings: &Settings,
    ) -> Result<Vec<Violation>, Error> {
        let git = || self.site.git();
        let source = Source::new(&git);
        let updates = push::updates(self.input.as_deref().unwrap_or_default());
        let mut found = push::elsewhere(&updates, rules);
        for update in updates.iter().filter(|update| !update.deletes()) {
            // What the remote has of the branch was judged when it got there.
            let old = (!git::is_zero(&update.old)).then_some(update.old.as_str());
            let old = old.map(|id| source.commit(id)).transpose()?.flatten();
            let judged = old.into_iter().collect();
            let known = Known { judged, ..staged::known(&self.site, source, config)? };
            let folded = settings.ignorecase;
            found.extend(push::own(source, config, folded, known, &entry.worker, &update.new)?);
        }
        Ok(found)
    }

    fn transaction(
        &self,
        entry: &Entry,
        rules: &Rules<'_>,
        config: &Config,
        settings: &Settings,
    ) -> Result<Vec<Violation>, Error> {
        if self.args.first().is_none_or(|state| state != "prepared") || !config.guard.strict {
            return Ok(Vec::new());
        }
        let git = || self.site.git();
        let source = Source::new(&git);
        let updates = push::transaction(self.input.as_deref().unwrap_or_default());
        let mut found = push::forged(&updates, rules, config, &|| Ok(self.site.remotes()?))?;
        found.extend(push::strict(
            &self.site,
            source,
            entry,
            rules,
            config,
            settings.ignorecase,
            &updates,
        )?);
        Ok(found)
    }

    /// Whether a `post-checkout` is about HEAD, and not a rebase's own step.
    fn moved_by_hand(&self) -> bool {
        let rebases = std::env::var_os("GIT_REFLOG_ACTION")
            .is_some_and(|action| action.to_string_lossy().starts_with("rebase"));
        !rebases && self.args.get(2).is_some_and(|flag| flag == "1")
    }

    /// Takes note, after a commit of a worker's that passed, of what lets the next one pass at less cost.
    pub fn passed(&self) {
        #[cfg(unix)]
        if self.name == "pre-commit" {
            super::pass::renew(&self.site);
        }
    }

    fn first(&self) -> Result<&OsString, Error> {
        self.args.first().ok_or_else(|| Error::Arguments(self.name.clone()))
    }

    /// Runs the hook that was there before, with the same arguments, input and environment; gives
    /// its exit code, 0 where there is none. Fails where git would have done the work itself.
    pub fn chain(&self) -> Result<i32, Error> {
        let before = if self.is_servers() {
            server::chained(&self.site)?
        } else {
            self.site.chained_hook(&self.name)?
        };
        match before {
            None if INSTEAD.contains(&self.name.as_str()) => Err(Error::Gone(self.name.clone())),
            None => Ok(0),
            Some(hook) => Ok(run_hook(&self.site, &hook, &self.args, self.input.as_deref())?),
        }
    }
}

/// Whether nothing can be said against a commit whatever is known of the branch around it.
fn is_clean(last: LastCommit, rules: &Rules<'_>) -> bool {
    let text = subject(&last.commit.message, &Cleanup::Whitespace);
    let edits = last.paths.into_iter().map(|path| Edit { path, ..Edit::default() }).collect();
    let parents = last.commit.parents.len();
    let change = Change { parents, edits, subject: Some(text), ..Change::default() };
    judge(&change, rules).is_empty()
}
