//! What hooks read from standard input: ref updates, and the shell command an agent asks for.

#![no_main]

use git_parallel::guard::writes;
use git_parallel::hook::{transaction, updates};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    assert!(updates(bytes).len() <= bytes.len());
    assert!(transaction(bytes).len() <= bytes.len());
    writes(&String::from_utf8_lossy(bytes));
});
