//! What `git parallel -h` shows: every verb in its group, on one screen.

/// A line of the summary: verbs that belong together, and what they do in at most 60 characters.
pub type Line = (&'static [&'static str], &'static str);

/// The verbs in groups, in the order of a day; the manual has the same groups.
pub const GROUPS: [(&str, &[Line]); 5] = [
    (
        "plan",
        &[
            (&["init"], "write a commented .parallel.toml"),
            (&["plan", "add"], "documents to a split; a worker without a document"),
        ],
    ),
    (
        "run",
        &[
            (&["start", "prompt"], "worktrees, hooks, prompts; prints what to run"),
            (&["status", "wait"], "who is where, who is stuck, what to do next"),
            (&["switch", "path", "open"], "go to a worker's worktree"),
            (&["exec"], "run a command in every worktree"),
        ],
    ),
    (
        "land",
        &[
            (&["check"], "judge every commit by the plan"),
            (&["integrate"], "foresee, then merge in order, checked after each"),
            (&["land"], "the review checklist, then onto the base branch"),
            (&["clean", "retro"], "put worktrees away; planned against actual"),
        ],
    ),
    (
        "mend",
        &[
            (&["grant", "reassign"], "widen a scope; hand work over"),
            (&["sync", "drop"], "bring workers up to the base; give them up, kept"),
            (&["doctor", "recover"], "find what is broken or astray, and mend it"),
        ],
    ),
    ("tools", &[(&["hooks", "skill", "completions", "man", "demo"], "")]),
];

const EXAMPLES: [&str; 4] = [
    "git parallel plan review.md        then: git parallel start",
    "git parallel status --watch",
    "git parallel integrate NAME -n     what would conflict; without -n: merge",
    "git parallel VERB -h               its options; git parallel --help: the manual",
];

/// The whole text.
pub fn text() -> String {
    let mut out = String::from(
        "Split one large task over workers in git worktrees, guard them, land their work\n\n\
         usage: git parallel [-C DIR] [-n] [-q] [--json] [--trust] VERB [ARGS]\n\n",
    );
    for (group, lines) in GROUPS {
        for (n, (verbs, about)) in lines.iter().enumerate() {
            let group = if n == 0 { group } else { "" };
            let line = format!("{group:<6} {:<20} {about}", verbs.join(", "));
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out.push('\n');
    for example in EXAMPLES {
        out.push_str(example);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli;

    #[test]
    fn every_verb_is_in_one_group_and_all_fit_a_small_screen() {
        let grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, lines)| *lines)
            .flat_map(|(verbs, _)| *verbs)
            .copied()
            .collect();
        let unique: BTreeSet<&str> = grouped.iter().copied().collect();
        let command = cli::command();
        let verbs: BTreeSet<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .filter(|name| *name != "help")
            .collect();
        assert_eq!(unique, verbs, "give each verb a place in GROUPS of src/summary.rs");
        assert_eq!(grouped.len(), unique.len(), "a verb is in two groups");
        let text = text();
        assert!(text.lines().count() <= 24, "{} lines:\n{text}", text.lines().count());
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "too wide: {line}");
        }
        for (_, about) in GROUPS.iter().flat_map(|(_, lines)| *lines) {
            assert!(about.len() <= 60, "too long: {about}");
        }
    }
}
