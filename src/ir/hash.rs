//! Hashes of meaning.
//!
//! In: a node of the representation. Out: the SHA-256 of what it does, as canonical JSON. Descriptions and origins take no part:
//! neither does the order of declarations, which is that of their names before anything is hashed. Of a whole system no copy is made.

use std::io::{BufWriter, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::System;
use super::parts::{Parts, Without};
use crate::digest::digits;

/// Keys that say nothing about what is done.
const SILENT: &[&str] = &["because", "description", "hash", "origin"];

/// The hash of a node, in hexadecimal digits.
pub fn of(node: &impl Serialize) -> String {
    let mut out = BufWriter::new(Sha256::new());
    write(&mut out, node);
    finish(out)
}

impl System {
    /// The hash of all that it does: the one of its canonical JSON, as for any node.
    pub fn hash(&self) -> String {
        let mut whole = Whole { out: BufWriter::new(Sha256::new()), first: true };
        whole.put(b"{");
        self.parts(&mut whole);
        whole.put(b"}");
        finish(whole.out)
    }
}

/// The JSON of a system on its way into a hash.
struct Whole {
    out: BufWriter<Sha256>,
    first: bool,
}

impl Whole {
    fn put(&mut self, bytes: &[u8]) {
        // A hash takes whatever comes.
        let _ = self.out.write_all(bytes);
    }

    /// The key of the next part; none where the part is silent.
    fn key(&mut self, name: &str) -> bool {
        if SILENT.contains(&name) {
            return false;
        }
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        self.put(format!("{comma}\"{name}\":").as_bytes());
        true
    }
}

impl Parts for Whole {
    fn one(&mut self, name: &'static str, part: &impl Serialize) {
        if self.key(name) {
            write(&mut self.out, part);
        }
    }

    fn list<T: Serialize + Sync>(&mut self, name: &'static str, all: &[T]) {
        if !self.key(name) {
            return;
        }
        let json = |item: &T| {
            let mut bytes = Vec::new();
            write(&mut bytes, item);
            bytes
        };
        let made: Vec<Vec<u8>> = all.par_iter().map(json).collect();
        for (at, item) in made.iter().enumerate() {
            self.put(if at == 0 { b"[" } else { b"," });
            self.put(item);
        }
        self.put(if made.is_empty() { b"[]" } else { b"]" });
    }
}

fn write(out: &mut impl Write, node: &impl Serialize) {
    // Nothing in a node can fail to be written, and nothing that it is written to can fail.
    let value = serde_json::to_value(node).unwrap_or(Value::Null);
    let _ = serde_json::to_writer(out, &Without { value: &value, keys: SILENT });
}

fn finish(out: BufWriter<Sha256>) -> String {
    out.into_inner().map(|sum| digits(&sum.finalize())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_system_is_that_of_its_json() {
        for name in ["hello", "hr", "shop", "clinic"] {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("contract");
            let wanted = crate::levels::Wanted::default();
            let system = crate::pipeline::system(&crate::set::Input::Path(path), &wanted).1.unwrap();
            assert_eq!(system.hash(), of(&system), "{name}");
        }
    }
}
