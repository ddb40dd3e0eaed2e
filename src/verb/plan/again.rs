//! The command as it was given, for hints that would have it run once more.

use super::Args;
use crate::worker::sh;

impl Args {
    /// `git parallel plan` with all that was said, and `more` in front of it; an option of `more` stands
    /// in place of the same one that was given.
    pub(super) fn again(&self, more: &[&str]) -> String {
        let mut words: Vec<String> = vec!["git parallel plan".into()];
        words.extend(more.iter().map(|word| (*word).to_owned()));
        let is_new =
            |flag: &str| !more.iter().any(|word| word.split(['=', ' ']).next() == Some(flag));
        let one = |flag: &str, value: Option<String>| {
            let value = value.filter(|_| is_new(flag));
            value.map(|value| format!("{flag} {}", sh(&value)))
        };
        let all = |flag: &'static str, values: Vec<String>| {
            values.into_iter().map(move |value| format!("{flag} {}", sh(&value)))
        };
        words.extend(one("--feature", self.feature.clone()));
        words.extend(one("--workers", self.workers.map(|count| count.to_string())));
        let split = self.split.as_ref().map(|file| file.display().to_string());
        words.extend(one("--split", split));
        let edit = self.edit.as_deref().filter(|file| !file.is_empty() && is_new("--edit"));
        words.extend(edit.map(|file| format!("--edit={}", sh(file))));
        words.extend(all("--answer", self.answer.clone()));
        let clarified = self.answers.iter().map(|(item, said)| format!("{item}={said}"));
        words.extend(all("--clarify", clarified.collect()));
        words.extend(one("--items", self.items.clone()));
        if self.documents.iter().any(|name| name.len() > 1 && name.starts_with('-')) {
            words.push("--".into());
        }
        words.extend(self.documents.iter().map(|name| sh(name)));
        words.join(" ")
    }
}
