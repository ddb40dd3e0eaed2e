//! Archives as tar(1) makes and unpacks them, by a syntax of its own.

use super::commands::{each, is_remote};
use super::options::{Spec, parts};
use super::{How, Write};
use crate::shell::Argument;

/// The options of tar(1) that have a value.
const TAR: Spec = Spec {
    short: "fCbXTIgFHKLNV",
    long: &[
        "file",
        "directory",
        "exclude",
        "exclude-from",
        "files-from",
        "use-compress-program",
        "strip-components",
        "transform",
        "xform",
        "owner",
        "group",
        "mode",
        "mtime",
        "format",
        "suffix",
    ],
};

/// `tar`: the archive it makes, or the folder it unpacks in.
pub(super) fn archived(words: &[Argument]) -> Vec<Write> {
    let words = dashed(words);
    let parts = parts(&words, TAR, false);
    if parts.has(&["c", "create", "r", "append", "u", "update", "A", "catenate"]) {
        let archive = parts.value(&["f", "file"]).cloned();
        let local = archive.filter(|it| it.text().is_some_and(|it| it != "-" && !is_remote(it)));
        return each(&local.into_iter().collect::<Vec<_>>(), &How::Write);
    }
    let elsewhere = ["O", "to-stdout", "to-command", "P", "absolute-names"];
    let folders = parts.options.iter().filter(|(name, _)| ["C", "directory"].contains(&&**name));
    if !parts.has(&["x", "extract", "get"]) || parts.has(&elsewhere) || folders.count() > 1 {
        return Vec::new();
    }
    let here = Argument::Exact(".".into());
    each(&[parts.value(&["C", "directory"]).cloned().unwrap_or(here)], &How::Below)
}

/// The old form of tar's first word, letters without a dash whose values follow in their order.
fn dashed(words: &[Argument]) -> Vec<Argument> {
    let Some(letters) = words.first().and_then(Argument::text).filter(|it| !it.starts_with('-'))
    else {
        return words.to_vec();
    };
    let mut rest = words[1..].iter();
    let mut found = Vec::new();
    for letter in letters.chars() {
        found.push(Argument::Exact(format!("-{letter}")));
        if TAR.short.contains(letter) {
            found.extend(rest.next().cloned());
        }
    }
    found.extend(rest.cloned());
    found
}
