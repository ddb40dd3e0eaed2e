//! Violations as text: each broken rule once, its paths and owners, and the ways out.

use super::{inert, style};
use crate::guard::{Finding, Rule, Severity, Violation};

/// How many paths of one rule are shown.
const SHOWN: usize = 20;

/// What a hook says when it stops something, or warns.
pub fn violations(found: &[Violation], stops: bool) -> String {
    let mut text = String::new();
    let mut rules: Vec<Rule> = found.iter().map(|it| it.rule).collect();
    rules.dedup();
    let headed = if stops { style::bad("refused:") } else { style::warn("warning:") };
    for rule in rules {
        let of_rule: Vec<&Violation> = found.iter().filter(|it| it.rule == rule).collect();
        for it in of_rule.iter().take(SHOWN) {
            text.push_str(&format!("{headed} {}\n", inert(&it.message)));
        }
        if of_rule.len() > SHOWN {
            text.push_str(&format!("{headed} … and {} more\n", of_rule.len() - SHOWN));
        }
        for way in ways(&of_rule) {
            text.push_str(&format!("  {} {}\n", style::faint("→"), inert(way)));
        }
    }
    text
}

/// The ways out of violations of one rule, each once.
fn ways<'v>(found: &[&'v Violation]) -> Vec<&'v str> {
    let mut ways: Vec<&str> = Vec::new();
    for way in found.iter().take(SHOWN).flat_map(|it| &it.remedy) {
        if !ways.contains(&way.as_str()) {
            ways.push(way);
        }
    }
    ways
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
