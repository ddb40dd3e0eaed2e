//! The manual pages, from the clap tree, with the sections git's own pages have.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use git_parallel::seams::Exit;

/// The day of the release the pages belong to; a page's date is its text's, not its build's.
pub(super) const DATE: &str = "2026-11-25";

/// Every page, as its file name and its text.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut top = git_parallel::seams::command().disable_help_subcommand(true);
    top.build();
    let verbs: Vec<Command> = top.get_subcommands().cloned().collect();
    let mut found = vec![("git-parallel.1".to_owned(), main_page(top, &verbs))];
    for verb in &verbs {
        found.push((format!("git-parallel-{}.1", verb.get_name()), verb_page(verb, &verbs)));
    }
    found.push(("git-parallel-config.5".to_owned(), super::config_page::page(&verbs)));
    found
}

fn page(command: &Command, name: &str) -> Man {
    Man::new(command.clone().display_name(name))
        .title(name.to_uppercase())
        .section("1")
        .date(DATE)
        .source(concat!("git-parallel ", env!("CARGO_PKG_VERSION")))
        .manual("Git Parallel Manual")
}

fn main_page(mut command: Command, verbs: &[Command]) -> Vec<u8> {
    for verb in verbs {
        // The verbs have pages of their own; here each is a line.
        command = command.mut_subcommand(verb.get_name(), |verb| verb.long_about(None));
    }
    let man = page(&command, "git-parallel");
    let mut text = start(&man, "git-parallel", &command);
    section(&mut text, "SYNOPSIS");
    text.push_str("\\fBgit parallel\\fR [\\fIOPTIONS\\fR] <\\fIVERB\\fR> [\\fIARGS\\fR]\n");
    text.push_str(&rendered(|out| man.render_description_section(out)));
    section(&mut text, "VERBS");
    for (group, lines) in git_parallel::seams::GROUPS {
        text.push_str(&format!(".SS {group}\n"));
        for name in lines.iter().flat_map(|(names, _)| *names) {
            let verb = verbs.iter().find(|verb| verb.get_name() == *name);
            let verb = verb.unwrap_or_else(|| panic!("{name} is no verb"));
            let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!(
                ".TP\n\\fBgit\\-parallel\\-{name}\\fR(1)\n{}\n",
                escaped(&about)
            ));
        }
    }
    text.push_str(&rendered(|out| man.render_options_section(out)));
    text.push_str(&prose(include_str!("prose.md")));
    section(&mut text, "CONFIGURATION");
    text.push_str("The file .parallel.toml at the root of the repository, as \\fBgit parallel init\\fR writes it:\n");
    let sample = git_parallel::config::Detected { base: "main".into(), ..Default::default() };
    literal(&mut text, &git_parallel::config::commented(&sample));
    section(&mut text, "EXIT STATUS");
    for (exit, meaning) in exits() {
        text.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", exit as u8, escaped(meaning)));
    }
    finish(&mut text, verbs, None)
}

fn verb_page(verb: &Command, verbs: &[Command]) -> Vec<u8> {
    let name = format!("git-parallel-{}", verb.get_name());
    let quiet = verb.clone().mut_args(|arg| {
        let global = arg.is_global_set();
        arg.hide(global)
    });
    let man = page(&quiet, &name);
    let mut text = start(&man, &name, verb);
    section(&mut text, "SYNOPSIS");
    text.push_str(&synopsis(verb));
    text.push_str(&rendered(|out| man.render_description_section(out)));
    text.push_str(&rendered(|out| man.render_options_section(out)));
    if verb.has_subcommands() {
        section(&mut text, "COMMANDS");
        for one in verb.get_subcommands() {
            let about = one.get_about().map(ToString::to_string).unwrap_or_default();
            let mut usage = one.clone();
            let usage = usage.render_usage().to_string().replace("Usage: ", "");
            text.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", escaped(&usage), escaped(&about)));
            for arg in one.get_arguments().filter(|arg| !arg.is_global_set()) {
                let Some(help) =
                    arg.get_help().filter(|_| arg.get_id() != "help" && arg.get_id() != "version")
                else {
                    continue;
                };
                text.push_str(&format!(
                    ".br\n{}: {}\n",
                    escaped(&arg.to_string()),
                    escaped(&help.to_string())
                ));
            }
        }
    }
    section(&mut text, "EXIT STATUS");
    for (exit, meaning) in exits() {
        if can_end(verb.get_name(), exit) {
            text.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", exit as u8, escaped(meaning)));
        }
    }
    section(&mut text, "EXAMPLES");
    let examples = verb.get_after_long_help().expect("examples for every verb").to_string();
    literal(&mut text, examples.trim_start_matches("Examples:\n"));
    finish(&mut text, verbs, Some(verb.get_name()))
}

/// The command line as git writes it: `git parallel plan [--workers <N>] [--yes] <DOC>...`.
fn synopsis(verb: &Command) -> String {
    let mut words = vec![format!("\\fBgit parallel {}\\fR", escaped(verb.get_name()))];
    let own = |arg: &&clap::Arg| {
        !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version")
    };
    let (places, options): (Vec<&clap::Arg>, Vec<&clap::Arg>) =
        verb.get_arguments().filter(own).partition(|arg| arg.is_positional());
    for arg in options.into_iter().chain(places) {
        let word = escaped(&arg.to_string());
        words.push(if arg.is_required_set() || word.starts_with('[') {
            word
        } else {
            format!("[{word}]")
        });
    }
    if verb.has_subcommands() {
        words.push("<\\fICOMMAND\\fR>".to_owned());
    }
    format!("{}\n", words.join(" "))
}

/// Whether the verb's code ends so anywhere; every verb may be done or fail.
fn can_end(verb: &str, exit: Exit) -> bool {
    if matches!(exit, Exit::Done | Exit::Failed) {
        return true;
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verb");
    let folder = source.join(verb);
    let mut files = vec![source.join(format!("{verb}.rs"))];
    if let Ok(entries) = folder.read_dir() {
        files.extend(
            entries.map(|entry| entry.expect("an entry").path()).filter(|file| file.is_file()),
        );
    }
    files.retain(|file| file.is_file());
    assert!(!files.is_empty(), "{verb} has no source");
    let said = format!("Exit::{exit:?}");
    files.iter().any(|file| fs::read_to_string(file).expect("a source file").contains(&said))
}

/// The exit codes with their meanings; the match keeps them complete.
fn exits() -> [(Exit, &'static str); 4] {
    [Exit::Done, Exit::Found, Exit::Failed, Exit::Conflict].map(|exit| {
        let meaning = match exit {
            Exit::Done => "Done; where there is a question, the answer is yes.",
            Exit::Found => "The answer is no: violations, attention needed, conflicts predicted.",
            Exit::Failed => "It could not be done; nothing was written unless the message says so.",
            Exit::Conflict => "Stopped half-way on a conflict: continue or abort.",
        };
        (exit, meaning)
    })
}

/// The title and the NAME section; `command.name` with hyphens, as pages are named.
fn start(man: &Man, name: &str, command: &Command) -> String {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut text = rendered(|out| man.render_title(out));
    section(&mut text, "NAME");
    text.push_str(&format!("{} \\- {}\n", escaped(name), escaped(&about)));
    text
}

fn finish(text: &mut String, verbs: &[Command], own: Option<&str>) -> Vec<u8> {
    section(text, "SEE ALSO");
    let mut also: Vec<String> = own.map(|_| "git\\-parallel".to_owned()).into_iter().collect();
    let others = verbs.iter().map(Command::get_name).filter(|name| Some(*name) != own);
    also.extend(others.map(|name| format!("git\\-parallel\\-{name}")));
    also.extend(["git\\-worktree".to_owned(), "githooks".to_owned()]);
    also.push("git\\-parallel\\-config".to_owned());
    let section = |name: &String| {
        if name == "githooks" || name.ends_with("config") { "5" } else { "1" }
    };
    let lines: Vec<String> =
        also.iter().map(|name| format!("\\fB{name}\\fR({})", section(name))).collect();
    text.push_str(&lines.join(",\n"));
    text.push('\n');
    let trimmed: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", trimmed.join("\n")).into_bytes()
}

/// Sections written as `# HEADING`, with paragraphs, `- ` items as `term: text`, and indented code.
fn prose(written: &str) -> String {
    let mut text = String::new();
    for paragraph in
        written.split("\n\n").map(|it| it.trim_matches('\n')).filter(|it| !it.is_empty())
    {
        if let Some(heading) = paragraph.strip_prefix("# ") {
            section(&mut text, heading);
        } else if paragraph.starts_with("    ") {
            literal(&mut text, paragraph);
        } else if paragraph.starts_with("- ") {
            for item in paragraph.split("\n- ") {
                let item = item.trim_start_matches("- ").replace("\n  ", " ");
                let (term, meaning) = item.split_once(": ").expect("a term and its meaning");
                text.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(meaning)));
            }
        } else {
            text.push_str(&format!(".PP\n{}\n", escaped(&paragraph.replace('\n', " "))));
        }
    }
    text
}

pub(super) fn section(text: &mut String, heading: &str) {
    text.push_str(&format!(".SH {heading}\n"));
}

/// Lines to be shown as they are.
pub(super) fn literal(text: &mut String, lines: &str) {
    let opens_section = text.lines().last().is_some_and(|line| line.starts_with(".SH"));
    text.push_str(if opens_section { ".nf\n" } else { ".PP\n.nf\n" });
    for line in lines.trim_matches('\n').lines() {
        text.push_str(&format!("{}\n", escaped(line)));
    }
    text.push_str(".fi\n");
}

/// Text for roff: no line of it is a request, no character a control.
pub(super) fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

fn rendered(render: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    render(&mut out).expect("memory");
    String::from_utf8(out).expect("text")
}
