//! Bytes to text: byte order marks, UTF-16, line ends, and the refusal of what is no text.

/// The text in `bytes` with `\n` line ends, so that line numbers are those of any editor; none
/// when the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if !text.contains('\r') {
        return Some(text);
    }
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// UTF-8 with a few bad bytes allowed: one legacy character must not cost the whole document.
fn utf8(bytes: &[u8]) -> Option<String> {
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let bad: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let control =
        bytes.iter().filter(|byte| **byte < 0x20 && !b"\t\n\r\x0c".contains(byte)).count();
    if control * 20 > bytes.len() || bad * 5 > bytes.len() {
        return None;
    }
    let chunks = || bytes.utf8_chunks();
    if chunks().all(|chunk| chunk.valid().is_ascii()) {
        // No sign beyond ASCII is UTF-8: a text of one byte a sign, as western Europe wrote them.
        return Some(bytes.iter().map(|byte| western(*byte)).collect());
    }
    Some(String::from_utf8_lossy(bytes).into_owned())
}

/// What a byte of Windows-1252 stands for.
fn western(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    let high = byte.checked_sub(0x80).and_then(|at| HIGH.get(usize::from(at)));
    high.copied().unwrap_or(char::from(byte))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    let text = String::from_utf16(&units).ok()?;
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_usual_encoding_reads_the_same() {
        let wide: Vec<u8> = "\u{feff}a\r\nb".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&b"a\nb"[..], b"\xEF\xBB\xBFa\r\nb", b"a\rb", &wide] {
            assert_eq!(decode(bytes).as_deref(), Some("a\nb"), "{bytes:?}");
        }
        assert_eq!(decode(b"caf\xE9 au lait").as_deref(), Some("café au lait"));
        assert_eq!(decode(b"a \x84quoted\x93 word").as_deref(), Some("a „quoted“ word"));
        assert_eq!(decode(b"\xC3\xA9 and caf\xE9").as_deref(), Some("é and caf\u{fffd}"));
    }

    #[test]
    fn binary_is_refused() {
        for bytes in [&b"\x7fELF\x02\0"[..], b"\x89PNG\r\n\x1a\n\0", &[0xFF; 40], b"\xFF\xFE\x00"] {
            assert_eq!(decode(bytes).filter(|text| !text.is_empty()), None, "{bytes:?}");
        }
    }
}
