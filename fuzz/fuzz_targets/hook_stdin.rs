//! Feeds `tests/it/fuzzed/hook_stdin.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/hook_stdin.rs"]
mod hook_stdin;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hook_stdin::check(bytes));
