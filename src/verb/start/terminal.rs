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

/// The commands for all of `starts`, in a session called `session` where there are such; one that runs
/// already gets them, too.
pub(super) fn commands(terminal: Terminal, session: &str, starts: &[&Start]) -> Vec<String> {
    // Quoted, as some shells take a word that begins with `=` for a program's.
    let (name, session) = (session, sh(session));
    let mut commands = Vec::new();
    match terminal {
        Terminal::Tmux => commands.push(format!(
            "tmux has-session -t '={name}' 2>/dev/null || tmux new-session -d -s {session} -n lead"
        )),
        Terminal::Zellij => {
            commands.push(format!("zellij attach --create-background {session}"));
        }
        Terminal::Wezterm | Terminal::Kitty => {}
    }
    for start in starts {
        let window = sh(&start.worker);
        // What ends with an error stays to be read.
        let kept = sh(&format!("{} || exec \"${{SHELL:-sh}}\"", start.launch));
        commands.push(match terminal {
            Terminal::Tmux => format!("tmux new-window -t '={name}:' -n {window} {kept}"),
            Terminal::Zellij => {
                format!("zellij --session {session} run --name {window} -- sh -c {kept}")
            }
            Terminal::Wezterm => format!("wezterm cli spawn --cwd . -- sh -c {kept}"),
            Terminal::Kitty => {
                format!("kitty --detach --title {window} --directory . sh -c {kept}")
            }
        });
    }
    match terminal {
        Terminal::Tmux => commands.push(format!("tmux attach-session -t '={name}'")),
        Terminal::Zellij => commands.push(format!("zellij attach {session}")),
        Terminal::Wezterm | Terminal::Kitty => {}
    }
    commands
}
