//! Spans of time in words.

/// A span of `seconds` in its largest fitting unit: `just now`, `5m`, `2h`, `3d`.
pub fn age(seconds: u64) -> String {
    match seconds {
        0..60 => "just now".into(),
        60..3600 => format!("{}m ago", seconds / 60),
        3600..172_800 => format!("{}h ago", seconds / 3600),
        _ => format!("{}d ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_in_words() {
        assert_eq!(
            (crate::paste::count(1, "commit"), crate::paste::count(0, "commit")),
            ("1 commit".into(), "0 commits".into())
        );
        for (seconds, want) in
            [(5, "just now"), (300, "5m ago"), (7200, "2h ago"), (200_000, "2d ago")]
        {
            assert_eq!(age(seconds), want);
        }
    }
}
