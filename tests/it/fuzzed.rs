//! What `fuzz/` runs for hours, run for a moment: each target on its seeds, whole and mangled.

#[path = "fuzzed/grammar.rs"]
mod grammar;
#[path = "fuzzed/hook_stdin.rs"]
mod hook_stdin;
#[path = "fuzzed/index.rs"]
mod index;
#[path = "fuzzed/markdown.rs"]
mod markdown;
#[path = "fuzzed/patterns.rs"]
mod patterns;
#[path = "fuzzed/place.rs"]
mod place;
#[path = "fuzzed/toml.rs"]
mod toml;
#[path = "fuzzed/tool_use.rs"]
mod tool_use;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::guarded::PLAN;

/// Gives `check` each seed, then `rounds` seeds with a few places overwritten by what the seeds are
/// made of or by any bytes; the same ones every time.
fn run(seeds: &[&[u8]], rounds: u32, check: fn(&[u8])) {
    for seed in seeds {
        check(seed);
    }
    let whole: Vec<Vec<u8>> = seeds.iter().map(|seed| seed.to_vec()).collect();
    let pieces = seeds.iter().flat_map(|seed| seed.split_inclusive(u8::is_ascii_punctuation));
    let pieces: Vec<Vec<u8>> = pieces.map(<[u8]>::to_vec).collect();
    let piece = prop_oneof![select(pieces), vec(any::<u8>(), 0..4)];
    let change = (any::<Index>(), 0..6_usize, piece);
    let config = Config { cases: rounds, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
        .run(&(select(whole), vec(change, 1..8)), |(mut bytes, changes)| {
            for (at, length, piece) in changes {
                let at = at.index(bytes.len() + 1);
                let end = bytes.len().min(at + length);
                bytes.splice(at..end, piece);
            }
            check(&bytes);
            Ok(())
        })
        .expect("every input is read or refused");
}

#[test]
fn messages() {
    let seeds: [&[u8]; 5] = [
        b"[CHECKPOINT] x\n\nbody\n",
        b"[NEEDS:task-2/Model] y",
        b"fixup! [BLOCKED:why] z\n",
        b"# note\n[COMPLETE] done\n# ------------------------ >8 ------------------------\ndiff",
        b"Revert \"[WIP] \xff\xfe\"\r\n",
    ];
    run(&seeds, 2000, grammar::check);
}

#[test]
fn scopes() {
    let seeds: [&[u8]; 3] = [
        b"a/b/c\na/\n!a/b/\n\na/**/c\n*.rs\n",
        b"src/x.rs\nsrc/*.rs\n\n**/x.[a-z]s\n",
        b"a\n?[!x-z]*\\*\n!/b\n\n[[:alpha:]]*\n",
    ];
    run(&seeds, 300, patterns::check);
}

#[test]
fn indexes() {
    let place = place::repository(&index::FILES);
    let written = std::fs::read(place.path().join("repo/.git/index")).expect("an index");
    run(&[&written], 500, index::check);
}

#[test]
fn documents() {
    let seeds: [&[u8]; 3] = [
        b"# Phase 1\n\n- [ ] T001 Fix `src/api/a.rs` (2h)\n- [x] T002 [P] Add tests in tests/a.rs\n",
        b"## P0: ui\n\n| Task | File | Depends |\n|---|---|---|\n| 1 | src/ui/b.rs | 2 |\n",
        b"> **TODO**: split src/lib.rs\n\n```mermaid\ngraph LR; T001-->T002\n```\n1. Review README.md\n",
    ];
    run(&seeds, 150, markdown::check);
}

#[test]
fn configurations() {
    run(&[PLAN.as_bytes(), b"version = 1\nbase = \"main\"\n# end"], 1000, toml::check);
}

#[test]
fn inputs_of_hooks() {
    let seeds: [&[u8]; 3] = [
        b"refs/heads/a 0123456789012345678901234567890123456789 refs/heads/a 0000000000000000000000000000000000000000\n",
        b"0000000000000000000000000000000000000000 ref:refs/heads/main HEAD\n",
        b"cd a && echo \"x\" > b; tee c <<E; sed -i s/a/b/ f; cp a b | mv c d\n",
    ];
    run(&seeds, 2000, hook_stdin::check);
}

#[test]
fn requests_of_agents() {
    let seeds: [&[u8]; 3] = [
        br#"{"session_id":"s","cwd":"/","tool_name":"Edit","tool_input":{"file_path":"/a/x"}}"#,
        b"a/new/deep.rs\nb/y\na/not/x\n",
        b"a/to/x\na/out/y\ncd a && echo x > far/../../b/y\n",
    ];
    run(&seeds, 60, tool_use::check);
}
