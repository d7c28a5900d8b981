//! The tree as it is meant to be after a fix.
//!
//! In: a tree and placed operations. Out: the changed tree, everything else with its spans and comments as it was; nothing
//! where two operations contradict each other.

use super::resolve::{Op, Placed};
use crate::ast::{Entry, Item, Key, Node, Notes, Value};
use crate::diag::Plain;
use crate::kinds::plain;
use crate::source::Span;

/// The tree of a node after these operations.
pub(super) fn apply(root: &Node, placed: &[Placed]) -> Option<Node> {
    let mut root = root.clone();
    let ops: Vec<(&[usize], &Op)> = placed.iter().map(|placed| (placed.path.as_slice(), &placed.op)).collect();
    change(&mut root, &ops).then_some(root)
}

/// Changes a node: operations with an empty path are its own, the others those of its children.
fn change(node: &mut Node, ops: &[(&[usize], &Op)]) -> bool {
    let sets: Vec<&Plain> = ops.iter().filter_map(|(path, op)| as_set(path, op)).collect();
    match (sets.as_slice(), ops.len()) {
        ([value], 1) => {
            *node = plain(value, node.span);
            return true;
        }
        ([], _) => {}
        _ => return false,
    }
    let span = node.span;
    match &mut node.value {
        Value::List(items) => list(items, ops, span),
        Value::Map(entries) => map(entries, ops, span),
        _ => ops.is_empty(),
    }
}

fn as_set<'a>(path: &[usize], op: &'a Op) -> Option<&'a Plain> {
    match op {
        Op::Set(value) if path.is_empty() => Some(value),
        _ => None,
    }
}

/// The operations inside the child of this index, as it sees them.
fn inside<'a>(ops: &[(&'a [usize], &'a Op)], at: usize) -> Vec<(&'a [usize], &'a Op)> {
    let deeper = |(path, op): &(&'a [usize], &'a Op)| {
        let (first, rest) = path.split_first()?;
        let own = rest.is_empty() && matches!(op, Op::Remove | Op::Rename(_) | Op::Move(_));
        (*first == at && !own).then_some((rest, *op))
    };
    ops.iter().filter_map(deeper).collect()
}

/// The operation on the child of this index as a whole; `Err` where there are several.
fn upon<'a>(ops: &[(&'a [usize], &'a Op)], at: usize) -> Result<Option<&'a Op>, ()> {
    let own = |op: &Op| matches!(op, Op::Remove | Op::Rename(_) | Op::Move(_));
    let mut found = ops.iter().filter(|(path, op)| *path == [at] && own(op)).map(|(_, op)| *op);
    let first = found.next();
    if found.next().is_some() { Err(()) } else { Ok(first) }
}

fn list(items: &mut Vec<Item>, ops: &[(&[usize], &Op)], span: Span) -> bool {
    let length = items.len();
    let mut before: Vec<Vec<Item>> = (0..=length).map(|_| Vec::new()).collect();
    let mut kept: Vec<Option<Item>> = Vec::with_capacity(length);
    for (path, op) in ops.iter().filter(|(path, _)| path.is_empty()) {
        match op {
            Op::Item(at, value) if path.is_empty() && *at <= length => {
                let item = Item { notes: Notes::default(), node: plain(value, span) };
                put(&mut before, *at, item);
            }
            _ => return false,
        }
    }
    for (at, mut item) in std::mem::take(items).into_iter().enumerate() {
        let inner = inside(ops, at);
        if !inner.is_empty() && !change(&mut item.node, &inner) {
            return false;
        }
        match upon(ops, at) {
            Ok(None) => kept.push(Some(item)),
            Ok(Some(Op::Remove)) if inner.is_empty() => kept.push(None),
            Ok(Some(Op::Move(to))) if *to <= length => {
                kept.push(None);
                put(&mut before, *to, item);
            }
            _ => return false,
        }
    }
    kept.push(None);
    items.extend(before.into_iter().zip(kept).flat_map(|(before, kept)| before.into_iter().chain(kept)));
    true
}

fn map(entries: &mut Vec<Entry>, ops: &[(&[usize], &Op)], span: Span) -> bool {
    let length = entries.len();
    let mut before: Vec<Vec<Entry>> = (0..=length).map(|_| Vec::new()).collect();
    for (_, op) in ops.iter().filter(|(path, _)| path.is_empty()) {
        match op {
            Op::Entry(at, key, value) if *at <= length => {
                let key = Key::text(key.as_str(), span);
                let entry = Entry { notes: Notes::default(), key, node: plain(value, span) };
                put(&mut before, *at, entry);
            }
            _ => return false,
        }
    }
    let mut kept: Vec<Option<Entry>> = Vec::with_capacity(length);
    for (at, mut entry) in std::mem::take(entries).into_iter().enumerate() {
        let inner = inside(ops, at);
        if !inner.is_empty() && !change(&mut entry.node, &inner) {
            return false;
        }
        match upon(ops, at) {
            Ok(None) => kept.push(Some(entry)),
            Ok(Some(Op::Remove)) if inner.is_empty() => kept.push(None),
            Ok(Some(Op::Rename(key))) => {
                entry.key = Key::text(key.as_str(), entry.key.span);
                kept.push(Some(entry));
            }
            _ => return false,
        }
    }
    kept.push(None);
    entries.extend(before.into_iter().zip(kept).flat_map(|(before, kept)| before.into_iter().chain(kept)));
    true
}

/// Puts one into a slot; which slots there are has been looked at.
fn put<T>(slots: &mut [Vec<T>], at: usize, one: T) {
    if let Some(slot) = slots.get_mut(at) {
        slot.push(one);
    }
}
