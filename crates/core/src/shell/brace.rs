//! Brace expansion, as bash does it.

/// A character, and whether it stands only for itself.
pub(super) type Letter = (char, bool);

/// How many words one may become.
const MOST: usize = 256;

/// Every word that `letters` stand for; none where there are too many.
pub(super) fn expanded(letters: &[Letter]) -> Option<Vec<Vec<Letter>>> {
    let Some((open, close, commas)) = group(letters) else { return Some(vec![letters.to_vec()]) };
    let (before, inner, after) =
        (&letters[..open], &letters[open + 1..close], &letters[close + 1..]);
    let mut choices: Vec<Vec<Letter>> = Vec::new();
    if commas.is_empty() {
        choices = sequence(inner)?;
    } else {
        let mut began = 0;
        for end in commas.into_iter().chain([inner.len()]) {
            choices.extend(expanded(&inner[began..end])?);
            began = end + 1;
        }
    }
    let rests = expanded(after)?;
    if choices.len() * rests.len() > MOST {
        return None;
    }
    let joined = choices.iter().flat_map(|choice| {
        rests.iter().map(move |rest| [before, choice.as_slice(), rest.as_slice()].concat())
    });
    Some(joined.collect())
}

/// The first group that is expanded: where it opens and closes, and the commas in it, counted from
/// behind the brace.
fn group(letters: &[Letter]) -> Option<(usize, usize, Vec<usize>)> {
    let opens = letters.iter().enumerate().filter(|(_, letter)| **letter == ('{', false));
    for (open, _) in opens {
        let (mut depth, mut commas) = (0, Vec::new());
        for (at, letter) in letters.iter().enumerate().skip(open) {
            match letter {
                ('{', false) => depth += 1,
                ('}', false) => depth -= 1,
                (',', false) if depth == 1 => commas.push(at - open - 1),
                _ => {}
            }
            if depth == 0 {
                let range = !commas.is_empty() || sequence(&letters[open + 1..at]).is_some();
                if range {
                    return Some((open, at, commas));
                }
                break;
            }
        }
    }
    None
}

/// `1..3`.
fn sequence(inner: &[Letter]) -> Option<Vec<Vec<Letter>>> {
    let text: String = inner.iter().map(|(c, _)| *c).collect();
    let (from, to) = text.split_once("..")?;
    let written = |text: String| text.chars().map(|c| (c, true)).collect();
    if let (Ok(from), Ok(to)) = (from.parse::<i32>(), to.parse::<i32>()) {
        let (low, high) = (from.min(to), from.max(to));
        let few = usize::try_from(i64::from(high) - i64::from(low)).is_ok_and(|many| many < MOST);
        return few.then(|| (low..=high).map(|number| written(number.to_string())).collect());
    }
    let one =
        |text: &str| text.chars().next().filter(|c| text.len() == 1 && c.is_ascii_alphabetic());
    let (from, to) = (one(from)?, one(to)?);
    Some((from.min(to)..=from.max(to)).map(|c| written(c.to_string())).collect())
}
