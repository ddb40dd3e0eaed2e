//! Moving and deleting refs so that nothing is lost: every old value stays under `refs/parallel/backup/`.

use super::{Error, Repo};

/// Where old values are kept.
pub const BACKUPS: &str = "refs/parallel/backup/";

/// One change of a ref.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The full name of the ref.
    pub name: String,
    /// The value it must have now; none when it must not exist.
    pub old: Option<String>,
    /// The value it gets; none to delete it.
    pub new: Option<String>,
}

impl Repo {
    /// Keeps each old value below `refs/parallel/backup/<stamp>/`, then makes all moves in one transaction.
    /// Git makes the changes of a transaction one after another, and a full disk may end it between two: what
    /// is to be kept is kept before, by a transaction of its own (git-update-ref(1), `--stdin`).
    pub fn move_refs(&self, moves: &[Move], stamp: &str, why: &str) -> Result<(), Error> {
        let (mut kept, mut moved) = (String::new(), String::new());
        for step in moves {
            let name = &step.name;
            match (&step.old, &step.new) {
                (None, Some(new)) => moved.push_str(&format!("create {name} {new}\n")),
                (Some(old), Some(new)) => moved.push_str(&format!("update {name} {new} {old}\n")),
                (Some(old), None) => moved.push_str(&format!("delete {name} {old}\n")),
                (None, None) => {}
            }
            if let Some(old) = &step.old {
                kept.push_str(&format!("update {} {old}\n", backup_name(stamp, name)));
            }
        }
        let whole = |steps: &String| format!("start\n{steps}prepare\ncommit\n");
        let input: String =
            [kept, moved].iter().filter(|steps| !steps.is_empty()).map(whole).collect();
        self.git()
            .args(["update-ref", "--create-reflog", "-m", why, "--stdin"])
            .input(input)
            .run()
            .map(drop)
    }

    /// Whether a kept commit is `commit`, or has it in its history.
    pub fn is_backed_up(&self, commit: &str) -> Result<bool, Error> {
        let asked = ["for-each-ref", "--count=1", "--format=x", "--contains", commit, BACKUPS];
        Ok(!self.git().args(asked).run()?.stdout.is_empty())
    }

    /// Keeps `text` as a blob below `refs/parallel/backup/<stamp>/`; gives the ref's name.
    pub fn keep_text(
        &self,
        text: impl Into<Vec<u8>>,
        stamp: &str,
        name: &str,
    ) -> Result<String, Error> {
        let id = self.git().args(["hash-object", "-w", "--stdin"]).input(text).line()?;
        let name = format!("{BACKUPS}{stamp}/{name}");
        self.git().args(["update-ref", &name, &id]).run()?;
        Ok(name)
    }
}

/// Where the old value of `name` is kept.
pub fn backup_name(stamp: &str, name: &str) -> String {
    format!("{BACKUPS}{stamp}/{}", name.strip_prefix("refs/").unwrap_or(name))
}
