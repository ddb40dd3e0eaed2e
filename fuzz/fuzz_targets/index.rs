//! Feeds `tests/it/fuzzed/index.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/index.rs"]
mod index;
#[path = "../../tests/it/fuzzed/place.rs"]
mod place;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| index::check(bytes));
