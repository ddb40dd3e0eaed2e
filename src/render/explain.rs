//! A reading block by block: line, what became of it, the rule, the words.

use std::fmt::Write;

use super::inert;
use crate::document::{Reading, Verdict};

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
