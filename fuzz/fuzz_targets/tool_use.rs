//! Feeds `tests/it/fuzzed/tool_use.rs`, which the tests run too.

#![no_main]

#[path = "../../tests/it/fuzzed/place.rs"]
mod place;
#[path = "../../tests/it/fuzzed/tool_use.rs"]
mod tool_use;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tool_use::check(bytes));
