//! Templates: the names between `{{` and `}}` in a value.
//!
//! In: nodes. Out: the names with their places. A name may have parts (`actor.id`); what is no name (`<= 3`) is left out.

use crate::ast::{Node, Value};
use crate::check::place::{Word, trim, trimmed, word};

/// The names in the templates of a value and of all values inside.
pub fn names(node: &Node) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    gather(node, &mut found);
    found
}

fn gather<'a>(node: &'a Node, found: &mut Vec<Word<'a>>) {
    match &node.value {
        Value::Text(text) if has(text) => {
            let mut from = 0;
            while let Some(open) = pair(text, from, b'{').map(|at| at + 2) {
                let Some(close) = pair(text, open, b'}') else { return };
                let (start, end) = trimmed(text, open, close);
                if text.get(start..end).is_some_and(is_name) {
                    found.push(word(node, start, end));
                }
                from = close + 2;
            }
        }
        Value::List(items) => items.iter().for_each(|item| gather(&item.node, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| gather(&entry.node, found)),
        _ => {}
    }
}

/// Whether a text has a template in it. Nearly all texts have not: the first look is for one letter.
pub fn has(text: &str) -> bool {
    text.as_bytes().contains(&b'{') && pair(text, 0, b'{').is_some()
}

/// Where a sign first stands twice in a row, from a place on. Texts are short: a search for a word costs more than they do.
fn pair(text: &str, from: usize, sign: u8) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    rest.windows(2).position(|two| two == [sign, sign]).map(|at| from + at)
}

/// Whether a text is a name with or without dots.
fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || c == '_';
    let named = match text.is_ascii() {
        true => is_named(
            text.bytes(),
            |byte| byte.is_ascii_alphabetic() || byte == b'_',
            |byte| byte.is_ascii_digit(),
            b'.',
        ),
        false => is_named(text.chars(), is_letter, char::is_numeric, '.'),
    };
    named && !matches!(text, "null" | "true" | "false")
}

/// Whether signs are parts with a dot between each two of them, that begin with a letter and go on with letters and digits.
fn is_named<T: Copy + PartialEq>(
    signs: impl Iterator<Item = T>,
    is_letter: impl Fn(T) -> bool,
    is_digit: impl Fn(T) -> bool,
    dot: T,
) -> bool {
    let mut starts = true;
    for sign in signs {
        if !is_letter(sign) && (starts || (sign != dot && !is_digit(sign))) {
            return false;
        }
        starts = sign == dot;
    }
    !starts
}

/// The only name of a value that is nothing but one template.
pub fn only(node: &Node) -> Option<&str> {
    let text = trim(node.as_text()?);
    // Most texts are none, which their ends tell.
    let [b'{', b'{', .., b'}', b'}'] = text.as_bytes() else { return None };
    let inner = trim(text.get(2..text.len() - 2)?);
    is_name(inner).then_some(inner)
}
