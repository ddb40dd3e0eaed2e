//! A path as a pattern.

/// The pattern that matches `path` and what is below it, and nothing else.
pub fn exact(path: &str) -> String {
    escaped(path, &['*', '?', '[', ']', '\\'])
}

/// The same with the stars of `path` left to match what they will.
pub fn starred(path: &str) -> String {
    escaped(path, &['?', '[', ']', '\\'])
}

fn escaped(path: &str, magic: &[char]) -> String {
    let mut out = String::with_capacity(path.len() + 2);
    for (at, c) in path.chars().enumerate() {
        if magic.contains(&c) || at == 0 && matches!(c, '!' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The path such a pattern stands for.
pub fn unescaped(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        out.push(if c == '\\' { rest.next().unwrap_or(c) } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{exact, unescaped};
    use crate::scope::Scope;

    #[test]
    fn it_matches_itself_alone() {
        for path in ["src/a.rs", "app/[id]/page.tsx", "!a", "#a", "a*?", "back\\slash"] {
            let scope = Scope::parse([exact(path)]).unwrap();
            assert!(scope.owns(path.as_bytes()), "{path}");
            assert_eq!(unescaped(&exact(path)), path);
            assert!(!scope.owns(b"app/i/page.tsx") && !scope.owns(b"ab"), "{path}");
        }
    }
}
