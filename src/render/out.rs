//! Where things are printed: the answer on standard output, the narration on standard error.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::ColorChoice;
use serde::Serialize;

use super::{completed, style};
use crate::failure::Failure;
use crate::paste::{acts, escape, lines};

/// Whether a JSON answer was printed: there is one.
static ANSWERED: AtomicBool = AtomicBool::new(false);

/// The version of every JSON answer's layout.
const SCHEMA: u32 = 1;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where a verb prints.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    quiet: bool,
}

#[derive(Serialize)]
struct Envelope<'v, T> {
    schema: u32,
    kind: &'v str,
    #[serde(flatten)]
    value: &'v T,
}

#[expect(
    clippy::unused_self,
    reason = "who has this value may print; some of it is told the same however it was asked"
)]
impl Out {
    /// The terminal, coloured as `color` and the environment say (`NO_COLOR`, `CLICOLOR_FORCE`,
    /// and `GIT_PAGER_IN_USE`, which git sets when its pager shows our output).
    pub fn new(color: Color, quiet: bool) -> Self {
        let paged = std::env::var_os("GIT_PAGER_IN_USE").is_some_and(|value| value == "true");
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match color {
            Color::Always => ColorChoice::Always.write_global(),
            Color::Never => ColorChoice::Never.write_global(),
            Color::Auto if paged && !refused => ColorChoice::Always.write_global(),
            Color::Auto => ColorChoice::Auto.write_global(),
        }
        Self { quiet }
    }

    /// `text` as standard output takes it: without colours where those are not wanted.
    pub fn shown(self, text: &str) -> String {
        match anstream::AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => anstream::adapter::strip_str(text).to_string(),
            _ => text.to_owned(),
        }
    }

    /// Prints an answer that is for a program, a path above all, exactly as it is.
    pub fn exact(self, text: impl AsRef<str>) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_ref().as_bytes())?;
        stdout.write_all(b"\n")?;
        stdout.flush()
    }

    /// Prints the answer.
    pub fn answer(self, text: impl AsRef<str>) -> io::Result<()> {
        // In one piece: as it comes, every line and every change of colour would be a write.
        let mut text = self.shown(&tame(text.as_ref()));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let mut stdout = anstream::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()
    }

    /// Prints an answer that tells the user what to run next.
    pub fn told(self, text: impl AsRef<str>) -> io::Result<()> {
        self.answer(completed(text.as_ref()))
    }

    /// Prints why a verb failed as JSON, where it has answered nothing before.
    pub fn failed(self, failure: &Failure) -> io::Result<()> {
        #[derive(Serialize)]
        struct Failed<'f> {
            error: &'f str,
            causes: &'f [String],
            hints: &'f [String],
            exit: u8,
        }
        if ANSWERED.load(Ordering::Relaxed) {
            return Ok(());
        }
        let exit = failure.exit() as u8;
        let (error, causes, hints) = (failure.message(), failure.causes(), failure.hints());
        self.json("error", &Failed { error, causes, hints, exit })
    }

    /// Prints the answer as JSON, in an envelope that names its kind and the layout's version.
    pub fn json(self, kind: &str, value: &impl Serialize) -> io::Result<()> {
        let text =
            inert_json(serde_json::to_string_pretty(&Envelope { schema: SCHEMA, kind, value })?);
        ANSWERED.store(true, Ordering::Relaxed);
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.write_all(b"\n")?;
        stdout.flush()
    }

    /// Prints one JSON value on one line, for protocols of others.
    pub fn line(self, value: &impl Serialize) -> io::Result<()> {
        let text = inert_json(serde_json::to_string(value)?);
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{text}")?;
        stdout.flush()
    }

    /// Prints what was done, which nobody asked to hear; silent with `--quiet`.
    pub fn outcome(self, text: impl AsRef<str>) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.answer(text) }
    }

    /// Tells what is being done; silent with `--quiet`.
    pub fn note(self, text: impl AsRef<str>) {
        if !self.quiet {
            complain(&completed(text.as_ref()));
        }
    }

    /// Warns; heard even with `--quiet`.
    pub fn warn(self, text: impl AsRef<str>) {
        complain(&format!("{} {}", style::warn("warning:"), completed(text.as_ref())));
    }

    /// Prints text that was laid out already beside the answer; heard even with `--quiet`.
    pub fn plain(self, text: impl AsRef<str>) {
        complain(completed(text.as_ref()).trim_end_matches('\n'));
    }

    /// Shows progress only where a person watches.
    pub fn is_watched(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Whether both ends are a terminal that a full screen can be drawn on.
    pub fn is_screen(self) -> bool {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        !dumb && io::stdout().is_terminal() && io::stdin().is_terminal()
    }

    /// How many columns the terminal has that the answer goes to; none where it goes elsewhere.
    pub fn width(self) -> Option<usize> {
        if !io::stdout().is_terminal() {
            return None;
        }
        crossterm::terminal::size().ok().map(|(width, _)| usize::from(width)).filter(|it| *it > 0)
    }

    /// Asks, and reads one line of standard input; none at its end.
    pub fn ask(self, question: &str) -> io::Result<Option<String>> {
        let mut stderr = anstream::stderr().lock();
        write!(stderr, "{question} ")?;
        stderr.flush()?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line)?;
        if !io::stdin().is_terminal() {
            writeln!(stderr)?;
        }
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    /// Reads standard input up to a line that is just `end`, or to its end.
    pub fn read_until(self, end: &str) -> io::Result<String> {
        let mut text = String::new();
        for line in io::stdin().lock().lines() {
            let line = line?;
            if line.trim_end() == end {
                break;
            }
            text.push_str(&line);
            text.push('\n');
        }
        Ok(text)
    }

    /// Prints why a verb failed: the problem, its causes, the next commands.
    pub fn failure(self, failure: &Failure) {
        complain(&format!("{} {}", style::bad("error:"), lines(&completed(failure.message()))));
        for cause in failure.causes() {
            complain(&format!("{} {}", style::faint("caused by:"), lines(cause)));
        }
        for hint in failure.hints() {
            complain(&format!("{} {}", style::warn("hint:"), lines(&completed(hint))));
        }
    }
}

/// JSON that means the same, with nothing in it that a terminal acts on.
fn inert_json(text: String) -> String {
    let hidden = |c: char| !matches!(c, '\n' | '\t') && acts(c);
    if !text.chars().any(hidden) {
        return text;
    }
    let spelt = |c: char| if hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.into() };
    text.chars().map(spelt).collect()
}

/// One line on standard error. When even that is closed there is nobody left to tell.
fn complain(text: &str) {
    writeln!(anstream::stderr().lock(), "{}", tame(text)).ok();
}

/// `text` with its lines, tabs and colours, and nothing else that a terminal acts on: whatever came into it
/// from a repository, a path or a command line unseen ends here.
fn tame(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| !matches!(c, '\n' | '\t') && acts(c);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = colour(rest).unwrap_or(c.len_utf8());
        if end == c.len_utf8() && hidden(c) {
            escape(&mut out, c);
        } else {
            out.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    Cow::Owned(out)
}

/// The length of the change of colour (ECMA-48, SGR) that `text` begins with.
fn colour(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\x1b[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then_some("\x1b[".len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::tame;

    #[test]
    fn colours_pass_and_nothing_else_that_acts() {
        for plain in ["", "a\tb\nc é", "\x1b[1;31mred\x1b[0m", "\x1b[m"] {
            assert_eq!(tame(plain), plain);
        }
        assert_eq!(tame("\x1b[1mx\r\x1b[2Jy\x1b[0m"), "\x1b[1mx\\x0d\\x1b[2Jy\x1b[0m");
        assert_eq!(tame("\u{202e}\x1b]0;t\x07\x1b["), "\\u{202e}\\x1b]0;t\\x07\\x1b[");
    }
}
