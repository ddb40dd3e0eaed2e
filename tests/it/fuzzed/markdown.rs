//! Documents of any kind: read, planned, and the plan written down and read again.

use git_parallel::config::{self, load};
use git_parallel::document;
use git_parallel::plan::{self, Ground, Options};

/// Reads and plans a document.
pub fn check(bytes: &[u8]) {
    let Ok(reading) = document::read("doc.md", bytes) else { return };
    let work = reading.items;
    let files = ["src/api/a.rs", "src/ui/b.rs", "src/lib.rs", "tests/a.rs", "README.md"];
    let ground = Ground { files: files.map(str::to_owned).to_vec(), ..Ground::default() };
    let manifest = plan::build(&work, &ground, &Options::default());
    let workers = plan::accepted(&manifest, &[]);
    let text = config::set_workers("version = 1\nbase = \"main\"\n", &workers)
        .expect("a plan can be written down");
    if let Err(error) = load(".parallel.toml", &text) {
        panic!("what was planned cannot be loaded: {error}\n{text}");
    }
}
