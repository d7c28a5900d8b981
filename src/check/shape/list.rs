//! Lists: items that cannot be what the list is of.
//!
//! In: a list and the shape of its items. Out: C0006. When the line with the next key was lost, the items under it hang on
//! to the list above: then one finding says so, and the items are left alone.

use super::Shapes;
use crate::ast::{Item, Node, Value};
use crate::check::fit;
use crate::check::place::{Step, a, is_plain, quoted};
use crate::diag::code::C0006;
use crate::diag::nearest::nearest;
use crate::diag::{Applicability, Diagnostic, Plain};
use crate::kinds::{KINDS, Key, Record, Shape};

impl<'a> Shapes<'a, '_> {
    /// Looks at the list of `key`, which is `known` in most cases.
    pub fn list(&mut self, node: &'a Node, item: &'static Shape, key: &str, known: Option<&'static Key>) {
        let Value::List(items) = &node.value else { return self.no_list(node, item, key) };
        let around = self.around.last().copied();
        let mut strangers = Vec::new();
        self.around.push(node);
        for (at, entry) in items.iter().enumerate() {
            self.steps.push(Step::Index(at));
            if matches!(entry.node.value, Value::Null) && !matches!(item, Shape::Any | Shape::Scalar) {
                let title = format!("an item of `{key}` is empty");
                let found = Diagnostic::new(&C0006, title, entry.node.span, "nothing here");
                self.report(found.help("remove the item, or say what it is"));
            } else {
                if !matches!(entry.node.value, Value::Null) {
                    self.visit(&entry.node, item, known);
                }
                let before = self.findings.len();
                let knows_all = self.value(&entry.node, item, key, known);
                // Where all keys are known, there is nothing to wonder about; and what is no item at all is told as such.
                let is_item = matches!(item, Shape::Record(record) if knows_all && id_fits(&entry.node, record))
                    || (fits(&entry.node, item) && !self.belongs_above(entry, item, around));
                if !is_item {
                    self.findings.truncate(before);
                    strangers.push((at, entry));
                }
            }
            self.steps.pop();
        }
        self.around.pop();
        let Some((at, first)) = strangers.first() else { return };
        self.steps.push(Step::Index(*at));
        let word = if let Shape::Record(record) = item { a(record.name) } else { "text".to_owned() };
        let title = format!("this item of `{key}` is not {word}");
        let label = match item {
            Shape::Record(_) if first.node.as_map().is_none() => format!("this is {}", first.node.describe()),
            Shape::Record(_) => format!("{word} has other keys"),
            _ => format!("this is {}", first.node.describe()),
        };
        let span = first.node.as_map().and_then(|entries| entries.first()).map_or(first.node.span, |e| e.key.span);
        let mut found = Diagnostic::new(&C0006, title, span, label);
        match strangers.len() - 1 {
            0 => {}
            1 => found = found.note("one more item is none either"),
            more => found = found.note(format!("{more} more items are none either")),
        }
        let keys = self.keys_for(&strangers, around);
        let inner = super::only(&first.node).filter(|inner| fits(inner, item)).and_then(super::plain);
        let found = match keys.as_slice() {
            [] if strangers.len() == 1 && inner.is_some() => found.change(
                "take it out of the inner list",
                Applicability::MachineApplicable,
                inner.map(|inner| self.say(inner)),
            ),
            [] => found.help(format!("write {word} here, or remove the item")),
            keys => found
                .help(format!("say {} in a line above, if that is what is meant", quoted(keys.iter().copied(), "or"))),
        };
        self.report(found);
        self.steps.pop();
    }

    /// The keys that are absent around the list and could hold these items.
    fn keys_for(&self, items: &[(usize, &Item)], around: Option<&Node>) -> Vec<&'static str> {
        let record = KINDS.iter().find(|kind| self.element.starts_with(&format!("{}/", kind.section.join("/"))));
        // Only in the declaration itself; deeper inside, the record of the list is not at hand.
        let (Some(kind), [Step::Key(_), Step::Index(_)], Some(around)) = (record, self.steps.as_slice(), around) else {
            return Vec::new();
        };
        let could = |shape: &Shape| match shape {
            Shape::List(Shape::Record(record)) => items.iter().all(|(_, item)| fit::wholly(&item.node, record)),
            Shape::List(inner) => items.iter().all(|(_, item)| fits(&item.node, inner)),
            _ => false,
        };
        let absent = kind.record.keys.iter().filter(|key| around.get(key.name).is_none());
        absent.filter(|key| could(&key.shape)).map(|key| key.name).take(4).collect()
    }

    /// Whether an item hardly fits its list, but wholly one that is absent.
    fn belongs_above(&self, entry: &'a Item, item: &Shape, around: Option<&Node>) -> bool {
        let Shape::Record(record) = item else { return false };
        !record.open && fit::hardly(&entry.node, record) && !self.keys_for(&[(0, entry)], around).is_empty()
    }

    fn no_list(&mut self, node: &'a Node, item: &'static Shape, key: &str) {
        let title = format!("`{key}` takes a list, not {}", node.describe());
        let found = Diagnostic::new(&C0006, title, node.span, format!("this is {}", node.describe()));
        // One name, or one map that could be an item: the list of it is meant.
        let sure = fits(node, item) && node.as_text().is_none_or(is_plain);
        let found = match super::plain(node).filter(|_| sure) {
            Some(own) => {
                found.change("make it a list", Applicability::MachineApplicable, [self.say(Plain::List(vec![own]))])
            }
            None => found.help(format!("write `{key}` as a list, even if it holds only one thing")),
        };
        self.report(found);
    }
}

/// Whether a value could be meant as an item of this shape, however many mistakes are in it.
fn fits(node: &Node, shape: &Shape) -> bool {
    match (shape, &node.value) {
        (Shape::Any, _) => true,
        (Shape::Record(record), Value::Map(entries)) => {
            let names = || entries.iter().filter_map(|entry| entry.key.as_text());
            let required = || record.keys.iter().filter(|key| key.required).map(|key| key.name);
            let said = names().any(|name| required().any(|key| key == name) || nearest(name, required()).is_some());
            let sound = entries.is_empty() || said || names().all(|name| record.key(name).is_some());
            sound && id_fits(node, record)
        }
        (Shape::Record(_), _) => false,
        (_, value) => !matches!(value, Value::Map(_) | Value::List(_)),
    }
}

/// Whether the id of a guard is not that of an effect, and the other way round.
fn id_fits(node: &Node, record: &Record) -> bool {
    let Some(id) = node.get("id").and_then(Node::as_text) else { return true };
    let mine = |record: &Record| match record.key("id").map(|key| &key.shape) {
        Some(Shape::OneOf(ids)) => Some(ids.values.contains(&id)),
        _ => None,
    };
    let both = [&crate::kinds::parts::guard::GUARD, &crate::kinds::parts::effect::EFFECT];
    mine(record) != Some(false) || !both.iter().any(|other| mine(other) == Some(true))
}
