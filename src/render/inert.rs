//! Text from a repository made harmless for a terminal.

use bstr::ByteSlice;

use crate::paste::{acts, escape};

/// The longest text shown of one field, in characters.
const LONGEST: usize = 2000;

/// `text` on one line without anything a terminal would act on: control characters become `\x1b`
/// and the like, bidirectional controls `\u{202e}`, bytes that are not UTF-8 the replacement
/// character; very long text is cut.
pub fn inert(text: impl AsRef<[u8]>) -> String {
    let text = text.as_ref().to_str_lossy();
    if text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        match c {
            _ if at == LONGEST => {
                out.push('…');
                break;
            }
            '\t' => out.push(' '),
            c if acts(c) => escape(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// The same, however long: a command that is cut cannot be pasted.
pub fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { escape(&mut out, c) } else { out.push(c) }
    }
    out
}

/// The same, cut to `most` characters where it is longer: nobody reads ten thousand in a table.
pub fn brief(text: impl AsRef<[u8]>, most: usize) -> String {
    let text = inert(text);
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_act_on() {
        assert_eq!(inert("a\x1b[31mb\rc\nd"), "a\\x1b[31mb\\x0dc\\x0ad");
        assert_eq!(inert("\u{202e}evil\u{9b}31m"), "\\u{202e}evil\\x9b31m");
        assert_eq!(inert(b"caf\xe9"), "caf\u{fffd}");
        assert_eq!(inert("x".repeat(9999)).chars().count(), super::LONGEST + 1);
        assert_eq!(inert("übung – 試験"), "übung – 試験");
    }
}
