//! Plain values as trees.

use crate::ast::{Entry, Item, Key, Node, Notes, Value};
use crate::diag::Plain;
use crate::source::Span;

/// A value as a node; it carries the span of what it was made for.
pub fn plain(value: &Plain, span: Span) -> Node {
    let value = match value {
        Plain::Null => Value::Null,
        Plain::Bool(value) => Value::Bool(*value),
        Plain::Number(text) => Value::Number(text.as_str().into()),
        Plain::Text(text) => Value::Text(text.as_str().into()),
        Plain::List(items) => {
            let item = |value| Item { notes: Notes::default(), node: plain(value, span) };
            Value::List(items.iter().map(item).collect())
        }
        Plain::Map(entries) => {
            let entry = |(key, value): &(String, Plain)| Entry {
                notes: Notes::default(),
                key: Key::text(key.as_str(), span),
                node: plain(value, span),
            };
            Value::Map(entries.iter().map(entry).collect())
        }
    };
    Node::new(value, span)
}
