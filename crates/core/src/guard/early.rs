//! What is said before anything is written or run: the judgement of one path an agent is about to change,
//! of a command.

use super::judge::{Change, Edit, Taken, judge};
use super::rules::Rules;
use super::violation::{Rule, Violation, shown};

/// How much of a scope is told.
const SHOWN: usize = 4;

/// Judges a write of `path`; with `below` something at it or below it is written, which is refused
/// only where nothing of the worker's own could lie there.
pub fn early(path: &[u8], below: bool, rules: &Rules<'_>) -> Option<Violation> {
    if below && rules.may_hold(path) {
        return None;
    }
    let edits = vec![Edit { path: path.to_vec(), ..Edit::default() }];
    let change = Change { edits, parents: 1, taken: Taken::Unwritten, ..Change::default() };
    let mut violation = judge(&change, rules).into_iter().next()?;
    let way = if violation.rule == Rule::Reserved {
        "it is the lead's to change; to ask for it: [BLOCKED:what-is-missing] what you need"
            .to_owned()
    } else {
        format!("write it in your own scope: {}", own(rules))
    };
    violation.remedy.insert(0, way);
    Some(violation)
}

/// A command that `[COMPLETE]` should have run before it is committed, and that nobody trusted.
pub fn not_trusted(command: &str, rules: &Rules<'_>) -> Violation {
    let message = format!(
        "[COMPLETE] needs the check, which was not run: nobody here has trusted '{command}'"
    );
    Violation::new(Rule::Complete, rules.worker(), message)
        .remedy("the lead reads it in .parallel.toml, then runs in the main worktree: git parallel start --trust")
        .remedy("[CHECKPOINT] instead, until then")
}

/// A file that is `whose`, and that no worker writes itself.
pub fn out_of_reach(path: &[u8], whose: &str, way: &str, rules: &Rules<'_>) -> Violation {
    let message = format!("'{}' is {whose}, and no worker's to write", shown(path));
    Violation::new(Rule::Reserved, rules.worker(), message).about(path).remedy(way)
}

fn own(rules: &Rules<'_>) -> String {
    let mut patterns: Vec<&str> = rules.scope().take(SHOWN + 1).collect();
    if patterns.len() > SHOWN {
        patterns[SHOWN] = "…";
    }
    patterns.join(", ")
}
