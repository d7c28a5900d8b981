//! All that belongs to an item or entry: its key, its values, its comments.
//!
//! In: a piece of a tree. Out: the smallest span that holds every place in it. Made-up nodes count with the span they carry.

use super::{Entry, Item, Node, Notes, Value};
use crate::source::Span;

impl Item {
    /// The smallest span that holds the item with its comments.
    pub fn extent(&self) -> Span {
        let mut span = self.node.span;
        notes(&self.notes, &mut span);
        node(&self.node, &mut span);
        span
    }
}

impl Entry {
    /// The smallest span that holds the entry with its key and its comments.
    pub fn extent(&self) -> Span {
        let mut span = self.key.span.to(self.node.span);
        notes(&self.notes, &mut span);
        node(&self.node, &mut span);
        span
    }
}

fn notes(notes: &Notes, span: &mut Span) {
    notes.comments().iter().for_each(|comment| *span = span.to(comment.span));
}

fn node(inner: &Node, span: &mut Span) {
    *span = span.to(inner.span);
    match &inner.value {
        Value::List(items) => items.iter().for_each(|item| {
            notes(&item.notes, span);
            node(&item.node, span);
        }),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            *span = span.to(entry.key.span);
            notes(&entry.notes, span);
            node(&entry.node, span);
        }),
        _ => {}
    }
}
