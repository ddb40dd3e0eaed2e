//! Which git runs, for what not every version does.

use super::{Error, Git};

/// A version of git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What it says of itself.
    pub told: String,
    /// The first two numbers; 0 for what is not told.
    pub number: (u32, u32),
}

impl Version {
    /// The version of the git that `git` runs.
    pub fn of(git: Git) -> Result<Self, Error> {
        let told = git.arg("version").line()?;
        let mut numbers = told.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let mut next = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(0);
        let number = (next(), next());
        Ok(Self { told, number })
    }
}
