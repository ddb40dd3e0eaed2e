//! The user's editor, as git finds it.

use std::path::Path;
use std::process::{Command, Stdio};

use super::exec::exit_code;
use super::{Error, Git};

/// Opens `file` in the editor git would use (`GIT_EDITOR`, `core.editor`, `VISUAL`, `EDITOR`, vi)
/// and waits for it; false when the editor gave up.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's editor")]
pub fn edit(file: &Path, directory: &Path) -> Result<bool, Error> {
    let editor = match std::env::var("GIT_EDITOR") {
        Ok(editor) if !editor.is_empty() => editor,
        _ => Git::at(directory).without("GIT_EDITOR").args(["var", "GIT_EDITOR"]).line()?,
    };
    let mut child = Command::new("sh");
    // As git runs it: through the shell, so that it may have arguments, with the file as the last.
    child.arg("-c").arg(format!("{editor} \"$@\"")).arg(&editor).arg(file).current_dir(directory);
    child.stdin(Stdio::inherit()).stdout(std::io::stderr()).stderr(Stdio::inherit());
    Ok(exit_code(child.status().map_err(Error::Spawn)?) == 0)
}
