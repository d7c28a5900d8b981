//! Prints an engagement as JSON: two blanks a level, one key a line, short lists of scalars on one line.

use super::clauses;
use crate::ast::{Difference, Document, Entry, KeyValue, Node, Value, difference};
use crate::diag::characters;
use crate::source::FileId;

/// How wide a list on one line may be, its indentation included.
const WIDTH: usize = 100;

/// The text of a document; its `engagement` and nothing else. Comments have no place in it.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    match clauses(document) {
        Some(node) => print(&mut out, node, 0),
        None => out.push_str("{}"),
    }
    out.push('\n');
    out
}

/// As [`write`], read again and compared.
///
/// # Errors
///
/// The first difference: a mistake of ours, or something for which JSON has no place (see [`super::obstacles`]).
pub fn write_checked(document: &Document) -> Result<String, Difference> {
    let text = write(document);
    let again = super::read(FileId(0), &text);
    let root = again.document.map(|own| own.root);
    let root = root.unwrap_or_else(|| Node::new(Value::Null, document.root.span));
    match difference(&document.root, &root) {
        Some(difference) => Err(difference),
        None => Ok(text),
    }
}

fn print(out: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::List(items) if !items.is_empty() => {
            if items.iter().all(|item| item.node.is_scalar()) {
                let words: Vec<String> = items.iter().map(|item| scalar(&item.node.value)).collect();
                let line = format!("[{}]", words.join(", "));
                if depth * 2 + line.chars().count() <= WIDTH {
                    out.push_str(&line);
                    return;
                }
            }
            block(out, depth, '[', ']', items, |out, item| print(out, &item.node, depth + 1));
        }
        Value::Map(entries) if !entries.is_empty() => {
            block(out, depth, '{', '}', entries, |out, entry: &Entry| {
                out.push_str(&key(entry.key.value()));
                out.push_str(": ");
                print(out, &entry.node, depth + 1);
            });
        }
        value => out.push_str(&scalar(value)),
    }
}

/// One item a line, between brackets.
fn block<T>(
    out: &mut String,
    depth: usize,
    open: char,
    close: char,
    items: &[T],
    mut one: impl FnMut(&mut String, &T),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        one(out, item);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

fn key(key: KeyValue<&str>) -> String {
    match key {
        KeyValue::Text(text) => quote(text),
        other => quote(&other.to_string()),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(own) => own.to_string(),
        Value::Number(own) => own.to_string(),
        Value::Text(own) => quote(own),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
    }
}

/// A text in quotes. What may not stand in a file as it is, such as marks that turn the direction of text, is said by its number.
fn quote(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    if !quoted.chars().any(|c| characters::unwanted(c).is_some()) {
        return quoted;
    }
    let mut out = String::with_capacity(quoted.len());
    for c in quoted.chars() {
        if characters::unwanted(c).is_some() {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}
