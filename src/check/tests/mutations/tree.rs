//! Places in a document, and one change at one place.
//!
//! In: a document. Out: the same with one thing changed. Nothing is known of kinds here.

use crate::ast::{Document, Entry, Item, Key, Node, Notes, Value};
use crate::source::{FileId, Span};

/// The way to a node: the number of each entry or item.
pub type Way = Vec<usize>;

/// What is done at a place.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The text there becomes another.
    Say(String),
    /// The value there becomes another.
    Set(Node),
    /// The entry or item is gone.
    Remove,
    /// The entry has another key.
    Rename(String),
    /// The item stands there once more.
    Twice,
    /// The item changes places with the next one.
    Swap,
    /// The list there has one more item.
    Add(Node),
    /// The map there has one more entry.
    Put(String, Node),
}

/// A text without a place.
pub fn text(text: &str) -> Node {
    Node::text(text, nowhere())
}

fn nowhere() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// The document with one thing changed; none where there is no such place.
pub fn changed(document: &Document, way: &[usize], edit: &Edit) -> Option<Document> {
    let mut document = document.clone();
    change(&mut document.root, way, edit)?;
    Some(document)
}

fn change(node: &mut Node, way: &[usize], edit: &Edit) -> Option<()> {
    let Some((at, rest)) = way.split_first() else {
        match (edit, &mut node.value) {
            (Edit::Say(said), _) => node.value = Value::Text(said.as_str().into()),
            (Edit::Set(value), _) => *node = value.clone(),
            (Edit::Add(item), Value::List(items)) => items.push(Item { notes: Notes::default(), node: item.clone() }),
            (Edit::Put(key, value), Value::Map(entries)) => {
                let key = Key::text(key.as_str(), nowhere());
                entries.push(Entry { notes: Notes::default(), key, node: value.clone() });
            }
            _ => return None,
        }
        return Some(());
    };
    match (&mut node.value, rest, edit) {
        (Value::Map(entries), [], Edit::Remove) if *at < entries.len() => drop(entries.remove(*at)),
        (Value::List(items), [], Edit::Remove) if *at < items.len() => drop(items.remove(*at)),
        (Value::Map(entries), [], Edit::Rename(key)) => {
            let own = &mut entries.get_mut(*at)?.key;
            *own = Key::text(key.as_str(), own.span);
        }
        (Value::List(items), [], Edit::Twice) => {
            let again = Item { notes: Notes::default(), node: items.get(*at)?.node.clone() };
            items.insert(at + 1, again);
        }
        (Value::List(items), [], Edit::Swap) if at + 1 < items.len() => items.swap(*at, at + 1),
        (_, [], Edit::Remove | Edit::Rename(_) | Edit::Twice | Edit::Swap) => return None,
        (Value::Map(entries), ..) => return change(&mut entries.get_mut(*at)?.node, rest, edit),
        (Value::List(items), ..) => return change(&mut items.get_mut(*at)?.node, rest, edit),
        _ => return None,
    }
    Some(())
}
