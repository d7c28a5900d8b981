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

/// Whether a text is a name with or without dots: parts that begin with a letter and go on with letters and digits.
fn is_name(text: &str) -> bool {
    let mut starts = true;
    for byte in text.bytes() {
        starts = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => false,
            b'0'..=b'9' if !starts => false,
            b'.' if !starts => true,
            128.. => return is_name_of_letters(text),
            _ => return false,
        };
    }
    !starts && !matches!(text, "null" | "true" | "false")
}

/// The same of a text with letters beyond those of English.
fn is_name_of_letters(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_letter = |c: char| c.is_alphabetic() || c == '_';
        part.starts_with(is_letter) && part.chars().all(|c| is_letter(c) || c.is_numeric())
    };
    text.split('.').all(is_part)
}

/// The only name of a value that is nothing but one template.
pub fn only(node: &Node) -> Option<&str> {
    let text = trim(node.as_text()?);
    // Most texts are none, which their ends tell.
    let [b'{', b'{', .., b'}', b'}'] = text.as_bytes() else { return None };
    let inner = trim(text.get(2..text.len() - 2)?);
    is_name(inner).then_some(inner)
}
