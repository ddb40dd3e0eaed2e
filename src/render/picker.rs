//! A list to pick from on the whole screen: filter as you type, with a preview beside it.

use std::collections::HashMap;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, List, ListItem, ListState, Paragraph, Wrap};

use super::{inert, style};

/// The width below which there is no room for a preview.
const WIDE: u16 = 70;

/// One thing that can be picked.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its number for whoever makes previews.
    pub at: usize,
    /// What is given back.
    pub name: String,
    /// A few words on its state.
    pub about: String,
    /// What it is called at length; it can be searched for.
    pub title: String,
}

/// What a key leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Another look.
    Stay,
    /// The end, with nothing picked.
    Leave,
    /// The end, with this one picked.
    Take(String),
}

/// The state of the screen.
#[derive(Debug, Default)]
pub struct Picker {
    choices: Vec<Choice>,
    typed: String,
    selected: usize,
    previews: HashMap<usize, String>,
}

impl Picker {
    /// A picker over `choices`.
    pub fn new(choices: Vec<Choice>) -> Self {
        Self { choices, ..Self::default() }
    }

    /// The choices that hold every word typed, without regard to case.
    fn left(&self) -> Vec<&Choice> {
        let typed = self.typed.to_lowercase();
        let holds = |choice: &&Choice| {
            let text = format!("{} {} {}", choice.name, choice.title, choice.about).to_lowercase();
            typed.split_whitespace().all(|word| text.contains(word))
        };
        self.choices.iter().filter(holds).collect()
    }

    /// The number of the selected choice, where its preview is not there yet.
    pub fn unseen(&self) -> Option<usize> {
        let at = self.left().get(self.selected)?.at;
        (!self.previews.contains_key(&at)).then_some(at)
    }

    /// Keeps the preview of a choice.
    pub fn show(&mut self, at: usize, text: String) {
        self.previews.insert(at, text);
    }

    /// Answers a key.
    pub fn key(&mut self, key: KeyCode) -> Step {
        let last = self.left().len().saturating_sub(1);
        match key {
            KeyCode::Esc => return Step::Leave,
            KeyCode::Enter => {
                if let Some(choice) = self.left().get(self.selected) {
                    return Step::Take(choice.name.clone());
                }
            }
            KeyCode::Down | KeyCode::Tab => self.selected = (self.selected + 1).min(last),
            KeyCode::Up | KeyCode::BackTab => self.selected = self.selected.saturating_sub(1),
            KeyCode::Backspace => {
                self.typed.pop();
                self.selected = 0;
            }
            KeyCode::Char(typed) => {
                self.typed.push(typed);
                self.selected = 0;
            }
            _ => {}
        }
        Step::Stay
    }

    /// Draws the whole screen.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let [head, body, foot] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)])
                .areas(frame.area());
        let left = self.left();
        let prompt = format!(" {}/{} › {}", left.len(), self.choices.len(), inert(&self.typed));
        frame.render_widget(Line::styled(prompt, Style::new().add_modifier(Modifier::BOLD)), head);
        let keys = " type to filter · ↑↓ select · enter go there · esc leave";
        frame.render_widget(Line::styled(keys, style::live_faint()), foot);
        if body.width < WIDE {
            self.list(frame, body, &left);
            return;
        }
        let [list, preview] =
            Layout::horizontal([Constraint::Percentage(40), Constraint::Percentage(60)])
                .areas(body);
        self.list(frame, list, &left);
        let text = left.get(self.selected).and_then(|choice| self.previews.get(&choice.at));
        let lines = text.map(String::as_str).unwrap_or_default().lines();
        let lines: Vec<Line<'_>> = lines.map(|line| Line::raw(inert(line))).collect();
        let page = Paragraph::new(Text::from(lines)).wrap(Wrap { trim: false });
        frame.render_widget(page.block(Block::bordered()), preview);
    }

    fn list(&self, frame: &mut Frame<'_>, area: Rect, left: &[&Choice]) {
        let item = |choice: &&Choice| {
            ListItem::new(format!("{}  {}", inert(&choice.name), inert(&choice.about)))
        };
        let list = List::new(left.iter().map(item))
            .block(Block::bordered())
            .highlight_style(Style::new().add_modifier(Modifier::REVERSED));
        let mut state = ListState::default().with_selected(Some(self.selected));
        frame.render_stateful_widget(list, area, &mut state);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn sample() -> Picker {
        let choice = |at: usize, name: &str, title: &str| Choice {
            at,
            name: name.into(),
            about: "idle".into(),
            title: title.into(),
        };
        Picker::new(vec![
            choice(0, "task-1", "The web pages"),
            choice(4, "task-2", "The server\u{1b}"),
        ])
    }

    #[test]
    fn typing_filters_and_enter_takes() {
        let mut picker = sample();
        assert_eq!(picker.key(KeyCode::Down), Step::Stay);
        assert_eq!(picker.key(KeyCode::Enter), Step::Take("task-2".into()));
        for typed in "PAGES web".chars() {
            picker.key(KeyCode::Char(typed));
        }
        assert_eq!(picker.key(KeyCode::Enter), Step::Take("task-1".into()));
        picker.key(KeyCode::Char('x'));
        assert_eq!(picker.key(KeyCode::Enter), Step::Stay, "nothing is left to take");
        assert_eq!(picker.key(KeyCode::Esc), Step::Leave);
    }

    #[test]
    fn previews_are_asked_for_once_and_shown_inert() {
        let mut picker = sample();
        picker.key(KeyCode::Down);
        assert_eq!(picker.unseen(), Some(4));
        picker.show(4, "tasks\u{1b}[2J".into());
        assert_eq!(picker.unseen(), None);
        let mut terminal = Terminal::new(TestBackend::new(90, 10)).expect("a screen");
        terminal.draw(|frame| picker.draw(frame)).expect("drawn");
        let shown: String = terminal
            .backend()
            .buffer()
            .content()
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert!(shown.contains("tasks\\x1b[2J") && shown.contains("2/2"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
    }
}
