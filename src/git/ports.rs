//! Which ports are taken, and by whom where the system tells (Linux, proc(5)).

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use super::Process;

/// Somebody who listens on a port of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// The port.
    pub port: u16,
    /// The process and its working directory, where they are known.
    pub process: Option<(Process, PathBuf)>,
}

/// Those of the `wanted` ports that somebody listens on, in their order.
pub fn taken(wanted: impl IntoIterator<Item = u16>) -> Vec<Listener> {
    #[cfg(target_os = "linux")]
    if let Some(sockets) = listening() {
        let wanted = wanted.into_iter().filter_map(|port| sockets.get_key_value(&port));
        let wanted: Vec<(u16, u64)> = wanted.map(|(port, inode)| (*port, *inode)).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let owners = owners(&wanted);
        let named = |(port, inode)| Listener { port, process: owners.get(&inode).cloned() };
        return wanted.into_iter().map(named).collect();
    }
    let is_taken = |port: &u16| {
        TcpListener::bind((Ipv4Addr::LOCALHOST, *port))
            .is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
    };
    let taken = wanted.into_iter().filter(is_taken);
    taken.map(|port| Listener { port, process: None }).collect()
}

/// The ports listened on, each with the inode of a socket.
#[cfg(target_os = "linux")]
fn listening() -> Option<std::collections::BTreeMap<u16, u64>> {
    let mut found = std::collections::BTreeMap::new();
    let four = std::fs::read_to_string("/proc/net/tcp").ok()?;
    let six = std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
    found.extend(four.lines().chain(six.lines()).filter_map(listener));
    Some(found)
}

/// A line of /proc/net/tcp whose socket is in the state LISTEN (0A): its port and inode.
#[cfg(target_os = "linux")]
fn listener(line: &str) -> Option<(u16, u64)> {
    let mut fields = line.split_whitespace();
    let port = u16::from_str_radix(fields.nth(1)?.rsplit_once(':')?.1, 16).ok()?;
    let inode = fields.clone().nth(7)?.parse().ok()?;
    (fields.nth(1)? == "0A").then_some((port, inode))
}

/// The processes that hold these sockets, as far as this user may look.
#[cfg(target_os = "linux")]
fn owners(wanted: &[(u16, u64)]) -> std::collections::HashMap<u64, (Process, PathBuf)> {
    use std::fs;
    let mut found = std::collections::HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        for descriptor in fs::read_dir(entry.path().join("fd")).into_iter().flatten().flatten() {
            let Ok(target) = fs::read_link(descriptor.path()) else { continue };
            let inode = target.to_str().and_then(|name| {
                name.strip_prefix("socket:[")?.strip_suffix(']')?.parse::<u64>().ok()
            });
            let Some(inode) = inode.filter(|it| wanted.iter().any(|(_, want)| want == it)) else {
                continue;
            };
            let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
            let at = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
            let process = Process { pid, name: name.trim().to_owned() };
            found.entry(inode).or_insert((process, at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_taken_while_somebody_listens() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let found = taken([port]);
        assert_eq!((found.len(), found[0].port), (1, port));
        if let Some((process, at)) = &found[0].process {
            assert_eq!(process.pid, std::process::id());
            assert_eq!(*at, std::env::current_dir().unwrap());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_sockets_that_listen_count() {
        let line = |state: &str| {
            format!(
                "   0: 0100007F:0FA0 00000000:0000 {state} 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0000000000000000 100 0 0 10 0"
            )
        };
        assert_eq!(listener(&line("0A")), Some((4000, 4242)));
        assert_eq!(listener(&line("01")), None);
        assert_eq!(listener("  sl  local_address rem_address   st tx_queue rx_queue"), None);
    }
}
