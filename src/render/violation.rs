//! Violations as text: each broken rule once, its paths and owners, and the ways out.

use super::{inert, style};
use crate::guard::{Finding, Rule, Severity, Violation, word};

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
            text.push_str(&format!("  {} {}\n", style::faint("→"), inert(&way)));
        }
    }
    text
}

/// The ways out of violations of one rule: one command for all paths it can be given, and each
/// thing to write once.
fn ways(found: &[&Violation]) -> Vec<String> {
    let mut ways: Vec<(String, Vec<String>)> = Vec::new();
    for it in found.iter().take(SHOWN) {
        let path = if it.raw.is_empty() { String::new() } else { word(&it.raw) };
        for way in &it.remedy {
            let command = way.starts_with("git ") && !path.is_empty();
            let (frame, path) = match way.find(&path).filter(|_| command) {
                Some(at) => (format!("{}\0{}", &way[..at], &way[at + path.len()..]), path.clone()),
                None => (way.clone(), String::new()),
            };
            match ways.iter_mut().find(|(known, _)| *known == frame) {
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

/// What the gate found, commit by commit.
pub fn findings(found: &[Finding]) -> String {
    let mut text = String::new();
    for finding in found {
        let short = finding.commit.get(..10).unwrap_or(&finding.commit);
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
