//! The words in a name: `HRDocument`, `hr_documents` and `hr-document` are two words each, and the same ones.
//!
//! In: names. Out: their words in small letters, and whether two names speak of one thing. Only names of declarations and
//! fields are compared, never prose.

use std::borrow::{Borrow, Cow};
use std::ops::Deref;

/// Words that say how long something lasts.
pub const LIFETIMES: &[&str] = &["expiration", "expiry", "expires", "ttl", "lifetime"];

/// Words in the name of an input that says which part of a long answer is wanted.
const OF_PAGES: &[&str] = &["page", "size", "limit", "offset", "cursor", "after", "before"];

/// Names of such inputs that say something else as a word among others.
const PAGES: &[&str] = &["first", "last", "skip", "take"];

/// A word in small letters: a piece of the name it is from where that has small letters, else one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word<'a>(Cow<'a, str>);

impl<'a> Word<'a> {
    /// The word that a piece of a name is.
    fn of(piece: &'a str) -> Word<'a> {
        // Capitals stand at its beginning or nowhere, where all letters are those of English.
        Word(match piece.as_bytes().first() {
            Some(first) if piece.is_ascii() => match first.is_ascii_uppercase() {
                true => Cow::Owned(piece.to_ascii_lowercase()),
                false => Cow::Borrowed(piece),
            },
            _ => Cow::Owned(piece.to_lowercase()),
        })
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same without the ending of a plural.
    pub fn stem(self) -> Word<'a> {
        match self.0 {
            Cow::Borrowed(word) => Word(singular(word)),
            Cow::Owned(word) if word.ends_with('s') => Word(Cow::Owned(singular(&word).into_owned())),
            other => Word(other),
        }
    }
}

impl Deref for Word<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Word<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Word<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Word<'a> {
    fn from(word: &'a str) -> Word<'a> {
        Word(Cow::Borrowed(word))
    }
}

impl From<Word<'_>> for String {
    fn from(word: Word) -> String {
        word.0.into_owned()
    }
}

impl std::fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<str> for Word<'_> {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<String> for Word<'_> {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<&str> for Word<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

/// The words of a name, in small letters: cut at `_`, `-`, `.`, blanks and capitals, where a run of capitals is one word.
pub fn words(name: &str) -> Vec<Word<'_>> {
    each(name).collect()
}

/// The same, one after the other.
pub fn each(name: &str) -> impl Iterator<Item = Word<'_>> + Clone {
    pieces(name).map(Word::of)
}

/// The same, as they are written.
fn pieces(name: &str) -> impl Iterator<Item = &str> + Clone {
    let (mut rest, is_ascii) = (name, name.is_ascii());
    std::iter::from_fn(move || {
        let begin = match is_ascii {
            true => rest.bytes().position(|byte| byte.is_ascii_alphanumeric()),
            false => rest.find(char::is_alphanumeric),
        };
        let from = rest.get(begin?..)?;
        let end = if is_ascii { end_of_bytes(from.as_bytes()) } else { end_among(from.char_indices()) };
        let (word, behind) = from.split_at_checked(end.unwrap_or(from.len()))?;
        rest = behind;
        Some(word)
    })
}

/// The same, without the endings of plurals.
pub fn each_stem(name: &str) -> impl Iterator<Item = Word<'_>> + Clone {
    each(name).map(Word::stem)
}

/// Where the word ends with which a text begins, if not with it: that of nearly all names, which have no other letters than these.
fn end_of_bytes(text: &[u8]) -> Option<usize> {
    let small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut behind_small = small(text.first()?);
    for (at, byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => behind_small = true,
            // One of a run of capitals; the last of them begins the word that follows.
            b'A'..=b'Z' if !behind_small && !text.get(at + 1).is_some_and(small) => {}
            _ => return Some(at),
        }
    }
    None
}

/// The same of any text.
fn end_among(mut letters: impl Iterator<Item = (usize, char)> + Clone) -> Option<usize> {
    let small = |c: char| c.is_lowercase() || c.is_ascii_digit();
    let (_, mut before) = letters.next()?;
    while let Some((at, c)) = letters.next() {
        let starts = || {
            let after = letters.clone().next();
            small(before) || (before.is_uppercase() && after.is_some_and(|(_, after)| small(after)))
        };
        if !c.is_alphanumeric() || (c.is_uppercase() && starts()) {
            return Some(at);
        }
        before = c;
    }
    None
}

/// Whether one of these, in small letters, is a word of a name.
pub fn has(name: &str, wanted: &[&str]) -> bool {
    pieces(name).any(|piece| match piece.is_ascii() {
        // Most are none of these, and need no letters of their own.
        true => wanted.iter().any(|word| piece.eq_ignore_ascii_case(word)),
        false => wanted.contains(&Word::of(piece).as_str()),
    })
}

/// The last word of a name, in small letters.
pub fn last(name: &str) -> Option<Word<'_>> {
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let begin = name.rfind(|c: char| !c.is_alphanumeric());
    pieces(begin.and_then(|at| name.get(at..)).unwrap_or(name)).last().map(Word::of)
}

/// A word without the ending of a plural.
pub fn singular(word: &str) -> Cow<'_, str> {
    let ending = match word.as_bytes() {
        // A word of up to three letters has no ending.
        [.., b's'] if word.len() <= 12 && word.chars().count() <= 3 => 0,
        [.., b'i', b'e', b's'] => return Cow::Owned([word.trim_end_matches("ies"), "y"].concat()),
        [.., b's', b's', b'e', b's'] | [.., b's' | b'c', b'h', b'e', b's'] | [.., b'x' | b'z', b'e', b's'] => 2,
        [.., b's' | b'u' | b'i', b's'] => 0,
        [.., b's'] => 1,
        _ => 0,
    };
    Cow::Borrowed(word.get(..word.len() - ending).unwrap_or(word))
}

/// The words of a name, each without the ending of a plural.
pub fn stems(name: &str) -> Vec<Word<'_>> {
    each_stem(name).collect()
}

/// The same with blanks between: what is one word in small letters, and no plural, is that already.
pub fn joined(name: &str) -> Cow<'_, str> {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    match name.bytes().all(is_small) && !name.ends_with('s') {
        true => Cow::Borrowed(name),
        false => Cow::Owned(stems(name).join(" ")),
    }
}

/// Whether two names are the same but for capitals, separators and plurals.
pub fn same(one: &str, other: &str) -> bool {
    one == other || each_stem(one).eq(each_stem(other))
}

/// Whether the name of an input says which part of a long answer is wanted: `limit`, `page_size`, `first`.
pub fn is_of_pages(name: &str) -> bool {
    PAGES.contains(&name) || has(name, OF_PAGES)
}

/// Whether a short name is the end of a longer one: `document` of `HRDocument`.
pub fn ends(long: &str, short: &str) -> bool {
    let (all, count) = (pieces(long).count(), pieces(short).count());
    count > 0 && all >= count && each_stem(long).skip(all - count).eq(each_stem(short))
}

/// Whether a short name is the beginning of a longer one: `attendance` of `AttendanceRecord`.
pub fn begins(long: &str, short: &str) -> bool {
    let (mut long, mut short) = (each_stem(long), each_stem(short).peekable());
    short.peek().is_some() && short.all(|word| long.next() == Some(word))
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
        assert!(words("__").is_empty());
        for name in ["HRDocument", "hr_documents", "GetDocumentDownloadURL", "s3_key", "__", "größe_MB", "a-b_", "x"]
        {
            assert_eq!(last(name), words(name).pop(), "{name}");
            assert!(
                words(name).iter().all(|word| has(name, &["other", word.as_str()])) && !has(name, &["other"]),
                "{name}"
            );
        }
    }

    #[test]
    fn letters_of_all_kinds_are_cut_alike() {
        for text in ["HRDocument", "aB", "ABc", "a1B2", "A", "s3_key", "URL2X", "x-y", "HTTPServer2Go"] {
            assert_eq!(end_of_bytes(text.as_bytes()), end_among(text.char_indices()), "{text}");
        }
    }

    #[test]
    fn plurals_are_the_same_thing() {
        for (one, other) in [("HRDocument", "hr_documents"), ("Category", "categories"), ("Address", "addresses")] {
            assert!(same(one, other) && joined(one) == joined(other), "{one} {other}");
        }
        for word in ["status", "address", "analysis", "bus"] {
            assert_eq!(singular(word), word);
        }
        assert!(begins("AttendanceRecord", "attendance") && !begins("Order", "order_line") && !begins("Order", ""));
        assert!(ends("HRDocument", "document") && !ends("HRDocument", "hr") && !ends("Payslip", "slip"));
    }
}
