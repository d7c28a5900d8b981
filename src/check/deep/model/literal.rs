//! Literals: whether a value that is written down is one of a type.
//!
//! In: a node and a type. Out: yes or no; yes too where it cannot be known: templates, calls, types that are not at hand.

use super::types::{Plain, plain};
use crate::ast::{Item, Node, Value};
use crate::check::deep::Sound;
use crate::check::deep::model::template;
use crate::check::deep::parts::{Field, bare, items};
use crate::check::place::{called, cut};
use crate::date::{Date, Moment, Time};

/// Words that stand for the time at which something is stored.
const NOW: &[&str] = &[
    "now",
    "today",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "clock.now",
    "clock.today",
];

/// Whether a value is one of a field: of its type and, where it lists its values, one of them.
pub fn is_of_field(sound: &Sound, node: &Node, field: &Field) -> bool {
    if is_open(node) {
        return true;
    }
    let values: &[Item] = items(field.node, "values");
    if !values.is_empty() {
        let text = |node: &Node| match &node.value {
            Value::Bool(value) => Some(value.to_string()),
            _ => called(node).map(str::to_owned),
        };
        return text(node).is_none_or(|own| values.iter().any(|value| text(&value.node) == Some(own.clone())));
    }
    field.kind().is_none_or(|(kind, _)| is_of(sound, node, &plain(kind)))
}

/// Whether a field may hold this value, as far as its values are listed: by it, or by an enum.
pub fn may_be(sound: &Sound, field: &Field, value: &str) -> bool {
    let all = listed(sound, field);
    all.is_empty() || all.contains(&value)
}

/// The only values that a field may have; none where they are not listed.
pub fn listed<'a>(sound: &Sound<'_, 'a>, field: &Field<'a>) -> Vec<&'a str> {
    let own = match items(field.node, "values") {
        [] => sound.one("enum", field.kind().map_or("", |(kind, _)| bare(kind))).map(|own| items(own.node, "values")),
        own => Some(own),
    };
    own.into_iter().flatten().filter_map(|item| called(&item.node)).collect()
}

/// Whether a value is one of a type.
pub fn is_of(sound: &Sound, node: &Node, kind: &Plain) -> bool {
    if is_open(node) {
        return true;
    }
    match kind {
        Plain::Of(head, inner) => match (*head, &node.value, inner.as_slice()) {
            ("list", Value::List(items), [of]) => items.iter().all(|item| is_of(sound, &item.node, of)),
            ("map", Value::Map(entries), [_, of]) => entries.iter().all(|entry| is_of(sound, &entry.node, of)),
            ("list" | "map", ..) => false,
            _ => true,
        },
        Plain::Name(name) => is_of_name(sound, node, name),
    }
}

/// Whether what a value is will be known later only.
pub fn is_open(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => template::has(text) || text.contains('(') || is_source(text),
        _ => false,
    }
}

/// Whether a text names where a value comes from: `actor.id`.
fn is_source(text: &str) -> bool {
    cut(text, b'.').is_some_and(|(head, rest)| {
        let name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        ["actor", "clock", "input", "event", "result", "subject", "user"].contains(&head) && name(rest)
    })
}

fn is_of_name(sound: &Sound, node: &Node, name: &str) -> bool {
    let quantity =
        |text: &str| cut(text, b' ').is_some_and(|(number, unit)| number.parse::<f64>().is_ok() && !unit.contains(' '));
    match (name, &node.value) {
        ("json", _) => true,
        ("string", Value::Text(_)) | ("bool", Value::Bool(_)) | ("float" | "decimal", Value::Number(_)) => true,
        ("int", Value::Number(text)) => !text.contains(['.', 'e', 'E']) || text.starts_with("0x"),
        ("int" | "float" | "decimal", Value::Text(text)) => quantity(text),
        ("uuid", Value::Text(text)) => is_uuid(text),
        ("date" | "datetime" | "time", Value::Text(text)) => {
            let now = NOW.iter().any(|word| word.eq_ignore_ascii_case(text));
            now || match name {
                "time" => text.parse::<Time>().is_ok(),
                "date" => text.parse::<Date>().is_ok(),
                _ => text.parse::<Moment>().is_ok() || text.parse::<Date>().is_ok(),
            }
        }
        ("string" | "bool" | "int" | "float" | "decimal" | "uuid" | "date" | "datetime" | "time", _) => false,
        (name, value) => {
            if let Some(own) = sound.one("enum", name) {
                let known: Vec<&str> = items(own.node, "values").iter().filter_map(|item| called(&item.node)).collect();
                return called(node).is_none_or(|text| known.contains(&text)) && node.is_scalar();
            }
            match sound.one("value", name) {
                Some(_) => matches!(value, Value::Map(_) | Value::Text(_)),
                None => true,
            }
        }
    }
}

/// Whether a text has the form of a UUID.
pub fn is_uuid(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_form() {
        assert!(is_uuid("6f1f8f0e-8f5e-4b7c-9d3e-0a1b2c3d4e5f") && !is_uuid("valid-order-uuid"));
    }
}
