//! Links the program whole and at a fixed address where the linker can: every commit starts it several times,
//! and most of what a start costs is looking for shared libraries and moving tables of addresses about.

#![expect(
    clippy::disallowed_methods,
    reason = "the compiler and the linker are asked, and nothing of git's"
)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The libraries of the system that Rust's own library asks for by their shared names.
const SHARED: [&str; 6] = ["c", "m", "util", "rt", "pthread", "dl"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let whole = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if target("OS") != "linux" || target("ENV") != "gnu" || whole {
        return;
    }
    let plain = ["-no-pie".to_owned()];
    // What is tested stays open to what is loaded before it, as the faults that tests make are.
    let released = env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let arguments = released.then(whole_arguments).flatten().filter(|it| makes_programs(it));
    for argument in arguments.as_deref().unwrap_or(&plain) {
        println!("cargo:rustc-link-arg-bin=git-parallel={argument}");
    }
}

/// What the linker is to be told.
fn whole_arguments() -> Option<Vec<String>> {
    let folder = format!("-L{}", archives()?.display());
    // The second time behind Rust's own libraries: for some linkers the last word counts.
    Some(vec!["-no-pie".into(), folder, "-static".into(), "-Wl,-Bstatic".into()])
}

/// Whether a program that is linked so runs here.
fn makes_programs(arguments: &[String]) -> bool {
    let Some(folder) = env::var_os("OUT_DIR").map(PathBuf::from) else { return false };
    let (source, made) = (folder.join("small.rs"), folder.join("small"));
    let text =
        "fn main() { std::thread::spawn(|| std::env::args().count()).join().expect(\"one\"); }\n";
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(flags.split('\x1f').filter(|flag| !flag.is_empty()));
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut named = OsString::from("-Clinker=");
        named.push(linker);
        rustc.arg(named);
    }
    rustc
        .args(arguments.iter().map(|it| format!("-Clink-arg={it}")))
        .arg(&source)
        .arg("-o")
        .arg(&made);
    let ran = |command: &mut Command| command.output().is_ok_and(|done| done.status.success());
    fs::write(&source, text).is_ok() && ran(&mut rustc) && ran(&mut Command::new(&made))
}

/// A folder where each shared library's name leads to the archive of the same; none where one is not
/// installed, or not for this target.
///
/// `-C target-feature=+crt-static` does the same, but only for all that a build makes, and only where
/// whoever builds asks for it.
fn archives() -> Option<PathBuf> {
    if env::var_os("HOST") != env::var_os("TARGET") {
        return None;
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR")?);
    for name in SHARED {
        leads_to(&folder, name, &[archive(name)?])?;
    }
    leads_to(&folder, "gcc_s", &[archive("gcc_eh")?, archive("gcc")?, archive("c")?])?;
    Some(folder)
}

/// Where the linker has the archive of a library.
fn archive(name: &str) -> Option<PathBuf> {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(linker).arg(format!("-print-file-name=lib{name}.a")).output().ok()?;
    let file = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim_end());
    (file.is_absolute() && file.is_file()).then_some(file)
}

/// Writes a linker script that stands for a library.
fn leads_to(folder: &Path, name: &str, archives: &[PathBuf]) -> Option<()> {
    let named: Vec<String> = archives.iter().map(|it| format!("\"{}\"", it.display())).collect();
    fs::write(folder.join(format!("lib{name}.a")), format!("GROUP({})\n", named.join(" "))).ok()
}
