//! The edit-time guard refuses what is surely out of scope, and nothing else, whoever asks.

use serde_json::{Value, json};

use crate::scene::{Output, Scene, run};
use crate::start::started;

const API: &str = "worktrees/task-1-api-endpoints";

fn ask(scene: &Scene, request: &Value) -> Output {
    let mut command = scene.command("git-parallel", API);
    command.args(["hook", "pre-tool-use", "--plain"]);
    run(command, Some(&request.to_string()))
}

pub fn shell(scene: &Scene, command: &str) -> Output {
    let input = json!({ "command": command });
    ask(scene, &json!({ "cwd": scene.path(API), "tool_name": "Bash", "tool_input": input }))
}

/// The plan of `started` gives the worker `src/api/`; here it has something in it.
pub fn furnished() -> Scene {
    let scene = started();
    for (path, text) in [("src/api/a.rs", "one\n"), ("src/api/sub/b.rs", "two\n")] {
        scene.commit_in(API, path, text, "[CHECKPOINT] Furnish").done();
    }
    scene
}

#[test]
fn commands_within_the_scope_pass() {
    let scene = furnished();
    for command in [
        "cp /etc/hostname src/api/ && mv src/api/hostname src/api/h",
        "mkdir -p src/api && mkdir -p src",
        "rm -rf src/api/ && mkdir -m 755 src/api",
        "rsync -a --exclude ui /opt/x/ src/api",
        "chmod -R u+x src/api && chmod 644 src/api/a.rs && chown -R root src",
        "touch -d yesterday src/api/{a,b}.rs src/api/{c,d}/e.rs",
        "truncate -s 0 src/api/a.rs",
        "pushd src/api && touch x.rs && popd && ls src/ui > /dev/null",
        "cat > src/api/x.md <<'EOF'\n> quoted\nrm src/ui/b.rs\nEOF",
        "git commit -m \"$(cat <<'EOF'\n[CHECKPOINT] a -> b\n\n> src/ui/b.rs\nEOF\n)\"",
        "[[ src/ui/b.rs > README.md ]] && (( 3 > 2 )) # > README.md",
        "for f in src/api/*.rs; do sed -i s/a/b/ \"$f\"; done",
        "sed -i s/a/b/ src/api/*.rs && rm -f src/api/sub/*",
        "git checkout -- src/ui/b.rs; git restore --staged --worktree README.md",
        "cd nowhere && rm -rf ./*",
        "if [ -f src/ui/b.rs ]; then echo 'cp x src/ui/y' | cat; fi",
        "python3 -c 'print(3 > 2)' 2>&1 | tee /dev/null",
        "for f in src/*/*.rs; do case $f in src/api/*) sed -i s/a/b/ $f;; esac; done",
        "for f in src/*; do [ $f = src/ui ] && continue; touch $f/x; done",
        "for f in src/ui/*.rs; do wc -l $f; cp \"$f\" src/api/; done",
        "grep -rl one src | xargs sed -i s/one/two/; grep -rl nothing . | xargs -r rm",
        "grep -rl b src/ui | xargs head -3; rg -l 'b|one' . | xargs sed -i s/b/c/",
        "rg -l one | xargs sed -i s/one/two/; sed -i s/a/b/ $(git ls-files src/api)",
        "find src/api -name '*.rs' | while read -r f; do sed -i s/a/b/ \"$f\"; done",
        "find src/ui -name '*.rs' | while read f; do grep -q x $f && rm $f; done",
        "npm install; npm install -g lodash; cargo add --dry-run serde",
        "ln -sf ../a.rs src/api/sub/link",
        "install -D -m 644 /etc/hostname src/api/new/deep/h",
        "git mv src/api/a.rs src/api/z.rs && git rm -q src/api/sub/b.rs",
        "git rm -q --cached src/ui/b.rs; git add -A; git stash; git -C src log > /dev/null",
        "tar -xzf /opt/x.tgz -C src/api; tar czf src/api/all.tgz src/ui; tar -tf x.tar",
        "unzip /opt/x.zip -d src/api; unzip -l x.zip; patch --dry-run -p1 -d src/ui < /opt/p",
        "find . -name '*.pyc' -delete; find src/ui -name '*.orig' -exec rm {} +",
        "find src/api -type f | xargs sed -i s/a/b/; find src/ui -newer x | xargs rm",
        "rsync -a src/ui/ src/api/copy; cp -t src/api src/ui/b.rs README.md",
        "gofmt -d src/ui/b.rs; rustfmt --check src/ui/b.rs; prettier --write 'src/**/*.md'",
        "black --option src/ui/b.rs; gofmt -w src/ui/none.go",
        "f() { rm src/ui/b.rs; }; printf 'src/ui/b.rs' | xargs cat",
    ] {
        assert_eq!(shell(&scene, command).done(), "", "{command}");
    }
}

#[test]
fn commands_surely_out_of_scope_are_refused() {
    let scene = furnished();
    for command in [
        "cp src/api/a.rs src/ui/",
        "cp -t src/ui src/api/a.rs",
        "mv src/ui/b.rs src/api/b.rs",
        "mv src/api/a.rs src/ui/new.rs",
        "mkdir -p src/ui/new docs",
        "rm -rf src/ui",
        "rm -r src",
        "rm src/ui/*.rs",
        "sed -i s/a/b/ src/*/b.rs",
        "cd src/api && sed -i -e s/a/b/ ../ui/b.rs",
        "F=src/ui/b.rs; echo x > \"$F\"",
        "for f in src/ui/b.rs README.md; do echo x >> $f; done",
        "touch src/{api,ui}/new.rs",
        "cat > src/ui/x <<'EOF'\ntext\nEOF",
        "bash -lc 'cd src && echo x > ui/b.rs'",
        "true && (cd src/ui; : > b.rs)",
        "echo \"$(touch src/ui/z)\"",
        "find . -name x | xargs rm src/ui/b.rs",
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: src/ui/n\n+x\n*** End Patch\nEOF",
        "patch -p1 <<'EOF'\n--- a/src/ui/b.rs\n+++ b/src/ui/b.rs\n@@ -1 +1 @@\n-b\n+c\nEOF",
        "sudo env A=b timeout 5 tee src/ui/b.rs < /dev/null",
        "if true; then dd if=/dev/null of=src/ui/b.rs; fi",
        "ls &> README.md",
        "chmod +x src/ui/b.rs",
        "git mv src/ui/b.rs src/ui/c.rs",
        "git mv src/api/a.rs src/ui/",
        "git rm -q src/ui/b.rs",
        "git -C src/ui mv b.rs ../api/b.rs",
        "find src/ui -name '*.rs' -delete",
        "find . -type f -name b.rs -exec sed -i s/a/b/ {} +",
        "find src/ui -type f -print0 | xargs -0 rm -f",
        "git ls-files src/ui | sort | xargs sed -i s/a/b/",
        "printf 'src/ui/b.rs' | xargs touch",
        "patch src/ui/b.rs < /opt/p",
        "patch -p1 -d src/ui < /opt/p",
        "tar -C src/ui -xzf /opt/x.tgz",
        "cd src/ui && tar xf /opt/x.tar",
        "tar czf src/ui/all.tgz src/api",
        "unzip -qo /opt/x.zip -d src/ui",
        "wget -P src/ui https://example.invalid/f",
        "split -l 1 src/api/a.rs src/ui/part-",
        "gzip src/ui/b.rs",
        "npx -y prettier --write src/ui/b.rs",
        "rustfmt src/ui/b.rs",
        "f() { rm -f \"$1\" src/ui/b.rs; }; f x",
        "touch \"$(git rev-parse --show-toplevel)/src/ui/new.rs\"",
        "cd \"$(pwd)/src/ui\" && touch new.rs",
    ] {
        let refused = shell(&scene, command);
        assert_eq!(refused.code, 2, "{command}\n{refused}");
        assert!(refused.stderr.contains("refused: '"), "{command}\n{refused}");
    }
}

#[test]
fn what_stands_in_a_links_place_is_not_what_it_leads_to() {
    let scene = furnished();
    for (link, to) in [("dir", "../ui"), ("file", "../ui/b.rs")] {
        let link = scene.path(&format!("{API}/src/api/{link}"));
        std::os::unix::fs::symlink(to, link).expect("a link");
    }
    for command in [
        "ln -sfn ../../docs src/api/dir",
        "ln -sf ../../README.md src/api/file",
        "mv src/api/a.rs src/api/file",
        "sed -i s/a/b/ src/api/file",
        "gofmt -w src/api/file",
        "rm src/api/dir src/api/file",
    ] {
        assert_eq!(shell(&scene, command).done(), "", "{command}");
    }
    for command in [
        "ln -sf ../a.rs src/api/dir",
        "cp src/api/a.rs src/api/file",
        "mv src/api/a.rs src/api/dir/",
        "echo x > src/api/file",
        "touch src/api/dir/new.rs",
    ] {
        assert_eq!(shell(&scene, command).code, 2, "{command}");
    }
}

#[test]
fn another_worktree_is_not_changed_through_git_either() {
    let scene = furnished();
    scene.git(&["worktree", "add", "-q", "--detach", "../scratch"]);
    for command in [
        "git -C ../task-2-ui checkout -- .",
        "cd ../task-2-ui && git stash",
        "cd ../.. && git merge work/task-1-api-endpoints",
        "git worktree remove --force ../task-2-ui",
    ] {
        let told = shell(&scene, command).ended(2);
        assert!(told.contains("worktree"), "{command}: {told}");
    }
    for command in [
        "git -C ../task-2-ui log",
        "cd ../.. && git stash list",
        "git checkout -- . && git merge main",
        "git -C ../../../scratch checkout main; git worktree remove ../../../scratch",
    ] {
        assert_eq!(shell(&scene, command).done(), "", "{command}");
    }
}

#[test]
fn what_no_commit_would_take_may_go() {
    let scene = furnished();
    scene.write(&format!("{API}/src/ui/stray"), "x\n");
    scene.write(&format!("{API}/out/log"), "x\n");
    for command in ["rm src/ui/stray", "rm -rf out", "rm -f out/*", "mv out/log src/api/log"] {
        assert_eq!(shell(&scene, command).done(), "", "{command}");
    }
    let removal = json!({ "tool_name": "delete_file", "tool_input": { "path": "src/ui/stray" } });
    assert_eq!(ask(&scene, &removal).done(), "");
    scene.write(&format!("{API}/src/ui/added.rs"), "x\n");
    scene.git_in(API, &["add", "src/ui/added.rs"]).done();
    assert_eq!(shell(&scene, "git rm -qf src/ui/added.rs; rm src/ui/add*").done(), "");
    assert_eq!(shell(&scene, "rm src/ui/b.rs").code, 2);
    assert_eq!(shell(&scene, "rm README.md out/log").code, 2);
}

#[test]
#[expect(clippy::too_many_lines, clippy::type_complexity, reason = "a table of forms")]
fn every_clients_form_is_understood() {
    let scene = furnished();
    let (own, foreign) = ("src/api/a.rs", "src/ui/b.rs");
    let patch = |path: &str| {
        format!("*** Begin Patch\n*** Update File: {path}\n@@\n-a\n+b\n*** End Patch\n")
    };
    let forms: [(&str, Box<dyn Fn(&str) -> Value>); 15] = [
        (
            "a file",
            Box::new(|path| json!({ "tool_name": "Write", "tool_input": { "file_path": path } })),
        ),
        (
            "camel case",
            Box::new(
                |path| json!({ "tool_name": "edit", "tool_input": { "filePath": path, "newString": "x" } }),
            ),
        ),
        (
            "a notebook",
            Box::new(
                |path| json!({ "tool_name": "NotebookEdit", "tool_input": { "notebook_path": path } }),
            ),
        ),
        (
            "other names",
            Box::new(|path| json!({ "toolName": "create", "toolArgs": { "path": path } })),
        ),
        (
            "JSON in JSON",
            Box::new(
                |path| json!({ "toolName": "edit", "toolArgs": json!({ "path": path }).to_string() }),
            ),
        ),
        (
            "a patch",
            Box::new(
                move |path| json!({ "tool_name": "apply_patch", "tool_input": { "command": patch(path) } }),
            ),
        ),
        (
            "words",
            Box::new(
                |path| json!({ "tool_name": "shell", "tool_input": { "command": ["bash", "-lc", format!("echo x > {path}")] } }),
            ),
        ),
        (
            "cmd",
            Box::new(
                |path| json!({ "tool_name": "exec_command", "tool_input": { "cmd": format!("echo x > {path}") } }),
            ),
        ),
        (
            "a folder",
            Box::new(
                |path| json!({ "tool_name": "run_shell_command", "tool_input": { "command": format!("touch {}", path.trim_start_matches("src/")), "directory": "src" } }),
            ),
        ),
        (
            "an event",
            Box::new(
                |path| json!({ "hook_event_name": "beforeShellExecution", "command": format!("rm {path}") }),
            ),
        ),
        (
            "a server's",
            Box::new(
                |path| json!({ "tool_name": "mcp__files__move_file", "tool_input": { "source": path, "destination": "src/api/moved" } }),
            ),
        ),
        (
            "several",
            Box::new(
                |path| json!({ "tool_name": "multi_edit", "tool_input": { "edits": [{ "path": "src/api/a.rs" }, { "path": path }] } }),
            ),
        ),
        (
            "an address",
            Box::new(
                |path| json!({ "tool_name": "write_file", "tool_input": { "uri": path, "content": "x" } }),
            ),
        ),
        (
            "a path in the project",
            Box::new(
                |path| json!({ "tool_name": "replace_text_in_file", "tool_input": { "pathInProject": path, "newText": "x" } }),
            ),
        ),
        (
            "an action",
            Box::new(
                |path| json!({ "agent_action_name": "pre_run_command", "tool_info": { "command_line": format!("touch {path}") } }),
            ),
        ),
    ];
    for (what, form) in forms {
        let asked = |path: &str| {
            let mut request = form(path);
            request["cwd"] = scene.path(API).to_string_lossy().into();
            ask(&scene, &request).code
        };
        assert_eq!((asked(own), asked(foreign)), (0, 2), "{what}");
    }
    for tool in [
        "Read",
        "read_file",
        "view",
        "list_directory",
        "mcp__files__directory_tree",
        "grep_search",
        "beforeReadFile",
    ] {
        let request =
            json!({ "tool_name": tool, "tool_input": { "path": foreign, "dir_path": "src/ui" } });
        assert_eq!(ask(&scene, &request).done(), "", "{tool}");
    }
}

#[test]
fn what_is_not_understood_passes_and_is_told_to_the_log() {
    let scene = started();
    for request in [
        json!({ "tool_name": "ponder", "tool_input": { "path": "src/ui/b.rs" } }),
        json!({ "tool_name": "Bash", "tool_input": { "command": "echo 'x > src/ui/b.rs" } }),
    ] {
        let passed = ask(&scene, &request);
        assert!(passed.code == 0 && passed.stderr.starts_with("warning: "), "{passed}");
    }
    let silent = ask(&scene, &json!({ "tool_name": "Task", "tool_input": { "prompt": "x" } }));
    assert_eq!(silent.ended(0), "");
}

#[test]
fn the_words_are_about_writing() {
    let scene = started();
    let told = shell(&scene, "echo x > src/ui/b.rs").ended(2);
    assert!(
        told.contains("write it in your own scope: src/api/") && told.contains("[NEEDS:task-2/"),
        "{told}"
    );
    let told = told + &shell(&scene, "echo x > .parallel.toml").ended(2);
    assert!(told.contains("lead's to change") && !told.contains("--staged"), "{told}");
}

#[test]
fn git_the_registry_and_the_guards_own_settings_are_out_of_reach() {
    let scene = started();
    let registry = scene.path(".git/parallel/workers/task-1-api-endpoints.toml");
    let home = scene.outside().join("home/.claude/settings.json");
    let common = scene.path(".git/hooks/pre-commit");
    for path in [
        registry.to_string_lossy().as_ref(),
        home.to_string_lossy().as_ref(),
        common.to_string_lossy().as_ref(),
        ".git",
        ".claude/settings.local.json",
        ".claude/settings.json",
    ] {
        let told = shell(&scene, &format!("echo x > {path}")).ended(2);
        assert!(told.contains("no worker's to write"), "{path}: {told}");
        assert_eq!(shell(&scene, &format!("rm -f {path}")).code, 2, "{path}");
    }
    assert_eq!(shell(&scene, "rm -rf .claude").code, 2);
}

#[test]
fn a_session_that_left_its_worktree_is_judged_by_the_worker_it_is_of() {
    let scene = started();
    let (own, main) = (scene.path(API), scene.path("."));
    let asked = |cwd: &str, worker: Option<&str>, file: String| {
        let mut command = scene.command("git-parallel", cwd);
        command.args(["hook", "pre-tool-use", "--plain"]);
        if let Some(worker) = worker {
            command.env("PARALLEL_WORKER", worker);
        }
        let input = json!({ "file_path": file });
        let cwd = scene.path(cwd);
        let request = json!({ "cwd": cwd, "tool_name": "Write", "tool_input": input });
        run(command, Some(&request.to_string()))
    };
    for cwd in ["..", "."] {
        let of_task = |file: String| asked(cwd, Some("task-1"), file);
        assert_eq!(of_task(format!("{}/src/api/new.rs", own.display())).ended(0), "");
        for file in
            [format!("{}/src/ui/b.rs", own.display()), format!("{}/src/api/new.rs", main.display())]
        {
            assert_eq!(of_task(file.clone()).code, 2, "{cwd}: {file}");
            assert_eq!(asked(cwd, None, file).ended(0), "", "{cwd}: the lead's");
        }
        assert_eq!(of_task("/tmp/elsewhere".into()).ended(0), "");
    }
}
