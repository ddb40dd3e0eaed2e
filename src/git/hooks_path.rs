//! `core.hooksPath` as it would be without the guard's own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bstr::ByteSlice;

use super::repo::path;
use super::{Error, Git, Site};

/// The mark that git must be asked for `core.hooksPath` every time.
pub const ASK: &str = "ask-for-hooks-path";

/// The key in lower case, as files are searched for it.
const KEY: &[u8] = b"hookspath";

impl Site {
    /// The last `core.hooksPath` above the worktree's own.
    pub(super) fn hooks_path(&self) -> Result<Option<PathBuf>, Error> {
        match self.read_hooks_path() {
            Known::Unset => Ok(None),
            Known::Path(path) => Ok(Some(path)),
            Known::AskGit => self.asked_hooks_path(),
        }
    }

    /// `core.hooksPath` as its files say plainly. Reading them costs a tenth of asking git, and
    /// every commit asks several times.
    fn read_hooks_path(&self) -> Known {
        let asked = self.common().join("parallel").join(ASK).exists();
        if asked || system_files().iter().any(|file| mentions(file, KEY, 0)) {
            return Known::AskGit;
        }
        let mut known = Known::Unset;
        for file in global_files().into_iter().chain([self.common().join("config")]) {
            match hooks_path_in(&file) {
                Known::Unset => {}
                found => known = found,
            }
            if matches!(known, Known::AskGit) {
                break;
            }
        }
        known
    }

    /// The files that tell which hooks were there before, whether they are there or not; none where git has to
    /// be asked.
    pub fn hooks_path_told_by(&self) -> Option<Vec<PathBuf>> {
        if matches!(self.read_hooks_path(), Known::AskGit) {
            return None;
        }
        let mut found =
            vec![self.common().join("parallel").join(ASK), self.common().join("config")];
        found.extend(system_files().into_iter().chain(global_files()));
        let mut at = 0;
        while let Some(file) = found.get(at) {
            let text = fs::read(file).unwrap_or_default();
            let included = includes(file, &text)?;
            // As deep as they are followed.
            if found.len() > 60 {
                return None;
            }
            found.extend(included);
            at += 1;
        }
        Some(found)
    }

    /// The same, always asking git.
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

/// What a look at configuration files tells of `core.hooksPath`.
enum Known {
    Unset,
    Path(PathBuf),
    AskGit,
}

/// The files for all users, where the usual builds of git keep them; a build that keeps them
/// elsewhere leaves the mark when the hooks are installed.
fn system_files() -> Vec<PathBuf> {
    match env::var_os("GIT_CONFIG_SYSTEM") {
        Some(named) => vec![named.into()],
        None => ["/etc/gitconfig", "/usr/local/etc/gitconfig", "/opt/homebrew/etc/gitconfig"]
            .map(PathBuf::from)
            .to_vec(),
    }
}

/// The user's own files, the one that counts more last.
fn global_files() -> Vec<PathBuf> {
    if let Some(named) = env::var_os("GIT_CONFIG_GLOBAL") {
        return vec![named.into()];
    }
    let xdg = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let xdg = xdg.or_else(|| in_home(".config")).map(|folder| folder.join("git").join("config"));
    xdg.into_iter().chain(in_home(".gitconfig")).collect()
}

fn in_home(name: &str) -> Option<PathBuf> {
    env::var_os("HOME").map(|home| Path::new(&home).join(name))
}

/// What one file says, when no other file it includes says anything.
fn hooks_path_in(file: &Path) -> Known {
    let text = fs::read(file).unwrap_or_default();
    if includes(file, &text).is_none_or(|all| all.iter().any(|it| mentions(it, KEY, 1))) {
        return Known::AskGit;
    }
    if !text.to_ascii_lowercase().contains_str(KEY) {
        return Known::Unset;
    }
    let Ok(parsed) = super::config_file::parse(&text) else { return Known::AskGit };
    match parsed.string("core.hooksPath") {
        None => Known::Unset,
        Some(named) if named.is_empty() || matches!(named[0], b'~' | b'%') => Known::AskGit,
        Some(named) if path(&named).ends_with("parallel/hooks") => Known::AskGit,
        Some(named) => Known::Path(path(&named)),
    }
}

/// Whether configuration outside the repository, or that of a command line, may say something of `word`, which
/// is in lower case.
pub(super) fn mentioned_outside(word: &[u8]) -> bool {
    let by_command = ["GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"];
    by_command.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
        || system_files().into_iter().chain(global_files()).any(|file| mentions(&file, word, 0))
}

/// Whether any configuration that counts at `site` may set a key with `word`, which is in lower case, in its name.
pub(super) fn may_be_set(site: &Site, word: &[u8]) -> bool {
    let own = [site.common().join("config"), site.git_dir().join("config.worktree")];
    mentioned_outside(word) || own.iter().any(|file| mentions(file, word, 0))
}

/// Whether a file, or one it includes, mentions `word` at all, or cannot be followed.
fn mentions(file: &Path, word: &[u8], depth: usize) -> bool {
    let text = fs::read(file).unwrap_or_default();
    depth > 5
        || text.to_ascii_lowercase().contains_str(word)
        || includes(file, &text)
            .is_none_or(|all| all.iter().any(|it| mentions(it, word, depth + 1)))
}

/// The files that `text`, the content of `file`, includes on whatever condition; none when only
/// git can tell.
fn includes(file: &Path, text: &[u8]) -> Option<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !text.to_ascii_lowercase().contains_str("[include") {
        return Some(found);
    }
    let parsed = super::config_file::parse(text).ok()?;
    for section in
        ["include", "includeIf"].into_iter().filter_map(|name| parsed.sections_by_name(name))
    {
        for named in section.flat_map(|section| section.values("path")) {
            found.push(included(file, &named)?);
        }
    }
    Some(found)
}

/// The file that `named` means where `file` includes it; none when only git can tell.
fn included(file: &Path, named: &[u8]) -> Option<PathBuf> {
    match named.strip_prefix(b"~/") {
        Some(rest) => Some(in_home("")?.join(path(rest))),
        None if matches!(named.first(), None | Some(b'~' | b'%')) => None,
        None => Some(file.parent()?.join(path(named))),
    }
}

/// What may count more than the `core.hooksPath` in the own configuration of the worktree with this git
/// directory: a file that is included after it, on whatever condition, and mentions the key, or that only
/// git can find.
pub fn included_after_hooks_path(git_dir: &Path) -> Result<Option<PathBuf>, Error> {
    let file = git_dir.join("config.worktree");
    let text = super::site::read(&file)?.unwrap_or_default();
    if !text.to_ascii_lowercase().contains_str("[include") {
        return Ok(None);
    }
    let parsed = super::config_file::parse(&text)?;
    let mut after = None;
    for section in parsed.sections() {
        let name = section.header().name();
        if name.eq_ignore_ascii_case(b"core") && !section.values("hooksPath").is_empty() {
            after = None;
        }
        if !name.eq_ignore_ascii_case(b"include") && !name.eq_ignore_ascii_case(b"includeIf") {
            continue;
        }
        for named in section.values("path") {
            let found = included(&file, &named);
            if found.as_ref().is_none_or(|found| mentions(found, KEY, 1)) {
                after = Some(found.unwrap_or_else(|| path(&named)));
            }
        }
    }
    Ok(after)
}

/// What `core.hooksPath` is where `dir` is, where the environment says so: which variable, and its value.
pub fn hooks_path_of_environment(dir: &Path) -> Result<Option<(&'static str, PathBuf)>, Error> {
    let Some(name) = ["GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"]
        .into_iter()
        .find(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    else {
        return Ok(None);
    };
    let asked = Git::at(dir)
        .args(["config", "--show-scope", "-z", "--get-all", "core.hooksPath"])
        .accept(&[0, 1])?;
    let mut fields = asked.stdout.split_str("\0");
    let mut found = None;
    while let (Some(scope), Some(value)) = (fields.next(), fields.next()) {
        if scope == b"command" {
            found = Some((name, path(value)));
        }
    }
    Ok(found)
}
