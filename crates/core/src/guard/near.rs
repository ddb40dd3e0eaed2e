//! What somebody probably meant whose subject is not quite right.

/// Names people use for the built-in signals.
const MEANT: [(&[u8], &str); 14] = [
    (b"DONE", "COMPLETE"),
    (b"COMPLETED", "COMPLETE"),
    (b"FINISHED", "COMPLETE"),
    (b"FINAL", "COMPLETE"),
    (b"WIP", "CHECKPOINT"),
    (b"PROGRESS", "CHECKPOINT"),
    (b"CHECK", "CHECKPOINT"),
    (b"SAVE", "CHECKPOINT"),
    (b"BLOCK", "BLOCKED:<reason>"),
    (b"STUCK", "BLOCKED:<reason>"),
    (b"WAITING", "BLOCKED:<reason>"),
    (b"NEED", "NEEDS:<worker>/<item>"),
    (b"REQUIRES", "NEEDS:<worker>/<item>"),
    (b"DEPENDS", "NEEDS:<worker>/<item>"),
];

const BUILT_IN: [&str; 4] = ["CHECKPOINT", "BLOCKED:<reason>", "NEEDS:<worker>/<item>", "COMPLETE"];

/// The prefix that `word` (without brackets, colon and what follows) was meant to be.
pub(super) fn meant(word: &[u8], configured: &[&str]) -> Option<String> {
    let word = word.trim_ascii().to_ascii_uppercase();
    if word.is_empty() {
        return None;
    }
    let listed = MEANT.iter().find(|(said, _)| *said == word).map(|(_, name)| *name);
    let known = BUILT_IN.iter().chain(configured);
    let nearest = || {
        let text = String::from_utf8_lossy(&word).into_owned();
        known
            .map(|name| {
                (strsim::damerau_levenshtein(&text, &stem(name).to_ascii_uppercase()), *name)
            })
            .filter(|(distance, name)| *distance <= stem(name).len() / 3)
            .min()
            .map(|(_, name)| name)
    };
    listed.or_else(nearest).map(|name| format!("[{name}]"))
}

fn stem(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}
