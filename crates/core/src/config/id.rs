//! Identifiers and slugs of workers: what they may look like, and how text becomes one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest identifier or slug, in bytes: leaves room in branch and directory names.
pub const MAX_ID: usize = 48;

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is no valid name: use 1 to {MAX_ID} of a-z, 0-9 and '-', starting with a letter or digit"
)]
pub struct IdError(pub String);

/// Whether `text` is `[a-z0-9][a-z0-9-]*` within the length limit.
pub fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (1..=MAX_ID).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|byte| plain(byte) || byte == b'-')
}

/// `text` itself where it is an identifier.
pub fn valid_id(text: &str) -> Result<&str, IdError> {
    if is_id(text) { Ok(text) } else { Err(IdError(text.to_owned())) }
}

/// Makes a slug of any text: lower case, letters without their marks, runs of anything else become
/// one dash, cut at a word. Empty when the text holds no letter or digit that ASCII has or spells.
pub fn slug(text: &str) -> String {
    const ENOUGH: usize = 30;
    let mut out = String::new();
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    // Some signs decompose into capitals: "№".
    let lower = spelt(&plain.to_lowercase());
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if out.is_empty() {
            out.extend(word.chars().take(MAX_ID));
        } else if out.len() + 1 + word.len() <= ENOUGH {
            out.push('-');
            out.push_str(word);
        } else {
            break;
        }
    }
    out
}

/// `text` with the Latin letters that are no other letter with a mark (UAX 15 leaves them whole)
/// spelt in ASCII.
fn spelt(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_short_plain_names() {
        for good in ["task-1", "a", "0", &"x".repeat(MAX_ID)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "Task", "a/b", "a b", "ä", "a.b", "$(x)", &"x".repeat(MAX_ID + 1)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn slugs_are_identifiers_or_empty() {
        assert_eq!(slug("API Endpoints!"), "api-endpoints");
        assert_eq!(
            slug("  Fix `user.py`: null check in the validation of users"),
            "fix-user-py-null-check-in-the"
        );
        for (text, want) in [
            ("Größen", "grossen"),
            ("ünï cödé", "uni-code"),
            ("Łódź æble", "lodz-aeble"),
            ("u\u{308}ber", "uber"),
            ("ﬁle Ⅳ", "file-iv"),
            ("İstanbul", "istanbul"),
            ("Привет", ""),
            ("данные API", "api"),
            ("한국", ""),
        ] {
            assert_eq!(slug(text), want, "{text}");
        }
        assert!(is_id(&slug(&"word".repeat(40))));
        for c in '\0'..=char::MAX {
            let slug = slug(&c.to_string());
            assert!(slug.is_empty() || is_id(&slug), "{c:?} gives {slug}");
        }
    }
}
