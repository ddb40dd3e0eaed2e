//! What a script of awk(1) surely writes: the files that `print` and `printf` name outright, and the
//! commands that it pipes to or has run by a plain text.

use super::options::{Spec, parts};
use crate::shell::Argument;

/// The names it goes by.
pub(super) const NAMES: [&str; 5] = ["awk", "gawk", "mawk", "nawk", "original-awk"];

/// What a script does beside its output.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// Files that it writes.
    pub(super) files: Vec<String>,
    /// Commands that it runs.
    pub(super) commands: Vec<String>,
}

/// The least of the language: what is needed to know where a statement and a text end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Text(String),
    Name(String),
    /// A regular expression or a number: whatever else is a value.
    Value,
    Mark(char),
    /// `>>`.
    Append,
    /// The end of a statement.
    End,
}

/// What the script on the command line does.
pub(super) fn done(words: &[Argument]) -> Done {
    let spec = Spec {
        short: "vFfileoE",
        long: &["assign", "field-separator", "file", "include", "source", "exec", "load"],
    };
    let parts = parts(words, spec, true);
    let script = match parts.value(&["e", "source"]) {
        Some(source) => source.text(),
        None if parts.has(&["f", "file", "E", "exec"]) => None,
        None => parts.operands.first().and_then(Argument::text),
    };
    script.and_then(tokens).map(|tokens| told(&tokens)).unwrap_or_default()
}

fn told(tokens: &[Token]) -> Done {
    let mut done = Done::default();
    let (mut prints, mut depth) = (false, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        let behind = |ahead: usize| tokens.get(at + ahead);
        match token {
            Token::End => (prints, depth) = (false, 0),
            Token::Name(name) if name == "print" || name == "printf" => (prints, depth) = (true, 0),
            Token::Name(name) if name == "system" => {
                if let (Some(Token::Mark('(')), Some(Token::Text(text)), Some(Token::Mark(')'))) =
                    (behind(1), behind(2), behind(3))
                {
                    done.commands.push(text.clone());
                }
            }
            Token::Mark('(' | '[') => depth += 1,
            Token::Mark(')' | ']') => depth = depth.saturating_sub(1),
            Token::Mark('>' | '|') | Token::Append if prints && depth == 0 => {
                if let (Some(Token::Text(text)), Some(Token::End) | None) = (behind(1), behind(2)) {
                    let to = if *token == Token::Mark('|') {
                        &mut done.commands
                    } else {
                        &mut done.files
                    };
                    to.push(text.clone());
                }
            }
            _ => {}
        }
    }
    done
}

/// The tokens of a script; none where a text has no end.
fn tokens(script: &str) -> Option<Vec<Token>> {
    let mut found: Vec<Token> = Vec::new();
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        let token = match c {
            '\\' => {
                rest.next_if_eq(&'\n');
                continue;
            }
            '#' => {
                while rest.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            '\n' | ';' | '}' | '{' => Token::End,
            c if c.is_whitespace() => continue,
            '"' => Token::Text(text(&mut rest)?),
            // A division stands behind a value.
            '/' if !matches!(
                found.last(),
                Some(Token::Value | Token::Name(_) | Token::Text(_) | Token::Mark(')' | ']'))
            ) =>
            {
                regex(&mut rest)?;
                Token::Value
            }
            '>' if rest.next_if_eq(&'>').is_some() => Token::Append,
            '>' | '|' | '&' if rest.next_if(|next| *next == '=' || *next == c).is_some() => {
                Token::Mark('=')
            }
            c if c.is_alphabetic() || c == '_' => {
                let mut name = c.to_string();
                while let Some(c) = rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                Token::Name(name)
            }
            c if c.is_ascii_digit() => Token::Value,
            c => Token::Mark(c),
        };
        found.push(token);
    }
    Some(found)
}

fn text(rest: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\n' => return None,
            '\\' => match rest.next()? {
                c @ ('"' | '\\' | '/') => text.push(c),
                'n' => text.push('\n'),
                't' => text.push('\t'),
                _ => return None,
            },
            c => text.push(c),
        }
    }
}

fn regex(rest: &mut impl Iterator<Item = char>) -> Option<()> {
    let mut inside = false;
    loop {
        match rest.next()? {
            '\\' => drop(rest.next()?),
            '\n' => return None,
            '[' => inside = true,
            ']' => inside = false,
            '/' if !inside => return Some(()),
            _ => {}
        }
    }
}
