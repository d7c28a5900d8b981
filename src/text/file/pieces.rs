//! What a file says, piece by piece: its declarations, and the keys that are assigned, in the order of the tree.

use std::borrow::Cow;

use crate::ast::{Entry, Item, Notes, Value};
use crate::kinds::{self, Kind};

use super::super::form::head;
use super::super::{order, scalar};
use super::is_group;

/// One thing that a file says.
pub(super) enum Piece<'a> {
    /// A declaration of a list, with its notes (those of the first one hold the headings of its section too).
    Declaration(&'static Kind, &'a Item, Cow<'a, Notes>),
    /// The one declaration of its kind, with its notes.
    Single(&'static Kind, &'a Entry, Cow<'a, Notes>),
    /// `key = value`: the key as it is written, its label, the entry and its notes.
    Whole(String, String, &'a Entry, Cow<'a, Notes>),
}

impl Piece<'_> {
    pub(super) fn label(&self) -> String {
        match self {
            Piece::Declaration(kind, ..) => kind.keyword.to_owned(),
            Piece::Single(kind, ..) => kind.section.join("."),
            Piece::Whole(_, label, ..) => label.clone(),
        }
    }

    /// Puts the comments of the key above its first declaration there.
    fn add_headings(&mut self, headings: &Notes) {
        if headings.is_bare() {
            return;
        }
        match self {
            Piece::Declaration(_, _, notes) | Piece::Single(_, _, notes) | Piece::Whole(_, _, _, notes) => {
                *notes = Cow::Owned(notes.below_those_of(headings));
            }
        }
    }
}

/// Whether a key of a group can be said behind a dot: `access.roles`.
fn is_part(key: &str) -> bool {
    scalar::is_word(key) && !key.contains(['.', '<', '('])
}

/// What a key of a group says.
fn part<'a>(group: &str, own: &'a Entry, found: &mut Vec<Piece<'a>>) {
    let name = own.key.as_text().unwrap_or("");
    let path = format!("{group}.{name}");
    section(&[group, name], path.clone(), path, own, found);
}

/// The labels of what a key of a group says.
pub(super) fn labels_of_part(group: &str, own: &Entry) -> Vec<String> {
    if !own.key.as_text().is_some_and(is_part) {
        return vec![order::label(group)];
    }
    let mut found = Vec::new();
    part(group, own, &mut found);
    labels(&found)
}

/// The labels of pieces.
pub(super) fn labels(pieces: &[Piece<'_>]) -> Vec<String> {
    pieces.iter().map(Piece::label).collect()
}

/// What the entries of a root say, in their order.
pub(super) fn pieces(entries: &[Entry]) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for own in entries {
        let Some(key) = own.key.as_text() else {
            let key = own.key.value().to_string();
            found.push(Piece::Whole(key.clone(), order::label(&key), own, Cow::Borrowed(&own.notes)));
            continue;
        };
        let subs = own.node.as_map().filter(|subs| !subs.is_empty() && is_group(key));
        match subs {
            Some(subs) if subs.iter().all(|sub| sub.key.as_text().is_some_and(is_part)) => {
                let first = found.len();
                for sub in subs {
                    part(key, sub, &mut found);
                }
                if let Some(first) = found.get_mut(first) {
                    first.add_headings(&own.notes);
                }
            }
            _ => {
                let reserved = kinds::by_keyword(key).is_some_and(|kind| kind.section != [key])
                    || key.split_once('.').is_some_and(|(group, _)| is_group(group));
                let written = if reserved || !scalar::is_word(key) { scalar::quote(key) } else { key.to_owned() };
                section(&[key], written, order::label(key), own, &mut found);
            }
        }
    }
    found
}

fn section<'a>(path: &[&str], written: String, label: String, own: &'a Entry, found: &mut Vec<Piece<'a>>) {
    match (kinds::by_section(path), &own.node.value) {
        (Some(kind), Value::List(items)) if !kind.single && !items.is_empty() => {
            let first = found.len();
            found.extend(items.iter().map(|item| Piece::Declaration(kind, item, Cow::Borrowed(&item.notes))));
            if let Some(first) = found.get_mut(first) {
                first.add_headings(&own.notes);
            }
        }
        (Some(kind), Value::Map(entries))
            if kind.single && !entries.is_empty() && head::print(kind, entries).is_some() =>
        {
            found.push(Piece::Single(kind, own, Cow::Borrowed(&own.notes)));
        }
        _ => found.push(Piece::Whole(written, label, own, Cow::Borrowed(&own.notes))),
    }
}
