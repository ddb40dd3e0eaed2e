//! Signals that end the program while it has the terminal: noted, and obeyed once that is given back.

use std::io;

/// Ends the program, from now on, when its terminal is gone: of that nothing ever comes but its end, at
/// once and again, and no signal need tell of it.
#[expect(clippy::exit, reason = "the thread that has the terminal may never come back")]
pub fn leave_with_terminal() {
    use std::io::IsTerminal;
    /// What a shell says of a program that a hang-up ended.
    const HUNG_UP: i32 = 129;
    std::thread::spawn(|| {
        while io::stdin().is_terminal() {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
        std::process::exit(HUNG_UP);
    });
}

/// Whether a signal has come that ends the program.
#[derive(Debug)]
pub struct Ending {
    #[cfg(unix)]
    signal: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

#[cfg(unix)]
impl Ending {
    /// Has signals noted from here on.
    pub fn watched() -> io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let signal = std::sync::Arc::default();
        for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            let value = usize::try_from(number).unwrap_or_default();
            signal_hook::flag::register_usize(number, std::sync::Arc::clone(&signal), value)?;
        }
        Ok(Self { signal })
    }

    /// Whether one has come.
    pub fn is_near(&self) -> bool {
        self.number() != 0
    }

    /// Ends the program by the signal that came, as if it had not been noted; returns where none has.
    pub fn end(&self) {
        if let Ok(number @ 1..) = i32::try_from(self.number()) {
            // Where the system does not, the program goes on to its end.
            signal_hook::low_level::emulate_default_handler(number).ok();
        }
    }

    fn number(&self) -> usize {
        self.signal.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[cfg(not(unix))]
impl Ending {
    /// Nothing is noted: there are no such signals.
    pub fn watched() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Never.
    pub fn is_near(&self) -> bool {
        false
    }

    /// Nothing.
    pub fn end(&self) {}
}
