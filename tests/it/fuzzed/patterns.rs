//! Scopes: reading patterns, matching, and the proof that two scopes never meet.

use git_parallel::scope::Scope;

/// Takes one path, then the patterns of one scope, an empty line, those of the other.
pub fn check(bytes: &[u8]) {
    let text = &String::from_utf8_lossy(bytes);
    let Some((path, patterns)) = text.split_once('\n') else { return };
    let (one, other) = patterns.split_once("\n\n").unwrap_or((patterns, ""));
    let read = |text: &str| Scope::parse(text.lines().take(6));
    let (Ok(one), Ok(other)) = (read(one), read(other)) else { return };
    let path = path.as_bytes();
    let both = one.owns(path) && other.owns(path);
    for (one, other) in [(one.clone(), other.clone()), (one.folded(), other.folded())] {
        match one.try_overlap(&other) {
            Ok(Some(witness)) => {
                assert!(one.owns(&witness) && other.owns(&witness), "a witness both own");
            }
            // A path git can have: no empty, `.` or `..` component, no NUL.
            Ok(None) => {
                let fine = path.split(|byte| *byte == b'/').all(|part| {
                    !part.is_empty() && part != b"." && part != b".." && !part.contains(&0)
                });
                assert!(!(both && fine), "proved disjoint, but both own the path");
            }
            Err(_) => {}
        }
    }
}
