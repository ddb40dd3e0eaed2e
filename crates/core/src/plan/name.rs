//! What a worker is called: by its directory, by its heading, by its first item.

use foldhash::HashMap;

use super::item::Item;
use crate::config::slug;
use crate::document::{Concept, says_only};

/// A title and a slug for the worker that has `members`; where the slug is `taken`, the name
/// of one of its files tells the two apart.
pub(super) fn name(
    items: &[Item],
    members: &[usize],
    scope: &[String],
    taken: &dyn Fn(&str) -> bool,
) -> (String, String) {
    let (title, slugged) = plain_name(items, members, scope);
    if !taken(&slugged) {
        return (title, slugged);
    }
    let told = scope.iter().filter_map(|path| stem(path)).find_map(|stem| {
        let longer = format!("{title}: {stem}");
        // A long title leaves no room for the file in the slug.
        let mut names = [slug(&longer), slug(stem)].into_iter();
        let named = names.find(|named| *named != slugged && !named.is_empty() && !taken(named))?;
        Some((longer, named))
    });
    told.unwrap_or((title, slugged))
}

/// The one file, or the folder, that all the items are about: `util` for `app/util.py`.
fn only_file(items: &[Item], members: &[usize]) -> Option<String> {
    let mut paths: Vec<&String> = members.iter().flat_map(|at| &items[*at].scope).collect();
    paths.sort_unstable();
    paths.dedup();
    match paths[..] {
        [] => None,
        [only] => stem(only).map(|name| name.replace(['_', '-'], " ")),
        [first, ..] => {
            let folder = first.split_once('/')?.0;
            let all = paths
                .iter()
                .all(|path| path.split_once('/').is_some_and(|(head, _)| head == folder));
            all.then(|| folder.to_owned())
        }
    }
}

/// What a pattern's last part is called, without its ending.
fn stem(path: &str) -> Option<&str> {
    let last = path.trim_start_matches('!').trim_end_matches('/').rsplit('/').next()?;
    let stem = last.split('.').next()?;
    (!stem.is_empty() && !stem.contains(['*', '?', '['])).then_some(stem)
}

fn plain_name(items: &[Item], members: &[usize], scope: &[String]) -> (String, String) {
    let title = heading(items, members)
        .or_else(|| directory(items, members, scope))
        .or_else(|| only_file(items, members))
        .or_else(|| members.first().map(|at| items[*at].description.clone()))
        .unwrap_or_default();
    let title = title.trim().trim_end_matches(['.', ':']).to_owned();
    let named = slug(&title);
    let named = if named.is_empty() {
        directory(items, members, scope).map(|name| slug(&name)).unwrap_or_default()
    } else {
        named
    };
    (title, if named.is_empty() { "work".into() } else { named })
}

/// What says of items how urgent they are, or that they are work, and not what they are about.
const UNTELLING: [Concept; 14] = [
    Concept::Critical,
    Concept::CriticalPhrase,
    Concept::High,
    Concept::HighPhrase,
    Concept::Medium,
    Concept::MediumPhrase,
    Concept::Low,
    Concept::LowPhrase,
    Concept::PriorityName,
    Concept::PriorityBeside,
    Concept::Open,
    Concept::LabelName,
    Concept::LabelStage,
    Concept::FieldPriority,
];

/// The heading most of the items stand under, where it says more than an urgency.
fn heading(items: &[Item], members: &[usize]) -> Option<String> {
    let mut count: HashMap<&str, usize> = HashMap::default();
    for at in members {
        if let Some(group) = &items[*at].group {
            *count.entry(group).or_default() += 1;
        }
    }
    let (group, times) =
        count.into_iter().max_by_key(|(group, times)| (*times, std::cmp::Reverse(*group)))?;
    // What most of the work of others stands under too, the title of a document say, tells no worker from
    // another.
    let under = items.iter().filter(|item| item.is_open() && item.group.as_deref() == Some(group));
    let under = under.count();
    let all = under == items.len() && items.len() > 1;
    let telling = !all && times * 2 > under && !says_only(&UNTELLING, group);
    let name = unnumbered(group);
    (telling && times * 2 > members.len() && name.chars().count() <= 48).then(|| name.to_owned())
}

/// A heading without the stage it is: `Model commands` of `Package 6: Model commands`.
fn unnumbered(group: &str) -> &str {
    let Some((head, rest)) = group.split_once([':', '—', '–']) else { return group };
    let mut words = head.split_whitespace();
    let staged = matches!((words.next(), words.next(), words.next()), (Some(word), Some(number), None)
        if word.chars().all(char::is_alphabetic) && number.len() <= 3 && number.starts_with(|c: char| c.is_ascii_digit()));
    if staged && !rest.trim().is_empty() { rest.trim() } else { group }
}

/// The directory most of the items' paths are in; two where no one holds more than half.
fn directory(items: &[Item], members: &[usize], scope: &[String]) -> Option<String> {
    let named = members.iter().flat_map(|at| &items[*at].scope);
    let paths: Vec<&String> = named.chain(scope.iter().filter(|_| members.is_empty())).collect();
    let mut count: HashMap<&str, usize> = HashMap::default();
    for path in paths.iter().filter(|path| !path.starts_with('!')) {
        let directory = match path.strip_suffix('/') {
            Some(whole) => whole,
            None => path.rsplit_once('/').map_or(path.as_str(), |(head, _)| head),
        };
        *count.entry(directory).or_default() += 1;
    }
    let mut ranked: Vec<(&str, usize)> = count.into_iter().collect();
    ranked.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
    let (first, times) = *ranked.first()?;
    let first = match spoken(first) {
        // A folder that is called like any other is told by the file of it that is named most.
        plain if plain.is_empty() => most_named(&paths, first).unwrap_or_default(),
        told => told,
    };
    let second = ranked.get(1).filter(|_| times * 2 <= paths.len());
    let name = match second.map(|(name, _)| spoken(name)).filter(|second| *second != first) {
        Some(second) if !first.is_empty() && !second.is_empty() => {
            format!("{first}, {}", beside(&first, &second))
        }
        _ => first,
    };
    (!name.is_empty()).then_some(name)
}

/// What of `second` the name before it has not said: `sleep` of `mneme sleep` beside `mneme awake`.
fn beside<'n>(first: &str, second: &'n str) -> &'n str {
    match second.split_once(' ') {
        Some((head, rest)) if first.split(' ').next() == Some(head) => rest,
        _ => second,
    }
}

/// The file in `directory` that is named most, without its ending; none where all are in it and none more
/// than another.
fn most_named(paths: &[&String], directory: &str) -> Option<String> {
    let mut count: HashMap<&str, usize> = HashMap::default();
    let within = |path: &&&String| path.rsplit_once('/').is_some_and(|(head, _)| head == directory);
    for path in paths.iter().filter(within) {
        *count.entry(stem(path)?).or_default() += 1;
    }
    let mut ranked: Vec<(&str, usize)> = count.into_iter().collect();
    ranked.sort_by_key(|(name, times)| (std::cmp::Reverse(*times), *name));
    match ranked.as_slice() {
        [(only, _)] => Some((*only).to_owned()),
        [(first, most), (_, next), ..] if most > next => Some((*first).to_owned()),
        [(first, _), (second, _), ..] => Some(format!("{first}, {second}")),
        [] => None,
    }
    .map(|name| name.replace(['_', '-'], " "))
}

/// A directory as people say it: `models` for `src/models`.
fn spoken(directory: &str) -> String {
    let telling = |part: &&str| {
        !matches!(*part, "src" | "lib" | "app" | "packages" | "crates" | "internal" | "pkg")
    };
    let parts: Vec<&str> = directory.split('/').filter(telling).collect();
    let name = parts.iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" ");
    name.trim_start_matches('.')
        .split('.')
        .next()
        .unwrap_or_default()
        .replace(['_', '-'], " ")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_stage_is_no_name() {
        for (group, want) in [
            ("Package 6: Model commands", "Model commands"),
            ("Phase 2 — API", "API"),
            ("Server: mail", "Server: mail"),
            ("Package 6", "Package 6"),
        ] {
            assert_eq!(unnumbered(group), want);
        }
    }

    #[test]
    fn a_heading_that_tells_only_urgency_or_work_is_no_name() {
        for (group, want) in [
            ("Should fix", false),
            ("P1: High priority issues", false),
            ("Phase 2", false),
            ("Open bugs", false),
            ("Kritisch", false),
            ("Issues in the parser", true),
            ("Docs", true),
            ("Phase 2: Mail", true),
        ] {
            assert_eq!(!says_only(&UNTELLING, group), want, "{group}");
        }
    }

    #[test]
    fn folders_of_dots_have_names_and_two_halves_have_both() {
        let scope = [".github/workflows/tests.yaml".to_owned(), "examples/".to_owned()];
        assert_eq!(name(&[], &[], &scope, &|_| false).1, "github-workflows-examples");
        let scope = ["src/mail/inbox/".to_owned(), "src/mail/outbox/".to_owned()];
        assert_eq!(name(&[], &[], &scope, &|_| false).0, "mail inbox, outbox");
    }

    #[test]
    fn two_workers_in_one_directory_are_told_apart_by_a_file() {
        let scope = ["server/mail.py".to_owned(), "server/user*.py".to_owned()];
        let first = name(&[], &[], &scope, &|_| false);
        assert_eq!(first, ("server".to_owned(), "server".to_owned()));
        let second = name(&[], &[], &scope, &|slug| slug == "server");
        assert_eq!(second, ("server: mail".to_owned(), "server-mail".to_owned()));
        let third = name(&[], &[], &scope, &|slug| slug.starts_with("server"));
        assert_eq!(third.1, "mail", "a name too long for both is the file's alone");
        let third = name(&[], &[], &scope, &|_| true);
        assert_eq!(third.1, "server", "nothing tells it apart; the id does");
    }
}
