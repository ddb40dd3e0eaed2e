//! What the everyday commands write, each by its own options.

use super::options::{Parts, Spec, parts};
use super::{How, Write};
use crate::shell::Argument;

/// Options of no value.
const NONE: Spec = Spec { short: "", long: &[] };

/// What commands that copy have in common.
const COPY: Spec = Spec { short: "tSg", long: &["target-directory", "suffix", "group"] };

/// What `install` has beyond that.
const INSTALL: Spec = Spec {
    short: "tSgmo",
    long: &["target-directory", "suffix", "group", "mode", "owner", "strip-program"],
};

/// The many of rsync(1).
const RSYNC: Spec = Spec {
    short: "efTBM@",
    long: &[
        "rsh",
        "filter",
        "temp-dir",
        "block-size",
        "remote-option",
        "exclude",
        "include",
        "exclude-from",
        "include-from",
        "files-from",
        "backup-dir",
        "suffix",
        "partial-dir",
        "compare-dest",
        "copy-dest",
        "link-dest",
        "bwlimit",
        "timeout",
        "contimeout",
        "port",
        "chmod",
        "chown",
        "usermap",
        "groupmap",
        "max-size",
        "min-size",
        "max-delete",
        "log-file",
        "log-file-format",
        "out-format",
        "info",
        "debug",
        "password-file",
        "modify-window",
        "compress-level",
        "skip-compress",
        "rsync-path",
        "sockopts",
        "address",
        "iconv",
    ],
};

/// Commands that do the same to every operand.
const PLAIN: [(&str, Spec, How); 9] = [
    ("tee", NONE, How::Write),
    ("sponge", NONE, How::Write),
    ("touch", Spec { short: "drt", long: &["date", "reference", "time"] }, How::Write),
    ("truncate", Spec { short: "sr", long: &["size", "reference"] }, How::Write),
    ("shred", Spec { short: "ns", long: &["iterations", "size", "random-source"] }, How::Write),
    ("rm", NONE, How::Remove),
    ("rmdir", NONE, How::Remove),
    ("unlink", NONE, How::Remove),
    ("mkdir", Spec { short: "m", long: &["mode"] }, How::Below),
];

/// What a command called `name` writes, given these arguments.
pub(super) fn written(name: &str, words: &[Argument]) -> Vec<Write> {
    if let Some((_, spec, how)) = PLAIN.into_iter().find(|(plain, ..)| *plain == name) {
        return each(&parts(words, spec, false).operands, &how);
    }
    let plain = |spec: Spec| parts(words, spec, false);
    match name {
        "chmod" | "chown" | "chgrp" => {
            owned(&plain(Spec { short: "", long: &["reference", "from"] }))
        }
        "cp" => received(&plain(COPY)),
        "mv" => {
            let parts = plain(COPY);
            let mut found = each(&sources(&parts), &How::Remove);
            found.extend(received(&parts));
            found
        }
        "ln" => {
            let parts = plain(COPY);
            // One name alone is linked into the folder at hand.
            if parts.operands.len() == 1 && parts.value(&["t", "target-directory"]).is_none() {
                return into(&Argument::Exact(".".into()), &parts.operands);
            }
            received(&parts)
        }
        "install" => {
            let parts = plain(INSTALL);
            if parts.has(&["d", "directory"]) {
                return each(&parts.operands, &How::Below);
            }
            received(&parts)
        }
        "rsync" => {
            let parts = plain(RSYNC);
            let quiet = parts.has(&["n", "dry-run", "list-only"]) || parts.operands.len() < 2;
            let last = parts.operands.last().filter(|_| !quiet);
            let here = last.filter(|word| word.text().is_some_and(|text| !is_remote(text)));
            here.map_or_else(Vec::new, |word| each(std::slice::from_ref(word), &How::Below))
        }
        "sed" => edited(
            words,
            &["e", "f", "expression", "file"],
            Spec { short: "efl", long: &["expression", "file", "line-length"] },
        ),
        "perl" => edited(words, &["e", "E"], Spec { short: "eEIMmCFx", long: &[] }),
        "dd" => {
            let named = words.iter().filter_map(|word| word.text()?.strip_prefix("of="));
            named.map(|path| Write { path: path.to_owned(), how: How::Write }).collect()
        }
        _ => named(name, &plain),
    }
}

/// Commands that write the file one of their options names.
fn named(name: &str, plain: &dyn Fn(Spec) -> Parts) -> Vec<Write> {
    match name {
        "sort" => {
            let spec = Spec { short: "oktST", long: &["output", "key", "field-separator"] };
            valued(&plain(spec), &["o", "output"])
        }
        "curl" => {
            let spec = Spec {
                short: "oAbcCdDeEFHKmPQrTuUwxXYyz",
                long: &["output", "header", "data", "request", "user", "url", "cookie", "form"],
            };
            let parts = plain(spec);
            if parts.has(&["output-dir"]) { vec![] } else { valued(&parts, &["o", "output"]) }
        }
        "wget" => {
            let spec = Spec { short: "OoaePUtTwQi", long: &["output-document", "header"] };
            valued(&plain(spec), &["O", "output-document"])
        }
        _ => Vec::new(),
    }
}

/// The strip count of a command that applies a patch from its input; none where it does not.
pub(super) fn strips(name: &str, words: &[Argument]) -> Option<usize> {
    let given = |parts: &Parts, names: &[&str]| {
        let value = parts.value(names).and_then(Argument::text);
        value.and_then(|value| value.parse().ok())
    };
    match name {
        "apply_patch" | "applypatch" => Some(0),
        "patch" => {
            let parts = parts(words, Spec { short: "pidorBDFgVYz", long: &["strip"] }, false);
            let elsewhere = !parts.operands.is_empty()
                || parts.has(&["i", "input", "d", "directory", "o", "output", "R", "dry-run"]);
            if elsewhere { None } else { given(&parts, &["p", "strip"]) }
        }
        "git" if words.first().and_then(Argument::text) == Some("apply") => {
            let parts = parts(&words[1..], Spec { short: "pC", long: &["directory"] }, false);
            let only = ["check", "stat", "numstat", "summary", "cached", "R", "directory"];
            if parts.has(&only) || parts.operands.iter().any(|word| word.text() != Some("-")) {
                return None;
            }
            Some(given(&parts, &["p"]).unwrap_or(1))
        }
        _ => None,
    }
}

/// One write for each word that is known.
fn each(words: &[Argument], how: &How) -> Vec<Write> {
    let one = |word: &Argument| match (word, how) {
        (Argument::Exact(path), _) if path.is_empty() => None,
        (Argument::Exact(path), _) => Some(Write { path: path.clone(), how: how.clone() }),
        (Argument::Pattern(path), &How::Remove) => {
            Some(Write { path: path.clone(), how: How::RemoveMatching })
        }
        (Argument::Pattern(path), _) => Some(Write { path: path.clone(), how: How::Matching }),
        (Argument::Unknown, _) => None,
    };
    words.iter().filter_map(one).collect()
}

fn valued(parts: &Parts, names: &[&str]) -> Vec<Write> {
    let value = parts.value(names).filter(|value| value.text() != Some("-"));
    value.map_or_else(Vec::new, |value| each(std::slice::from_ref(value), &How::Write))
}

/// `chmod` and its kind: the first operand says what, unless an option does.
fn owned(parts: &Parts) -> Vec<Write> {
    let says = parts.has(&["reference"]);
    // `chmod -x FILE` and the like: what looks like an option is the mode.
    let mode = parts.options.iter().any(|(name, _)| "rwxXst".contains(name.as_str()));
    let skip = usize::from(!says && !mode);
    each(parts.operands.get(skip..).unwrap_or_default(), &How::Write)
}

/// What is copied or moved: every operand but the target.
fn sources(parts: &Parts) -> Vec<Argument> {
    let named = parts.value(&["t", "target-directory"]).is_some();
    let count = parts.operands.len().saturating_sub(usize::from(!named));
    parts.operands[..count].to_vec()
}

fn received(parts: &Parts) -> Vec<Write> {
    let sources = sources(parts);
    match parts.value(&["t", "target-directory"]) {
        Some(folder) => into(folder, &sources),
        None if sources.is_empty() => Vec::new(),
        None => {
            let target = parts.operands.last().cloned().unwrap_or(Argument::Unknown);
            if parts.has(&["T", "no-target-directory"]) {
                return each(&[target], &How::Below);
            }
            into(&target, &sources)
        }
    }
}

/// Puts `sources` into `target`, or there.
fn into(target: &Argument, sources: &[Argument]) -> Vec<Write> {
    let Some(path) = target.text().filter(|path| !path.is_empty()) else { return Vec::new() };
    let name = |word: &Argument| {
        let last = word.text()?.trim_end_matches('/').rsplit('/').next()?;
        (!["", ".", ".."].contains(&last)).then(|| last.to_owned())
    };
    let names: Option<Vec<String>> = sources.iter().map(name).collect();
    let how = names.map_or(How::Below, How::Receive);
    vec![Write { path: path.to_owned(), how }]
}

/// Whether rsync takes it for a place on another machine.
fn is_remote(text: &str) -> bool {
    text.split('/').next().is_some_and(|host| host.contains(':'))
}

/// `sed -i` and `perl -i`: the first operand is the script, unless one of `scripts` gives it.
fn edited(words: &[Argument], scripts: &[&str], spec: Spec) -> Vec<Write> {
    // On BSD the suffix of -i is a word of its own.
    let mut words = words.to_vec();
    if let Some(at) = words.iter().position(|word| word.text() == Some("-i"))
        && words.get(at + 1).and_then(Argument::text) == Some("")
    {
        words.remove(at + 1);
    }
    // `-i` takes the rest of its word for a suffix.
    let suffix = |word: &Argument| {
        let text = word.text()?;
        let at = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'))?.find('i')?;
        let before = &text[1..=at];
        (!before.contains(|c| spec.short.contains(c))).then(|| text[..at + 2].to_owned())
    };
    let mut in_place = false;
    for word in &mut words {
        if let Some(text) = suffix(word) {
            in_place = true;
            *word = Argument::Exact(text);
        }
    }
    let parts = parts(&words, spec, false);
    if !in_place && !parts.has(&["in-place"]) {
        return Vec::new();
    }
    let scripted = parts.has(scripts);
    each(parts.operands.get(usize::from(!scripted)..).unwrap_or_default(), &How::Write)
}
