//! `system.json`: what the tests read of a system. Not what only people read, and not where it comes from; but each line of it
//! is known to come from one declaration.

use serde_json::Value;

use crate::ir::System;
use crate::unit::{Origin, Owner, Unit};

/// What tests do not read.
const UNREAD: &[&str] = &["because", "description", "hash", "origin", "personal"];

/// Parts of a system that tests do not read.
const LEFT_OUT: &[&str] = &["conventions", "name", "description", "release", "version"];

/// The file.
pub(super) fn unit(system: &System) -> Unit {
    let mut page = Page { text: "{\n".to_owned(), line: 2, origins: Vec::new() };
    // Nothing in it can fail to be read as JSON: all keys are text.
    if let Ok(Value::Object(all)) = serde_json::to_value(system) {
        let parts: Vec<(String, Value)> =
            all.into_iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())).collect();
        let count = parts.len();
        for (place, (name, part)) in parts.into_iter().enumerate() {
            page.part(&name, part, place + 1 == count);
        }
    }
    page.write("}\n");
    Unit { path: "tests/gen/system.json".to_owned(), text: page.text, owner: Owner::Generated, origins: page.origins }
}

/// A text that grows, and knows its lines.
struct Page {
    text: String,
    line: u32,
    origins: Vec<Origin>,
}

impl Page {
    fn write(&mut self, text: &str) {
        self.line += u32::try_from(text.matches('\n').count()).unwrap_or(0);
        self.text.push_str(text);
    }

    /// One part: a list with an item for each declaration, or a single value.
    fn part(&mut self, name: &str, part: Value, last: bool) {
        let comma = if last { "" } else { "," };
        match part {
            Value::Array(items) if items.iter().all(Value::is_object) => {
                self.write(&format!("  \"{name}\": ["));
                let none = items.is_empty();
                for (place, item) in items.into_iter().enumerate() {
                    self.write(if place == 0 { "\n    " } else { ",\n    " });
                    self.item(item, "    ");
                }
                self.write(&format!("{}]{comma}\n", if none { "" } else { "\n  " }));
            }
            one => {
                self.write(&format!("  \"{name}\": "));
                self.item(one, "  ");
                self.write(&format!("{comma}\n"));
            }
        }
    }

    /// One declaration, set in.
    fn item(&mut self, mut item: Value, indent: &str) {
        let origin = item.get("origin").and_then(Value::as_str).map(str::to_owned);
        strip(&mut item);
        let text = serde_json::to_string_pretty(&item).unwrap_or_default().replace('\n', &format!("\n{indent}"));
        let first = self.line;
        self.write(&text);
        if let Some(declaration) = origin {
            self.origins.push(Origin { first, last: self.line, declaration });
        }
    }
}

/// Takes out what is not read.
fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !UNREAD.contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
