//! Names in braces: `enum x { a, b }`, `grant HR { a, b }`.

use crate::ast::{Entry, Item, Key, Node, Notes, Value};
use crate::source::Span;

use super::super::super::cursor::{Read, pieces};
use super::super::super::line::{Group, Term, What};
use super::super::super::token::Tok;
use super::super::list;
use super::Head;
use super::keyword::name_like;

/// The names in the braces of `enum x { a, b }`: entries of the list and its notes, if nothing else follows.
pub fn names_body<'a>(head: &Head, rest: &'a [Entry], owner: &Notes) -> Option<&'a Entry> {
    let [only] = rest else { return None };
    let comments = only.notes.comments();
    // Braces with nothing but comments in them say no list at all.
    if only.node.as_list()?.is_empty() && !(comments.below.is_empty() && owner.comments().below.is_empty()) {
        return None;
    }
    let fits = only.key.as_text() == head.names && comments.above.is_empty() && comments.end.is_none();
    let names = only.node.as_list()?.iter().all(|item| item.node.as_text().is_some());
    (fits && names).then_some(only)
}

/// Reads the names in braces, if the group holds nothing but names.
pub fn read_names(key: &str, group: &Group<'_>, span: Span) -> Option<Read<Entry>> {
    if group.lines.is_empty() && !group.below.is_empty() {
        return None;
    }
    let single = group.lines.iter().all(|line| {
        line.terms
            .split(|term| term.is(Tok::Comma))
            // Nothing behind a last comma: a slip in a list of names, reported as such.
            .all(|piece| {
                matches!(piece, []) || matches!(piece, [Term { what: What::Token(token), .. }] if name_like(*token))
            })
    });
    if !single {
        return None;
    }
    let names = pieces(group, span, |cursor, notes| Ok(Item { notes, node: cursor.name("a name")? }));
    Some(names.map(|mut items| {
        if let Some(first) = items.first_mut() {
            first.notes.blank = false;
        }
        let mut notes = Notes::default();
        if !group.below.is_empty() {
            notes.comments_mut().below = group.below.clone();
        }
        let node = if items.is_empty() { list(Vec::new(), span) } else { Node::new(Value::List(items), span) };
        Entry { notes, key: Key::text(key, span.at_start()), node }
    }))
}
