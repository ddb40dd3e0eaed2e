//! The text of a pattern to its components: gitignore's wildmatch, anchored at the root.

use super::bytes::Bytes;
use super::pattern::{MAX_PARTS, Part, Pattern, Token};

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bad scope pattern '{pattern}': {why}")]
pub struct PatternError {
    /// The pattern as written.
    pub pattern: String,
    /// What is wrong with it.
    pub why: String,
}

/// Reads one pattern.
pub(super) fn pattern(text: &str) -> Result<Pattern, PatternError> {
    parts(text).map_err(|why| PatternError { pattern: text.to_owned(), why: why.to_owned() })
}

fn parts(text: &str) -> Result<Pattern, &'static str> {
    let (excludes, body) = match text.strip_prefix('!') {
        Some(body) => (true, body),
        None => (false, text),
    };
    if body.is_empty() {
        return Err("it is empty");
    }
    if body.starts_with('/') {
        return Err("patterns are relative to the root of the repository: drop the leading '/'");
    }
    if body.starts_with(":(") || body.starts_with(":!") || body.starts_with(":/") {
        return Err("pathspec magic means nothing here; write '!' first to exclude");
    }
    if body.contains('\0') {
        return Err("it contains a NUL byte");
    }
    if body.contains(|c: char| c.is_ascii_control()) {
        return Err("it has a line break or another control character; '?' stands for any one");
    }
    if let [drive, b':', b'\\' | b'/', ..] = body.as_bytes()
        && drive.is_ascii_alphabetic()
    {
        return Err("patterns are relative to the root of the repository, and have no drive");
    }
    let mut reader = Reader { rest: body.as_bytes(), parts: Vec::new() };
    let below = reader.components()?;
    let mut parts = reader.parts;
    if parts.last() == Some(&Part::Deep) {
        parts.push(Part::Glob(vec![Token::One(Bytes::component()), Token::Star]));
    }
    // Nothing below it can be tracked (git-update-index(1), `--cacheinfo`); to leave it out does no harm.
    let gits =
        |part: &Part| matches!(part, Part::Exact(name) if name.eq_ignore_ascii_case(b".git"));
    if !excludes && parts.iter().any(gits) {
        return Err("git tracks nothing in '.git'");
    }
    if parts.len() > MAX_PARTS {
        return Err("it has more than 60 components");
    }
    Ok(Pattern { text: text.to_owned(), excludes, below, parts })
}

struct Reader<'t> {
    rest: &'t [u8],
    parts: Vec<Part>,
}

impl Reader<'_> {
    /// Reads all components and tells whether the pattern ends in a slash.
    fn components(&mut self) -> Result<bool, &'static str> {
        loop {
            let part = self.component()?;
            match &part {
                Part::Exact(name) if name.is_empty() => return Err("it has an empty component"),
                Part::Exact(name) if name == b"." => return Err("it has a '.' component"),
                Part::Exact(name) if name == b".." => return Err("it has a '..' component"),
                Part::Deep if self.parts.last() == Some(&Part::Deep) => {}
                _ => self.parts.push(part),
            }
            match self.rest {
                [] => return Ok(false),
                [_] => return Ok(true),
                [_, rest @ ..] => self.rest = rest,
            }
        }
    }

    /// Reads up to the next slash that is not inside a class.
    fn component(&mut self) -> Result<Part, &'static str> {
        let start = self.rest;
        let mut tokens = Vec::new();
        while let [byte, rest @ ..] = self.rest {
            match byte {
                b'/' => break,
                b'\\' => match rest {
                    [] => return Err("it ends in a lone '\\'"),
                    [b'/', ..] => {
                        self.rest = rest;
                        break;
                    }
                    [literal, rest @ ..] => {
                        tokens.push(Token::One(Bytes::one(*literal)));
                        self.rest = rest;
                    }
                },
                b'*' => {
                    if tokens.last() != Some(&Token::Star) {
                        tokens.push(Token::Star);
                    }
                    self.rest = rest;
                }
                b'?' => {
                    tokens.push(Token::One(Bytes::component()));
                    self.rest = rest;
                }
                b'[' => {
                    let (set, rest) = class(rest)?;
                    tokens.push(Token::One(set));
                    self.rest = rest;
                }
                literal => {
                    tokens.push(Token::One(Bytes::one(*literal)));
                    self.rest = rest;
                }
            }
        }
        let written = &start[..start.len() - self.rest.len()];
        let written = written.strip_suffix(b"\\").unwrap_or(written);
        if written.len() >= 2 && written.iter().all(|byte| *byte == b'*') {
            return Ok(Part::Deep);
        }
        Ok(exact(&tokens).map_or(Part::Glob(tokens), Part::Exact))
    }
}

fn exact(tokens: &[Token]) -> Option<Vec<u8>> {
    tokens
        .iter()
        .map(|token| match token {
            Token::One(set) => set.only(),
            Token::Star => None,
        })
        .collect()
}

const UNENDED: &str = "it has a '[' without its ']'; write '\\[' for the character itself";

/// Reads a class after its `[`.
fn class(text: &[u8]) -> Result<(Bytes, &[u8]), &'static str> {
    let (inverted, mut rest) = match text {
        [b'!' | b'^', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut set = Bytes::default();
    let mut first = true;
    loop {
        let (low, after) = match rest {
            [] | [b'\\'] => return Err(UNENDED),
            [b']', after @ ..] if !first => {
                let set = if inverted { set.inverted() } else { set.within_component() };
                if set == Bytes::default() {
                    return Err("it has a class that matches nothing");
                }
                return Ok((set, after));
            }
            [b'[', b':', named @ ..] => {
                rest = posix(named, &mut set)?;
                first = false;
                continue;
            }
            [b'\\', literal, after @ ..] | [literal, after @ ..] => (*literal, after),
        };
        first = false;
        let (high, after) = match after {
            [b'-', b'\\', high, after @ ..] => (*high, after),
            [b'-', high, after @ ..] if *high != b']' => (*high, after),
            _ => (low, after),
        };
        (low..=high).for_each(|byte| set.insert(byte));
        rest = after;
    }
}

/// Adds the POSIX class named at the start of `text` and gives what follows its `:]`.
fn posix<'t>(text: &'t [u8], set: &mut Bytes) -> Result<&'t [u8], &'static str> {
    let end = text.windows(2).position(|pair| pair == b":]").ok_or(UNENDED)?;
    let test: fn(&u8) -> bool = match &text[..end] {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => u8::is_ascii_punctuation,
        b"space" => |byte| matches!(byte, b' ' | b'\t'..=b'\r'),
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return Err("it names a class that does not exist; POSIX has alpha, digit, alnum, …"),
    };
    (0..=255).filter(test).for_each(|byte| set.insert(byte));
    Ok(&text[end + 2..])
}
