//! Hashes of meaning.
//!
//! In: a node of the representation, or all of it. Out: the SHA-256 of what it does, as canonical JSON. Descriptions and origins take
//! no part: neither does the order of declarations, which is that of their names before anything is hashed.

use serde::Serialize;

use super::without::Without;
use crate::digest::sha256_written;

/// Fields that say nothing about what is done.
const SILENT: &[&str] = &["description", "origin", "because", "hash"];

/// The hash of a node, in hexadecimal digits.
pub fn of(node: &impl Serialize) -> String {
    // Nothing in a node can fail to be written: all keys are text, all numbers are text or integers.
    sha256_written(|out| drop(serde_json::to_writer(out, &Without { node, fields: SILENT })))
}
