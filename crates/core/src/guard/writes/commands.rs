//! What the everyday commands write, each by its own options.

use super::archives::archived;
use super::options::{Parts, Spec, parts};
use super::programs::{Does, Effect, From, PROGRAMS};
use super::sed;
use super::{How, Write};
use crate::shell::Argument;

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

/// What a command called `name` writes, given these arguments.
pub(super) fn written(name: &str, words: &[Argument]) -> Vec<Write> {
    let plain = |spec: Spec| parts(words, spec, false);
    match name {
        "chmod" | "chown" | "chgrp" => {
            owned(&plain(Spec { short: "", long: &["reference", "from"] }))
        }
        "cp" => {
            let parts = plain(COPY);
            received(&parts, parts.has(&["remove-destination"]), false)
        }
        "mv" | "git mv" => {
            let parts = plain(COPY);
            if name == "git mv" && parts.has(&["n", "dry-run", "k"]) {
                return Vec::new();
            }
            let mut found = each(&sources(&parts), &How::Remove);
            found.extend(received(&parts, true, false));
            found.extend(tabled(name, words));
            found
        }
        "ln" => {
            let parts = plain(COPY);
            // One name alone is linked into the folder at hand.
            if parts.operands.len() == 1 && parts.value(&["t", "target-directory"]).is_none() {
                return into(&Argument::Exact(".".into()), &parts.operands, true, false);
            }
            received(&parts, true, parts.has(&["n", "no-dereference"]))
        }
        "install" => {
            let parts = plain(INSTALL);
            if parts.has(&["d", "directory"]) {
                return each(&parts.operands, &How::Below);
            }
            received(&parts, true, false)
        }
        "rsync" => {
            let parts = plain(RSYNC);
            let quiet = parts.has(&["n", "dry-run", "list-only"]) || parts.operands.len() < 2;
            let last = parts.operands.last().filter(|_| !quiet);
            let here = last.filter(|word| word.text().is_some_and(|text| !is_remote(text)));
            here.map_or_else(Vec::new, |word| each(std::slice::from_ref(word), &How::Below))
        }
        "sed" | "gsed" => {
            let spec = Spec { short: "efl", long: &["expression", "file", "line-length"] };
            let edited = edited(words, &["e", "f", "expression", "file"], spec);
            [edited, sed::written(words)].concat()
        }
        "perl" => edited(words, &["e", "E"], Spec { short: "eEIMmCFx", long: &[] }),
        "dd" => {
            let named = words.iter().filter_map(|word| word.text()?.strip_prefix("of="));
            named.map(|path| Write { path: path.to_owned(), how: How::Write }).collect()
        }
        "tar" | "gtar" | "bsdtar" => archived(words),
        "ruby" => edited(words, &["e"], Spec { short: "eEIrCFKTWx", long: &[] }),
        _ => [behind(name, words), tabled(name, words)].concat(),
    }
}

/// What a program writes to the file behind one option, whose letters may stand in a cluster of any others.
fn behind(name: &str, words: &[Argument]) -> Vec<Write> {
    match name {
        "gcc" | "g++" | "cc" | "c++" | "clang" | "clang++" | "rustc" | "ld" | "pandoc" => {
            after(words, "-o", &How::Write)
        }
        "go" if words.first().and_then(Argument::text) == Some("build") => {
            after(words, "-o", &How::Below)
        }
        "openssl" => after(words, "-out", &How::Write),
        "awk" | "gawk" => rewritten(words),
        _ => Vec::new(),
    }
}

/// The word behind `option`, where it stands alone.
fn after(words: &[Argument], option: &str, how: &How) -> Vec<Write> {
    let at = words.iter().rposition(|word| word.text() == Some(option));
    let named = at.and_then(|at| words.get(at + 1)).cloned();
    each(&named.into_iter().collect::<Vec<_>>(), how)
}

/// `gawk -i inplace`: every operand but the script, and but what sets a variable.
fn rewritten(words: &[Argument]) -> Vec<Write> {
    let spec = Spec { short: "ifvFeElo", long: &["include", "file", "assign", "field-separator"] };
    let parts = parts(words, spec, false);
    let within = |it: &(String, Option<Argument>)| {
        let (name, value) = it;
        (name == "i" || name == "include")
            && value.as_ref().and_then(Argument::text) == Some("inplace")
    };
    if !parts.options.iter().any(within) {
        return Vec::new();
    }
    let skip = usize::from(!parts.has(&["f", "e", "file"]));
    let mut files = parts.operands.get(skip..).unwrap_or_default().to_vec();
    files.retain(|file| file.text().is_some_and(|file| !file.contains('=')));
    each(&files, &How::Edit)
}

/// What the programs of the table called `name` write, or called so with their first word.
fn tabled(name: &str, words: &[Argument]) -> Vec<Write> {
    let mut found = done_by(name, words);
    if let Some((verb, rest)) = words.split_first()
        && let Some(verb) = verb.text()
    {
        found.extend(done_by(&format!("{name} {verb}"), rest));
    }
    found
}

fn done_by(name: &str, words: &[Argument]) -> Vec<Write> {
    let mut found = Vec::new();
    for program in PROGRAMS.iter().filter(|program| program.names.contains(&name)) {
        let parts = parts(words, program.spec, false);
        let there = |only: &&str| words.iter().any(|word| word.text() == Some(only));
        let silent = parts.has(program.unless)
            || !program.only.is_empty() && !program.only.iter().any(there)
            || program.flags.is_some_and(|flags| !parts.all_known(program.spec, flags));
        if !silent {
            found.extend(program.effects.iter().flat_map(|effect| done(effect, &parts)));
        }
    }
    found
}

/// One effect of a program.
fn done(effect: &Effect, parts: &Parts) -> Vec<Write> {
    let named = match effect.from {
        From::All(skip) => parts.operands.get(skip..).unwrap_or_default().to_vec(),
        From::Nth(at) => parts.operands.get(at).cloned().into_iter().collect(),
        From::Value(names) => parts.value(names).cloned().into_iter().collect(),
        From::Beside(_) if parts.operands.is_empty() => Vec::new(),
        From::Beside(name) => vec![Argument::Exact(name.to_owned())],
        From::Folder(names) => {
            vec![parts.value(names).cloned().unwrap_or(Argument::Exact(".".into()))]
        }
    };
    let how = match effect.does {
        Does::Write => How::Write,
        Does::Below => How::Below,
        Does::Edit => How::Edit,
        Does::Remove => How::Remove,
        Does::Tree => How::Tree,
    };
    let whole = |word: Argument| match word {
        Argument::Exact(text) if text == "-" => None,
        Argument::Exact(text) => Some(Argument::Exact(text + effect.with)),
        word => Some(word).filter(|_| effect.with.is_empty()),
    };
    each(&named.into_iter().filter_map(whole).collect::<Vec<_>>(), &how)
}

/// The strip count of a command that applies a patch, and the file that it is in where that is not its
/// input; none where it does not.
pub(super) fn strips(name: &str, words: &[Argument]) -> Option<(usize, Option<String>)> {
    let given = |parts: &Parts, names: &[&str]| {
        let value = parts.value(names).and_then(Argument::text);
        value.and_then(|value| value.parse().ok())
    };
    match name {
        "apply_patch" | "applypatch" => Some((0, None)),
        "patch" => {
            let spec = Spec { short: "pidorBDFgVYz", long: &["strip", "input"] };
            let parts = parts(words, spec, false);
            let elsewhere = !parts.operands.is_empty()
                || parts.has(&["d", "directory", "o", "output", "R", "reverse", "dry-run", "C"]);
            let file = parts.value(&["i", "input"]).map(Argument::text);
            if elsewhere || file == Some(None) {
                return None;
            }
            Some((given(&parts, &["p", "strip"])?, file.flatten().map(str::to_owned)))
        }
        "git apply" => {
            let spec = Spec { short: "pC", long: &["directory", "whitespace"] };
            let parts = parts(words, spec, false);
            let only =
                ["check", "stat", "numstat", "summary", "cached", "R", "reverse", "directory"];
            let some = ["include", "exclude", "build-fake-ancestor", "allow-empty"];
            let file = match parts.operands.as_slice() {
                [] => None,
                [one] => Some(one.text()?).filter(|it| *it != "-").map(str::to_owned),
                _ => return None,
            };
            if parts.has(&only) || parts.has(&some) {
                return None;
            }
            Some((given(&parts, &["p"]).unwrap_or(1), file))
        }
        _ => None,
    }
}

/// One write for each word that is known.
pub(super) fn each(words: &[Argument], how: &How) -> Vec<Write> {
    let one = |word: &Argument| match (word, how) {
        (Argument::Exact(path), _) if path.is_empty() => None,
        (Argument::Exact(path), _) => Some(Write { path: path.clone(), how: how.clone() }),
        (Argument::Pattern(path), &How::Remove) => {
            Some(Write { path: path.clone(), how: How::RemoveMatching })
        }
        (Argument::Pattern(path), _) => Some(Write { path: path.clone(), how: How::Matching }),
        (Argument::Found(search), &How::Remove) => {
            Some(Write { path: ".".into(), how: How::RemoveHolding(search.clone()) })
        }
        (Argument::Found(search), _) => {
            Some(Write { path: ".".into(), how: How::Holding(search.clone()) })
        }
        (Argument::Within(_), &How::Remove) | (Argument::Unknown, _) => None,
        (Argument::Within(path), _) => Some(Write { path: path.clone(), how: How::Below }),
    };
    words.iter().filter_map(one).collect()
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

/// Puts the sources where the last operand or an option says. Where a link stands there, it is what is
/// `replaced`; with `closed` even if it leads to a folder.
fn received(parts: &Parts, replaced: bool, closed: bool) -> Vec<Write> {
    let sources = sources(parts);
    match parts.value(&["t", "target-directory"]) {
        Some(folder) => into(folder, &sources, replaced, false),
        None if sources.is_empty() => Vec::new(),
        None => {
            let target = parts.operands.last().cloned().unwrap_or(Argument::Unknown);
            if parts.has(&["T", "no-target-directory"]) {
                return each(&[target], if replaced { &How::Replace } else { &How::Below });
            }
            into(&target, &sources, replaced, closed)
        }
    }
}

/// Puts `sources` into `target`, or there.
fn into(target: &Argument, sources: &[Argument], replaced: bool, closed: bool) -> Vec<Write> {
    if let Argument::Within(folder) = target {
        return vec![Write { path: folder.clone(), how: How::Below }];
    }
    let Some(path) = target.text().filter(|path| !path.is_empty()) else { return Vec::new() };
    let name = |word: &Argument| {
        let last = word.text()?.trim_end_matches('/').rsplit('/').next()?;
        (!["", ".", ".."].contains(&last)).then(|| last.to_owned())
    };
    let names: Option<Vec<String>> = sources.iter().map(name).collect();
    let how = names.map_or(How::Below, |names| How::Receive { names, replaced, closed });
    vec![Write { path: path.to_owned(), how }]
}

/// Whether rsync takes it for a place on another machine.
pub(super) fn is_remote(text: &str) -> bool {
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
    let how = if parts.has(&["follow-symlinks"]) { How::Write } else { How::Replace };
    each(parts.operands.get(usize::from(!scripted)..).unwrap_or_default(), &how)
}
