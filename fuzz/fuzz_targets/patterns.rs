//! Feeds `tests/it/fuzzed/patterns.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/patterns.rs"]
mod patterns;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| patterns::check(bytes));
