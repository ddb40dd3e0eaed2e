//! Violations as text: each broken rule once, its paths and owners, and the ways out.

use super::{inert, style, whole};
use crate::guard::{Finding, Rule, Severity, Violation, pathspec};
use crate::paste::{abbreviated, word};

/// How many paths of one rule are shown.
const SHOWN: usize = 20;

/// What a hook says when it stops something, or warns.
pub fn violations(found: &[Violation], stops: bool) -> String {
    let mut text = String::new();
    let mut kinds: Vec<(Rule, Severity)> = Vec::new();
    for kind in found.iter().map(|it| (it.rule, it.severity)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    for kind in kinds {
        let of_rule: Vec<&Violation> =
            found.iter().filter(|it| (it.rule, it.severity) == kind).collect();
        let refused = stops && kind.1 == Severity::Error;
        let headed = if refused { style::bad("refused:") } else { style::warn("warning:") };
        for it in of_rule.iter().take(SHOWN) {
            text.push_str(&format!("{headed} {}\n", inert(&it.message)));
        }
        if of_rule.len() > SHOWN {
            text.push_str(&format!("{headed} … and {} more\n", of_rule.len() - SHOWN));
        }
        for way in ways(&of_rule) {
            text.push_str(&format!("  {} {}\n", style::faint("→"), whole(&way)));
        }
    }
    text
}

/// The ways out of violations of one rule: one command for all paths it can be given, and each
/// thing to write once.
fn ways(found: &[&Violation]) -> Vec<String> {
    let mut ways: Vec<(String, Vec<String>)> = Vec::new();
    for it in found.iter().take(SHOWN) {
        let spelt = if it.raw.is_empty() { vec![] } else { vec![pathspec(&it.raw), word(&it.raw)] };
        for way in &it.remedy {
            let named = spelt.iter().find_map(|path| Some((place(way, path)?, path)));
            let (frame, path) = match named {
                Some((at, path)) => {
                    (format!("{}\0{}", &way[..at], &way[at + path.len()..]), path.clone())
                }
                None => (way.clone(), String::new()),
            };
            match ways.iter_mut().find(|(known, _)| *known == frame) {
                Some((_, paths)) if paths.contains(&path) => {}
                Some((_, paths)) => paths.push(path),
                None => ways.push((frame, vec![path])),
            }
        }
    }
    let needs = |way: &str| way.starts_with("[NEEDS:");
    let first_need = ways.iter().position(|(frame, _)| needs(frame));
    ways.iter()
        .enumerate()
        .filter(|(at, (frame, _))| !needs(frame) || Some(*at) == first_need)
        .map(|(_, (frame, paths))| frame.replace('\0', &paths.join(" ")))
        .collect()
}

/// Where the command in `way` names `path`, as a word of its own.
fn place(way: &str, path: &str) -> Option<usize> {
    let command = way.find("git ").filter(|_| !path.is_empty() && !way.starts_with('['))?;
    let edge = |text: &str| text.is_empty() || text.starts_with(' ');
    let is_word =
        |at: &usize| *at > command && way[..*at].ends_with(' ') && edge(&way[at + path.len()..]);
    way.match_indices(path).map(|(at, _)| at).find(is_word)
}

/// What the gate found, commit by commit.
pub fn findings(found: &[Finding]) -> String {
    let mut text = String::new();
    for finding in found {
        let short = abbreviated(&finding.commit);
        text.push_str(&format!(
            "{} {} {}\n",
            style::name(&finding.worker),
            style::faint(short),
            inert(&finding.subject)
        ));
        for it in &finding.violations {
            let mark = match it.severity {
                Severity::Error => style::bad("refused:"),
                Severity::Warning => style::warn("warning:"),
            };
            text.push_str(&format!("  {mark} {}\n", inert(&it.message)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_path_is_found_as_a_word_of_the_command() {
        for (way, path, want) in [
            ("git restore --staged -- e", "e", Some(24)),
            ("git restore --staged -- ':/e'", "':/e'", Some(24)),
            ("the lead: git parallel grant w lead --reason WHY", "lead", Some(31)),
            ("[NEEDS:task-2/git x] say what", "x", None),
            ("did you mean x?", "x", None),
            ("git restore --staged -- x", "", None),
        ] {
            assert_eq!(place(way, path), want, "{way}");
        }
    }
}
