//! Hashes of meaning.
//!
//! In: a node of the representation, or all of it. Out: the BLAKE3 of what it does, as canonical JSON. Descriptions and origins take
//! no part: neither does the order of declarations, which is that of their names before anything is hashed.

use rayon::prelude::*;
use serde::Serialize;

use super::parts::{Declared, Parts};
use super::{System, json};
use crate::digest::blake3;

/// Fields that say nothing about what is done.
const SILENT: &[&str] = &["description", "origin", "because", "hash"];

/// The hash of a node, in hexadecimal digits.
pub fn of(node: &impl Serialize) -> String {
    blake3(json::compact(node, SILENT).as_bytes())
}

impl System {
    /// The hash of all that it does. A declaration that has a hash already stands in it by that.
    pub fn hash(&self) -> String {
        let mut whole = Whole(Vec::new());
        self.parts(&mut whole);
        blake3(&whole.0)
    }
}

/// A system as what is hashed: a line for each part, and for each declaration of one.
struct Whole(Vec<u8>);

impl Whole {
    fn line(&mut self, text: &[u8]) {
        self.0.extend_from_slice(text);
        self.0.push(b'\n');
    }
}

impl Parts for Whole {
    fn one(&mut self, name: &'static str, _: Option<&str>, part: &impl Serialize) {
        if !SILENT.contains(&name) {
            self.line(name.as_bytes());
            self.line(json::compact(part, SILENT).as_bytes());
        }
    }

    fn list<T: Declared>(&mut self, name: &'static str, all: &[T]) {
        self.line(name.as_bytes());
        let said = |own: &T| own.hash().map_or_else(|| json::compact(own, SILENT), str::to_owned);
        let made: Vec<String> = all.par_iter().map(said).collect();
        made.iter().for_each(|own| self.line(own.as_bytes()));
    }
}
