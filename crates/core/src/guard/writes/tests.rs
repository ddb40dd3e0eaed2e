//! Commands and what they write.

mod scripts;

use super::*;
use crate::shell::Search;

fn known() -> Known {
    let mut known = Known::default();
    for (name, value) in [("PWD", "/w"), ("HOME", "/h"), ("git rev-parse --show-toplevel", "/top")]
    {
        known.insert(name, Some(value.to_owned()));
    }
    known
}

/// Each write as `path`, `-path` for what goes away, `path/` for what may lie below, `path<names`
/// for what is put there (`!<` into no folder through a link), `~path` for a
/// pattern, `path!` for what is replaced, `path?` for what is written if it is there, `path#` for
/// a worktree, `rev:path` for what is taken from a revision, `path|1<file` for a patch of a file.
fn seen(command: &str) -> Vec<String> {
    let shown = |Write { path, how }| match how {
        How::Write => path,
        How::Below => format!("{path}/"),
        How::Edit => format!("{path}?"),
        How::Replace => format!("{path}!"),
        How::Tree => format!("{path}#"),
        How::Receive { names, closed, .. } => {
            format!("{path}{}<{}", if closed { "!" } else { "" }, names.join(","))
        }
        How::Remove => format!("-{path}"),
        How::Matching => format!("~{path}"),
        How::RemoveMatching => format!("-~{path}"),
        How::Holding(search) => format!("{path}: {}", said(&search)),
        How::RemoveHolding(search) => format!("-{path}: {}", said(&search)),
        How::Taken(from) => format!("{from}:{path}"),
        How::Patched { file, strip } => format!("{path}|{strip}<{file}"),
    };
    writes(command, &known()).unwrap_or_default().into_iter().map(shown).collect()
}

fn said(search: &Search) -> String {
    format!("{} -- {}", search.options.join(" "), search.places.join(" "))
}

fn all(cases: &[(&str, &[&str])]) {
    for (command, want) in cases {
        assert_eq!(seen(command), *want, "{command}");
    }
}

#[test]
fn redirections_and_everyday_commands_are_seen() {
    all(&[
        ("echo x > src/a.rs", &["src/a.rs"]),
        ("echo x>>'a b.txt' 2>&1", &["a b.txt"]),
        ("cargo test 2> err.log | tee -a out.log", &["err.log", "out.log"]),
        ("cat a | sort >| b; ls &> c; ls &>> d; ls >& e; ls 2>&1 >&2 >&-", &["b", "c", "d", "e"]),
        ("rm -rf build docs/x", &["-build", "-docs/x"]),
        ("mv a b && cp c d/e", &["-a", "b<a", "d/e<c"]),
        ("cp -t d/ a/x b/y; mv --target-directory=e z", &["d/<x,y", "-z", "e<z"]),
        (
            "cp -r . d; cp $X d; install -d p q; install -m 644 a b",
            &["d/", "d/", "p/", "q/", "b<a"],
        ),
        ("ln -sf ../x; ln -s a b", &[".<x", "b<a"]),
        (
            "sed -i 's/a/b/' f g; sed -i.bak -e s/a/b/ h; sed -Ei s/a/b/ i",
            &["f!", "g!", "h!", "i!"],
        ),
        ("sed -i '' s/a/b/ f; sed --in-place=.o s/a/b/ g; sed -n s/i/i/p h", &["f!", "g!"]),
        ("perl -pi -e 's/a/b/' f; perl -i.bak -pe 's/a/b/' g; perl -e 'print' h", &["f!", "g!"]),
        (
            "dd if=/dev/zero of=f bs=1; sort -o g h; curl -sSLo i http://x; wget -qO- u",
            &["f", "g", "i"],
        ),
        ("rsync -a --exclude b x/ d/; rsync -n x y; rsync -a x host:y", &["d//"]),
        (
            "touch -d yesterday f; truncate -s 0 g; mkdir -m 755 d; touch -r a b",
            &["f", "g", "d/", "b"],
        ),
        ("chmod +x f; chmod -R u+x d; chmod -x g; chown -R root h", &["f", "d", "g", "h"]),
        ("rm *.o b/*; touch 'a[1]' x[12]", &["-~*.o", "-~b/*", "a[1]", "~x[12]"]),
        ("> f; : >| g; exec 3> h", &["f", "g", "h"]),
    ]);
}

#[test]
fn folders_and_variables_are_followed_while_they_are_sure() {
    all(&[
        ("cd src && touch x; cd api; echo > y", &["src/x", "src/api/y"]),
        ("(cd web; touch a); touch b", &["web/a", "b"]),
        ("pushd a && touch x && popd && touch y", &["a/x", "y"]),
        ("cd \"$TMP\" && touch z && touch /abs", &["/abs"]),
        ("test -d a && cd a; touch x", &[]),
        ("mkdir -p a && cd a && touch x", &["a/", "a/x"]),
        ("if true; then cd a; touch y; fi; touch x", &["a/y"]),
        ("cd a | cat; touch x; cd b & touch y", &["x", "y"]),
        ("f=a/x; echo > $f; echo > \"${f}.new\"; echo > $g", &["a/x", "a/x.new"]),
        ("[ $1 ] && f=b; f2=c; touch $f $f2", &["c"]),
        ("for f in a b; do rm -f $f; done; touch $f", &["-a", "-b"]),
        ("for f in a b; do echo >> $f; done", &["a", "b"]),
        ("for i in *; do rm $i; done; while read l; do echo $l > x; done", &["-~*", "x"]),
        ("touch \"$PWD/a\" ~/b ~other/c; cd s; touch $PWD/d", &["/w/a", "/h/b", "/w/s/d"]),
        (
            "touch a/{b,c}.py {1..3} '{x,y}' {z}",
            &["a/b.py", "a/c.py", "1", "2", "3", "{x,y}", "{z}"],
        ),
        ("export F=x; touch $F; F=y; read F; touch $F", &["x"]),
    ]);
}

#[test]
fn commands_that_run_commands_are_followed() {
    all(&[
        (
            "FOO=1 sudo -u me tee /etc/x; env -C d A=b touch y; timeout -k 5 10 rm z",
            &["/etc/x", "d/y", "-z"],
        ),
        ("bash -lc 'echo > f; cd d && rm g'; rm h", &["f", "-d/g", "-h"]),
        (
            "bash <<'E'\ntouch f\nE\nsh -s x <<< 'rm g'\nbash script.sh <<'E'\ntouch h\nE",
            &["f", "-g"],
        ),
        ("eval 'touch a' b", &["a", "b"]),
        ("find . | xargs rm; ls | xargs -I{} cp {} d/; ls | xargs -n 1 rm -f a", &["d//", "-a"]),
        (
            "x=$(touch a) y=`touch b`; diff <(tee c) >(tee d); echo \"$(rm e)\"",
            &["a", "b", "c", "d", "-e"],
        ),
        (
            "apply_patch <<'E'\n*** Begin Patch\n*** Update File: a\n@@\n-1 > z\n*** Delete File: b\n*** End Patch\nE",
            &["a", "-b"],
        ),
        ("patch -p1 <<'E'\n--- a/x/y\n+++ b/x/y\n@@ -1 +1 @@\n-a\n+b\nE", &["x/y"]),
        ("git apply - <<'E'\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+b\nE", &[".#", "n"]),
    ]);
}

#[test]
fn each_program_is_seen_by_the_words_that_name_what_it_writes() {
    all(&[
        (
            "git mv a b; git mv -n a b; git rm -r c d; git rm --cached e",
            &["-a", "b<a", ".#", "-c", "-d", ".#", ".#"],
        ),
        ("git -C ../o checkout -- .; git -C ../o log; git --git-dir=x add y", &["../o/.#"]),
        (
            "git stash; git stash list; git worktree remove ../w; git worktree list",
            &[".#", "../w#"],
        ),
        ("patch f < p; patch -p1 -d d < p; patch -o g f < p; patch --dry-run f", &["f", "d/", "g"]),
        (
            "tar -xf x -C d; tar xzfC y.tgz e; tar -tf z; tar -xOf z; tar xf z -C d -C e",
            &["d/", "e/"],
        ),
        (
            "tar czf o.tgz a b; tar -cf - a; tar -c -f h:x a; cd s && tar xf ../x",
            &["o.tgz", "s/./"],
        ),
        ("unzip x -d d; unzip -l x; unzip -qd e x; unzip -p x f", &["d/", "e/"]),
        ("wget -P d u; wget -O - u; curl --output-dir d -O u", &["d/", "d/"]),
        (
            "split -l 9 f p-; split f; csplit -f q f 3; gzip f; gzip -k g; gunzip -c h",
            &["p-aa", "q00", "-f"],
        ),
        ("ln -sfn ../c l; ln -sf ../c m; mktemp d/x.XX; mktemp -u d/X", &["l!<c", "m<c", "d/x.XX"]),
        ("gofmt -w f; gofmt -d f; rustfmt g; rustfmt --check g; black --odd h i", &["f?", "g?"]),
        (
            "npx prettier --write f; uv run black g; python -m isort h; prettier i",
            &["f?", "g?", "h?"],
        ),
        ("sed -i --follow-symlinks s/a/b/ f", &["f"]),
    ]);
}

#[test]
fn what_stands_for_several_files_is_followed_where_nothing_chooses_among_them() {
    all(&[
        ("for f in a/*; do sed -i s/x/y/ $f; mv $f $f.o; done", &["~a/*", "-~a/*"]),
        ("for f in a/*; do [ $f = a/b ] && continue; rm $f; done", &[]),
        ("for f in a/*; do if x; then rm $f; fi; done; for f in a/*; do x || rm $f; done", &[]),
        ("for f in a/*; do case $f in a/b) rm $f;; esac; done; rm $f", &[]),
        ("for f in a/*; do for g in $f b; do touch $g; done; done", &["~a/*", "b"]),
        ("for f in $(git ls-files a); do rm $f; done; rm $(git ls-files a)", &["-~a", "-~a"]),
        ("rm \"$(git ls-files a)\"; rm x$(git ls-files a); rm $(cd b; git ls-files a)", &[]),
        (
            "find a -name b | while read -r f; do rm \"$f\"; done; echo | while read f g; do rm $f; done",
            &["-~a/**/b"],
        ),
        (
            "while read f; do rm $f; done < <(git ls-files a); while read f; do rm $f; done < l",
            &["-~a"],
        ),
        (
            "f() { rm $1; shift; rm $1; }; f a b; f; g() { rm \"$@\"; }; g a b; rm $1",
            &["-a", "-a", "-b"],
        ),
        (
            "sh -c 'rm $1 $2' _ a b; find d -name x -exec sh -c 'rm \"$1\"' _ {} \\;",
            &["-a", "-b", "-~d/**/x"],
        ),
        (
            "printf '%s\\n' a b | xargs rm; xargs touch <<< 'c d'; trap 'rm e' EXIT; trap - EXIT",
            &["-a", "-b", "c", "d", "-e"],
        ),
    ]);
}

#[test]
fn searches_are_handed_on_as_git_runs_them() {
    all(&[
        ("grep -rl x a | xargs rm", &["-.: -G -e x -- :(literal)a"]),
        (
            "sed -i s/x/y/ $(grep -rliE --include='*.c' 'x|y' . b/)",
            &[".: -i -E -e x|y -- :(glob)**/*.c :(glob)b/**/*.c"],
        ),
        ("git grep -lz -w x | xargs -0 sed -i s/x/y/", &[".: -w -G -e x -- :(literal)."]),
        (
            "rg -l x | xargs rm",
            &["-.: -F -e x -- :(top,exclude,glob)**/.* :(top,exclude,glob)**/.*/** :(literal)."],
        ),
        ("rg -l 'x|y' | xargs rm; grep -l x | xargs rm; grep -rL x . | xargs rm", &[]),
        (
            "grep -rl x . | head -1 | xargs rm; grep -rc x . | xargs rm; grep -rl \"$X\" . | xargs rm",
            &[],
        ),
        ("find a -name '*.c' | xargs grep -l x | xargs rm", &["-.: -G -e x -- :(glob)a/**/*.c"]),
    ]);
}

#[test]
fn what_is_added_to_a_project_is_written_down_in_its_manifest() {
    all(&[
        (
            "npm install; npm i x; npm i -g x; cd w && pnpm add -D x",
            &["package.json?", "w/package.json?"],
        ),
        ("cargo add x --features y; cargo add --dry-run x; cargo add -p z x", &["Cargo.toml?"]),
        ("uv add x; poetry remove x; uv add --script s x", &["pyproject.toml?", "pyproject.toml?"]),
    ]);
}

#[test]
fn names_that_one_command_hands_to_another_are_followed() {
    all(&[
        (
            "find b -name '*.py' -delete; find b -type f -exec sed -i s/a/b/ {} +",
            &["-~b/**/*.py", "~b/**/*"],
        ),
        ("find -maxdepth 1 -name x -exec rm {} \\;", &["-~./x"]),
        (
            "find b -newer a -delete; find b -name x -exec grep y {} +; find b ! -name x -delete",
            &[],
        ),
        (
            "find b -type f -print0 | sort -z | xargs -0 rm; find b -name x | grep y | xargs rm",
            &["-~b/**/*"],
        ),
        ("ls b/* | xargs rm; ls b | xargs rm; git ls-files b | xargs rm", &["-~b/*", "-~b"]),
        ("printf 'b/y' | xargs touch; echo c d | xargs -I{} cp x {}", &["b/y", "d<x,c"]),
        ("parallel cp x ::: y; parallel rm {} ::: a b; coproc rm z", &["y<x", "-a", "-b", "-z"]),
        ("f() { rm x; }; f; function g { touch y; f; }; g; h() { h; }; h", &["-x", "y", "-x"]),
        ("touch \"$(pwd)/a\"; cd s; touch $(pwd)/b; cd -; touch c", &["/w/a", "/w/s/b", "c"]),
        (
            "touch $(git rev-parse --show-toplevel)/a; cd x; touch $(git rev-parse --show-toplevel)/b",
            &["/top/a"],
        ),
    ]);
}

#[test]
fn what_writes_nothing_is_not_taken_for_a_write() {
    for command in [
        "echo \"it > that\" ; grep '>' f",
        "rm \"$OUT\"; touch $(pwd -P)/x",
        "git commit -m 'a > b'",
        "[[ a > b && ( c < d || $x =~ ^(e|f)$ ) ]] && ls",
        "((a>b)) || echo $((1>0)) $[2>1]",
        "if [ $((3>2)) = 1 ]; then echo y; elif ((1)); then :; else ls; fi",
        "grep -rn foo . # list > all\n# touch x\nls",
        "cat <<EOF\ntouch x\n> y\nEOF\n",
        "cat <<-'EOF' | git commit -F -\n\ta > b\n\tEOF\nls",
        "git commit -m \"$(cat <<'EOF'\n[CHECKPOINT] x => y (z)\n\n- \"q\" > it's\nEOF\n)\"",
        "cat <<A <<B\nrm a\nA\nrm b\nB",
        "f() { rm x; }; function g { rm y; }; function h() ( rm z )",
        "case $x in a|b) ls > /dev/null;; (c) ls;; *) ls ;; esac > /dev/null",
        "node -e 'const f = x => x' && python3 -c \"print(3 > 2)\"",
        "a=(x y); a+=(z); echo ${a[@]} ${#a[@]} ${x:-a > b} ${y//[()]/}",
        "echo $'it\\'s > x' $\"> y\" \\> z",
        "ls -la | awk '{print $1 > 2}' | jq '.a > 2'",
        "for ((i=0; i<3; i++)); do echo $i; done",
        "select x in a b; do break; done",
        "! time ls; until false; do ls; done; { ls; } 2>&1; (ls) | cat",
        "echo a > b 'unclosed",
        "ls 2>/dev/null 1>&2 <in <>both",
        "shopt -s extglob; ls !(a|b) @(c|d)",
        "echo {a,b > c",
    ] {
        let devices = |path: &String| path != "/dev/null" && path != ".#";
        let found: Vec<_> = seen(command).into_iter().filter(devices).collect();
        let expected: &[&str] = if command.ends_with("> c") { &["c"] } else { &[] };
        assert_eq!(found, expected, "{command}");
    }
}

proptest::proptest! {
    #[test]
    fn no_command_makes_it_panic(command in ".{0,80}") {
        let _told = writes(&command, &known());
    }

    #[test]
    fn nor_does_one_of_a_shells_own_marks(command in "[a (){}\\[\\]<>|&;$`'\"\\\\\n#=!*,.-]{0,60}") {
        let _told = writes(&command, &known());
    }
}

#[test]
fn patches_of_files_are_applied_as_they_stand_there() {
    all(&[
        ("patch -p1 < x.diff", &[".|1<x.diff"]),
        ("cd d && patch -p0 -i ../x.diff", &["d/.|0<d/../x.diff"]),
        ("git apply x.diff", &[".|1<x.diff", ".#"]),
        ("git apply --check x.diff && git apply --whitespace=fix x.diff", &[".|1<x.diff", ".#"]),
        ("git apply < x.diff", &[".|1<x.diff", ".#"]),
        // What wrote the file, or may have, decides what is in it.
        ("git diff a b > x.diff; git apply x.diff", &["x.diff", ".#"]),
        ("./make-it; patch -p1 < x.diff", &[]),
        ("git apply -R x.diff", &[".#"]),
        ("git apply --include='a/*' x.diff", &[".#"]),
        ("patch --dry-run -p1 < x.diff; patch -R -p1 < x.diff", &[]),
    ]);
}

#[test]
fn paths_taken_from_a_revision_are_told_with_it() {
    all(&[
        ("git checkout main -- b/y c", &["main:b/y", "main:c", ".#"]),
        ("git -C d checkout -q HEAD~1 -- y", &["HEAD~1:d/y", "d/.#"]),
        ("git restore --source=main b/y", &["main:b/y", ".#"]),
        ("git restore -s main -SW b/y", &["main:b/y", ".#"]),
        ("git restore --staged --source=main b/y", &[".#"]),
        ("git restore b/y; git checkout -- b/y; git checkout main", &[".#", ".#", ".#"]),
        ("git checkout -b x main -- ; git checkout --ours -- b/y", &[".#", ".#"]),
        ("git checkout main -- 'b/*' ':(glob)**'", &[".#"]),
    ]);
}

#[test]
fn programs_are_known_by_their_verb_and_editors_by_their_script() {
    all(&[
        ("ruff format b/y.py; ruff check --fix b", &["b/y.py?", "b?"]),
        ("ruff check b; biome format b", &[]),
        ("gawk -i inplace '{print}' v=1 b/y; awk '{print}' b/y", &["b/y?"]),
        ("ruby -i.bak -pe '$_.upcase!' b/y; ruby -ne 'p $_' b/y", &["b/y!"]),
        ("uniq a b; uniq -c a", &["b"]),
        (
            "gcc -Wno-foo -c a.c -o a.o; openssl enc -in x -out y; go build -o bin/x",
            &["a.o", "y", "bin/x/"],
        ),
        ("ed -s b/y <<'E'\n1d\nw\nE", &["b/y"]),
        ("ed -s b/y <<'E'\n1p\nq\nE", &[]),
        ("ex -sc '%s/1/2/|wq' b/y; vim -es -c '%p' -c 'q!' b/y; vim b/y", &["b/y"]),
    ]);
}
