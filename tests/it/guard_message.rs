//! Messages as git will clean them, judged by the real hooks.

use crate::guarded::{ONE, TWO, check, commit, edited, guarded, head, refused, smuggle, stage};
use crate::scene::Scene;

/// An editor that writes `text` in front of what git put into the file.
fn writes(scene: &Scene, text: &str) -> String {
    let script = scene.outside().join("editor");
    let body = format!(
        "#!/bin/sh\nprintf '%b' '{text}' >\"$1.new\"\ncat \"$1\" >>\"$1.new\"\nmv \"$1.new\" \"$1\"\n"
    );
    std::fs::write(&script, body).expect("a file");
    let mut chmod = scene.command("chmod", ".");
    chmod.arg("+x").arg(&script);
    crate::scene::run(chmod, None).done();
    script.to_string_lossy().into_owned()
}

#[test]
fn subjects_need_a_prefix() {
    let scene = guarded();
    refused(commit(&scene, ONE, &[("a/x", "1\n")], "Add a model"), "begins with no prefix");
    let said = refused(scene.git_in(ONE, &["commit", "-m", "[checkpoint] x"]), "is no prefix");
    assert!(said.contains("did you mean '[CHECKPOINT]'?"), "{said}");
    refused(scene.git_in(ONE, &["commit", "-m", "[BLOCKED] x"]), "says why");
    refused(scene.git_in(ONE, &["commit", "-m", "[NEEDS:task-7/M] x"]), "no worker 'task-7'");
    let said =
        refused(scene.git_in(ONE, &["commit", "-m", "[NEEDS:task-1/M] x"]), "cannot need itself");
    assert!(said.contains("→ needs are of: task-2, lead\n"), "{said}");
    for subject in
        ["[CHECKPOINT] a", "[BLOCKED:spec] b", "[NEEDS:task-2/M] c", "[REVIEW] d", "[COMPLETE] e"]
    {
        scene.git_in(ONE, &["commit", "--allow-empty", "-m", subject]).done();
        assert_eq!(head(&scene, ONE), subject);
    }
    check(&scene, "task-1").done();
}

#[test]
fn needs_may_be_of_the_lead() {
    let scene = guarded();
    let subject = "[NEEDS:lead/docs/guide.md] a word on the flag";
    scene.git_in(ONE, &["commit", "--allow-empty", "-m", subject]).done();
    check(&scene, "task-1").done();
}

#[test]
fn a_merge_may_be_said_anew_and_nothing_else_calls_itself_one() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], "[CHECKPOINT] one").done();
    let forged = "Merge branch 'main' into work/task-1-one";
    refused(scene.git_in(ONE, &["commit", "--allow-empty", "-m", forged]), "no prefix");
    smuggle(&scene, ONE, &[("a/x", "2\n")], forged);
    assert!(check(&scene, "task-1").ended(1).contains("begins with no prefix"));
    scene.git_in(ONE, &["reset", "-q", "--hard", "HEAD~1"]).done();
    scene.write("c/z", "lead\n");
    scene.git(&["commit", "-q", "-am", "base"]);
    scene.git_in(ONE, &["merge", "-q", "--no-edit", "main"]).done();
    scene.git_in(ONE, &["commit", "-q", "--amend", "-m", "take the base"]).done();
    scene.git_in(ONE, &["commit", "-q", "--amend", "-m", forged]).done();
    stage(&scene, ONE, &[("a/x", "3\n")]);
    scene.git_in(ONE, &["commit", "-q", "--amend", "--no-edit"]).done();
    check(&scene, "task-1").done();
}

#[test]
fn what_git_writes_itself_passes() {
    let scene = guarded();
    commit(&scene, ONE, &[("a/x", "1\n")], "[CHECKPOINT] one").done();
    for args in [["commit", "--fixup", "HEAD"], ["commit", "--squash", "HEAD"]] {
        stage(&scene, ONE, &[("a/x", &format!("{args:?}\n"))]);
        let done = edited(&scene, ONE, "true", &args);
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{args:?}");
    }
    stage(&scene, ONE, &[("a/x", "amend\n")]);
    edited(&scene, ONE, "true", &["commit", "--fixup", "amend:HEAD~2"]).done();
    assert!(check(&scene, "task-1").done().contains("never folded"), "a warning, no refusal");
    scene.git_in(ONE, &["revert", "--no-edit", "HEAD"]).done();
    commit(&scene, TWO, &[("b/y", "2\n")], "[CHECKPOINT] two").done();
    scene.git_in(ONE, &["merge", "--no-edit", "work/task-2-two"]).done();
    scene.git_in(ONE, &["merge", "--no-edit", "main"]).done();
}

#[test]
fn stacked_forms_pass_and_what_only_looks_like_one_does_not() {
    let scene = guarded();
    let cases = [
        ("fixup! fixup! [CHECKPOINT] one", true),
        ("squash! fixup! [CHECKPOINT] one", true),
        ("amend! [CHECKPOINT] one", true),
        ("Revert \"[CHECKPOINT] one\"", true),
        ("Revert \"Revert \"[CHECKPOINT] one\"\"", true),
        ("Reapply \"[CHECKPOINT] one\"", true),
        ("fixup!", false),
        ("fixup [CHECKPOINT] one", false),
        ("Revert it", false),
    ];
    for (subject, fine) in cases {
        let done = scene.git_in(ONE, &["commit", "-q", "--allow-empty", "-m", subject]);
        assert_eq!(done.code == 0, fine, "{subject}: {done}");
    }
}

#[test]
fn comments_are_taken_out_as_git_will() {
    let scene = guarded();
    // What git does not know yet it leaves out of account, and so does the guard.
    let knows_strings = scene.git_version() >= (2, 45);
    let cases: [(&[&str], &str, bool); 12] = [
        (&[], "# a note\\n\\n[CHECKPOINT] real\\n", true),
        (&[], "# [CHECKPOINT] only a comment\\nreal\\n", false),
        (&["core.commentChar=;"], "; a note\\n[CHECKPOINT] real\\n", true),
        (&["core.commentChar=;"], "# kept\\n[CHECKPOINT] real\\n", false),
        (&["core.commentString=%%%%"], "%%%% a note\\n[CHECKPOINT] real\\n", knows_strings),
        (&["core.commentChar=auto"], "[CHECKPOINT] real\\n", true),
        (&["core.commentChar=auto"], "# a note\\n[CHECKPOINT] real\\n", true),
        (&["core.commentChar=auto", "commit.verbose=true"], "[CHECKPOINT] real\\n", true),
        (&["commit.cleanup=verbatim"], "# kept\\n[CHECKPOINT] real\\n", false),
        (&["commit.verbose=true"], "[CHECKPOINT] real\\n", true),
        (&["commit.cleanup=scissors"], "# kept\\n[CHECKPOINT] real\\n", false),
        (&["commit.cleanup=whitespace"], "# kept\\n[CHECKPOINT] real\\n", false),
    ];
    for (number, (config, text, fine)) in cases.iter().enumerate() {
        stage(&scene, ONE, &[("a/x", &format!("{number}\n"))]);
        let mut args: Vec<&str> = config.iter().flat_map(|pair| ["-c", pair]).collect();
        args.push("commit");
        let done = edited(&scene, ONE, &writes(&scene, text), &args);
        assert_eq!(done.code == 0, *fine, "{config:?} {text}: {done}");
        if *fine {
            assert_eq!(head(&scene, ONE), "[CHECKPOINT] real", "{config:?}");
        }
    }
}

#[test]
fn a_message_nobody_edits_keeps_its_comments() {
    let scene = guarded();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    refused(scene.git_in(ONE, &["commit", "-m", "# note", "-m", "[CHECKPOINT] x"]), "# note");
    let strip = ["-c", "commit.cleanup=strip", "commit", "-m", "# note", "-m", "[CHECKPOINT] x"];
    scene.git_in(ONE, &strip).done();
    assert_eq!(head(&scene, ONE), "[CHECKPOINT] x");
}

#[test]
fn a_bracket_as_comment_character_is_told_clearly() {
    let scene = guarded();
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let editor = writes(&scene, "[CHECKPOINT] x\\n");
    let args = ["-c", "core.commentChar=[", "commit"];
    refused(edited(&scene, ONE, &editor, &args), "core.commentChar is '['");
}

#[test]
fn messages_are_bytes() {
    let scene = guarded();
    let file = scene.outside().join("latin");
    std::fs::write(&file, b"[CHECKPOINT] caf\xe9\x1b[31m\n").expect("a file");
    stage(&scene, ONE, &[("a/x", "1\n")]);
    let file = file.to_string_lossy();
    let latin = ["-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "-F", &file];
    scene.git_in(ONE, &latin).done();
    check(&scene, "task-1").done();
    std::fs::write(&*file, b"caf\xe9\x1b[31m\n").expect("a file");
    stage(&scene, ONE, &[("a/x", "2\n")]);
    let said = refused(scene.git_in(ONE, &["commit", "-F", &file]), "begins with no prefix");
    assert!(!said.contains('\x1b'), "an escape reached the terminal: {said:?}");
}

#[test]
fn complete_means_nothing_is_left_behind() {
    let scene = guarded();
    scene.write(&format!("{ONE}/a/new"), "forgotten\n");
    let said = refused(commit(&scene, ONE, &[("a/x", "1\n")], "[COMPLETE] done"), "a/new");
    assert!(said.contains("[CHECKPOINT] instead"), "{said}");
    scene.git_in(ONE, &["add", "a/new"]).done();
    scene.write(&format!("{ONE}/b/y"), "foreign\n");
    scene.write(&format!("{ONE}/README"), "foreign\n");
    let said = refused(scene.git_in(ONE, &["commit", "-m", "[COMPLETE] done"]), "b/y");
    assert!(said.contains("git stash push -u -- ':/b/y' ':/README'"), "{said}");
    scene.git_in(ONE, &["stash", "push", "-q", "-u", "--", "b/y", "README"]).done();
    scene.git_in(ONE, &["commit", "-m", "[COMPLETE] done"]).done();
}

#[test]
fn complete_may_need_a_passing_check() {
    let plan = crate::guarded::PLAN.replace(
        "[guard]",
        "[check]\nrun = [\"test -e a/ok\"]\n\n[guard]\ncomplete = [\"verify\"]",
    );
    let scene = crate::guarded::with_plan(&plan);
    refused(commit(&scene, ONE, &[("a/x", "1\n")], "[COMPLETE] done"), "test -e a/ok");
    commit(&scene, ONE, &[("a/x", "1\n")], "[CHECKPOINT] not yet").done();
    commit(&scene, ONE, &[("a/ok", "1\n")], "[COMPLETE] done").done();
}

#[test]
fn a_subject_smuggled_in_is_found_by_the_gate() {
    let scene = guarded();
    smuggle(&scene, ONE, &[("a/x", "1\n")], "no prefix");
    let said = check(&scene, "task-1").ended(1);
    assert!(said.contains("begins with no prefix"), "{said}");
}
