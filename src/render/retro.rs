//! The review of work that was done, as a person reads it.

use super::page::{Medium, Page};
use super::{Table, brief, count, inert, style};
use crate::config::Estimate;
use crate::retro::{Grade, Review, Share, Why};

/// The review, section by section, in the layout of the report, for a terminal of this width.
pub fn text(review: &Review, medium: Medium, width: Option<usize>) -> String {
    let mut page = Page::fitted(medium, width);
    page.heading(2, "Retrospective");
    page.field("Work", &brief(&review.about, 200));
    let commits: usize = review.shares.iter().map(|share| share.commits).sum();
    let merged = review.shares.iter().filter(|share| share.merged).count();
    page.field(
        "Total",
        &format!(
            "{}, {} merged, {}",
            count(review.shares.len(), "worker"),
            merged,
            count(commits, "commit")
        ),
    );
    if let (Some(from), Some(to)) = (review.from, review.to) {
        page.field("From", &format!("{} to {}", day(from), day(to)));
    }
    if let Some(grade) = &review.grade {
        page.field("Grade", &format!("{} ({} of 100)", letter(grade, medium), grade.points));
    }
    shares(&mut page, &review.shares);
    gaps(&mut page, review);
    waits(&mut page, review);
    habits(&mut page, review);
    page.list(
        "Files Changed by Several Workers",
        review
            .shared
            .iter()
            .map(|it| format!("{}: {}", inert(&it.path), inert(it.workers.join(", ")))),
    );
    sizes(&mut page, review);
    grade(&mut page, review);
    if !review.actions.is_empty() {
        page.heading(3, "Recommended Actions");
        for (action, n) in review.actions.iter().zip(1..) {
            let run = action.run.as_ref().map(|run| format!("\n     {}", page.path(run)));
            page.line(&format!("{n}. {}{}", brief(&action.why, 200), run.unwrap_or_default()));
        }
    }
    page.text()
}

fn shares(page: &mut Page, shares: &[Share]) {
    page.heading(3, "Distribution");
    let mut table =
        Table::new(["Worker", "Commits", "Files", "Lines", "Share", "At Work", "State"]);
    for it in shares {
        table.row([
            worker(page, &it.worker),
            it.commits.to_string(),
            it.files.to_string(),
            format!("+{} -{}", it.added, it.removed),
            format!("{} %", it.percent),
            minutes(it.active_minutes),
            if it.merged { "merged" } else { "open" }.into(),
        ]);
    }
    page.table(table);
}

fn gaps(page: &mut Page, review: &Review) {
    if review.gaps.is_empty() {
        return;
    }
    page.heading(3, "Gaps");
    let stalls = format!("Over {}", minutes(Some(review.stall_minutes)));
    let mut table = Table::new(["Worker", "Longest", "Before", &stalls]);
    for it in &review.gaps {
        table.row([
            worker(page, &it.worker),
            minutes(Some(it.longest_minutes)),
            short(&it.before),
            it.stalls.to_string(),
        ]);
    }
    page.table(table);
}

fn waits(page: &mut Page, review: &Review) {
    if review.waits.is_empty() {
        return;
    }
    page.heading(3, "Blocks and Needs");
    let mut table =
        Table::new(["Worker", "Commit", "Waited For", "There After", "Next Commit After"]);
    for it in &review.waits {
        let (what, met) = match it.why {
            Why::Blocked => (format!("[BLOCKED:{}]", brief(&it.what, 60)), "—".into()),
            Why::Needs => {
                let met = it.met_minutes.map_or("never".into(), |met| minutes(Some(met)));
                (format!("[NEEDS:{}]", brief(&it.what, 60)), met)
            }
        };
        let next = it.next_minutes.map_or("never".into(), |next| minutes(Some(next)));
        table.row([worker(page, &it.worker), short(&it.commit), what, met, next]);
    }
    page.table(table);
}

fn habits(page: &mut Page, review: &Review) {
    page.heading(3, "Conventions");
    let mut table =
        Table::new(["Worker", "Prefix", "Files changed: in Body", "Commit Within 30 min"]);
    for it in &review.habits {
        table.row([
            worker(page, &it.worker),
            part(it.prefixed, it.commits),
            part(it.listing, it.changing),
            part(it.in_time, it.steps),
        ]);
    }
    page.table(table);
}

fn sizes(page: &mut Page, review: &Review) {
    let sizes = &review.sizes;
    if sizes.workers.is_empty() {
        return;
    }
    page.heading(3, "Planned and Actual");
    let mut table = Table::new(["Worker", "Planned", "Actual"]);
    for it in &sizes.workers {
        table.row([
            worker(page, &it.worker),
            minutes(Some(it.planned_minutes)),
            minutes(it.actual_minutes),
        ]);
    }
    page.table(table);
    page.line("");
    let next = sizes.proposed.map(|it| it.minutes());
    let mut table = Table::new(["Size", "Items Timed", "Counted", "Measured", "Next Time"]);
    for (at, it) in sizes.sizes.iter().enumerate().take(Estimate::SIZES.len()) {
        table.row([
            it.size.clone(),
            it.items.to_string(),
            minutes(Some(it.counted.into())),
            minutes(it.measured.map(u64::from)),
            minutes(next.map(|next| next[at].into())),
        ]);
    }
    page.table(table);
}

fn grade(page: &mut Page, review: &Review) {
    let Some(grade) = &review.grade else { return };
    page.heading(3, &format!("Grade {} ({} of 100)", grade.letter, grade.points));
    let mut table = Table::new(["Mark", "Weight", "Score", "Meaning"]);
    for it in &grade.marks {
        table.row([
            it.what.into(),
            it.weight.to_string(),
            it.score.map_or("—".into(), |score| score.to_string()),
            it.meaning.into(),
        ]);
    }
    page.table(table);
}

fn letter(grade: &Grade, medium: Medium) -> String {
    match (medium, grade.letter) {
        (Medium::Markdown, letter) => letter.into(),
        (_, "A" | "B") => style::good(grade.letter),
        (_, "F") => style::bad(grade.letter),
        _ => style::warn(grade.letter),
    }
}

/// A worker stands out on a terminal.
fn worker(page: &Page, id: &str) -> String {
    match page.medium {
        Medium::Terminal => style::strong(&inert(id)),
        Medium::Markdown => inert(id),
    }
}

/// `45 min`, `2 h 05`; a dash where it is not known.
fn minutes(minutes: Option<u64>) -> String {
    match minutes {
        None => "—".into(),
        Some(minutes) if minutes < 60 => format!("{minutes} min"),
        Some(minutes) => format!("{} h {:02}", minutes / 60, minutes % 60),
    }
}

/// `3 of 4 (75 %)`; a dash where there was nothing to keep.
fn part(part: usize, whole: usize) -> String {
    match (part * 100 + whole / 2).checked_div(whole) {
        None => "—".into(),
        Some(percent) => format!("{part} of {whole} ({percent} %)"),
    }
}

fn short(commit: &str) -> String {
    commit.chars().take(9).collect()
}

/// A moment to the minute, in UTC.
pub(super) fn day(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| "?".into(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}
