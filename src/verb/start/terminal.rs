//! The commands that open a terminal for each worker; printed, never run.

use super::decide::Start;
use crate::worker::sh;

/// What opens the terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terminal {
    /// A window of tmux each (tmux(1): new-session, new-window, attach-session).
    Tmux,
    /// A pane of zellij each.
    Zellij,
    /// A tab of `WezTerm` each, from within it.
    Wezterm,
    /// A window of kitty each.
    Kitty,
}

/// The commands for all of `starts`, in a session called `session` where there are such.
pub(super) fn commands(terminal: Terminal, session: &str, starts: &[Start]) -> Vec<String> {
    let session = sh(session);
    let mut commands = Vec::new();
    if terminal == Terminal::Zellij {
        commands.push(format!("zellij attach --create-background {session}"));
    }
    for (n, start) in starts.iter().enumerate() {
        let name = sh(&start.worker);
        // What ends with an error stays to be read.
        let kept = sh(&format!("{} || exec \"${{SHELL:-sh}}\"", start.launch));
        commands.push(match terminal {
            Terminal::Tmux if n == 0 => {
                format!("tmux new-session -d -s {session} -n {name} {kept}")
            }
            Terminal::Tmux => format!("tmux new-window -t {session}: -n {name} {kept}"),
            Terminal::Zellij => {
                format!("zellij --session {session} run --name {name} -- sh -c {kept}")
            }
            Terminal::Wezterm => format!("wezterm cli spawn --cwd . -- sh -c {kept}"),
            Terminal::Kitty => format!("kitty --detach --title {name} --directory . sh -c {kept}"),
        });
    }
    match terminal {
        Terminal::Tmux => commands.push(format!("tmux attach-session -t {session}")),
        Terminal::Zellij => commands.push(format!("zellij attach {session}")),
        Terminal::Wezterm | Terminal::Kitty => {}
    }
    commands
}
