//! Places: a word inside a text, the head of an element, the steps of a path.
//!
//! In: nodes. Out: spans and short texts. The text of the file is never looked at.

use std::borrow::Cow;

use crate::ast::{Key, Node};
use crate::lookup::repeats;
use crate::source::Span;

/// One step inside a declaration.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The value under a key.
    Key(&'a str),
    /// An item of a list.
    Index(usize),
}

/// The steps as `effects/0/params`.
pub fn join(steps: &[Step]) -> String {
    let length = |step: &Step| match step {
        Step::Key(key) => key.len() + 1,
        Step::Index(at) => 2 + at.checked_ilog10().unwrap_or(0) as usize,
    };
    let mut out = String::with_capacity(steps.iter().map(length).sum());
    for step in steps {
        if !out.is_empty() {
            out.push('/');
        }
        match step {
            Step::Key(key) => out.push_str(key),
            Step::Index(at @ 0..10) => out.push(char::from(b'0' + *at as u8)),
            Step::Index(at) => out.push_str(&at.to_string()),
        }
    }
    out
}

/// The way to a value inside of a declaration, which is looked for there: only findings need it.
pub fn path_to(declaration: &Node, node: &Node) -> String {
    join(&way_to(declaration, node))
}

/// The same as steps.
pub fn way_to<'a>(declaration: &'a Node, node: &Node) -> Vec<Step<'a>> {
    let mut way = Vec::new();
    find(declaration, node, &mut way);
    way
}

/// Finds the way to a value inside of another one.
fn find<'a>(node: &'a Node, wanted: &Node, way: &mut Vec<Step<'a>>) -> bool {
    if std::ptr::eq(node, wanted) {
        return true;
    }
    let mut goes = |step: Step<'a>, inner: &'a Node| {
        way.push(step);
        find(inner, wanted, way) || way.pop().is_none()
    };
    match &node.value {
        crate::ast::Value::List(items) => items.iter().enumerate().any(|(at, item)| goes(Step::Index(at), &item.node)),
        crate::ast::Value::Map(entries) => {
            entries.iter().any(|entry| goes(Step::Key(entry.key.as_text().unwrap_or("")), &entry.node))
        }
        _ => false,
    }
}

/// A word of a text, and whether its span covers the word and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// Where it stands, or where the text stands that it is in.
    pub span: Span,
    /// Whether the span can be replaced by another word.
    pub exact: bool,
}

/// The part of a text from byte `start` up to `end`.
///
/// Its span is exact where the text was written without escapes: then text and span have one length, or two bytes more
/// with quotes.
pub fn word<'a>(node: &'a Node, start: usize, end: usize) -> Word<'a> {
    let whole = node.as_text().unwrap_or("");
    let text = whole.get(start..end).unwrap_or("");
    let span = node.span;
    let length = (span.end - span.start) as usize;
    let quote = match length.checked_sub(whole.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return Word { text, span, exact: false },
    };
    let first = span.start as usize + quote + start;
    Word { text, span: Span::new(span.file, first, first + text.len()), exact: true }
}

/// The whole text of a node as a word.
pub fn whole(node: &Node) -> Option<Word<'_>> {
    let text = node.as_text()?;
    Some(word(node, 0, text.len()))
}

/// As [`str::trim`]. Nearly all texts have no blanks around them, which their ends tell.
#[inline]
pub fn trim(text: &str) -> &str {
    let ends = [text.as_bytes().first(), text.as_bytes().last()];
    if ends.iter().flatten().all(|byte| byte.is_ascii_graphic()) { text } else { text.trim() }
}

/// As [`str::to_lowercase`]. Most texts are in small letters already, and stay what they are.
#[inline]
pub fn lower(text: &str) -> Cow<'_, str> {
    match text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.to_lowercase()),
    }
}

/// A short word in small letters, for which there is as much room as is given; none where it is longer.
#[inline]
pub fn small<'l>(word: &str, room: &'l mut [u8]) -> Option<&'l [u8]> {
    let letters = room.get_mut(..word.len())?;
    letters.copy_from_slice(word.as_bytes());
    letters.make_ascii_lowercase();
    Some(letters)
}

/// What stands before the first of a sign, and what behind it. Texts are short: a search for a letter costs more than they do.
#[inline]
pub fn cut(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == sign)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Narrows a text to what is left of it when blanks are cut off: the range of the rest.
pub fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let part = text.get(start..end).unwrap_or("");
    if trim(part).len() == part.len() {
        return (start, start + part.len());
    }
    let start = start + (part.len() - part.trim_start().len());
    (start, start + part.trim().len())
}

/// Where to point at an element as a whole: its name, its first key, or all of it.
pub fn head(node: &Node, name: &str) -> Span {
    if let Some(found) = node.get(name).filter(|found| found.span.start < found.span.end) {
        return found.span;
    }
    node.as_map().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.key.span)
}

/// The text or the digits of a scalar: what it can be called by.
pub fn called(node: &Node) -> Option<&str> {
    match &node.value {
        crate::ast::Value::Text(text) | crate::ast::Value::Number(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Whether a key stands twice in a map: then the line between two items was lost, and no more is said of that map.
pub fn has_twice(node: &Node) -> bool {
    let keys = node.as_map().unwrap_or(&[]).iter().map(|entry| &entry.key);
    // Keys that look different at a glance are; only of others the texts are compared.
    !repeats(keys.clone().map(Key::mark).enumerate()).is_empty()
        && !repeats(keys.map(Key::value).enumerate()).is_empty()
}

/// `a` or `an` (before a plural `the`), and the word.
pub fn a(word: &str) -> String {
    if word.starts_with("parameters") {
        return format!("the {word}");
    }
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// `a` or `an` before a name of somebody: `u` is spoken as in “user” and “uuid”.
pub fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// `x`, `x or y`, `x, y or z`.
pub fn listing<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// The same with each word in backticks.
pub fn quoted<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    listing(words.iter().map(String::as_str), last)
}

/// Whether a word can be written bare on both surfaces.
pub fn is_plain(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !word.ends_with(['-', '.'])
        && !["true", "false", "null", "and", "then"].contains(&&*lower(word))
}
