//! The files that a script of sed(1) writes by itself: `w`, and the `w` of `s`.

use std::iter::Peekable;
use std::str::Chars;

use super::options::{Spec, parts};
use super::{How, Write};
use crate::shell::Argument;

/// What stands on the command line, read up to where it is not understood.
pub(super) fn written(words: &[Argument]) -> Vec<Write> {
    let spec = Spec { short: "efl", long: &["expression", "file", "line-length"] };
    let parts = parts(words, spec, false);
    let given = |name: &str| ["e", "expression"].contains(&name);
    let mut scripts: Vec<&str> = Vec::new();
    for (_, value) in parts.options.iter().filter(|(name, _)| given(name)) {
        let Some(text) = value.as_ref().and_then(Argument::text) else { return Vec::new() };
        scripts.push(text);
    }
    if scripts.is_empty() && !parts.has(&["f", "file"]) {
        scripts.extend(parts.operands.first().and_then(Argument::text));
    }
    let script = scripts.join("\n");
    let files = Script { rest: script.chars().peekable(), files: Vec::new() }.read();
    files.into_iter().map(|path| Write { path, how: How::Write }).collect()
}

struct Script<'s> {
    rest: Peekable<Chars<'s>>,
    files: Vec<String>,
}

impl Script<'_> {
    fn read(mut self) -> Vec<String> {
        while self.command().is_some() {}
        self.files
    }

    /// Takes one command; none at the end, and where something is not understood.
    fn command(&mut self) -> Option<()> {
        self.skip(|c| c.is_whitespace() || c == ';');
        self.address()?;
        if self.taken(',') {
            self.skip(|c| c == ' ' || c == '+' || c == '~');
            self.address()?;
        }
        self.skip(|c| c == ' ' || c == '\t' || c == '!');
        match self.rest.next()? {
            '{' => {}
            '}' | '=' | 'd' | 'D' | 'g' | 'G' | 'h' | 'H' | 'n' | 'N' | 'p' | 'P' | 'x' | 'z'
            | 'F' => self.ends()?,
            'l' | 'L' | 'q' | 'Q' => {
                self.skip(|c| c == ' ' || c.is_ascii_digit());
                self.ends()?;
            }
            'a' | 'i' | 'c' => self.text(),
            ':' | 'b' | 't' | 'T' => self.skip(|c| c != ';' && c != '\n' && c != '}'),
            '#' | 'r' | 'R' => drop(self.line()),
            'w' | 'W' => self.file(),
            's' => {
                let end = self.rest.next()?;
                self.until(end)?;
                self.until(end)?;
                self.skip(|c| "gpiImMe".contains(c) || c.is_ascii_digit());
                if self.taken('w') {
                    self.file();
                } else {
                    self.ends()?;
                }
            }
            'y' => {
                let end = self.rest.next()?;
                self.until(end)?;
                self.until(end)?;
                self.ends()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn address(&mut self) -> Option<()> {
        match self.rest.peek() {
            Some('$') => drop(self.rest.next()),
            Some('/') => {
                self.rest.next();
                self.until('/')?;
                self.skip(|c| c == 'I' || c == 'M');
            }
            Some('\\') => {
                self.rest.next();
                let end = self.rest.next()?;
                self.until(end)?;
                self.skip(|c| c == 'I' || c == 'M');
            }
            _ => self.skip(|c| c.is_ascii_digit() || c == '~'),
        }
        self.skip(|c| c == ' ' || c == '\t');
        Some(())
    }

    /// Goes behind the next `end` that no backslash takes for a plain one.
    fn until(&mut self, end: char) -> Option<()> {
        loop {
            match self.rest.next()? {
                '\\' => drop(self.rest.next()?),
                c if c == end => return Some(()),
                _ => {}
            }
        }
    }

    /// The end of a command; none where more follows.
    fn ends(&mut self) -> Option<()> {
        self.skip(|c| c == ' ' || c == '\t');
        self.rest.peek().is_none_or(|c| ";\n}#".contains(*c)).then_some(())
    }

    /// The text of `a`, `i` and `c`: to the end of a line that ends in no backslash.
    fn text(&mut self) {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => drop(self.rest.next()),
                '\n' => return,
                _ => {}
            }
        }
    }

    fn line(&mut self) -> String {
        self.rest.by_ref().take_while(|c| *c != '\n').collect()
    }

    fn file(&mut self) {
        let name = self.line();
        let name = name.trim_start();
        if !name.is_empty() {
            self.files.push(name.to_owned());
        }
    }

    fn taken(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn skip(&mut self, over: impl Fn(char) -> bool) {
        while self.rest.next_if(|c| over(*c)).is_some() {}
    }
}
