//! The command that tests a project, told by its files: none rather than one that must fail.

use std::path::Path;

use crate::file::Beneath;

/// The check command of the project in `main`.
pub(super) fn check(main: &Path) -> Option<String> {
    let has = |file: &str| main.join(file).is_file();
    let command = if has("Cargo.toml") {
        "cargo test --workspace"
    } else if has("go.mod") {
        "go test ./..."
    } else if let Some(command) = scripted(main) {
        command
    } else if uses_pytest(main) {
        "python -m pytest"
    } else if has("pom.xml") {
        "mvn -q verify"
    } else if has("gradlew") {
        "./gradlew check"
    } else if has("mix.exs") {
        "mix test"
    } else if makes_tests(&text(main, "Makefile")) {
        "make test"
    } else {
        return None;
    };
    Some(command.to_owned())
}

fn text(main: &Path, file: &str) -> String {
    // One that leads elsewhere, or never ends, says nothing of this project.
    Beneath::repository(main).read_text(Path::new(file)).ok().flatten().unwrap_or_default()
}

/// The script `test` of a package, by the program its lock file belongs to.
fn scripted(main: &Path) -> Option<&'static str> {
    let package: serde_json::Value = serde_json::from_str(&text(main, "package.json")).ok()?;
    let script = package.get("scripts")?.get("test")?.as_str()?;
    // What `npm init` writes where nobody has said how to test.
    if script.contains("no test specified") {
        return None;
    }
    let programs = [("pnpm-lock.yaml", "pnpm test"), ("yarn.lock", "yarn test")];
    let program = programs.into_iter().find(|(lock, _)| main.join(lock).is_file());
    Some(program.map_or("npm test", |(_, command)| command))
}

/// Whether some file of the project says that its tests are pytest's.
fn uses_pytest(main: &Path) -> bool {
    let known = ["pytest.ini", "conftest.py", "tests/conftest.py"];
    let lists =
        ["pyproject.toml", "setup.cfg", "tox.ini", "requirements.txt", "requirements-dev.txt"];
    known.iter().any(|file| main.join(file).is_file())
        || lists.iter().any(|file| text(main, file).contains("pytest"))
}

/// Whether a makefile has a target `test`.
fn makes_tests(makefile: &str) -> bool {
    makefile.lines().any(|line| {
        let target = line.split_once(':').filter(|(_, rest)| !rest.starts_with('='));
        target.is_some_and(|(names, _)| {
            !names.starts_with(['\t', '#']) && names.split_whitespace().any(|name| name == "test")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_command_that_can_pass_is_told() {
        for (files, want) in [
            (&[("Cargo.toml", "")][..], Some("cargo test --workspace")),
            (&[("package.json", "{\"scripts\": {\"test\": \"jest\"}}")], Some("npm test")),
            (
                &[("package.json", "{\"scripts\": {\"test\": \"jest\"}}"), ("yarn.lock", "")],
                Some("yarn test"),
            ),
            (&[("package.json", "{\"workspaces\": [\"a\"]}")], None),
            (&[("package.json", "{\"scripts\": {\"test\": \"echo no test specified\"}}")], None),
            (&[("package.json", "{"), ("Makefile", "test: all\n\tgo\n")], Some("make test")),
            (&[("pyproject.toml", "[project]"), ("Makefile", "all test:\n")], Some("make test")),
            (&[("pyproject.toml", "[tool.pytest.ini_options]")], Some("python -m pytest")),
            (&[("pyproject.toml", "[project]")], None),
            (&[("Makefile", "all:\n\techo test:\ntest := 1\n")], None),
            (&[], None),
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            for (file, text) in files {
                std::fs::write(folder.path().join(file), text).expect("a file");
            }
            assert_eq!(check(folder.path()).as_deref(), want, "{files:?}");
        }
    }
}
