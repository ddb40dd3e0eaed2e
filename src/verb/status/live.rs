//! `status --watch`: the report kept fresh, on a full screen or as lines.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::execute;
use notify::{RecursiveMode, Watcher};

use super::previewer::Previewer;
use crate::config::Worker;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::git::{self, Repo};
use crate::monitor::{Action, AlertKind, Report, Row, Watched, detail};
use crate::render::ending::{Ending, leave_with_terminal};
use crate::render::live::{View, Wish};
use crate::render::{self, inert};
use crate::verb::switch::shell;
use crate::verb::trees::Trees;
use crate::verb::{Context, Plan, base, brief, inspect, now};
use crate::worker::{Kind, sh, sh_path};

/// How often everything is read again when nothing tells of a change.
const POLL: Duration = Duration::from_secs(5);

/// How long further changes are awaited after one, so that a burst is read once.
const SETTLE: Duration = Duration::from_millis(200);

/// What is on the screen, freshly read.
struct Fresh {
    plan: Plan,
    report: Report,
    watched: Vec<Watched>,
}

impl Fresh {
    /// Has a preview made where the plan wants one; gives what is to be said of it.
    fn preview(&self, repo: &Repo, previewer: &mut Previewer) -> Result<Option<String>, Failure> {
        previewer.look(repo, &self.plan.config, &self.watched, &self.report)
    }
}

/// Whether and how to call for attention.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calls {
    /// Ring the terminal's bell.
    pub(super) bell: bool,
    /// Show a note on the desktop.
    pub(super) desktop: bool,
}

/// Watches until the user quits; without a terminal, prints a line for each change.
pub(super) fn run(
    context: &Context,
    repo: &Repo,
    feature: Option<&str>,
    calls: Calls,
) -> Result<Exit, Failure> {
    let changes = changes(repo);
    if context.out.is_screen() {
        screen(context, repo, feature, &changes, calls)
    } else {
        lines(context, repo, feature, &changes)
    }
}

fn read(context: &Context, repo: &Repo, feature: Option<&str>) -> Result<Fresh, Failure> {
    let plan = context.plan(repo)?;
    let (watched, trees) = inspect::with_trees(repo, &plan)?;
    let seen = (watched.as_slice(), &trees);
    let report = super::reported(context, repo, &plan, seen, feature, now())?;
    // What is shown, in the same order.
    let shown = |id: &str| report.workers.iter().any(|row| row.worker == id);
    let watched = watched.into_iter().filter(|seen| shown(&seen.work.id)).collect();
    Ok(Fresh { plan, report, watched })
}

/// Tells of changes below the common directory's refs and worktrees. Where the system cannot
/// watch, nothing is told and polling remains.
pub(in crate::verb) fn changes(repo: &Repo) -> (Option<notify::RecommendedWatcher>, Receiver<()>) {
    let (sender, receiver) = channel();
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // The view may have ended meanwhile.
            sender.send(()).ok();
        }
    };
    let mut watcher = notify::recommended_watcher(tell).ok();
    if let Some(watcher) = &mut watcher {
        for (path, mode) in [
            ("refs", RecursiveMode::Recursive),
            ("worktrees", RecursiveMode::Recursive),
            ("", RecursiveMode::NonRecursive),
        ] {
            // A folder that is not there yet is seen by polling.
            watcher.watch(&repo.common().join(path), mode).ok();
        }
    }
    (watcher, receiver)
}

/// Waits for a change, at most `longest`; gives whether to read again.
pub(in crate::verb) fn changed(changes: &Receiver<()>, longest: Duration) -> bool {
    match changes.recv_timeout(longest) {
        Ok(()) => {
            while changes.recv_timeout(SETTLE).is_ok() {}
            true
        }
        Err(RecvTimeoutError::Timeout) => false,
        Err(RecvTimeoutError::Disconnected) => {
            std::thread::sleep(longest);
            false
        }
    }
}

/// A line for every worker whose state changed, and for every new alert.
fn lines(
    context: &Context,
    repo: &Repo,
    feature: Option<&str>,
    changes: &(Option<notify::RecommendedWatcher>, Receiver<()>),
) -> Result<Exit, Failure> {
    let mut known: Vec<String> = Vec::new();
    let mut previewer = Previewer::default();
    loop {
        let fresh = read(context, repo, feature)?;
        let said = fresh.preview(repo, &mut previewer)?;
        let lines: Vec<String> = fresh
            .report
            .workers
            .iter()
            .map(|row| format!("{} {}", row.worker, render::status::plain(row)))
            .chain(fresh.report.alerts.iter().map(|alert| format!("alert {}", inert(&alert.text))))
            .chain(
                fresh
                    .report
                    .preview
                    .iter()
                    .map(|it| format!("preview {}", inert(it.preview.told()))),
            )
            .chain(said)
            .collect();
        for line in lines.iter().filter(|line| !known.contains(line)) {
            context.out.answer(line)?;
        }
        known = lines;
        changed(&changes.1, POLL);
    }
}

fn screen(
    context: &Context,
    repo: &Repo,
    feature: Option<&str>,
    changes: &(Option<notify::RecommendedWatcher>, Receiver<()>),
    calls: Calls,
) -> Result<Exit, Failure> {
    let mut view = View::default();
    let mut fresh = read(context, repo, feature)?;
    let ending = Ending::watched()?;
    leave_with_terminal();
    let mut terminal = ratatui::try_init()?;
    let mut last = Instant::now();
    let mut previewer = Previewer::default();
    let ended = loop {
        if ending.is_near() {
            break Ok(Exit::Done);
        }
        if let Err(error) = terminal.draw(|frame| view.draw(frame, &fresh.report)) {
            break Err(error.into());
        }
        let key = match pressed(Duration::from_millis(100)) {
            Ok(key) => key,
            Err(error) => break Err(error.into()),
        };
        let wish = key.map_or(Wish::Nothing, |key| view.key(key, &fresh.report));
        match fulfil(context, repo, &mut view, &fresh, wish) {
            Ok(Next::Stay) => {}
            Ok(Next::Reopen(again)) => terminal = again,
            Ok(Next::End) => break Ok(Exit::Done),
            Err(failure) => view.say(format!("error: {}", failure.message())),
        }
        if last.elapsed() > POLL || changed(&changes.1, Duration::ZERO) {
            match read(context, repo, feature) {
                Ok(new) => {
                    call(&fresh.report, &new.report, calls);
                    fresh = new;
                    match fresh.preview(repo, &mut previewer) {
                        Ok(said) => said.into_iter().for_each(|said| view.say(said)),
                        Err(failure) => view.say(format!("error: {}", failure.message())),
                    }
                }
                // A ref may be half-written just now; the next look tells.
                Err(failure) => view.say(format!("error: {}", failure.message())),
            }
            last = Instant::now();
        }
    };
    // Always, also where the other fails: whoever had the terminal gets it back.
    let restored = ratatui::try_restore().and_then(|()| terminal.show_cursor());
    ending.end();
    restored?;
    ended
}

enum Next {
    Stay,
    Reopen(ratatui::DefaultTerminal),
    End,
}

fn pressed(longest: Duration) -> std::io::Result<Option<KeyCode>> {
    if !event::poll(longest)? {
        return Ok(None);
    }
    let Event::Key(key) = event::read()? else { return Ok(None) };
    if key.kind != KeyEventKind::Press {
        return Ok(None);
    }
    let interrupted =
        key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('c');
    Ok(Some(if interrupted { KeyCode::Char('q') } else { key.code }))
}

fn fulfil(
    context: &Context,
    repo: &Repo,
    view: &mut View,
    fresh: &Fresh,
    wish: Wish,
) -> Result<Next, Failure> {
    let config = &fresh.plan.config;
    match wish {
        Wish::Nothing => {}
        Wish::Quit => return Ok(Next::End),
        Wish::Refresh => {
            base::fetch(context, repo, config)?;
            view.say(format!("fetched {}", config.remote));
        }
        Wish::Open(n) => {
            let (Some((_, worker)), Some(seen)) = (planned(fresh, n), fresh.watched.get(n)) else {
                return Ok(Next::Stay);
            };
            let work = &seen.work;
            let changed = match &work.tip {
                Some(tip) => repo.changed_since(&config.base, tip)?,
                None => Vec::new(),
            };
            let detail =
                detail(config, worker, fresh.report.workers[n].clone(), work, &changed, now());
            view.show(&worker.id, render::detail::plain(&detail));
        }
        Wish::Diff(n) => diff(repo, view, fresh, n)?,
        Wish::Shell(n) => return enter(context, view, fresh, n),
        Wish::Prompt(n) => {
            let (Some((number, worker)), Some(row)) =
                (planned(fresh, n), fresh.report.workers.get(n))
            else {
                return Ok(Next::Stay);
            };
            let place = Trees::of(repo)?.place(config, number, worker);
            let mut told = brief::of(repo, config, &place, worker)?;
            brief::add_news(&mut told, config, worker, &fresh.watched);
            let kind = fitting(row, &fresh.report);
            let prompt = brief::prompts(repo, config)?.write(kind, &told)?;
            execute!(std::io::stdout(), CopyToClipboard::to_clipboard_from(&prompt))?;
            view.show(&format!("prompt of {}, copied to the clipboard", worker.id), prompt);
        }
        Wish::Run(command) => return run_command(context, repo, &command),
    }
    Ok(Next::Stay)
}

/// Shows what the `n`th worker changes.
fn diff(repo: &Repo, view: &mut View, fresh: &Fresh, n: usize) -> Result<(), Failure> {
    let Some(row) = fresh.report.workers.get(n) else { return Ok(()) };
    let tree = row.path.as_deref().map(Path::new);
    let text = match &row.tip {
        Some(tip) => repo.diff_since(&fresh.plan.config.base, tip, tree)?,
        None => String::new(),
    };
    let text = if text.is_empty() { "nothing is changed yet".into() } else { text };
    view.show_diff(&format!("what {} changes, committed or not", row.worker), text);
    Ok(())
}

/// Leaves the screen for a shell in the worktree of the `n`th worker, and comes back.
fn enter(context: &Context, view: &mut View, fresh: &Fresh, n: usize) -> Result<Next, Failure> {
    let Some(path) = fresh.report.workers.get(n).and_then(|row| row.path.clone()) else {
        view.say("it has no worktree here".into());
        return Ok(Next::Stay);
    };
    ratatui::try_restore()?;
    context.out.note(format!("a shell in {}; exit leads back", inert(&path)));
    let ended = git::shell_at(&shell(), Path::new(&path));
    let again = ratatui::try_init()?;
    if let Err(error) = ended {
        view.say(format!("error: {error}"));
    }
    Ok(Next::Reopen(again))
}

/// The `n`th worker that is shown, with its number in the plan.
fn planned(fresh: &Fresh, n: usize) -> Option<(usize, &Worker)> {
    let id = &fresh.report.workers.get(n)?.worker;
    (1..).zip(&fresh.plan.config.worker).find(|(_, worker)| worker.id == *id)
}

/// The prompt that fits what happened: what it needs has come, it waits in a circle, its session
/// ended, or it has not begun.
fn fitting(row: &Row, report: &Report) -> Kind {
    let circle = |action: &Action| {
        let run = action.run.as_deref();
        run == Some(format!("git parallel prompt {} --deadlock", row.worker).as_str())
    };
    if row.needs.iter().any(|need| need.met && !need.taken) {
        Kind::Resume
    } else if report.actions.iter().any(circle) {
        Kind::Deadlock
    } else if row.commits == 0 {
        Kind::Kickoff
    } else {
        Kind::Continue
    }
}

/// Leaves the screen, runs the command as if typed, and comes back after a key.
fn run_command(context: &Context, repo: &Repo, command: &str) -> Result<Next, Failure> {
    ratatui::try_restore()?;
    context.out.note(format!("$ {}", inert(command)));
    let ended = git::shell_attached(command, repo.root(), &[]);
    let told = match &ended {
        Ok(0) => String::new(),
        Ok(code) => format!("exited with {code}; "),
        Err(error) => format!("{error}; "),
    };
    context.out.ask(&format!("{told}press enter to go back"))?;
    Ok(Next::Reopen(ratatui::try_init()?))
}

/// Calls for attention when somebody became blocked, complete or stalled.
fn call(old: &Report, new: &Report, calls: Calls) {
    let loud = |report: &Report| -> Vec<String> {
        let states =
            report.workers.iter().filter(|row| ["blocked", "complete"].contains(&row.state.word()));
        let stalled = report.alerts.iter().filter(|alert| alert.kind == AlertKind::Stalled);
        states
            .map(|row| format!("{} is {}", row.worker, row.state.word()))
            .chain(stalled.map(|alert| alert.text.clone()))
            .collect()
    };
    let known = loud(old);
    let news: Vec<String> = loud(new)
        .into_iter()
        .filter(|text| !known.iter().any(|old| same_event(old, text)))
        .collect();
    for text in news {
        if calls.bell {
            // A terminal without a bell has nothing to tell us.
            execute!(std::io::stdout(), crossterm::style::Print('\u{7}')).ok();
        }
        if calls.desktop {
            let program =
                if cfg!(target_os = "macos") { None } else { which::which("notify-send").ok() };
            if let Some(program) = program {
                let command = format!("{} 'git parallel' {}", sh_path(&program), sh(&inert(text)));
                // A desktop that does not answer must not stop the view.
                git::shell(&command, Path::new("/"), &[]).ok();
            }
        }
    }
}

/// Whether two texts tell of the same thing: the minutes of a stall go on counting.
fn same_event(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split(|c: char| c.is_ascii_digit()).collect::<String>();
    words(one) == words(other) && one.split(' ').next() == other.split(' ').next()
}
