//! A value against its shape.
//!
//! In: a value that is not null. Out: C0006 for another form, C0007 for a scalar that YAML took for something else,
//! C0014 for a value outside of a closed list.

use super::Shapes;
use crate::ast::{Node, Value};
use crate::check::place::{Step, quoted};
use crate::check::walk::Visit;
use crate::diag::code::{C0006, C0007, C0014};
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic};
use crate::kinds::{Catalog, Key, Shape, Special};

impl<'a> Shapes<'a, '_> {
    /// Shows a value that is not null.
    pub fn visit(&mut self, node: &'a Node, shape: &'static Shape, key: Option<&'static Key>) {
        (self.each)(&Visit { node, shape, key, around: self.around, steps: self.steps });
    }

    /// Looks at the value of `name`, which is that of a known key in most cases. Tells whether it is a map that should be there, and all its
    /// keys are known.
    pub fn value(&mut self, node: &'a Node, shape: &'static Shape, name: &str, known: Option<&'static Key>) -> bool {
        match shape {
            Shape::Record(record) => match &node.value {
                Value::Map(_) => return self.record(node, record, None),
                _ => self.another_form(node, name, "a map"),
            },
            Shape::Params(calls) => match &node.value {
                Value::Map(_) => {
                    let id = self.around.last().and_then(|call| call.get("id"));
                    let call = calls.iter().find(|call| Some(call.id) == id.and_then(Node::as_text));
                    if let (Some(call), Some(id)) = (call, id) {
                        return self.record(node, call.params, Some(id.span));
                    }
                }
                _ => self.another_form(node, name, "a map"),
            },
            Shape::List(item) => self.list(node, item, name, known),
            Shape::Any => {}
            Shape::Scalar | Shape::Special(Special::Source) => {
                if !node.is_scalar() {
                    self.another_form(node, name, "one value");
                }
            }
            Shape::Special(Special::TableColumn) if node.as_map().is_some() => {}
            Shape::Text | Shape::Name | Shape::Type | Shape::Ref(_) | Shape::Local(_) | Shape::Special(_) => {
                self.text(node, name);
            }
            Shape::Int => self.int(node, name),
            Shape::Bool => self.bool(node, name),
            Shape::OneOf(catalog) => self.one_of(node, name, catalog),
            Shape::Map(value) => match &node.value {
                Value::Map(entries) => {
                    self.around.push(node);
                    for entry in entries {
                        let name = entry.key.as_text().unwrap_or("");
                        self.steps.push(Step::Key(name));
                        if !matches!(entry.node.value, Value::Null) {
                            self.visit(&entry.node, value, None);
                            self.value(&entry.node, value, name, None);
                        }
                        self.steps.pop();
                    }
                    self.around.pop();
                }
                _ => self.another_form(node, name, "a map"),
            },
        }
        false
    }

    /// What is looked at, in a title.
    fn subject(&self, key: &str) -> String {
        match self.steps.last() {
            Some(Step::Index(_)) => format!("each item of `{key}`"),
            _ => format!("`{key}`"),
        }
    }

    pub fn another_form(&mut self, node: &Node, key: &str, wanted: &str) {
        let title = format!("{} is {wanted}, not {}", self.subject(key), node.describe());
        let found = Diagnostic::new(&C0006, title, node.span, format!("this is {}", node.describe()));
        let fits = |item: &&Node| match wanted {
            "text" => item.as_text().is_some(),
            "one value" => item.is_scalar(),
            "a whole number" => matches!(&item.value, Value::Number(number) if is_whole(number)),
            "a map" => item.as_map().is_some(),
            _ => matches!(item.value, Value::Bool(_)),
        };
        // A list of one thing that is right is that thing, said with too much.
        let found = match super::only(node).filter(fits).and_then(super::plain) {
            Some(item) => found.change("take it out of the list", Applicability::MachineApplicable, [self.say(item)]),
            None => found.help(format!("write {wanted} here")),
        };
        self.report(found);
    }

    fn text(&mut self, node: &Node, key: &str) {
        let (written, read_as) = match &node.value {
            Value::Text(_) => return,
            Value::Number(number) => (number.to_string(), "a number"),
            Value::Bool(value) => (value.to_string(), "a boolean"),
            _ => return self.another_form(node, key, "text"),
        };
        let title = format!("{} is text, but `{written}` is read as {read_as}", self.subject(key));
        let found = Diagnostic::new(&C0007, title, node.span, format!("read as {read_as}")).fix(
            "put it in quotes",
            Applicability::MachineApplicable,
            node.span,
            format!("\"{written}\""),
        );
        self.report(found);
    }

    fn int(&mut self, node: &Node, key: &str) {
        match &node.value {
            Value::Number(number) if is_whole(number) => {}
            Value::Number(_) => self.another_form(node, key, "a whole number"),
            Value::Text(text) if is_whole(text) => {
                let title = format!("`{key}` is a whole number, not text");
                let found = Diagnostic::new(&C0006, title, node.span, "the quotes make it text").fix(
                    "remove the quotes",
                    Applicability::MachineApplicable,
                    node.span,
                    &**text,
                );
                self.report(found);
            }
            _ => self.another_form(node, key, "a whole number"),
        }
    }

    fn bool(&mut self, node: &Node, key: &str) {
        let meant = match &node.value {
            Value::Bool(_) => return,
            Value::Text(text) => match text.to_lowercase().as_str() {
                "true" | "yes" | "on" => Some("true"),
                "false" | "no" | "off" => Some("false"),
                _ => None,
            },
            _ => None,
        };
        let Some(meant) = meant else { return self.another_form(node, key, "`true` or `false`") };
        let title = format!("`{key}` is `true` or `false`, not text");
        let found = Diagnostic::new(&C0006, title, node.span, format!("this is text; `{meant}` is meant")).fix(
            format!("write `{meant}`"),
            Applicability::MachineApplicable,
            node.span,
            meant,
        );
        self.report(found);
    }

    fn one_of(&mut self, node: &Node, key: &str, catalog: &'static Catalog) {
        let written: &str = match &node.value {
            Value::Text(text) | Value::Number(text) => text,
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            _ => return self.another_form(node, key, "text"),
        };
        let known = catalog
            .values
            .iter()
            .any(|value| *value == written || (catalog.any_case && value.eq_ignore_ascii_case(written)));
        if known || !catalog.enforced {
            return;
        }
        let near = ranked(written, catalog.values.iter().copied());
        let title = format!("no {} is called `{written}`", catalog.name);
        let found = match near {
            Some((value, sure)) => {
                let how = if sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
                Diagnostic::new(&C0014, title, node.span, format!("did you mean `{value}`?")).fix(
                    format!("write `{value}`"),
                    how,
                    node.span,
                    value,
                )
            }
            None => Diagnostic::new(&C0014, title, node.span, "not one of the values it can have"),
        };
        let found = if near.is_some() {
            found
        } else {
            found.help(format!("write {}", quoted(catalog.values.iter().copied(), "or")))
        };
        self.report(found);
    }
}

/// Whether a number is whole, in any of the ways in which YAML 1.2 writes one.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    match (digits.strip_prefix("0x"), digits.strip_prefix("0o")) {
        (Some(hex), _) => all(hex, 16),
        (_, Some(octal)) => all(octal, 8),
        _ => all(digits, 10),
    }
}
