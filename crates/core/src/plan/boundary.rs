//! Boundary files: what many changes touch without being about it.

use std::sync::LazyLock;

use foldhash::HashSet;

/// Files written by a tool.
const GENERATED: [&str; 14] = [
    "Cargo.lock",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lockb",
    "bun.lock",
    "poetry.lock",
    "uv.lock",
    "Pipfile.lock",
    "Gemfile.lock",
    "go.sum",
    "composer.lock",
    "flake.lock",
    "mix.lock",
];

/// Files where modules are announced or settings kept.
const SHARED: [&str; 30] = [
    "Cargo.toml",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "go.mod",
    "Gemfile",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "tsconfig.json",
    "mix.exs",
    "Package.swift",
    "pubspec.yaml",
    "__init__.py",
    "index.ts",
    "index.js",
    "mod.rs",
    ".gitignore",
    ".env.example",
    "Makefile",
    "CMakeLists.txt",
    "docker-compose.yml",
    "Dockerfile",
    "CHANGELOG.md",
    "README.md",
    "tox.ini",
    "deny.toml",
];

static BOUNDARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| GENERATED.into_iter().chain(SHARED).collect());

/// Whether `path` is written by a tool and belongs to nobody: lock files.
pub(super) fn is_generated(path: &str) -> bool {
    GENERATED.contains(&name(path))
}

/// Whether `path` is a place where modules are announced or settings kept, so that unrelated items
/// meet in it.
pub(super) fn is_boundary(path: &str) -> bool {
    BOUNDARY.contains(name(path)) || path.starts_with(".github/workflows/")
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
