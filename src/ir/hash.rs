//! Hashes of meaning.
//!
//! In: a node of the representation, or all of it. Out: the SHA-256 of what it does, as canonical JSON. Descriptions and origins take
//! no part: neither does the order of declarations, which is that of their names before anything is hashed.

use std::io::BufWriter;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::without::Without;
use crate::digest::digits;

/// Fields that say nothing about what is done.
const SILENT: &[&str] = &["description", "origin", "because", "hash"];

/// The hash of a node, in hexadecimal digits.
pub fn of(node: &impl Serialize) -> String {
    let mut out = BufWriter::new(Sha256::new());
    // Nothing in a node can fail to be written, and a hash takes whatever comes.
    let _ = serde_json::to_writer(&mut out, &Without { node, fields: SILENT });
    out.into_inner().map(|sum| digits(&sum.finalize())).unwrap_or_default()
}
