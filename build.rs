//! Builds the small program that git starts for a worker's hooks, which the program carries and puts beside the
//! stubs; and links the program itself at a fixed address where the linker can, as half of what a start costs is
//! moving tables of addresses to a place chosen anew.

#![expect(clippy::disallowed_methods, reason = "the compiler is asked, and nothing of git's")]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use git_parallel_hook::SOURCES;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={SOURCES}");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let linux = target("OS") == "linux";
    // Where it cannot be built, what the stubs start is a copy of the program.
    let small = if linux { small(&folder) } else { None };
    fs::write(folder.join("guard"), small.unwrap_or_default()).expect("OUT_DIR can be written");
    let whole = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if linux && target("ENV") == "gnu" && !whole {
        println!("cargo:rustc-link-arg-bin=git-parallel=-no-pie");
    }
}

/// The small program: in one piece and at a fixed address, so that nothing is looked for or moved where it starts;
/// with the linker of the build or, where what that makes does not run, the compiler's own; at last as the system
/// links others.
fn small(folder: &Path) -> Option<Vec<u8>> {
    const WHOLE: &str = "-Ctarget-feature=+crt-static";
    const FIXED: &str = "-Crelocation-model=static";
    let here = env::var_os("HOST") == env::var_os("TARGET");
    built(folder, &[WHOLE, FIXED], true)
        .or_else(|| here.then(|| built(folder, &[WHOLE, FIXED], false)).flatten())
        .or_else(|| built(folder, &[WHOLE], true))
        .or_else(|| built(folder, &[], true))
}

/// The small program, built with these options and, `as_told`, those of the build; none where it does not run.
fn built(folder: &Path, options: &[&str], as_told: bool) -> Option<Vec<u8>> {
    let (library, program) = (folder.join("libgit_parallel_hook.rlib"), folder.join("small"));
    let mut made = compiler(options, as_told);
    made.args(["--crate-type=rlib", "--crate-name=git_parallel_hook"]);
    made.arg(Path::new(SOURCES).join("lib.rs")).arg("-o").arg(&library);
    ran(&mut made)?;
    let mut named = OsString::from("git_parallel_hook=");
    named.push(&library);
    let mut made = compiler(options, as_told);
    made.args(["--crate-name=guard", "-Clto=fat", "-Cstrip=symbols"]).arg("--extern").arg(named);
    if let Some(linker) = env::var_os("RUSTC_LINKER").filter(|_| as_told) {
        let mut named = OsString::from("-Clinker=");
        named.push(linker);
        made.arg(named);
    }
    made.arg(Path::new(SOURCES).join("main.rs")).arg("-o").arg(&program);
    ran(&mut made)?;
    // Without a stub it says what it is for, and ends so.
    let here = env::var_os("HOST") == env::var_os("TARGET");
    let code = |made: &Path| Command::new(made).output().ok()?.status.code();
    if here && code(&program) != Some(1) {
        return None;
    }
    fs::read(program).ok()
}

fn compiler(options: &[&str], as_told: bool) -> Command {
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    rustc
        .args(flags.split('\x1f').filter(|flag| as_told && !flag.is_empty()))
        .args(["--edition=2024", "--cap-lints=allow", "-Copt-level=3", "-Cpanic=abort"])
        .args(["-Ccodegen-units=1", "-Cdebug-assertions=off"])
        .arg(format!("--target={}", env::var("TARGET").unwrap_or_default()))
        .arg(format!("--remap-path-prefix={SOURCES}=hook"))
        .args(options)
        .env("CARGO_MANIFEST_DIR", "");
    rustc
}

/// Whether a command ended well, as something or nothing.
fn ran(command: &mut Command) -> Option<()> {
    command.output().ok()?.status.success().then_some(())
}
