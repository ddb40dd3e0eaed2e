//! Feeds `tests/it/fuzzed/toml.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/toml.rs"]
mod toml;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| toml::check(bytes));
