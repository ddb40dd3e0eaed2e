//! The hooks that were there before: which directory git would use without ours, and running them.

use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::exec::exit_code;
use super::{Error, Site};

impl Site {
    /// The hooks directory git would use if this worktree had none of its own. Relative paths are
    /// git's own: they start at the top of the worktree (git-config(1), core.hooksPath).
    pub fn chained_dir(&self) -> Result<PathBuf, Error> {
        Ok(self.hooks_path()?.unwrap_or_else(|| self.common().join("hooks")))
    }

    /// The executable hook called `name` that was there before; none where there is none.
    pub fn chained_hook(&self, name: &str) -> Result<Option<PathBuf>, Error> {
        let hook = self.chained_dir()?.join(name);
        let there = self.top().join(&hook);
        if !is_executable(&there) {
            return Ok(None);
        }
        // A symbolic link may lead back to the directory of our own stubs.
        let ours = self.common().join("parallel").join("hooks");
        let loops = fs::canonicalize(&there).ok().zip(fs::canonicalize(ours).ok());
        let loops = loops.is_some_and(|(hook, ours)| hook.starts_with(ours));
        Ok((!loops).then_some(hook))
    }

    /// The names of all hooks that were there before, whatever they are: `git hook run` runs hooks
    /// that git itself does not know. A dot marks what is no hook: samples, what an installer put
    /// aside, scripts of a hook's own.
    pub fn chained_hooks(&self) -> Result<Vec<String>, Error> {
        let folder = self.top().join(self.chained_dir()?);
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(Vec::new());
            }
            Err(error) => return Err(Error::file(folder, error)),
        };
        let mut found = Vec::new();
        for entry in listed {
            let entry = entry.map_err(|error| Error::file(&folder, error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !name.contains('.') && self.chained_hook(&name)?.is_some() {
                found.push(name);
            }
        }
        Ok(found)
    }
}

/// Runs `hook` as git would: at the top of the worktree, with this process's own environment,
/// output and, unless `input` was read from it already, input. Gives its exit code.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's hooks")]
pub fn run_hook(
    site: &Site,
    hook: &Path,
    args: &[OsString],
    input: Option<&[u8]>,
) -> Result<i32, Error> {
    // A bare name would be looked up in PATH.
    let program = if hook.is_absolute() { hook.to_owned() } else { Path::new(".").join(hook) };
    let mut command = Command::new(&program);
    command.current_dir(site.top()).args(args);
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().or_else(|_| {
        // A script without `#!`: git has the shell run it.
        let mut shell = Command::new("sh");
        shell.arg(&program).args(args).current_dir(site.top());
        if input.is_some() {
            shell.stdin(Stdio::piped());
        }
        shell.spawn().map_err(Error::Spawn)
    })?;
    if let (Some(bytes), Some(mut stdin)) = (input, child.stdin.take()) {
        // It may rightly end without reading.
        stdin.write_all(bytes).ok();
    }
    Ok(exit_code(child.wait().map_err(Error::Spawn)?))
}

/// Has the shell run `script` in place of this program, with the same environment, input and output; comes
/// back only where it cannot.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "this is the place that runs hooks")]
pub fn become_shell(script: &Path, args: &[OsString]) -> Error {
    use std::os::unix::process::CommandExt;
    Error::Spawn(Command::new("/bin/sh").arg(script).args(args).exec())
}

/// Without such systems no stub names another program than the shell.
#[cfg(not(unix))]
pub fn become_shell(_script: &Path, _args: &[OsString]) -> Error {
    Error::Spawn(ErrorKind::Unsupported.into())
}

/// Runs `hook` as [`run_hook`] does, but for a trial: without input, and what it prints, kept in `folder`
/// meanwhile, is given back.
#[expect(clippy::disallowed_methods, reason = "this is the place that runs the user's hooks")]
pub fn try_hook(
    site: &Site,
    hook: &Path,
    args: &[OsString],
    folder: &Path,
) -> Result<(i32, String), Error> {
    let program = if hook.is_absolute() { hook.to_owned() } else { Path::new(".").join(hook) };
    // A file, not a pipe: what a hook leaves behind is not waited for.
    let mut out = tempfile::tempfile_in(folder).map_err(|error| Error::file(folder, error))?;
    let share = |file: &fs::File| file.try_clone().map_err(Error::Spawn);
    let prepared = |mut command: Command| -> Result<Command, Error> {
        command.args(args).current_dir(site.top()).stdin(Stdio::null());
        command.stdout(share(&out)?).stderr(share(&out)?);
        Ok(command)
    };
    let mut shell = Command::new("sh");
    shell.arg(&program);
    let status = match prepared(Command::new(&program))?.status() {
        Ok(status) => status,
        Err(_) => prepared(shell)?.status().map_err(Error::Spawn)?,
    };
    let mut said = Vec::new();
    out.rewind().and_then(|()| out.read_to_end(&mut said)).map_err(Error::Spawn)?;
    Ok((exit_code(status), String::from_utf8_lossy(&said).into_owned()))
}

/// Whether `file` is something git would run as a hook.
pub fn is_executable(file: &Path) -> bool {
    let Ok(meta) = fs::metadata(file) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        meta.is_file() && meta.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    meta.is_file()
}
