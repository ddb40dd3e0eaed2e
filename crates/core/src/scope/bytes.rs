//! Sets of bytes: what one place of a pattern may match.

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub(super) struct Bytes([u64; 4]);

impl Bytes {
    /// Just `byte`.
    pub(super) fn one(byte: u8) -> Self {
        let mut set = Self::default();
        set.insert(byte);
        set
    }

    /// Every byte that can stand in a component: all but `/` and NUL.
    pub(super) fn component() -> Self {
        let mut set = Self([u64::MAX; 4]);
        set.remove(b'/');
        set.remove(0);
        set
    }

    /// Whether `byte` is in the set.
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
    }

    /// Adds `byte`.
    pub(super) fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    fn remove(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] &= !(1 << (byte & 63));
    }

    /// Every byte of a component that is not in this set.
    pub(super) fn inverted(self) -> Self {
        Self(self.0.map(|word| !word)).within_component()
    }

    /// The set without what cannot stand in a component.
    pub(super) fn within_component(self) -> Self {
        let all = Self::component();
        let mut words = self.0;
        for (word, mask) in words.iter_mut().zip(all.0) {
            *word &= mask;
        }
        Self(words)
    }

    /// The set with both cases of each ASCII letter in it.
    pub(super) fn folded(self) -> Self {
        let mut set = self;
        for letter in b'a'..=b'z' {
            if self.has(letter) || self.has(letter.to_ascii_uppercase()) {
                set.insert(letter);
                set.insert(letter.to_ascii_uppercase());
            }
        }
        set
    }

    /// The only byte of the set, when it has exactly one.
    pub(super) fn only(&self) -> Option<u8> {
        let count: u32 = self.0.iter().map(|word| word.count_ones()).sum();
        (count == 1).then(|| (0..=255).find(|byte| self.has(*byte))).flatten()
    }
}
