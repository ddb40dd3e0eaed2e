//! One pattern, and whether it matches a path or a directory above it.

use super::bytes::Bytes;

/// One place inside a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Token {
    /// One byte of a set.
    One(Bytes),
    /// Any run of bytes, the empty one too.
    Star,
}

/// One component of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// A component that must be exactly this.
    Exact(Vec<u8>),
    /// A component with wildcards.
    Glob(Vec<Token>),
    /// `**`: any number of components, none too.
    Deep,
}

/// One pattern of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The pattern as written, `!` included.
    pub(super) text: String,
    /// Whether it takes away what earlier patterns gave.
    pub(super) excludes: bool,
    /// Whether it means only what lies below (it ends in `/`).
    pub(super) below: bool,
    /// Its components; never empty, and never ending in [`Part::Deep`].
    pub(super) parts: Vec<Part>,
}

/// The longest pattern, in components: one bit each, and one for the end.
pub(super) const MAX_PARTS: usize = 62;

impl Pattern {
    /// Whether the pattern matches `path` itself or a directory above it. A folded pattern has
    /// lower-case parts and compares without regard to ASCII case.
    pub(super) fn matches(&self, path: &[u8], folded: bool) -> bool {
        self.reaches(path, self.below, folded)
    }

    /// Whether the pattern matches everything below `folder`, existing or not, by matching the folder itself or
    /// one above it.
    pub(super) fn holds(&self, folder: &[u8], folded: bool) -> bool {
        self.reaches(folder, false, folded)
    }

    fn reaches(&self, path: &[u8], below: bool, folded: bool) -> bool {
        let end = 1_u64 << self.parts.len();
        let mut live = self.closed(1);
        let mut rest = path;
        loop {
            let cut = rest.iter().position(|byte| *byte == b'/').unwrap_or(rest.len());
            let (component, last) = (&rest[..cut], cut == rest.len());
            live = self.closed(self.step(live, component, folded));
            if live & end != 0 && !(below && last) {
                return true;
            }
            if live & !end == 0 || last {
                return false;
            }
            rest = &rest[cut + 1..];
        }
    }

    /// The places reached from `live` over one component.
    fn step(&self, live: u64, component: &[u8], folded: bool) -> u64 {
        let mut next = 0;
        for (at, part) in self.parts.iter().enumerate() {
            if live >> at & 1 == 0 {
                continue;
            }
            match part {
                Part::Deep => next |= 1 << at,
                Part::Exact(name) if same(name, component, folded) => next |= 1 << (at + 1),
                Part::Glob(tokens) if matches_glob(tokens, component) => next |= 1 << (at + 1),
                Part::Exact(_) | Part::Glob(_) => {}
            }
        }
        next
    }

    /// `live` and what can be reached from it over no component at all.
    fn closed(&self, live: u64) -> u64 {
        let mut live = live;
        for (at, part) in self.parts.iter().enumerate() {
            if live >> at & 1 == 1 && *part == Part::Deep {
                live |= 1 << (at + 1);
            }
        }
        live
    }

    /// The same pattern without regard to ASCII case.
    pub(super) fn folded(mut self) -> Self {
        for part in &mut self.parts {
            match part {
                Part::Exact(name) => name.make_ascii_lowercase(),
                Part::Glob(tokens) => {
                    for token in tokens {
                        if let Token::One(set) = token {
                            *set = set.folded();
                        }
                    }
                }
                Part::Deep => {}
            }
        }
        self
    }
}

fn same(name: &[u8], component: &[u8], folded: bool) -> bool {
    if folded { name.eq_ignore_ascii_case(component) } else { name == component }
}

/// Whether `tokens` match all of `text`. Going back to the last star is enough: whatever an earlier
/// star could take more, the last one can take as well.
fn matches_glob(tokens: &[Token], text: &[u8]) -> bool {
    let (mut token, mut at) = (0, 0);
    let mut retry = None;
    loop {
        match tokens.get(token) {
            Some(Token::Star) => {
                retry = Some((token, at));
                token += 1;
                continue;
            }
            Some(Token::One(set)) if text.get(at).is_some_and(|byte| set.has(*byte)) => {
                token += 1;
                at += 1;
                continue;
            }
            None if at == text.len() => return true,
            Some(Token::One(_)) | None => {}
        }
        let Some((star, from)) = retry.filter(|(_, from)| *from < text.len()) else { return false };
        retry = Some((star, from + 1));
        (token, at) = (star + 1, from + 1);
    }
}
