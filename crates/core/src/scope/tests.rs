//! What scopes own, and that the proof of disjointness never lies.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::Scope;
use super::meeting;

fn scope(patterns: &[&str]) -> Scope {
    Scope::parse(patterns).unwrap()
}

#[test]
fn patterns_own_what_gitignore_would_match() {
    let cases: [(&[&str], &[&str], &[&str]); 14] = [
        (&["src/api/"], &["src/api/x", "src/api/a/b"], &["src/api", "src/apix", "x/src/api/y"]),
        (&["src/api"], &["src/api", "src/api/x"], &["src/apix", "src"]),
        (&["src/*.rs"], &["src/a.rs", "src/.rs"], &["src/a/b.rs", "src/a.rsx"]),
        (&["src/**"], &["src/a", "src/a/b"], &["src"]),
        (&["src/**/t.rs"], &["src/t.rs", "src/a/b/t.rs"], &["src/at.rs", "t.rs"]),
        (&["**/t"], &["t", "a/t", "a/t/x"], &["at"]),
        (&["**"], &["a", "a/b"], &[]),
        (&["a**b"], &["ab", "axb"], &["a/b", "ax/b"]),
        (&["a?c"], &["abc"], &["a/c", "ac"]),
        (&["[a-c]x", "[!a]y", "[[:digit:]]"], &["bx", "by", "7"], &["dx", "ay", "d", "/y"]),
        (&["\\*", "\\!x", "a\\/b"], &["*", "!x", "a/b"], &["x"]),
        (&["src/", "!src/gen/"], &["src/a", "src/gen"], &["src/gen/a"]),
        (&["src/", "!src/gen/", "src/gen/mine"], &["src/gen/mine"], &["src/gen/a"]),
        (&["a*b*c"], &["abc", "axbxc", "abbc", "abcbc"], &["ab", "abcb"]),
    ];
    for (patterns, owned, foreign) in cases {
        let scope = scope(patterns);
        for path in owned {
            assert!(scope.owns(path.as_bytes()), "{patterns:?} must own {path}");
        }
        for path in foreign {
            assert!(!scope.owns(path.as_bytes()), "{patterns:?} must not own {path}");
        }
    }
}

#[test]
fn case_is_folded_only_where_asked() {
    assert!(!scope(&["Src/[a-b]"]).owns(b"src/A"));
    assert!(scope(&["Src/[a-b]"]).folded().owns(b"sRC/A"));
    assert!(scope(&["SRC/"]).folded().overlap(&scope(&["src/a"]).folded()).is_some());
    assert!(scope(&["SRC/"]).overlap(&scope(&["src/a"])).is_none());
}

#[test]
fn what_is_no_pattern_is_refused() {
    for text in [
        "",
        "!",
        "/a",
        "a//b",
        "../a",
        "a/..",
        "./a",
        ".git",
        ".git/hooks/",
        "a/.GIT/x",
        "**/.git/",
        "a\nb",
        "a/\u{1b}",
        "C:\\x",
        "c:/x",
        "a/./b",
        "[a",
        "a\\",
        ":(glob)a",
        "a\0b",
        "[[:nope:]]",
        "//",
        "[z-a]",
    ] {
        assert!(Scope::parse([text]).is_err(), "{text:?} was accepted");
    }
}

#[test]
fn overlaps_are_witnessed_or_ruled_out() {
    let meets: [(&[&str], &[&str], Option<&str>); 13] = [
        (&["src/api/"], &["src/web/"], None),
        (&["src/"], &["src/api/x"], Some("src/api/x")),
        (&["src/api"], &["src/api-v2/"], None),
        (&["src/*.rs"], &["src/a*"], Some("src/a.rs")),
        (&["src/*.rs"], &["src/*.ts"], Some("src/a.rs/a.ts")),
        (&["**/test/"], &["src/"], Some("src/test/a")),
        (&["src/", "!src/gen/"], &["src/gen/"], None),
        (&["src/", "!src/gen/"], &["src/gen"], Some("src/gen")),
        (&["src/", "!src/gen/", "src/gen/x"], &["src/gen/"], Some("src/gen/x")),
        (&["[a-m]*"], &["[n-z]*"], None),
        (&["[a-m]*"], &["[m-z]*"], Some("m")),
        (&["a/b/"], &["a/b"], Some("a/b/a")),
        (&["a/**/z"], &["a/b/c/y"], Some("a/b/c/y/z")),
    ];
    for (left, right, want) in meets {
        let found = scope(left).try_overlap(&scope(right)).unwrap();
        let found = found.map(|path| String::from_utf8(path).unwrap());
        match want {
            Some("src/a.rs/a.ts") => assert!(found.is_none(), "{found:?}"),
            want => assert_eq!(found.as_deref(), want, "{left:?} {right:?}"),
        }
    }
}

#[test]
fn entangled_patterns_are_answered_on_the_safe_side() {
    let many = |end: &str| -> Vec<String> {
        (0..24).map(|n| format!("**/*{n}?*{n}*/**/[a-m]*{n}?{n}*{end}")).collect()
    };
    let (left, right) = (Scope::parse(many("x")).unwrap(), Scope::parse(many("y")).unwrap());
    assert!(left.overlap(&right).is_some());
}

fn pattern() -> impl Strategy<Value = String> {
    let part = select(vec!["a", "b", "ab", "*", "a*", "*b", "?", "**", "[ab]", "[!a]", "a?"]);
    (any::<bool>(), vec(part, 1..4), any::<bool>(), 0..4_u8).prop_map(|(_, parts, below, sign)| {
        let sign = if sign == 0 { "!" } else { "" };
        format!("{sign}{}{}", parts.join("/"), if below { "/" } else { "" })
    })
}

fn path() -> impl Strategy<Value = String> {
    vec(select(vec!["a", "b", "ab", "ba", "c", "aa"]), 1..5).prop_map(|parts| parts.join("/"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_witness_is_owned_by_both_and_its_absence_is_a_proof(
        left in vec(pattern(), 1..4), right in vec(pattern(), 1..4), paths in vec(path(), 60),
    ) {
        let (left, right) = (Scope::parse(left).unwrap(), Scope::parse(right).unwrap());
        match left.try_overlap(&right).unwrap() {
            Some(path) => prop_assert!(left.owns(&path) && right.owns(&path)),
            None => for path in paths {
                prop_assert!(!(left.owns(path.as_bytes()) && right.owns(path.as_bytes())), "{path}");
            },
        }
    }

    #[test]
    fn a_scope_meets_itself_where_it_owns_anything(only in vec(pattern(), 1..4), paths in vec(path(), 30)) {
        let scope = Scope::parse(only).unwrap();
        let owns = paths.iter().any(|path| scope.owns(path.as_bytes()));
        let meets = scope.try_overlap(&scope).unwrap();
        prop_assert!(!owns || meets.is_some());
    }

    #[test]
    fn what_a_scope_holds_whole_it_owns_every_path_of(
        only in vec(pattern(), 1..4), folder in path(), below in vec(path(), 30), folded: bool,
    ) {
        let scope = Scope::parse(only).unwrap();
        let scope = if folded { scope.folded() } else { scope };
        for below in below.iter().filter(|_| scope.holds(folder.as_bytes())) {
            let path = format!("{folder}/{below}");
            prop_assert!(scope.owns(path.as_bytes()), "{path}");
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,12}") {
        if let Ok(scope) = Scope::parse([text]) {
            scope.owns(b"a/b/c");
        }
    }
}

#[test]
fn a_scope_holds_what_it_gives_no_part_of_away() {
    let holds = |patterns: &[&str], folder: &str| {
        Scope::parse(patterns).expect("a scope").holds(folder.as_bytes())
    };
    assert!(holds(&["src/"], "src") && holds(&["src/"], "src/a/b") && holds(&["s*"], "src"));
    assert!(holds(&["x", "src/**/a"], "src/b/a/c") && holds(&["src"], "src"));
    assert!(!holds(&["src/a"], "src") && !holds(&["src/*.rs"], "src") && !holds(&["src/"], "srcs"));
    assert!(!holds(&["src/", "!src/a"], "src") && !holds(&["SRC/"], "src"));
    assert!(Scope::parse(["SRC/"]).expect("a scope").folded().holds(b"src"));
}

/// Whatever two scopes have in common, their beginnings do not keep them apart.
#[test]
fn scopes_that_overlap_are_among_those_that_meet() {
    let texts = [
        "src/", "src/a/", "src/a*", "**/x.rs", "SRC/a/b", "s?c/", "src/ab", "docs/", "[ds]*", "d",
        "a b/",
    ];
    let scopes: Vec<Scope> =
        texts.iter().map(|text| Scope::parse([text]).expect("a pattern")).collect();
    for folded in [false, true] {
        let fold = |scope: &Scope| if folded { scope.clone().folded() } else { scope.clone() };
        let scopes: Vec<Scope> = scopes.iter().map(fold).collect();
        let pairs = meeting(&scopes);
        for one in 0..scopes.len() {
            for other in one + 1..scopes.len() {
                let overlap = scopes[one].overlap(&scopes[other]).is_some();
                assert!(
                    !overlap || pairs.contains(&(one, other)),
                    "{} {}",
                    texts[one],
                    texts[other]
                );
            }
        }
        assert!(!pairs.contains(&(0, 7)), "src/ and docs/ do not meet");
    }
}
