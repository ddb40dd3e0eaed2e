//! The judgement: a change and a worker's rules in, violations out.

use super::grammar::{LEAD, Passing, SubjectError, check_subject};
use super::handing::handing;
use super::rules::{Owner, Rules};
use super::signal::after_lead;
use super::violation::{Rule, Violation, pathspec, shown};
use crate::paste::sh;
use crate::scope::exact;

/// Where HEAD stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// On this branch.
    Branch(String),
    /// On no branch, while this branch is being rebased.
    Rebasing(String),
    /// On no branch.
    Detached,
}

/// One path whose entry is not what the parents make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// The path, from the root.
    pub path: Vec<u8>,
    /// Whether the path holds what is right all the same: its owner's version, put back or kept.
    pub repairs: bool,
    /// Where the right version is, as far as that was looked for.
    pub way: Option<Way>,
}

/// Where the right version of a path is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The revision that has it.
    pub from: String,
    /// Whether it is right that the path is not there.
    pub gone: bool,
}

/// What git commits: its index as it is, or one made for this commit alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Taken {
    /// What is staged.
    #[default]
    Staged,
    /// Everything tracked that is changed, by `git commit -a`.
    All,
    /// What was named, by `git commit PATH`.
    Named,
    /// Nothing yet: an agent asks before it writes.
    Unwritten,
    /// Nothing any more: it is a commit.
    Committed,
}

/// What is to be judged; parts that are not known yet stay out of the judgement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Where HEAD stands, for a change that is not committed yet.
    pub head: Option<Head>,
    /// Whether the worker's own branch is gone, for such a change.
    pub gone: bool,
    /// The subject, cleaned as git will clean it.
    pub subject: Option<Vec<u8>>,
    /// How many parents the commit has.
    pub parents: usize,
    /// From where a change that is not committed yet is taken.
    pub taken: Taken,
    /// With one parent: what differs from it. With two: what differs from their automatic merge
    /// and, where that could not resolve a path, from the other parent.
    pub edits: Vec<Edit>,
    /// What a worker that says it is done leaves behind uncommitted.
    pub left_behind: Vec<Vec<u8>>,
    /// The plan's checks that fail although the worker says it is done.
    pub failing: Vec<String>,
}

/// Judges one change by one worker's rules.
pub fn judge(change: &Change, rules: &Rules<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Some(head) = &change.head {
        found.extend(branch(head, change.gone, rules));
    }
    if change.parents > 2 {
        found.push(octopus(rules));
    } else {
        paths(change, rules, &mut found);
    }
    if let Some(text) = &change.subject
        && change.parents < 2
    {
        found.extend(subject(text, rules));
    }
    if matches!(change.head, Some(Head::Rebasing(_))) {
        found = found.into_iter().map(|it| unrebased(it, rules)).collect();
    }
    found.extend(change.left_behind.iter().map(|path| left_behind(path, rules)));
    found.extend(change.failing.iter().map(|command| failing(command, rules)));
    found
}

/// A rebase copies what was merged, under the name of whoever rebases: a merge does not.
fn unrebased(violation: Violation, rules: &Rules<'_>) -> Violation {
    if !matches!(violation.rule, Rule::Scope | Rule::Merge) {
        return violation;
    }
    violation.remedy("git rebase --abort").remedy(format!("git merge {}", sh(&rules.config.base)))
}

/// A path that is as its owner had it before it rewrote its branch: merged with what the owner has
/// now, that would come back.
pub fn outdated(
    path: &[u8],
    owner: &str,
    branch: &str,
    gone: bool,
    rules: &Rules<'_>,
) -> Violation {
    let message = format!("'{}' is as {owner} had it before it rewrote its branch", shown(path));
    other_than_owners(path, owner, branch, gone, rules, message)
}

/// A path that is not as its owner has it, on a branch whose merge would undo something of the owner's.
pub fn dropped(path: &[u8], owner: &str, branch: &str, gone: bool, rules: &Rules<'_>) -> Violation {
    let text = shown(path);
    let message = format!("'{text}' is not as {owner} has it, and merged with it would undo that");
    other_than_owners(path, owner, branch, gone, rules, message)
}

fn other_than_owners(
    path: &[u8],
    owner: &str,
    branch: &str,
    gone: bool,
    rules: &Rules<'_>,
    message: String,
) -> Violation {
    let way = Way { from: branch.to_owned(), gone };
    let mut violation = Violation::new(Rule::Merge, rules.worker(), message)
        .about(path)
        .remedy(format!("git merge {}", sh(branch)))
        .remedy(taken_from(&way, path))
        .remedy("git commit -m '[CHECKPOINT] take what the owner has now'");
    violation.owner = Some(owner.to_owned());
    violation
}

/// A tree with an entry that git would not have written: `why` follows the entry's name.
pub fn malformed(name: &[u8], why: &str, rules: &Rules<'_>) -> Violation {
    let message = format!("its tree is none that git writes: '{}' {why}", shown(name));
    Violation::new(Rule::Tree, rules.worker(), message)
        .remedy("git fsck --no-reflogs")
        .remedy(format!("git rebase -i {}", sh(&rules.config.base)))
}

/// A message git would throw away, because it takes its prefix for a comment.
pub fn comment_swallows_prefix(rules: &Rules<'_>) -> Violation {
    let message = "core.commentChar is '[', so git takes every prefix for a comment";
    Violation::new(Rule::Grammar, rules.worker(), message).remedy("git config core.commentChar '#'")
}

/// Commits that were meant to be folded into others before anybody sees them.
pub fn unfolded(subject: &[u8], rules: &Rules<'_>) -> Option<Violation> {
    let folds = [&b"fixup! "[..], b"squash! ", b"amend! "];
    folds.iter().any(|word| subject.starts_with(word)).then(|| {
        let message = format!("'{}' was never folded into its commit", shown(subject));
        Violation::new(Rule::Unfolded, rules.worker(), message)
            .remedy(format!("git rebase -i --autosquash {}", sh(&rules.config.base)))
            .warning()
    })
}

fn left_behind(path: &[u8], rules: &Rules<'_>) -> Violation {
    let message = format!("[COMPLETE] leaves '{}' behind uncommitted", shown(path));
    // What the worker may not commit would only be refused next.
    let way = if rules.may_change(path) { "git add" } else { "git stash push -u" };
    Violation::new(Rule::Complete, rules.worker(), message)
        .about(path)
        .remedy(format!("{way} -- {}", pathspec(path)))
        .remedy("[CHECKPOINT] instead, if the work is not done")
}

fn failing(command: &str, rules: &Rules<'_>) -> Violation {
    let message = format!("[COMPLETE] needs a passing check, and this fails: {command}");
    Violation::new(Rule::Complete, rules.worker(), message)
        .remedy("[CHECKPOINT] instead, if the work is not done")
}

fn branch(head: &Head, gone: bool, rules: &Rules<'_>) -> Option<Violation> {
    let (own, worker) = (rules.branch(), rules.worker());
    let message = match head {
        Head::Branch(name) | Head::Rebasing(name) if *name == own => return None,
        Head::Branch(name) => format!("{worker} commits on '{own}', not on '{name}'"),
        Head::Rebasing(name) => format!("{worker} rebases '{own}' only, not '{name}'"),
        Head::Detached => format!("{worker} commits on '{own}', and HEAD is on no branch"),
    };
    let back = match head {
        Head::Rebasing(_) => "git rebase --abort".to_owned(),
        _ if gone => format!("git switch -c {}", sh(&own)),
        // With what is staged and edited, as git carries it over.
        _ => format!("git switch {}", sh(&own)),
    };
    let found = Violation::new(Rule::Branch, worker, message).remedy(back);
    // What it had may be elsewhere than HEAD is.
    Some(if gone { found.remedy("git parallel recover") } else { found })
}

fn octopus(rules: &Rules<'_>) -> Violation {
    let message = "a merge of more than two parents cannot be judged; merge one branch at a time";
    Violation::new(Rule::Octopus, rules.worker(), message)
        .remedy("git merge --abort")
        .remedy("git merge --no-ff BRANCH, once for each branch")
}

fn paths(change: &Change, rules: &Rules<'_>, found: &mut Vec<Violation>) {
    let merge = change.parents == 2;
    let edits = || change.edits.iter().filter(|edit| !edit.repairs);
    found.extend(
        edits()
            .filter(|edit| !rules.may_change(&edit.path))
            .map(|edit| foreign(edit, merge, change.taken, rules)),
    );
    let (shared, own): (Vec<_>, Vec<_>) = edits().partition(|edit| rules.is_shared(&edit.path));
    if !merge && !own.is_empty() {
        found.extend(shared.iter().map(|edit| mixed(&edit.path, change.taken, rules)));
    }
}

/// A path the worker may not change.
fn foreign(edit: &Edit, merge: bool, taken: Taken, rules: &Rules<'_>) -> Violation {
    let path = edit.path.as_slice();
    let (worker, text) = (rules.worker(), shown(path));
    let owner = rules.owner(path);
    let whose = match &owner {
        Owner::Other(id) => format!("belongs to {id}"),
        Owner::Reserved => "belongs to no worker, ever".to_owned(),
        _ => "belongs to nobody".to_owned(),
    };
    let rule = match (&owner, merge) {
        (Owner::Reserved, _) => Rule::Reserved,
        (_, true) => Rule::Merge,
        (_, false) => Rule::Scope,
    };
    let message = if merge {
        format!("'{text}' {whose}, and the merge does not bring it as it is")
    } else {
        format!("'{text}' {whose}")
    };
    let mut violation = Violation::new(rule, worker, message).about(path);
    violation.owner = match &owner {
        Owner::Other(id) => Some(id.clone()),
        _ => None,
    };
    violation = if merge && taken != Taken::Committed {
        merged_right(violation, edit, rules)
    } else if merge {
        put_back(violation, edit)
    } else {
        unstaged(violation, edit, taken)
    };
    match &owner {
        Owner::Reserved => violation.remedy(format!(
            "[BLOCKED:{text}] say what has to change there, if nothing else can go on"
        )),
        Owner::Other(id) => {
            let violation =
                violation.remedy(format!("[NEEDS:{id}/{text}] say what you need of it"));
            // Scopes are the lead's to change, and its commands take patterns.
            match handing(rules.config, &exact(&text), id, worker) {
                Some(command) => violation.remedy(format!("{LEADS}: {command}")),
                None => violation,
            }
        }
        _ => violation
            .remedy(format!(
                "[NEEDS:{LEAD}/{text}] say what for, or [BLOCKED:{text}] if nothing else can go on"
            ))
            .remedy(granting(worker, &exact(&text))),
    }
}

/// How the lead lets `worker` change what belongs to nobody.
fn granting(worker: &str, pattern: &str) -> String {
    let word = sh(pattern);
    // One that looks like an option comes where there are none any more.
    if pattern.starts_with('-') {
        return format!("{LEADS}: git parallel grant {worker} --reason WHY -- {word}");
    }
    format!("{LEADS}: git parallel grant {worker} {word} --reason WHY")
}

/// Who may run what follows, and where.
const LEADS: &str = "the lead, in the main worktree";

/// A boundary file beside other changes.
fn mixed(path: &[u8], taken: Taken, rules: &Rules<'_>) -> Violation {
    let message = format!("'{}' is shared and needs a commit of its own", shown(path));
    let mut violation = Violation::new(Rule::Shared, rules.worker(), message).about(path);
    violation.owner = Some("shared".into());
    let edit = Edit { path: path.to_vec(), ..Edit::default() };
    match taken {
        Taken::Committed => violation.remedy(split(rules)),
        taken => unstaged(violation, &edit, taken),
    }
}

/// How a commit is taken apart.
fn split(rules: &Rules<'_>) -> String {
    format!("to make two commits of it: git rebase -i {}", sh(&rules.config.base))
}

/// Takes a path out of the next commit; the index alone does not where git makes one of its own.
fn unstaged(violation: Violation, edit: &Edit, taken: Taken) -> Violation {
    match taken {
        Taken::Committed => return put_back(violation, edit),
        Taken::Unwritten => return violation,
        Taken::Staged | Taken::All | Taken::Named => {}
    }
    let path = pathspec(&edit.path);
    let violation = violation.remedy(format!("git restore --staged -- {path}"));
    match taken {
        Taken::All => violation.remedy("then commit without -a: git add your own paths first"),
        Taken::Named => violation.remedy("then leave it out of the paths given to git commit"),
        Taken::Staged | Taken::Committed | Taken::Unwritten => violation,
    }
}

/// Resolves a path of a merge under way to its right version.
fn merged_right(violation: Violation, edit: &Edit, rules: &Rules<'_>) -> Violation {
    let merged = Way { from: "MERGE_HEAD".into(), gone: false };
    let way = edit.way.as_ref().unwrap_or(&merged);
    let first = match &violation.owner {
        Some(owner) if way.from != "MERGE_HEAD" => {
            let base = sh(&rules.config.base);
            format!("or git merge --abort, and let {owner} take {base} first: git merge {base}")
        }
        _ => "or git merge --abort".to_owned(),
    };
    violation.remedy(taken_from(way, &edit.path)).remedy(first)
}

/// Puts a path of a commit back, by another.
fn put_back(violation: Violation, edit: &Edit) -> Violation {
    let Some(way) = &edit.way else { return violation };
    violation
        .remedy(taken_from(way, &edit.path))
        .remedy("git commit -m '[CHECKPOINT] put back what is not mine'")
}

fn taken_from(way: &Way, path: &[u8]) -> String {
    match way {
        Way { gone: true, .. } => format!("git rm -f -- {}", pathspec(path)),
        Way { from, .. } => format!("git checkout {} -- {}", sh(from), pathspec(path)),
    }
}

fn subject(text: &[u8], rules: &Rules<'_>) -> Option<Violation> {
    let workers: Vec<_> = rules.config.worker.iter().map(|worker| &*worker.id).collect();
    let configured: Vec<_> = rules.config.prefix.iter().map(|prefix| &*prefix.name).collect();
    // A hook of the repository may insist on what stands before the prefix.
    let judged = if rules.config.guard.lead { after_lead(text) } else { text };
    match check_subject(judged, rules.worker(), &workers, &configured) {
        Ok(Passing::Signal(_) | Passing::Written | Passing::Folded) => None,
        Err(error) => Some(wrong_subject(text, &error, &configured, rules)),
    }
}

fn wrong_subject(
    text: &[u8],
    error: &SubjectError,
    configured: &[&str],
    rules: &Rules<'_>,
) -> Violation {
    let message = match text.trim_ascii() {
        [] => error.to_string(),
        text => format!("{error}: '{}'", shown(text)),
    };
    let mut violation = Violation::new(Rule::Grammar, rules.worker(), message);
    if let SubjectError::NoSuchWorker { worker, .. } = error {
        violation.lacks = Some(worker.clone());
    }
    match error {
        SubjectError::NoPrefix { meant: Some(meant) }
        | SubjectError::Unknown { meant: Some(meant), .. }
        | SubjectError::NoSuchWorker { meant: Some(meant), .. } => {
            violation.remedy(format!("did you mean '{meant}'?"))
        }
        SubjectError::NoSuchWorker { .. } | SubjectError::NeedsItself => {
            let others = rules.config.worker.iter().map(|other| &*other.id);
            let others = others.filter(|other| *other != rules.worker());
            let names: Vec<_> = others.chain([LEAD]).collect();
            violation.remedy(format!("needs are of: {}", names.join(", ")))
        }
        SubjectError::NoReason => violation.remedy("[BLOCKED:what-is-missing] what you tried"),
        SubjectError::NoItem => violation.remedy("[NEEDS:task-2/UserModel] what for"),
        _ => {
            let mut names =
                "[CHECKPOINT] · [BLOCKED:<reason>] · [NEEDS:<worker>/<item>] · [COMPLETE]"
                    .to_owned();
            for name in configured {
                names = format!("{names} · [{name}]");
            }
            violation.remedy(format!("begin with one of: {names}"))
        }
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
