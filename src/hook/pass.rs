//! What the small program beside the stubs lets pass of a worker's, written down after a commit that passed.

use std::env;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use git_parallel_hook::{Pass, Program, State, Variable, print, state_of};

use super::in_force::{self, InForce};
use super::stub::Stub;
use super::{Error, runner};
use crate::config::{self, Config};
use crate::file::write_cache;
use crate::git::{HeadAt, Sharing, Site};
use crate::guard::{Change, Head, Rules, judge};
use crate::worker::WORKER_VARIABLE;
use crate::worker::registry::{self, Entry};

/// How many paths are known by name, at most.
const MOST: usize = 200;

/// What git and the environment say of other places to look at, which is to be nothing.
const UNSET: [&str; 4] =
    ["GIT_PARALLEL", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"];

/// What names the files in which hooks that were there before are looked for.
const NAMING: [&str; 4] = ["GIT_CONFIG_SYSTEM", "GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME", "HOME"];

/// Writes down what lets the next commits at `site` pass, where that is not there yet. That it cannot be written
/// is no failure: without it the whole program judges.
pub(super) fn renew(site: &Site) {
    let parallel = site.common().join("parallel");
    let Some(admin) = site.admin() else { return };
    let file = runner::passes(&parallel).join(admin);
    if !runner::passes(&parallel).is_dir() {
        return;
    }
    let there = fs::read(&file).unwrap_or_default();
    let former = Pass::read(&there).filter(Pass::stands);
    let former: Vec<&[u8]> = former.map(|pass| pass.paths).unwrap_or_default();
    let Ok(Some(ground)) = Ground::of(site) else { return };
    let Some(pass) = ground.pass(&former) else { return };
    if pass != there && runner::is_small(&parallel) {
        if let Some(sharing) = ground.shared {
            sharing.heed();
        }
        write_cache(&file, &pass).ok();
    }
}

/// What a pass is made of.
struct Ground {
    site: Site,
    entry: Entry,
    config: Config,
    folded: bool,
    shared: Option<Sharing>,
    /// All it rests on, with what is there.
    files: Vec<(PathBuf, State)>,
}

impl Ground {
    /// None where the plan in force, HEAD or the hooks that were there before are not plainly in files, or
    /// change meanwhile.
    fn of(site: &Site) -> Result<Option<Self>, Error> {
        let Some(first) = Self::read(site)? else { return Ok(None) };
        // What counts is what is read once it is known what the files hold, and they hold it still.
        let Some(second) = Self::read(site)? else { return Ok(None) };
        Ok((first.files == second.files).then_some(second))
    }

    fn read(site: &Site) -> Result<Option<Self>, Error> {
        let site = Site::at(site.top().to_owned(), site.git_dir().to_owned())?;
        let Some(admin) = site.admin() else { return Ok(None) };
        let (settings, parallel) = (site.settings()?.clone(), site.common().join("parallel"));
        let Some(main) = site.main(&settings).filter(|_| settings.plain) else { return Ok(None) };
        let Some(entry) = registry::find(&parallel, &admin)? else { return Ok(None) };
        let (plan, hooks) = (in_force::at_home(&site, &settings)?, site.hooks_path_told_by());
        let (Some(InForce { text, name, file: Some(plan) }), Some(hooks)) = (plan, hooks) else {
            return Ok(None);
        };
        let config = config::parse(&name, &text)?;
        let known = parallel.join("workers").join(format!("{admin}.toml"));
        let files = site.told_by(&main).into_iter().chain(hooks).chain([known, plan]);
        let states = files.map(|file| state_of(&file).map(|state| (file, state)));
        let Some(files) = states.collect::<Option<Vec<_>>>() else { return Ok(None) };
        let on_own = site.head()? == HeadAt::Branch(entry.branch.clone());
        let (folded, shared) = (settings.ignorecase, settings.shared);
        Ok(on_own.then_some(Self { site, entry, config, folded, shared, files }))
    }

    /// The pass as a file, with the paths that are known already.
    fn pass(&self, former: &[&[u8]]) -> Option<Vec<u8>> {
        let rules = Rules::new(&self.config, &self.entry.worker, self.folded).ok()?;
        let on_branch = Head::Branch(self.entry.branch.clone());
        let change = Change { head: Some(on_branch), parents: 1, ..Change::default() };
        if !judge(&change, &rules).is_empty() {
            return None;
        }
        let (words, made) = self.words(&rules);
        let staged = self.site.staged_outside(&|folder| rules.owns_all_of(folder)).ok()?;
        let found = Starting::of(&self.site)?;
        let values = NAMING.map(env::var_os);
        let naming = NAMING.iter().zip(&values).map(|(name, value)| {
            let value = value.as_ref().map(|value| value.as_encoded_bytes());
            Variable { name: name.as_bytes(), value, or_unset: false }
        });
        let unset =
            UNSET.map(|name| Variable { name: name.as_bytes(), value: None, or_unset: true });
        let session = Variable {
            name: WORKER_VARIABLE.as_bytes(),
            value: Some(self.entry.worker.as_bytes()),
            or_unset: true,
        };
        let (git_dir, common) = (self.site.git_dir(), self.site.common());
        let chained = self.site.chained_dir().ok()?;
        let branch = format!("refs/heads/{}", self.entry.branch);
        let files = self.files.iter().map(|(file, state)| (file.as_os_str().as_bytes(), *state));
        let pass = Pass {
            program: Program { path: found.program.as_os_str().as_bytes(), ..found.identity },
            stub: found.stub,
            git_dir: git_dir.as_os_str().as_bytes(),
            common: common.as_os_str().as_bytes(),
            branch: branch.as_bytes(),
            chained: chained.as_os_str().as_bytes(),
            variables: unset.into_iter().chain(naming).chain([session]).collect(),
            files: files.collect(),
            whole: rules.whole_folders().into_iter().map(str::as_bytes).collect(),
            paths: paths(&rules, &staged, former),
            words,
            made,
        };
        Some(pass.written())
    }

    /// The words that may stand before what a message says, and those for which more is to be seen to than the
    /// message, so that they may only stand there once the commit is made.
    fn words(&self, rules: &Rules<'_>) -> (Vec<&[u8]>, Vec<&[u8]>) {
        const LAST: &str = "COMPLETE";
        let passes = |word: &&str| {
            let subject = Some(format!("[{word}] x").into_bytes());
            judge(&Change { subject, parents: 1, ..Change::default() }, rules).is_empty()
        };
        let plain = |word: &&str| word.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        let configured = self.config.prefix.iter().map(|prefix| &*prefix.name);
        let words = ["CHECKPOINT", LAST].into_iter().chain(configured).filter(plain).filter(passes);
        let early =
            |word: &&str| !word.eq_ignore_ascii_case(LAST) || self.config.guard.complete.is_empty();
        let (words, made): (Vec<&str>, Vec<&str>) = words.partition(early);
        (
            words.into_iter().map(str::as_bytes).collect(),
            made.into_iter().map(str::as_bytes).collect(),
        )
    }
}

/// The paths known by name: those of now last, and no more than there may be.
fn paths<'p>(rules: &Rules<'_>, staged: &'p [Vec<u8>], former: &[&'p [u8]]) -> Vec<&'p [u8]> {
    // Below a folder that is the worker's own whole, one path stands for all.
    let named = |path: &&[u8]| !path.ends_with(b"/\x01") && rules.may_always_change(path);
    let now: Vec<&[u8]> = staged.iter().map(Vec::as_slice).filter(named).collect();
    let before = former.iter().copied().filter(|path| !now.contains(path));
    let mut all: Vec<&[u8]> = before.chain(now.iter().copied()).collect();
    all.drain(..all.len().saturating_sub(MOST));
    all
}

/// The stub that starts a hook, and the program it names.
struct Starting {
    program: PathBuf,
    identity: Program<'static>,
    stub: u64,
}

impl Starting {
    /// None where the stub names another program than this one.
    fn of(site: &Site) -> Option<Self> {
        let text = fs::read(site.common().join("parallel/hooks/pre-commit")).ok()?;
        let program = Stub::read(&text)?.guard;
        if !runner::is_same(&program, &env::current_exe().ok()?) {
            return None;
        }
        let meta = fs::metadata(&program).ok()?;
        let identity = Program {
            path: b"",
            length: meta.len(),
            seconds: u64::try_from(meta.mtime()).ok()?,
            nanos: u64::try_from(meta.mtime_nsec()).ok()?,
        };
        Some(Self { program, identity, stub: print(&text) })
    }
}
