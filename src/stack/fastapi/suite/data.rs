//! `system.json`: what the tests read of a system. Not what only people read, and not where it comes from; but each line of it
//! is known to come from one declaration.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use crate::ir::{Parts, System, Without};
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
}

impl Parts for Data {
    fn one(&mut self, name: &'static str, part: &impl Serialize) {
        if self.key(name) {
            self.item(&item(part, "  "));
        }
    }

    fn list<T: Serialize + Sync>(&mut self, name: &'static str, all: &[T]) {
        if !self.key(name) {
            return;
        }
        let made: Vec<Item> = all.par_iter().map(|own| item(own, "    ")).collect();
        self.0.write("[");
        for (place, own) in made.iter().enumerate() {
            self.0.write(if place == 0 { "\n    " } else { ",\n    " });
            self.item(own);
        }
        self.0.write(if made.is_empty() { "]" } else { "\n  ]" });
    }
}

/// Something of a system: its text, and the declaration that it comes from.
struct Item {
    text: String,
    origin: Option<String>,
}

/// One declaration, set in.
fn item(node: &impl Serialize, indent: &str) -> Item {
    // Nothing in it can fail to be written as JSON: all keys are text.
    let value = serde_json::to_value(node).unwrap_or(Value::Null);
    let text = serde_json::to_string_pretty(&Without { value: &value, keys: UNREAD }).unwrap_or_default();
    let origin = value.get("origin").and_then(Value::as_str).map(str::to_owned);
    Item { text: text.replace('\n', &format!("\n{indent}")), origin }
}

impl Data {
    fn item(&mut self, own: &Item) {
        match &own.origin {
            Some(declaration) => self.0.write_from(declaration, &own.text),
            None => self.0.write(&own.text),
        }
    }
}
