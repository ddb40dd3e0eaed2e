//! `hook session-…` and `hook worktree-create`: what an agent tells of its session, and is told.

use std::io::Read;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::context::write_whole;
use super::trees::Trees;
use super::{Context, brief, now, watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, HeadAt};
use crate::guard::{Signal, read_subject};
use crate::hook::{self, Session};
use crate::monitor::Doing;
use crate::paste::{lines, sh};
use crate::render::{Color, Out};
use crate::worker::session::{self, Told};
use crate::worker::{Brief, Kind};

/// The events that are answered here.
pub(super) const EVENTS: [&str; 6] = [
    "worktree-create",
    "session-start",
    "session-stop",
    "session-waiting",
    "session-busy",
    "session-end",
];

/// Reads what the agent tells from standard input and answers `event`. Nothing is said where nobody
/// registered works.
pub(super) fn run(out: Out, event: &str) -> Result<Exit, Failure> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    // An agent that tells nothing of itself is asked nothing.
    let told: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let directory = PathBuf::from(told["cwd"].as_str().unwrap_or("."));
    let Some(session) = hook::session(&directory)? else { return Ok(Exit::Done) };
    if let Some(sharing) = git::Site::of_worktree(&session.top)?.settings()?.shared {
        sharing.heed();
    }
    match event {
        "worktree-create" => {
            out.plain(format!(
                "this session works in the worktree of {}, which the guard watches; another one would \
                 have no guard. Work here; what has to be done apart is a worker of its own, which the \
                 lead adds.",
                session.entry.worker
            ));
            return Ok(Exit::Failed);
        }
        "session-start" => start(out, &session, &told)?,
        "session-stop" => stop(out, &session, &told)?,
        "session-waiting" => waiting(&session, &told)?,
        "session-end" => note(&session, Doing::Ended, "")?,
        _ => note(&session, Doing::Busy, "")?,
    }
    Ok(Exit::Done)
}

/// What the worker should know at the start of its session: all of the assignment where it has been
/// forgotten, else where things stand.
fn start(out: Out, session: &Session, told: &Value) -> Result<(), Failure> {
    note(session, Doing::Busy, "")?;
    let context = Context {
        directory: session.top.clone(),
        out: Out::new(Color::Never, false),
        json: false,
        dry_run: false,
        trust: false,
    };
    let repo = context.repo()?;
    let plan = context.plan(&repo)?;
    let numbered = plan.config.worker.iter().zip(1..);
    let Some((worker, number)) = numbered.into_iter().find(|(it, _)| it.id == session.entry.worker)
    else {
        return Ok(());
    };
    let place = Trees::of(&repo)?.place(&plan.config, number, worker);
    let mut brief = brief::of(&repo, &plan.config, &place, worker)?;
    brief::add_news(&mut brief, &plan.config, worker, &watch::all(&repo, &plan.config)?);
    let forgotten = matches!(told["source"].as_str(), Some("compact" | "clear"));
    let text = if forgotten {
        brief::prompts(&repo, &plan.config)?.write(Kind::Continue, &brief)?
    } else {
        standing(&brief)
    };
    let text = [text, amiss(session)?.join("\n")].join("\n");
    let text = lines(&text);
    Ok(out.line(&json!({ "hookSpecificOutput":
        { "hookEventName": "SessionStart", "additionalContext": text } }))?)
}

/// What is not as a worker's commits need it: HEAD elsewhere, something begun and not ended.
fn amiss(session: &Session) -> Result<Vec<String>, Failure> {
    let own = &session.entry.branch;
    let back = format!("your commits belong on {own}: git switch {}", sh(own));
    let mut found = match git::Site::of_worktree(&session.top)?.head()? {
        HeadAt::Detached => vec![format!("HEAD is on no branch, and {back}")],
        HeadAt::Branch(on) if on != *own => vec![format!("HEAD is on {on}, and {back}")],
        HeadAt::Branch(_) | HeadAt::Rebasing(_) | HeadAt::Replaying(_) => Vec::new(),
    };
    if let Some((doing, _)) = git::begun(&session.top)? {
        let unmerged = if doing == "bisect" { Vec::new() } else { git::unmerged(&session.top)? };
        let first = if unmerged.is_empty() { "" } else { ", with conflicts" };
        let end = if doing == "bisect" { "reset" } else { "--continue or --abort" };
        found.push(format!("a {doing} is under way{first}; to end it: git {doing} {end}"));
    }
    Ok(found)
}

/// Where a worker stands, in a few lines.
fn standing(brief: &Brief) -> String {
    let mut text = format!(
        "You are worker {} of git parallel, on branch {}. You may change: {}.\n",
        brief.id,
        brief.branch,
        brief.scope.join(", ")
    );
    let mut line = |what: &str, list: Vec<String>| {
        if !list.is_empty() {
            text.push_str(&format!("{what}: {}.\n", list.join("; ")));
        }
    };
    line("Done", brief.done.clone());
    line("Not committed", brief.dirty.clone());
    line(
        "Remaining",
        brief.remaining.iter().map(|task| format!("{} {}", task.id, task.text)).collect(),
    );
    let merge = |need: &crate::worker::Need| {
        format!("{}: git merge --no-ff --no-edit {}", need.name, sh(&need.branch))
    };
    line("Met, to be merged now", brief.available.iter().map(merge).collect());
    line("Still waiting for", brief.waiting.iter().map(|need| need.name.clone()).collect());
    text.push_str("Begin each commit with [CHECKPOINT], [NEEDS:<worker>/<item>], [BLOCKED:<reason>] or [COMPLETE].");
    text
}

/// Reminds, once for each state of the work, of what is not committed and of a missing signal.
fn stop(out: Out, session: &Session, told: &Value) -> Result<(), Failure> {
    note(session, Doing::Stopped, "")?;
    if told["stop_hook_active"] == Value::Bool(true) {
        return Ok(());
    }
    let dirty = git::dirty(&session.top)?;
    let head = git::head(&session.top)?;
    let subject = git::subject(&session.top, &head)?;
    let ended = head != session.entry.fork
        && matches!(
            read_subject(&subject).0,
            Some(Signal::Complete | Signal::Blocked(_) | Signal::Needs { .. })
        );
    let mut missing = Vec::new();
    if !dirty.is_empty() {
        let more = if dirty.len() > 5 { ", …" } else { "" };
        let some: Vec<&str> = dirty.iter().take(5).map(String::as_str).collect();
        missing.push(format!("not committed yet: {}{more}", some.join(", ")));
    }
    missing.extend(amiss(session)?);
    if !ended {
        missing.push("the last commit says neither [COMPLETE], [BLOCKED:<reason>] nor [NEEDS:<worker>/<item>]".to_owned());
    }
    let state = format!("{head}\n{}\n{}\n", dirty.join("\n"), missing.join("\n"));
    let place =
        session.parallel.join("sessions").join(format!("{}.reminded", session.entry.worker));
    if missing.is_empty() || std::fs::read_to_string(&place).is_ok_and(|known| known == state) {
        return Ok(());
    }
    write_whole(&place, state.as_bytes())?;
    // It goes on with the reminder.
    note(session, Doing::Busy, "")?;
    let reason = format!(
        "Before you stop as worker {}: {}. Commit what is done under [CHECKPOINT] and say how it \
         stands, with --allow-empty where nothing changed. If you wait for an answer of the user, \
         stop again.",
        session.entry.worker,
        missing.join("; ")
    );
    Ok(out.line(&json!({ "decision": "block", "reason": reason }))?)
}

/// Notes that the session waits; other notifications say nothing of that.
fn waiting(session: &Session, told: &Value) -> Result<(), Failure> {
    let kind = told["notification_type"].as_str().unwrap_or_default();
    let waits = ["", "permission_prompt", "idle_prompt", "elicitation_dialog", "ToolPermission"];
    if !waits.contains(&kind) {
        return Ok(());
    }
    let asked = || told["tool_name"].as_str().map(|tool| format!("permission to use {tool}"));
    let what = told["message"].as_str().map(str::to_owned).or_else(asked);
    note(session, Doing::Waiting, what.as_deref().unwrap_or("an answer"))
}

/// Notes what the session does from now on; the same once more is no news.
fn note(session: &Session, doing: Doing, what: &str) -> Result<(), Failure> {
    let worker = &session.entry.worker;
    let known = session::told(&session.parallel, worker).ok().flatten();
    if doing != Doing::Waiting && known.is_some_and(|known| Doing::of(&known.doing) == doing) {
        return Ok(());
    }
    let doing = doing.word().to_owned();
    let told = Told { since: now(), what: what.to_owned(), doing };
    let text = serde_json::to_string(&told).map_err(std::io::Error::from)?;
    write_whole(&session::file(&session.parallel, worker), text.as_bytes())
}
