//! Text as one word of a POSIX shell.

/// `text` quoted so that a shell reads exactly it (POSIX 2.2.2); plain words stay as they are.
pub fn sh(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,@+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the real shell is the oracle")]
mod tests {
    use super::sh;

    #[test]
    fn words_survive_a_real_shell() {
        for text in [
            "plain/path.rs",
            "",
            "a b",
            "it's",
            "$(touch x) `id` $HOME",
            "line\nbreak",
            "\\",
            "*",
            "~",
        ] {
            let printed = std::process::Command::new("sh")
                .arg("-c")
                .arg(format!("printf %s {}", sh(text)))
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&printed.stdout), text);
        }
    }
}
