//! The live view of the report: a table to walk through, details, prompts, and actions on request.

mod grid;
mod told;

use std::cell::Cell;
use std::collections::BTreeSet;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::style::Paint;
use super::{inert, style};
use crate::monitor::Report;

/// What is on the screen.
#[derive(Debug, Default)]
pub struct View {
    selected: usize,
    page: Page,
    scroll: u16,
    told: usize,
    /// How far what is told below the table can be scrolled, as it was last drawn.
    farthest: Cell<usize>,
    message: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Table,
    Text {
        title: String,
        text: String,
        diff: bool,
    },
    Ask {
        command: String,
    },
}

/// What a key asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing beyond another look.
    Nothing,
    /// The end.
    Quit,
    /// The detail of the worker with this number, from 0.
    Open(usize),
    /// What the worker with this number, from 0, changes.
    Diff(usize),
    /// A shell in the worktree of the worker with this number, from 0.
    Shell(usize),
    /// The prompt of the worker with this number, from 0, to be shown and copied.
    Prompt(usize),
    /// This command, which the user has agreed to.
    Run(String),
    /// Fresh data.
    Refresh,
}

impl View {
    /// Answers a key.
    pub fn key(&mut self, key: KeyCode, report: &Report) -> Wish {
        self.message.clear();
        match &self.page {
            Page::Ask { command } => {
                let command = command.clone();
                self.page = Page::Table;
                return if key == KeyCode::Char('y') { Wish::Run(command) } else { Wish::Nothing };
            }
            Page::Text { .. } => return self.text_key(key),
            Page::Table => {}
        }
        let last = report.workers.len().saturating_sub(1);
        match key {
            KeyCode::Char('q') | KeyCode::Esc => return Wish::Quit,
            KeyCode::Down | KeyCode::Char('j') => self.selected = (self.selected + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => {
                self.told = (self.told + TOLD_PAGE).min(self.farthest.get());
            }
            KeyCode::PageUp => {
                self.told = self.told.min(self.farthest.get()).saturating_sub(TOLD_PAGE);
            }
            KeyCode::Home => self.selected = 0,
            KeyCode::End => self.selected = last,
            KeyCode::Enter | KeyCode::Char('d' | 's' | 'p') if !report.workers.is_empty() => {
                let at = self.selected.min(last);
                return match key {
                    KeyCode::Char('d') => Wish::Diff(at),
                    KeyCode::Char('s') => Wish::Shell(at),
                    KeyCode::Char('p') => Wish::Prompt(at),
                    _ => Wish::Open(at),
                };
            }
            KeyCode::Char('f') => return Wish::Refresh,
            KeyCode::Char('r') => self.ask(report, 1),
            KeyCode::Char(digit @ '1'..='9') => {
                self.ask(report, digit.to_digit(10).map_or(0, |n| n as usize));
            }
            _ => {}
        }
        Wish::Nothing
    }

    /// Asks whether to run the `n`th action, from 1.
    fn ask(&mut self, report: &Report, n: usize) {
        match report.actions.get(n - 1).and_then(|action| action.run.clone()) {
            Some(command) => self.page = Page::Ask { command },
            None if report.actions.is_empty() => {
                self.message = "nothing is recommended now".into();
            }
            None => self.message = format!("there is no command {n}"),
        }
    }

    fn text_key(&mut self, key: KeyCode) -> Wish {
        match key {
            KeyCode::Down | KeyCode::Char('j') => self.scroll = self.scroll.saturating_add(1),
            KeyCode::Up | KeyCode::Char('k') => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll = self.scroll.saturating_add(10),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            _ => (self.page, self.scroll) = (Page::Table, 0),
        }
        Wish::Nothing
    }

    /// Shows a text over the table until a key is pressed.
    pub fn show(&mut self, title: &str, text: String) {
        (self.page, self.scroll) = (Page::Text { title: title.to_owned(), text, diff: false }, 0);
    }

    /// The same for a patch.
    pub fn show_diff(&mut self, title: &str, text: String) {
        (self.page, self.scroll) = (Page::Text { title: title.to_owned(), text, diff: true }, 0);
    }

    /// Says something in the last line until the next key.
    pub fn say(&mut self, message: String) {
        self.message = message;
    }

    /// Draws the whole screen.
    pub fn draw(&self, frame: &mut Frame<'_>, report: &Report) {
        let [head, body, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)])
                .areas(frame.area());
        let features: BTreeSet<&str> =
            report.workers.iter().filter_map(|row| row.feature.as_deref()).collect();
        let features: String = features.iter().map(|name| format!(" · {}", inert(name))).collect();
        let title = format!(
            " git parallel status · {}{features} · {} workers",
            report.base,
            report.workers.len()
        );
        frame.render_widget(Line::styled(title, Style::new().add_modifier(Modifier::BOLD)), head);
        match &self.page {
            Page::Text { title, text, diff } => self.text(frame, body, title, text, *diff),
            _ => self.table(frame, body, report),
        }
        let keys = match &self.page {
            Page::Ask { command } => format!(" run: {}  [y/N]", inert(command)),
            Page::Text { .. } => " ↑↓ scroll · any other key: back".into(),
            Page::Table if self.message.is_empty() => {
                " q quit · enter details · d diff · s shell · p prompt · 1-9 run · f fetch".into()
            }
            Page::Table => format!(" {}", inert(&self.message)),
        };
        frame.render_widget(Line::styled(keys, style::live_faint()), foot);
    }

    fn text(&self, frame: &mut Frame<'_>, area: Rect, title: &str, text: &str, diff: bool) {
        let tone = |line: &str| match line.as_bytes().first() {
            Some(b'+') if diff => Paint::Good,
            Some(b'-') if diff => Paint::Bad,
            Some(b'@') if diff => Paint::Faint,
            Some(b'd') if diff => Paint::Strong,
            _ => Paint::Plain,
        };
        let lines = text.lines().map(|line| Line::styled(inert(line), tone(line).live()));
        let lines: Vec<Line<'_>> = lines.collect();
        let block = Block::bordered().title(format!(" {title} "));
        let page =
            Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false }).scroll((self.scroll, 0));
        frame.render_widget(page.block(block), area);
    }

    fn table(&self, frame: &mut Frame<'_>, area: Rect, report: &Report) {
        let rows = u16::try_from(report.workers.len()).unwrap_or(u16::MAX);
        // On a low screen the table scrolls, so that what is to be done is seen too.
        let below = u16::try_from(told::length(report, area.width)).unwrap_or(u16::MAX);
        let most = area.height.saturating_sub(below).max(area.height.div_ceil(2));
        let height = rows.saturating_add(grid::FRAME).min(most.max(grid::FRAME + 1));
        let [table, rest] =
            Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(area);
        grid::draw(frame, table, report, self.selected);
        self.farthest.set(told::draw(frame, rest, report, self.told));
    }
}

/// How many lines one key scrolls what is told below the table.
const TOLD_PAGE: usize = 8;

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::config::{Config, Worker};
    use crate::monitor::{Event, Watched, Work, report};

    fn sample() -> Report {
        let mut config = Config::on("main");
        let worker =
            |n: usize| Worker { id: format!("task-{n}"), slug: "x".into(), ..Worker::default() };
        config.worker = vec![worker(1), worker(2)];
        let event = Event::new("c".into(), 0, "[BLOCKED:no\u{1b}spec] Which");
        let work = Work {
            id: "task-1".into(),
            tip: Some("c".into()),
            worktree: true,
            events: vec![event],
            ..Work::default()
        };
        let watched = [Watched { work, ..Watched::default() }, Watched::default()];
        report(&config, &watched, 60)
    }

    fn screen(view: &View, report: &Report) -> String {
        let mut terminal = Terminal::new(TestBackend::new(90, 16)).unwrap();
        terminal.draw(|frame| view.draw(frame, report)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let row = |y: u16| (0..90).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..16).map(|y| row(y).trim_end().to_owned() + "\n").collect()
    }

    #[test]
    fn the_table_shows_states_alerts_and_actions_inert() {
        let shown = screen(&View::default(), &sample());
        for part in ["[BLOCKED:no\\x1bspec]", "! task-1 is blocked", "1. unblock task-1", "q quit"]
        {
            assert!(shown.contains(part), "{part} missing in:\n{shown}");
        }
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn an_action_runs_only_after_a_yes() {
        let (report, mut view) = (sample(), View::default());
        assert_eq!(view.key(KeyCode::Char('r'), &report), Wish::Nothing);
        assert!(screen(&view, &report).contains("[y/N]"));
        assert_eq!(view.key(KeyCode::Enter, &report), Wish::Nothing);
        view.key(KeyCode::Char('r'), &report);
        assert!(matches!(view.key(KeyCode::Char('y'), &report), Wish::Run(_)));
        assert_eq!(view.key(KeyCode::Char('q'), &report), Wish::Quit);
    }

    #[test]
    fn any_action_can_be_chosen_and_a_small_screen_shows_the_way_out() {
        let (mut report, mut view) = (sample(), View::default());
        report.workers = report.workers.iter().cycle().take(12).cloned().collect();
        let mut terminal = Terminal::new(TestBackend::new(60, 15)).unwrap();
        terminal.draw(|frame| view.draw(frame, &report)).unwrap();
        let buffer = terminal.backend().buffer().clone();
        let row = |y: u16| (0..60).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        let shown: String = (0..15).map(|y| row(y) + "\n").collect();
        assert!(shown.contains("q quit") && shown.contains(" 1. "), "{shown}");
        let second = report.actions[1].run.clone().unwrap();
        view.key(KeyCode::Char('2'), &report);
        assert_eq!(view.key(KeyCode::Char('y'), &report), Wish::Run(second));
        view.key(KeyCode::Char('9'), &report);
        assert!(screen(&view, &report).contains("there is no command 9"));
    }

    #[test]
    fn a_small_screen_tells_what_it_hides_and_scrolls() {
        let (mut report, mut view) = (sample(), View::default());
        report.workers = report.workers.iter().cycle().take(20).cloned().collect();
        for row in &mut report.workers {
            row.slug = "tables-of-the-report-on-a-small-screen".into();
        }
        report.alerts = report.alerts.iter().cycle().take(15).cloned().collect();
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let mut shown = |view: &View| {
            terminal.draw(|frame| view.draw(frame, &report)).unwrap();
            let buffer = terminal.backend().buffer().clone();
            let row = |y: u16| (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            (0..24).map(|y| row(y) + "\n").collect::<String>()
        };
        let first = shown(&view);
        assert!(first.contains(" 1–8 of 20 workers ") && first.contains("f fetch"), "{first}");
        assert!(first.contains("5 alerts and 2 actions not shown"), "{first}");
        assert!(first.contains("no room for: "), "{first}");
        view.key(KeyCode::PageDown, &report);
        view.key(KeyCode::End, &report);
        let last = shown(&view);
        assert!(last.contains(" 13–20 of 20 workers ") && last.contains(" 2. "), "{last}");
        assert!(last.contains("alerts not shown"), "{last}");
    }

    #[test]
    fn selecting_stays_within_the_table() {
        let (report, mut view) = (sample(), View::default());
        for _ in 0..5 {
            view.key(KeyCode::Down, &report);
        }
        assert_eq!(view.key(KeyCode::Enter, &report), Wish::Open(1));
        view.show("task-2", "text".into());
        assert!(screen(&view, &report).contains(" task-2 "));
        view.key(KeyCode::Char('x'), &report);
        assert_eq!(view.key(KeyCode::Char('p'), &report), Wish::Prompt(1));
        view.key(KeyCode::Char('x'), &report);
        assert_eq!(view.key(KeyCode::Char('d'), &report), Wish::Diff(1));
        assert_eq!(view.key(KeyCode::Char('s'), &report), Wish::Shell(1));
    }
}
