//! A path as a pattern.

/// The pattern that matches `path` and what is below it, and nothing else.
pub fn exact(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (at, c) in path.chars().enumerate() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\') || at == 0 && c == '!' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::exact;
    use crate::scope::Scope;

    #[test]
    fn it_matches_itself_alone() {
        for path in ["src/a.rs", "app/[id]/page.tsx", "!a", "a*?", "back\\slash"] {
            let scope = Scope::parse([exact(path)]).unwrap();
            assert!(scope.owns(path.as_bytes()), "{path}");
            assert!(!scope.owns(b"app/i/page.tsx") && !scope.owns(b"ab"), "{path}");
        }
    }
}
