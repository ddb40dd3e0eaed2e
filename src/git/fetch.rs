//! Fetching for a report: what others have comes under `refs/remotes/`, and nothing else moves or goes.

use super::{Error, Git, Repo};

/// One line of `remote.<name>.fetch` (git-fetch(1), CONFIGURED REMOTE-TRACKING BRANCHES).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refspec {
    from: String,
    to: String,
}

impl Refspec {
    /// Reads one; none for what only takes away (`^refs/…`).
    fn read(line: &str) -> Option<Self> {
        let line = line.trim_start_matches('+');
        let (from, to) = line.split_once(':').unwrap_or((line, ""));
        let given = !from.is_empty() && !from.starts_with('^');
        given.then(|| Self { from: from.to_owned(), to: to.to_owned() })
    }

    /// Whether it takes all of `wanted`, a full name or one with a `*` at its end.
    fn takes(&self, wanted: &str) -> bool {
        match self.from.split_once('*') {
            Some((head, "")) => wanted.starts_with(head),
            Some((head, tail)) => {
                !wanted.ends_with('*') && wanted.starts_with(head) && wanted.ends_with(tail)
            }
            None => self.from == wanted,
        }
    }

    /// Whether it brings all of `wanted` to where this program looks for it.
    fn brings(&self, wanted: &str, remote: &str) -> bool {
        let there = tracking(&self.from, remote);
        self.takes(wanted) && there.as_deref() == Some(self.to.as_str())
    }
}

/// Where a remote's branch is looked for here.
fn tracking(branch: &str, remote: &str) -> Option<String> {
    branch.strip_prefix("refs/heads/").map(|name| format!("refs/remotes/{remote}/{name}"))
}

impl Repo {
    /// Fetches from `remote`, and in any case the branches called `wanted` (full names there, which may
    /// end in `*`). Whatever is configured, nothing but remote-tracking branches is moved or deleted: a
    /// mirror's configuration would overwrite and prune every branch that only this repository has.
    pub fn fetch(&self, remote: &str, wanted: &[String]) -> Result<(), Error> {
        let configured = self.refspecs(remote)?;
        let harmless = |it: &Refspec| it.to.is_empty() || it.to.starts_with("refs/remotes/");
        let usual = !configured.is_empty() && configured.iter().all(harmless);
        if usual {
            fetch(self, &["--prune"]).args(["--", remote]).run()?;
        }
        let brought = |name: &&String| usual && configured.iter().any(|it| it.brings(name, remote));
        let rest: Vec<&String> = wanted.iter().filter(|name| !brought(name)).collect();
        self.bring(remote, &rest)
    }

    /// Fetches the branches called `wanted` and nothing else.
    pub fn bring(&self, remote: &str, wanted: &[&String]) -> Result<(), Error> {
        let explicit = |names: &[&String]| -> Vec<String> {
            let one = |name: &&String| Some(format!("+{name}:{}", tracking(name, remote)?));
            names.iter().filter_map(one).collect()
        };
        if !wanted.is_empty() {
            let ask = |names: &[&String]| {
                let explicit = explicit(names);
                fetch(self, &["--prune", "--refmap="]).args(["--", remote]).args(explicit).run()
            };
            let patterns: Vec<&String> =
                wanted.iter().filter(|name| name.ends_with('*')).copied().collect();
            // Git refuses all when one of them, by its full name, is not there.
            if let Err(error) = ask(wanted) {
                let missing = matches!(&error, Error::Git { stderr, .. } if stderr.contains("find remote ref"));
                if !missing {
                    return Err(error);
                }
                if !patterns.is_empty() {
                    ask(&patterns)?;
                }
            }
        }
        self.note_fetched(remote)
    }

    /// Whether a fetch from `remote` as it is configured takes all branches called `wanted`, or this
    /// program has fetched them: else that they are not here says nothing.
    pub fn knows_of(&self, remote: &str, wanted: &str) -> Result<bool, Error> {
        let noted = super::site::read(&self.fetched_file())?.unwrap_or_default();
        let noted = String::from_utf8_lossy(&noted).lines().any(|line| line == remote);
        Ok(noted || self.refspecs(remote)?.iter().any(|it| it.takes(wanted)))
    }

    /// Whether a fetch from `remote` as it is configured overwrites branches of this repository.
    pub fn is_mirror_of(&self, remote: &str) -> Result<bool, Error> {
        let over = |it: &Refspec| !it.to.is_empty() && "refs/heads/".starts_with(head(&it.to));
        Ok(self.refspecs(remote)?.iter().any(over))
    }

    fn refspecs(&self, remote: &str) -> Result<Vec<Refspec>, Error> {
        let key = format!("remote.{remote}.fetch");
        let asked = self.git().args(["config", "--get-all", &key]).accept(&[0, 1])?;
        let lines = String::from_utf8_lossy(&asked.stdout).into_owned();
        Ok(lines.lines().filter_map(Refspec::read).collect())
    }

    fn fetched_file(&self) -> std::path::PathBuf {
        self.parallel_dir().join("fetched")
    }

    fn note_fetched(&self, remote: &str) -> Result<(), Error> {
        let file = self.fetched_file();
        let told = |error| Error::file(&file, error);
        let mut text = super::site::read(&file)?.unwrap_or_default();
        if text.split(|byte| *byte == b'\n').any(|line| line == remote.as_bytes()) {
            return Ok(());
        }
        text.extend_from_slice(format!("{remote}\n").as_bytes());
        std::fs::create_dir_all(self.parallel_dir()).map_err(told)?;
        std::fs::write(&file, text).map_err(told)
    }
}

/// What a name with a `*` begins with.
fn head(name: &str) -> &str {
    name.split('*').next().unwrap_or(name)
}

fn fetch(repo: &Repo, options: &[&str]) -> Git {
    // Tags are the user's; a configured pruneTags would delete them.
    repo.git().args(["fetch", "--quiet", "--no-prune-tags"]).args(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_refspec_takes_and_where_it_brings_it() {
        let all = Refspec::read("+refs/heads/*:refs/remotes/origin/*").unwrap();
        assert!(all.takes("refs/heads/work/*") && all.brings("refs/heads/work/*", "origin"));
        assert!(!all.brings("refs/heads/work/*", "other"));
        let one = Refspec::read("+refs/heads/main:refs/remotes/origin/main").unwrap();
        assert!(one.brings("refs/heads/main", "origin") && !one.takes("refs/heads/work/*"));
        let mirror = Refspec::read("+refs/*:refs/*").unwrap();
        assert!(mirror.takes("refs/heads/work/*") && !mirror.brings("refs/heads/work/*", "origin"));
        assert_eq!(Refspec::read("^refs/heads/x"), None);
        let odd = Refspec::read("refs/heads/a*z:refs/remotes/origin/a*z").unwrap();
        assert!(odd.takes("refs/heads/abz") && !odd.takes("refs/heads/a*"));
    }
}
