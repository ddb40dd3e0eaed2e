//! The subject of a message as git will clean it (git-commit(1), `--cleanup`).

/// What git is going to take out of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cleanup {
    /// Nothing.
    Verbatim,
    /// Blank lines around it and at line ends.
    Whitespace,
    /// That, and lines that begin with this; whatever follows the scissors line too.
    Strip(Vec<u8>),
    /// Blank lines, and whatever follows the scissors line, which begins with this.
    Scissors(Vec<u8>),
}

const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------";

/// Characters git may choose for comments where `core.commentChar` is `auto`, in its order.
const CANDIDATES: &[u8] = b"#;@!$%^&|:";

/// The first paragraph of `message` on one line, after `cleanup`; empty when nothing is left.
pub fn subject(message: &[u8], cleanup: &Cleanup) -> Vec<u8> {
    let mut found: Vec<u8> = Vec::new();
    for line in message.split(|byte| *byte == b'\n') {
        match cleanup {
            Cleanup::Strip(comment) | Cleanup::Scissors(comment) if is_cut(line, comment) => break,
            Cleanup::Strip(comment) if line.starts_with(comment) => continue,
            _ => {}
        }
        let line = if *cleanup == Cleanup::Verbatim { line } else { line.trim_ascii_end() };
        match (line.trim_ascii().is_empty(), found.is_empty()) {
            (true, true) => {}
            (true, false) => break,
            (false, true) => found.extend_from_slice(line),
            (false, false) => {
                found.push(b' ');
                found.extend_from_slice(line.trim_ascii_start());
            }
        }
    }
    found
}

fn is_cut(line: &[u8], comment: &[u8]) -> bool {
    line.strip_prefix(comment).is_some_and(|rest| rest.starts_with(SCISSORS))
}

/// The comment character git chose for `message` by itself (`auto`): the one before the scissors,
/// or the one its own last lines begin with; none when the message holds no comment.
pub fn chosen_comment(message: &[u8]) -> Option<u8> {
    let lines = || message.split(|byte| *byte == b'\n');
    let cut = lines().find_map(|line| {
        let (first, rest) = line.split_first()?;
        rest.starts_with(SCISSORS).then_some(*first)
    });
    let last = || lines().rfind(|line| !line.trim_ascii().is_empty())?.first().copied();
    cut.or_else(last).filter(|byte| CANDIDATES.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(message: &str, comment: &str) -> String {
        let cleaned = subject(message.as_bytes(), &Cleanup::Strip(comment.into()));
        String::from_utf8(cleaned).unwrap()
    }

    #[test]
    fn the_first_paragraph_survives_every_cleanup() {
        assert_eq!(strip("\n\n# hint\n[CHECKPOINT] a  \nb\n\nc\n", "#"), "[CHECKPOINT] a b");
        assert_eq!(strip("#x\n; y\nreal\n", "; "), "#x real");
        assert_eq!(strip("※ hint\nreal\n", "※"), "real");
        assert_eq!(strip("# only\n", "#"), "");
        let cut = "# ------------------------ >8 ------------------------\ndiff\n";
        assert_eq!(strip(cut, "#"), "");
        let scissors = |text: &str| subject(text.as_bytes(), &Cleanup::Scissors(b"#".to_vec()));
        assert_eq!(scissors(&format!("# kept\n{cut}")), b"# kept");
        assert_eq!(subject(b"\n# kept \n", &Cleanup::Whitespace), b"# kept");
        assert_eq!(subject(b" a\xe9 \r\n", &Cleanup::Verbatim), b" a\xe9 \r");
    }

    #[test]
    fn the_comment_character_git_chose_is_recognised() {
        assert_eq!(chosen_comment(b"#1 fix\n\n; Please enter\n; hint\n"), Some(b';'));
        let cut = b"# a\n@ ------------------------ >8 ------------------------\n# diff\n";
        assert_eq!(chosen_comment(cut), Some(b'@'));
        assert_eq!(chosen_comment(b"[CHECKPOINT] a\n"), None);
    }
}
