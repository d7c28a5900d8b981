//! `system.json`: what the tests read of a system. Not what only people read, and not where it comes from; but each line of it
//! is known to come from one declaration.

use rayon::prelude::*;
use serde::Serialize;

use crate::ir::{Declared, Parts, System, json};
use crate::stack::page::Page;
use crate::unit::{Owner, Unit};

/// What tests do not read.
const UNREAD: &[&str] = &["because", "description", "hash", "origin", "personal"];

/// Parts of a system that tests do not read.
const LEFT_OUT: &[&str] = &["conventions", "name", "description", "release", "version"];

/// The file.
pub(super) fn unit(system: &System) -> Unit {
    let mut data = Data(Page::new());
    system.parts(&mut data);
    data.0.write("\n}\n");
    data.0.unit("tests/gen/system.json", Owner::Generated)
}

/// The file while it is written.
struct Data(Page);

impl Data {
    /// The key of the next part; none where the tests do not read it.
    fn key(&mut self, name: &str) -> bool {
        let is_read = !LEFT_OUT.contains(&name);
        if is_read {
            let before = if self.0.is_empty() { "{" } else { "," };
            self.0.write(&format!("{before}\n  \"{name}\": "));
        }
        is_read
    }

    fn add(&mut self, origin: Option<&str>, text: &str) {
        match origin {
            Some(declaration) => self.0.write_from(declaration, text),
            None => self.0.write(text),
        }
    }
}

impl Parts for Data {
    fn one(&mut self, name: &'static str, origin: Option<&str>, part: &impl Serialize) {
        if self.key(name) {
            self.add(origin, &pretty(part, 1));
        }
    }

    fn list<T: Declared>(&mut self, name: &'static str, all: &[T]) {
        if !self.key(name) {
            return;
        }
        let made: Vec<String> = all.par_iter().map(|own| pretty(own, 2)).collect();
        self.0.write("[");
        for (place, (own, text)) in all.iter().zip(&made).enumerate() {
            self.0.write(if place == 0 { "\n    " } else { ",\n    " });
            self.add(own.origin(), text);
        }
        self.0.write(if made.is_empty() { "]" } else { "\n  ]" });
    }
}

/// A part as JSON, set in. What its fields hold has a line for each piece: a step that changes is a line that changes.
fn pretty(node: &impl Serialize, inset: usize) -> String {
    json::lines(node, UNREAD, 2, inset)
}
