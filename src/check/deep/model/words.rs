//! The words in a name: `HRDocument`, `hr_documents` and `hr-document` are two words each, and the same ones.
//!
//! In: names. Out: their words in small letters, and whether two names speak of one thing. Only names of declarations and
//! fields are compared, never prose.

/// The words of a name, in small letters: cut at `_`, `-`, `.`, blanks and capitals, where a run of capitals is one word.
pub fn words(name: &str) -> Vec<String> {
    if !name.is_ascii() {
        return words_of(name.char_indices(), name);
    }
    words_of(name.bytes().map(char::from).enumerate(), name)
}

fn words_of(letters: impl Iterator<Item = (usize, char)>, name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(4);
    let mut push = |from: usize, to: usize| {
        let word = name.get(from..to).unwrap_or("");
        words.push(if word.is_ascii() { word.to_ascii_lowercase() } else { word.to_lowercase() });
    };
    let mut begun: Option<usize> = None;
    let mut before: Option<char> = None;
    let mut letters = letters.peekable();
    while let Some((at, c)) = letters.next() {
        let small = |c: Option<char>| c.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        let starts = c.is_uppercase()
            && (small(before)
                || (before.is_some_and(char::is_uppercase) && small(letters.peek().map(|(_, after)| *after))));
        match (begun, c.is_alphanumeric()) {
            (Some(from), false) => {
                push(from, at);
                begun = None;
            }
            (Some(from), true) if starts => {
                push(from, at);
                begun = Some(at);
            }
            (None, true) => begun = Some(at),
            _ => {}
        }
        before = Some(c);
    }
    if let Some(from) = begun {
        push(from, name.len());
    }
    words
}

/// The last word of a name, in small letters.
pub fn last(name: &str) -> Option<String> {
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let begin = name.rfind(|c: char| !c.is_alphanumeric());
    let rest = begin.and_then(|at| name.get(at..)).unwrap_or(name);
    words(rest).pop()
}

/// A word without the ending of a plural.
pub fn singular(word: &str) -> String {
    // A word of up to three letters has no ending; most words end in another letter.
    if !word.ends_with('s') || word.chars().count() <= 3 {
        return word.to_owned();
    }
    match word {
        _ if word.ends_with("ies") => format!("{}y", word.trim_end_matches("ies")),
        _ if ["sses", "shes", "ches", "xes", "zes"].iter().any(|end| word.ends_with(end)) => {
            word.strip_suffix("es").unwrap_or(word).to_owned()
        }
        _ if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") => {
            word.strip_suffix('s').unwrap_or(word).to_owned()
        }
        _ => word.to_owned(),
    }
}

/// The words of a name, each without the ending of a plural.
pub fn stems(name: &str) -> Vec<String> {
    let of = |word: String| if word.ends_with('s') { singular(&word) } else { word };
    words(name).into_iter().map(of).collect()
}

/// Whether two names are the same but for capitals, separators and plurals.
pub fn same(one: &str, other: &str) -> bool {
    one == other || stems(one) == stems(other)
}

/// Whether a short name is the end of a longer one: `document` of `HRDocument`.
pub fn ends(long: &str, short: &str) -> bool {
    let (long, short) = (stems(long), stems(short));
    !short.is_empty() && long.ends_with(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("HRDocument"), ["hr", "document"]);
        assert_eq!(words("hr_documents"), ["hr", "documents"]);
        assert_eq!(words("GetDocumentDownloadURL"), ["get", "document", "download", "url"]);
        assert_eq!(words("s3_key"), ["s3", "key"]);
        assert_eq!(words("__"), Vec::<String>::new());
        for name in ["HRDocument", "hr_documents", "GetDocumentDownloadURL", "s3_key", "__", "größe_MB", "a-b_", "x"]
        {
            assert_eq!(last(name), words(name).pop(), "{name}");
        }
    }

    #[test]
    fn plurals_are_the_same_thing() {
        for (one, other) in [("HRDocument", "hr_documents"), ("Category", "categories"), ("Address", "addresses")] {
            assert!(same(one, other), "{one} {other}");
        }
        for word in ["status", "address", "analysis", "bus"] {
            assert_eq!(singular(word), word);
        }
        assert!(ends("HRDocument", "document") && !ends("HRDocument", "hr") && !ends("Payslip", "slip"));
    }
}
