//! Hashes of meaning.
//!
//! In: a node of the representation. Out: the SHA-256 of what it does. Descriptions and origins take no part: neither does the
//! order of declarations, which is that of their names before anything is hashed.

use serde::Serialize;
use serde_json::Value;

use crate::digest::sha256;

/// Keys that say nothing about what is done.
const SILENT: &[&str] = &["description", "origin", "because", "hash"];

/// The hash of a node, in hexadecimal digits.
pub fn of(node: &impl Serialize) -> String {
    let mut value = serde_json::to_value(node).unwrap_or(Value::Null);
    quiet(&mut value);
    sha256(value.to_string().as_bytes())
}

fn quiet(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| !SILENT.contains(&key.as_str()));
            map.values_mut().for_each(quiet);
        }
        Value::Array(items) => items.iter_mut().for_each(quiet),
        _ => {}
    }
}
