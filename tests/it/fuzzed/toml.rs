//! `.parallel.toml`: whatever is in it, it loads or is refused, and edits keep what it says.

use git_parallel::config::{add_shared, load, set_feature, set_workers};

/// Loads and edits a configuration.
pub fn check(bytes: &[u8]) {
    let text = &String::from_utf8_lossy(bytes);
    let Ok(config) = load(".parallel.toml", text) else {
        // What cannot be loaded may still be edited, or is refused.
        set_feature(text, "x").ok();
        add_shared(text, &["x".to_owned()]).ok();
        return;
    };
    let again = set_workers(text, &config.worker).expect("what loads can be edited");
    assert_eq!(load(".parallel.toml", &again).expect("and loads again"), config);
}
