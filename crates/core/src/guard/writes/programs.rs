//! Programs as data: which of their words name what they write.

use super::options::Spec;

/// The words of a command line that an effect is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum From {
    /// Every operand but the first so many.
    All(usize),
    /// The operand at this position.
    Nth(usize),
    /// The value of one of these options.
    Value(&'static [&'static str]),
    /// This file of the folder at hand, where there is an operand.
    Beside(&'static str),
    /// The folder one of these options names, or else the one at hand.
    Folder(&'static [&'static str]),
}

/// What it does to them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Does {
    /// They are written.
    Write,
    /// They, or something below them, are written.
    Below,
    /// They are written where they are there.
    Edit,
    /// They go away.
    Remove,
    /// The worktree they are in changes somewhere.
    Tree,
}

/// One thing a program does.
#[derive(Debug)]
pub(super) struct Effect {
    /// To what.
    pub(super) from: From,
    /// What the program adds to that name.
    pub(super) with: &'static str,
    /// What it does.
    pub(super) does: Does,
}

/// One program.
#[derive(Debug)]
pub(super) struct Program {
    /// Its names, with the word that chooses what it does where it does several things.
    pub(super) names: &'static [&'static str],
    /// Its options that have a value.
    pub(super) spec: Spec,
    /// Options with which it writes nothing, or not what is said here.
    pub(super) unless: &'static [&'static str],
    /// Words of which one must be there; none where it always writes.
    pub(super) only: &'static [&'static str],
    /// Options without a value. With any that is not known nothing is said of the program, as what
    /// follows may be its value; none here where that is no danger.
    pub(super) flags: Option<&'static [&'static str]>,
    /// What it does.
    pub(super) effects: &'static [Effect],
}

const fn spec(short: &'static str, long: &'static [&'static str]) -> Spec {
    Spec { short, long }
}

const fn effect(from: From, does: Does) -> Effect {
    Effect { from, with: "", does }
}

/// A program that always does `effects`.
const fn program(
    names: &'static [&'static str],
    spec: Spec,
    unless: &'static [&'static str],
    effects: &'static [Effect],
) -> Program {
    Program { names, spec, unless, only: &[], flags: None, effects }
}

/// A program that changes the files it is given in place, if at all with one of the words `only`.
const fn formatter(
    names: &'static [&'static str],
    spec: Spec,
    unless: &'static [&'static str],
    only: &'static [&'static str],
    flags: &'static [&'static str],
) -> Program {
    const IN_PLACE: &[Effect] = &[effect(From::All(0), Does::Edit)];
    Program { names, spec, unless, only, flags: Some(flags), effects: IN_PLACE }
}

const WRITE: &[Effect] = &[effect(From::All(0), Does::Write)];
const REMOVE: &[Effect] = &[effect(From::All(0), Does::Remove)];
const MAKE: &[Effect] = &[effect(From::All(0), Does::Below)];
const HERE: &[Effect] = &[effect(From::Folder(&[]), Does::Tree)];
const OUTPUT: &[Effect] = &[effect(From::Value(&["o", "output"]), Does::Write)];

/// All of them.
pub(super) const PROGRAMS: &[Program] = &[
    program(&["tee", "sponge"], spec("", &[]), &[], WRITE),
    program(&["touch"], spec("drt", &["date", "reference", "time"]), &["c", "no-create"], WRITE),
    program(
        &["uniq"],
        spec("fsw", &["skip-fields", "skip-chars", "check-chars"]),
        &[],
        &[effect(From::Nth(1), Does::Write)],
    ),
    program(&["truncate"], spec("sr", &["size", "reference"]), &[], WRITE),
    program(&["fallocate"], spec("lop", &["length", "offset"]), &[], WRITE),
    program(&["shred"], spec("ns", &["iterations", "size", "random-source"]), &[], WRITE),
    program(&["mkfifo"], spec("m", &["mode"]), &[], WRITE),
    program(&["rm", "rmdir", "unlink"], spec("", &[]), &[], REMOVE),
    program(&["trash", "trash-put", "gio trash"], spec("", &[]), &["h", "help"], REMOVE),
    program(&["mkdir"], spec("m", &["mode"]), &[], MAKE),
    program(
        &["mktemp"],
        spec("p", &["tmpdir", "suffix"]),
        &["u", "dry-run", "t", "p", "tmpdir"],
        WRITE,
    ),
    program(&["sort"], spec("oktST", &["output", "key", "field-separator"]), &["c", "C"], OUTPUT),
    program(&["iconv"], spec("fto", &["from-code", "to-code", "output"]), &["l", "list"], OUTPUT),
    program(&["zip"], spec("bnPstx", &[]), &["T", "sf", "h"], &[effect(From::Nth(0), Does::Below)]),
    program(
        &["tsc"],
        spec("p", &["project", "outDir", "outFile", "target", "module"]),
        &["noEmit", "h", "help"],
        &[effect(From::Value(&["outDir", "outFile"]), Does::Below)],
    ),
    // What is added to a project is written down in its manifest.
    program(
        &["npm install", "npm i", "npm add", "npm uninstall", "npm remove", "npm rm"],
        spec("w", &["prefix", "workspace", "registry", "tag"]),
        &["g", "global", "no-save", "dry-run", "prefix", "w", "workspace", "h", "help"],
        &[effect(From::Beside("package.json"), Does::Edit)],
    ),
    program(
        &["yarn add", "yarn remove", "pnpm add", "pnpm remove", "bun add", "bun remove"],
        spec("C", &["dir", "filter", "cwd", "registry"]),
        &["g", "global", "C", "dir", "filter", "cwd", "dry-run", "no-save", "h", "help"],
        &[effect(From::Beside("package.json"), Does::Edit)],
    ),
    program(
        &["cargo add", "cargo remove", "cargo rm"],
        spec("pF", &["package", "manifest-path", "features", "rename", "path", "git", "registry"]),
        &["p", "package", "manifest-path", "n", "dry-run", "h", "help"],
        &[effect(From::Beside("Cargo.toml"), Does::Edit)],
    ),
    program(
        &["poetry add", "poetry remove", "uv add", "uv remove"],
        spec("GCP", &["group", "source", "extras", "directory", "project", "package"]),
        &["dry-run", "script", "C", "P", "directory", "project", "package", "h", "help"],
        &[effect(From::Beside("pyproject.toml"), Does::Edit)],
    ),
    // Downloads.
    program(
        &["curl"],
        spec(
            "oAbcCdDeEFHKmPQrTuUwxXYyz",
            &["output", "header", "data", "request", "user", "url", "cookie", "form"],
        ),
        &["output-dir"],
        OUTPUT,
    ),
    program(
        &["curl"],
        spec("oAbcCdDeEFHKmPQrTuUwxXYyz", &["output-dir", "header", "data", "request", "user"]),
        &[],
        &[effect(From::Value(&["output-dir"]), Does::Below)],
    ),
    program(
        &["wget"],
        spec("OoaePUtTwQi", &["output-document", "header"]),
        &[],
        &[effect(From::Value(&["O", "output-document"]), Does::Write)],
    ),
    program(
        &["wget"],
        spec("OoaePUtTwQi", &["directory-prefix", "header"]),
        &["O", "output-document", "spider"],
        &[effect(From::Value(&["P", "directory-prefix"]), Does::Below)],
    ),
    // Archives; tar has a syntax of its own.
    program(
        &["unzip"],
        spec("dP", &[]),
        &["l", "t", "p", "c", "v", "z", "Z", "h"],
        &[effect(From::Folder(&["d"]), Does::Below)],
    ),
    program(
        &["gzip", "bzip2", "xz", "lzma", "gunzip", "bunzip2", "unxz"],
        spec("SbT", &["suffix", "bits", "threads"]),
        &["c", "stdout", "to-stdout", "l", "list", "t", "test", "k", "keep", "h", "help"],
        REMOVE,
    ),
    // What is cut into pieces, whose names begin so.
    program(
        &["split"],
        spec("abClnte", &["suffix-length", "bytes", "lines", "line-bytes", "number"]),
        &["filter", "d", "numeric-suffixes", "x", "hex-suffixes", "a", "suffix-length"],
        &[Effect { from: From::Nth(1), with: "aa", does: Does::Write }],
    ),
    program(
        &["csplit"],
        spec("bfn", &["prefix", "suffix-format", "digits"]),
        &["b", "suffix-format", "n", "digits"],
        &[Effect { from: From::Value(&["f", "prefix"]), with: "00", does: Does::Write }],
    ),
    // Patches from a file: the file they are for, or the folder they are applied in.
    program(
        &["patch"],
        spec("pidorBDFgVYz", &["strip", "input", "directory", "output", "reject-file", "fuzz"]),
        &["dry-run", "C", "check", "d", "directory", "o", "output"],
        &[effect(From::Nth(0), Does::Write)],
    ),
    program(
        &["patch"],
        spec("pidorBDFgVYz", &["strip", "input", "directory", "output", "reject-file", "fuzz"]),
        &["dry-run", "C", "check", "o", "output"],
        &[effect(From::Value(&["d", "directory"]), Does::Below)],
    ),
    program(
        &["patch"],
        spec("pidorBDFgVYz", &["strip", "input", "directory", "output", "reject-file", "fuzz"]),
        &["dry-run", "C", "check", "d", "directory"],
        OUTPUT,
    ),
    program(
        &["git apply"],
        spec("pC", &["directory", "exclude", "include", "whitespace"]),
        &["check", "stat", "numstat", "summary", "cached", "build-fake-ancestor"],
        &[effect(From::Value(&["directory"]), Does::Below)],
    ),
    program(
        &["git rm"],
        spec("", &["pathspec-from-file"]),
        &["cached", "n", "dry-run", "pathspec-from-file"],
        REMOVE,
    ),
    program(
        &["git worktree remove", "git worktree move"],
        spec("", &[]),
        &[],
        &[effect(From::Nth(0), Does::Tree)],
    ),
    // Whatever else of git changes a worktree, and may only in the worker's own.
    program(
        &["git add", "git clean", "git mv", "git rm"],
        spec("", &[]),
        &["n", "dry-run", "h", "help"],
        HERE,
    ),
    program(
        &["git apply"],
        spec("", &[]),
        &["check", "stat", "numstat", "summary", "h", "help"],
        HERE,
    ),
    program(
        &[
            "git am",
            "git checkout",
            "git cherry-pick",
            "git commit",
            "git merge",
            "git pull",
            "git rebase",
            "git reset",
            "git restore",
            "git revert",
            "git stash",
            "git switch",
        ],
        spec("", &[]),
        &["dry-run", "h", "help"],
        HERE,
    ),
    // Formatters.
    formatter(
        &["gofmt", "goimports", "gofumpt"],
        spec("dr", &[]),
        &[],
        &["-w"],
        &["w", "l", "s", "e"],
    ),
    formatter(
        &["clang-format"],
        spec("", &["style"]),
        &["n"],
        &["-i"],
        &["i", "verbose", "Werror"],
    ),
    formatter(
        &["rustfmt"],
        spec("", &["edition", "config", "config-path", "color", "style-edition"]),
        &["check", "emit"],
        &[],
        &["q", "quiet", "v", "verbose", "l"],
    ),
    formatter(
        &["black"],
        spec("lctW", &["line-length", "target-version", "config", "workers"]),
        &["c", "code", "check", "diff"],
        &[],
        &["q", "quiet", "v", "verbose", "S", "C", "preview", "fast", "safe"],
    ),
    formatter(
        &["isort"],
        spec("lp", &["profile", "settings-path", "line-length", "line-width"]),
        &["c", "check", "check-only", "d", "diff", "stdout"],
        &[],
        &["q", "quiet", "v", "verbose", "atomic"],
    ),
    formatter(
        &["ruff format"],
        spec("", &["config", "line-length", "target-version"]),
        &["check", "diff"],
        &[],
        &["q", "quiet", "preview", "isolated"],
    ),
    formatter(
        &["ruff check"],
        spec("", &["config", "line-length", "target-version", "select", "ignore", "extend-select"]),
        &["diff", "no-fix"],
        &["--fix"],
        &["q", "quiet", "fix", "unsafe-fixes", "preview", "isolated"],
    ),
    formatter(
        &["prettier"],
        spec("", &["config", "parser", "ignore-path", "log-level", "plugin", "print-width"]),
        &["c", "check", "l", "list-different"],
        &["-w", "--write"],
        &["w", "write", "no-config", "ignore-unknown", "u"],
    ),
    formatter(
        &["eslint", "biome check", "biome format", "stylelint"],
        spec("c", &["config", "ext", "format"]),
        &["fix-dry-run"],
        &["--fix", "--write"],
        &["fix", "write", "cache", "quiet", "unsafe"],
    ),
    formatter(
        &["shfmt"],
        spec("i", &["indent"]),
        &["d", "diff"],
        &["-w", "--write"],
        &["w", "write"],
    ),
    formatter(
        &["autopep8", "yapf"],
        spec("j", &["style", "jobs", "max-line-length"]),
        &["d", "diff"],
        &["-i", "--in-place"],
        &["i", "in-place", "a", "aggressive"],
    ),
    program(
        &["sd"],
        spec("fn", &["flags", "max-replacements"]),
        &["p", "preview", "h", "help"],
        &[effect(From::All(2), Does::Edit)],
    ),
    program(
        &["rename", "prename", "file-rename"],
        spec("eE", &["expr"]),
        &["n", "nono", "no-act", "s", "symlink", "e", "E", "expr", "h", "help"],
        &[effect(From::All(1), Does::Edit)],
    ),
    formatter(&["dos2unix", "unix2dos"], spec("", &[]), &["n", "i", "info"], &[], &["q", "k", "f"]),
    formatter(&["yq"], spec("", &[]), &[], &["-i", "--inplace"], &["i", "inplace", "y", "r"]),
];
