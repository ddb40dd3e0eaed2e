//! The dependency graph as text, DOT or mermaid.

use super::{inert, style};
use crate::plan::{Item, Manifest};

/// How to draw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Graph {
    /// Lines for a terminal.
    Text,
    /// For Graphviz.
    Dot,
    /// For Markdown.
    Mermaid,
}

/// The open items of `manifest` and what they wait for; arrows run from what comes first.
pub fn graph(manifest: &Manifest, form: Graph) -> String {
    let open: Vec<&Item> = manifest.items.iter().filter(|item| item.is_open()).collect();
    match form {
        Graph::Text => text(&open),
        Graph::Dot => dot(&open),
        Graph::Mermaid => mermaid(&open),
    }
}

fn edges<'m>(open: &[&'m Item]) -> Vec<(&'m str, &'m str, bool, &'m str)> {
    let known = |id: &str| open.iter().any(|item| item.id == id);
    open.iter()
        .flat_map(|item| {
            item.dependencies.iter().map(|dependency| {
                (
                    dependency.on.as_str(),
                    item.id.as_str(),
                    dependency.said,
                    dependency.reason.as_str(),
                )
            })
        })
        .filter(|(on, ..)| known(on))
        .collect()
}

fn text(open: &[&Item]) -> String {
    let edges = edges(open);
    let mut out = String::new();
    for item in open {
        out.push_str(&format!("{} {}\n", style::name(&item.id), short(item)));
        for (on, _, said, reason) in edges.iter().filter(|(_, id, ..)| *id == item.id) {
            let how = if *said { "after" } else { "implied after" };
            out.push_str(&format!("  {how} {on}: {}\n", inert(reason)));
        }
    }
    if edges.is_empty() {
        out.push_str("no dependencies: all items can go at once\n");
    }
    out
}

fn dot(open: &[&Item]) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let mut out = String::from("digraph plan {\n  rankdir=LR;\n  node [shape=box];\n");
    for item in open {
        out.push_str(&format!(
            "  \"{}\" [label=\"{}\\n{}\"];\n",
            item.id,
            item.id,
            quoted(&short(item))
        ));
    }
    for (on, id, said, reason) in edges(open) {
        let line = if said { "solid" } else { "dashed" };
        out.push_str(&format!(
            "  \"{on}\" -> \"{id}\" [style={line}, tooltip=\"{}\"];\n",
            quoted(&inert(reason))
        ));
    }
    out.push_str("}\n");
    out
}

fn mermaid(open: &[&Item]) -> String {
    let quoted = |text: &str| text.replace('"', "#quot;");
    let mut out = String::from("flowchart LR\n");
    for item in open {
        out.push_str(&format!("  {}[\"{}: {}\"]\n", item.id, item.id, quoted(&short(item))));
    }
    for (on, id, said, _) in edges(open) {
        out.push_str(&format!("  {on} {} {id}\n", if said { "-->" } else { "-.->" }));
    }
    out
}

fn short(item: &Item) -> String {
    let text = inert(&item.description);
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
