//! This program once more, beside the one that runs: quiet, and ended with it.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Error;
use super::exec::exit_code;

/// How long it may take to end once it is told to.
const LAST: Duration = Duration::from_secs(3);

/// A run of this program in the background.
#[derive(Debug)]
pub struct Background {
    child: Child,
}

impl Background {
    /// Begins one in `directory` that nobody hears and nobody can answer.
    #[expect(clippy::disallowed_methods, reason = "it is this program that is run")]
    pub fn begin(arguments: &[&str], directory: &Path) -> Result<Self, Error> {
        let program = std::env::current_exe().map_err(Error::Spawn)?;
        let mut command = Command::new(program);
        command.args(arguments).current_dir(directory);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // What is typed at the terminal is for whoever shows something there.
            command.process_group(0);
        }
        Ok(Self { child: command.spawn().map_err(Error::Spawn)? })
    }

    /// Its exit code, once it has ended.
    pub fn ended(&mut self) -> Result<Option<i32>, Error> {
        Ok(self.child.try_wait().map_err(Error::Spawn)?.map(exit_code))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        // Told, it ends what it runs itself before it goes.
        #[cfg(unix)]
        {
            use rustix::process::{Pid, Signal, kill_process};
            if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
                kill_process(pid, Signal::TERM).ok();
            }
            let told = Instant::now();
            while told.elapsed() < LAST && matches!(self.child.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
