//! Changes inside brackets and of single words, made where they stand.
//!
//! In: a tree, the text it was read from, placed operations. Out: edits at the spans of nodes, which may or may not say what
//! is meant (how a word must be quoted is not known here): the caller reads the text again and tries the next spelling.

use super::resolve::{Op, Placed, child, follow};
use crate::ast::{Entry, Node};
use crate::diag::{Edit, Plain, notation};
use crate::source::Span;

/// How text is spelt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spelling {
    /// As it is.
    Bare,
    /// In double quotes.
    Quoted,
}

/// The edits for all operations, or nothing where one falls on no brackets and no single word.
pub(super) fn edits(root: &Node, text: &str, placed: &[Placed], spelling: Spelling) -> Option<Vec<Edit>> {
    placed.iter().map(|placed| one(root, text, placed, spelling)).collect()
}

fn one(root: &Node, text: &str, placed: &Placed, spelling: Spelling) -> Option<Edit> {
    let node = follow(root, &placed.path)?;
    let in_brackets = |node: &Node| text.get(node.span.range()).is_some_and(|own| own.starts_with(['[', '{']));
    match &placed.op {
        Op::Set(value) => {
            let scalar = !matches!(value, Plain::List(_) | Plain::Map(_));
            let fits = (scalar && node.is_scalar()) || in_brackets(node);
            fits.then(|| Edit { span: node.span, insert: flow(value, spelling) })
        }
        Op::Item(at, value) if in_brackets(node) => insert(node, *at, flow(value, spelling), text),
        Op::Entry(at, key, value) if in_brackets(node) => {
            let words = format!("{}: {}", notation::key(key), flow(value, spelling));
            insert(node, *at, words, text)
        }
        Op::Remove => {
            let (last, around) = placed.path.split_last()?;
            let around = follow(root, around).filter(|around| in_brackets(around))?;
            let own = extent(around, *last)?;
            let span = match (last.checked_sub(1).and_then(|at| extent(around, at)), extent(around, last + 1)) {
                (_, Some(next)) => Span { end: next.start, ..own },
                (Some(previous), None) => Span { start: previous.end, ..own },
                (None, None) => own,
            };
            Some(Edit { span, insert: String::new() })
        }
        Op::Rename(key) => {
            let (last, around) = placed.path.split_last()?;
            let entry = follow(root, around)?.as_map()?.get(*last)?;
            Some(Edit { span: entry.key.span, insert: notation::key(key) })
        }
        _ => None,
    }
}

/// Puts words before the child of this index, or behind the last one.
fn insert(around: &Node, at: usize, words: String, text: &str) -> Option<Edit> {
    if let Some(next) = extent(around, at) {
        return Some(Edit { span: next.at_start(), insert: format!("{words}, ") });
    }
    match at.checked_sub(1) {
        Some(last) => Some(Edit { span: extent(around, last)?.at_end(), insert: format!(", {words}") }),
        None => {
            let open = text.get(around.span.range())?.get(..1)?;
            let insert = if open == "[" { format!("[{words}]") } else { format!("{{ {words} }}") };
            Some(Edit { span: around.span, insert })
        }
    }
}

/// Where a child stands, with its key.
fn extent(around: &Node, at: usize) -> Option<Span> {
    let own = child(around, at)?.span;
    let key = around.as_map().and_then(|entries| entries.get(at)).map(|entry: &Entry| entry.key.span);
    Some(key.map_or(own, |key| key.to(own)))
}

/// A value in brackets.
fn flow(value: &Plain, spelling: Spelling) -> String {
    value.in_brackets(&|text| match spelling {
        Spelling::Bare => text.to_owned(),
        Spelling::Quoted => notation::quoted(text),
    })
}
