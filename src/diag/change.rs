//! What a repair changes in what a declaration says, in words of keys and values.
//!
//! Checks see trees and never text, so they cannot write edits for both surfaces. They say what should be said instead,
//! and `repair` turns it into the smallest edits of the text. A value here is plain: no span, no comment, no tree.
//!
//! ```
//! # use contract::diag::{Applicability, Change, Diagnostic, Plain, code};
//! # use contract::source::{FileId, Span};
//! # let (node, here) = (Span::new(FileId(0), 0, 9), Span::new(FileId(0), 4, 5));
//! # let found = Diagnostic::new(&code::C0502, "`Send` emits the event `Sent` and does not list it", here, "");
//! // `node` is `declaration.node.span`; the list is made where the key is absent.
//! let found = found.change("add it to the list", Applicability::MachineApplicable, [Change::add(node, "emits", "Sent")]);
//! // A field more, a key set at its normal place, a row less, another name for a key:
//! let field = Plain::map([("name", Plain::from("due")), ("type", "date".into()), ("required", true.into())]);
//! let found = found.change("add the input", Applicability::MaybeIncorrect, [Change::add(node, "input", field)]);
//! let found = found.change("say it", Applicability::MaybeIncorrect, [Change::set(node, "hit_policy", "first")]);
//! let found = found.change("remove it", Applicability::MaybeIncorrect, [Change::remove(node, "rows/2")]);
//! let found = found.change("rename it", Applicability::MaybeIncorrect, [Change::rename(node, "rows/2/wen", "when")]);
//! # assert_eq!(found.fixes.len(), 5);
//! ```

use crate::source::Span;

/// One change in what a declaration says.
///
/// The place is the span of a node of the tree (usually `declaration.node.span`: the file and the declaration are found by
/// it, and the outermost node with this very span, from declarations inward, is meant) and the way from there in the form
/// of [`Diagnostic::field`](super::Diagnostic::field): `effects/0/params/event`. The empty span at byte 0 is the file
/// itself: from there, `errors` is the list of its errors, and `Change::add` declares one more. All changes of one fix speak of the tree as
/// it was read: an index is that of before, whatever the other changes insert or remove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The node that the way starts from.
    pub from: Span,
    /// The way, keys and indexes with `/` between; empty for the node itself.
    pub path: String,
    /// What is done there.
    pub what: What,
}

/// What is done at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The value there becomes this one. A key that is absent is put at its normal place, with the maps on the way to it.
    Set(Plain),
    /// The list there has one more item at its end. Where the key is absent, it comes with a list of this one.
    Add(Plain),
    /// The list there has one more item, before the one that had this index.
    Insert(usize, Plain),
    /// The entry or item is gone, and its comments with it; so is a list that it leaves empty, unless its key is required.
    Remove,
    /// The key of the entry is this one, at the same place.
    Rename(String),
    /// The item stands before the one that had this index, with its comments.
    MoveBefore(usize),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Plain>),
    /// A map, in the order in which it is written.
    Map(Vec<(String, Plain)>),
}

impl Change {
    fn new(from: Span, path: impl Into<String>, what: What) -> Change {
        Change { from, path: path.into(), what }
    }

    /// See [`What::Set`].
    pub fn set(from: Span, path: impl Into<String>, value: impl Into<Plain>) -> Change {
        Change::new(from, path, What::Set(value.into()))
    }

    /// See [`What::Add`].
    pub fn add(from: Span, path: impl Into<String>, item: impl Into<Plain>) -> Change {
        Change::new(from, path, What::Add(item.into()))
    }

    /// See [`What::Insert`].
    pub fn insert(from: Span, path: impl Into<String>, before: usize, item: impl Into<Plain>) -> Change {
        Change::new(from, path, What::Insert(before, item.into()))
    }

    /// See [`What::Remove`].
    pub fn remove(from: Span, path: impl Into<String>) -> Change {
        Change::new(from, path, What::Remove)
    }

    /// See [`What::Rename`].
    pub fn rename(from: Span, path: impl Into<String>, key: impl Into<String>) -> Change {
        Change::new(from, path, What::Rename(key.into()))
    }

    /// See [`What::MoveBefore`].
    pub fn move_before(from: Span, path: impl Into<String>, index: usize) -> Change {
        Change::new(from, path, What::MoveBefore(index))
    }
}

impl Plain {
    /// A map of these entries.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Plain)>) -> Plain {
        Plain::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = impl Into<Plain>>) -> Plain {
        Plain::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Plain {
        Plain::Text(text.to_owned())
    }
}

impl From<String> for Plain {
    fn from(text: String) -> Plain {
        Plain::Text(text)
    }
}

impl From<bool> for Plain {
    fn from(value: bool) -> Plain {
        Plain::Bool(value)
    }
}

impl From<i64> for Plain {
    fn from(value: i64) -> Plain {
        Plain::Number(value.to_string())
    }
}
