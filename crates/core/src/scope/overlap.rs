//! The proof that two scopes never meet: a walk over the product of their automata.
//!
//! Only paths git would take count: no empty component, none called `.`, `..` or `.git`.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::automaton::{Automaton, Span};
use super::owned::Scope;
use super::pattern::{Part, Pattern, Token};

/// How many states of the product are looked at before giving up.
const MOST_STATES: usize = 40_000;

/// The patterns are too entangled to prove anything in reasonable time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot prove the patterns disjoint: '{pattern}' has too many wildcards")]
pub struct TooComplex {
    /// The most entangled pattern.
    pub pattern: String,
}

/// The shortest path both scopes own.
pub(super) fn witness(left: &Scope, right: &Scope) -> Result<Option<Vec<u8>>, TooComplex> {
    let folded = left.folded || right.folded;
    if prefixes_differ(left, right, folded) {
        return Ok(None);
    }
    let mut automaton = Automaton::default();
    for pattern in left.patterns.iter().chain(&right.patterns) {
        automaton.add(pattern, folded);
    }
    let product = Product { cut: left.patterns.len(), alphabet: automaton.alphabet(), automaton };
    product.shortest().map_err(|()| {
        let all = left.patterns.iter().chain(&right.patterns);
        let worst = all.max_by_key(|pattern| pattern.parts.iter().filter(|p| wild(p)).count());
        TooComplex { pattern: worst.map(|pattern| pattern.text.clone()).unwrap_or_default() }
    })
}

fn wild(part: &Part) -> bool {
    !matches!(part, Part::Exact(_))
}

/// The bytes every path a pattern matches starts with.
fn prefix(pattern: &Pattern) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (at, part) in pattern.parts.iter().enumerate() {
        match part {
            Part::Exact(name) => bytes.extend_from_slice(name),
            Part::Glob(tokens) => {
                let fixed = tokens.iter().map_while(|token| match token {
                    Token::One(set) => set.only(),
                    Token::Star => None,
                });
                bytes.extend(fixed);
                return bytes;
            }
            Part::Deep => return bytes,
        }
        if at + 1 < pattern.parts.len() || pattern.below {
            bytes.push(b'/');
        }
    }
    bytes
}

/// Whether the fixed beginnings alone keep the scopes apart, which is the common case.
fn prefixes_differ(left: &Scope, right: &Scope, folded: bool) -> bool {
    let prefixes = |scope: &Scope| -> Vec<Vec<u8>> {
        scope.patterns.iter().filter(|pattern| !pattern.excludes).map(prefix).collect()
    };
    let (left, right) = (prefixes(left), prefixes(right));
    let differ = |a: &Vec<u8>, b: &Vec<u8>| {
        a.iter().zip(b).any(|(a, b)| if folded { !a.eq_ignore_ascii_case(b) } else { a != b })
    };
    left.iter().all(|a| right.iter().all(|b| differ(a, b)))
}

/// The pairs of `scopes` whose fixed beginnings do not keep them apart, each as two positions, the
/// smaller first. In alphabetical order every beginning stands right before those it begins, so this
/// looks at neighbours and not at every pair.
pub fn meeting(scopes: &[Scope]) -> BTreeSet<(usize, usize)> {
    let mut all: Vec<(Vec<u8>, usize)> = Vec::new();
    for (at, scope) in scopes.iter().enumerate() {
        let own = scope.patterns.iter().filter(|pattern| !pattern.excludes).map(prefix);
        all.extend(own.map(|mut begin| {
            begin.make_ascii_lowercase();
            (begin, at)
        }));
    }
    all.sort();
    let mut found = BTreeSet::new();
    for (place, (begin, one)) in all.iter().enumerate() {
        let after = all[place + 1..].iter().take_while(|(other, _)| other.starts_with(begin));
        found.extend(after.filter(|(_, it)| it != one).map(|(_, it)| (*one.min(it), *one.max(it))));
    }
    found
}

struct Product {
    automaton: Automaton,
    /// The first `cut` patterns are the left scope's.
    cut: usize,
    alphabet: Vec<u8>,
}

/// A state of the product: the live states of all patterns, and what the component began with.
type Live = (Vec<u64>, Name);

/// How much of a forbidden name the current component is so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Name {
    Empty,
    Dot,
    DotDot,
    DotG,
    DotGi,
    DotGit,
    Other,
}

impl Name {
    fn then(self, byte: u8) -> Option<Self> {
        Some(match (self, byte.to_ascii_lowercase()) {
            (name, b'/') if name.may_end() => Self::Empty,
            (_, b'/') => return None,
            (Self::Empty, b'.') => Self::Dot,
            (Self::Dot, b'.') => Self::DotDot,
            (Self::Dot, b'g') => Self::DotG,
            (Self::DotG, b'i') => Self::DotGi,
            (Self::DotGi, b't') => Self::DotGit,
            _ => Self::Other,
        })
    }

    fn may_end(self) -> bool {
        matches!(self, Self::DotG | Self::DotGi | Self::Other)
    }
}

impl Product {
    fn shortest(&self) -> Result<Option<Vec<u8>>, ()> {
        let mut start = vec![0; self.automaton.nodes.len().div_ceil(64)];
        for node in &self.automaton.starts {
            self.automaton.closure(*node, &mut |it| set(&mut start, it));
        }
        let mut seen: HashSet<Live> = HashSet::new();
        // Each state with the byte that led to it and the place of the state before.
        let mut trail: Vec<(u8, usize)> = Vec::new();
        let mut queue = VecDeque::from([((start, Name::Empty), usize::MAX)]);
        while let Some(((live, name), place)) = queue.pop_front() {
            for byte in &self.alphabet {
                let Some(name) = name.then(*byte) else { continue };
                let Some(next) = self.step(&live, *byte) else { continue };
                if !seen.insert((next.clone(), name)) {
                    continue;
                }
                trail.push((*byte, place));
                if name.may_end() && self.both_own(&next) {
                    return Ok(Some(path(&trail)));
                }
                if seen.len() > MOST_STATES {
                    return Err(());
                }
                queue.push_back(((next, name), trail.len() - 1));
            }
        }
        Ok(None)
    }

    /// The state after `byte`; none when one of the scopes can no longer own anything.
    fn step(&self, live: &[u64], byte: u8) -> Option<Vec<u64>> {
        let mut next = vec![0; live.len()];
        for node in all(live) {
            for (bytes, target) in &self.automaton.nodes[node].edges {
                if bytes.has(byte) && !has(&next, *target) {
                    self.automaton.closure(*target, &mut |it| set(&mut next, it));
                }
            }
        }
        let (left, right) = self.automaton.spans.split_at(self.cut);
        (settle(left, &mut next) && settle(right, &mut next)).then_some(next)
    }

    fn both_own(&self, live: &[u64]) -> bool {
        let (left, right) = self.automaton.spans.split_at(self.cut);
        owns(left, live) && owns(right, live)
    }
}

/// Forgets what later patterns have overruled for good, and tells whether the scope can still own
/// a path that goes on from here.
fn settle(spans: &[Span], live: &mut [u64]) -> bool {
    let mut overruled = false;
    let mut can_own = false;
    for span in spans.iter().rev() {
        if overruled {
            (span.first..span.end).for_each(|node| clear(live, node));
            continue;
        }
        can_own |= !span.excludes && (span.first..span.end).any(|node| has(live, node));
        overruled = has(live, span.below);
    }
    can_own
}

/// Whether the scope owns the path that ends here.
fn owns(spans: &[Span], live: &[u64]) -> bool {
    let matches =
        |span: &&Span| has(live, span.below) || span.whole.is_some_and(|whole| has(live, whole));
    spans.iter().rev().find(matches).is_some_and(|span| !span.excludes)
}

fn path(trail: &[(u8, usize)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut place = trail.len() - 1;
    while let Some((byte, before)) = trail.get(place) {
        bytes.push(*byte);
        place = *before;
    }
    bytes.reverse();
    bytes
}

fn has(bits: &[u64], at: usize) -> bool {
    bits[at / 64] >> (at % 64) & 1 == 1
}

/// The places of all bits that are set.
fn all(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let lowest = rest.trailing_zeros() as usize;
            (lowest < 64).then(|| {
                rest &= rest - 1;
                word * 64 + lowest
            })
        })
    })
}

fn set(bits: &mut [u64], at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

fn clear(bits: &mut [u64], at: usize) {
    bits[at / 64] &= !(1 << (at % 64));
}
