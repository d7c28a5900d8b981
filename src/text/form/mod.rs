//! The forms: how a piece of the tree is said in a line. Each is a partial bijection; its reader and its printer stand in one file.
//!
//! A printer takes only trees of exactly the shape its reader makes (these keys, this order, no comment inside) and says `None` to
//! all others: these are printed as `word = value`.

pub mod call;
pub mod change;
pub mod condition;
pub mod field;
pub mod head;
pub mod part;
pub mod policy;
pub mod section;
pub mod step;
pub mod table;
pub mod transition;

use crate::ast::{Entry, Item, Key, Node, Notes, Value};
use crate::kinds::Record;
use crate::source::Span;

use super::body::Cx;
use super::cursor::{Cursor, Read};
use super::print::{Doc, Printer};

/// A form of the items of a list that stand on lines of their own.
pub struct LineForm {
    /// The word of the list: what stands before `=` for an item that fits no form.
    pub word: &'static str,
    /// Whether a line is one of this form, judged by its first terms.
    pub starts: fn(&Cursor) -> bool,
    /// Reads the line as an item of the list.
    pub read: fn(&mut Cx, &mut Cursor, &'static Record) -> Read<Node>,
    /// Prints an item, if it is of this form. `owner` holds the comment at the end of its line.
    pub print: for<'a> fn(Printer<'a>, &'a Item, &'static Record) -> Option<Doc<'a>>,
}

/// All forms of lines. Where two could start alike, the one that looks further stands first.
pub static LINE_FORMS: &[LineForm] = &[
    call::GUARD,
    call::EFFECT,
    part::INDEX,
    part::CONSTRAINT,
    part::STATE,
    part::ON_ERROR,
    part::MAP_ERROR,
    part::RATE_LIMIT,
    part::MASK,
    part::GIVEN,
    part::THEN,
    part::GATE,
    change::CHANGE,
    transition::TRANSITION,
];

/// An entry with a text key that was said by the words at `span`.
pub fn entry(key: &str, node: Node, span: Span) -> Entry {
    Entry { notes: Notes::default(), key: Key::text(key, span), node }
}

/// A map node.
pub fn map(entries: Vec<Entry>, span: Span) -> Node {
    Node::new(Value::Map(entries), span)
}

/// A list of nodes without comments.
pub fn list(nodes: Vec<Node>, span: Span) -> Node {
    let items = nodes.into_iter().map(|node| Item { notes: Notes::default(), node }).collect();
    Node::new(Value::List(items), span)
}

/// The values of a map that has exactly these keys in this order, without comments in it.
pub fn exactly<'a, const N: usize>(node: &'a Node, keys: [&str; N]) -> Option<[&'a Node; N]> {
    let entries = node.as_map()?;
    if entries.len() != N || !node.is_bare() {
        return None;
    }
    let mut values =
        entries.iter().zip(keys).map(|(entry, key)| (entry.key.as_text() == Some(key)).then_some(&entry.node));
    let mut found = [node; N];
    for slot in &mut found {
        *slot = values.next()??;
    }
    Some(found)
}

/// The scalars of a non-empty list without comments.
pub fn scalars(node: &Node) -> Option<&[Item]> {
    let items = node.as_list()?;
    let plain = !items.is_empty() && items.iter().all(|item| item.node.is_scalar() && item.notes.is_bare());
    plain.then_some(items)
}
