//! Compound commands (POSIX 2.9.4), and bash's tests, arithmetic and definitions.

use super::parse::Parser;
use super::word::is_name;
use super::{Command, List, Piece, Stage, Unclear, Word};

impl Parser<'_> {
    /// The compound command that begins here; none where none does.
    pub(super) fn compound(&mut self) -> Result<Option<Command>, Unclear> {
        if self.peek(0) == Some('(') {
            if self.peek(1) == Some('(') && self.arithmetic(2) {
                return Ok(Some(Command::Nothing));
            }
            self.skip(1);
            let list = self.list(&[])?;
            self.expect(')')?;
            return Ok(Some(Command::Subshell(list)));
        }
        let word = self.reserved();
        let after = |parser: &mut Self| parser.skip(word.len());
        Ok(Some(match word.as_str() {
            "{" => {
                after(self);
                let list = self.list(&["}"])?;
                self.keyword("}")?;
                Command::Group(list)
            }
            "if" => {
                after(self);
                self.branches()?
            }
            "while" | "until" => {
                after(self);
                let condition = self.list(&["do"])?;
                let body = self.done()?;
                match line_of(&condition).filter(|_| word == "while") {
                    Some(name) => Command::Each { name, body },
                    None => Command::Branches(vec![condition, body]),
                }
            }
            "for" | "select" => {
                after(self);
                self.repeated()?
            }
            "case" => {
                after(self);
                self.cases()?
            }
            "[[" => {
                after(self);
                self.test()?
            }
            "function" => {
                after(self);
                self.blanks();
                let name = self.word()?.and_then(|word| plain(&word)).unwrap_or_default();
                self.blanks();
                if self.peek(0) == Some('(') {
                    self.skip(1);
                    self.expect(')')?;
                }
                self.newlines();
                let command = self.compound()?.unwrap_or(Command::Nothing);
                Command::Define { name, body: Box::new(Stage { command, redirects: Vec::new() }) }
            }
            _ => return Ok(None),
        }))
    }

    fn keyword(&mut self, word: &str) -> Result<(), Unclear> {
        self.newlines();
        if self.reserved() != word {
            return Err(Unclear("a compound command is open"));
        }
        self.skip(word.len());
        Ok(())
    }

    /// The rest of `if`.
    fn branches(&mut self) -> Result<Command, Unclear> {
        let mut lists = vec![self.list(&["then"])?];
        self.keyword("then")?;
        loop {
            lists.push(self.list(&["elif", "else", "fi"])?);
            match self.reserved().as_str() {
                "elif" => {
                    self.skip(4);
                    lists.push(self.list(&["then"])?);
                    self.keyword("then")?;
                }
                "else" => self.skip(4),
                _ => {
                    self.keyword("fi")?;
                    return Ok(Command::Branches(lists));
                }
            }
        }
    }

    /// `do … done`, or bash's `{ … }`.
    fn done(&mut self) -> Result<List, Unclear> {
        self.newlines();
        let (begins, ends) = if self.reserved() == "{" { ("{", "}") } else { ("do", "done") };
        self.keyword(begins)?;
        let list = self.list(&[ends])?;
        self.keyword(ends)?;
        Ok(list)
    }

    /// The rest of `for` and `select`.
    fn repeated(&mut self) -> Result<Command, Unclear> {
        self.blanks();
        if self.peek(0) == Some('(') {
            if !self.arithmetic(2) {
                return Err(Unclear("a loop has no variable"));
            }
            self.semicolon();
            return Ok(Command::Branches(vec![self.done()?]));
        }
        let name = self.word()?.and_then(|word| plain(&word)).unwrap_or_default();
        self.newlines();
        let mut values = Vec::new();
        if self.reserved() == "in" {
            self.skip(2);
            loop {
                self.blanks();
                match self.word()? {
                    Some(word) => values.push(word),
                    None => break,
                }
            }
        } else {
            values
                .push(Word { pieces: vec![Piece::Variable("@".into(), true)], ..Word::default() });
        }
        self.semicolon();
        Ok(Command::Loop { name, values, body: self.done()? })
    }

    fn semicolon(&mut self) {
        self.blanks();
        if self.peek(0) == Some(';') {
            self.skip(1);
        }
    }

    /// The rest of `case`.
    fn cases(&mut self) -> Result<Command, Unclear> {
        self.blanks();
        self.word()?;
        self.keyword("in")?;
        let mut lists = Vec::new();
        loop {
            self.newlines();
            if self.reserved() == "esac" {
                self.skip(4);
                return Ok(Command::Branches(lists));
            }
            if self.peek(0) == Some('(') {
                self.skip(1);
            }
            loop {
                self.blanks();
                self.word()?.ok_or(Unclear("a case has no pattern"))?;
                self.blanks();
                match self.next() {
                    Some('|') => {}
                    Some(')') => break,
                    _ => return Err(Unclear("a case has no pattern")),
                }
            }
            lists.push(self.list(&["esac"])?);
            while let Some(';' | '&') = self.peek(0) {
                self.skip(1);
            }
        }
    }

    /// The rest of `[[ … ]]`.
    fn test(&mut self) -> Result<Command, Unclear> {
        loop {
            self.newlines();
            if self.reserved() == "]]" {
                self.skip(2);
                return Ok(Command::Nothing);
            }
            if self.word()?.is_none() && self.next().is_none() {
                return Err(Unclear("a test is open"));
            }
        }
    }

    /// Goes past arithmetic that `opening` parentheses begin here; stays where it is none.
    pub(super) fn arithmetic(&mut self, opening: usize) -> bool {
        let began = self.at();
        self.skip(opening);
        let mut depth = opening;
        while let Some(c) = self.next() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                '\\' => self.skip(1),
                _ => {}
            }
            if depth == 1 && self.peek(0) != Some(')') && c == ')' {
                break;
            }
            if depth == 0 {
                return true;
            }
        }
        self.back(began);
        false
    }

    /// Goes past the `end` that closes an `open` read just before.
    pub(super) fn balanced(&mut self, open: char, end: char) -> Result<(), Unclear> {
        let mut depth = 1;
        while depth > 0 {
            match self.next().ok_or(Unclear("a parenthesis is open"))? {
                c if c == open => depth += 1,
                c if c == end => depth -= 1,
                '\\' => self.skip(1),
                quote @ ('\'' | '"') => {
                    while let Some(c) = self.some("a quote is open")?.filter(|c| *c != quote) {
                        if c == '\\' && quote == '"' {
                            self.skip(1);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The variable that `read` puts each line into, where that is all a condition does.
fn line_of(condition: &List) -> Option<String> {
    let [step] = condition.as_slice() else { return None };
    let [Stage { command: Command::Simple { words, .. }, redirects }] = step.stages.as_slice()
    else {
        return None;
    };
    let words: Vec<String> = words.iter().map(plain_text).collect::<Option<_>>()?;
    let (name, before) = words.split_last()?;
    let mut before = before.iter().map(String::as_str);
    let reads = before.next() == Some("read") && redirects.is_empty() && is_name(name);
    let known = ["-r", "-d", "", "-rd"];
    (reads && before.all(|word| known.contains(&word))).then(|| name.clone())
}

/// The text of a word of characters and quotes.
fn plain_text(word: &Word) -> Option<String> {
    let mut text = String::new();
    for piece in &word.pieces {
        match piece {
            Piece::Char(c, _) => text.push(*c),
            Piece::Variable(name, true) if name.is_empty() => {}
            _ => return None,
        }
    }
    Some(text)
}

/// The text of a word of nothing but plain characters.
pub(super) fn plain(word: &Word) -> Option<String> {
    let letter = |piece: &Piece| if let Piece::Char(c, _) = piece { Some(*c) } else { None };
    word.pieces.iter().map(letter).collect()
}
