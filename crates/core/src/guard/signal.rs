//! What a commit says to the others, read from its subject.

/// The signal a subject carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// `[CHECKPOINT]`: one step is done, work goes on.
    Checkpoint,
    /// `[BLOCKED:<reason>]`: no remaining task can go on. The reason may be empty in history that
    /// was never judged.
    Blocked(String),
    /// `[NEEDS:<worker>/<item>]`: something of another worker's is wanted.
    Needs {
        /// The worker asked.
        worker: String,
        /// What is wanted of it.
        item: String,
    },
    /// `[COMPLETE]`: all of the work is done.
    Complete,
    /// Another word in brackets, with whatever follows its colon.
    Other(String),
}

/// Reads a subject as generously as it can be understood, for reports over history that no guard
/// has judged: letter case and a missing space do not matter. The rest is the description.
pub fn read_subject(subject: &[u8]) -> (Option<Signal>, &[u8]) {
    let subject = subject.trim_ascii();
    let led = after_lead(subject);
    let ours = [&b"[CHECKPOINT]"[..], b"[COMPLETE]", b"[BLOCKED:", b"[NEEDS:"];
    let subject = if ours.iter().any(|word| led.starts_with(word)) { led } else { subject };
    let Some((inside, rest)) = bracketed(subject) else { return (None, subject) };
    let (name, value) = match inside.iter().position(|byte| *byte == b':') {
        Some(colon) => (&inside[..colon], Some(inside[colon + 1..].trim_ascii())),
        None => (inside, None),
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let signal = match name.trim_ascii().to_ascii_uppercase().as_slice() {
        b"CHECKPOINT" => Signal::Checkpoint,
        b"COMPLETE" => Signal::Complete,
        b"BLOCKED" => Signal::Blocked(text(value.unwrap_or_default())),
        b"NEEDS" => match value.and_then(need) {
            Some((worker, item)) => Signal::Needs { worker: text(worker), item: text(item) },
            None => Signal::Other(text(inside)),
        },
        _ => Signal::Other(text(inside)),
    };
    (Some(signal), rest.trim_ascii_start())
}

/// What follows a type of a conventional commit (`feat(api)!: `) or a ticket (`ABC-12 `, `ABC-12: `)
/// that stands before a bracket; the whole subject where none does.
pub fn after_lead(subject: &[u8]) -> &[u8] {
    let Some(at) = subject.iter().position(|byte| *byte == b'[') else { return subject };
    let (lead, rest) = subject.split_at(at);
    let Some(lead) = lead.strip_suffix(b" ") else { return subject };
    let led = is_type(lead) || is_ticket(lead.strip_suffix(b":").unwrap_or(lead));
    if led { rest } else { subject }
}

fn is_type(lead: &[u8]) -> bool {
    let Some(lead) = lead.strip_suffix(b":") else { return false };
    let lead = lead.strip_suffix(b"!").unwrap_or(lead);
    let word = match lead.strip_suffix(b")") {
        None => lead,
        Some(lead) => match lead.iter().position(|byte| *byte == b'(') {
            Some(open) if open + 1 < lead.len() => &lead[..open],
            _ => return false,
        },
    };
    !word.is_empty() && word.iter().all(u8::is_ascii_lowercase)
}

fn is_ticket(lead: &[u8]) -> bool {
    let Some(dash) = lead.iter().rposition(|byte| *byte == b'-') else { return false };
    let (project, number) = (&lead[..dash], &lead[dash + 1..]);
    project.first().is_some_and(u8::is_ascii_uppercase)
        && project.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && !number.is_empty()
        && number.iter().all(u8::is_ascii_digit)
}

/// The text between leading brackets, and what follows them. Brackets after the colon, as in
/// `[NEEDS:task-1/app/[id]/page.ts]`, are part of it where they are closed before a description.
pub(super) fn bracketed(subject: &[u8]) -> Option<(&[u8], &[u8])> {
    let described = |rest: &[u8]| {
        rest.first().is_some_and(u8::is_ascii_whitespace) && !rest.trim_ascii().is_empty()
    };
    balanced(subject).filter(|(_, rest)| described(rest)).or_else(|| up_to_first(subject))
}

fn balanced(subject: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = subject.strip_prefix(b"[")?;
    let colon = open.iter().position(|byte| *byte == b':')?;
    let mut depth = 0_usize;
    for (at, byte) in open.iter().enumerate() {
        match byte {
            b'[' if at > colon => depth += 1,
            b']' if depth == 0 => return Some((&open[..at], &open[at + 1..])),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The same up to the first closing bracket, whatever was opened before it.
pub(super) fn up_to_first(subject: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = subject.strip_prefix(b"[")?;
    let end = open.iter().position(|byte| *byte == b']')?;
    Some((&open[..end], &open[end + 1..]))
}

/// `worker/item` in two, when neither is empty.
pub(super) fn need(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = value.iter().position(|byte| *byte == b'/')?;
    let (worker, item) = (&value[..slash], value[slash + 1..].trim_ascii());
    (!worker.is_empty() && !item.is_empty()).then_some((worker, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_read_generously() {
        let needs = Signal::Needs { worker: "task-2".into(), item: "User/Model".into() };
        let page = Signal::Needs { worker: "task-1".into(), item: "app/[id]/p.ts".into() };
        let cases: [(&[u8], Option<Signal>, &[u8]); 14] = [
            (b"[CHECKPOINT] add model", Some(Signal::Checkpoint), b"add model"),
            (b"  [complete]done", Some(Signal::Complete), b"done"),
            (b"[BLOCKED:no api] x", Some(Signal::Blocked("no api".into())), b"x"),
            (b"[BLOCKED] x", Some(Signal::Blocked(String::new())), b"x"),
            (b"[NEEDS:task-2/User/Model] y", Some(needs.clone()), b"y"),
            (b"[NEEDS:task-2/ User/Model ] y", Some(needs), b"y"),
            (b"[NEEDS:Model] y", Some(Signal::Other("NEEDS:Model".into())), b"y"),
            (b"fixup! [COMPLETE] x", None, b"fixup! [COMPLETE] x"),
            (b"[open", None, b"[open"),
            (b"[NEEDS:task-1/app/[id]/p.ts] y [z]", Some(page.clone()), b"y [z]"),
            (b"[needs:task-1/app/[id]/p.ts]  y", Some(page), b"y"),
            (b"[BLOCKED:a[b] x", Some(Signal::Blocked("a[b".into())), b"x"),
            (b"[BLOCKED:a[b] see [x]]", Some(Signal::Blocked("a[b".into())), b"see [x]]"),
            (b"[CHECKPOINT] [a:[b]] x", Some(Signal::Checkpoint), b"[a:[b]] x"),
        ];
        for (subject, signal, rest) in cases {
            assert_eq!(read_subject(subject), (signal, rest));
        }
    }

    #[test]
    fn a_type_or_a_ticket_may_lead() {
        for lead in ["feat: ", "fix(api)!: ", "ABC-12 ", "ABC2-1: "] {
            let subject = format!("{lead}[CHECKPOINT] x");
            assert_eq!(after_lead(subject.as_bytes()), b"[CHECKPOINT] x", "{lead}");
            assert_eq!(read_subject(subject.as_bytes()).0, Some(Signal::Checkpoint), "{lead}");
        }
        for lead in ["", "feat:", "Feat: ", "two words: ", "x() : ", "fix(): ", "-1 ", "ABC- "] {
            let subject = format!("{lead}[CHECKPOINT] x");
            assert_eq!(after_lead(subject.as_bytes()), subject.as_bytes(), "{lead}");
        }
        assert_eq!(read_subject(b"feat: [api] x").0, None, "no word of ours");
    }
}
