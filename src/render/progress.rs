//! Progress bars, where a person watches.

use indicatif::{ProgressBar, ProgressStyle};

use super::Out;

/// How far something long has come.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Out {
    /// A bar for `total` steps of `what`; invisible without a terminal or with `--quiet`.
    pub fn progress(self, what: &str, total: usize) -> Progress {
        let bar = if self.is_watched() {
            ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX))
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:24}] {pos}/{len} {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what.to_owned());
        Progress { bar }
    }
}

impl Progress {
    /// One step more is done.
    pub fn step(&self, what: &str) {
        self.bar.set_message(what.to_owned());
        self.bar.inc(1);
    }

    /// All is done; the bar goes.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
