//! Feeds `tests/it/fuzzed/grammar.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/grammar.rs"]
mod grammar;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| grammar::check(bytes));
