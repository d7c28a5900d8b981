//! Types, fields and constants out of trees.

use super::Lower;
use crate::ast::{Node, Value as Tree};
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::parts::{Field as Declared, is_true, items, text};
use crate::check::deep::tables::Number;
use crate::check::place::called;
use crate::ir::{Bounds, Constant, Field, Type};

impl Lower<'_, '_, '_> {
    /// The type of a field.
    pub fn kind(&self, field: &Declared) -> Type {
        let values = items(field.node, "values");
        if !values.is_empty() {
            let of = |item: &crate::ast::Item| called(&item.node).map(str::to_owned);
            return Type::OneOf { values: values.iter().filter_map(of).collect() };
        }
        field.kind().map_or(Type::Json, |(kind, _)| self.of_plain(&plain(kind)))
    }

    fn of_plain(&self, kind: &Plain) -> Type {
        match kind {
            Plain::Of(head, inner) => match (*head, inner.last()) {
                ("list", Some(of)) => Type::List { of: Box::new(self.of_plain(of)) },
                ("map", Some(of)) => Type::Map { of: Box::new(self.of_plain(of)) },
                _ => Type::Json,
            },
            Plain::Name(name) => match *name {
                "string" => Type::Text,
                "int" => Type::Int,
                "float" => Type::Float,
                "decimal" => Type::Decimal,
                "bool" => Type::Bool,
                "datetime" => Type::Datetime,
                "date" => Type::Date,
                "time" => Type::Time,
                "uuid" => Type::Uuid,
                "bytes" => Type::Bytes,
                name if self.model.sound.one("enum", name).is_some() => Type::Enumeration { name: name.to_owned() },
                name if self.model.sound.one("value", name).is_some() => Type::Value { name: name.to_owned() },
                name if self.model.entity(name).is_some() => Type::Entity { name: name.to_owned() },
                _ => Type::Json,
            },
        }
    }

    /// A field.
    pub fn field(&self, field: &Declared) -> Field {
        let kind = self.kind(field);
        let default = field.node.get("default").and_then(|node| default(node, &kind));
        let pii = field.node.get("metadata").and_then(|node| node.get("pii"));
        Field {
            name: field.name.to_owned(),
            description: super::description(field.node),
            required: field.is_required(),
            default,
            bounds: field.node.get("constraints").map(bounds).unwrap_or_default(),
            personal: is_true(pii),
            kind,
        }
    }
}

/// The value that a default stands for; none for a moment, which only the database can fill in.
fn default(node: &Node, kind: &Type) -> Option<Constant> {
    match kind {
        Type::Date | Type::Datetime | Type::Time => None,
        _ => match constant(node, is_number(kind)) {
            Constant::Null => None,
            own => Some(own),
        },
    }
}

/// Whether a quantity with a unit is a number for this type.
pub fn is_number(kind: &Type) -> bool {
    matches!(kind, Type::Int | Type::Float | Type::Decimal)
}

/// What a node says. With `numbers`, a quantity with a unit is the number of its smallest units.
pub fn constant(node: &Node, numbers: bool) -> Constant {
    match &node.value {
        Tree::Null => Constant::Null,
        Tree::Bool(value) => Constant::Bool(*value),
        Tree::Number(text) => Constant::Number(text.to_string()),
        Tree::Text(text) if numbers => quantity(text).unwrap_or_else(|| Constant::Text(text.to_string())),
        Tree::Text(text) => Constant::Text(text.to_string()),
        Tree::List(items) => Constant::List(items.iter().map(|item| constant(&item.node, numbers)).collect()),
        Tree::Map(entries) => {
            let of = |entry: &crate::ast::Entry| (entry.key.value().to_string(), constant(&entry.node, numbers));
            Constant::Map(entries.iter().map(of).collect())
        }
    }
}

/// A text such as `20 MiB` as a number.
pub fn quantity(text: &str) -> Option<Constant> {
    let number = Number::parse(text.trim())?;
    Some(Constant::Number(crate::check::deep::tables::shown(number)))
}

fn bounds(node: &Node) -> Bounds {
    let said = |keys: &[&str]| keys.iter().find_map(|key| text(node, key)).map(|(text, _)| text.to_owned());
    let number = |keys: &[&str]| {
        said(keys).map(|text| match quantity(&text) {
            Some(Constant::Number(number)) => number,
            _ => text,
        })
    };
    let count = |keys: &[&str]| said(keys).and_then(|text| text.parse().ok());
    Bounds {
        min: number(&["min", "minimum"]),
        max: number(&["max", "maximum"]),
        min_length: count(&["min_length"]),
        max_length: count(&["max_length"]),
        pattern: said(&["pattern", "regex"]),
        scale: count(&["scale"]),
    }
}

/// Whether a type is one of times.
pub fn is_moment(kind: &Type) -> bool {
    matches!(kind, Type::Date | Type::Datetime | Type::Time)
}
