//! Planning long documents: ten times the items, and how long that takes.

#![expect(clippy::print_stdout, reason = "a bench is read on its standard output")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use git_parallel::plan::{Ground, Options};

/// A document with `count` items of several kinds under headings, as people write them.
fn document(count: usize) -> String {
    let verbs = ["Fix", "Add", "Refactor", "Remove", "Update", "Test", "Document"];
    let mut text = String::from("# Work\n\n");
    for n in 0..count {
        if n % 25 == 0 {
            writeln!(text, "\n## Area {}\n", n / 25).expect("a string takes everything");
        }
        let verb = verbs[n % verbs.len()];
        let (module, file) = (n % 97, n % 389);
        let wait = if n % 11 == 0 && n > 0 {
            format!(" (depends on T{:05})", n - 1)
        } else {
            String::new()
        };
        let done = if n % 7 == 0 { 'x' } else { ' ' };
        writeln!(
            text,
            "- [{done}] T{n:05} {verb} the handling of value {n} in `src/module{module}/file{file}.rs`{wait}\n  \
             so that readers see what changed, with a sentence or two of explanation about it."
        )
        .expect("a string takes everything");
    }
    text
}

/// The least of several runs: the one the machine disturbed least.
fn least(runs: usize, mut work: impl FnMut()) -> Duration {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .expect("at least one run")
}

fn main() {
    let mut last = None;
    for count in [1_000, 10_000] {
        let text = document(count);
        let read = least(9, || {
            black_box(
                git_parallel::document::read("work.md", text.as_bytes()).expect("a document"),
            );
        });
        let items =
            git_parallel::document::read("work.md", text.as_bytes()).expect("a document").items;
        assert_eq!(items.len(), count);
        let build = least(9, || {
            black_box(git_parallel::plan::build(&items, &Ground::default(), &Options::default()));
        });
        let whole = read + build;
        println!(
            "{count} items, {} KiB: read {read:?}, build {build:?}, together {whole:?}",
            text.len() / 1024
        );
        if let Some(before) = last.replace(whole) {
            let ratio = whole.as_secs_f64() / before.as_secs_f64();
            println!("| plan, 10 000 items | plan, 1 000 items | {ratio:.1} | 12 |");
        }
    }
}
