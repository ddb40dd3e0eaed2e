//! The stubs: small scripts that hand a hook over to this program.

use std::path::Path;

use bstr::ByteSlice;

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

/// The stub that runs `guard`.
pub(super) fn stub(guard: &Path) -> Vec<u8> {
    let quoted = crate::git::bytes(guard).replace(b"'", b"'\\''");
    TEMPLATE.as_bytes().replace(b"@GUARD@", quoted)
}

/// The program a stub runs; none when it is no stub of this version.
pub(super) fn guard_of(text: &[u8]) -> Option<std::path::PathBuf> {
    let (before, after) = TEMPLATE.split_once("@GUARD@")?;
    let quoted = text.strip_prefix(before.as_bytes())?.strip_suffix(after.as_bytes())?;
    Some(crate::git::path(&quoted.replace(b"'\\''", b"'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stub_names_its_program_whatever_its_path() {
        for path in ["/usr/bin/git-parallel", "/it's/$(here)/\"x\" y/git-parallel"] {
            let text = stub(Path::new(path));
            assert_eq!(guard_of(&text).as_deref(), Some(Path::new(path)));
        }
        assert_eq!(guard_of(b"#!/bin/sh\nexit 0\n"), None);
    }
}
