//! The normal place of comments in a contract.
//!
//! On the text surface a list that is said line by line has no line of its own (`entities:`, `guards:`, `rows:`). So that a
//! comment has one owner on both surfaces, a comment on or above such a key goes to the list's first item, and one at its end goes,
//! as a heading, to what follows. Both writers work on settled documents. No value is touched.

use super::{KINDS, Record, Shape, Style};
use crate::ast::{Comment, Comments, Document, Entry, Item, KeyValue, Node, Notes, Value};

/// Moves the comments of a document to their normal places.
pub fn settle(document: &mut Document) {
    let Value::Map(entries) = &mut document.root.value else { return };
    let mut carry = Vec::new();
    for entry in entries.iter_mut() {
        head(&mut entry.notes, &mut carry);
        let KeyValue::Text(section) = &entry.key.value else { continue };
        let section = section.clone();
        let below = if KINDS.iter().any(|kind| kind.section.len() == 2 && kind.section.first() == Some(&&*section)) {
            group(&section, entry)
        } else {
            root_section(&[&section], entry)
        };
        carry = below;
    }
    if !carry.is_empty() {
        let below = &mut document.notes.comments_mut().below;
        carry.append(below);
        *below = carry;
    }
}

/// A list of declarations, or a single one. Gives what must go to what follows.
fn root_section(section: &[&str], entry: &mut Entry) -> Vec<Comment> {
    let Some(kind) = super::by_section(section) else { return Vec::new() };
    if kind.single {
        if let Value::Map(entries) = &mut entry.node.value {
            keep_below(&mut entry.notes, record(entries, kind.record));
        }
        return Vec::new();
    }
    lines(entry, Some(kind.record))
}

/// `glossary`, `access`, `api`: a map of lists of declarations.
fn group(section: &str, entry: &mut Entry) -> Vec<Comment> {
    let printable = |inner: &Entry| matches!(&inner.key.value, KeyValue::Text(_));
    let Value::Map(entries) = &mut entry.node.value else { return Vec::new() };
    if entries.is_empty() || !entries.iter().all(printable) {
        return Vec::new();
    }
    let own = entry.notes.take();
    let mut carry = Vec::new();
    for (at, inner) in entries.iter_mut().enumerate() {
        if at == 0 {
            lead(&mut inner.notes, own.above.clone(), own.detached, own.end.clone());
        }
        head(&mut inner.notes, &mut carry);
        let key = inner.key.as_text().unwrap_or("").to_owned();
        carry = root_section(&[section, &key], inner);
    }
    carry.extend(own.below);
    carry
}

/// Settles the entries of a record; gives the comments that stood at the end of its last list.
fn record(entries: &mut [Entry], record: &'static Record) -> Vec<Comment> {
    let mut carry = Vec::new();
    for entry in entries.iter_mut() {
        head(&mut entry.notes, &mut carry);
        let spec = entry.key.as_text().and_then(|key| record.key(key));
        let Some(spec) = spec else { continue };
        match spec.style {
            Style::Lines(_) | Style::Fields(_) => {
                let inner = match spec.shape {
                    Shape::List(Shape::Record(inner)) => Some(*inner),
                    _ => None,
                };
                carry = lines(entry, inner);
            }
            Style::Whole if spec.name == "overrides" => carry = overrides(entry),
            _ => {}
        }
    }
    carry
}

/// A list whose items stand on lines of their own: its comments go to the first item; gives those behind the last one.
fn lines(entry: &mut Entry, inner: Option<&'static Record>) -> Vec<Comment> {
    let Value::List(items) = &mut entry.node.value else { return Vec::new() };
    let Some(first) = items.first_mut() else { return Vec::new() };
    let own = entry.notes.take();
    lead(&mut first.notes, own.above, own.detached, own.end);
    for item in items.iter_mut() {
        settle_item(item, inner);
    }
    own.below
}

fn settle_item(item: &mut Item, inner: Option<&'static Record>) {
    if let (Node { value: Value::Map(entries), .. }, Some(inner)) = (&mut item.node, inner) {
        keep_below(&mut item.notes, record(entries, inner));
    }
}

/// The overrides of a profile: entries on lines of their own.
fn overrides(entry: &mut Entry) -> Vec<Comment> {
    let Value::Map(entries) = &mut entry.node.value else { return Vec::new() };
    let Some(first) = entries.first_mut() else { return Vec::new() };
    let own = entry.notes.take();
    lead(&mut first.notes, own.above, own.detached, own.end);
    own.below
}

/// Puts comments of a container in front of those of its first item.
fn lead(notes: &mut Notes, mut above: Vec<Comment>, detached: bool, end: Option<Comment>) {
    if let Some(end) = end {
        above.push(Comment { blank: detached && !above.is_empty(), ..end });
        heading(notes, above, false);
    } else {
        heading(notes, above, detached);
    }
}

/// Puts what was carried along in front of an owner, as a heading.
fn head(notes: &mut Notes, carry: &mut Vec<Comment>) {
    let carried = std::mem::take(carry);
    if !carried.is_empty() {
        // The blank line before a heading is the owner's.
        notes.blank |= carried.first().is_some_and(|first| first.blank);
        heading(notes, carried, true);
    }
}

fn heading(notes: &mut Notes, mut above: Vec<Comment>, detached: bool) {
    if above.is_empty() {
        return;
    }
    if let Some(first) = above.first_mut() {
        first.blank = false;
    }
    let own: &mut Comments = notes.comments_mut();
    match own.above.first_mut() {
        None => own.detached = detached,
        Some(first) => first.blank |= detached,
    }
    above.append(&mut own.above);
    own.above = above;
}

/// Comments at the end of a record stay inside of it.
fn keep_below(notes: &mut Notes, mut carry: Vec<Comment>) {
    if !carry.is_empty() {
        let below = &mut notes.comments_mut().below;
        carry.append(below);
        *below = carry;
    }
}
