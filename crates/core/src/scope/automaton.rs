//! Patterns as one nondeterministic automaton over the bytes of a path.

use super::bytes::Bytes;
use super::pattern::{Part, Pattern, Token};

/// One state: where a byte leads, and what is reached over no byte.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) edges: Vec<(Bytes, usize)>,
    skips: Vec<usize>,
}

/// One pattern's part of the automaton.
#[derive(Debug)]
pub(super) struct Span {
    /// The states `first..end` are this pattern's.
    pub(super) first: usize,
    pub(super) end: usize,
    /// The state that means the path so far matches, when the path may end there.
    pub(super) whole: Option<usize>,
    /// The state that means a directory above matches, so everything below does.
    pub(super) below: usize,
    pub(super) excludes: bool,
}

/// Several patterns side by side.
#[derive(Debug, Default)]
pub(super) struct Automaton {
    pub(super) nodes: Vec<Node>,
    pub(super) spans: Vec<Span>,
    pub(super) starts: Vec<usize>,
}

impl Automaton {
    /// Adds one pattern.
    pub(super) fn add(&mut self, pattern: &Pattern, folded: bool) {
        let first = self.node();
        self.starts.push(first);
        let mut at = first;
        for (index, part) in pattern.parts.iter().enumerate() {
            at = self.part(at, part, folded);
            let last = index + 1 == pattern.parts.len();
            if !last && *part != Part::Deep {
                at = self.edge(at, Bytes::one(b'/'));
            }
        }
        let below = self.edge(at, Bytes::one(b'/'));
        let mut anything = Bytes::component();
        anything.insert(b'/');
        self.nodes[below].edges.push((anything, below));
        let whole = (!pattern.below).then_some(at);
        let span = Span { first, end: self.nodes.len(), whole, below, excludes: pattern.excludes };
        self.spans.push(span);
    }

    fn part(&mut self, from: usize, part: &Part, folded: bool) -> usize {
        match part {
            Part::Exact(name) => name.iter().fold(from, |at, byte| {
                let set = Bytes::one(*byte);
                self.edge(at, if folded { set.folded() } else { set })
            }),
            Part::Glob(tokens) => tokens.iter().fold(from, |at, token| match token {
                Token::One(set) => self.edge(at, *set),
                Token::Star => {
                    let next = self.node();
                    self.nodes[next].edges.push((Bytes::component(), next));
                    self.nodes[at].skips.push(next);
                    next
                }
            }),
            Part::Deep => {
                let inside = self.edge(from, Bytes::component());
                self.nodes[inside].edges.push((Bytes::component(), inside));
                self.nodes[inside].edges.push((Bytes::one(b'/'), from));
                let next = self.node();
                self.nodes[from].skips.push(next);
                next
            }
        }
    }

    fn node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    fn edge(&mut self, from: usize, set: Bytes) -> usize {
        let next = self.node();
        self.nodes[from].edges.push((set, next));
        next
    }

    /// Calls `reached` for `node` and every state reached from it over no byte.
    pub(super) fn closure(&self, node: usize, reached: &mut impl FnMut(usize)) {
        reached(node);
        for skip in &self.nodes[node].skips {
            self.closure(*skip, reached);
        }
    }

    /// One byte of each class of bytes that no pattern tells apart, the most readable of its class,
    /// in order of readability.
    pub(super) fn alphabet(&self) -> Vec<u8> {
        let mut sets: Vec<Bytes> = b"/.gGiItT".iter().map(|byte| Bytes::one(*byte)).collect();
        sets.extend(self.nodes.iter().flat_map(|node| &node.edges).map(|(set, _)| *set));
        sets.sort_unstable();
        sets.dedup();
        let mut seen = std::collections::HashSet::new();
        let mut alphabet = Vec::new();
        for byte in readable_first() {
            let signature: Vec<bool> = sets.iter().map(|set| set.has(byte)).collect();
            if seen.insert(signature) {
                alphabet.push(byte);
            }
        }
        alphabet
    }
}

/// Every byte a path may hold, the ones people like to read first.
fn readable_first() -> impl Iterator<Item = u8> {
    let rank = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'/' => 1,
        b'0'..=b'9' => 2,
        b'A'..=b'Z' | b'_' | b'-' | b'.' => 3,
        b'!'..=b'~' => 4,
        0x80.. => 6,
        _ => 5,
    };
    let mut all: Vec<u8> = (1..=255).collect();
    all.sort_by_key(|byte| (rank(byte), *byte));
    all.into_iter()
}
