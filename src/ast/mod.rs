//! The one plain tree between the surfaces.
//!
//! Both readers make it, both writers print it, every check walks it. It keeps what people wrote: the order of keys,
//! numbers digit by digit, quoted text apart from numbers, comments with their owner, blank lines as one or none, and
//! where each piece stood. It knows nothing of surfaces or kinds.

mod extent;
mod path;
mod same;

pub use path::{Path, Step};
pub use same::{Difference, difference};

use crate::source::Span;

/// A file as a tree: the root map and the comments of the file itself.
#[derive(Clone, Debug)]
pub struct Document {
    /// The root; a [`Value::Map`] in every file that says anything, [`Value::Null`] in an empty one.
    pub root: Node,
    /// `notes.below` holds the comments behind the last entry (or all of them, where there is none);
    /// `above` and `end` stay empty: a comment above the first entry is that entry's.
    pub notes: Notes,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it says.
    pub value: Value,
    /// Where it was written, quotes and brackets included. An absent value (`key:`) has an empty span behind the colon.
    pub span: Span,
}

/// What a node says.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, said or left empty.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exactly as written (`1.50`, `0x1F`, `.inf`).
    Number(Box<str>),
    /// Text, with quotes and escapes resolved.
    Text(Box<str>),
    /// A list.
    List(Vec<Item>),
    /// A map, keys in the order written; a key said twice stands twice (the reader has reported it).
    Map(Vec<Entry>),
}

/// One item of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Comments and the blank line before it.
    pub notes: Notes,
    /// The item itself.
    pub node: Node,
}

/// One `key: value` of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Comments and the blank line before it.
    pub notes: Notes,
    /// The key.
    pub key: Key,
    /// The value.
    pub node: Node,
}

/// A key and where it stands.
#[derive(Clone, Debug)]
pub struct Key {
    text: Box<str>,
    mark: Mark,
    /// Where it was written, quotes included.
    pub span: Span,
    form: KeyForm,
}

/// What a key says: a scalar, kept apart as values are (`7`, `"7"`, `true` and `"true"` are four keys).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyValue<T = Box<str>> {
    /// `null:`
    Null,
    /// `true:` or `false:`
    Bool(bool),
    /// `7:`, as written.
    Number(T),
    /// Any text.
    Text(T),
}

/// Which of them it is: beside the text, so that a key takes no more room than it must.
#[derive(Clone, Copy, Debug)]
enum KeyForm {
    Null,
    Bool(bool),
    Number,
    Text,
}

/// What stands around an item or entry without being part of its meaning.
///
/// An item whose value is a non-empty map owns the comments of the map's first entry: [`Node::settle_first`] moves them.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// A blank line stands before the first line of this item (before its first comment, if it has any).
    pub blank: bool,
    comments: Option<Box<Comments>>,
}

/// The comments of one owner.
#[derive(Clone, Debug, Default)]
pub struct Comments {
    /// Lines of their own above the owner.
    pub above: Vec<Comment>,
    /// A blank line stands between the last comment above and the owner: they are a heading of what follows.
    pub detached: bool,
    /// The comment at the end of the owner's (first) line.
    pub end: Option<Comment>,
    /// Lines of their own at the end of the owner's container, behind its last item.
    pub below: Vec<Comment>,
}

/// A comment without its mark: `# text` and `// text` both give ` text`.
#[derive(Clone, Debug)]
pub struct Comment {
    /// The text behind `#` or `//`, white space at the end cut off.
    pub text: Box<str>,
    /// A blank line stands before it and another comment of the same owner (or, in `below`, the last item) comes first.
    pub blank: bool,
    /// Where it was written.
    pub span: Span,
}

static NO_COMMENTS: Comments = Comments { above: Vec::new(), detached: false, end: None, below: Vec::new() };

impl Notes {
    /// Nothing but, perhaps, a blank line.
    pub fn blank(blank: bool) -> Notes {
        Notes { blank, comments: None }
    }

    /// The comments, for reading.
    pub fn comments(&self) -> &Comments {
        self.comments.as_deref().unwrap_or(&NO_COMMENTS)
    }

    /// The comments, for adding to them.
    pub fn comments_mut(&mut self) -> &mut Comments {
        self.comments.get_or_insert_default()
    }

    /// Takes all comments away.
    pub fn take(&mut self) -> Comments {
        self.comments.take().map(|comments| *comments).unwrap_or_default()
    }

    /// These notes with the comments of `outer` above them: as one owner would have them.
    pub fn below_those_of(&self, outer: &Notes) -> Notes {
        let (own, theirs) = (self.comments(), outer.comments());
        let mut all = Comments { above: theirs.above.clone(), ..own.clone() };
        let first = all.above.len();
        all.above.extend(own.above.iter().cloned());
        match all.above.get_mut(first) {
            Some(comment) => comment.blank |= theirs.detached && first > 0,
            None => all.detached = theirs.detached,
        }
        Notes { blank: self.blank, comments: Some(Box::new(all)) }
    }

    /// Whether there is no comment at all.
    pub fn is_bare(&self) -> bool {
        self.comments.as_ref().is_none_or(|comments| comments.is_empty())
    }

    /// Whether no comment stands above or inside: one at the end of the line is allowed.
    pub fn has_only_end(&self) -> bool {
        self.comments.as_ref().is_none_or(|comments| comments.above.is_empty() && comments.below.is_empty())
    }
}

impl Comments {
    /// Whether there is no comment.
    pub fn is_empty(&self) -> bool {
        self.above.is_empty() && self.end.is_none() && self.below.is_empty()
    }

    /// All comments in reading order.
    pub fn iter(&self) -> impl Iterator<Item = &Comment> {
        self.above.iter().chain(&self.end).chain(&self.below)
    }
}

impl Node {
    /// A node that says `value` at `span`.
    pub fn new(value: Value, span: Span) -> Node {
        Node { value, span }
    }

    /// A text node.
    pub fn text(text: impl Into<Box<str>>, span: Span) -> Node {
        Node::new(Value::Text(text.into()), span)
    }

    /// The text, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[Item]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The first entry under a text key, if this is a map that has it. What is looked for stands in the code nearly everywhere: there, it
    /// is to be known when that is built how it looks.
    #[inline(always)]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.marked(Mark::of(key), key)
    }

    fn marked(&self, mark: Mark, key: &str) -> Option<&Entry> {
        self.as_map()?.iter().find(|entry| entry.key.mark.tells(mark, &entry.key.text, key))
    }

    /// The value under a text key, if this is a map that has it.
    #[inline(always)]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Whether this is a null, boolean, number or text.
    pub fn is_scalar(&self) -> bool {
        !matches!(self.value, Value::List(_) | Value::Map(_))
    }

    /// What it is, in words for a message: "a list", "text", ...
    pub fn describe(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Whether no comment stands anywhere inside (the notes of the node's own item are not looked at).
    pub fn is_bare(&self) -> bool {
        match &self.value {
            Value::List(items) => items.iter().all(|item| item.notes.is_bare() && item.node.is_bare()),
            Value::Map(entries) => entries.iter().all(|entry| entry.notes.is_bare() && entry.node.is_bare()),
            _ => true,
        }
    }

    /// All comments inside, in reading order of their owners.
    pub fn each_comment<'a>(&'a self, each: &mut impl FnMut(&'a Comment)) {
        match &self.value {
            Value::List(items) => {
                for item in items {
                    let comments = item.notes.comments();
                    comments.above.iter().chain(&comments.end).for_each(&mut *each);
                    item.node.each_comment(each);
                    comments.below.iter().for_each(&mut *each);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    let comments = entry.notes.comments();
                    comments.above.iter().chain(&comments.end).for_each(&mut *each);
                    entry.node.each_comment(each);
                    comments.below.iter().for_each(&mut *each);
                }
            }
            _ => {}
        }
    }
}

impl Item {
    /// Gives the item the comments `above` and at the `end` of the first entry of its map: on both surfaces they stand on
    /// the item's own first line, so they are the item's. Both readers call this on every item of a list.
    pub fn settle_first(&mut self) {
        let Value::Map(entries) = &mut self.node.value else { return };
        let Some(first) = entries.first_mut() else { return };
        first.notes.blank = false;
        if first.notes.is_bare() {
            return;
        }
        let mut theirs = first.notes.take();
        if !theirs.below.is_empty() {
            first.notes.comments_mut().below = std::mem::take(&mut theirs.below);
        }
        if theirs.is_empty() {
            return;
        }
        let ours = self.notes.comments_mut();
        if !theirs.above.is_empty() {
            ours.above.append(&mut theirs.above);
            ours.detached = false;
        }
        match (&ours.end, theirs.end) {
            (None, end) => ours.end = end,
            (Some(_), Some(end)) => ours.above.push(end),
            (Some(_), None) => {}
        }
    }
}

impl Document {
    /// All comments of the file, in reading order of their owners.
    pub fn each_comment<'a>(&'a self, each: &mut impl FnMut(&'a Comment)) {
        self.notes.comments().above.iter().chain(&self.notes.comments().end).for_each(&mut *each);
        self.root.each_comment(each);
        self.notes.comments().below.iter().for_each(each);
    }
}

impl Key {
    /// A key that says `value` at `span`.
    pub fn new(value: KeyValue, span: Span) -> Key {
        let (text, form) = match value {
            KeyValue::Null => (Box::default(), KeyForm::Null),
            KeyValue::Bool(value) => (Box::default(), KeyForm::Bool(value)),
            KeyValue::Number(text) => (text, KeyForm::Number),
            KeyValue::Text(text) => return Key { mark: Mark::of(&text), text, span, form: KeyForm::Text },
        };
        Key { text, mark: Mark::NO_TEXT, span, form }
    }

    /// A text key.
    pub fn text(text: impl Into<Box<str>>, span: Span) -> Key {
        Key::new(KeyValue::Text(text.into()), span)
    }

    /// What the key says.
    pub fn value(&self) -> KeyValue<&str> {
        match self.form {
            KeyForm::Null => KeyValue::Null,
            KeyForm::Bool(value) => KeyValue::Bool(value),
            KeyForm::Number => KeyValue::Number(&self.text),
            KeyForm::Text => KeyValue::Text(&self.text),
        }
    }

    /// A glance at it.
    pub fn mark(&self) -> Mark {
        self.mark
    }

    /// Whether it is this text.
    #[inline(always)]
    pub fn is(&self, text: &str) -> bool {
        self.mark.tells(Mark::of(text), &self.text, text)
    }

    /// The key as text, if it is text.
    pub fn as_text(&self) -> Option<&str> {
        matches!(self.form, KeyForm::Text).then_some(&*self.text)
    }
}

/// A glance at a key: its length and seven of its letters. Keys are looked for far more often than they are there, and both can be told by
/// it without a look at where their texts lie: a short text is all in it. That of a text in the code is known when it is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark(u64);

impl Mark {
    /// That of a key which is no text: no text has these bytes.
    const NO_TEXT: Mark = Mark(u64::MAX);

    /// The glance at a text.
    #[inline(always)]
    pub const fn of(text: &str) -> Mark {
        Mark(u64::from_be_bytes(match text.as_bytes() {
            [] => [0; 8],
            [a] => [1, *a, 0, 0, 0, 0, 0, 0],
            [a, b] => [2, *a, *b, 0, 0, 0, 0, 0],
            [a, b, c] => [3, *a, *b, *c, 0, 0, 0, 0],
            [a, b, c, d] => [4, *a, *b, *c, *d, 0, 0, 0],
            [a, b, c, d, e] => [5, *a, *b, *c, *d, *e, 0, 0],
            [a, b, c, d, e, f] => [6, *a, *b, *c, *d, *e, *f, 0],
            [a, b, c, d, e, f, g] => [7, *a, *b, *c, *d, *e, *f, *g],
            long @ [a, b, c, .., w, x, y, z] => {
                [if long.len() < 255 { long.len() as u8 } else { 255 }, *a, *b, *c, *w, *x, *y, *z]
            }
        }))
    }

    /// Whether the key of this mark is the key of another one: their texts are compared only where they are too long to be in it.
    #[inline]
    pub fn tells(self, other: Mark, text: &str, others: &str) -> bool {
        self == other && (self.0 >> 56 < 8 || text == others)
    }
}

impl KeyValue<&str> {
    /// The same with texts of its own.
    pub fn to_owned(self) -> KeyValue {
        match self {
            KeyValue::Null => KeyValue::Null,
            KeyValue::Bool(value) => KeyValue::Bool(value),
            KeyValue::Number(text) => KeyValue::Number(text.into()),
            KeyValue::Text(text) => KeyValue::Text(text.into()),
        }
    }
}

impl<T: AsRef<str>> std::fmt::Display for KeyValue<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeyValue::Null => f.write_str("null"),
            KeyValue::Bool(value) => value.fmt(f),
            KeyValue::Number(text) | KeyValue::Text(text) => f.write_str(text.as_ref()),
        }
    }
}
