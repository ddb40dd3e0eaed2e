//! The command by which the lead hands something over, with all that has to go along.

use crate::config::{Config, together};
use crate::paste::sh;

/// Hands `what`, items or patterns of the worker `from`, to the worker `to`; none where nothing would be
/// left to `from`.
pub fn handing(config: &Config, what: &str, from: &str, to: &str) -> Option<String> {
    let giver = config.find(from)?;
    let all = together(config, giver, &[what.to_owned()])?;
    // A pattern that looks like an option comes where there are none any more.
    let (first, last): (Vec<&String>, Vec<&String>) =
        all.iter().partition(|name| !name.starts_with('-'));
    let words = |names: Vec<&String>| {
        names.into_iter().map(|name| format!(" {}", sh(name))).collect::<String>()
    };
    let last = if last.is_empty() { String::new() } else { format!(" --{}", words(last)) };
    Some(format!("git parallel reassign{} --from {from} --to {to}{last}", words(first)))
}
