//! Lists, pipelines, simple commands and redirections (POSIX 2.7, 2.9).

use super::compound::plain;
use super::word::is_name;
use super::{Body, Command, List, Piece, Redirect, Script, Stage, Step, Unclear, Word};

/// How deep commands may stand in each other before they are no longer read.
const DEEPEST: usize = 40;

/// Reads a command.
pub fn parse(command: &str) -> Result<Script, Unclear> {
    let text: Vec<char> = command.chars().collect();
    let mut parser =
        Parser { text: &text, at: 0, depth: 0, bodies: Vec::new(), pending: Vec::new() };
    let list = parser.list(&[])?;
    if parser.peek(0).is_some() {
        return Err(Unclear("a parenthesis was never opened"));
    }
    Ok(Script { list, bodies: parser.bodies })
}

/// A here-document whose text has not been reached yet.
#[derive(Debug)]
struct Pending {
    body: usize,
    end: String,
    tabs: bool,
}

/// A position in a text.
#[derive(Debug)]
pub(super) struct Parser<'t> {
    text: &'t [char],
    at: usize,
    depth: usize,
    bodies: Vec<Body>,
    pending: Vec<Pending>,
}

impl Parser<'_> {
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    pub(super) fn back(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(c)
    }

    /// The next character, which must be there.
    pub(super) fn some(&mut self, why: &'static str) -> Result<Option<char>, Unclear> {
        self.next().map(Some).ok_or(Unclear(why))
    }

    pub(super) fn expect(&mut self, c: char) -> Result<(), Unclear> {
        self.newlines();
        if self.next() == Some(c) { Ok(()) } else { Err(Unclear("a parenthesis is open")) }
    }

    /// The text from `began` to here.
    pub(super) fn since(&self, began: usize) -> String {
        self.text[began..self.at.min(self.text.len())].iter().collect()
    }

    /// Another text, as deep as this.
    pub(super) fn inner(&mut self, text: &str) -> Result<List, Unclear> {
        let text: Vec<char> = text.chars().collect();
        let mut inner = Parser {
            text: &text,
            at: 0,
            depth: self.depth,
            bodies: std::mem::take(&mut self.bodies),
            pending: Vec::new(),
        };
        let list = inner.list(&[]);
        self.bodies = inner.bodies;
        list
    }

    /// Blanks, and what is no part of the line.
    pub(super) fn blanks(&mut self) {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(' ' | '\t' | '\r'), _) => self.skip(1),
                (Some('\\'), Some('\n')) => self.skip(2),
                (Some('#'), _) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.skip(1);
                    }
                }
                _ => return,
            }
        }
    }

    /// Blanks and the ends of lines, after which here-documents stand.
    pub(super) fn newlines(&mut self) {
        loop {
            self.blanks();
            if self.peek(0) != Some('\n') {
                return;
            }
            self.skip(1);
            for pending in std::mem::take(&mut self.pending) {
                self.body(&pending);
            }
        }
    }

    fn body(&mut self, pending: &Pending) {
        let mut text = String::new();
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let length = rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
            let line: String = rest[..length].iter().collect();
            self.at = (self.at + length + 1).min(self.text.len());
            let line = if pending.tabs { line.trim_start_matches('\t') } else { &line };
            if line == pending.end {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        let body = &mut self.bodies[pending.body];
        body.literal |= !text.contains(['$', '`', '\\']);
        body.text = text;
    }

    /// Pipelines up to the end, a closing parenthesis, or one of the words in `ends`.
    pub(super) fn list(&mut self, ends: &[&str]) -> Result<List, Unclear> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Unclear("it is too deep"));
        }
        let mut list = List::new();
        let mut conditional = false;
        loop {
            self.newlines();
            let word = self.reserved();
            let closes = matches!(self.peek(0), None | Some(')'))
                || ends.contains(&word.as_str())
                || self.peek(0) == Some(';') && matches!(self.peek(1), Some(';' | '&'));
            if closes {
                break;
            }
            let stages = self.pipeline()?;
            self.blanks();
            let (background, length, next) = match (self.peek(0), self.peek(1)) {
                (Some('&'), Some('&')) | (Some('|'), Some('|')) => (false, 2, true),
                (Some('&'), _) => (true, 1, false),
                (Some(';'), Some(';' | '&')) | (None | Some('\n' | ')'), _) => (false, 0, false),
                (Some(';'), _) => (false, 1, false),
                _ => return Err(Unclear("a word stands where none can")),
            };
            list.push(Step { conditional, background, stages });
            self.skip(length);
            conditional = next;
        }
        self.depth -= 1;
        Ok(list)
    }

    fn pipeline(&mut self) -> Result<Vec<Stage>, Unclear> {
        let mut stages = Vec::new();
        loop {
            self.newlines();
            while ["!", "time"].contains(&self.reserved().as_str()) {
                let length = self.reserved().len();
                self.skip(length);
                self.blanks();
            }
            stages.push(self.stage()?);
            self.blanks();
            match (self.peek(0), self.peek(1)) {
                (Some('|'), Some('|')) => return Ok(stages),
                (Some('|'), Some('&')) => self.skip(2),
                (Some('|'), _) => self.skip(1),
                _ => return Ok(stages),
            }
        }
    }

    /// The word here, where it could be a reserved one (POSIX 2.4).
    pub(super) fn reserved(&self) -> String {
        let rest = &self.text[self.at.min(self.text.len())..];
        let ends = |c: &char| " \t\n;&|<>()".contains(*c);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        // The longest is `function`.
        if length > 8 { String::new() } else { rest[..length].iter().collect() }
    }

    fn stage(&mut self) -> Result<Stage, Unclear> {
        let Some(command) = self.compound()? else { return self.simple() };
        let mut redirects = Vec::new();
        loop {
            self.blanks();
            let Some(redirect) = self.redirect()? else { return Ok(Stage { command, redirects }) };
            redirects.push(redirect);
        }
    }

    fn simple(&mut self) -> Result<Stage, Unclear> {
        let (mut assignments, mut words, mut redirects) = (Vec::new(), Vec::<Word>::new(), vec![]);
        loop {
            self.blanks();
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
            } else if let Some(word) = self.word()? {
                match assigned(&word).filter(|_| words.is_empty()) {
                    Some(assignment) => assignments.push(assignment),
                    None => words.push(word),
                }
            } else if self.peek(0) == Some('(') && words.len() == 1 {
                self.skip(1);
                self.expect(')')?;
                self.newlines();
                let name = plain(&words[0]).unwrap_or_default();
                let body = Box::new(self.stage()?);
                return Ok(Stage { command: Command::Define { name, body }, redirects });
            } else if words.is_empty() && assignments.is_empty() && redirects.is_empty() {
                return Err(Unclear("a command is missing"));
            } else {
                return Ok(Stage { command: Command::Simple { assignments, words }, redirects });
            }
        }
    }

    /// The redirection that begins here; none where none does.
    fn redirect(&mut self) -> Result<Option<Redirect>, Unclear> {
        let began = self.at;
        while self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            self.skip(1);
        }
        let bare = self.at == began;
        let next = [self.peek(0), self.peek(1), self.peek(2)].map(|c| c.unwrap_or('\n'));
        let (length, writes) = match next {
            ['&', '>', '>'] if bare => (3, true),
            ['&', '>', _] if bare => (2, true),
            ['<' | '>', '(', _] if bare => {
                return Ok(None);
            }
            ['<', '<', '<'] => {
                self.skip(3);
                return Ok(Some(Redirect::Text(self.target()?)));
            }
            ['<', '<', dash] => {
                self.skip(if dash == '-' { 3 } else { 2 });
                return self.here(dash == '-').map(Some);
            }
            ['<' | '>', '&', c] if c.is_ascii_digit() || c == '-' => {
                self.skip(2);
                while self.peek(0).is_some_and(|c| c.is_ascii_digit() || c == '-') {
                    self.skip(1);
                }
                return Ok(Some(Redirect::Joined));
            }
            ['<', '>' | '&', _] => (2, false),
            ['<', _, _] => (1, false),
            ['>', '>' | '|' | '&', _] => (2, true),
            ['>', _, _] => (1, true),
            _ => {
                self.back(began);
                return Ok(None);
            }
        };
        self.skip(length);
        let target = self.target()?;
        Ok(Some(if writes { Redirect::Into(target) } else { Redirect::From(target) }))
    }

    fn target(&mut self) -> Result<Word, Unclear> {
        self.blanks();
        self.word()?.ok_or(Unclear("a redirection leads nowhere"))
    }

    fn here(&mut self, tabs: bool) -> Result<Redirect, Unclear> {
        let began = {
            self.blanks();
            self.at
        };
        let word = self.target()?;
        let literal = self.since(began).contains(['\'', '"', '\\']);
        let letter = |piece: &Piece| if let Piece::Char(c, _) = piece { Some(*c) } else { None };
        let end = word.pieces.iter().filter_map(letter).collect();
        let body = self.bodies.len();
        self.bodies.push(Body { text: String::new(), literal });
        self.pending.push(Pending { body, end, tabs });
        Ok(Redirect::Here(body))
    }
}

/// The variable and the value where a word is an assignment.
fn assigned(word: &Word) -> Option<(String, Word)> {
    let plain = |piece: &Piece| if let Piece::Char(c, false) = piece { Some(*c) } else { None };
    let name: String = word.pieces.iter().map_while(plain).take_while(|c| *c != '=').collect();
    let rest = word.pieces.get(name.chars().count()..)?;
    // `name+=…` and `name[…]=…` are assignments of what is not followed here.
    let stem = name.trim_end_matches('+');
    let stem = stem.split_once('[').map_or(stem, |(stem, _)| stem);
    if rest.first() != Some(&Piece::Char('=', false)) || !is_name(stem) {
        return None;
    }
    let mut value = Word { pieces: rest[1..].to_vec(), nested: word.nested.clone() };
    if stem != name {
        value.pieces.push(Piece::Unknown);
    }
    Some((stem.to_owned(), value))
}
