//! A reading block by block: line, what became of it, the rule, the words.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::inert;
use crate::document::{Reading, Verdict};

/// One block, for programs.
#[derive(Debug, Serialize, JsonSchema)]
struct Told<'r> {
    document: &'r str,
    line: usize,
    depth: usize,
    /// What became of it: `item`, `part`, `done`, `drop`, `also` or `group`.
    verdict: &'r str,
    /// The line of the item it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<usize>,
    level: &'r str,
    rule: &'r str,
    text: &'r str,
}

/// Every block of a reading, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explained<'r> {
    blocks: Vec<Told<'r>>,
}

/// Every block of `reading`, for programs.
pub fn told(reading: &Reading) -> Explained<'_> {
    let blocks = reading.blocks.iter().map(|block| Told {
        document: &block.document,
        line: block.line,
        depth: block.depth,
        verdict: block.verdict.name(),
        item: block.item,
        level: block.level,
        rule: block.rule,
        text: &block.text,
    });
    Explained { blocks: blocks.collect() }
}

/// Every block of `reading`, one line each, indented as it stands in its document.
pub fn text(reading: &Reading) -> String {
    let mut out = String::new();
    let mut document = None;
    let several = reading.blocks.windows(2).any(|pair| pair[0].document != pair[1].document);
    for block in &reading.blocks {
        if several && document != Some(&block.document) {
            document = Some(&block.document);
            write(&mut out, format_args!("{}\n", inert(&block.document)));
        }
        let what = match (block.verdict, block.item) {
            (Verdict::Part | Verdict::Also, Some(item)) => {
                format!("{} of {item}", block.verdict.name())
            }
            (verdict, _) => verdict.name().to_owned(),
        };
        write(
            &mut out,
            format_args!(
                "{:>5}  {what:<12} {:<7} {:<22} {}{}\n",
                block.line,
                block.level,
                block.rule,
                "  ".repeat(block.depth.min(8)),
                inert(&block.text)
            ),
        );
    }
    out
}

fn write(out: &mut String, words: std::fmt::Arguments<'_>) {
    // A `String` takes all that is written to it.
    let _ = out.write_fmt(words);
}
