//! A walk through a declaration, with the shape that each value should have.
//!
//! In: a declaration. Out: calls, outside before inside. A value of another form than its shape is shown, but not entered.

use super::gather::Declaration;
use super::place::{Step, join};
use crate::ast::{Node, Value};
use crate::kinds::{Key, Record, Shape};

/// A value on the walk.
#[derive(Debug)]
pub struct Visit<'a, 'w> {
    /// The value; never null.
    pub node: &'a Node,
    /// What it should be.
    pub shape: &'static Shape,
    /// The key it stands under, where that is a known one.
    pub key: Option<&'static Key>,
    /// The maps and lists around it, from the declaration inward.
    pub around: &'w [&'a Node],
    /// The way to it from the declaration.
    pub steps: &'w [Step<'a>],
}

impl<'a> Visit<'a, '_> {
    /// The way to it as text.
    pub fn path(&self) -> String {
        join(self.steps)
    }

    /// The value beside it, in the nearest map around it.
    pub fn beside(&self, key: &str) -> Option<&'a Node> {
        self.around.iter().rev().find(|node| node.as_map().is_some()).and_then(|node| node.get(key))
    }
}

/// Calls `each` for every value in the declaration.
pub fn walk<'a>(declaration: &Declaration<'a>, each: &mut dyn FnMut(&Visit<'a, '_>)) {
    let mut walker = Walker { around: Vec::new(), steps: Vec::new(), each };
    walker.record(declaration.node, declaration.kind.record);
}

struct Walker<'a, 'e> {
    around: Vec<&'a Node>,
    steps: Vec<Step<'a>>,
    each: &'e mut dyn FnMut(&Visit<'a, '_>),
}

impl<'a> Walker<'a, '_> {
    fn record(&mut self, node: &'a Node, record: &'static Record) {
        let Some(entries) = node.as_map() else { return };
        self.around.push(node);
        let mut from = 0;
        for entry in entries {
            let Some(key) = record.next(&entry.key, &mut from) else { continue };
            self.steps.push(Step::Key(key.name));
            self.value(&entry.node, &key.shape, Some(key));
            self.steps.pop();
        }
        self.around.pop();
    }

    fn value(&mut self, node: &'a Node, shape: &'static Shape, key: Option<&'static Key>) {
        if matches!(node.value, Value::Null) {
            return;
        }
        (self.each)(&Visit { node, shape, key, around: &self.around, steps: &self.steps });
        match (shape, &node.value) {
            (Shape::Record(record), _) => self.record(node, record),
            (Shape::List(shape), Value::List(items)) => {
                self.around.push(node);
                for (at, item) in items.iter().enumerate() {
                    self.steps.push(Step::Index(at));
                    self.value(&item.node, shape, key);
                    self.steps.pop();
                }
                self.around.pop();
            }
            (Shape::Map(shape), Value::Map(entries)) => {
                self.around.push(node);
                for entry in entries {
                    self.steps.push(Step::Key(entry.key.as_text().unwrap_or("")));
                    self.value(&entry.node, shape, None);
                    self.steps.pop();
                }
                self.around.pop();
            }
            (Shape::Params(calls), _) => {
                let id = self.around.last().and_then(|call| call.get("id")).and_then(Node::as_text);
                if let Some(call) = calls.iter().find(|call| Some(call.id) == id) {
                    self.record(node, call.params);
                }
            }
            _ => {}
        }
    }
}
