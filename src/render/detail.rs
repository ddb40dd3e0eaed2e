//! One worker in detail, as a person reads it.

use super::{age, count, inert, style};
use crate::monitor::{Detail, File};

/// Headline, scope, tasks, files and timeline.
pub fn text(detail: &Detail) -> String {
    let row = &detail.row;
    let mut out = format!("{} {}\n", style::strong(&row.worker), inert(&row.title));
    let behind = row.behind.map_or(String::new(), |behind| format!(", {behind} behind the base"));
    out.push_str(&format!("  branch     {}\n", style::name(&inert(&row.branch))));
    out.push_str(&format!("  worktree   {}\n", inert(&detail.worktree)));
    out.push_str(&format!(
        "  state      {} ({}{behind})\n",
        super::status::state(row),
        count(row.commits, "commit")
    ));
    out.push_str(&format!("  scope      {}\n", inert(detail.scope.join(" "))));
    for need in &row.needs {
        let how = if need.taken {
            "taken"
        } else if need.met {
            "can be taken"
        } else {
            "open"
        };
        out.push_str(&format!("  needs      {} ({how})\n", inert(need.name())));
    }
    block(
        &mut out,
        "Tasks",
        detail.tasks.iter().map(|task| {
            let mark = if task.done { style::good("[x]") } else { "[ ]".into() };
            format!("{mark} {} {}", inert(&task.id), inert(&task.text))
        }),
    );
    block(&mut out, "Files", detail.files.iter().map(|file| told(&row.worker, file)));
    block(
        &mut out,
        "Timeline",
        detail.timeline.iter().map(|moment| {
            let short = &moment.commit[..moment.commit.len().min(9)];
            let subject = format!("{} {}", moment.signal, moment.text);
            format!("{} {:>9}  {}", style::faint(short), age(moment.age), inert(subject.trim()))
        }),
    );
    out
}

/// The same without colours.
pub fn plain(detail: &Detail) -> String {
    anstream::adapter::strip_str(&text(detail)).to_string()
}

fn told(worker: &str, file: &File) -> String {
    let path = inert(&file.path);
    let mut text = match &file.owner {
        Some(owner) if owner == worker => path,
        Some(owner) => style::bad(&format!("{path}  (owned by {owner})")),
        None if file.shared => style::faint(&format!("{path}  (shared)")),
        None => style::warn(&format!("{path}  (owned by nobody)")),
    };
    if file.dirty {
        text.push_str("  not committed");
    }
    text
}

fn block(out: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.map(|line| format!("  {line}")).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}\n{}\n", style::strong(heading), lines.join("\n")));
    }
}
