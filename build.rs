//! Links the program at a fixed address where the linker can: every commit starts it several times, and half
//! of what each start costs is moving tables of addresses to a place chosen anew.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    let whole = target("FEATURE").split(',').any(|feature| feature == "crt-static");
    if target("OS") == "linux" && target("ENV") == "gnu" && !whole {
        println!("cargo:rustc-link-arg-bin=git-parallel=-no-pie");
    }
}
