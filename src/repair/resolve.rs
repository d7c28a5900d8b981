//! Where changes apply: a span and a way in words become indexes into the tree.
//!
//! In: a document and changes. Out: operations at paths of child indexes, or nothing where the tree has no such place. Keys
//! that are absent get their normal place from the tables of kinds. Changes nothing.

use crate::ast::{Document, Entry, Node, Value};
use crate::diag::{Change, Plain, What};
use crate::kinds::{self, Kind, Record, Shape};
use crate::source::Span;

/// What happens at a path of child indexes. The paths of one fix all speak of the tree as it was.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// The node says this.
    Set(Plain),
    /// The list has this before the item of this index.
    Item(usize, Plain),
    /// The map has this entry before the entry of this index.
    Entry(usize, String, Plain),
    /// The child is gone.
    Remove,
    /// The key of the entry is this.
    Rename(String),
    /// The item stands before the one of this index.
    Move(usize),
}

/// An operation and its place.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// Child indexes from the root: to the node that is set, to the container that gets something, to the child that goes,
    /// moves or is renamed.
    pub(super) path: Vec<usize>,
    /// What happens there.
    pub(super) op: Op,
}

/// The operations of these changes.
pub(super) fn resolve(document: &Document, changes: &[&Change]) -> Option<Vec<Placed>> {
    let mut placed: Vec<Placed> = changes.iter().map(|change| of(document, change)).collect::<Option<_>>()?;
    // Of two lists or maps made for one key, one would win: what is in them goes into one.
    for at in (1..placed.len()).rev() {
        let (before, rest) = placed.split_at_mut(at);
        let Some(Placed { path, op: Op::Entry(_, key, more) }) = rest.first() else { continue };
        let same = before.iter_mut().find_map(|other| match &mut other.op {
            Op::Entry(_, own, value) if own == key && other.path == *path => Some(value),
            _ => None,
        });
        if same.is_some_and(|value| join(value, more)) {
            placed.remove(at);
        }
    }
    Some(placed)
}

/// Adds what is in a list or map to another; whether they are of one form.
fn join(value: &mut Plain, more: &Plain) -> bool {
    match (value, more) {
        (Plain::List(items), Plain::List(more)) => items.extend(more.iter().cloned()),
        (Plain::Map(entries), Plain::Map(more)) => {
            for (key, value) in more {
                let same = entries.iter_mut().find(|(own, _)| own == key);
                if !same.is_some_and(|(_, own)| join(own, value)) {
                    entries.push((key.clone(), value.clone()));
                }
            }
        }
        _ => return false,
    }
    true
}

fn of(document: &Document, change: &Change) -> Option<Placed> {
    let mut path = start(&document.root, change.from)?;
    let mut node = follow(&document.root, &path)?;
    let mut rest = change.path.as_str();
    loop {
        if rest.is_empty() {
            return at_node(node, path, &change.what, &document.root);
        }
        match &node.value {
            Value::Map(entries) => match entry_at(entries, rest) {
                Some((at, entry, more)) => {
                    (node, rest) = (&entry.node, more);
                    path.push(at);
                }
                None => return absent(document, entries, path, rest, &change.what),
            },
            Value::List(items) => {
                let (index, more) = rest.split_once('/').unwrap_or((rest, ""));
                let at: usize = index.parse().ok()?;
                (node, rest) = (&items.get(at)?.node, more);
                path.push(at);
            }
            _ => return None,
        }
    }
}

/// What a change means at a node that is there.
fn at_node(node: &Node, mut path: Vec<usize>, what: &What, root: &Node) -> Option<Placed> {
    let op = match (what, &node.value) {
        (What::Set(value), _) => Op::Set(value.clone()),
        (What::Add(item), Value::List(items)) => Op::Item(items.len(), item.clone()),
        (What::Add(item), Value::Null) => Op::Set(Plain::List(vec![item.clone()])),
        (What::Insert(at, item), Value::List(items)) if *at <= items.len() => Op::Item(*at, item.clone()),
        (What::Remove, _) => {
            empty_lists_too(root, &mut path)?;
            Op::Remove
        }
        (What::Rename(key), _) => Op::Rename(key.clone()),
        (What::MoveBefore(at), _) => Op::Move(*at),
        _ => return None,
    };
    (!path.is_empty() || matches!(op, Op::Set(_))).then_some(Placed { path, op })
}

/// What a change means for a key that is not there.
fn absent(document: &Document, entries: &[Entry], path: Vec<usize>, way: &str, what: &What) -> Option<Placed> {
    let value = match what {
        What::Set(value) => value.clone(),
        What::Add(item) => Plain::List(vec![item.clone()]),
        _ => return None,
    };
    // What stands on the way to it comes with it.
    let mut keys = way.split('/');
    let key = keys.next()?;
    let value = keys.rev().fold(value, |value, key| Plain::Map(vec![(key.to_owned(), value)]));
    let at = normal_place(entries, key, record_at(&document.root, &path));
    Some(Placed { path, op: Op::Entry(at, key.to_owned(), value) })
}

/// Behind all keys that usually stand before it; at the end where the key is a strange one.
fn normal_place(entries: &[Entry], key: &str, record: Option<&'static Record>) -> usize {
    let rank = |name: &str| record?.keys.iter().position(|own| own.name == name);
    let Some(own) = rank(key) else { return entries.len() };
    let before = |entry: &Entry| entry.key.as_text().and_then(rank).is_some_and(|other| other < own);
    entries.iter().rposition(before).map_or(0, |at| at + 1)
}

/// The entry that a way starts with, and the rest of the way. A key may hold `/` itself: the longest that fits is meant.
fn entry_at<'n, 'w>(entries: &'n [Entry], way: &'w str) -> Option<(usize, &'n Entry, &'w str)> {
    let rest = |entry: &Entry| {
        let rest = way.strip_prefix(entry.key.value().to_string().as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    };
    let found = entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry, rest(entry)?)));
    found.min_by_key(|(_, _, rest)| rest.len())
}

/// The path of the node that a change starts from. A list of one declaration may have the span of that declaration, and
/// so may the root: the declaration is meant.
fn start(root: &Node, span: Span) -> Option<Vec<usize>> {
    if span.start == 0 && span.end == 0 {
        return Some(Vec::new());
    }
    let mut path = Vec::new();
    if find(root, span, true, &mut path) || find(root, span, false, &mut path) {
        return Some(path);
    }
    None
}

/// The outermost node with this span, among declarations and what is in them or among all: its path is added to `path`.
fn find(root: &Node, span: Span, declared: bool, path: &mut Vec<usize>) -> bool {
    let whole = |path: &[usize]| !declared || declaration(root, path).is_some();
    search(root, span, &whole, path)
}

fn search(node: &Node, span: Span, counts: &dyn Fn(&[usize]) -> bool, path: &mut Vec<usize>) -> bool {
    if node.span == span && counts(path) {
        return true;
    }
    let mut below = |(at, child): (usize, &Node)| {
        path.push(at);
        let found = search(child, span, counts, path);
        if !found {
            path.pop();
        }
        found
    };
    match &node.value {
        Value::List(items) => items.iter().map(|item| &item.node).enumerate().any(&mut below),
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).enumerate().any(&mut below),
        _ => false,
    }
}

/// The node at a path.
pub(super) fn follow<'n>(root: &'n Node, path: &[usize]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, at| child(node, *at))
}

/// The child of this index.
pub(super) fn child(node: &Node, at: usize) -> Option<&Node> {
    match &node.value {
        Value::List(items) => items.get(at).map(|item| &item.node),
        Value::Map(entries) => entries.get(at).map(|entry| &entry.node),
        _ => None,
    }
}

/// Shortens a path to a list that would be left empty, where its key may as well be absent.
fn empty_lists_too(root: &Node, path: &mut Vec<usize>) -> Option<()> {
    let (_, list) = path.split_last()?;
    let Some((key, around)) = list.split_last() else { return Some(()) };
    let (of_list, of_map) = (follow(root, list)?, follow(root, around)?);
    let entry = of_map.as_map().and_then(|entries| entries.get(*key));
    if let (Some([_]), Some(entry)) = (of_list.as_list(), entry) {
        let name = entry.key.as_text().unwrap_or("");
        let required = record_at(root, around).and_then(|record| record.key(name)).is_some_and(|key| key.required);
        if !required {
            path.pop();
        }
    }
    Some(())
}

/// The declaration on the way of a path: its kind, and how many steps lead to it.
pub(super) fn declaration(root: &Node, path: &[usize]) -> Option<(&'static Kind, usize)> {
    let entry = root.as_map()?.get(*path.first()?)?;
    let name = entry.key.as_text()?;
    if let Some(kind) = kinds::by_section(&[name]) {
        let steps = if kind.single { 1 } else { 2 };
        return (path.len() >= steps).then_some((kind, steps));
    }
    let inner = entry.node.as_map()?.get(*path.get(1)?)?;
    let kind = kinds::by_section(&[name, inner.key.as_text()?])?;
    (path.len() >= 3).then_some((kind, 3))
}

/// What the map at a path may hold.
fn record_at(root: &Node, path: &[usize]) -> Option<&'static Record> {
    let (kind, steps) = declaration(root, path)?;
    let mut node = follow(root, path.get(..steps)?)?;
    let mut shape = &Shape::Any;
    let mut record = Some(kind.record);
    for at in path.get(steps..)? {
        let around = node;
        node = child(around, *at)?;
        shape = match (record, shape, around.as_map().and_then(|entries| entries.get(*at))) {
            (Some(record), _, Some(entry)) => &record.key(entry.key.as_text()?)?.shape,
            (None, Shape::List(inner), None) | (None, Shape::Map(inner), Some(_)) => inner,
            _ => return None,
        };
        record = match shape {
            Shape::Record(record) => Some(record),
            Shape::Params(calls) => {
                let id = around.get("id")?.as_text()?;
                calls.iter().find(|call| call.id == id).map(|call| call.params)
            }
            _ => None,
        };
    }
    record
}
