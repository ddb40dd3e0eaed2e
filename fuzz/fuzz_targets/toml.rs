//! `.parallel.toml`: whatever is in it, it loads or is refused, and edits keep what it says.

#![no_main]

use git_parallel::config::{add_shared, load, set_feature, set_workers};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(config) = load(".parallel.toml", text) else {
        // What cannot be loaded may still be edited, or is refused.
        set_feature(text, "x").ok();
        add_shared(text, &["x".to_owned()]).ok();
        return;
    };
    let again = set_workers(text, &config.worker).expect("what loads can be edited");
    assert_eq!(load(".parallel.toml", &again).expect("and loads again"), config);
});
