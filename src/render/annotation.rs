//! Violations as annotations: the workflow commands by which GitHub Actions marks lines of a pull request.

use super::inert;
use crate::guard::{Finding, Severity, Violation};
use crate::paste::abbreviated;

/// What the gate found, a workflow command a line. Nothing of a repository's can end its command, begin
/// another, or name a further property.
pub fn findings(found: &[Finding]) -> String {
    found
        .iter()
        .flat_map(|finding| finding.violations.iter().map(move |it| one(finding, it)))
        .collect()
}

fn one(finding: &Finding, it: &Violation) -> String {
    let kind = match it.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let file = it.path.as_deref().map(|path| format!("file={},", property(path)));
    let short = abbreviated(&finding.commit);
    let about = format!("{} ({} {short}: {})", it.message, finding.worker, finding.subject);
    format!(
        "::{kind} {}title=git parallel check::{}\n",
        file.unwrap_or_default(),
        data(&inert(&about))
    )
}

/// As the runner reads a message: what would end the line, and its own escape.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// As the runner reads a property, where `:` and `,` would end it; other controls as in any text here.
fn property(text: &str) -> String {
    let exact = |c| match c {
        '\r' | '\n' => c.to_string(),
        c => inert(c.encode_utf8(&mut [0; 4])),
    };
    data(&text.chars().map(exact).collect::<String>()).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::findings;
    use crate::guard::{Finding, Rule, Severity, Violation};

    fn found(path: Option<&str>, message: &str, subject: &str, severity: Severity) -> String {
        let violation = Violation {
            rule: Rule::Scope,
            severity,
            worker: "task-1".into(),
            path: path.map(str::to_owned),
            raw: path.unwrap_or_default().into(),
            owner: None,
            lacks: None,
            message: message.into(),
            remedy: Vec::new(),
        };
        findings(&[Finding {
            worker: "task-1".into(),
            commit: "0123456789abcdef".into(),
            subject: subject.into(),
            violations: vec![violation],
        }])
    }

    #[test]
    fn a_violation_is_one_command_whatever_it_says() {
        for (path, message, subject, want) in [
            (
                Some("b/y"),
                "'b/y' belongs to task-2",
                "Fix",
                "::error file=b/y,title=git parallel check::'b/y' belongs to task-2 (task-1 0123456789: Fix)\n",
            ),
            (
                None,
                "bad",
                "100% x",
                "::error title=git parallel check::bad (task-1 0123456789: 100%25 x)\n",
            ),
            (
                Some("a\n::error::b,line=1%0A\x1b"),
                "m",
                "s",
                "::error file=a%0A%3A%3Aerror%3A%3Ab%2Cline=1%250A\\x1b,title=git parallel check::m (task-1 0123456789: s)\n",
            ),
            (
                None,
                "m\r\n::set-output name=x::y",
                "::stop-commands::t",
                "::error title=git parallel check::m\\x0d\\x0a::set-output name=x::y (task-1 0123456789: ::stop-commands::t)\n",
            ),
        ] {
            assert_eq!(found(path, message, subject, Severity::Error), want);
        }
        assert!(found(None, "m", "s", Severity::Warning).starts_with("::warning title="));
    }
}
