//! `Key: value` fields of an item, in bold, as bullets, as plain lines or as a property table.

use std::ops::Range;
use std::sync::LazyLock;

use foldhash::HashMap;

use super::block::{Block, List, Style, Table, Text};
use super::path::Place;
use super::spelling::quoted;

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// No field: the text around.
    Prose,
    Files,
    Priority,
    Status,
    Problem,
    Remedy,
    Depends,
    Blocks,
    Effort,
    /// Acceptance criteria, validation, tests to pass.
    Criteria,
    /// The steps of the item.
    Steps,
    /// A bold key nobody knows.
    Other,
}

/// One stretch of an item's text and what it is about.
#[derive(Debug, Clone)]
pub(super) struct Segment<'a> {
    pub(super) field: Field,
    pub(super) text: &'a Text,
    pub(super) range: Range<usize>,
    /// Whether it is a step: a list item below the item.
    pub(super) listed: bool,
}

impl<'a> Segment<'a> {
    /// The words.
    pub(super) fn words(&self) -> &'a str {
        self.text.plain[self.range.clone()].trim()
    }
}

/// Keys that are known as a whole; `|` between them.
const WHOLE: [(Field, &str); 2] = [
    (
        Field::Depends,
        "depends on|blocked by|waits for|after|requires|prerequisite|prerequisites|needs|\
         depends|dependencies|dependency|abhängig von|abhängigkeiten|зависит от|зависимости|\
         依赖|依存|deps|dependencias|depende de|dépendances|dépend de|dependências|dipende da|\
         bloqueado por|bloqué par|의존성",
    ),
    (Field::Blocks, "blocks|dependents|blocking|required by|needed by|unblocks"),
];

/// Keys that are known by their first word.
const FIRST: [(Field, &str); 9] = [
    (
        Field::Files,
        "file files location locations path paths directory directories where affected module \
         modules datei dateien файл файлы 文件 ファイル fichier fichiers archivo archivos \
         target_file fichero ficheros ubicación emplacement arquivo arquivos ort 위치 파일 位置 路径 文件路径 文件位置 場所 対象ファイル",
    ),
    (
        Field::Priority,
        "severity priority urgency priorität schweregrad приоритет 优先级 优先度 優先度 prioridad \
         priorité sev prio importance severidad gravedad sévérité gravité severità gravidade \
         prioridade priorità 우선순위 심각도 严重级别 严重程度 严重性 級別 级别 重要性",
    ),
    (Field::Status, "status state статус 状态 estado statut estatus stato situação 状況 상태"),
    (
        Field::Problem,
        "problem problems issue issues impact risk why description current evidence symptom \
         symptoms cause root context background details observation finding проблема риск 问题 \
         問題 影响 problema problème beschreibung auswirkung описание rationale motivation reason \
         what reproduction actual expected gap concern descripción descrição constat impacto \
         hallazgo 문제 설명 描述 说明 现象 原因 症状 概要 説明",
    ),
    (
        Field::Remedy,
        "fix solution recommendation recommendations recommended remediation proposed \
         proposal approach action refactor suggestion suggested mitigation resolution remedy \
         lösung empfehlung решение рекомендация 修复 解决方案 建议 修正 solución correction suggest \
         change changes how corrección correção correction remédiation recommandation \
         recomendación solução soluzione propuesta sugerencia vorschlag 해결",
    ),
    (
        Field::Effort,
        "effort estimate estimated time size complexity aufwand сложность оценка 工作量 工数 \
         duration points esfuerzo estimación durée schätzung esforço 예상 工时 预计 見積",
    ),
    (
        Field::Criteria,
        "acceptance validation verification verify criteria definition success test testing \
         akzeptanzkriterien ac 验收标准 done independent criterios critères critérios criteri 受け入れ基準",
    ),
    (
        Field::Steps,
        "steps tasks todo todos implementation subtasks schritte aufgaben шаги задачи 步骤 任务 \
         tests plan",
    ),
    (
        Field::Other,
        "category component type owner assignee labels tags tracking target version date goal \
         note notes scope id reference references source kind area benefit benefits example \
         coverage line lines created reported",
    ),
];

static KEYS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    WHOLE.iter().flat_map(|(field, keys)| keys.split('|').map(|key| (key, *field))).collect()
});

static WORDS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    FIRST.iter().flat_map(|(field, keys)| keys.split(' ').map(|key| (key, *field))).collect()
});

/// What is built around files.
const SUBJECTS: &str = "access validation handling upload uploads download downloads management \
    manager picker system storage sharing browser processing watching";

/// The field a key names.
pub(super) fn key(name: &str) -> Option<Field> {
    let lower = name.trim().to_lowercase();
    let lower = lower.split('(').next().unwrap_or_default();
    let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let first = lower.split([' ', '/', '-', ':', '：']).next().unwrap_or_default();
    // "File access" is a thing to build, "File affected" a place.
    let about = lower.strip_prefix("file ").and_then(|rest| rest.split(' ').next());
    let built = about.is_some_and(|word| SUBJECTS.split(' ').any(|known| known == word));
    let first = if built { "" } else { first };
    // "Demo/Validation" is about what its second word says.
    let second = || lower.split_once(['/', '&']).map_or("", |(_, second)| second.trim());
    KEYS.get(lower).or_else(|| WORDS.get(first)).or_else(|| WORDS.get(second())).copied()
}

/// The stretches of `text`; what stands before the first key is about `current`, and what comes
/// after the text continues with the field returned.
pub(super) fn segments<'a>(
    text: &'a Text,
    current: Field,
    listed: bool,
    out: &mut Vec<Segment<'a>>,
) -> Field {
    // "Create: `a`", "Test: `b`" below "Files:" are files all the same.
    let keys = if listed && current == Field::Files { Vec::new() } else { keys(text) };
    let mut field = current;
    let mut at = 0;
    for (range, next) in keys.iter().cloned() {
        // Bold type that is closed late may hold another key.
        if range.start < at {
            continue;
        }
        push(text, field, at..range.start, listed, out);
        field = next;
        at = range.end;
    }
    let empty = text.plain[at..].trim().is_empty();
    push(text, field, at..text.plain.len(), listed, out);
    if keys.is_empty() {
        return current;
    }
    match field {
        Field::Files
        | Field::Priority
        | Field::Status
        | Field::Effort
        | Field::Depends
        | Field::Blocks
            if !empty =>
        {
            Field::Prose
        }
        field => field,
    }
}

/// A field with file names in running text ends with its sentence.
fn push<'a>(
    text: &'a Text,
    field: Field,
    range: Range<usize>,
    listed: bool,
    out: &mut Vec<Segment<'a>>,
) {
    if text.plain[range.clone()].trim().is_empty() {
        return;
    }
    let words = &text.plain[range.clone()];
    let short = matches!(field, Field::Files | Field::Priority | Field::Status | Field::Effort);
    let in_code = |at: usize| text.styled(|s| *s == Style::Code).any(|code| code.contains(&at));
    let end = short
        .then(|| {
            words.match_indices(['.', '\n']).map(|(at, _)| range.start + at).find(|at| {
                let next = text.plain[at + 1..].chars().next();
                !in_code(*at)
                    && (text.plain.as_bytes()[*at] == b'\n' || next.is_none_or(char::is_whitespace))
                    && !text.plain[at + 1..].trim().is_empty()
            })
        })
        .flatten();
    if let Some(end) = end {
        out.push(Segment { field, text, range: range.start..end, listed });
        out.push(Segment { field: Field::Prose, text, range: end + 1..range.end, listed });
    } else {
        out.push(Segment { field, text, range, listed });
    }
}

/// The keys in `text`, each with the range up to its colon.
fn keys(text: &Text) -> Vec<(Range<usize>, Field)> {
    let plain = &text.plain;
    let mut keys: Vec<(Range<usize>, Field)> = Vec::new();
    for strong in text.styled(|style| *style == Style::Strong) {
        let inside = &plain[strong.clone()];
        let after = &plain[strong.end..];
        let spaced = after.len() - after.trim_start_matches(' ').len();
        let colon = after[spaced..].starts_with([':', '：']);
        let starts = plain[..strong.start].trim_end_matches([' ', '\n']).is_empty()
            || plain[..strong.start].ends_with('\n');
        let known = key(inside.trim_end_matches([':', '：']));
        let closed = inside.trim_end().ends_with([':', '：']) || colon;
        let heads = starts && after[spaced..].is_empty() && known.is_some();
        if inside.len() <= 60 && (closed && (starts || known.is_some()) || heads) {
            let width = after[spaced..].chars().next().filter(|_| colon).map_or(0, char::len_utf8);
            let end = strong.end + if colon { spaced + width } else { 0 };
            let names = || (starts && names_places(text, inside, end)).then_some(Field::Files);
            keys.push((strong.start..end, known.or_else(names).unwrap_or(Field::Other)));
        }
    }
    let mut start = 0;
    for line in plain.split('\n') {
        let lead = line.len() - line.trim_start().len();
        let mut head = line.char_indices().take_while(|(at, _)| *at <= 32);
        if let Some((colon, _)) = head.find(|(_, c)| matches!(c, ':' | '：')) {
            let taken =
                keys.iter().any(|(range, _)| range.start < start + line.len() && range.end > start);
            let name = line[..colon].trim();
            let width = line[colon..].chars().next().map_or(1, char::len_utf8);
            if !taken
                && name.split_whitespace().count() <= 3
                && let Some(field) = key(name).filter(|field| *field != Field::Other)
            {
                keys.push((start + lead..start + colon + width, field));
            }
        }
        start += line.len() + 1;
    }
    keys.sort_by_key(|(range, _)| range.start);
    keys
}

/// Whether the value from `start` on is made of paths in code spans, so that `key`, in a language
/// not listed here, is one for files.
fn names_places(text: &Text, key: &str, start: usize) -> bool {
    const ELSE: [&str; 10] =
        ["spec", "doc", "output", "input", "command", "log", "report", "link", "see", "related"];
    let plain = &text.plain;
    let end = plain[start..].find('\n').map_or(plain.len(), |end| start + end);
    let first = start + plain[start..end].len() - plain[start..end].trim_start().len();
    let (mut at, mut places, mut words) = (start, 0, 0);
    let mut count = |range: Range<usize>| {
        let between = plain[range].split('(').next().unwrap_or_default();
        words += between.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
    };
    for code in text.styled(|style| *style == Style::Code).filter(|code| code.end <= end) {
        if code.start < at {
            continue;
        }
        if places == 0 && code.start != first
            || quoted(&plain[code.clone()], Place::Prose).is_none()
        {
            return false;
        }
        count(at..code.start);
        (at, places) = (code.end, places + 1);
    }
    count(at..end);
    let key = key.to_lowercase();
    places > 0 && words <= places && !ELSE.iter().any(|word| key.starts_with(word))
}

/// All stretches of `blocks`, code left out.
pub(super) fn walk<'a>(blocks: &'a [Block], current: Field, out: &mut Vec<Segment<'a>>) {
    let mut field = current;
    for block in blocks {
        match block {
            Block::Paragraph(text) => field = segments(text, field, false, out),
            Block::List(list) => {
                walk_list(list, field, out);
                if matches!(field, Field::Files | Field::Depends | Field::Criteria) {
                    field = Field::Prose;
                }
            }
            Block::Table(table) => walk_table(table, out),
            Block::Quote(blocks) => walk(blocks, Field::Problem, out),
            Block::Heading(_, text) => field = key(&text.plain).unwrap_or(Field::Prose),
            Block::Code(..) => {}
        }
    }
}

fn walk_list<'a>(list: &'a List, field: Field, out: &mut Vec<Segment<'a>>) {
    let mut inherited = field;
    for item in &list.items {
        let next = segments(&item.text, inherited, true, out);
        // A bullet that is only a key speaks for the bullets below it, and for its neighbours
        // only when it stands last: "* **Fix**:" before a numbered list.
        walk(&item.blocks, next, out);
        inherited = field;
    }
}

fn walk_table<'a>(table: &'a Table, out: &mut Vec<Segment<'a>>) {
    let known = table.head.iter().filter(|cell| key(&cell.plain).is_some()).count();
    if table.rows.len() == 1 && known * 2 >= table.head.len() {
        for (head, cell) in table.head.iter().zip(&table.rows[0].cells) {
            let field = key(&head.plain).unwrap_or(Field::Other);
            out.push(Segment { field, text: cell, range: 0..cell.plain.len(), listed: false });
        }
        return;
    }
    for row in table.rows.iter().filter(|row| row.cells.len() == 2) {
        if let Some(field) = key(&row.cells[0].plain) {
            let cell = &row.cells[1];
            out.push(Segment { field, text: cell, range: 0..cell.plain.len(), listed: false });
        }
    }
}

/// How many fields an item has and a description has not `blocks` hold.
pub(super) fn count(blocks: &[Block]) -> usize {
    let mut out = Vec::new();
    walk(blocks, Field::Prose, &mut out);
    distinct(&out)
}

/// The stretches of the paragraphs among `blocks`, not of lists about several things.
pub(super) fn in_paragraphs(blocks: &[Block]) -> Vec<Segment<'_>> {
    let mut out = Vec::new();
    for block in blocks {
        if let Block::Paragraph(text) = block {
            segments(text, Field::Prose, false, &mut out);
        }
    }
    out
}

/// How many such fields these are.
pub(super) fn distinct(out: &[Segment<'_>]) -> usize {
    let mut seen = Vec::new();
    for segment in out {
        if segment.field != Field::Prose && !seen.contains(&segment.field) {
            seen.push(segment.field);
        }
    }
    seen.iter().filter(|field| **field != Field::Other).count()
        + usize::from(seen.contains(&Field::Other))
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[test]
    fn a_key_of_any_language_before_paths_is_one_for_files() {
        for (markdown, want) in [
            ("**Súbor:** `src/a.php` (riadok 3)", Field::Files),
            ("**Plik**: `src/a.php`, `src/b.php`", Field::Files),
            ("**Bestand:** `a.php:12` en `b.php:3-9`", Field::Files),
            ("**Hinweis:** `src/a.php` zeigt, wie es geht", Field::Other),
            ("**Popis:** v `src/a.php`", Field::Other),
            ("**Spec:** `docs/a.md`", Field::Other),
            ("**Trieda:** `Invoice`", Field::Other),
        ] {
            let blocks = parse(markdown);
            let mut out = Vec::new();
            walk(&blocks, Field::Prose, &mut out);
            let [only] = &out[..] else { panic!("{out:?}") };
            assert_eq!(only.field, want, "{markdown}");
        }
    }

    #[test]
    fn a_key_inside_another_is_passed_over() {
        let blocks = parse("**State of it  \n**State:** done - severity:** high\n");
        let mut out = Vec::new();
        walk(&blocks, Field::Prose, &mut out);
        let told: String = out.iter().map(Segment::words).collect();
        assert!(told.contains("high"), "{told}");
    }
}
