//! The split in a few lines, to be changed by hand: workers with their scopes, and an item a line.

use std::collections::BTreeSet;
use std::fmt::Write;

use foldhash::{HashMap, HashSet};

use super::accepted;
use super::item::{Item, Status};
use super::manifest::Manifest;
use crate::config::{Task, Worker, is_id, slug};
use crate::scope::Scope;

const HEAD: &str = "\
# The split, an item a line. Move an item's line below another worker to hand it over, below
# 'unplaced' to leave it out; change a 'scope' line; rename a worker; remove or add a worker.
# What follows an item's name is for you to read. An item in no worker is left out. A file of an item that nobody else has is added to
# its worker's scope; no path may have two owners. An empty file gives up.
";

/// What is wrong in such a text, and on which line of it, from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct ShortError {
    /// The line.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// `workers` and the open items that have none, in the short form.
pub fn short(manifest: &Manifest, workers: &[Worker]) -> String {
    let mut out = HEAD.to_owned();
    let mut given: HashSet<&str> = HashSet::default();
    for worker in workers {
        let scope: Vec<String> = worker.scope.iter().map(|path| quoted(path)).collect();
        push(
            &mut out,
            &format!("\nworker {} {}\n  scope {}\n", worker.id, worker.slug, scope.join(" ")),
        );
        for task in worker.task.iter().filter(|task| !task.done) {
            given.insert(&task.id);
            let said = manifest.item(&task.id).map_or_else(|| plain(&task.text), told);
            push(&mut out, &format!("  {}  {said}\n", task.id));
        }
    }
    let left: Vec<&Item> = manifest
        .items
        .iter()
        .filter(|item| item.is_open() && !given.contains(item.id.as_str()))
        .collect();
    if !left.is_empty() {
        out.push_str("\nunplaced\n");
    }
    for item in left {
        let reason = manifest.unplaced.iter().find(|it| it.item == item.id).map(|it| &*it.reason);
        let why = item.question.as_deref().filter(|_| item.status == Status::Clarify).or(reason);
        let why = why.map(|why| format!("  -- {}", plain(why))).unwrap_or_default();
        push(&mut out, &format!("  {}  {}{why}\n", item.id, told(item)));
    }
    out
}

fn push(out: &mut String, text: &str) {
    let written = out.write_str(text);
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// An item in one line.
fn told(item: &Item) -> String {
    let urgency = item.priority.map(|priority| format!("{} ", priority.name())).unwrap_or_default();
    let paths =
        if item.scope.is_empty() { String::new() } else { format!(" ({})", item.scope.join(", ")) };
    plain(&format!(
        "{} {urgency}{}  {}{paths}",
        item.action.name(),
        item.size.name(),
        item.description
    ))
}

/// Text without what would break a line or move a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn quoted(path: &str) -> String {
    if path.contains([' ', '\t', '"']) {
        format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        path.to_owned()
    }
}

/// Whether nothing but blanks and comments is left in `text`.
pub fn is_blank(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// The workers `text` describes; what it does not say of them is as it was in `before`. `shared`
/// are the files everybody may change.
pub fn read_short(
    text: &str,
    manifest: &Manifest,
    before: &[Worker],
    shared: &[String],
) -> Result<Vec<Worker>, ShortError> {
    let mut reader = Reader::new(manifest, before);
    for (at, line) in text.lines().enumerate() {
        let line_number = at + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        reader.line(line_number, line).map_err(|why| ShortError { line: line_number, why })?;
        reader.at.push((line_number, reader.workers.len()));
    }
    reader.finish(shared)
}

/// Where an item was read, and below which worker.
struct Placed {
    line: usize,
    worker: usize,
    task: Task,
}

struct Reader<'m> {
    manifest: &'m Manifest,
    before: &'m [Worker],
    tasks: HashMap<&'m str, &'m Task>,
    workers: Vec<Worker>,
    placed: Vec<Placed>,
    seen: BTreeSet<String>,
    unplaced: bool,
    at: Vec<(usize, usize)>,
}

impl<'m> Reader<'m> {
    fn new(manifest: &'m Manifest, before: &'m [Worker]) -> Self {
        let tasks = before.iter().flat_map(|worker| &worker.task);
        Self {
            manifest,
            before,
            tasks: tasks.map(|task| (task.id.as_str(), task)).collect(),
            workers: Vec::new(),
            placed: Vec::new(),
            seen: BTreeSet::new(),
            unplaced: false,
            at: Vec::new(),
        }
    }

    fn line(&mut self, number: usize, line: &str) -> Result<(), String> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "worker" => self.worker(rest.trim()),
            "scope" => self.scope(rest.trim()),
            "unplaced" => {
                self.unplaced = true;
                Ok(())
            }
            id => self.item(number, id),
        }
    }

    fn worker(&mut self, rest: &str) -> Result<(), String> {
        self.unplaced = false;
        let (id, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        if !is_id(id) {
            return Err(format!("'{id}' is no worker's name: a-z, 0-9 and '-', as in task-1"));
        }
        if self.workers.iter().any(|worker| worker.id == id) {
            return Err(format!("{id} is there twice"));
        }
        let known = self.before.iter().find(|worker| worker.id == id);
        let named = slug(name);
        let mut worker =
            known.cloned().unwrap_or_else(|| Worker { id: id.to_owned(), ..Worker::default() });
        worker.task.retain(|task| task.done);
        worker.checkpoints.clear();
        if worker.task.is_empty() && worker.grant.is_empty() {
            // What no line gives it is what its items need.
            worker.scope.clear();
        }
        if !named.is_empty() && named != worker.slug {
            worker.title = Some(name.trim().to_owned());
            worker.slug = named;
        }
        if worker.slug.is_empty() {
            return Err(format!("{id} needs a name after it, a few words for its branch"));
        }
        self.workers.push(worker);
        Ok(())
    }

    fn scope(&mut self, rest: &str) -> Result<(), String> {
        let paths = words(rest)?;
        let Some(worker) = self.workers.last_mut().filter(|_| !self.unplaced) else {
            return Err("a scope stands below its worker".to_owned());
        };
        if let Err(error) = Scope::parse(&paths) {
            return Err(error.to_string());
        }
        worker.scope = paths;
        Ok(())
    }

    fn item(&mut self, line: usize, id: &str) -> Result<(), String> {
        let known = self.tasks.get(id).map(|task| (*task).clone());
        let item = self.manifest.item(id).filter(|item| item.is_open());
        let Some(task) = known.or_else(|| item.map(accepted::task)) else {
            return Err(format!("'{id}' is no item, and neither 'worker', 'scope' nor 'unplaced'"));
        };
        if !self.seen.insert(id.to_owned()) {
            return Err(format!("{id} is there twice"));
        }
        if self.unplaced {
            return Ok(());
        }
        let Some(worker) = self.workers.len().checked_sub(1) else {
            return Err(format!("{id} stands above the first worker"));
        };
        self.placed.push(Placed { line, worker, task });
        Ok(())
    }

    fn finish(mut self, shared: &[String]) -> Result<Vec<Worker>, ShortError> {
        let lines = std::mem::take(&mut self.at);
        let shared = Scope::of(shared);
        for placed in &self.placed {
            for path in &placed.task.scope {
                let inside = crate::scope::sample(path);
                let owner =
                    self.workers.iter().position(|worker| worker.owned().owns(inside.as_bytes()));
                let error = |why: String| ShortError { line: placed.line, why };
                match owner {
                    Some(owner) if owner == placed.worker => {}
                    None if shared.owns(inside.as_bytes()) => {}
                    None => self.workers[placed.worker].scope.push(crate::scope::starred(path)),
                    Some(owner) => {
                        return Err(error(format!(
                            "{} changes {path}, which is in the scope of {}",
                            placed.task.id, self.workers[owner].id
                        )));
                    }
                }
            }
        }
        let mut holder: HashMap<String, String> = HashMap::default();
        for placed in &self.placed {
            holder.insert(placed.task.id.clone(), self.workers[placed.worker].id.clone());
        }
        for Placed { worker, task, .. } in std::mem::take(&mut self.placed) {
            self.workers[worker].task.push(task);
        }
        let ids: Vec<String> = self.workers.iter().map(|worker| worker.id.clone()).collect();
        for worker in &mut self.workers {
            if worker.task.iter().any(|task| self.manifest.item(&task.id).is_some()) {
                worker.rule = accepted::rules(self.manifest, &worker.rule);
            }
            worker.needs = needs(worker, self.manifest, &holder, &ids);
        }
        if let Some(empty) = self.workers.iter().position(|worker| worker.scope.is_empty()) {
            let line =
                lines.iter().find(|(_, count)| *count == empty + 1).map_or(1, |(line, _)| *line);
            return Err(ShortError {
                line,
                why: format!("{} has no scope", self.workers[empty].id),
            });
        }
        Ok(self.workers)
    }
}

/// What a worker needs of the others, after items have changed hands.
fn needs(
    worker: &Worker,
    manifest: &Manifest,
    holder: &HashMap<String, String>,
    ids: &[String],
) -> Vec<String> {
    let mut out: Vec<String> = worker
        .needs
        .iter()
        .filter(|need| {
            let (provider, item) = need.split_once('/').unwrap_or((need, ""));
            ids.iter().any(|id| id == provider) && manifest.item(item).is_none()
        })
        .cloned()
        .collect();
    for task in &worker.task {
        let waits = manifest.item(&task.id).into_iter().flat_map(|item| &item.dependencies);
        for on in waits.map(|dependency| &dependency.on) {
            let need = holder.get(on).filter(|other| **other != worker.id);
            if let Some(need) =
                need.map(|other| format!("{other}/{on}")).filter(|it| !out.contains(it))
            {
                out.push(need);
            }
        }
    }
    out
}

/// Words, those with blanks in double quotes.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut word = String::new();
        if first == '"' {
            loop {
                match chars.next() {
                    Some('"') => break,
                    Some('\\') => word.extend(chars.next()),
                    Some(c) => word.push(c),
                    None => return Err("a quote is not closed".to_owned()),
                }
            }
        } else {
            word.push(first);
            while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                word.push(c);
            }
        }
        out.push(word);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::{Ground, Options, accepted, build};
    use super::*;
    use crate::document::WorkItem;

    fn planned() -> (Manifest, Vec<Worker>) {
        let item = |title: &str, path: &str| WorkItem {
            title: title.into(),
            document: "todo.md".into(),
            scope: vec![path.into()].into_iter().filter(|path: &String| !path.is_empty()).collect(),
            ..WorkItem::default()
        };
        let work = [
            item("Rework the cart", "a/x.rs"),
            item("Rework the order", "b/y.rs"),
            item("Rework the mail", "c d/z.rs"),
            item("Write the guide", ""),
        ];
        let files = ["a/x.rs", "b/y.rs", "c d/z.rs"].map(String::from).to_vec();
        let ground = Ground { files, ..Ground::default() };
        let manifest = build(&work, &ground, &Options { workers: Some(3) });
        let workers = accepted(&manifest, &[]);
        (manifest, workers)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (manifest, workers) = planned();
        let text = short(&manifest, &workers);
        assert!(text.contains("unplaced\n  item-4"), "{text}");
        let again = read_short(&text, &manifest, &workers, &[]).unwrap();
        let told = |workers: &[Worker]| -> Vec<(String, Vec<String>, Vec<String>)> {
            let of = |it: &Worker| {
                (it.slug.clone(), it.scope.clone(), it.task.iter().map(|t| t.id.clone()).collect())
            };
            workers.iter().map(of).collect()
        };
        assert_eq!(told(&again), told(&workers));
    }

    #[test]
    fn an_item_is_moved_placed_and_refused_at_its_line() {
        let (manifest, workers) = planned();
        let text = "worker task-1 carts\n scope a/\n item-1\n item-3\n item-4\nworker task-2 b\n scope b/\n item-2\n";
        let read = |text: &str| read_short(text, &manifest, &workers, &[]);
        let moved = read(text).unwrap();
        assert_eq!(moved[0].scope, ["a/", "c d/z.rs"], "a file that nobody else has comes along");
        let ids: Vec<&str> = moved[0].task.iter().map(|task| task.id.as_str()).collect();
        assert_eq!((ids, &*moved[0].slug), (vec!["item-1", "item-3", "item-4"], "carts"));
        for (text, want) in [
            (
                "worker task-1 x\n scope a/\n item-1\n item-2\nworker task-2 y\n scope b/",
                "line 4: item-2 changes b/y.rs, which is in the scope of task-2",
            ),
            ("worker task-1 x\n scope a/\n itme-1", "line 3: 'itme-1' is no item"),
            ("worker task-1 x\n scope a/\n item-1\n\n item-1", "line 5: item-1 is there twice"),
            ("item-1", "line 1: item-1 stands above the first worker"),
            ("worker Task x", "line 1: 'Task' is no worker's name"),
            ("worker task-9 x\n item-4", "line 1: task-9 has no scope"),
            ("worker task-1 x\n scope \"a", "line 2: a quote is not closed"),
        ] {
            assert!(read(text).unwrap_err().to_string().starts_with(want), "{:?}", read(text));
        }
    }
}
