//! What scripts, lists and pipelines hand on.

use super::all;

#[test]
fn scripts_of_sed_and_awk_write_the_files_they_name() {
    all(&[
        ("sed 'w b/y' a; sed -n '/x y/,$ { s/a/b/gw c d\n p }' a", &["b/y", "c d"]),
        ("sed -ne 's/w a/w b/' -e '/w x/w z' a; sed 's#a#w b#;p' a; sed '1i\\w b' a", &["z"]),
        ("sed 'y/w /ab/; s/\\/w x/y/; a w b' a; sed -f w.sed 'w b'; sed \"$script\" a", &[]),
        ("sed '$!N;s/\\n/ /;P;D' a; sed '/w b/d;:w b' a; sed 's/a/b/e w' a", &[]),
        ("awk '{print > \"b/y\"}' a; awk 'BEGIN { printf \"%s\", x >> \"c\" }'", &["b/y", "c"]),
        ("awk '$1 > \"b\" { print $1, ($2 > \"c\") }' a; awk '{ print $1 > \"d\" $2 }' a", &[]),
        ("awk '/> \"b\"/ { n = n / 2 } # print > \"c\"' a; awk '{ print > out }' out=b a", &[]),
        ("awk '{ print | \"tee b/y\" }' a; awk 'BEGIN { system(\"rm c\") }'", &["b/y", "-c"]),
        ("awk '{ print \"a | tee b > c\" }' a; awk -f x.awk '{print > \"b\"}'", &[]),
    ]);
}

#[test]
fn what_fd_finds_is_written_as_what_find_does() {
    all(&[
        ("fd -e md . b -x sed -i s/a/b/ {}", &["~b/**/[!.]*.md"]),
        ("fd y b --exec rm", &["-~b/**/y*", "-~b/**/[!.]*y*"]),
        ("fd -t f . b/ -X rm; fd -g '*.c' | xargs rm", &["-~b/**/[!.]*", "-~./**/*.c"]),
        ("fd -e c -x cp {} b/{/}", &["b/"]),
        ("fd 'a.c$' b -x rm; fd -S +1k . b -x rm; fd . b -x wc -l; fd -x cp {} {.}.bak", &[]),
    ]);
}

#[test]
fn what_is_named_for_each_file_lies_in_the_folder_it_begins_with() {
    all(&[
        ("ls a | xargs -I{} cp a/{} b/{}", &["b/"]),
        ("find a -name x -exec cp {} b/{}.bak \\;", &["b/"]),
        ("printf '%s\\n' p q | xargs -I{} cp a/{} b/{}", &["b/"]),
        ("echo p | xargs -I{} cp a/{} b/{}", &["b/p<p"]),
        (
            "ls a | xargs -I{} rm b/{}; ls a | xargs -I{} cat b/{}; ls a | xargs -I{} cp a/{} {}.bak",
            &[],
        ),
    ]);
}

#[test]
fn a_text_is_handed_on_in_a_pipeline() {
    let patch = "--- a/b/y\n+++ b/b/y\n@@ -1 +1 @@\n-1\n+2";
    all(&[
        (&format!("cat <<'E' | git apply -\n{patch}\nE"), &[".#", "b/y"]),
        ("echo 'rm b/y' | sh; printf '%s\\n' 1d w q | ed -s b/y", &["-b/y", "b/y"]),
        ("cat <<'E' | cat - | bash\ntouch b\nE", &["b"]),
        ("cat <<'E' | grep x\nrm b\nE", &[]),
        ("cat <<'E' > a | sh\nrm b\nE", &["a"]),
        ("cat x | sh; echo \"$x\" | sh; echo 'rm b' | tee a; sh", &["a"]),
    ]);
}
