//! Spans of time as people write them: `45m`, `2h`, `1d`.

/// The seconds in `text`, a number followed by `s`, `m`, `h` or `d`; none when it is no such span.
pub fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let each = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return None,
    };
    let count: u64 = text[..text.len() - unit.len_utf8()].trim().parse().ok()?;
    count.checked_mul(each)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn spans_have_a_number_and_a_unit() {
        for (text, want) in [("45m", Some(2700)), ("2h", Some(7200)), ("1 d", Some(86_400))] {
            assert_eq!(seconds(text), want, "{text}");
        }
        for bad in ["", "h", "2", "2w", "-1h", "1.5h", "99999999999999999999d", "2ч"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
