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

#[test]
fn what_scripts_and_pipelines_name_is_judged_too() {
    let scene = furnished();
    for command in [
        "fd -e rs . src/ui -x sed -i s/a/b/ {}",
        "fd b src/ui --exec rm; fd -t f . src/ui | xargs rm",
        "ls src/api | xargs -I{} cp src/api/{} src/ui/{}",
        "find src/api -name a.rs -exec cp {} src/ui/{}.bak \\;",
        "awk '{ print > \"src/ui/b.rs\" }' src/api/a.rs",
        "awk '{ print | \"sort > README.md\" }' src/api/a.rs",
        "sed -n '/a/w README.md' src/api/a.rs",
        "sed 's/a/b/w src/ui/b.rs' src/api/a.rs",
        "printf '%s\\n' 1d w q | ed -s src/ui/b.rs",
        "cat <<'E' | git apply -\n--- a/src/ui/b.rs\n+++ b/src/ui/b.rs\n@@ -1 +1 @@\n-b\n+c\nE",
        "cat <<'E' | bash\ntouch src/ui/new.rs\nE",
    ] {
        let refused = shell(&scene, command);
        assert_eq!(refused.code, 2, "{command}\n{refused}");
    }
    for command in [
        "fd -e rs . src/ui -x wc -l; fd -e rs . src/api -x sed -i s/a/b/ {}",
        "ls src/ui | xargs -I{} cp src/ui/{} src/api/{}",
        "awk '$1 > \"src/ui/b.rs\" { print ($2 > \"README.md\") }' src/ui/b.rs",
        "awk '/x > y/ { print $1 > \"/dev/stderr\"; print > \"src/api/n\" }' src/ui/b.rs",
        "sed -e 's/a/w README.md/' -e '/w src/d' src/ui/b.rs",
        "sed -n 'w /dev/stdout' src/ui/b.rs; sed 'w src/api/n' src/ui/b.rs",
        "cat <<'E' | git apply --check -\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-b\n+c\nE",
        "cat <<'E' | grep -c rm\nrm README.md\nE",
        "echo 'rm README.md' | tee src/api/n",
    ] {
        let passed = shell(&scene, command);
        assert_eq!(passed.code, 0, "{command}\n{passed}");
    }
}
