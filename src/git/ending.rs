//! Ending the user's commands with this program: a signal that ends it ends them first.

use std::process::{Child, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Error;

/// How often a command that may not run for ever is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// The commands that run.
static RUNNING: Mutex<Running> = Mutex::new(Running { groups: Vec::new(), ends: false });

#[derive(Debug)]
struct Running {
    /// By the number of their process group.
    groups: Vec<u32>,
    /// Whether a signal ends this program: then nothing more is begun.
    ends: bool,
}

/// Runs `command`, which leads a process group of its own, to its end. Where a signal ends this
/// program meanwhile, it ends that group before.
pub(super) fn run(command: Command) -> Result<ExitStatus, Error> {
    let ended = run_until(command, None)?;
    ended.ok_or_else(|| Error::Spawn(std::io::ErrorKind::TimedOut.into()))
}

/// The same, but its group is ended where it still runs at `end`; none then.
pub(super) fn run_until(
    mut command: Command,
    end: Option<Instant>,
) -> Result<Option<ExitStatus>, Error> {
    watch();
    let mut child = {
        let mut running = still_running();
        let child = command.spawn().map_err(Error::Spawn)?;
        running.groups.push(child.id());
        child
    };
    let status = match end {
        None => child.wait().map(Some),
        Some(end) => wait_until(&mut child, end),
    };
    still_running().groups.retain(|group| *group != child.id());
    status.map_err(Error::Spawn)
}

/// Waits until `end`; then the whole group is ended.
fn wait_until(child: &mut Child, end: Instant) -> std::io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= end {
            #[cfg(unix)]
            end_groups(&[child.id()]);
            child.kill().ok();
            child.wait()?;
            return Ok(None);
        }
        sleep(LOOK);
    }
}

/// The commands that run; where this program is being ended, it does not come back.
fn still_running() -> MutexGuard<'static, Running> {
    let running = running();
    if running.ends {
        drop(running);
        loop {
            std::thread::park();
        }
    }
    running
}

fn running() -> MutexGuard<'static, Running> {
    // What a thread that panicked left is still the list.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a thread wait for the signals that end this program, once.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use std::sync::Once;

    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Where that cannot be had, a signal ends this program alone, as it does any.
        let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                end_all();
                // As if nobody had waited for it: whoever waits for us is to see what ended us.
                signal_hook::low_level::emulate_default_handler(signal).ok();
            }
        });
    });
}

#[cfg(not(unix))]
fn watch() {}

/// Ends every group: asked first, and after a moment not asked any more.
#[cfg(unix)]
fn end_all() {
    let groups = {
        let mut running = running();
        running.ends = true;
        running.groups.clone()
    };
    end_groups(&groups);
}

/// Ends these groups the same way.
#[cfg(unix)]
fn end_groups(groups: &[u32]) {
    use rustix::process::{Pid, Signal, kill_process_group};

    let groups = groups.iter();
    let groups: Vec<Pid> =
        groups.filter_map(|group| i32::try_from(*group).ok().and_then(Pid::from_raw)).collect();
    // One that has ended meanwhile is none.
    let end =
        |signal| groups.iter().filter(|group| kill_process_group(**group, signal).is_ok()).count();
    if end(Signal::TERM) > 0 {
        sleep(Duration::from_millis(300));
        end(Signal::KILL);
    }
}
