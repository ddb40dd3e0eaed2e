//! Whether a word is spelled like a path of a repository.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::flat::lower;
use super::path::Place;

/// Without a line suffix (`:12-34`, `#L5`) and without `./`.
fn trimmed(word: &str) -> &str {
    let word = word.trim().trim_matches(['`', '"', '\'', '*']);
    let word = word.split("#L").next().unwrap_or(word);
    let word = match word.find(':') {
        Some(at)
            if word[at + 1..].starts_with(|c: char| c.is_ascii_digit())
                && word[at + 1..].chars().all(|c| {
                    c.is_ascii_digit() || matches!(c, ',' | ' ' | ':' | '-' | '–' | 'L')
                }) =>
        {
            &word[..at]
        }
        _ => without_symbol(word),
    };
    word.trim_end_matches(['.', ',', ':', ';', '!', '?']).trim_start_matches("./")
}

/// The file of what names something in it: `store.py:save`, `tests/test_a.py::TestA::test_b`.
fn without_symbol(word: &str) -> &str {
    let Some((path, name)) = word.split_once(':') else { return word };
    let name = name.trim_start_matches(':').trim_end_matches("()");
    let names = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':'));
    if names && is_file(path) { path } else { word }
}

/// A word in backticks or a field, if it is spelled like a path of a repository.
pub(super) fn quoted(word: &str, place: Place) -> Option<&str> {
    let path = trimmed(word);
    if !is_spelled_like_path(path) && !is_route_file(path) || is_address(path) {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.contains('/') {
        let directory = path.ends_with('/') && path.len() > 2;
        let deep = path.trim_matches('/').matches('/').count() >= 2;
        let known = is_root(path);
        let fits = directory
            || has_extension(name)
            || known_name(name)
            || deep && !path.starts_with('/')
            || known
            || place == Place::Files;
        return fits.then_some(path);
    }
    let glob = path.contains('*');
    let fits = (has_extension(name) && (!glob || place == Place::Files))
        || known_name(name)
        || is_dot_file(name);
    fits.then_some(path)
}

/// A bare word, if it is spelled like a path of a repository.
pub(super) fn plain_word(word: &str, place: Place) -> Option<&str> {
    let path = trimmed(word);
    if !is_spelled_like_path(path) && !is_route_file(path)
        || path.contains('*') && place == Place::Prose
        || is_address(path)
    {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.contains('/') {
        let stem = path.trim_end_matches('/');
        let directory = path.ends_with('/')
            && stem.len() >= 3
            && stem.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        let fits = directory
            || has_extension(name) && name.len() > 3
            || is_root(path) && !path.contains("//");
        return fits.then_some(path);
    }
    let product = place == Place::Prose && is_product(name);
    let fits = (has_extension(name) && !product || is_dot_file(name)) && name.contains('.')
        || name.contains("file") && known_name(name);
    fits.then_some(path)
}

fn is_spelled_like_path(path: &str) -> bool {
    let letters = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '/' | '.' | '_' | '-' | '*' | '+' | '@' | '?' | '[' | ']' | '!')
    };
    !path.is_empty()
        && path.len() <= 200
        && path.chars().all(letters)
        && path.chars().any(char::is_alphabetic)
        && !path.contains("//")
        && !path.contains("..")
        && !path.split('/').any(|part| part == ".")
        && !path.starts_with(['-', '@', '~', '?', '!'])
        && !is_mailbox(path)
        && !is_elsewhere(path)
}

/// Whether this is a mail address; a picture may be for a denser screen: `icon@2x.png`.
fn is_mailbox(path: &str) -> bool {
    path.split_once('@').is_some_and(|(user, host)| {
        let plain = !user.contains('/') && !host.contains('/') && host.contains('.');
        plain && host.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// Whether this is a file named after a route, as frameworks have them: `app/(tabs)/home.tsx`,
/// `routes/posts.$id.tsx`.
fn is_route_file(path: &str) -> bool {
    let named = |part: &str| {
        let inside = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let name = inside.unwrap_or(part);
        // "$HOME" and "$(pwd)" are the shell's.
        let variable = |at: usize| !name[at + 1..].starts_with(|c: char| c.is_ascii_lowercase());
        !name.contains(['(', ')']) && !name.match_indices('$').any(|(at, _)| variable(at))
    };
    path.contains(['(', '$'])
        && path.contains('/')
        && path.split('/').all(named)
        && has_extension(path.rsplit('/').next().unwrap_or(path))
        && is_spelled_like_path(&path.replace(['(', ')', '$'], ""))
}

/// Whether this is where a server answers rather than where a file lies: a leading `/`, no
/// extension, and no directory that only a repository has.
fn is_address(path: &str) -> bool {
    let Some(rest) = path.strip_prefix('/') else { return false };
    let mut parts = rest.split('/');
    let first = parts.next().unwrap_or(rest);
    let name = rest.trim_end_matches('/').rsplit('/').next().unwrap_or(rest);
    let ours = matches!(
        first,
        "src"
            | "lib"
            | "libs"
            | "test"
            | "tests"
            | "spec"
            | "specs"
            | "docs"
            | "scripts"
            | "crates"
            | "packages"
            | "pkg"
            | "cmd"
            | "internal"
            | "benches"
            | "include"
            | "e2e"
    );
    !ours && !has_extension(name) && !known_name(name) && !name.contains('*')
}

/// Whether a script's name is rather that of a product: `Node.js`, `vue.js`, `D3.js`.
fn is_product(name: &str) -> bool {
    const PRODUCTS: [&str; 40] = [
        "alpine",
        "angular",
        "anime",
        "backbone",
        "bun",
        "chart",
        "d3",
        "day",
        "discord",
        "electron",
        "ember",
        "ethers",
        "express",
        "fabric",
        "gatsby",
        "handlebars",
        "impress",
        "knockout",
        "leaflet",
        "matter",
        "moment",
        "mustache",
        "nest",
        "next",
        "node",
        "nuxt",
        "p5",
        "pdf",
        "phaser",
        "pixi",
        "plotly",
        "react",
        "reveal",
        "solid",
        "three",
        "two",
        "underscore",
        "video",
        "vue",
        "web3",
    ];
    let Some(stem) = name.strip_suffix(".js") else { return false };
    // "Tone.js" is some product nobody listed here; "AppHeader.js" and "App.js" are files.
    let rest = stem.get(1..).unwrap_or_default();
    let plain = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase());
    let proper = stem.starts_with(|c: char| c.is_ascii_uppercase())
        && plain
        && !matches!(stem, "App" | "Index" | "Main" | "Server");
    proper || PRODUCTS.contains(&lower(stem).as_ref())
}

/// Places outside any repository, refs, hosts.
fn is_elsewhere(path: &str) -> bool {
    const OUT: [&str; 20] = [
        "refs/",
        "origin/",
        "upstream/",
        "www.",
        "github.com",
        "http",
        "/bin",
        "/home",
        "/usr",
        "/etc",
        "/tmp",
        "/var",
        "/dev",
        "/proc",
        "/opt",
        "/root",
        "/mnt",
        "application/",
        "text/",
        "e.g",
    ];
    let head = path.split('/').next().unwrap_or(path);
    OUT.iter().any(|out| path.starts_with(out))
        && !path.starts_with("/tests")
        && !path.starts_with("/docs")
        || path.contains('/')
            && [".com", ".org", ".io", ".dev", ".net"].iter().any(|end| head.ends_with(end))
        || matches!(head, "feat" | "feature" | "bugfix" | "hotfix" | "chore")
            && path.matches('/').count() == 1
            && !path.contains('.')
}

/// Whether a link leads out of the document.
pub(super) fn is_url(text: &str) -> bool {
    text.contains("://") || text.starts_with("mailto:") || text.starts_with('#')
}

const EXTENSIONS: &str = "adoc asciidoc asm astro avsc bash bat bazel bib bzl c cabal capnp cc cfg cjs clj \
    cljs cmake cmd conf cpp cs cshtml csproj css csv csx cts cu cxx dart ebuild ejs el \
    elm entitlements erb erl ex exs f90 f95 fbs feature fish frag fs fsproj fsx gd \
    gdshader gemspec gherkin gleam glsl go gql gradle graphql groovy gyp gypi h haml \
    hbs hcl hh hlsl hpp hs htm html hx hxx idr ini ino ipynb iss j2 java jinja jinja2 \
    jl js json json5 jsonc jsonl jsonnet jsx kt kts lean less libsonnet liquid lisp lua \
    md mdx mjs mk ml mli mm mod mts nasm nim nimble nix njk nomad nsh nsi nu odin org \
    patch pbxproj pcss php pl plist pm podspec prisma properties proto ps1 psd1 psm1 \
    pug purs py pyi pyx qmd qml rake razor rb rego resi resx rkt rmd rockspec rs rst \
    sass scala scm scss sh sln sol sql storyboard sty styl sum sv svelte svg svh swift \
    tar tex tf tfvars thrift tmpl toml tpl ts tsx txt typ vala vb vbs vcxproj vert vhd \
    vhdl vue wgsl wsdl wxs xaml xcconfig xib xml xsd xslt yaml yml zig zsh";

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| EXTENSIONS.split(' ').collect());

/// Whether the last part of `path` has the extension of a file.
pub(super) fn is_file(path: &str) -> bool {
    has_extension(path.rsplit('/').next().unwrap_or(path))
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| {
        let end = lower(end);
        let end = end.as_ref();
        !stem.is_empty() && (KNOWN.contains(end) || end == "lock" && name != "self.lock")
    })
}

fn known_name(name: &str) -> bool {
    const NAMES: [&str; 15] = [
        "Makefile",
        "Dockerfile",
        "Gemfile",
        "Rakefile",
        "Procfile",
        "Jenkinsfile",
        "Vagrantfile",
        "Justfile",
        "justfile",
        "Containerfile",
        "CODEOWNERS",
        "LICENSE",
        "Brewfile",
        "Podfile",
        "CMakeLists.txt",
    ];
    NAMES.contains(&name) || name.starts_with("LICENSE-") || name.starts_with("Dockerfile.")
}

fn is_dot_file(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "gitignore",
        "gitattributes",
        "gitmodules",
        "editorconfig",
        "env",
        "dockerignore",
        "npmrc",
        "nvmrc",
        "npmignore",
        "prettierrc",
        "eslintrc",
        "babelrc",
        "rustfmt",
        "clang-format",
        "flake8",
        "mailmap",
    ];
    let Some(rest) = name.strip_prefix('.') else { return false };
    NAMES.contains(&rest) || rest.starts_with("env.") || rest.contains('.') && has_extension(rest)
}

/// Whether the path starts in a directory that repositories commonly have.
fn is_root(path: &str) -> bool {
    let root = |name: &str| {
        matches!(
            name,
            "src"
                | "lib"
                | "libs"
                | "app"
                | "apps"
                | "test"
                | "tests"
                | "spec"
                | "specs"
                | "docs"
                | "doc"
                | "scripts"
                | "script"
                | "bin"
                | "cmd"
                | "pkg"
                | "internal"
                | "packages"
                | "crates"
                | "config"
                | "configs"
                | "tools"
                | "examples"
                | "benches"
                | "include"
                | "server"
                | "client"
                | "frontend"
                | "backend"
                | "api"
                | "public"
                | "static"
                | "assets"
                | "migrations"
                | "templates"
                | "components"
                | "services"
                | ".github"
                | "e2e"
                | "build"
        )
    };
    let mut parts = path.trim_start_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    let second = parts.next().unwrap_or_default();
    // "test/build" and "client/server" are pairs of words, not paths.
    root(first) && (path.starts_with('/') || !second.is_empty() && !root(second))
}
