//! Text in one case and on one line, copied only where it is not so already.

use std::borrow::Cow;

/// `text` in lower case.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// `text` with its words one space apart, on one line.
pub(super) fn flat(text: &str) -> Cow<'_, str> {
    let spaced = |pair: &[u8]| pair != b"  ";
    let plain = |b: u8| b == b' ' || b.is_ascii_graphic();
    let trimmed = text.trim();
    if trimmed.bytes().all(plain) && trimmed.as_bytes().windows(2).all(spaced) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for word in trimmed.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_so_already_is_copied() {
        for (text, want, copied) in [
            ("a b", "a b", false),
            (" a b\n", "a b", false),
            ("a  b", "a b", true),
            ("a\nb", "a b", true),
            ("ä\u{a0}b", "ä b", true),
        ] {
            let got = flat(text);
            assert_eq!((got.as_ref(), matches!(got, Cow::Owned(_))), (want, copied), "{text:?}");
        }
        for (text, want, copied) in [("ab-1", "ab-1", false), ("aB", "ab", true), ("Ä", "ä", true)]
        {
            let got = lower(text);
            assert_eq!((got.as_ref(), matches!(got, Cow::Owned(_))), (want, copied), "{text:?}");
        }
    }
}
