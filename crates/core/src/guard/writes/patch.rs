//! The files a patch changes: the form that `apply_patch` takes, and unified differences.

use super::{How, Write};

/// Where the form of `apply_patch` begins.
const BEGIN: &str = "*** Begin Patch";

/// What applying `text` would change; nothing where it is no patch. Of the names in a unified
/// difference `strip` leading folders are taken off.
pub fn patched(text: &str, strip: usize) -> Vec<Write> {
    if text.trim_start().starts_with(BEGIN) { enveloped(text) } else { unified(text, strip) }
}

fn enveloped(text: &str) -> Vec<Write> {
    let mut found = Vec::new();
    for line in text.lines() {
        let named = |mark: &str| line.strip_prefix(mark).map(|path| path.trim().to_owned());
        let (path, how) = if let Some(path) = named("*** Delete File: ") {
            (path, How::Remove)
        } else if let Some(path) = named("*** Update File: ")
            .or_else(|| named("*** Add File: "))
            .or_else(|| named("*** Move to: "))
        {
            (path, How::Write)
        } else {
            continue;
        };
        found.push(Write { path, how });
    }
    found
}

fn unified(text: &str, strip: usize) -> Vec<Write> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2) {
        let (Some(old), Some(new)) = (pair[0].strip_prefix("--- "), pair[1].strip_prefix("+++ "))
        else {
            continue;
        };
        let named = |text: &str| {
            let name = text.split('\t').next().unwrap_or(text).trim_end();
            let mut parts = name.splitn(strip + 1, '/');
            (name != "/dev/null").then(|| parts.nth(strip).map(str::to_owned)).flatten()
        };
        match (named(old), named(new)) {
            (_, Some(path)) => found.push(Write { path, how: How::Write }),
            (Some(path), None) => found.push(Write { path, how: How::Remove }),
            (None, None) => {}
        }
    }
    found
}
