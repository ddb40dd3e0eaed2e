//! One thing that broke: what it is, and what mends it, in words.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Moved, Stray, Unclaimed};
use crate::monitor::{Action, Amid, Off, TRUST_OWNER};
use crate::paste::{abbreviated, sh};

/// What git was in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Doing {
    /// A merge that git knows of.
    Merge,
    /// A merge that died before git wrote down that there is one.
    DeadMerge,
    /// A fast-forward that died after it wrote index and files.
    DeadForward,
    /// A cherry-pick.
    CherryPick,
    /// A revert.
    Revert,
    /// A rebase.
    Rebase,
    /// Applying patches from mails.
    Am,
}

impl Doing {
    /// Git's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Merge | Self::DeadMerge => "merge",
            Self::DeadForward => "fast-forward",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Rebase => "rebase",
            Self::Am => "am",
        }
    }
}

/// One thing that broke. `at` is the worktree, `worker` whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "finding", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the fields are named for what they are")]
pub enum Finding {
    /// Lock files of a git that is no more.
    StaleLocks { at: String, files: Vec<String> },
    /// Lock files where a git may still work.
    BusyLocks { at: String, files: Vec<String> },
    /// Something was begun and never ended.
    Unfinished { worker: String, at: String, doing: Doing },
    /// Something was begun that a hand has to end, whoever is at it.
    Underway { worker: String, at: String, amid: Amid },
    /// The worktree was never finished; `by_git` when git itself was writing its files.
    HalfMade { worker: String, at: String, by_git: bool },
    /// The integration's worktree was never finished.
    HalfIntegration { at: String },
    /// Git died in the midst of a merge of the integration; these paths it had begun to write.
    HalfMerged { at: String, paths: Vec<String> },
    /// Git died while it moved the base branch where it is checked out.
    HalfLanded { at: String, base: String, paths: Vec<String> },
    /// The removal of a worktree was begun and never ended.
    HalfRemoved { at: String },
    /// Files that this program was writing when it died.
    Unwritten { files: Vec<String> },
    /// The plan was changed, and the prompts were not written anew.
    OldPrompts,
    /// The index of the worktree is gone.
    NoIndex { worker: String, at: String },
    /// The folder of the worktree is gone.
    Gone { worker: String, at: String, locked: bool },
    /// Its folder is gone, and somebody locked it for this reason: it may be on a disk that is away.
    Away { worker: String, at: String, why: String },
    /// Where git has the worktree lies another repository's; `admin` is git's own folder for it.
    Occupied { worker: String, at: String, admin: String },
    /// The worktree, or git's own folder for it, was replaced by this link.
    Linked { worker: String, at: String, link: String },
    /// The worktree's `.git` file is gone.
    NoLink { worker: String, at: String },
    /// The worktree's `.git` file leads where the repository was.
    Astray { worker: String, at: String },
    /// Git's own folder for the worktree is gone; the files are there.
    NoAdmin { worker: String, at: String, branch: String, mendable: bool },
    /// Git's own folder for the worktree lacks these files, or git cannot read them.
    Damaged { worker: String, at: String, branch: String, files: Vec<String>, mendable: bool },
    /// Git does not read the worktree, for this reason.
    Unread { worker: String, at: String, why: String },
    /// Git does not read the worktree, because another user owns it.
    Disowned { worker: String, at: String },
    /// The guard does not stand.
    Unguarded { worker: String, at: String, why: Vec<String> },
    /// HEAD of the worktree is not on its branch.
    OffBranch { worker: String, at: String, branch: String, off: Off },
    /// Commits on a branch that is not their worker's.
    Stray(Stray),
    /// Commits on the base under a worker's prefix that no single worker can take.
    Unclaimed(Unclaimed),
    /// A branch that was moved from outside its worktree.
    Moved(Moved),
    /// A commit that the gate refuses, with why, and how many more of that worker's it does.
    Refused { worker: String, commit: String, why: String, more: usize },
    /// A ref names what is not there; whose branch it is, what it names, and the last commit that its reflog
    /// names.
    Torn { worker: Option<String>, name: String, names: String, last: Option<String> },
    /// A branch that was started is gone; the commits it may have had, each with its subject.
    Lost { worker: String, branch: String, at: Option<String>, tips: Vec<(String, String)> },
    /// A worker was started here, and no plan has it any more; whether its work has landed, and whether
    /// its table is remembered and can be put back.
    Orphan { worker: String, branch: String, at: Option<String>, landed: bool, known: bool },
    /// Workers that wait for each other.
    Deadlock {
        workers: Vec<String>,
        #[serde(skip)]
        ways: Vec<Action>,
    },
}

impl Finding {
    /// What broke.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each finding")]
    pub fn what(&self) -> String {
        match self {
            Self::StaleLocks { at, files } => {
                format!("{at}: left by a git that is no more: {}", files.join(", "))
            }
            Self::BusyLocks { at, files } => {
                format!("{at}: locked, and a git may still be at work: {}", files.join(", "))
            }
            Self::Unfinished { worker, doing, .. } => {
                format!("{worker}: a {} was begun and never ended", doing.word())
            }
            Self::Underway { worker, amid, .. } => format!("{worker} {}", amid.told()),
            Self::HalfMade { worker, at, .. } => format!("{worker}: {at} was never finished"),
            Self::HalfIntegration { at } => format!("{at} was never finished"),
            Self::HalfMerged { at, paths } if paths.is_empty() => {
                format!("{at}: a merge was committed, and git did not come to forget it")
            }
            Self::HalfMerged { at, paths } => {
                format!("{at}: git died in the midst of a merge: {}", paths.join(", "))
            }
            Self::HalfLanded { at, base, paths } => {
                format!("{at}: git died while it moved {base} there: {}", paths.join(", "))
            }
            Self::HalfRemoved { at } => format!("{at}: its removal was begun and never ended"),
            Self::Unwritten { files } => format!("never written to the end: {}", files.join(", ")),
            Self::OldPrompts => "the prompts may tell of an earlier plan".into(),
            Self::NoIndex { worker, at } => format!("{worker}: {at} has lost its index"),
            Self::Gone { worker, at, locked: false } => {
                format!("{worker}: the folder {at} is gone")
            }
            Self::Gone { worker, at, locked: true } => {
                format!("{worker}: the folder {at} is gone, and git keeps it locked")
            }
            Self::Away { worker, at, why } => {
                let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
                format!("{worker}: the folder {at} is not there, and somebody locked it{why}")
            }
            Self::Occupied { worker, at, .. } => {
                format!("{worker}: {at}, where git has its worktree, belongs to another repository")
            }
            Self::Linked { worker, link, .. } => {
                format!("{worker}: {link} is a link, and nothing is written through one")
            }
            Self::NoLink { worker, at } => format!("{worker}: {at} has lost its .git file"),
            Self::Astray { worker, at } => {
                format!("{worker}: {at} leads to where the repository was before it moved")
            }
            Self::NoAdmin { worker, at, .. } => {
                format!("{worker}: git has forgotten {at}; its files are there")
            }
            Self::Damaged { worker, at, files, .. } => {
                let files = files.join("', '");
                format!("{worker}: git cannot read '{files}' of {at}; its files are there")
            }
            Self::Unread { worker, at, why } => format!("{worker}: git cannot read {at}: {why}"),
            Self::Disowned { worker, at } => {
                format!("{worker}: {at} belongs to another user, so git does not read it")
            }
            Self::Unguarded { worker, why, .. } => {
                format!("{worker}: the guard does not stand: {}", why.join("; "))
            }
            Self::OffBranch { worker, at, branch, off } => {
                format!("{worker}: {at} {}", off.told(branch))
            }
            Self::Stray(stray) => stray.what(),
            Self::Unclaimed(unclaimed) => unclaimed.what(),
            Self::Moved(moved) => moved.what(),
            Self::Refused { worker, commit, why, more } => {
                let short = abbreviated(commit);
                let more = if *more > 0 { format!(" (and {more} more)") } else { String::new() };
                format!(
                    "{worker}: {short} breaks a rule, and integrate will refuse it: {why}{more}"
                )
            }
            Self::Torn { worker: Some(worker), name, .. } => {
                format!("{worker}: the ref of its branch, {name}, is torn, and git cannot read it")
            }
            Self::Torn { worker: None, name, .. } => {
                format!("the ref {name} is torn, and git cannot read it")
            }
            Self::Lost { worker, branch, tips, .. } => {
                let found = if tips.is_empty() { ", and no commit of it is found" } else { "" };
                format!("{worker}: it was started, and its branch {branch} is gone{found}")
            }
            Self::Orphan { worker, branch, at, landed, .. } => {
                let at = at.as_ref().map(|at| format!(", in {at}")).unwrap_or_default();
                let landed = if *landed { "; its work has landed" } else { "" };
                format!(
                    "{worker} was started here and is in the plan no more: {branch}{at}{landed}"
                )
            }
            Self::Deadlock { workers, .. } => format!("{} wait for each other", workers.join(", ")),
        }
    }

    /// What `--apply` does about it; none where a person has to decide.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each finding")]
    pub fn mend(&self) -> Option<String> {
        Some(match self {
            Self::BusyLocks { .. }
            | Self::Away { .. }
            | Self::Unread { .. }
            | Self::Disowned { .. }
            | Self::Occupied { .. }
            | Self::Linked { .. }
            | Self::Deadlock { .. }
            | Self::Underway { .. }
            | Self::OffBranch { off: Off { joins: false, .. }, .. }
            | Self::Unclaimed(_)
            | Self::Moved(_)
            | Self::Refused { .. }
            | Self::Lost { .. }
            | Self::Orphan { landed: true, .. }
            | Self::Orphan { known: false, .. }
            | Self::NoAdmin { mendable: false, .. }
            | Self::Damaged { mendable: false, .. } => return None,
            Self::OffBranch { branch, off, .. } => {
                let head = off.head.as_deref().unwrap_or_default();
                let at = abbreviated(head);
                let first = match off.commits {
                    _ if off.gone => format!("make {branch} again at {at}, and "),
                    0 => String::new(),
                    _ => format!("move {branch} forward to {at}, and "),
                };
                format!("{first}have HEAD on {branch} again; index and files stay as they are")
            }
            Self::Orphan { .. } => "put its table back into .parallel.toml".into(),
            Self::StaleLocks { .. } => "remove them; index, refs and files stay as they are".into(),
            Self::Unfinished { doing: Doing::DeadMerge | Doing::DeadForward, .. } => {
                "keep it as it stands under a backup ref, then git reset --merge".into()
            }
            Self::Unfinished { doing, .. } => format!(
                "keep it as it stands under a backup ref, then git {} --abort",
                doing.word()
            ),
            Self::HalfMade { by_git: true, .. } => "unlock it and write its files again".into(),
            Self::HalfMade { worker, .. } => format!("git parallel start {worker} finishes it"),
            Self::HalfIntegration { .. } => {
                "finish it; then git parallel integrate --continue goes on".into()
            }
            Self::HalfMerged { paths, .. } if paths.is_empty() => "git merge --quit".into(),
            Self::HalfMerged { .. } => {
                "put back what git wrote; then git parallel integrate --continue merges anew".into()
            }
            Self::HalfLanded { .. } => {
                "put back what git wrote; then run again what was interrupted".into()
            }
            Self::HalfRemoved { .. } => {
                "bring its tracked files back; then git parallel clean removes it".into()
            }
            Self::Unwritten { .. } => "remove them; the files they were to replace stay".into(),
            Self::OldPrompts => "write those anew that nobody edited".into(),
            Self::NoIndex { .. } => "read it from HEAD again; changed files stay changed".into(),
            Self::Gone { worker, .. } => format!(
                "have git forget it, commits stay; then git parallel start {worker} brings it back"
            ),
            Self::NoLink { .. } | Self::Astray { .. } => {
                "git worktree repair, then the guard again".into()
            }
            Self::NoAdmin { branch, .. } => {
                format!("tell git again that it is on {branch}; changed files stay changed")
            }
            Self::Damaged { branch, files, .. } => {
                let kept = if files.iter().any(|it| it == "index" || it == "config.worktree") {
                    "; what git cannot read is kept beside it"
                } else {
                    ""
                };
                let files = files.join("', '");
                format!("write '{files}' again, on {branch}{kept}; changed files stay changed")
            }
            Self::Torn { last: Some(last), .. } => format!(
                "set it to {}, where it was last; index and files stay as they are",
                abbreviated(last)
            ),
            Self::Torn { last: None, name, .. } if name.starts_with("refs/heads/") => {
                "take it away, and look for its commits".into()
            }
            Self::Torn { last: None, name, .. } if name.starts_with("refs/remotes/") => {
                "take it away; git fetch brings it back".into()
            }
            Self::Torn { last: None, .. } => "take it away".into(),
            Self::Unguarded { .. } => "install the guard again".into(),
            Self::Stray(stray) => stray.mend(),
        })
    }

    /// The ways out that are a person's to choose.
    #[expect(clippy::too_many_lines, reason = "a table: an arm for each finding")]
    pub fn ways(&self) -> Vec<String> {
        match self {
            Self::BusyLocks { files, .. } => {
                let mut ways =
                    vec!["wait for that git to end, or end it; then: git parallel recover".into()];
                ways.push(format!("where surely none works any more: rm {}", words(files)));
                ways
            }
            Self::Away { at, .. } => vec![
                "where it is on a disk that is away, bring that back".into(),
                format!(
                    "where it is gone for good: git worktree unlock {}, then git parallel recover --apply",
                    sh(at)
                ),
            ],
            Self::Disowned { at, .. } => vec![
                format!("to have git read it: {TRUST_OWNER}{}", sh(at)),
                "or have its owner give it to you (chown)".into(),
            ],
            Self::Unread { at, .. } => {
                vec![format!("to see all that git says: git -C {} status", sh(at))]
            }
            Self::Linked { link, .. } => vec![
                format!("to see where it leads: ls -ld {}", sh(link)),
                format!(
                    "to have a worktree again: rm {} && git parallel recover --apply",
                    sh(link)
                ),
            ],
            Self::Occupied { at, admin, .. } => vec![
                format!(
                    "where it lies in the place of this repository's own, move {} away, then: git parallel recover --apply",
                    sh(at)
                ),
                format!(
                    "where this repository is a copy of that one, have git forget it here: rm -r {}",
                    sh(admin)
                ),
            ],
            Self::Deadlock { ways, .. } => {
                let told = |way: &Action| match &way.run {
                    Some(run) => format!("{}: {run}", way.why),
                    None => way.why.clone(),
                };
                ways.iter().map(told).collect()
            }
            Self::NoAdmin { worker, branch, mendable: false, .. }
            | Self::Damaged { worker, branch, mendable: false, .. } => vec![format!(
                "there is no branch {branch}: move the files away, then: git parallel start {worker}"
            )],
            Self::Refused { worker, .. } => {
                vec![format!(
                    "see every rule it breaks, and the ways out: git parallel check {worker}"
                )]
            }
            Self::Lost { worker, branch, at, tips } => {
                let back = |(id, subject): &(String, String)| {
                    let (own, then) = (sh(branch), at.as_ref().map(|at| sh(at)));
                    let then = then.map_or_else(
                        || format!("git parallel start {worker}"),
                        |at| format!("git -C {at} switch {own}"),
                    );
                    format!("to have it back at '{subject}': git branch {own} {id}, then {then}")
                };
                let anew = format!("to begin anew: git parallel start {worker}");
                tips.iter().map(back).chain([anew]).collect()
            }
            Self::Orphan { worker, branch, at, landed, known } => {
                orphaned(worker, branch, at.as_deref(), *landed, *known)
            }
            Self::Underway { at, amid, .. } => {
                let run = |words: &str| format!("git -C {} {words}", sh(at));
                vec![
                    "where its worker is at it, let it".into(),
                    format!("to end it, nothing being in conflict: {}", run(amid.goes_on())),
                    format!("to give it up: {}", run(&amid.gives_up())),
                ]
            }
            Self::OffBranch { at, branch, off, .. } => off_branch(at, branch, off),
            Self::Stray(stray) => stray.ways(),
            Self::Unclaimed(unclaimed) => unclaimed.ways(),
            Self::Moved(moved) => moved.ways(),
            _ => Vec::new(),
        }
    }
}

/// Files as words of a command.
fn words(files: &[String]) -> String {
    files.iter().map(|file| sh(file)).collect::<Vec<_>>().join(" ")
}

/// What can be done about a worker that no plan has any more.
fn orphaned(
    worker: &str,
    branch: &str,
    at: Option<&str>,
    landed: bool,
    known: bool,
) -> Vec<String> {
    let branch = sh(branch);
    if known && !landed {
        return vec![format!(
            "or give it up, with a way back: git parallel recover --apply, then git parallel drop {worker}"
        )];
    }
    let remove = at.map(|at| format!("git worktree remove {} && ", sh(at)));
    let remove = remove.unwrap_or_default();
    if landed {
        return vec![format!("to clean up after it: {remove}git branch -d {branch}")];
    }
    vec![
        format!("to see what it has: git log {branch}"),
        format!(
            "to go on with it: write its [[worker]] table into .parallel.toml again, with id = \"{worker}\""
        ),
    ]
}

/// The ways back onto the branch of a worktree.
fn off_branch(at: &str, branch: &str, off: &Off) -> Vec<String> {
    let (tree, own) = (sh(at), sh(branch));
    let back = format!("to go back: git -C {tree} switch {own}");
    if off.gone {
        return vec![format!("to have it where HEAD is: git -C {tree} switch -c {own}")];
    }
    if off.commits == 0 {
        return vec![back];
    }
    // The commit itself, as HEAD is elsewhere by then.
    let head = off.head.as_deref().unwrap_or("HEAD");
    let from = off.on.as_ref().map_or(head.to_owned(), |on| sh(on));
    vec![
        format!("to see what was committed there: git -C {tree} log {own}..{from}"),
        back,
        format!("then, to take it along: git -C {tree} cherry-pick {own}..{from}"),
    ]
}
