//! What the whole program found of one worker, for the small one to go by: on what it rests, and what may pass.
//!
//! All of it follows from files and variables that are listed here with what was in them. Where one of them says
//! something else now, nothing here counts any more.

/// How it begins; another beginning is another program's.
const MAGIC: &[u8] = b"git-parallel pass 1\n";

/// The whole program, as the file it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Program<'p> {
    /// Where it is.
    pub path: &'p [u8],
    /// Its length in bytes.
    pub length: u64,
    /// When it was written, in seconds since 1970.
    pub seconds: u64,
    /// And the nanoseconds of that.
    pub nanos: u64,
}

/// A variable of the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable<'p> {
    /// Its name.
    pub name: &'p [u8],
    /// What it says; none where it is not set.
    pub value: Option<&'p [u8]>,
    /// Whether it may also be not set.
    pub or_unset: bool,
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing.
    Absent,
    /// A folder.
    Folder,
    /// A file with this print, itself and through no link.
    File(u64),
    /// A file with this print, wherever links lead.
    Through(u64),
}

/// What one worker's commits rest on, and what may pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass<'p> {
    /// The whole program.
    pub program: Program<'p>,
    /// The print of the stub that starts the small one.
    pub stub: u64,
    /// The worktree's own git directory.
    pub git_dir: &'p [u8],
    /// The directory that all worktrees share.
    pub common: &'p [u8],
    /// The worker's branch, as a full name.
    pub branch: &'p [u8],
    /// The folder of the hooks that were there before.
    pub chained: &'p [u8],
    /// Variables, as they have to be.
    pub variables: Vec<Variable<'p>>,
    /// Files, as they have to be.
    pub files: Vec<(&'p [u8], State)>,
    /// Folders in which the worker may change everything.
    pub whole: Vec<&'p [u8]>,
    /// Single paths that the worker may change beside anything else.
    pub paths: Vec<&'p [u8]>,
    /// The words that may stand in brackets before what a message says.
    pub words: Vec<&'p [u8]>,
    /// Those that may stand there once a commit is made.
    pub made: Vec<&'p [u8]>,
}

/// The print of some bytes: others have another one, but for an accident.
pub fn print(bytes: &[u8]) -> u64 {
    /// An odd number without a pattern, so that multiplying by it loses nothing.
    const ODD: u64 = 0x9fb2_1c65_1e98_df25;
    let mixed = |sum: u64, word: u64| {
        let mixed = (sum ^ word).wrapping_mul(ODD);
        mixed ^ mixed >> 32
    };
    let mut sum = mixed(0, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        sum = mixed(sum, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    mixed(sum, u64::from_le_bytes(last))
}

impl<'p> Pass<'p> {
    /// It as the bytes of a file.
    pub fn written(&self) -> Vec<u8> {
        let mut to = Writer(MAGIC.to_vec());
        to.bytes(self.program.path);
        for number in [self.program.length, self.program.seconds, self.program.nanos, self.stub] {
            to.number(number);
        }
        for bytes in [self.git_dir, self.common, self.branch, self.chained] {
            to.bytes(bytes);
        }
        to.number(self.variables.len() as u64);
        for variable in &self.variables {
            to.bytes(variable.name);
            to.number(u64::from(variable.or_unset) | u64::from(variable.value.is_some()) << 1);
            to.bytes(variable.value.unwrap_or_default());
        }
        to.number(self.files.len() as u64);
        for (path, state) in &self.files {
            let (kind, print) = match state {
                State::Absent => (0, 0),
                State::Folder => (1, 0),
                State::File(print) => (2, *print),
                State::Through(print) => (3, *print),
            };
            to.bytes(path);
            to.number(kind);
            to.number(print);
        }
        for list in [&self.whole, &self.paths, &self.words, &self.made] {
            to.number(list.len() as u64);
            for bytes in list {
                to.bytes(bytes);
            }
        }
        let sum = print(&to.0);
        to.number(sum);
        to.0
    }

    /// What a file says; none where it is none of this program's, or not whole.
    pub fn read(file: &'p [u8]) -> Option<Self> {
        let (all, sum) = file.split_last_chunk::<8>()?;
        if u64::from_le_bytes(*sum) != print(all) {
            return None;
        }
        let mut from = Reader(all.strip_prefix(MAGIC)?);
        let program = Program {
            path: from.bytes()?,
            length: from.number()?,
            seconds: from.number()?,
            nanos: from.number()?,
        };
        let stub = from.number()?;
        let [git_dir, common, branch, chained] =
            [from.bytes()?, from.bytes()?, from.bytes()?, from.bytes()?];
        let variables = from.list(|from| {
            let (name, flags, value) = (from.bytes()?, from.number()?, from.bytes()?);
            let value = (flags & 2 != 0).then_some(value);
            Some(Variable { name, value, or_unset: flags & 1 != 0 })
        })?;
        let files = from.list(|from| {
            let (path, kind, print) = (from.bytes()?, from.number()?, from.number()?);
            let state = match kind {
                0 => State::Absent,
                1 => State::Folder,
                2 => State::File(print),
                3 => State::Through(print),
                _ => return None,
            };
            Some((path, state))
        })?;
        let [whole, paths, words, made] = [
            from.list(Reader::bytes)?,
            from.list(Reader::bytes)?,
            from.list(Reader::bytes)?,
            from.list(Reader::bytes)?,
        ];
        let read = Self {
            program,
            stub,
            git_dir,
            common,
            branch,
            chained,
            variables,
            files,
            whole,
            paths,
            words,
            made,
        };
        from.0.is_empty().then_some(read)
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

struct Reader<'p>(&'p [u8]);

impl<'p> Reader<'p> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn bytes(&mut self) -> Option<&'p [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        // Each takes a few bytes: a number that is too large is found out before it fills the memory.
        (0..count).map(|_| one(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_whole_or_not_at_all() {
        let pass = Pass {
            program: Program { path: b"/p", length: 3, seconds: 2, nanos: 1 },
            stub: 7,
            git_dir: b"/r/.git/worktrees/x",
            common: b"/r/.git",
            branch: b"refs/heads/work/x",
            chained: b"/r/.git/hooks",
            variables: vec![
                Variable { name: b"A", value: None, or_unset: false },
                Variable { name: b"B", value: Some(b""), or_unset: true },
            ],
            files: vec![
                (b"/a", State::Absent),
                (b"/b", State::Folder),
                (b"/c", State::File(5)),
                (b"/d", State::Through(6)),
            ],
            whole: vec![b"a", b"b/c"],
            paths: vec![b"x\n\0y"],
            words: vec![b"CHECKPOINT"],
            made: Vec::new(),
        };
        let file = pass.written();
        assert_eq!(Pass::read(&file), Some(pass));
        for end in 0..file.len() {
            assert_eq!(Pass::read(&file[..end]), None);
        }
        let mut other = file.clone();
        other[30] ^= 1;
        assert_eq!(Pass::read(&other), None);
    }

    #[test]
    fn other_bytes_have_another_print() {
        let texts: [&[u8]; 7] =
            [b"", b"\0", b"\0\0", b"12345678", b"12345678\0", b"87654321", b"1234567"];
        for (at, one) in texts.iter().enumerate() {
            assert!(texts[..at].iter().all(|other| print(other) != print(one)), "{one:?}");
        }
    }
}
