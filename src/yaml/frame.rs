//! The lists and maps that are open while a file is read.
//!
//! In: finished children. Out: finished lists and maps. Knows nothing of text.

use crate::ast::{Comment, Entry, Item, Key, Node, Notes, Value};
use crate::source::Span;

/// An open list or map.
pub(super) struct Frame {
    /// Its finished children.
    pub(super) children: Children,
    /// Whether it stands in brackets.
    pub(super) brackets: bool,
    /// Whether it is written by lines.
    pub(super) block: bool,
    /// Where it starts: its bracket, first dash or first key.
    pub(super) start: Option<usize>,
    /// The column of its children, once the first is there.
    pub(super) column: usize,
    /// The child that was begun.
    pub(super) open: Option<Open>,
    /// Comments behind its last child.
    pub(super) below: Vec<Comment>,
}

/// The finished children.
pub(super) enum Children {
    List(Vec<Item>),
    Map(Vec<Entry>),
}

/// An item or entry whose value is not there yet.
pub(super) struct Open {
    /// What stands around it.
    pub(super) notes: Notes,
    /// Its key; an item has none.
    pub(super) key: Option<Key>,
    /// Behind its dash or colon: the place of an absent value.
    pub(super) behind: usize,
}

impl Frame {
    pub(super) fn is_empty(&self) -> bool {
        match &self.children {
            Children::List(items) => items.is_empty(),
            Children::Map(entries) => entries.is_empty(),
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.children, Children::List(_))
    }

    /// Whether the next scalar is a key.
    pub(super) fn wants_key(&self) -> bool {
        !self.is_list() && self.open.is_none()
    }

    /// The notes of the child that was begun or, if there is none, of the last one.
    pub(super) fn last_notes(&mut self) -> Option<&mut Notes> {
        if let Some(open) = &mut self.open {
            return Some(&mut open.notes);
        }
        match &mut self.children {
            Children::List(items) => items.last_mut().map(|item| &mut item.notes),
            Children::Map(entries) => entries.last_mut().map(|entry| &mut entry.notes),
        }
    }

    /// Gives the child that was begun its value.
    pub(super) fn close_child(&mut self, node: Node) {
        let Some(open) = self.open.take() else { return };
        match (&mut self.children, open.key) {
            (Children::List(items), _) => {
                let mut item = Item { notes: open.notes, node };
                item.settle_first();
                items.push(item);
            }
            (Children::Map(entries), Some(key)) => entries.push(Entry { notes: open.notes, key, node }),
            (Children::Map(_), None) => {}
        }
    }

    /// Where the last child ends.
    pub(super) fn last_end(&self) -> Option<Span> {
        match &self.children {
            Children::List(items) => items.last().map(|item| item.node.span),
            Children::Map(entries) => entries.last().map(|entry| entry.key.span.to(entry.node.span)),
        }
    }

    /// Drops what may be cut short: the last child, if none was begun behind it; of a list under a key only its last item.
    pub(super) fn drop_doubtful(&mut self) {
        if self.open.is_some() {
            return;
        }
        match &mut self.children {
            Children::List(items) => drop(items.pop()),
            Children::Map(entries) => {
                let list = entries.last_mut().and_then(|entry| match &mut entry.node.value {
                    Value::List(items) if items.len() > 1 => Some(items),
                    _ => None,
                });
                match list {
                    Some(items) => drop(items.pop()),
                    None => drop(entries.pop()),
                }
            }
        }
    }

    pub(super) fn into_value(self) -> Value {
        match self.children {
            Children::List(items) => Value::List(items),
            Children::Map(entries) => Value::Map(entries),
        }
    }
}
