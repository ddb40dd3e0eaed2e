//! The user's editor, as git finds it.

use std::path::Path;
use std::process::{Command, Stdio};

use super::exec::exit_code;
use super::{Error, Git};

/// Opens `file` in the editor git would use (`GIT_EDITOR`, `core.editor`, `VISUAL`, `EDITOR`, vi)
/// and waits for it; false when the editor gave up.
pub fn edit(file: &Path, directory: &Path) -> Result<bool, Error> {
    let editor = match std::env::var("GIT_EDITOR") {
        Ok(editor) if !editor.is_empty() => editor,
        _ => Git::at(directory).without("GIT_EDITOR").args(["var", "GIT_EDITOR"]).line()?,
    };
    run(&editor, file, directory)
}

/// The command that opens a folder: `parallel.editor` of git's configuration, else `VISUAL` or
/// `EDITOR`; none where none is set.
pub fn folder_editor(directory: &Path) -> Result<Option<String>, Error> {
    let asked =
        Git::at(directory).args(["config", "--get", "parallel.editor"]).accept(&[0, 1])?.stdout;
    let set = String::from_utf8_lossy(&asked).trim().to_owned();
    let of = |name| std::env::var(name).unwrap_or_default();
    let found = [set, of("VISUAL"), of("EDITOR")].into_iter().find(|it| !it.is_empty());
    Ok(found)
}

/// Opens the folder `at` by `editor` and waits for it; false when it gave up.
pub fn open_folder(editor: &str, at: &Path) -> Result<bool, Error> {
    run(editor, at, at)
}

/// As git runs it: through the shell, so that it may have arguments, with the file as the last.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's editor")]
fn run(editor: &str, file: &Path, directory: &Path) -> Result<bool, Error> {
    let mut child = Command::new("sh");
    child.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(file).current_dir(directory);
    child.stdin(Stdio::inherit()).stdout(std::io::stderr()).stderr(Stdio::inherit());
    Ok(exit_code(child.status().map_err(Error::Spawn)?) == 0)
}
