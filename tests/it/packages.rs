//! What packages are made of: no version twice, scripts that any shell reads, an installer that checks.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::scene::{Output, Scene, run};

const SCRIPTS: [&str; 5] = [
    "packaging/action/annotate",
    "packaging/build",
    "packaging/install.sh",
    "packaging/npm/git-parallel",
    "packaging/try",
];
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
}

#[test]
fn the_version_stands_in_one_place() {
    let manifest: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).expect("text").parse().expect("TOML");
    let workspace = &manifest["workspace"];
    assert_eq!(workspace["package"]["version"].as_str(), Some(VERSION));
    for name in ["git-parallel-core", "git-parallel-reader"] {
        assert_eq!(workspace["dependencies"][name]["version"].as_str(), Some(VERSION), "{name}");
    }
    let mut files = vec![root().join("action.yml")];
    below(&root().join("packaging"), &mut files);
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        // Three numbers with dots between them: a version of ours would be forgotten here.
        let written = text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .find(|word| word.split('.').filter(|number| !number.is_empty()).count() == 3);
        assert_eq!(written, None, "{}", file.display());
    }
    for template in ["deb/control", "npm/package.json", "homebrew/git-parallel.rb", "aur/PKGBUILD"]
    {
        let text = fs::read_to_string(root().join("packaging").join(template)).expect("text");
        assert!(text.contains("@VERSION@"), "{template}");
    }
    let wheel = fs::read_to_string(root().join("packaging/wheel/pyproject.toml")).expect("text");
    let wheel: toml::Table = wheel.parse().expect("TOML");
    assert_eq!(wheel["project"]["dynamic"], vec!["version"].into());
}

#[test]
fn the_scripts_are_for_any_shell() {
    let scene = Scene::empty();
    for script in SCRIPTS {
        let file = root().join(script);
        let mode = fs::metadata(&file).expect("the script").permissions().mode();
        assert!(mode & 0o111 != 0, "{script} cannot be run");
        for shell in ["sh", "dash", "bash"] {
            if which::which(shell).is_ok() {
                let mut command = scene.command(shell, ".");
                command.arg("-n").arg(&file);
                run(command, None).done();
            }
        }
        if which::which("shellcheck").is_ok() {
            let mut command = scene.command("shellcheck", ".");
            command.arg("--severity=warning").arg(&file);
            run(command, None).done();
        }
    }
}

fn executable(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, text).expect("the file");
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("its mode");
}

/// A place with an archive for this machine and its sum, and the installer for it.
fn offered(scene: &Scene) {
    let machine = scene.command("uname", ".").arg("-m").output().expect("uname").stdout;
    let machine = String::from_utf8_lossy(&machine).trim().replace("arm64", "aarch64");
    let whole = format!("git-parallel-{VERSION}-{machine}-unknown-linux-gnu");
    executable(
        &scene.path(&format!("{whole}/bin/git-parallel")),
        &format!("#!/bin/sh\necho git-parallel {VERSION}\n"),
    );
    scene.write(&format!("{whole}/share/man/man1/git-parallel.1"), ".TH\n");
    let script = fs::read_to_string(root().join("packaging/install.sh")).expect("the installer");
    let place = scene.root();
    let filled =
        script.replace("@VERSION@", VERSION).replace("@FROM@", place.to_str().expect("text"));
    scene.write("install.sh", &filled);
    let mut command = scene.command("sh", ".");
    command.args([
        "-euc",
        "tar -czf \"$1.tar.gz\" \"$1\" && sha256sum ./*.tar.gz | sed 's| ./| |' >SHA256SUMS",
    ]);
    command.args(["sh", &whole]);
    run(command, None).done();
}

fn install(scene: &Scene) -> Output {
    let mut command = scene.command("sh", ".");
    command.arg("install.sh").env("PREFIX", scene.path("../a prefix"));
    run(command, None)
}

#[test]
#[cfg(target_os = "linux")]
fn the_installer_installs_what_has_the_right_sum_and_nothing_else() {
    let scene = Scene::empty();
    offered(&scene);
    let told = install(&scene).done();
    assert!(told.contains(&format!("installed git-parallel {VERSION} below")), "{told}");
    assert!(scene.path("../a prefix/share/man/man1/git-parallel.1").exists());
    let mode = fs::metadata(scene.path("../a prefix/bin/git-parallel")).expect("it").permissions();
    assert_eq!(mode.mode() & 0o777, 0o755);
    // Once more over itself.
    install(&scene).done();

    fs::remove_dir_all(scene.path("../a prefix")).expect("the prefix");
    let sums = scene.read("SHA256SUMS");
    scene.write("SHA256SUMS", &format!("{}{}", "0".repeat(64), &sums[64..]));
    let told = install(&scene).ended(1);
    assert!(told.contains("is wrong; nothing was installed"), "{told}");
    scene.write("SHA256SUMS", "");
    assert!(install(&scene).ended(1).contains("error: there is no 'git-parallel-"));
    fs::remove_file(scene.path("SHA256SUMS")).expect("the sums");
    assert!(install(&scene).ended(1).contains("hint: to name another place"));
    assert!(!scene.path("../a prefix").exists());
    let left: Vec<_> = fs::read_dir(scene.outside()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn the_launcher_of_npm_finds_its_binary_through_links() {
    let scene = Scene::empty();
    let machine = scene.command("uname", ".").arg("-m").output().expect("uname").stdout;
    let machine = String::from_utf8_lossy(&machine).trim().replace("arm64", "aarch64");
    let text = fs::read_to_string(root().join("packaging/npm/git-parallel")).expect("the launcher");
    executable(&scene.path("package/bin/git-parallel"), &text);
    fs::create_dir(scene.path("bin")).expect("a folder");
    symlink("../package/bin/git-parallel", scene.path("bin/git-parallel")).expect("a link");
    let launched = || {
        let mut command = scene.command("bin/git-parallel", ".");
        command.args(["a b", "c"]);
        run(command, None)
    };
    assert!(launched().refused().contains("has no binary for"));
    let stub = "#!/bin/sh\nprintf '<%s>' \"$@\"\nexit 3\n";
    let lib = scene.path(&format!("package/lib/{machine}-unknown-linux-musl/git-parallel"));
    executable(&lib, stub);
    assert_eq!(launched().ended(3), "<a b><c>");
}
