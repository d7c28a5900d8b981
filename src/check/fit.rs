//! How well a map fits a record, to see what was meant by one that stands in the wrong list.
//!
//! In: maps and records. Out: yes or no. Reports nothing.

use crate::ast::Node;
use crate::kinds::{KINDS, Kind, Record};

/// Whether all keys are known, and all that are required are there.
pub fn wholly(node: &Node, record: &Record) -> bool {
    knows_all(record, node) && lacks(node, record) == 0
}

/// Whether this is a map whose keys are all known.
pub fn knows_all(record: &Record, node: &Node) -> bool {
    node.as_map().is_some() && unknown(node, record) == 0
}

/// Whether a map is more than a record with a slip in it: it has other keys, and lacks some or has several of them.
pub fn hardly(node: &Node, record: &Record) -> bool {
    let unknown = unknown(node, record);
    unknown > 1 || (unknown > 0 && lacks(node, record) > 0)
}

/// The kind that a map is wholly of, though it stands among declarations of another that it hardly fits.
pub fn meant(node: &Node, here: &Kind) -> Option<&'static Kind> {
    if here.record.open || !hardly(node, here.record) {
        return None;
    }
    KINDS.iter().copied().find(|kind| !kind.single && !kind.record.open && wholly(node, kind.record))
}

fn unknown(node: &Node, record: &Record) -> usize {
    let entries = node.as_map().unwrap_or(&[]);
    let mut from = 0;
    entries.iter().filter(|entry| record.next(&entry.key, &mut from).is_none()).count()
}

fn lacks(node: &Node, record: &Record) -> usize {
    record.keys.iter().filter(|key| key.required && node.get(key.name).is_none()).count()
}
