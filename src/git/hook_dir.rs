//! The hooks that were there before: which directory git would use without ours, and running them.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bstr::ByteSlice;

use super::exec::exit_code;
use super::repo::path;
use super::{Error, Site};

impl Site {
    /// The hooks directory git would use if this worktree had none of its own. Relative paths are
    /// git's own: they start at the top of the worktree (git-config(1), core.hooksPath).
    pub fn chained_dir(&self) -> Result<PathBuf, Error> {
        let named = if self.may_be_configured() { self.asked_hooks_path()? } else { None };
        Ok(named.unwrap_or_else(|| self.common().join("hooks")))
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

    /// Whether any file that could set `core.hooksPath` mentions it, or mentions other files. A
    /// look at their bytes costs a tenth of asking git, and every commit asks several times.
    fn may_be_configured(&self) -> bool {
        let suspicious = |file: PathBuf| {
            fs::read(file).is_ok_and(|text| {
                let text = text.to_ascii_lowercase();
                text.contains_str("hookspath") || text.contains_str("[include")
            })
        };
        let home = env::var_os("HOME").map(PathBuf::from);
        let in_home = |name: &str| home.as_ref().map(|home| home.join(name));
        let xdg = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or(in_home(".config"));
        let global = match env::var_os("GIT_CONFIG_GLOBAL") {
            Some(named) => vec![PathBuf::from(named)],
            None => in_home(".gitconfig")
                .into_iter()
                .chain(xdg.map(|folder| folder.join("git").join("config")))
                .collect(),
        };
        let system = match env::var_os("GIT_CONFIG_SYSTEM") {
            Some(named) => vec![PathBuf::from(named)],
            // Where the usual builds of git keep it; a build that keeps it elsewhere leaves the
            // mark when the hooks are installed.
            None => ["/etc/gitconfig", "/usr/local/etc/gitconfig", "/opt/homebrew/etc/gitconfig"]
                .map(PathBuf::from)
                .to_vec(),
        };
        let local = self.common().join("config");
        self.common().join("parallel").join(ASK).exists()
            || [local].into_iter().chain(global).chain(system).any(suspicious)
    }

    /// The last `core.hooksPath` above the worktree's own, as git resolves it.
    pub fn asked_hooks_path(&self) -> Result<Option<PathBuf>, Error> {
        let asked = self
            .git()
            .args(["config", "--show-scope", "--type=path", "-z", "--get-all", "core.hooksPath"])
            .accept(&[0, 1])?;
        let mut fields = asked.stdout.split_str("\0");
        let mut found = None;
        while let (Some(scope), Some(value)) = (fields.next(), fields.next()) {
            let ours = path(value).ends_with("parallel/hooks");
            if matches!(scope, b"system" | b"global" | b"local") && !ours && !value.is_empty() {
                found = Some(path(value));
            }
        }
        Ok(found)
    }
}

/// The mark that git must be asked for `core.hooksPath` every time.
pub const ASK: &str = "ask-for-hooks-path";

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
