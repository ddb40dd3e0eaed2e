//! Sending to remotes.

use super::{Error, Repo};

impl Repo {
    /// The address of the remote called `name`, as git would use it; empty where there is no such remote.
    pub fn remote_url(&self, name: &str) -> Result<String, Error> {
        Ok(self.git().args(["remote", "get-url", "--", name]).output()?.text())
    }

    /// Sends `what`, a commit or a branch's full name, to the branch called `to` of `remote`.
    pub fn push(&self, remote: &str, what: &str, to: &str) -> Result<(), Error> {
        let refspec = format!("{what}:refs/heads/{to}");
        self.git().args(["push", "--quiet", remote, &refspec]).run().map(drop)
    }

    /// Deletes the branch `name` of `remote`, unless it is not at `tip` any more.
    pub fn delete_pushed(&self, remote: &str, name: &str, tip: &str) -> Result<(), Error> {
        let name = format!("refs/heads/{name}");
        let lease = format!("--force-with-lease={name}:{tip}");
        self.git().args(["push", "--quiet", &lease, remote, &format!(":{name}")]).run().map(drop)
    }
}
