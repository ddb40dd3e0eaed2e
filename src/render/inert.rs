//! Text from a repository made harmless for a terminal.

use std::fmt::Write;

use bstr::ByteSlice;

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
        if at == LONGEST {
            out.push('…');
            break;
        }
        let written = match c {
            '\t' => out.write_char(' '),
            c if c.is_ascii_control() || ('\u{80}'..='\u{9f}').contains(&c) => {
                write!(out, "\\x{:02x}", u32::from(c))
            }
            c if is_directional(c) => write!(out, "\\u{{{:x}}}", u32::from(c)),
            c => out.write_char(c),
        };
        debug_assert!(written.is_ok(), "writing to a string cannot fail");
    }
    out
}

/// Characters that reorder or hide what follows (Unicode Technical Report 36).
fn is_directional(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{feff}')
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
