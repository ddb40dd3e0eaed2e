//! Picking a worker on the whole screen: filter as you type, with a preview.

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use crate::config::Config;
use crate::failure::Failure;
use crate::git::Repo;
use crate::monitor::{Report, Watched, detail};
use crate::render;
use crate::render::picker::{Choice, Picker, Step};
use crate::verb::trees::Trees;
use crate::verb::{Plan, now, watch};

/// The worker that the user picks; none where the user gives up.
pub(super) fn pick(repo: &Repo, plan: &Plan) -> Result<Option<String>, Failure> {
    let watched = watch::all(repo, &plan.config)?;
    let report = watch::report(repo, &plan.config, &watched)?;
    let trees = Trees::of(repo)?;
    let here = |at: usize| trees.readable(&plan.config, &plan.config.worker[at]).is_some();
    let choices =
        report.workers.iter().enumerate().filter(|(at, _)| here(*at)).map(|(at, row)| Choice {
            at,
            name: row.worker.clone(),
            about: render::status::plain(row),
            title: row.title.clone(),
        });
    let mut picker = Picker::new(choices.collect());
    let mut terminal = ratatui::try_init()?;
    render::ending::leave_with_terminal();
    let picked =
        ask(&mut terminal, &mut picker, |at| preview(repo, &plan.config, &report, &watched, at));
    ratatui::try_restore()?;
    picked
}

/// Draws and reads keys until one worker is picked.
fn ask(
    terminal: &mut ratatui::DefaultTerminal,
    picker: &mut Picker,
    preview: impl Fn(usize) -> Result<String, Failure>,
) -> Result<Option<String>, Failure> {
    loop {
        if let Some(at) = picker.unseen() {
            picker.show(at, preview(at)?);
        }
        terminal.draw(|frame| picker.draw(frame))?;
        let Event::Key(key) = event::read()? else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let code = match key.code {
            KeyCode::Char('c' | 'g') if control => KeyCode::Esc,
            KeyCode::Char('n') if control => KeyCode::Down,
            KeyCode::Char('p') if control => KeyCode::Up,
            KeyCode::Char(_) if control => continue,
            code => code,
        };
        match picker.key(code) {
            Step::Stay => {}
            Step::Leave => return Ok(None),
            Step::Take(name) => return Ok(Some(name)),
        }
    }
}

/// State, tasks, files and timeline of a worker.
fn preview(
    repo: &Repo,
    config: &Config,
    report: &Report,
    watched: &[Watched],
    at: usize,
) -> Result<String, Failure> {
    let work = &watched[at].work;
    let changed = match &work.tip {
        Some(tip) => repo.changed_since(&config.base, tip)?,
        None => Vec::new(),
    };
    let row = report.workers[at].clone();
    Ok(render::detail::plain(&detail(config, &config.worker[at], row, work, &changed, now())))
}
