//! What workers need of each other, and whether it is there.

use schemars::JsonSchema;
use serde::Serialize;

use super::Work;
use crate::config::Worker;
use crate::guard::Signal;
use crate::scope::Scope;

/// Whom a worker asks for a path that nobody owns.
pub const LEAD: &str = "lead";

/// Something one worker asked of another by a `[NEEDS:…]` commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Need {
    /// The worker in need.
    pub by: String,
    /// The worker that has it.
    pub of: String,
    /// What is needed.
    pub item: String,
    /// Whether the provider has it: it is complete or merged, or has a commit that names the item
    /// or changes the file that defines it. Also whether it is the needer's own by now.
    pub met: bool,
    /// Whether the needer's branch has the provider's commit, or the base has it, or it is the
    /// needer's own.
    pub taken: bool,
    /// Whether the needer goes on with a stub of its own in its place.
    pub stubbed: bool,
}

impl Need {
    /// The need as a prefix names it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.of, self.item)
    }
}

/// All needs of `work`, the branch of `worker`, each once, the oldest first.
/// What is `shared` is everybody's already.
pub(super) fn needs(worker: &Worker, shared: &[String], work: &Work, all: &[&Work]) -> Vec<Need> {
    let (own, shared) = (worker.owned(), Scope::of(shared));
    let mut found: Vec<Need> = Vec::new();
    for event in work.events.iter().rev() {
        let Some(Signal::Needs { worker: of, item }) = &event.signal else { continue };
        if found.iter().any(|need| need.of == *of && need.item == *item) {
            continue;
        }
        let provider = all.iter().find(|other| other.id == *of);
        let asked = || of == LEAD && [&own, &shared].iter().any(|it| it.owns(item.as_bytes()));
        let there = if is_own(worker, &own, item) || asked() {
            Provided::Own
        } else {
            match provider {
                Some(provider) => provision(provider, item),
                None if work.over.contains(of) => Provided::OnBase,
                None => Provided::Not,
            }
        };
        let taken = match &there {
            Provided::Not => false,
            Provided::Own | Provided::OnBase => true,
            Provided::By(commit) => work.has.contains(commit),
        };
        let met = !matches!(there, Provided::Not);
        let (by, of, item) = (work.id.clone(), of.clone(), item.clone());
        let stubbed = is_stubbed(work, &of, &item);
        found.push(Need { by, of, item, met, taken, stubbed });
    }
    found
}

/// Whether a checkpoint says that there is a stub of the item since it was last asked for.
fn is_stubbed(work: &Work, of: &str, item: &str) -> bool {
    let asks = |signal: &Option<Signal>| matches!(signal, Some(Signal::Needs { worker, item: asked }) if worker == of && asked == item);
    let (whole, short) = (format!("{of}/{item}").to_lowercase(), item.to_lowercase());
    work.events.iter().take_while(|event| !asks(&event.signal)).any(|event| {
        let text = event.text.to_lowercase();
        event.signal == Some(Signal::Checkpoint)
            && (mentions(&text, "stub") || mentions(&text, "stubs"))
            && (mentions(&text, &whole) || mentions(&text, &short))
    })
}

/// Whether `worker` makes `item` itself by now: its task, a path in its scope, or a path it was
/// granted that is named like it. A name without a slash or a dot is no path.
fn is_own(worker: &Worker, own: &Scope, item: &str) -> bool {
    let granted = || worker.grant.iter().flat_map(|grant| &grant.paths);
    worker.task.iter().any(|task| task.id == item)
        || item.contains(['/', '.']) && own.owns(item.as_bytes())
        || granted().any(|path| named_like(path.trim_end_matches('/'), item))
}

enum Provided {
    Not,
    Own,
    OnBase,
    By(String),
}

/// The commit that brings `item`: the newest that names it, the newest that changes the file it is
/// defined in, or the one that completes the work.
fn provision(provider: &Work, item: &str) -> Provided {
    if provider.merged {
        return Provided::OnBase;
    }
    let wanted = item.to_lowercase();
    let own = || provider.events.iter();
    let names = own().find(|event| {
        !matches!(event.signal, Some(Signal::Needs { .. } | Signal::Blocked(_)))
            && mentions(&event.text.to_lowercase(), &wanted)
    });
    if let Some(event) = names {
        return Provided::By(event.id.clone());
    }
    if let Some(commit) = definition(provider, item) {
        return Provided::By(commit.clone());
    }
    let complete = own().find(|event| event.signal == Some(Signal::Complete));
    complete.map_or(Provided::Not, |event| Provided::By(event.id.clone()))
}

/// The newest commit that changed the file that defines `item`: the file it names, one that is
/// named like it, or one that was seen to define it.
fn definition<'w>(provider: &'w Work, item: &str) -> Option<&'w String> {
    let defining = |path: &str| {
        path == item
            || named_like(path, item)
            || provider.defines.get(item).is_some_and(|paths| paths.iter().any(|it| it == path))
    };
    let position = |commit: &String| provider.events.iter().position(|event| event.id == *commit);
    let commits = provider.touched.iter().filter(|(path, _)| defining(path)).map(|(_, it)| it);
    commits.min_by_key(|commit| position(commit).unwrap_or(usize::MAX))
}

/// Whether a file is called after `item`, however either of them is spelt: `UserModel` and
/// `src/user_model.rs`.
pub fn named_like(path: &str, item: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    !plain(item).is_empty() && plain(stem) == plain(item)
}

/// Whether `text` holds `word` with no letter or digit touching it.
pub fn mentions(text: &str, word: &str) -> bool {
    let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Grant, Task};

    #[test]
    fn what_changed_hands_is_one_s_own() {
        let task = Task { id: "item-7".into(), ..Task::default() };
        let paths = vec!["src/user_model.rs".into(), "m/Order/".into()];
        let worker = Worker {
            scope: vec!["a/".into(), "M*".into(), "!a/x".into()],
            task: vec![task],
            grant: vec![Grant { paths, reason: "from task-2: x".into() }],
            ..Worker::default()
        };
        let own = Scope::parse(worker.patterns()).unwrap();
        for (item, want) in [
            ("item-7", true),
            ("item-70", false),
            ("a/f", true),
            ("a/g/", true),
            ("a/x", false),
            ("b/f", false),
            ("UserModel", true),
            ("Order", true),
            ("Model", false),
        ] {
            assert_eq!(is_own(&worker, &own, item), want, "{item}");
        }
    }

    #[test]
    fn a_file_is_named_like_an_item_in_any_spelling() {
        for path in ["src/user_model.rs", "UserModel.java", "web/user-model.test.ts"] {
            assert!(named_like(path, "UserModel"), "{path}");
        }
        assert!(!named_like("src/user.rs", "UserModel") && !named_like("src/.x", "…"));
    }

    #[test]
    fn a_name_counts_only_whole() {
        assert!(mentions("add usermodel, with tests", "usermodel"));
        assert!(!mentions("add superusermodel", "usermodel"));
        assert!(!mentions("add usermodels", "usermodel"));
        assert!(!mentions("anything", ""));
    }
}
