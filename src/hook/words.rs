//! The message about to be committed, judged as git will clean it.

use std::env;
use std::fs;
use std::path::Path;

use super::Error;
use crate::config::Config;
use crate::git::{Site, Source, Version, shell};
use crate::guard::{
    Change, Cleanup, Rules, Signal, Violation, chosen_comment, comment_swallows_prefix, judge,
    not_trusted, read_subject, subject,
};
use crate::worker::{check_commands, untrusted};

/// The version of git that knows `core.commentString` first; any other leaves it out of account.
const COMMENT_STRING: (u32, u32) = (2, 45);

/// Judges the message in `file`. Merges may say what they like.
pub(super) fn judged(
    site: &Site,
    rules: &Rules<'_>,
    config: &Config,
    file: &Path,
    merges: bool,
) -> Result<Vec<Violation>, Error> {
    let path = site.top().join(file);
    let message = fs::read(&path).map_err(Error::file(&path))?;
    // Git says ":" when nobody will edit (githooks(5), GIT_EDITOR).
    let edited = env::var_os("GIT_EDITOR").is_some_and(|editor| editor != ":");
    let parents = if merges { 2 } else { 1 };
    let plain = subject(&message, &Cleanup::Whitespace);
    if !edited && plain.starts_with(b"[") {
        return conditions(site, rules, config, plain, parents);
    }
    let cleanup = cleanup(site, &message, edited)?;
    if let Cleanup::Strip(comment) = &cleanup
        && comment.first() == Some(&b'[')
    {
        return Ok(vec![comment_swallows_prefix(rules)]);
    }
    conditions(site, rules, config, subject(&message, &cleanup), parents)
}

fn conditions(
    site: &Site,
    rules: &Rules<'_>,
    config: &Config,
    subject: Vec<u8>,
    parents: usize,
) -> Result<Vec<Violation>, Error> {
    let mut change = Change { subject: Some(subject), parents, ..Change::default() };
    let found = judge(&change, rules);
    if parents < 2 && !found.is_empty() && amends_merge(site, change.subject.as_deref())? {
        return Ok(Vec::new());
    }
    let complete = change.subject.as_deref().is_some_and(|subject| {
        read_subject(subject).0 == Some(Signal::Complete) && found.is_empty()
    });
    if !complete || parents > 1 {
        return Ok(found);
    }
    let wants = |word: &str| config.guard.complete.iter().any(|it| it == word);
    if wants("clean") {
        change.left_behind = site.left_behind()?;
    }
    if wants("verify") && change.left_behind.is_empty() {
        let unknown = untrusted(&site.common().join("parallel"), check_commands(config));
        if !unknown.is_empty() {
            return Ok(unknown.iter().map(|command| not_trusted(command, rules)).collect());
        }
        for command in &config.check.run {
            if shell(command, site.top(), &[])? != 0 {
                change.failing.push(command.clone());
                break;
            }
        }
    }
    Ok(judge(&change, rules))
}

/// Whether the message is for a merge that is said anew, which may be called anything. That it is
/// amended no hook is told: it is, where HEAD is a merge and nothing would be new, or the message
/// still calls it one. What it turns out to be, the gate judges.
fn amends_merge(site: &Site, subject: Option<&[u8]>) -> Result<bool, Error> {
    let git = || site.git();
    let source = Source::new(&git);
    let Some(head) = source.commit("HEAD")? else { return Ok(false) };
    let merges = source.stored(&[head])?.first().is_some_and(|commit| commit.parents.len() > 1);
    let calls_it_one = subject.is_some_and(|subject| subject.starts_with(b"Merge "));
    Ok(merges && (calls_it_one || site.staged()?.is_empty()))
}

/// How git will clean `message`. The command line's `--cleanup` cannot be seen from a hook; the
/// gate judges what was committed.
fn cleanup(site: &Site, message: &[u8], edited: bool) -> Result<Cleanup, Error> {
    let mut keys = site.configured("^(core\\.comment(char|string)|commit\\.cleanup)$")?;
    let string = "core.commentstring";
    if keys.iter().any(|(key, _)| key == string) && Version::of(site.git())?.number < COMMENT_STRING
    {
        keys.retain(|(key, _)| key != string);
    }
    let last = |name: &str| keys.iter().rfind(|(key, _)| key == name).map(|(_, value)| value);
    let comment = || {
        let named = keys.iter().rfind(|(key, _)| key.starts_with("core.comment"));
        match named.map(|(_, value)| value.as_slice()) {
            None | Some(b"") => b"#".to_vec(),
            // Where git chose none there is no comment; NUL begins no line.
            Some(b"auto") => vec![chosen_comment(message).unwrap_or(0)],
            Some(value) => value.to_vec(),
        }
    };
    Ok(match (last("commit.cleanup").map(Vec::as_slice), edited) {
        (Some(b"verbatim"), _) => Cleanup::Verbatim,
        (Some(b"scissors"), true) => Cleanup::Scissors(comment()),
        (Some(b"strip"), _) => Cleanup::Strip(comment()),
        (Some(b"whitespace" | b"scissors"), _) | (_, false) => Cleanup::Whitespace,
        (_, true) => Cleanup::Strip(comment()),
    })
}
