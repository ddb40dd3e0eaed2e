//! What an item asks for: by its verb, by what it names, by the kind of document.

use crate::document::{
    Action, Concept, Form, WorkItem, begins, ends, first, is_statement, means, tells,
};

/// What words in a title tell where no verb does; the first that matches wins.
const SIGNS: [(Action, Concept); 7] = [
    (Action::Document, Concept::SignDocument),
    (Action::Remove, Concept::SignRemove),
    (Action::Update, Concept::SignUpdate),
    (Action::Refactor, Concept::SignRefactor),
    (Action::Test, Concept::SignTest),
    (Action::Add, Concept::SignAdd),
    (Action::Fix, Concept::SignFix),
];

/// What the name of a document or a heading tells; the first that matches wins.
const PLACES: [(Action, Concept); 6] = [
    (Action::Test, Concept::AboutTests),
    (Action::Fix, Concept::AboutBugs),
    (Action::Refactor, Concept::AboutShape),
    (Action::Document, Concept::AboutDocuments),
    (Action::Add, Concept::AboutFeatures),
    (Action::Fix, Concept::AboutReview),
];

/// The action of `item`.
pub(super) fn action(item: &WorkItem) -> Action {
    let title = without_paths(&item.title);
    let verb = first(title).or_else(|| after_colon(title)).or_else(|| runs_tests(title));
    if let Some(verb) = verb {
        return objective(verb, title, item);
    }
    let lower = title.to_lowercase();
    if let Some(action) = checked(&item.title.to_lowercase()) {
        return action;
    }
    let group = item.group.as_deref().filter(|group| item.about.as_deref() != Some(group));
    let group = place(group);
    let document = place(item.about.as_deref());
    let about = group.or(document);
    if about == Some(Action::Test) {
        return Action::Test;
    }
    if has(&lower, "flaky") || title.contains("schlägt fehl") {
        return Action::Fix;
    }
    if has(&lower, "typo") && !has(&lower, "typograph") {
        return Action::Fix;
    }
    let secret = ["secret", "password", "credential", "token", "api key"];
    if lower.starts_with("hard") && secret.iter().any(|word| lower.contains(word)) {
        return Action::Fix;
    }
    // A review mends what it finds, and a group does what it says, whatever their remedies say.
    if group.is_none()
        && document != Some(Action::Fix)
        && let Some(action) = first(&item.remedy)
    {
        return action;
    }
    let signed = SIGNS.iter().find(|(_, words)| begins(*words, &lower)).map(|(action, _)| *action);
    // "No upload limit" asks for one, "upload crashes, no limit" for a mend.
    let lacks = ["missing ", "no ", "lack of "].iter().any(|lack| lower.starts_with(lack));
    if let Some(action) =
        signed.filter(|action| lacks || !(about == Some(Action::Fix) && *action == Action::Add))
    {
        return action;
    }
    if item.title.to_lowercase().starts_with("why ") {
        return Action::Investigate;
    }
    // "A renamed profile never converges": whatever the list is called, that is to be mended.
    if tells(Concept::Trouble, &lower) && !tells(Concept::Modal, &lower) && group.is_none() {
        return Action::Fix;
    }
    // What a document says of itself tells less than an order further on in the item's own words.
    let later = || (document != Some(Action::Fix)).then(|| ordered(item)).flatten();
    if let Some(said) = group.or_else(later).or(document) {
        return said;
    }
    if title.ends_with('?') {
        return Action::Investigate;
    }
    let stated = || is_statement(&item.title).then_some(Action::Fix);
    first(&item.remedy).or_else(stated).unwrap_or(Action::Add)
}

/// What `verb` at the start of `title` asks for, by what it is about.
fn objective(verb: Action, title: &str, item: &WorkItem) -> Action {
    let tests = title.to_lowercase();
    let testing = verb == Action::Add
        && tests.split_whitespace().any(|w| matches!(w, "test" | "tests"))
        && !tests.contains("support");
    let docs = matches!(verb, Action::Add | Action::Update)
        && ["documentation", "docs", "readme"].iter().any(|word| tests.contains(word))
        && item.scope.len() <= 1
        && !tests.contains("create");
    // "Clean up the deployment" may take something away, which its remedy tells.
    let cleans = verb == Action::Refactor && tests.starts_with("clean");
    if cleans && first(&item.remedy) == Some(Action::Remove) {
        Action::Remove
    } else if testing {
        Action::Test
    } else if docs {
        Action::Document
    } else {
        verb
    }
}

/// What a title asks for that names a check or a question: "Security audit by others",
/// "연동 테스트", "Ask them about it"; and the change that Chinese puts first.
fn checked(lower: &str) -> Option<Action> {
    let asks = lower.starts_with("ask ")
        && [" about ", " whether ", " if "].iter().any(|word| lower.contains(word));
    if asks || has(lower, "vérifier si") {
        return Some(Action::Investigate);
    }
    if lower.starts_with("修改") {
        return Some(Action::Update);
    }
    let head = [" (", ". "]
        .iter()
        .fold(lower, |head, end| head.split_once(end).map_or(head, |(head, _)| head));
    let mut words = head.split(' ').take_while(|word| !means(Concept::Empty, word));
    let last = words.by_ref().last()?.trim_matches(|c: char| !c.is_alphanumeric());
    let kind = last.rsplit('-').next().unwrap_or(last);
    let spoken = |concept| means(concept, kind) || means(concept, last);
    if spoken(Concept::KindCheck) {
        Some(Action::Investigate)
    // "A/B testing" is something a product does.
    } else if (spoken(Concept::KindTest) || !last.is_ascii() && ends(Concept::KindTest, last))
        && !head.ends_with("a/b testing")
    {
        Some(Action::Test)
    } else {
        None
    }
}

/// Whether `word` starts at a word boundary of `text`.
fn has(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
}

/// The verb after a leading scope: `Security: escape names`, `src/a.rs - Generate`.
fn after_colon(title: &str) -> Option<Action> {
    let (_, rest) = title
        .split_once(": ")
        .or_else(|| title.split_once(" - "))
        .or_else(|| title.split_once(" — "))?;
    first(rest)
}

fn without_paths(title: &str) -> &str {
    let leading = |word: &str| word.contains('/') && word.is_ascii() || matches!(word, "-" | "—");
    let mut rest = title.trim();
    while let Some(word) = rest.split_whitespace().next().filter(|word| leading(word)) {
        rest = rest[word.len()..].trim_start();
    }
    rest
}

/// Tests are run with no verb of their own: "Run all tests".
fn runs_tests(title: &str) -> Option<Action> {
    let lower = title.to_lowercase();
    let tests = |word: &str| matches!(word, "test" | "tests" | "suite" | "suites");
    let run = lower.strip_prefix("run ")?;
    run.split(|c: char| !c.is_alphanumeric()).any(tests).then_some(Action::Test)
}

/// The first order in what follows the first sentence of a list item or a row: "Pin is old. Bump it."
fn ordered<'a>(item: &'a WorkItem) -> Option<Action> {
    if item.form == Form::Heading {
        return None;
    }
    let cut = item.title.find(". ").into_iter().chain(item.title.find("; ")).min();
    let rest = cut.map_or("", |at| &item.title[at + 2..]);
    // The orders of its steps are not those of the whole.
    let body = if item.steps.is_empty() { item.body.as_str() } else { "" };
    let sentences = |text: &'a str| text.split(". ").flat_map(|part| part.split(['\n', ';']));
    let order = |sentence: &str| {
        let sentence = sentence.trim();
        let clause = ["If ", "When ", "Once "].iter().any(|word| sentence.starts_with(word));
        let main = if clause { sentence.split_once(", ")?.1 } else { sentence };
        let order = first(main).filter(|action| *action != Action::Investigate);
        order.or_else(|| main.starts_with("needs ").then_some(Action::Add))
    };
    sentences(rest).chain(sentences(body)).take(6).find_map(order)
}

/// What the document and the heading are about.
fn place(text: Option<&str>) -> Option<Action> {
    let text = text?;
    // "Known bugs in the tests" are bugs.
    if begins(Concept::AboutBugs, text) && text.to_lowercase().starts_with("known") {
        return Some(Action::Fix);
    }
    PLACES.iter().find(|(_, words)| begins(*words, text)).map(|(action, _)| *action)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str, about: &str) -> Action {
        action(&WorkItem { title: title.into(), about: Some(about.into()), ..WorkItem::default() })
    }

    #[test]
    fn the_verb_wins_then_the_words_then_the_document() {
        for (title, about, want) in [
            ("Remove the cache", "Code review", Action::Remove),
            ("Add tests for the parser", "", Action::Test),
            ("src/a.ts - Generate script", "", Action::Add),
            ("Unused imports", "Code review", Action::Remove),
            ("Session never closed", "Code review", Action::Fix),
            ("No upload limit", "Code review", Action::Add),
            ("Date picker", "Roadmap", Action::Add),
            ("parser/ module", "Missing tests", Action::Test),
            ("Run all tests of the parser", "Debt", Action::Test),
            ("Run the parser over it", "Tech debt", Action::Refactor),
            ("The pin is two years old. Bump it.", "Tech debt", Action::Update),
            ("It shells out; if that ends, it is idle", "Tech debt", Action::Refactor),
            ("CI shells out. If it moves, drop the step", "Tech debt", Action::Remove),
            ("The reader gives up early; needs a way back", "Tech debt", Action::Add),
            ("The pin is old. Bump it.", "Code review", Action::Fix),
            ("The pin is old. Check it.", "Tech debt", Action::Refactor),
            ("Lighthouse audit", "Roadmap", Action::Investigate),
            ("Security audit by third party", "Security", Action::Investigate),
            ("Penetration testing", "Security", Action::Test),
            ("A/B testing", "Roadmap", Action::Add),
            ("Ask IT about unsigned installers", "Roadmap", Action::Investigate),
            ("Ask for the name twice", "Roadmap", Action::Add),
            ("IDE 연동 테스트", "Roadmap", Action::Test),
            ("스타일 가이드 준수 여부 체크", "Roadmap", Action::Test),
            ("수집 완료 확인", "Roadmap", Action::Test),
            ("next dev : vérifier si le flag sert", "Dette", Action::Investigate),
            ("修改导入", "重构", Action::Update),
            ("Why does the parser take a filter", "Tech debt", Action::Investigate),
        ] {
            assert_eq!(of(title, about), want, "{title}");
        }
    }

    #[test]
    fn the_remedy_tells_what_a_noun_does_not() {
        for (title, remedy, want) in [
            ("Duplicated configuration", "Delete `vercel.json`.", Action::Remove),
            ("Clean deployment artifacts", "Delete `vercel.json`.", Action::Remove),
            ("Clean deployment artifacts", "Move them to one folder.", Action::Refactor),
            ("Fix the deployment", "Delete `vercel.json`.", Action::Fix),
        ] {
            let (title, remedy) = (title.into(), remedy.into());
            let item = WorkItem { title, remedy, ..WorkItem::default() };
            assert_eq!(action(&item), want, "{}", item.title);
        }
    }
}
