//! Searches for text that name the files they find it in: `grep -l` and its kind.

use super::options::{Spec, parts};
use crate::shell::{Argument, Search};

/// What the programs have in common: options with a value, and without.
const SPEC: Spec =
    Spec { short: "e", long: &["regexp", "include", "exclude", "exclude-dir", "color"] };

/// The same of ripgrep.
const RIPGREP: Spec = Spec { short: "egt", long: &["regexp", "glob", "type", "color"] };

/// Options that change nothing of what is found.
const PLAIN: [&str; 22] = [
    "l",
    "files-with-matches",
    "name-only",
    "n",
    "line-number",
    "H",
    "h",
    "s",
    "I",
    "Z",
    "0",
    "z",
    "null",
    "no-messages",
    "r",
    "R",
    "recursive",
    "no-heading",
    "color",
    "E",
    "F",
    "G",
];

/// A search as its words say it.
#[derive(Debug, Default)]
struct Said {
    options: Vec<String>,
    kind: Option<&'static str>,
    texts: Vec<String>,
    globs: Vec<String>,
    places: Vec<String>,
}

impl Said {
    /// Takes one option of `name`; none where it is not understood.
    fn take(&mut self, name: &str, option: &str, value: Option<&Argument>) -> Option<()> {
        let rg = name == "rg";
        let value = || value.and_then(Argument::text).map(str::to_owned);
        let glob = |marks: &[char]| value().filter(|glob| !glob.contains(marks));
        match option {
            // To ripgrep these mean something else.
            "r" | "R" | "E" | "G" | "z" | "h" if rg => return None,
            // To grep a line ends with this.
            "z" if name != "git grep" => return None,
            "E" | "extended-regexp" => self.kind = Some("-E"),
            "F" | "fixed-strings" => self.kind = Some("-F"),
            "G" | "basic-regexp" => self.kind = Some("-G"),
            "i" | "ignore-case" => self.options.push("-i".to_owned()),
            "w" | "word-regexp" => self.options.push("-w".to_owned()),
            "e" | "regexp" => self.texts.push(value()?),
            "include" | "g" | "glob" => self.globs.push(glob(&['/', '\\', '!', '{'])?),
            "exclude" => {
                self.places.push(format!(":(top,exclude,glob)**/{}", glob(&['/', '\\'])?));
            }
            "exclude-dir" => {
                self.places.push(format!(":(top,exclude,glob)**/{}/**", glob(&['/', '\\'])?));
            }
            plain if PLAIN.contains(&plain) => {}
            _ => return None,
        }
        Some(())
    }
}

/// The files that `name` with these words names, where its options are all understood. With `fed` it has
/// an input to search, and looks into no folder unless one is named.
pub(super) fn searched(name: &str, words: &[Argument], fed: bool) -> Option<Vec<Argument>> {
    let rg = name == "rg";
    let parts = parts(words, if rg { RIPGREP } else { SPEC }, false);
    parts.has(&["l", "files-with-matches", "name-only"]).then_some(())?;
    let mut said = Said::default();
    for (option, value) in &parts.options {
        said.take(name, option, value.as_ref())?;
    }
    let mut operands = parts.operands.as_slice();
    if said.texts.is_empty() {
        let (text, rest) = operands.split_first()?;
        said.texts.push(text.text()?.to_owned());
        operands = rest;
    }
    let by_name = match name {
        "egrep" => "-E",
        "fgrep" => "-F",
        _ => "-G",
    };
    let mut kind = said.kind.unwrap_or(by_name);
    if rg {
        // Its expressions are not those of git; a plain text is the same to both.
        let is_plain = |c: char| c.is_alphanumeric() || "_-:/ ,;<>=@%&'\"".contains(c);
        said.texts.iter().all(|text| text.chars().all(is_plain)).then_some(())?;
        kind = "-F";
        let hidden = ["**/.*", "**/.*/**"];
        said.places.extend(hidden.map(|hidden| format!(":(top,exclude,glob){hidden}")));
    }
    let walks = rg || name == "git grep" || parts.has(&["r", "R", "recursive"]);
    let here = [Argument::Exact(".".to_owned())];
    let operands = match operands {
        [] if walks && !fed => &here,
        [] => return None,
        operands => operands,
    };
    for place in operands {
        within(place, &said.globs, &mut said.places)?;
    }
    said.options.push(kind.to_owned());
    said.options.extend(said.texts.into_iter().flat_map(|text| ["-e".to_owned(), text]));
    Some(vec![Argument::Found(Search { options: said.options, places: said.places })])
}

/// Adds the pathspecs of what is searched at `place`, of it what one of `globs` matches.
fn within(place: &Argument, globs: &[String], places: &mut Vec<String>) -> Option<()> {
    match place {
        Argument::Exact(place) if globs.is_empty() => places.push(format!(":(literal){place}")),
        Argument::Exact(place) if !place.contains(['*', '?', '[', '\\']) => {
            let folder = place.trim_end_matches('/');
            places.extend(globs.iter().map(|glob| match folder {
                "." => format!(":(glob)**/{glob}"),
                folder => format!(":(glob){folder}/**/{glob}"),
            }));
        }
        Argument::Pattern(place) if globs.is_empty() => places.push(format!(":(glob){place}")),
        _ => return None,
    }
    Some(())
}
