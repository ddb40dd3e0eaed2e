//! What tells whose a commit is where its paths cannot: the reflog of a worktree, and the author.

use std::collections::HashMap;

/// What is known of one worker beside its plan.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The worker.
    pub worker: String,
    /// The author its worktree is set to; none where it has none of its own.
    pub set: Option<String>,
    /// The authors of its commits that are certainly its own.
    pub authors: Vec<String>,
    /// The commits made in its worktree, whatever branch was checked out there.
    pub made: Vec<String>,
    /// Those written on its branch or in its worktree, not copied or moved to.
    pub written: Vec<String>,
}

/// Whose commits are, by what they were made with.
#[derive(Debug, Clone, Default)]
pub struct Clues {
    made: HashMap<String, String>,
    written: HashMap<String, String>,
    authors: HashMap<String, String>,
}

impl Clues {
    /// The clues that all of `known` give; `leads` are the authors of the base, who are no workers. An
    /// author is a clue only while no other worker has it, and one that no worktree is set to only
    /// while everybody's is known.
    pub fn new(known: &[Known], leads: &[String]) -> Self {
        let mut clues = Self::default();
        for one in known {
            clues.made.extend(one.made.iter().map(|id| (id.clone(), one.worker.clone())));
            clues.written.extend(one.written.iter().map(|id| (id.clone(), one.worker.clone())));
            let Some(author) = own(one) else { continue };
            if leads.iter().any(|lead| lead == author) {
                continue;
            }
            let has = |other: &Known| {
                let unknown = other.set.is_none() && other.authors.is_empty();
                other.set.as_deref() == Some(author)
                    || other.authors.iter().any(|it| it == author)
                    || (one.set.is_none() && unknown)
            };
            if !known.iter().any(|other| other.worker != one.worker && has(other)) {
                clues.authors.insert(author.to_owned(), one.worker.clone());
            }
        }
        clues
    }

    /// The worker that wrote the commit `id`, on its branch or in its worktree; none where no reflog tells.
    pub fn written_by(&self, id: &str) -> Option<&str> {
        self.written.get(id).map(String::as_str)
    }

    /// Whose the commit `id` by `author` is, on the branch of the worker `on`; none where nothing
    /// tells. That it was made in that worker's own worktree does not: others may stand there too.
    pub fn whose(&self, id: &str, author: &str, on: Option<&str>) -> Option<&str> {
        let made = self.made.get(id).filter(|worker| Some(worker.as_str()) != on);
        made.or_else(|| self.authors.get(author)).map(String::as_str)
    }
}

/// The author a worker commits as: the one it is set to, or the only one it ever was.
fn own(known: &Known) -> Option<&str> {
    if let Some(set) = &known.set {
        return Some(set);
    }
    let first = known.authors.first()?;
    known.authors.iter().all(|author| author == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(worker: &str, set: Option<&str>, authors: &[&str], made: &[&str]) -> Known {
        let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect();
        let (set, authors, made) = (set.map(str::to_owned), owned(authors), owned(made));
        Known { worker: worker.into(), set, authors, made, written: Vec::new() }
    }

    #[test]
    fn an_author_tells_while_nobody_else_is_it() {
        let one = known("task-1", None, &["a", "a"], &[]);
        let two = known("task-2", Some("b"), &["x", "y"], &[]);
        let clues = Clues::new(&[one.clone(), two], &["lead".to_owned()]);
        assert_eq!(clues.whose("1", "a", None), Some("task-1"));
        assert_eq!(clues.whose("1", "b", None), Some("task-2"));
        assert_eq!((clues.whose("1", "x", None), clues.whose("1", "lead", None)), (None, None));
        assert_eq!(
            Clues::new(std::slice::from_ref(&one), &["a".to_owned()]).whose("1", "a", None),
            None
        );
        let unknown = known("task-2", None, &[], &[]);
        assert_eq!(Clues::new(&[one.clone(), unknown], &[]).whose("1", "a", None), None);
        let same = known("task-2", None, &["a"], &[]);
        assert_eq!(Clues::new(&[one, same], &[]).whose("1", "a", None), None);
    }

    #[test]
    fn where_a_commit_was_made_tells_more_than_its_author() {
        let all = [known("task-1", Some("a"), &[], &["7"]), known("task-2", Some("b"), &[], &[])];
        let clues = Clues::new(&all, &[]);
        assert_eq!(clues.whose("7", "b", None), Some("task-1"));
        assert_eq!(clues.whose("7", "b", Some("task-1")), Some("task-2"), "made there by another");
    }
}
