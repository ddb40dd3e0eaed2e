//! Command lines taken apart as getopt(3) does: which words are options, which their values.

use crate::shell::Argument;

/// The options of one command that have a value of their own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    /// One letter each.
    pub(super) short: &'static str,
    /// Without the dashes.
    pub(super) long: &'static [&'static str],
}

/// A command line taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Each option by its letter or name, with its value.
    pub(super) options: Vec<(String, Option<Argument>)>,
    /// The rest.
    pub(super) operands: Vec<Argument>,
}

impl Parts {
    /// Whether one of these options is given.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, _)| names.contains(&name.as_str()))
    }

    /// Whether all options are of `spec` or one of `flags`.
    pub(super) fn all_known(&self, spec: Spec, flags: &[&str]) -> bool {
        let short = |name: &str| name.chars().count() == 1 && spec.short.contains(name);
        let known = |name: &str| flags.contains(&name) || spec.long.contains(&name) || short(name);
        self.options.iter().all(|(name, _)| known(name))
    }

    /// The value of the last of these options.
    pub(super) fn value(&self, names: &[&str]) -> Option<&Argument> {
        let named = self.options.iter().rfind(|(name, _)| names.contains(&name.as_str()));
        named.and_then(|(_, value)| value.as_ref())
    }
}

/// Takes `words` apart; with `leading` the first operand ends the options, as for commands that run
/// another command.
pub(super) fn parts(words: &[Argument], spec: Spec, leading: bool) -> Parts {
    let mut parts = Parts::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.text().unwrap_or_default();
        if text == "--" {
            parts.operands.extend(words.by_ref().cloned());
        } else if let Some(long) = text.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(Argument::Exact(value.to_owned()))),
                None if spec.long.contains(&long) => (long, words.next().cloned()),
                None => (long, None),
            };
            parts.options.push((name.to_owned(), value));
        } else if let Some(cluster) = text.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            for (at, letter) in cluster.char_indices() {
                let rest = &cluster[at + letter.len_utf8()..];
                if !spec.short.contains(letter) {
                    // An option with an optional value takes the rest of the word.
                    let rest = (!rest.is_empty()).then(|| Argument::Exact(rest.to_owned()));
                    parts.options.push((letter.to_string(), rest));
                    continue;
                }
                let value = if rest.is_empty() {
                    words.next().cloned()
                } else {
                    Some(Argument::Exact(rest.to_owned()))
                };
                parts.options.push((letter.to_string(), value));
                break;
            }
        } else {
            parts.operands.push(word.clone());
            if leading {
                parts.operands.extend(words.by_ref().cloned());
            }
        }
    }
    parts
}
