//! Subjects that pass, subjects that do not, and what is suggested.

use proptest::prelude::*;

use super::*;

const WORKERS: [&str; 3] = ["task-1", "task-2", "task-3"];

fn check(subject: &str) -> Result<Passing, SubjectError> {
    check_subject(subject.as_bytes(), "task-1", &WORKERS, &["WIP", "REVIEW:done"])
}

#[test]
fn these_pass() {
    for subject in [
        "[CHECKPOINT] Add user model",
        "[BLOCKED:missing-api-spec] Need definitions",
        "[BLOCKED:no api: yet] x",
        "[NEEDS:task-2/UserModel] Require it",
        "[NEEDS:task-2/src/user.rs] Require it",
        "[NEEDS:task-2/app/[id]/p.ts] say what you need of it",
        "[NEEDS:task-2/app/[[...slug]]/p.ts] Require it",
        "[NEEDS:task-2/app/[id] x",
        "[BLOCKED:a[b] x",
        "[BLOCKED:a[b] see [x]]",
        "[BLOCKED:a[b] c] [COMPLETE] d",
        "[COMPLETE] All of it",
        "[WIP] configured",
        "[REVIEW:done] configured with a colon",
        "[CHECKPOINT] [parser] a tag of one's own",
        "[NEEDS:lead/docs/guide.md] a word on the new flag",
        "[CHECKPOINT] \u{e9}",
        "[BLOCKED:試験] x",
        "Revert \"[CHECKPOINT] x\"",
        "Revert \"Revert \"x\"\"",
        "Reapply \"x\"",
        "fixup! [CHECKPOINT] x",
        "fixup! squash! amend! whatever",
        "[CHECKPOINT] übung",
    ] {
        assert!(check(subject).is_ok(), "{subject}: {:?}", check(subject));
    }
    let latin = check_subject(b"[CHECKPOINT] caf\xe9", "task-1", &WORKERS, &[]);
    assert!(latin.is_ok(), "bytes that are not UTF-8 are somebody's encoding");
    for blank in [
        &b"[CHECKPOINT] \xa0"[..],
        b"[CHECKPOINT] \xad",
        b"[CHECKPOINT] \xa1\xa1",
        b"[BLOCKED:\xa0] x",
    ] {
        assert!(check_subject(blank, "task-1", &WORKERS, &[]).is_err(), "{blank:?}");
    }
    let mark = check_subject(b"[CHECKPOINT] \xa1", "task-1", &WORKERS, &[]);
    assert!(mark.is_ok(), "half of a wide blank is a mark of its own");
}

#[test]
fn these_do_not_and_are_told_what_was_meant() {
    let cases = [
        ("Add user model", "begins with no prefix", None),
        ("[checkpoint] x", "no prefix", Some("[CHECKPOINT]")),
        ("CHECKPOINT: x", "no prefix", Some("[CHECKPOINT]")),
        ("CHECKPOINT x", "no prefix", Some("[CHECKPOINT]")),
        ("(CHECKPOINT) x", "no prefix", Some("[CHECKPOINT]")),
        ("[CHEKPOINT] x", "no prefix", Some("[CHECKPOINT]")),
        ("[DONE] x", "no prefix", Some("[COMPLETE]")),
        ("[Completed] x", "no prefix", Some("[COMPLETE]")),
        ("[SAVE] x", "no prefix", Some("[CHECKPOINT]")),
        ("[NEED:task-2/x] y", "no prefix", Some("[NEEDS:<worker>/<item>]")),
        ("[feat] x", "no prefix", None),
        ("[BLOCKED] x", "says why", None),
        ("[BLOCKED:] x", "says why", None),
        ("[BLOCKED: ] x", "says why", None),
        ("[NEEDS:UserModel] x", "worker and an item", None),
        ("[NEEDS:task-2/] x", "worker and an item", None),
        ("[NEEDS:task-2/app/[id]/p.ts]x", "exactly one space", None),
        ("[NEEDS:task-2/app/[id]/p.ts]", "exactly one space", None),
        ("[NEEDS:task-9/app/[id]/p.ts] x", "no worker 'task-9'", Some("task-2")),
        ("[NEEDS:/x] x", "worker and an item", None),
        ("[NEEDS] x", "worker and an item", None),
        ("[NEEDS:task-9x/y] x", "no worker 'task-9x'", Some("task-2")),
        ("[NEEDS:task-1/y] x", "cannot need itself", None),
        ("[CHECKPOINT:2] x", "takes no value", None),
        ("[CHECKPOINT]x", "exactly one space", None),
        ("[CHECKPOINT]  x", "exactly one space", None),
        ("[CHECKPOINT]\tx", "exactly one space", None),
        ("[CHECKPOINT]", "no description", None),
        ("[CHECKPOINT] ", "no description", None),
        ("[CHECKPOINT] [COMPLETE] x", "one prefix is enough", None),
        (" [CHECKPOINT] x", "begins with no prefix", Some("[CHECKPOINT]")),
        ("Merged the model", "begins with no prefix", None),
        ("Revert the model", "begins with no prefix", None),
        ("Blocks are drawn", "begins with no prefix", None),
        ("fixup!x", "begins with no prefix", None),
        ("", "empty", None),
        ("\u{a0}\u{200b}", "empty", None),
        ("Merge branch 'main' into work/task-1-a", "begins with no prefix", None),
        ("Merge remote-tracking branch 'origin/main'", "begins with no prefix", None),
        ("Merge commit '1234' into x", "begins with no prefix", None),
        ("[BLOCKED:\u{a0}] x", "says why", None),
        ("[BLOCKED:\u{200b}\u{3164}] x", "says why", None),
        ("[NEEDS:task-2/\u{2003}] x", "worker and an item", None),
        ("[NEEDS:lead/] x", "worker and an item", None),
        ("[NEEDS:leed/x] y", "no worker 'leed'", Some("lead")),
        ("[CHECKPOINT] \u{200b}", "no description", None),
        ("[COMPLETE] \u{2800}\u{301}", "no description", None),
    ];
    for (subject, want, suggestion) in cases {
        let error = check(subject).expect_err(subject);
        assert!(error.to_string().contains(want), "{subject}: {error}");
        let meant = match error {
            SubjectError::NoPrefix { meant }
            | SubjectError::Unknown { meant, .. }
            | SubjectError::NoSuchWorker { meant, .. } => meant,
            _ => None,
        };
        assert_eq!(meant.as_deref(), suggestion, "{subject}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_subject_is_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        check_subject(&bytes, "task-1", &WORKERS, &["WIP"]).ok();
        crate::guard::read_subject(&bytes);
    }

    #[test]
    fn what_passes_is_read_back_the_same(reason in "[a-z][a-z ]{0,8}[a-z]") {
        let subject = format!("[BLOCKED:{reason}] text");
        let passed = check(&subject).unwrap();
        let (read, rest) = crate::guard::read_subject(subject.as_bytes());
        prop_assert_eq!(Passing::Signal(read.unwrap()), passed);
        prop_assert_eq!(rest, b"text");
    }
}
