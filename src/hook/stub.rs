//! The stubs: small scripts that hand a hook over to this program.

use std::path::PathBuf;

use bstr::ByteSlice;

use crate::git;

/// The hooks the guard needs.
pub(super) const GUARDED: [&str; 10] = [
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "applypatch-msg",
    "pre-applypatch",
    "pre-push",
    "post-checkout",
    "post-commit",
    "post-merge",
];

/// The hook of the strict mode; several processes for each commit, so only where it is asked for.
pub(super) const STRICT: &str = "reference-transaction";

/// Hooks whose mere presence makes git leave its own work to them (githooks(5)): a stub that outlived
/// the hook behind it must not pass for that hook.
pub(super) const INSTEAD: [&str; 2] = ["push-to-checkout", "proc-receive"];

const TEMPLATE: &str = include_str!("../../hooks/stub");

/// The first line of a stub that the shell runs.
const SHELL: &str = "#!/bin/sh\n";

/// What a stub says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stub {
    /// The program that judges.
    pub(super) guard: PathBuf,
    /// The copy of that program beside the stubs, where the system starts it for them and no shell is between.
    /// Where it cannot serve, the rest of the text is what the shell does.
    pub(super) runner: Option<PathBuf>,
}

impl Stub {
    /// Its text.
    pub(super) fn text(&self) -> Vec<u8> {
        let quoted = git::bytes(&self.guard).replace(b"'", b"'\\''");
        let text = TEMPLATE.as_bytes().replace(b"@GUARD@", quoted);
        match (&self.runner, text.strip_prefix(SHELL.as_bytes())) {
            (Some(runner), Some(rest)) => [&b"#!"[..], &git::bytes(runner), b"\n", rest].concat(),
            _ => text,
        }
    }

    /// What a text says; none when it is no stub of this version.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let (before, after) = TEMPLATE.strip_prefix(SHELL)?.split_once("@GUARD@")?;
        let (first, rest) = text.split_once_str("\n")?;
        let runner = first.strip_prefix(b"#!")?;
        let quoted = rest.strip_prefix(before.as_bytes())?.strip_suffix(after.as_bytes())?;
        Some(Self {
            guard: git::path(&quoted.replace(b"'\\''", b"'")),
            runner: (runner != b"/bin/sh").then(|| git::path(runner)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_names_its_program_whatever_its_path() {
        for path in ["/usr/bin/git-parallel", "/it's/$(here)/\"x\" y/git-parallel"] {
            for runner in [None, Some("/r/.git/parallel/guard".into())] {
                let stub = Stub { guard: path.into(), runner };
                assert_eq!(Stub::read(&stub.text()), Some(stub));
            }
        }
        assert_eq!(Stub::read(b"#!/bin/sh\nexit 0\n"), None);
        let shell = Stub { guard: "/x".into(), runner: None };
        assert!(shell.text().starts_with(SHELL.as_bytes()));
    }
}
