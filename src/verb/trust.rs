//! Commands of `.parallel.toml` run only after the user has seen and trusted them once.

use super::context::write_whole;
use super::{Context, Plan, folders};
use crate::config::Config;
use crate::failure::Failure;
use crate::git::{Lock, Repo};
use crate::render::inert;
use crate::worker::{commands, trust_file, trusted, untrusted};

/// Refuses unless everything that `config` asks for is trusted: by `--trust`, by an earlier yes, or by
/// one given now. What is remembered is what was shown, to the letter, so that a changed one asks again.
pub(super) fn require(context: &Context, repo: &Repo, config: &Config) -> Result<(), Failure> {
    let fresh = fresh(repo, config);
    let Some(first) = fresh.first() else { return Ok(()) };
    if !context.trust {
        let list: String = fresh.iter().map(|wish| format!("  {}\n", whole(wish))).collect();
        let question =
            format!(".parallel.toml wants to run or to use:\n{list}Trust all of this? [y/N]");
        let answer = if context.out.is_watched() { context.out.ask(&question)? } else { None };
        if !answer.is_some_and(|answer| ["y", "yes"].contains(&answer.to_lowercase().as_str())) {
            let more = match fresh.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            return Err(Failure::new(format!(
                "what .parallel.toml asks for is not trusted yet: '{}'{more}",
                inert(first)
            ))
            .hint("read all of it in .parallel.toml, then run the command again with --trust"));
        }
    }
    remember(repo, config)
}

/// `text` for a question: every line of it, and nothing in it that a terminal acts on or nobody sees. It
/// is as long as it is, for a yes covers all of it.
fn whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\n    | "),
            c if is_seen(c) => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// Whether a character shows as what it is: neither a control nor one that reorders, hides or is
/// invisible itself (Unicode, `Default_Ignorable_Code_Point`), nor a blank that is no space.
fn is_seen(c: char) -> bool {
    let ignorable = matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_control() && !ignorable && (c == ' ' || !c.is_whitespace())
}

/// The plan with all its commands trusted, and the right to change what this program keeps: asked
/// without it, so that nobody waits for an answer, and read again once it is held.
pub(super) fn locked(
    context: &Context,
    repo: &Repo,
    verb: &str,
) -> Result<(Option<Lock>, Plan), Failure> {
    require(context, repo, &context.plan(repo)?.config)?;
    let lock = context.lock(repo, verb)?;
    let plan = context.plan(repo)?;
    require(context, repo, &plan.config)?;
    Ok((lock, plan))
}

/// What `config` asks for and nobody has trusted yet: commands, and a place for the worktrees that is not
/// the repository's.
pub(super) fn fresh(repo: &Repo, config: &Config) -> Vec<String> {
    untrusted(&repo.parallel_dir(), wishes(repo, config))
}

fn wishes(repo: &Repo, config: &Config) -> Vec<String> {
    let mut found = commands(config);
    let outside = folders::outside(repo, config);
    found.extend(outside.map(|folder| format!("layout.worktrees: {}", folder.display())));
    found
}

/// Trusts everything that `config` asks for, and what was trusted before.
pub(super) fn remember(repo: &Repo, config: &Config) -> Result<(), Failure> {
    let mut known = trusted(&repo.parallel_dir());
    for wish in wishes(repo, config) {
        if !known.contains(&wish) {
            known.push(wish);
        }
    }
    let text = serde_json::to_string_pretty(&known).map_err(std::io::Error::from)?;
    write_whole(&trust_file(&repo.parallel_dir()), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_question_shows_all_and_hides_nothing() {
        let long = format!("run: {}; touch x", "y".repeat(9000));
        assert_eq!(whole(&long), long);
        assert_eq!(whole("run: a\nb\n"), "run: a\n    | b\n    | ");
        for hidden in
            ['\u{1b}', '\r', '\t', '\u{202e}', '\u{200b}', '\u{a0}', '\u{e0041}', '\u{9b}']
        {
            let shown = whole(&format!("a{hidden}b"));
            assert_eq!(shown, format!("a{}b", hidden.escape_unicode()));
        }
        assert_eq!(whole("übung – 試験 'a  b'"), "übung – 試験 'a  b'");
    }
}
