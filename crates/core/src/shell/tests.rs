//! Commands and what is read in them.

use super::*;

/// The commands of a script by their first words, with what they stand in.
fn outline(list: &List) -> String {
    let known = Variables::new();
    let stage = |stage: &Stage| match &stage.command {
        Command::Simple { words, .. } => {
            let words = words.iter().flat_map(|word| word.arguments(&known));
            let shown = words.map(|word| match word {
                Argument::Exact(text) => text,
                Argument::Pattern(text) => format!("/{text}/"),
                Argument::Found(_) | Argument::Within(_) | Argument::Unknown => "?".into(),
            });
            shown.collect::<Vec<_>>().join(" ")
        }
        Command::Group(list) => format!("{{{}}}", outline(list)),
        Command::Subshell(list) => format!("({})", outline(list)),
        Command::Branches(lists) => {
            format!("[{}]", lists.iter().map(outline).collect::<Vec<_>>().join("/"))
        }
        Command::Loop { name, body, .. } => format!("{name}:{}", outline(body)),
        Command::Each { name, body } => format!("{name}<{}", outline(body)),
        Command::Define { name, .. } => format!("{name}()"),
        Command::Nothing => "-".into(),
    };
    let step = |step: &Step| {
        let stages: Vec<_> = step.stages.iter().map(stage).collect();
        let mark = if step.conditional { "?" } else { "" };
        format!("{mark}{}{}", stages.join("|"), if step.background { "&" } else { "" })
    };
    list.iter().map(step).collect::<Vec<_>>().join("; ")
}

#[test]
fn commands_are_read_in_their_places() {
    for (command, want) in [
        ("a b|c&&d||e;f&g", "a b|c; ?d; ?e; f&; g"),
        ("{ a; b; }; (c; d)", "{a; b}; (c; d)"),
        ("if a\nthen b; elif c; then d; else e; fi", "[a/b/c/d/e]"),
        ("while a; do b; done; until c\ndo d\ndone", "[a/b]; [c/d]"),
        ("while IFS= read -r x; do a; done; while read x y; do b; done", "x<a; [read x y/b]"),
        ("for x in 1 2; do a $x; done; for y; do b; done", "x:a ?; y:b"),
        ("case $a in (b) c;; d|e) f;& *) ;; esac; g", "[c/f/]; g"),
        ("((1)); [[ a ]]; f() { a; }; b", "-; -; f(); b"),
        ("((a); b)", "((a); b)"),
        ("a \\\n b # c\nd", "a b; d"),
        ("a 'b c'd\"e f\"\\ g", "a b cde f g"),
        ("a '' *.c \"*\" '[x'*", "a  /*.c/ * /\\[x*/"),
        ("x=1 y=\"a b\" a", "a"),
        ("a <<E; b\nc\nE\nd", "a; b; d"),
        ("echo done; echo if { }", "echo done; echo if { }"),
    ] {
        let script = parse(command);
        assert_eq!(
            script.as_ref().map(|script| outline(&script.list)),
            Ok(want.into()),
            "{script:?}"
        );
    }
}

#[test]
fn what_no_shell_reads_is_unclear() {
    for command in ["a 'b", "(a", "a)", "if a; then b", "a > ", "{ a", "a | ", "case x in", "$(a"] {
        assert!(parse(command).is_err(), "{command}");
    }
    assert!(parse(&"(".repeat(5000)).is_err());
    assert!(parse(&"$(".repeat(5000)).is_err());
}
