//! The report for scripts: one fact a line, a blank line after each worker, stable across releases.

use super::inert;
use crate::monitor::{Harm, Report, Row};

/// Facts are a key, a space and a value; unknown keys are to be passed over.
pub fn text(report: &Report, now: i64) -> String {
    let mut out = String::from("version 1\n");
    out.push_str(&format!("base {}\n", inert(&report.base)));
    for integration in &report.integrations {
        let word = integration.standing.word();
        out.push_str(&format!("integration {word} {}\n", inert(&integration.feature)));
    }
    out.push('\n');
    for row in &report.workers {
        worker(&mut out, row, now);
    }
    for alert in &report.alerts {
        let level = format!("{:?}", alert.level).to_lowercase();
        let who = alert.worker.as_deref().unwrap_or("-");
        out.push_str(&format!(
            "alert {level} {} {who} {}\n",
            alert.kind.word(),
            inert(&alert.text)
        ));
    }
    for action in &report.actions {
        out.push_str(&format!("action {}\n", inert(action.run.as_ref().unwrap_or(&action.why))));
    }
    out
}

fn worker(out: &mut String, row: &Row, now: i64) {
    out.push_str(&format!(
        "worker {}\nbranch {}\nstate {}\n",
        row.worker,
        inert(&row.branch),
        row.state.word()
    ));
    if let Some(feature) = &row.feature {
        out.push_str(&format!("feature {}\n", inert(feature)));
    }
    out.push_str(&format!(
        "commits {}\ncheckpoints {} {}\ndirty {}\n",
        row.commits, row.checkpoints, row.expected, row.dirty
    ));
    for name in &row.torn {
        out.push_str(&format!("torn {}\n", inert(name)));
    }
    match &row.worktree {
        Some(Harm::Interrupted) => out.push_str("worktree interrupted\n"),
        Some(Harm::Broken(_)) => out.push_str("worktree broken\n"),
        Some(Harm::Disowned(_)) => out.push_str("worktree disowned\n"),
        None => {}
    }
    if let Some(since) = row.last_commit {
        out.push_str(&format!("last {}\n", now - i64::try_from(since).unwrap_or(0)));
    }
    if let Some(behind) = row.behind {
        out.push_str(&format!("behind {behind}\n"));
    }
    for need in &row.needs {
        let how = if need.taken {
            "taken"
        } else if need.met {
            "met"
        } else {
            "open"
        };
        out.push_str(&format!("need {how} {}\n", inert(need.name())));
    }
    out.push('\n');
}
