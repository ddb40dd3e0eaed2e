//! Which agent the plan names: the one asked for, else one of those on PATH.

use crate::agent;
use crate::failure::Failure;
use crate::render::inert;
use crate::verb::Context;

/// The agents whose programs are on PATH.
pub(super) fn there() -> Vec<String> {
    let there = agent::known().filter(|it| which::which(&it.program).is_ok());
    there.map(|profile| profile.name).collect()
}

/// The agent of the plan, of those `there`; asks at a terminal where several are. None where none is there.
pub(super) fn agent(
    context: &Context,
    asked: Option<&String>,
    there: &[String],
) -> Result<Option<String>, Failure> {
    // The default is taken where it is there: it needs the least of a user.
    let usual = there.iter().find(|name| *name == "claude").or(there.first()).cloned();
    if asked.is_some() {
        return Ok(asked.cloned());
    }
    let asks = there.len() > 1 && !context.json && !context.dry_run && context.out.is_screen();
    let Some(usual) = usual.clone().filter(|_| asks) else { return Ok(usual) };
    let question = format!("On PATH are {}. Which one works? [{usual}]", there.join(", "));
    loop {
        let said = context.out.ask(&question)?.unwrap_or_default();
        if said.is_empty() {
            return Ok(Some(usual));
        }
        if agent::names().any(|name| name == said) {
            return Ok(Some(said));
        }
        context.out.plain(inert(format!("there is no agent '{said}'")));
    }
}

/// What is said of the choice, and how another is made.
pub(super) fn told(chosen: Option<&str>, there: &[String], file: &str) -> Vec<String> {
    let known = || agent::names().collect::<Vec<_>>().join(", ");
    let Some(chosen) = chosen else {
        return vec![format!(
            "no agent is on PATH that is known ({}); to name one, set name or command under [agent] in {file}",
            known()
        )];
    };
    let mut lines = Vec::new();
    if !there.iter().any(|name| name == chosen) {
        lines.push(format!("the agent is {chosen}, whose program is not on PATH"));
    }
    let others: Vec<&str> =
        there.iter().map(String::as_str).filter(|name| *name != chosen).collect();
    if !others.is_empty() {
        lines.push(format!(
            "the agent is {chosen}; on PATH too: {}. To take another: name under [agent] in {file}, agent in \
             one [[worker]], or for today: git parallel start --agent {}",
            others.join(", "),
            others[0]
        ));
    }
    lines
}
