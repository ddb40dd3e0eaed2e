//! A day of a worker with the real agents, against a model server on loopback that says what to do.
//!
//! An agent that is not on PATH is told and skipped. Each has a home of its own and a dummy key.

#![expect(clippy::print_stderr, reason = "a day that is skipped is told")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::scene::{Output, Scene, run};
use crate::start::planned;

const API: &str = "worktrees/task-1-api-endpoints";

/// A model server with one script, ended with the test.
struct Model {
    child: Child,
    port: u16,
}

impl Model {
    /// Starts one that plays `steps`; none where there is no Python.
    fn playing(scene: &Scene, steps: &serde_json::Value) -> Option<Self> {
        let folder = scene.outside().join("model");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::remove_file(folder.join("day.count")).ok();
        std::fs::write(folder.join("day.json"), steps.to_string()).expect("a script");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/clients/model.py");
        let mut child = Command::new("python3")
            .arg(program)
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        Some(Self { port: line.trim().parse().ok()?, child })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/s/day", self.port)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What differs between the agents.
struct Client {
    program: &'static str,
    /// `[agent]` of the plan.
    agent: &'static str,
    /// What writes a file, given its path.
    write: fn(&str) -> serde_json::Value,
    /// Variables of its session, given the model's address.
    environment: fn(&str) -> Vec<(&'static str, String)>,
    /// A file of its home, given the model's address.
    settings: (&'static str, fn(&str) -> String),
    /// Whether its writes can be stopped.
    edit_guard: bool,
}

fn named(name: &str, value: &str) -> serde_json::Value {
    serde_json::json!({ name: [value, "x\n"] })
}

/// Plays a worker's day: a write in scope, one out of scope by the file tool and one by the shell, a
/// commit without prefix, one of everything, and the last.
fn day(client: &Client) {
    if which(client.program).is_none() {
        eprintln!("not installed, its day is skipped: {}", client.program);
        return;
    }
    let scene = registered(client.agent);
    let shell = |command: &str| serde_json::json!({ "bash": command });
    let write = |path: &str| (client.write)(&scene.path(API).join(path).to_string_lossy());
    let steps = serde_json::json!([
        // Twice: some agents begin with an answer of their own, and miss the first.
        [write("src/api/new.rs")],
        [write("src/api/new.rs")],
        [write("src/ui/by-tool.rs")],
        [shell("echo x > src/ui/by-shell.rs")],
        [shell("git add src/api && git commit -m 'free text'")],
        [shell("git commit -m '[COMPLETE] Add a file'")],
        [{ "text": "Done." }],
    ]);
    let Some(model) = Model::playing(&scene, &steps) else {
        eprintln!("no Python, so no day of {}", client.program);
        return;
    };
    let (file, text) = client.settings;
    let file = scene.outside().join("home").join(file);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    std::fs::write(file, text(&model.url())).expect("settings");
    let told = session(&scene, (client.environment)(&model.url()));
    let there = |path: &str| scene.path(API).join(path).exists();
    assert!(there("src/api/new.rs"), "{told}");
    if client.edit_guard {
        assert!(!there("src/ui/by-tool.rs") && !there("src/ui/by-shell.rs"), "{told}");
    }
    let subjects = scene.git_in(API, &["log", "--format=%s", "main.."]).done();
    assert_eq!(subjects, "[COMPLETE] Add a file\n", "{told}");
    let checked = scene.parallel(&["check", "task-1"]);
    assert_eq!(checked.code, 0, "{checked}");
    let report = scene.parallel(&["status", "--json"]).json();
    let doing = report["workers"][0]["session"]["doing"].as_str().unwrap_or_default().to_owned();
    assert!(["stopped", "ended"].contains(&&*doing), "its session is {doing}: {told}");
}

/// The scene of `planned` with an agent of its own and somebody who commits, started.
fn registered(agent: &str) -> Scene {
    let scene = planned();
    let plan = scene.read(".parallel.toml");
    let plan = plan.replace("[agent]", &format!("[agent]\n{agent}"));
    scene.write(".parallel.toml", &plan);
    scene.git(&["config", "user.name", "Ada"]);
    scene.git(&["config", "user.email", "ada@example.com"]);
    scene.parallel(&["start", "--trust"]).done();
    scene
}

/// Runs the first worker's launch script to its end.
fn session(scene: &Scene, environment: Vec<(&'static str, String)>) -> Output {
    let mut session = scene.command("timeout", ".");
    session.args(["--kill-after=5", "300", "scripts/worker-1-api-endpoints.sh"]);
    for name in [
        "DISABLE_AUTOUPDATER",
        "DISABLE_TELEMETRY",
        "DISABLE_ERROR_REPORTING",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
        "DO_NOT_TRACK",
    ] {
        session.env(name, "1");
    }
    session.envs(environment);
    run(session, None)
}

fn which(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[test]
fn claude_code_works_a_day() {
    day(&Client {
        program: "claude",
        agent: r#"command = ["claude", "-p", "--dangerously-skip-permissions", "{prompt}"]"#,
        write: |path| named("write", path),
        environment: |url| {
            vec![("ANTHROPIC_BASE_URL", url.to_owned()), ("ANTHROPIC_AUTH_TOKEN", "dummy".into())]
        },
        settings: (".unused", |_| String::new()),
        edit_guard: true,
    });
}

#[test]
fn codex_works_a_day() {
    day(&Client {
        program: "codex",
        agent: r#"command = ["codex", "exec", "{options}", "--dangerously-bypass-approvals-and-sandbox", "{prompt}"]"#,
        write: |path| serde_json::json!({ "bash": format!("cat > {path} <<'EOF'\nx > y\nEOF") }),
        environment: |_| vec![("FAKE_KEY", "dummy".into())],
        settings: (".codex/config.toml", |url| {
            format!(
                "model = \"gpt-5\"\nmodel_provider = \"fake\"\n[model_providers.fake]\nname = \"fake\"\nbase_url = \"{url}\"\nwire_api = \"responses\"\nenv_key = \"FAKE_KEY\"\n"
            )
        }),
        edit_guard: true,
    });
}

#[test]
fn gemini_cli_works_a_day() {
    day(&Client {
        program: "gemini",
        agent: r#"command = ["gemini", "--yolo", "-p", "{prompt}"]"#,
        write: |path| named("write", path),
        environment: |url| {
            vec![("GEMINI_API_KEY", "dummy".into()), ("GOOGLE_GEMINI_BASE_URL", url.to_owned())]
        },
        settings: (".gemini/settings.json", |_| {
            r#"{ "security": { "auth": { "selectedType": "gemini-api-key" } }, "privacy": { "usageStatisticsEnabled": false } }"#.into()
        }),
        edit_guard: true,
    });
}

#[test]
fn opencode_works_a_day() {
    day(&Client {
        program: "opencode",
        agent: r#"command = ["opencode", "run", "{prompt}"]"#,
        write: |path| named("write", path),
        environment: |_| vec![("OPENCODE_DISABLE_AUTOUPDATE", "1".into())],
        settings: (".config/opencode/opencode.json", |url| {
            serde_json::json!({
                "autoupdate": false, "share": "disabled", "model": "fake/fake-model",
                "small_model": "fake/fake-model",
                "provider": { "fake": {
                    "npm": "@ai-sdk/openai-compatible", "name": "fake",
                    "options": { "baseURL": url, "apiKey": "dummy" },
                    "models": { "fake-model": { "name": "fake", "tool_call": true } } } },
            })
            .to_string()
        }),
        edit_guard: true,
    });
}

#[test]
fn copilot_cli_works_a_day() {
    day(&Client {
        program: "copilot",
        agent: r#"command = ["copilot", "--trust-folder", "--allow-all-tools", "-p", "{prompt}"]"#,
        write: |path| named("write", path),
        environment: |url| {
            vec![
                ("COPILOT_OFFLINE", "true".into()),
                ("COPILOT_PROVIDER_TYPE", "openai".into()),
                ("COPILOT_PROVIDER_BASE_URL", url.to_owned()),
                ("COPILOT_PROVIDER_API_KEY", "dummy".into()),
                ("COPILOT_MODEL", "gpt-4.1".into()),
            ]
        },
        settings: (".unused", |_| String::new()),
        edit_guard: true,
    });
}

#[test]
fn qwen_code_works_a_day() {
    day(&Client {
        program: "qwen",
        agent: r#"command = ["qwen", "--yolo", "-p", "{prompt}"]"#,
        write: |path| named("write", path),
        environment: |url| {
            vec![
                ("OPENAI_API_KEY", "dummy".into()),
                ("OPENAI_BASE_URL", url.to_owned()),
                ("OPENAI_MODEL", "fake-model".into()),
            ]
        },
        settings: (".qwen/settings.json", |_| {
            r#"{ "security": { "auth": { "selectedType": "openai" } }, "privacy": { "usageStatisticsEnabled": false } }"#.into()
        }),
        edit_guard: true,
    });
}

/// The versions that `.ci/run` installs are those of the manual and of the profiles.
#[test]
fn what_is_run_is_what_is_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |file: &str| std::fs::read_to_string(root.join(file)).expect("a file");
    let (ci, readme) = (text(".ci/run"), text("README.md").replace('\n', " "));
    for profile in git_parallel::agent::known() {
        let versions = profile.packages.iter().filter_map(|package| {
            let (_, rest) =
                ci.split_once(&format!("{package}@")).or(ci.split_once(&format!("{package}==")))?;
            rest.split(|c: char| c.is_whitespace() || c == ';').next()
        });
        let versions: Vec<&str> = versions.collect();
        let tried = profile.known_by == git_parallel::agent::KnownBy::Trial;
        assert_eq!(!versions.is_empty(), tried, "{}", profile.name);
        for version in versions {
            assert!(version.starts_with(&profile.version), "{}: {version}", profile.name);
            assert!(readme.contains(&format!("{} {version}", profile.title)), "{}", profile.name);
            let short = format!("`{}`, {} {} |", profile.name, profile.title, profile.version);
            assert!(readme.contains(&short), "{short}");
        }
    }
}

/// aider takes one message a session and commits by itself, under a subject the model gives; it is not
/// stopped before it writes.
#[test]
fn aider_works_a_day() {
    if which("aider").is_none() {
        eprintln!("not installed, its day is skipped: aider");
        return;
    }
    let scene = registered("name = \"aider\"");
    for (path, subject, commits) in [
        ("src/api/first.rs", "free text", ""),
        ("src/ui/stray.rs", "[CHECKPOINT] Add a view", ""),
        ("src/api/new.rs", "[CHECKPOINT] Add a file", "[CHECKPOINT] Add a file\n"),
    ] {
        let edit = format!("{path}\n```\n<<<<<<< SEARCH\n=======\nx\n>>>>>>> REPLACE\n```\n");
        // One answer a request, as it is asked for a subject in a conversation of its own.
        let steps = serde_json::json!({ "byrequest": [[{ "text": edit }], [{ "text": subject }]] });
        let Some(model) = Model::playing(&scene, &steps) else {
            eprintln!("no Python, so no day of aider");
            return;
        };
        let told = session(
            &scene,
            vec![
                ("OPENAI_API_KEY", "dummy".into()),
                ("OPENAI_API_BASE", model.url()),
                ("AIDER_MODEL", "openai/gpt-4o".into()),
                ("AIDER_ANALYTICS", "false".into()),
                ("AIDER_AUTO_LINT", "false".into()),
                ("AIDER_CHECK_UPDATE", "false".into()),
                ("AIDER_SHOW_MODEL_WARNINGS", "false".into()),
                ("LITELLM_LOCAL_MODEL_COST_MAP", "True".into()),
            ],
        );
        assert!(scene.path(API).join(path).exists(), "it is written: {told}");
        let subjects = scene.git_in(API, &["log", "--format=%s", "main.."]).done();
        assert_eq!(subjects, commits, "{told}");
    }
    let own = scene.git_in(API, &["log", "--format=", "--name-only", "main.."]).done();
    assert_eq!(own, "src/api/new.rs\n");
    let checked = scene.parallel(&["check", "task-1"]);
    assert_eq!(checked.code, 0, "{checked}");
}

#[test]
fn what_is_installed_is_valid_to_its_clients() {
    let scene = planned();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (program, verb, folder) in [
        ("claude", "plugin", "plugin"),
        ("claude", "plugin", "."),
        ("gemini", "extensions", "extension"),
    ] {
        if which(program).is_none() {
            eprintln!("not installed, it validates nothing: {program}");
            continue;
        }
        let mut command = scene.command(program, ".");
        command.args([verb, "validate"]).arg(root.join(folder));
        let told = run(command, None);
        assert!(told.code == 0 && !told.stdout.contains("failed"), "{folder}: {told}");
    }
}
