//! Templates: the names between `{{` and `}}` in a value.
//!
//! In: nodes. Out: the names with their places. A name may have parts (`actor.id`); what is no name (`<= 3`) is left out.

use crate::ast::{Node, Value};
use crate::check::place::{Word, trimmed, word};

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
            while let Some(open) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| from + at + 2) {
                let Some(close) = text.get(open..).and_then(|rest| rest.find("}}")).map(|at| open + at) else { return };
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
    text.as_bytes().contains(&b'{') && text.contains("{{")
}

/// Whether a text is a name with or without dots.
fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        part.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    !matches!(text, "null" | "true" | "false") && text.split('.').all(part)
}

/// The only name of a value that is nothing but one template.
pub fn only(node: &Node) -> Option<&str> {
    let inner = node.as_text()?.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    is_name(inner).then_some(inner)
}
