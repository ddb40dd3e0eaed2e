//! Feeds `tests/it/fuzzed/markdown.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/markdown.rs"]
mod markdown;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| markdown::check(bytes));
