//! The edit-time guard follows what stands for several files: loops, lists that commands hand on, searches.

use crate::edit_guard::{furnished, shell};

#[test]
fn what_stands_for_several_files_is_judged_by_each() {
    let scene = furnished();
    for command in [
        "for f in src/ui/*.rs; do sed -i s/a/b/ \"$f\"; done",
        "for f in src/ui/*; do mv $f $f.bak; done",
        "for f in src/ui/*.rs; do echo x >> $f; done",
        "for f in $(git ls-files src/ui); do sed -i s/a/b/ $f; done",
        "grep -rl b src/ui | xargs sed -i s/b/c/",
        "grep -rlE --include='*.rs' '(b|x)' src | xargs perl -pi -e s/b/c/",
        "rg -l b | xargs rm; git grep -lz b -- src/ui | xargs -0 sed -i s/b/c/",
        "sed -i s/b/c/ $(grep -rl b src) && find src/ui -name '*.rs' | xargs grep -l b | xargs rm",
        "rm $(find src/ui -name '*.rs')",
        "git ls-files src/ui | while IFS= read -r f; do sed -i s/a/b/ \"$f\"; done",
        "while read -r f; do rm \"$f\"; done < <(git ls-files src/ui)",
        "while read f; do rm $f; done <<'E'\nsrc/ui/b.rs\nE",
        "find src/ui -name '*.rs' -exec sh -c 'sed -i s/a/b/ \"$1\"' _ {} \\;",
        "f() { sed -i s/a/b/ \"$1\"; }; f src/ui/b.rs",
        "sh -c 'for f; do rm $f; done' _ src/ui/b.rs src/api/a.rs",
        "printf '%s\\n' README.md | xargs rm; xargs touch <<< src/ui/b.rs",
        "trap 'rm -f README.md' EXIT",
        "iconv -f latin1 -t utf8 -o README.md src/api/a.rs",
    ] {
        let refused = shell(&scene, command);
        assert_eq!(refused.code, 2, "{command}\n{refused}");
    }
}
