//! The review as one page of HTML for those who were not there: no network, no script, nothing but itself.

mod graph;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use super::count;
use super::retro::day;
use crate::config::Task;
use crate::guard::Signal;
use crate::monitor::{Conflict, mentions};
use crate::retro::{Done, Past, Review};

/// What the page looks like, on a screen, in the dark and on paper.
const STYLE: &str = include_str!("html/page.css");

/// The longest text shown of one field, in characters.
const LONGEST: usize = 500;

/// The page of `review`, which is of `pasts`, under a `heading` of the caller's; `foreseen` says of each
/// worker whose work is not merged what it would not merge with.
pub fn text(
    heading: &str,
    review: &Review,
    pasts: &[Past],
    foreseen: &[(String, Vec<Conflict>)],
) -> String {
    let about = inert(&review.about);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{heading}: {about}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>{heading}</h1>\n<p>{about}</p>\n"
    );
    let commits: usize = review.shares.iter().map(|share| share.commits).sum();
    out.push_str(&format!(
        "<p class=\"dim\">{}, {}",
        count(review.shares.len(), "worker"),
        count(commits, "commit")
    ));
    if let (Some(from), Some(to)) = (review.from, review.to) {
        out.push_str(&format!(", {} to {}", day(from), day(to)));
    }
    if let Some(grade) = &review.grade {
        out.push_str(&format!(", grade {} ({} of 100)", grade.letter, grade.points));
    }
    out.push_str("</p>\n");
    section(&mut out, "Timeline", &timeline::svg(review, pasts));
    section(&mut out, "Who Needs Whom", &graph::svg(pasts));
    section(&mut out, "Conflicts Foreseen", &conflicts(foreseen));
    section(&mut out, "Files Changed in Common", &matrix(pasts));
    section(&mut out, "Planned and Actual", &times(review));
    section(&mut out, "Items and Commits", &items(pasts));
    out.push_str("</body>\n</html>\n");
    out
}

fn section(out: &mut String, heading: &str, body: &str) {
    if !body.is_empty() {
        out.push_str(&format!("<h2>{heading}</h2>\n<div class=\"wide\">\n{body}</div>\n"));
    }
}

/// `text` made harmless for a terminal and for HTML, cut where it is very long.
fn inert(text: impl AsRef<[u8]>) -> String {
    let mut out = String::new();
    for c in super::brief(text, LONGEST).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// What a commit says, as a class of the page.
fn tone(done: &Done) -> &'static str {
    match done.signal().0 {
        Some(Signal::Complete) => "good",
        Some(Signal::Needs { .. }) => "warn",
        Some(Signal::Blocked(_)) => "bad",
        _ => "",
    }
}

/// Who would not merge with whom, or with the base, and where: only those whom it is about, so that twenty
/// workers at peace are a line.
fn conflicts(foreseen: &[(String, Vec<Conflict>)]) -> String {
    if foreseen.is_empty() {
        return String::new();
    }
    // A pair is told once, of either.
    let hit = |a: &str, b: &str| {
        let of = |from: &str, with: &str| {
            let own = foreseen.iter().find(|it| it.0 == from)?;
            own.1.iter().find(|it| it.with == with)
        };
        of(a, b).or_else(|| of(b, a))
    };
    let mut all: Vec<&str> = foreseen.iter().map(|it| it.0.as_str()).collect();
    for with in foreseen.iter().flat_map(|it| &it.1).map(|it| it.with.as_str()) {
        if !all.contains(&with) {
            all.push(with);
        }
    }
    let heads: Vec<&str> =
        all.iter().copied().filter(|a| all.iter().any(|b| hit(a, b).is_some())).collect();
    if heads.is_empty() {
        return "<p>None: all of it would merge as it is now.</p>\n".into();
    }
    let is_row = |head: &&&str| foreseen.iter().any(|it| it.0 == ***head);
    let rows: Vec<&str> = heads.iter().filter(is_row).copied().collect();
    table("matrix conflicts", &rows, &heads, |row, head| {
        hit(row, head).map(|it| (String::new(), inert(&it.why), inert(&it.path)))
    })
}

/// Which two workers changed how many files both; those who changed none with anybody are left out.
fn matrix(pasts: &[Past]) -> String {
    if pasts.len() < 2 {
        return String::new();
    }
    let files = |past: &Past| -> BTreeSet<String> {
        past.commits.iter().flat_map(|it| &it.changes).map(|it| it.path.clone()).collect()
    };
    let all: BTreeMap<&str, BTreeSet<String>> =
        pasts.iter().map(|past| (past.worker.id.as_str(), files(past))).collect();
    let meets =
        |id: &&str| all.iter().any(|(other, theirs)| other != id && !all[id].is_disjoint(theirs));
    let ids = pasts.iter().map(|past| past.worker.id.as_str());
    let heads: Vec<&str> = ids.filter(meets).collect();
    if heads.is_empty() {
        return "<p>None: every file was changed by one worker.</p>\n".into();
    }
    table("matrix", &heads, &heads, |row, head| {
        let common: Vec<&str> = all[row].intersection(&all[head]).map(String::as_str).collect();
        let count = common.len().to_string();
        (!common.is_empty()).then(|| (" n".into(), inert(common.join(", ")), count))
    })
}

/// A table of who and who: for each pair the class, the title and the text of its cell, if it has one.
fn table(
    class: &str,
    rows: &[&str],
    heads: &[&str],
    cell: impl Fn(&str, &str) -> Option<(String, String, String)>,
) -> String {
    let mut out = format!("<table class=\"{class}\">\n<tr><th></th>");
    for head in heads {
        out.push_str(&format!("<th>{}</th>", inert(head)));
    }
    out.push_str("</tr>\n");
    for row in rows {
        out.push_str(&format!("<tr><th>{}</th>", inert(row)));
        for head in heads {
            if head == row {
                out.push_str("<td class=\"self\"></td>");
                continue;
            }
            out.push_str(&cell(row, head).map_or_else(
                || "<td class=\"n\">–</td>".to_owned(),
                |(more, title, text)| {
                    format!("<td class=\"hit{more}\" title=\"{title}\">{text}</td>")
                },
            ));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
    out
}

/// `name` in at most so many characters of a drawing, with a mark where it was cut.
fn label(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return inert(name);
    }
    let cut: String = name.chars().take(most - 1).collect();
    inert(format!("{}…", cut.trim_end()))
}

/// What each worker was counted for, what it took, and how much it did.
fn times(review: &Review) -> String {
    let minutes = |it: Option<u64>| it.map_or("—".to_owned(), |it| format!("{it} min"));
    let mut out = String::from(
        "<table>\n<tr><th>Worker</th><th>Planned</th><th>At work</th><th>Commits</th>\
         <th>Files</th><th>Lines</th><th>State</th></tr>\n",
    );
    for share in &review.shares {
        let planned = review.sizes.workers.iter().find(|it| it.worker == share.worker);
        let state = if share.merged { "<td class=\"good\">merged</td>" } else { "<td>open</td>" };
        out.push_str(&format!(
            "<tr><td>{} <span class=\"dim\">{}</span></td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">+{} −{}</td>{state}</tr>\n",
            inert(&share.worker),
            inert(&share.title),
            minutes(planned.map(|it| it.planned_minutes)),
            minutes(share.active_minutes),
            share.commits,
            share.files,
            share.added,
            share.removed,
        ));
    }
    out.push_str("</table>\n");
    out
}

/// Each worker's items with the commits that name them, then its other commits.
fn items(pasts: &[Past]) -> String {
    let mut out = String::new();
    for past in pasts {
        let worker = &past.worker;
        out.push_str(&format!(
            "<h3>{} <span class=\"dim\">{}</span></h3>\n<ul>\n",
            inert(&worker.id),
            inert(worker.title())
        ));
        let names = |done: &&Done, task: &Task| {
            mentions(&done.message.to_lowercase(), &task.id.to_lowercase())
        };
        for task in &worker.task {
            out.push_str(&format!("<li>{} {}", inert(&task.id), inert(&task.text)));
            let own: Vec<&Done> = past.commits.iter().filter(|done| names(done, task)).collect();
            if own.is_empty() {
                out.push_str(" <span class=\"dim\">no commit names it</span>");
            }
            commits(&mut out, own.into_iter());
            out.push_str("</li>\n");
        }
        let rest = |done: &&Done| !worker.task.iter().any(|task| names(done, task));
        for done in past.commits.iter().filter(rest) {
            out.push_str(&format!("<li>{}</li>\n", commit(done)));
        }
        out.push_str("</ul>\n");
    }
    out
}

fn commits<'d>(out: &mut String, all: impl Iterator<Item = &'d Done>) {
    let all: Vec<String> = all.map(|done| format!("<li>{}</li>", commit(done))).collect();
    if !all.is_empty() {
        out.push_str(&format!("<ul>{}</ul>", all.concat()));
    }
}

fn commit(done: &Done) -> String {
    let id = done.id.get(..9).unwrap_or(&done.id);
    format!(
        "<code>{}</code> <span class=\"{}\">{}</span> <span class=\"dim\">{}</span>",
        inert(id),
        tone(done),
        inert(done.subject()),
        day(done.time)
    )
}
