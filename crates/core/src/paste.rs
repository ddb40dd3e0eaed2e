//! Text as messages hold it: what others wrote, made fit to be pasted as one word of a command and to be
//! shown by a terminal as lines, and counts in words.

use std::fmt::Write;

/// `1 commit`, `3 commits`; the plural is `noun` and an `s`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// The beginning of a commit's id, as long as messages name it.
pub fn abbreviated(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

/// `text` as one word of a POSIX shell (POSIX 2.2.2) that means exactly it; plain words stay as they are.
pub fn sh(text: &str) -> String {
    word(text.as_bytes())
}

/// The same of bytes. What a terminal would act on, or no Unicode text could hold, is spelt out in digits,
/// so that the word is as inert as it is exact.
pub fn word(bytes: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./=:,@+%".contains(byte);
    // A shell may take what begins with '=' for a command (zsh).
    if !matches!(bytes.first(), None | Some(b'=' | b':')) && bytes.iter().all(plain) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(acts) => format!("'{}'", text.replace('\'', "'\\''")),
        _ => spelt(bytes),
    }
}

/// `bytes` in octal digits where they are not plain text, for every shell there is; `$'…'`, which only
/// newer ones know, where a substitution would lose what stands at the end.
fn spelt(bytes: &[u8]) -> String {
    let (open, zero, close) =
        if bytes.ends_with(b"\n") { ("$'", "", "'") } else { ("\"$(printf %b '", "0", "')\"") };
    let mut out = String::from(open);
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            // An exclamation mark between double quotes is history to an interactive shell.
            if acts(c) || matches!(c, '\'' | '\\' | '!') {
                let mut buffer = [0; 4];
                octal(&mut out, zero, c.encode_utf8(&mut buffer).as_bytes());
            } else {
                out.push(c);
            }
        }
        octal(&mut out, zero, chunk.invalid());
    }
    out + close
}

fn octal(out: &mut String, zero: &str, bytes: &[u8]) {
    for byte in bytes {
        let written = write!(out, "\\{zero}{byte:03o}");
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
}

/// Whether a terminal acts on `c`, or it reorders or hides what follows (Unicode Technical Report 36).
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{feff}')
}

/// Writes `c`, which [`acts`], so that it is only seen: `\x1b`, `\u{202e}`.
pub fn escape(out: &mut String, c: char) {
    let written = if c.is_control() {
        write!(out, "\\x{:02x}", u32::from(c))
    } else {
        write!(out, "\\u{{{:x}}}", u32::from(c))
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// `text` with its lines and tabs, and nothing else in it that [`acts`].
pub fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) && !matches!(c, '\n' | '\t') {
            escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a real shell makes of a word.
    #[expect(clippy::disallowed_methods, reason = "the real shell is the oracle")]
    fn read_by(shell: &str, word: &str) -> Option<Vec<u8>> {
        let printed = std::process::Command::new(shell)
            .arg("-c")
            .arg(format!("printf '%s|' {word}"))
            .output()
            .ok()?;
        Some(printed.stdout)
    }

    #[test]
    fn words_survive_every_shell_and_reach_no_terminal() {
        let odd: [&[u8]; 20] = [
            b"plain/path.rs",
            b"",
            b"a b",
            b"it's",
            b"$(touch x) `id` $HOME",
            b"line\nbreak",
            b"ends\n",
            b"\\",
            b"*",
            b"~",
            b"=ls",
            b"-x",
            b"#a",
            b"{a,b}",
            b"a!b\x1b[31m%s!\\n'",
            b"\xff\xfe it's",
            b"\r\x07",
            "\u{202e}x\u{9b}31m".as_bytes(),
            "übung 試験".as_bytes(),
            b"a\x0112",
        ];
        for bytes in odd {
            let word = word(bytes);
            assert!(!word.chars().any(acts), "{word:?}");
            let want = [bytes, b"|"].concat();
            // Not every shell knows the form that keeps a last newline.
            let only_new = word.starts_with("$'");
            let shells = ["bash", "zsh", "sh", "dash"];
            for shell in shells.into_iter().take(if only_new { 2 } else { 4 }) {
                if let Some(read) = read_by(shell, &word) {
                    assert_eq!(read, want, "{shell}: {word}");
                }
            }
        }
        assert_eq!(word(b"src/a.rs"), "src/a.rs");
        assert_eq!(sh("it's a b"), "'it'\\''s a b'");
    }

    #[test]
    fn lines_stay_and_nothing_acts() {
        assert_eq!(lines("a\n\tb\r\x1b[0m\u{202e}é"), "a\n\tb\\x0d\\x1b[0m\\u{202e}é");
    }
}
