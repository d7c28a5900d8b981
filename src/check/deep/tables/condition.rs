//! Conditions: what a cell of a table says of an input.
//!
//! In: the value under the name of an input. Out: [`Condition`]: tests that must all hold. What is not understood is
//! marked and never guessed.

use smol_str::SmolStr;

use super::number::Number;
use crate::ast::{Node, Value};
use crate::check::deep::model::template;
use crate::source::Span;

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number as written.
    Number(SmolStr),
    /// A text.
    Text(SmolStr),
}

impl Scalar {
    /// The scalar that a node says.
    pub fn of(node: &Node) -> Option<Scalar> {
        match &node.value {
            Value::Null => Some(Scalar::Null),
            Value::Bool(value) => Some(Scalar::Bool(*value)),
            Value::Number(text) => Some(Scalar::Number(SmolStr::new(text))),
            Value::Text(text) => Some(Scalar::Text(SmolStr::new(text))),
            _ => None,
        }
    }

    /// The number it is, or the quantity.
    pub fn number(&self) -> Option<Number> {
        match self {
            Scalar::Number(text) => Number::parse(text),
            Scalar::Text(text) if text.contains(' ') => Number::parse(text),
            _ => None,
        }
    }

    /// How it is shown.
    pub fn show(&self) -> &str {
        match self {
            Scalar::Null => "null",
            Scalar::Bool(true) => "true",
            Scalar::Bool(false) => "false",
            Scalar::Number(text) | Scalar::Text(text) => text,
        }
    }

    /// Whether both are one value, however it was written.
    pub fn is(&self, other: &Scalar) -> bool {
        match (self, other) {
            (Scalar::Null, _) | (_, Scalar::Null) => self == other,
            _ => match (self.number(), other.number()) {
                (Some(one), Some(two)) => one.measure == two.measure && one.fixed() == two.fixed(),
                _ => self.show() == other.show(),
            },
        }
    }
}

/// How an input is compared with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smaller.
    Lt,
    /// Smaller or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
}

/// One test.
#[derive(Clone, Debug)]
pub enum Test {
    /// Is one of these values (or is none of them).
    OneOf(Vec<(Scalar, Span)>, bool),
    /// Stands in this order to a number.
    Compare(Order, Number),
    /// Is equal to another input (or is not).
    Same(usize, bool),
}

/// All that a cell says.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Which input.
    pub input: usize,
    /// What must hold.
    pub tests: Vec<Test>,
    /// Whether it says more than was understood.
    pub unclear: bool,
    /// Where it stands.
    pub span: Span,
}

/// Reads what a cell says of the input `input`, one of these.
pub fn read(node: &Node, input: usize, inputs: &[&str]) -> Condition {
    let mut read = Condition { input, tests: Vec::new(), unclear: false, span: node.span };
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                read.operator(entry.key.as_text().unwrap_or(""), &entry.node, inputs);
            }
        }
        Value::Map(_) => read.unclear = true,
        _ => read.operator(if node.as_list().is_some() { "in" } else { "eq" }, node, inputs),
    }
    read
}

impl Condition {
    /// Adds what an operator and its operand say.
    pub fn operator(&mut self, name: &str, node: &Node, inputs: &[&str]) {
        match (name, &node.value) {
            ("eq", Value::Text(text)) if template::has(text) => self.template(text, node.span, inputs),
            ("neq", Value::Text(text)) if template::has(text) => {
                match inside(text).and_then(|name| inputs.iter().position(|input| *input == name)) {
                    Some(at) => self.same(at, false),
                    None => self.unclear = true,
                }
            }
            ("eq" | "neq", _) => match Scalar::of(node).filter(is_plain) {
                Some(scalar) => self.tests.push(Test::OneOf(vec![(scalar, node.span)], name == "eq")),
                None => self.unclear = true,
            },
            ("in", Value::List(items)) => {
                let scalars = items.iter().map(|item| Some((Scalar::of(&item.node).filter(is_plain)?, item.node.span)));
                match scalars.collect() {
                    Some(all) => self.tests.push(Test::OneOf(all, true)),
                    None => self.unclear = true,
                }
            }
            ("gt" | "gte" | "lt" | "lte", _) => {
                let order = match name {
                    "gt" => Order::Gt,
                    "gte" => Order::Gte,
                    "lt" => Order::Lt,
                    _ => Order::Lte,
                };
                self.compare(order, Scalar::of(node));
            }
            _ => self.unclear = true,
        }
    }

    fn compare(&mut self, order: Order, with: Option<Scalar>) {
        match with.and_then(|with| with.number()) {
            Some(number) => self.tests.push(Test::Compare(order, number)),
            None => self.unclear = true,
        }
    }

    /// Adds that the input is equal to another one, or is not.
    pub fn same(&mut self, other: usize, yes: bool) {
        if other != self.input {
            self.tests.push(Test::Same(other, yes));
        } else if !yes {
            self.tests.push(Test::OneOf(Vec::new(), true));
        }
    }

    fn template(&mut self, text: &str, span: Span, inputs: &[&str]) {
        let Some(inner) = inside(text) else {
            self.unclear = true;
            return;
        };
        for part in inner.split(" and ").map(str::trim) {
            self.part(part, span, inputs);
        }
    }

    fn part(&mut self, part: &str, span: Span, inputs: &[&str]) {
        const ORDERS: [(&str, Order); 4] = [("<=", Order::Lte), (">=", Order::Gte), ("<", Order::Lt), (">", Order::Gt)];
        if let Some((sign, order)) = ORDERS.into_iter().find(|(sign, _)| part.starts_with(sign)) {
            let rest = part.get(sign.len()..).unwrap_or("").trim();
            return self.compare(order, Number::parse(rest).map(|_| number(rest)));
        }
        let (yes, value) = match (part.strip_prefix("=="), part.strip_prefix("!=")) {
            (Some(value), _) => (true, value.trim()),
            (_, Some(value)) => (false, value.trim()),
            _ if part == "not null" => (false, "null"),
            _ => (true, part),
        };
        let scalar = match value {
            "null" => Scalar::Null,
            "true" | "false" => Scalar::Bool(value == "true"),
            _ if Number::parse(value).is_some() => number(value),
            _ => {
                match inputs.iter().position(|input| *input == value) {
                    Some(at) => self.same(at, yes),
                    None => self.unclear = true,
                }
                return;
            }
        };
        self.tests.push(Test::OneOf(vec![(scalar, span)], yes));
    }
}

/// A number that was found inside a template.
fn number(text: &str) -> Scalar {
    if text.contains(' ') { Scalar::Text(text.into()) } else { Scalar::Number(text.into()) }
}

/// What stands between the braces of a text that is one template.
pub fn inside(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    (!inner.contains(['{', '}'])).then(|| inner.trim())
}

/// Whether a scalar says what it says: no template, no operator in a text, no dash for "anything".
fn is_plain(scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Text(text) => {
            !template::has(text) && !text.trim_start().starts_with(['<', '>', '=', '!']) && text != "-" && text != "*"
        }
        Scalar::Number(text) => Number::parse(text).is_some(),
        _ => true,
    }
}
