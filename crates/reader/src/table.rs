//! Tables to items: a row is an item when its columns are those of a tracker.

use super::block::{Block, Row, Table, Text};
use super::content;
use super::field::{self, Field};
use super::item::{Form, State, WorkItem};
use super::judge::Taken;
use super::label;
use super::priority;
use super::reading::Choice;
use super::title;
use super::walk::{Ask, Context, Walk};
use super::words::{self, Concept};
use super::{path, reference, rule};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Title,
    /// More about what the title names.
    Detail,
    Field(Field),
    /// Whether it is done, as yes or no.
    Done,
    Count,
    Other,
}

fn column(head: &str) -> Column {
    let lower = head.trim().to_lowercase();
    let is = |concept| words::all(concept).any(|word| word == lower);
    let asked = lower.trim_end_matches(['?', '？']);
    if words::is(Concept::Done, asked) || matches!(asked, "✓" | "✅" | "☑" | "✔") {
        Column::Done
    } else if is(Concept::ColumnId) {
        Column::Id
    } else if is(Concept::ColumnTitle) {
        Column::Title
    } else if is(Concept::ColumnCount) {
        Column::Count
    } else if is(Concept::ColumnDetail) {
        Column::Detail
    } else {
        last_key(&lower).or_else(|| field::key(&lower)).map_or(Column::Other, Column::Field)
    }
}

/// What the last of several words names: "final severity", "current status".
fn last_key(head: &str) -> Option<Field> {
    let (_, last) = head.rsplit_once(' ')?;
    field::key(last)
        .filter(|key| matches!(key, Field::Priority | Field::Status | Field::Effort | Field::Files))
}

fn columns(table: &Table) -> Vec<Column> {
    let mut columns: Vec<Column> = table.head.iter().map(|cell| column(&cell.plain)).collect();
    rank(table, &mut columns);
    if !columns.contains(&Column::Title) {
        entitle(table, &mut columns);
    }
    columns
}

/// A column in which every cell is a level of urgency tells that, whatever its head is.
fn rank(table: &Table, columns: &mut [Column]) {
    if table.rows.len() < 2 || columns.contains(&Column::Field(Field::Priority)) {
        return;
    }
    let level = |cell: &Text| {
        let plain = cell.plain.trim();
        let bare = plain.trim_matches(|c: char| !c.is_alphanumeric());
        priority::word(bare).is_some()
    };
    let ranks = |at: usize| table.rows.iter().all(|row| row.cells.get(at).is_some_and(level));
    let open = |column: Column| matches!(column, Column::Other | Column::Count);
    if let Some(at) = (0..columns.len()).find(|at| open(columns[*at]) && ranks(*at)) {
        columns[at] = Column::Field(Field::Priority);
    }
}

/// Where no head is known to be that of titles: beside names or numbers and a state, a wait or an
/// effort, the first column of words says what is to be done.
fn entitle(table: &Table, columns: &mut [Column]) {
    let tracks = columns.iter().any(|column| {
        matches!(
            column,
            Column::Field(
                Field::Status
                    | Field::Depends
                    | Field::Effort
                    | Field::Priority
                    | Field::Files
                    | Field::Remedy
            )
        )
    });
    let cells = |at: usize| table.rows.iter().filter_map(move |row| row.cells.get(at));
    if !columns.contains(&Column::Id)
        && columns.first() == Some(&Column::Other)
        && !table.rows.is_empty()
        && cells(0).all(|cell| is_id(&cell.plain))
    {
        columns[0] = Column::Id;
    }
    let tracked = columns.iter().filter(|column| matches!(column, Column::Field(_))).count();
    if !tracks || !columns.contains(&Column::Id) && tracked < 2 && !is_tracked(table, columns) {
        return;
    }
    let worded = |at: usize| {
        let worded = cells(at).filter(|cell| cell.plain.chars().any(char::is_alphabetic)).count();
        worded * 2 > table.rows.len()
    };
    let open = |column: Column| matches!(column, Column::Other | Column::Count);
    // What the first column of a list of states names is what has the state.
    let first = |at: usize| {
        at == 0 && columns[0] == Column::Field(Field::Files) && is_tracked(table, columns)
    };
    if let Some(at) =
        (0..columns.len()).find(|at| (open(columns[*at]) || first(*at)) && worded(*at))
    {
        columns[at] = Column::Title;
    }
}

/// Whether a column of states tells of most rows which state they are in, and not the same of all.
fn is_tracked(table: &Table, columns: &[Column]) -> bool {
    let Some(at) = columns.iter().position(|column| *column == Column::Field(Field::Status)) else {
        return false;
    };
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(at));
    let told: Vec<bool> = cells().filter_map(|cell| title::read(cell).done).collect();
    told.len() * 3 >= table.rows.len() * 2 && told.contains(&false) && table.rows.len() > 1
}

/// Whether a cell holds no more than the name of an item: `T01`, `ADM-12`, `7`.
fn is_id(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() <= 12
        && cell.contains(|c: char| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '#' | '_'))
}

/// Whether the columns are those of a list of work.
pub(super) fn is_work(table: &Table) -> bool {
    tracks_work(&columns(table))
}

fn tracks_work(columns: &[Column]) -> bool {
    let titled = columns.contains(&Column::Title);
    let attributes = columns
        .iter()
        .filter(|column| {
            matches!(
                column,
                Column::Id
                    | Column::Done
                    | Column::Field(
                        Field::Files
                            | Field::Priority
                            | Field::Status
                            | Field::Effort
                            | Field::Depends
                            | Field::Remedy
                    )
            )
        })
        .count();
    // Files beside figures are an inventory.
    let counted =
        columns.contains(&Column::Count) && columns.contains(&Column::Field(Field::Files));
    titled && attributes > usize::from(counted)
}

/// Adds the rows of `table`.
pub(super) fn table(walk: &mut Walk<'_>, table: &Table, at: usize, context: &Context) {
    let Some(first) = table.rows.first().map(|row| row.line) else { return };
    let mut columns = columns(table);
    let taken = judged(table, &columns, context);
    let choice = match walk.answer(first) {
        Some(choice) => choice,
        None => taken.choice,
    };
    if !taken.sure && walk.answer(first).is_none() {
        let to = table.rows.last().map_or(first, |row| row.line);
        let cells = table.rows.first().map(|row| &row.cells);
        let longest = cells.and_then(|cells| cells.iter().max_by_key(|cell| cell.plain.len()));
        let sample = longest.map_or_else(String::new, |cell| cell.plain.clone());
        let size = table.rows.len();
        let lines = vec![first];
        walk.ask(Ask { section: at, line: first, to, size, sample, lines, headings: false, taken });
    }
    if matches!(choice, Choice::None | Choice::Below) {
        walk.leave(table.rows.iter().map(|row| row.line), taken.rule);
        return;
    }
    if !columns.contains(&Column::Title) {
        widest(table, &mut columns);
    }
    place(table, &mut columns);
    let number = walk.next_list();
    let titled = columns.iter().position(|column| *column == Column::Title);
    let head = titled.and_then(|at| table.head.get(at)).map(|cell| cell.plain.trim().to_owned());
    let head = head.filter(|head| is_kind(head));
    for row in &table.rows {
        self::row(walk, row, &columns, at, context, number, head.clone());
    }
}

/// What a table is where it stands.
fn judged(table: &Table, columns: &[Column], context: &Context) -> Taken {
    let taken = |choice, rule, sure| Taken { choice, rule, sure };
    let alone = table.rows.len() == 1 && table.head.len() >= 4 && context.prose;
    if context.never || alone {
        return taken(Choice::None, rule::NOT_WORK, true);
    }
    // Risks and how they are met stand around the work.
    let weak = |column: &Column| {
        !matches!(column, Column::Id | Column::Done | Column::Field(_))
            || matches!(column, Column::Field(Field::Remedy | Field::Problem | Field::Other))
    };
    let around = context.prose && columns.iter().all(weak);
    if tracks_work(columns) && !around {
        return taken(Choice::Items, rule::ROW, true);
    }
    let named = table.rows.len() >= 2
        && table.rows.iter().all(|row| {
            row.cells
                .first()
                .and_then(|cell| label::read(&format!("{}: x", cell.plain.trim())))
                .is_some_and(|label| {
                    label.kind == label::Kind::Name
                        && label.text.len() == row.cells[0].plain.trim().len()
                })
        });
    if named && !context.prose {
        return taken(Choice::Items, rule::ROW, true);
    }
    let placed = table.rows.iter().filter(|row| row.cells.iter().any(names_path)).count();
    let promised = (context.work || context.priority.is_some()) && !context.prose;
    if promised && table.rows.len() >= 2 && table.head.len() >= 2 {
        let guess = if placed * 2 >= table.rows.len() { Choice::Items } else { Choice::None };
        return taken(
            guess,
            if guess == Choice::Items { rule::ROW } else { rule::NO_TRACKER },
            false,
        );
    }
    let doubt = placed * 2 >= table.rows.len() && table.rows.len() >= 3 && !context.prose;
    taken(Choice::None, rule::NO_TRACKER, !doubt)
}

/// The paths a cell names.
fn paths(cell: &Text) -> Vec<String> {
    let mut paths = Vec::new();
    path::collect(cell, &(0..cell.plain.len()), path::Place::Files, &mut paths);
    paths
}

fn names_path(cell: &Text) -> bool {
    !paths(cell).is_empty()
}

/// A column whose cells are nothing but paths says where, whatever its head is.
fn place(table: &Table, columns: &mut [Column]) {
    if columns.contains(&Column::Field(Field::Files)) {
        return;
    }
    let places = |at: &usize| {
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(*at));
        let told = cells().filter(|cell| cell.plain.contains(char::is_alphabetic)).count();
        told > 0 && told == cells().filter(|cell| is_path(cell)).count()
    };
    let open = |at: &usize| matches!(columns[*at], Column::Other | Column::Detail);
    if let Some(at) = (0..columns.len()).filter(open).find(places) {
        columns[at] = Column::Field(Field::Files);
    }
}

/// Whether a cell says no more than paths and the lines in them.
fn is_path(cell: &Text) -> bool {
    let paths = paths(cell);
    let rest = paths.iter().fold(cell.plain.clone(), |rest, path| rest.replace(path, " "));
    let alone = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() < 2;
    !paths.is_empty() && rest.split(|c: char| !c.is_alphanumeric()).all(alone)
}

/// Where no head is known to be that of titles, the column with most to say is.
fn widest(table: &Table, columns: &mut [Column]) {
    let said = |at: usize| -> usize {
        table.rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.plain.len()).sum()
    };
    let free = |at: &usize| matches!(columns[*at], Column::Other | Column::Count | Column::Detail);
    let widest = (0..columns.len()).filter(free).max_by_key(|at| said(*at));
    let any = (0..columns.len()).max_by_key(|at| said(*at));
    if let Some(at) = widest.or(any) {
        columns[at] = Column::Title;
    }
}

/// Whether the head of the column says what kind of work its cells are.
fn is_kind(head: &str) -> bool {
    const KINDS: [&str; 7] =
        ["issue", "bug", "finding", "problem", "missing test", "technical debt", "feature"];
    KINDS.iter().any(|kind| head.eq_ignore_ascii_case(kind))
}

fn row(
    walk: &mut Walk<'_>,
    row: &Row,
    columns: &[Column],
    at: usize,
    context: &Context,
    number: usize,
    head: Option<String>,
) {
    let of = |wanted: &dyn Fn(Column) -> bool| {
        columns
            .iter()
            .zip(&row.cells)
            .filter(|(column, _)| wanted(**column))
            .map(|(_, cell)| cell)
            .collect::<Vec<&Text>>()
    };
    let titles = of(&|column| column == Column::Title);
    let Some(text) = titles.first().copied() else { return };
    let read = title::read(text);
    let total = read.text.to_lowercase().starts_with("total");
    let kept = words::is(Concept::Fine, &read.text);
    if read.dropped || total || kept || super::list::is_placeholder(&read.text) {
        return;
    }
    let mut item = walk.item(row.line, context, Form::Row);
    let more = of(&|column| column == Column::Detail);
    let more = titles[1..].iter().chain(&more);
    let blocks: Vec<Block> = more.map(|text| Block::Paragraph((*text).clone())).collect();
    content::fill(&mut item, &read, text, &blocks);
    item.about = head.or(item.about);
    tell(&mut item, row, columns, context);
    let stated = |column: Column| matches!(column, Column::Field(Field::Status) | Column::Done);
    let state = of(&|column| column == Column::Field(Field::Status));
    let verdicts = of(&|column| matches!(column, Column::Other | Column::Field(Field::Remedy)));
    let keeps = |cell: &&Text| words::is(Concept::Fine, &cell.plain) && cell.plain.len() > 3;
    if state.iter().any(|cell| content::is_left(&cell.plain)) || verdicts.iter().any(keeps) {
        return;
    }
    if context.done || is_finished(columns, row) {
        item.state = State::Done;
    }
    let marked = columns.iter().copied().any(stated);
    walk.push(item, at, number, context.restates, false, marked);
}

/// Gives `item` what the columns beside its title say.
fn tell(item: &mut WorkItem, row: &Row, columns: &[Column], context: &Context) {
    let of = |wanted: Column| {
        let cells = columns.iter().zip(&row.cells).filter(|(column, _)| **column == wanted);
        cells.map(|(_, cell)| cell).collect::<Vec<&Text>>()
    };
    let cells = |field: Field| of(Column::Field(field));
    for cell in cells(Field::Files) {
        path::collect(cell, &(0..cell.plain.len()), path::Place::Files, &mut item.scope);
    }
    for cell in cells(Field::Depends) {
        item.waits.extend(reference::list(&cell.plain, &format!("depends on {}", cell.plain)));
    }
    item.priority = cells(Field::Priority)
        .iter()
        .find_map(|cell| priority::value(&cell.plain))
        .or(item.priority);
    item.hinted &= cells(Field::Priority).is_empty();
    if item.priority.is_none() {
        (item.priority, item.hinted) = (context.priority, context.hinted);
    }
    item.effort =
        cells(Field::Effort).first().map(|cell| cell.plain.clone()).or_else(|| item.effort.take());
    let remedies: Vec<&str> = cells(Field::Remedy).iter().map(|cell| cell.plain.as_str()).collect();
    item.remedy = remedies.join("\n");
    for problem in cells(Field::Problem) {
        item.body.push('\n');
        item.body.push_str(&problem.plain);
    }
    item.body.push('\n');
    item.body.push_str(&item.remedy);
    if !item.remedy.is_empty() {
        item.detail = content::shorten(&item.remedy, content::DETAIL);
    }
    if let Some(id) = of(Column::Id).first() {
        let plain = id.plain.trim();
        item.label = label::read(plain)
            .map(|l| l.text)
            .or_else(|| (!plain.is_empty()).then(|| plain.to_owned()));
    }
}

/// Whether a state, a yes below a head that asks, or a column of urgency says that a row is done.
fn is_finished(columns: &[Column], row: &Row) -> bool {
    columns.iter().zip(&row.cells).any(|(column, cell)| match column {
        Column::Field(Field::Status | Field::Priority) => content::is_done(&cell.plain),
        Column::Done => {
            words::is(Concept::Yes, cell.plain.trim_matches(['[', ']', ' ']))
                || content::is_done(&cell.plain)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_their_first_or_last_word() {
        for (head, want) in [
            ("Severity", Column::Field(Field::Priority)),
            ("Final Severity", Column::Field(Field::Priority)),
            ("Current status", Column::Field(Field::Status)),
            ("Source file", Column::Field(Field::Files)),
            ("Estimated effort", Column::Field(Field::Effort)),
            ("Problem statement", Column::Field(Field::Problem)),
            ("Found by", Column::Other),
            ("Team note", Column::Other),
            ("Debt item", Column::Title),
        ] {
            assert_eq!(column(head), want, "{head}");
        }
    }
}
