//! What `git diff-tree --stdin -z --raw` prints, read in one place for all who ask it.

use bstr::ByteSlice;

use super::{Git, Source};

/// What differs at one path (git-diff(1), RAW OUTPUT FORMAT).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Differing<'p> {
    /// The line that was asked: a commit, or two trees with a blank between them.
    pub(super) asked: &'p [u8],
    /// What the path was and is: a file, link, submodule or directory, by git's mode.
    pub(super) modes: [&'p [u8]; 2],
    /// The objects that it held and holds.
    pub(super) ids: [&'p [u8]; 2],
    /// The path.
    pub(super) path: &'p [u8],
}

impl Source<'_> {
    /// A command that compares what each line of `input` asks: a commit with its parent, or two trees.
    /// Options and, after `--`, paths go behind.
    pub(super) fn raw_diff(&self, input: String) -> Git {
        self.git()
            .args(["diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-renames"])
            .args(["--no-abbrev", "--ignore-submodules=none", "--no-ext-diff", "--no-relative"])
            .input(input)
    }
}

/// All that such a command printed, in its order.
pub(super) fn differing(printed: &[u8]) -> Vec<Differing<'_>> {
    let (mut found, mut asked) = (Vec::new(), &b""[..]);
    let mut fields = printed.split_str("\0");
    while let Some(field) = fields.next() {
        // What was asked stands on a line of its own in front of the first entry, or in a field of its own.
        let (headers, entry) = match field.rsplit_once_str("\n") {
            Some((headers, entry)) => (headers, entry),
            None if field.starts_with(b":") => (&b""[..], field),
            None => (field, &b""[..]),
        };
        if let Some(last) = headers.lines().next_back().filter(|line| !line.is_empty()) {
            asked = last.trim_ascii();
        }
        let Some(entry) = entry.strip_prefix(b":") else { continue };
        let words: Vec<&[u8]> = entry.fields().collect();
        if let ([was, is, old, new, ..], Some(path)) = (words.as_slice(), fields.next()) {
            found.push(Differing { asked, modes: [was, is], ids: [old, new], path });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_never_taken_for_what_was_asked() {
        let printed = b"aa\0:100644 100755 11 22 M\0bb\0:000000 040000 00 33 A\0x\n:y\0bb\0:100644 000000 44 00 D\0z\0";
        let found = differing(printed);
        let told: Vec<_> = found.iter().map(|it| (it.asked, it.path)).collect();
        let wanted: [(&[u8], &[u8]); 3] = [(b"aa", b"bb"), (b"aa", b"x\n:y"), (b"bb", b"z")];
        assert_eq!(told, wanted);
        assert_eq!((found[1].modes[1], found[1].ids[1]), (&b"040000"[..], &b"33"[..]));
    }

    #[test]
    fn trees_without_a_difference_are_passed_over() {
        let printed =
            b"t1 e\nt2 e\n:100644 000000 aa 00 D\0p\n1\0:120000 000000 bb 00 D\0q\0t3 e\n";
        let told: Vec<_> = differing(printed).iter().map(|it| (it.asked, it.path)).collect();
        let wanted: [(&[u8], &[u8]); 2] = [(b"t2 e", b"p\n1"), (b"t2 e", b"q")];
        assert_eq!(told, wanted);
    }
}
