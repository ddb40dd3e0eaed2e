//! Reads what zlib has packed (RFC 1950 and 1951); whatever is not well formed is none.

use std::sync::OnceLock;

/// Where the bits of a packed text are read, the lowest of each byte first.
struct Bits<'d> {
    data: &'d [u8],
    held: u64,
    count: u32,
}

impl Bits<'_> {
    /// Holds as many bits as there are, up to 56.
    fn fill(&mut self) {
        while self.count <= 48
            && let Some((first, rest)) = self.data.split_first()
        {
            self.held |= u64::from(*first) << self.count;
            self.count += 8;
            self.data = rest;
        }
    }

    fn take(&mut self, count: u32) -> Option<usize> {
        self.fill();
        let taken = usize::try_from(self.held & ((1 << count) - 1)).ok()?;
        self.drop(count)?;
        Some(taken)
    }

    fn drop(&mut self, count: u32) -> Option<()> {
        self.count = self.count.checked_sub(count)?;
        self.held >>= count;
        Some(())
    }

    /// The bytes that follow, from the next whole one.
    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        self.drop(self.count % 8)?;
        (0..count).map(|_| self.take(8).and_then(|byte| u8::try_from(byte).ok())).collect()
    }
}

/// A prefix code: for every run of as many bits as its longest word has, the symbol and the bits that are its.
struct Code {
    words: Vec<(u16, u8)>,
    longest: u32,
}

impl Code {
    /// The code whose words are as long as `lengths` says, symbol by symbol; 0 where a symbol has none.
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0_u32; 16];
        for length in lengths {
            *counts.get_mut(usize::from(*length))? += 1;
        }
        counts[0] = 0;
        let longest = counts.iter().rposition(|count| *count > 0).unwrap_or(0);
        // The first word of each length: they are numbered through, the short ones first.
        let mut next = [0_u32; 16];
        for length in 1..=longest {
            next[length] = (next[length - 1] + counts[length - 1]) << 1;
            if next[length] + counts[length] > 1 << length {
                return None;
            }
        }
        let mut words = vec![(0, 0); 1 << longest];
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            let next = &mut next[usize::from(*length)];
            let start = usize::try_from(next.reverse_bits() >> (32 - u32::from(*length))).ok()?;
            let word = (u16::try_from(symbol).ok()?, *length);
            words.get_mut(start..)?.iter_mut().step_by(1 << length).for_each(|it| *it = word);
            *next += 1;
        }
        let longest = u32::try_from(longest).ok()?;
        Some(Self { words, longest })
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Option<usize> {
        bits.fill();
        let at = usize::try_from(bits.held & ((1 << self.longest) - 1)).ok()?;
        let (symbol, length) = *self.words.get(at)?;
        bits.drop(u32::from(length))?;
        (length > 0).then_some(usize::from(symbol))
    }
}

/// The text that `packed` holds, of at most `most` bytes; its sum has to be right.
pub(crate) fn inflate(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let ([how, flags, ..], data) = (packed, packed.get(2..)?) else { return None };
    let header = u32::from(*how) << 8 | u32::from(*flags);
    if how & 15 != 8 || flags & 0x20 != 0 || header % 31 != 0 {
        return None;
    }
    let mut bits = Bits { data, held: 0, count: 0 };
    let mut text = Vec::with_capacity(packed.len().saturating_mul(2).min(most));
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut text)?,
            1 => {
                let (letters, distances) = FIXED.get_or_init(fixed).as_ref()?;
                block(&mut bits, letters, distances, &mut text, most)?;
            }
            2 => {
                let (letters, distances) = codes(&mut bits)?;
                block(&mut bits, &letters, &distances, &mut text, most)?;
            }
            _ => return None,
        }
        if text.len() > most {
            return None;
        }
        if last {
            break;
        }
    }
    let sum = bits.bytes(4)?.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    (sum == adler(&text)).then_some(text)
}

/// The codes of blocks that bring none along, made once for all.
static FIXED: OnceLock<Option<(Code, Code)>> = OnceLock::new();

fn fixed() -> Option<(Code, Code)> {
    let length = |symbol: usize| match symbol {
        0..144 | 280.. => 8,
        144..256 => 9,
        _ => 7,
    };
    let lengths: Vec<u8> = (0..288).map(length).collect();
    Some((Code::new(&lengths)?, Code::new(&[5; 30])?))
}

/// A block that is not packed.
fn stored(bits: &mut Bits<'_>, text: &mut Vec<u8>) -> Option<()> {
    bits.drop(bits.count % 8)?;
    let (length, inverse) = (bits.take(16)?, bits.take(16)?);
    if length ^ inverse != 0xffff {
        return None;
    }
    text.extend(bits.bytes(length)?);
    Some(())
}

/// The codes a block brings along: of letters and lengths, and of distances.
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    /// In which order the lengths of the first code's words come.
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let (letters, distances) = (bits.take(5)? + 257, bits.take(5)? + 1);
    let told = bits.take(4)? + 4;
    let mut lengths = [0; 19];
    for place in ORDER.iter().take(told) {
        lengths[*place] = u8::try_from(bits.take(3)?).ok()?;
    }
    let first = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::new();
    while lengths.len() < letters + distances {
        let (value, times) = match first.symbol(bits)? {
            16 => (*lengths.last()?, bits.take(2)? + 3),
            17 => (0, bits.take(3)? + 3),
            18 => (0, bits.take(7)? + 11),
            length => (u8::try_from(length).ok()?, 1),
        };
        lengths.resize(lengths.len() + times, value);
    }
    if lengths.len() > letters + distances {
        return None;
    }
    Some((Code::new(&lengths[..letters])?, Code::new(&lengths[letters..])?))
}

/// A packed block: letters, and repeats of what came before.
fn block(
    bits: &mut Bits<'_>,
    letters: &Code,
    distances: &Code,
    text: &mut Vec<u8>,
    most: usize,
) -> Option<()> {
    loop {
        let symbol = letters.symbol(bits)?;
        if symbol < 256 {
            text.push(u8::try_from(symbol).ok()?);
            continue;
        }
        let length = match symbol - 256 {
            0 => return Some(()),
            step @ 1..=8 => step + 2,
            29 => 258,
            step @ 9..29 => {
                let more = (step - 1) / 4 - 1;
                ((4 + (step - 1) % 4) << more) + 3 + bits.take(u32::try_from(more).ok()?)?
            }
            _ => return None,
        };
        let distance = match distances.symbol(bits)? {
            step @ 0..4 => step + 1,
            step @ 4..30 => {
                let more = step / 2 - 1;
                ((2 + step % 2) << more) + 1 + bits.take(u32::try_from(more).ok()?)?
            }
            _ => return None,
        };
        let start = text.len().checked_sub(distance)?;
        if text.len() + length > most {
            return None;
        }
        for at in start..start + length {
            text.push(*text.get(at)?);
        }
    }
}

/// The sum zlib writes behind a text.
fn adler(text: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    // So many can be added before a sum outgrows its number.
    for some in text.chunks(5552) {
        for byte in some {
            low += u32::from(*byte);
            high += low;
        }
        low %= 65521;
        high %= 65521;
    }
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_zlib_packed_comes_back() {
        // "[CHECKPOINT] a a a a a a a a a a a a\n", by fixed codes; nothing at all; three bytes as they are.
        let fixed = [
            0x78, 0x9c, 0x8b, 0x76, 0xf6, 0x70, 0x75, 0xf6, 0x0e, 0xf0, 0xf7, 0xf4, 0x0b, 0x89,
            0x55, 0x48, 0xc4, 0x0e, 0xb9, 0x00,
        ];
        let text = b"[CHECKPOINT] a a a a a a a a a a a a\n";
        let sum = adler(text).to_be_bytes();
        assert_eq!(inflate(&[&fixed[..], &sum].concat(), 100).as_deref(), Some(&text[..]));
        assert_eq!(inflate(&[&fixed[..], &sum].concat(), 10), None, "more than there may be");
        assert_eq!(inflate(&[&fixed[..], &[0; 4]].concat(), 100), None, "a wrong sum");
        let empty = [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
        assert_eq!(inflate(&empty, 0), Some(Vec::new()));
        let stored = [&[0x78, 0x01, 1, 3, 0, 0xfc, 0xff][..], b"a\0b"].concat();
        let sum = adler(b"a\0b").to_be_bytes();
        assert_eq!(inflate(&[&stored[..], &sum].concat(), 9), Some(b"a\0b".to_vec()));
        for end in 0..empty.len() {
            assert_eq!(inflate(&empty[..end], 9), None);
        }
    }
}
