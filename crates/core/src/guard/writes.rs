//! The files a shell command obviously writes: redirections and the everyday commands.
//!
//! This is for telling early, not for proving: what a variable, a glob or a script writes is not
//! seen here, and is judged when it is committed.

/// One file and the folder the command has changed to before, both as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The folder of the last `cd`; empty where there was none.
    pub folder: String,
    /// The file.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word and whether it could be read to the letter.
    Word(String, bool),
    /// `>` or `>>`, also with a descriptor or `|`.
    Into,
    /// Whatever ends a simple command.
    End,
}

/// All obvious writes of `command`, in order.
pub fn writes(command: &str) -> Vec<Write> {
    let mut found = Vec::new();
    let mut folder = String::new();
    let mut words: Vec<(String, bool)> = Vec::new();
    let mut into = false;
    for token in tokens(command).into_iter().chain([Token::End]) {
        match token {
            Token::Into => into = true,
            Token::Word(word, exact) if into => {
                into = false;
                if exact && !word.starts_with('&') {
                    found.push(Write { folder: folder.clone(), path: word });
                }
            }
            Token::Word(word, exact) => words.push((word, exact)),
            Token::End => {
                let command = std::mem::take(&mut words);
                if let [(name, _), (to, true)] = command.as_slice()
                    && name == "cd"
                {
                    folder = if to.starts_with('/') || folder.is_empty() {
                        to.clone()
                    } else {
                        format!("{folder}/{to}")
                    };
                }
                found.extend(
                    written_by(&command).map(|path| Write { folder: folder.clone(), path }),
                );
                into = false;
            }
        }
    }
    found
}

/// The files a simple command writes by what it is called.
fn written_by(words: &[(String, bool)]) -> impl Iterator<Item = String> {
    let mut words = words;
    // Assignments and wrappers stand before the command itself.
    while let [(first, _), rest @ ..] = words
        && (["sudo", "env", "command", "nohup", "time"].contains(&first.as_str())
            || is_assignment(first))
    {
        words = rest;
    }
    let name = words.first().map_or("", |(name, _)| name.rsplit('/').next().unwrap_or(name));
    let rest = words.get(1..).unwrap_or_default();
    let plain: Vec<&(String, bool)> =
        rest.iter().filter(|(word, _)| !word.starts_with('-')).collect();
    let chosen: Vec<&(String, bool)> = match name {
        "tee" | "touch" | "rm" | "truncate" | "mkdir" | "rmdir" | "unlink" | "mv" => plain,
        "cp" | "ln" | "install" | "rsync" => plain.into_iter().next_back().into_iter().collect(),
        "chmod" | "chown" => plain.into_iter().skip(1).collect(),
        "sed" if rest.iter().any(|(word, _)| word.starts_with("-i") || word == "--in-place") => {
            edited_by_sed(rest)
        }
        _ => Vec::new(),
    };
    let exact: Vec<String> =
        chosen.into_iter().filter(|(_, exact)| *exact).map(|(word, _)| word.clone()).collect();
    exact.into_iter()
}

/// The files of `sed -i`: the first plain word is the script, unless `-e` or `-f` gives it.
fn edited_by_sed(words: &[(String, bool)]) -> Vec<&(String, bool)> {
    let mut files = Vec::new();
    let mut scripts = 0;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.0.as_str() {
            "-e" | "-f" => {
                words.next();
                scripts += 1;
            }
            text if text.starts_with('-') => {}
            _ => files.push(word),
        }
    }
    if scripts == 0 && !files.is_empty() {
        files.remove(0);
    }
    files
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Splits a command as a shell would (POSIX 2.3), without expanding anything.
fn tokens(command: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut word: Option<(String, bool)> = None;
    let mut rest = command.chars().peekable();
    let end = |word: &mut Option<(String, bool)>, out: &mut Vec<Token>| {
        if let Some((text, exact)) = word.take() {
            out.push(Token::Word(text, exact));
        }
    };
    while let Some(c) = rest.next() {
        match c {
            '\'' => {
                let text = word.get_or_insert_with(|| (String::new(), true));
                text.0.extend(rest.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                let text = word.get_or_insert_with(|| (String::new(), true));
                quoted(&mut rest, text);
            }
            '\\' => {
                let text = word.get_or_insert_with(|| (String::new(), true));
                text.0.extend(rest.next());
            }
            '>' => {
                // A descriptor's number belongs to the redirection.
                if word
                    .as_ref()
                    .is_some_and(|(text, _)| text.bytes().all(|byte| byte.is_ascii_digit()))
                {
                    word = None;
                }
                end(&mut word, &mut out);
                while rest.next_if(|c| *c == '>' || *c == '|').is_some() {}
                if rest.next_if_eq(&'&').is_some() {
                    while rest.next_if(|c| c.is_ascii_digit() || *c == '-').is_some() {}
                } else {
                    out.push(Token::Into);
                }
            }
            ';' | '|' | '&' | '\n' | '(' | ')' | '{' | '}' => {
                end(&mut word, &mut out);
                out.push(Token::End);
            }
            c if c.is_whitespace() => end(&mut word, &mut out),
            c => {
                let text = word.get_or_insert_with(|| (String::new(), true));
                text.0.push(c);
                text.1 &= !matches!(c, '$' | '`' | '*' | '?' | '[' | '~' | '<');
            }
        }
    }
    end(&mut word, &mut out);
    out
}

/// The rest of a double-quoted part.
fn quoted(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &mut (String, bool)) {
    while let Some(c) = rest.next() {
        match c {
            '"' => return,
            '\\' => word.0.extend(rest.next()),
            '$' | '`' => {
                word.0.push(c);
                word.1 = false;
            }
            c => word.0.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(command: &str) -> Vec<String> {
        let full = |write: Write| {
            if write.folder.is_empty() {
                write.path
            } else {
                format!("{}:{}", write.folder, write.path)
            }
        };
        writes(command).into_iter().map(full).collect()
    }

    #[test]
    fn obvious_writes_are_seen() {
        let cases: [(&str, &[&str]); 16] = [
            ("echo x > src/a.rs", &["src/a.rs"]),
            ("echo x>>'a b.txt' 2>&1", &["a b.txt"]),
            ("cargo test 2> err.log | tee -a out.log", &["err.log", "out.log"]),
            ("cat a | sort >| b", &["b"]),
            ("rm -rf build docs/x", &["build", "docs/x"]),
            ("mv a b && cp c d/e", &["a", "b", "d/e"]),
            ("sed -i 's/a/b/' f g", &["f", "g"]),
            ("sed -i -e 's/a/b/' f", &["f"]),
            ("sed 's/a/b/' f", &[]),
            ("cd src && touch x; cd api; echo > y", &["src:x", "src/api:y"]),
            ("FOO=1 sudo tee /etc/x", &["/etc/x"]),
            ("echo \"it > that\" ; grep '>' f", &[]),
            ("echo x > \"$OUT\"; rm *.o; touch $(pwd)/x", &[]),
            ("(cd web; touch a)", &["web:a"]),
            ("git commit -m 'a > b'", &[]),
            ("echo a > \"x y\"", &["x y"]),
        ];
        for (command, want) in cases {
            assert_eq!(paths(command), want, "{command}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_command_makes_it_panic(command in ".{0,80}") {
            writes(&command);
        }
    }
}
