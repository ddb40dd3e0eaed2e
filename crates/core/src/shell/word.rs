//! Words: quotes, variables and substitutions (POSIX 2.2, 2.6).

use super::parse::Parser;
use super::{List, Piece, Unclear, Word};

/// What ends a word that is not quoted.
const ENDS: &str = " \t\n;&|<>()";

impl Parser<'_> {
    /// The word that begins here; none where none does.
    pub(super) fn word(&mut self) -> Result<Option<Word>, Unclear> {
        let mut word = Word::default();
        let began = self.at();
        while let Some(c) = self.peek(0) {
            match c {
                '<' | '>' if self.peek(1) == Some('(') => {
                    self.skip(2);
                    self.substituted(&mut word, false)?;
                    if let Some(last) = word.pieces.last_mut() {
                        *last = Piece::Stream(word.nested.len() - 1);
                    }
                }
                '(' if opens_pattern(&word) => {
                    self.skip(1);
                    self.balanced('(', ')')?;
                    word.pieces.push(Piece::Unknown);
                }
                c if ENDS.contains(c) => break,
                '\'' => {
                    self.skip(1);
                    while let Some(c) = self.some("a quote is open")?.filter(|c| *c != '\'') {
                        word.pieces.push(Piece::Char(c, true));
                    }
                    word.pieces.push(Piece::Variable(String::new(), true));
                }
                '"' => {
                    self.skip(1);
                    self.double(&mut word)?;
                }
                '\\' => {
                    self.skip(1);
                    match self.next() {
                        Some('\n') | None => {}
                        Some(c) => word.pieces.push(Piece::Char(c, true)),
                    }
                }
                '$' => self.dollar(&mut word, false)?,
                '`' => self.backquoted(&mut word, false)?,
                c => {
                    self.skip(1);
                    word.pieces.push(Piece::Char(c, false));
                }
            }
        }
        Ok((self.at() > began).then_some(word))
    }

    /// The rest of a double-quoted part.
    fn double(&mut self, word: &mut Word) -> Result<(), Unclear> {
        // Even an empty one makes a word.
        word.pieces.push(Piece::Variable(String::new(), true));
        loop {
            match self.peek(0).ok_or(Unclear("a quote is open"))? {
                '"' => {
                    self.skip(1);
                    return Ok(());
                }
                '\\' => {
                    self.skip(1);
                    match self.next() {
                        Some('\n') | None => {}
                        Some(c) if "$`\"\\".contains(c) => word.pieces.push(Piece::Char(c, true)),
                        Some(c) => {
                            word.pieces.extend([Piece::Char('\\', true), Piece::Char(c, true)]);
                        }
                    }
                }
                '$' => self.dollar(word, true)?,
                '`' => self.backquoted(word, true)?,
                c => {
                    self.skip(1);
                    word.pieces.push(Piece::Char(c, true));
                }
            }
        }
    }

    /// What begins with `$`.
    fn dollar(&mut self, word: &mut Word, quoted: bool) -> Result<(), Unclear> {
        self.skip(1);
        match self.peek(0) {
            Some('(') => {
                if self.peek(1) == Some('(') && self.arithmetic(2) {
                    word.pieces.push(Piece::Unknown);
                    return Ok(());
                }
                self.skip(1);
                self.substituted(word, quoted)?;
            }
            Some('{') => {
                self.skip(1);
                let began = self.at();
                self.balanced('{', '}')?;
                let inner = self.since(began);
                let name = inner.strip_suffix('}').unwrap_or(&inner);
                word.pieces.push(if is_name(name) {
                    Piece::Variable(name.to_owned(), quoted)
                } else {
                    Piece::Unknown
                });
            }
            Some('[') => {
                self.skip(1);
                self.balanced('[', ']')?;
                word.pieces.push(Piece::Unknown);
            }
            Some('\'') if !quoted => {
                self.skip(1);
                self.escaped(word)?;
            }
            Some('"') if !quoted => {}
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(c) = self.peek(0).filter(|c| c.is_ascii_alphanumeric() || *c == '_')
                {
                    name.push(c);
                    self.skip(1);
                }
                word.pieces.push(Piece::Variable(name, quoted));
            }
            Some(c) if c.is_ascii_digit() || c == '@' => {
                self.skip(1);
                word.pieces.push(Piece::Variable(c.to_string(), quoted));
            }
            Some(c) if "*#?$!-".contains(c) => {
                self.skip(1);
                word.pieces.push(Piece::Unknown);
            }
            _ => word.pieces.push(Piece::Char('$', true)),
        }
        Ok(())
    }

    /// The rest of `$'…'`.
    fn escaped(&mut self, word: &mut Word) -> Result<(), Unclear> {
        word.pieces.push(Piece::Variable(String::new(), true));
        while let Some(c) = self.some("a quote is open")?.filter(|c| *c != '\'') {
            let c = match c {
                '\\' => match self.some("a quote is open")? {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some(c) if "\\'\"?".contains(c) => c,
                    // The other escapes would have to be worked out.
                    _ => {
                        word.pieces.push(Piece::Unknown);
                        continue;
                    }
                },
                c => c,
            };
            word.pieces.push(Piece::Char(c, true));
        }
        Ok(())
    }

    /// The rest of `$(…)`, `<(…)` or `>(…)`.
    fn substituted(&mut self, word: &mut Word, quoted: bool) -> Result<(), Unclear> {
        let began = self.at();
        let list = self.list(&[])?;
        let text = self.since(began);
        self.expect(')')?;
        word.nested.push(list);
        // What some commands answer is known before they run; the variable is called like the command.
        let words: Vec<&str> = text.split_whitespace().collect();
        word.pieces.push(match words.join(" ") {
            command if command == "pwd" => Piece::Variable("PWD".into(), quoted),
            command if is_question(&command) => Piece::Variable(command, quoted),
            _ if quoted => Piece::Unknown,
            _ => Piece::Output(word.nested.len() - 1),
        });
        Ok(())
    }

    /// `` `…` ``, in which a backslash quotes a backquote.
    fn backquoted(&mut self, word: &mut Word, quoted: bool) -> Result<(), Unclear> {
        self.skip(1);
        let mut inner = String::new();
        loop {
            match self.some("a backquote is open")? {
                Some('`') | None => break,
                Some('\\') => match self.some("a backquote is open")? {
                    Some(c) if "`\\$".contains(c) => inner.push(c),
                    Some(c) => inner.extend(['\\', c]),
                    None => {}
                },
                Some(c) => inner.push(c),
            }
        }
        let list: List = self.inner(&inner)?;
        word.nested.push(list);
        word.pieces.push(if quoted {
            Piece::Unknown
        } else {
            Piece::Output(word.nested.len() - 1)
        });
        Ok(())
    }
}

/// Whether a parenthesis that follows belongs to the word: a pattern's, or a list's of values.
fn opens_pattern(word: &Word) -> bool {
    matches!(word.pieces.last(), Some(Piece::Char('?' | '*' | '+' | '@' | '!' | '=', false)))
}

/// Whether `text` can name a variable.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether `command` asks git where something is, and nothing else.
fn is_question(command: &str) -> bool {
    command.strip_prefix("git rev-parse --").is_some_and(|asked| !asked.contains(' '))
}
