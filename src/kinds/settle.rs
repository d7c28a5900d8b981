//! The normal place of comments in a contract.
//!
//! On the text surface a list that is said line by line has no line of its own (`entities:`, `guards:`, `rows:`). So that a
//! comment has one owner on both surfaces, a comment on or above such a key goes to the list's first item, and one at its end goes,
//! as a heading, to what follows. Headings (comments with a blank line behind them) above the first declaration of a section go the
//! other way, to the section's key: the head of a file stays at its top. Both writers work on settled documents. No value is touched.

use super::{KINDS, Record, Shape, Style};
use crate::ast::{Comment, Comments, Document, Entry, Item, KeyValue, Node, Notes, Value};

/// Moves the comments of a document to their normal places.
pub fn settle(document: &mut Document) {
    let Value::Map(entries) = &mut document.root.value else { return };
    let mut carry = Vec::new();
    for entry in entries.iter_mut() {
        head(&mut entry.notes, &mut carry);
        let KeyValue::Text(section) = entry.key.value() else { continue };
        let section = section.to_owned();
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
    let carry = lines(entry, Some(kind.record));
    if let Value::List(items) = &mut entry.node.value
        && let Some(first) = items.first_mut()
    {
        headings_up(&mut first.notes, &mut entry.notes);
    }
    carry
}

/// `glossary`, `access`, `api`: a map of lists of declarations.
fn group(section: &str, entry: &mut Entry) -> Vec<Comment> {
    let Value::Map(entries) = &mut entry.node.value else { return Vec::new() };
    if entries.is_empty() || !entries.iter().all(|inner| inner.key.as_text().is_some()) {
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
    if let Some(first) = entries.first_mut() {
        headings_up(&mut first.notes, &mut entry.notes);
    }
    carry.extend(own.below);
    carry
}

/// Moves the comments that a blank line parts from their owner to the key above it.
fn headings_up(from: &mut Notes, to: &mut Notes) {
    let comments = from.comments();
    let heading = match comments.detached {
        true => comments.above.len(),
        false => comments.above.iter().rposition(|comment| comment.blank).unwrap_or(0),
    };
    if heading == 0 {
        return;
    }
    let own = from.comments_mut();
    own.detached = false;
    let rest = own.above.split_off(heading);
    let above = std::mem::replace(&mut own.above, rest);
    if let Some(first) = own.above.first_mut() {
        first.blank = false;
    }
    let target = to.comments_mut();
    target.above = above;
    target.detached = true;
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
            Style::Body => {
                if let (Value::Map(entries), Shape::Record(inner)) = (&mut entry.node.value, &spec.shape) {
                    keep_below(&mut entry.notes, self::record(entries, inner));
                }
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
