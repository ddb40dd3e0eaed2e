//! `hook pre-tool-use`: the edit-time guard for agents, in Claude Code's hook protocol.

use std::io::Read;

use serde::Serialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::hook::{Judgement, Request};
use crate::render::{Out, inert, violation};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    hook_specific_output: Decision,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are the protocol's")]
struct Decision {
    hook_event_name: &'static str,
    permission_decision: &'static str,
    permission_decision_reason: String,
}

/// Reads one request from standard input. Denies by the protocol's JSON on standard output, or,
/// with `plain`, by the reason on standard error and exit code 2, which most agents understand.
/// Says nothing where there is nothing to object to.
pub(super) fn run(out: Out, plain: bool) -> Result<Exit, Failure> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text)?;
    let Judgement { violations: found, unread } = match Request::read(&text) {
        Ok(request) => request.judge()?,
        Err(error) => {
            let why = format!("the request is not one of the hook protocol: {error}");
            Judgement { unread: Some(why), ..Judgement::default() }
        }
    };
    // What is not understood passes, and goes to the agent's log.
    if let Some(why) = unread {
        out.warn(inert(format!("{why}; what comes of it is judged at the commit")));
    }
    if found.is_empty() {
        return Ok(Exit::Done);
    }
    let reason = violation::violations(&found, true);
    if plain {
        out.plain(reason);
        return Ok(Exit::Failed);
    }
    out.line(&Answer {
        hook_specific_output: Decision {
            hook_event_name: "PreToolUse",
            permission_decision: "deny",
            permission_decision_reason: anstream::adapter::strip_str(&reason).to_string(),
        },
    })?;
    Ok(Exit::Done)
}
