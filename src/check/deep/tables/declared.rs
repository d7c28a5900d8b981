//! What is declared of the inputs of a rule.
//!
//! In: the sound part of a set and a rule. Out: a [`Declared`] for each input, or nothing at all where the rule speaks of
//! something that is not at hand.

use std::sync::Arc;

use smol_str::SmolStr;

use super::super::Sound;
use super::condition::{Condition, Scalar, Test};
use crate::ast::{Node, Value};
use crate::check::deep::model::words::{last, words};
use crate::check::deep::model::{operation::loaded, types};
use crate::check::deep::policies::actor::is_caller;
use crate::check::gather::Declaration;
use crate::check::place::{cut, lower};
use crate::lookup::HashSet;

/// So many roles that nothing names stand for all of them.
const OTHERS: usize = 16;

/// What values an input may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// These and no others.
    Closed(Arc<Closed>),
    /// True and false.
    Bool,
    /// Whole numbers.
    Int,
    /// All numbers.
    Decimal,
    /// Any text.
    Open,
    /// Nothing is declared: what it is compared with says it.
    Unknown,
    /// It may be something that is not understood.
    Unclear,
}

/// The only values there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The values.
    pub values: Vec<Scalar>,
    /// What they are called.
    pub called: Called,
}

/// What listed values are called, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// Roles.
    Roles,
    /// True and false.
    Booleans,
    /// The values of an enum or field of this name.
    Of(SmolStr),
}

impl std::fmt::Display for Called {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Called::Roles => f.write_str("roles"),
            Called::Booleans => f.write_str("booleans"),
            Called::Of(name) => write!(f, "values of `{name}`"),
        }
    }
}

impl Type {
    /// These values and no others; unclear where one of them is none.
    fn closed(values: Option<Vec<Scalar>>, called: Called) -> Type {
        values.map_or(Type::Unclear, |values| Type::Closed(Arc::new(Closed { values, called })))
    }
}

/// An input as it is declared.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its values.
    pub values: Type,
    /// Whether it may be absent.
    pub optional: bool,
}

/// What is declared of these inputs; nothing where it cannot be known.
pub fn declared(sound: &Sound, rule: &Declaration, inputs: &[&str], cells: &[Condition]) -> Option<Vec<Declared>> {
    let fields = target(sound, rule)?;
    let of = |(at, name): (usize, &&str)| {
        if let Some(source) = source(rule.node, name) {
            return match bound(sound, rule, source) {
                Some(field) => of_field(sound, field),
                None if matches!(source, "actor.role" | "actor.roles") => roles(sound, at, cells),
                // It may be a field of an entity that has an error.
                None if !sound.is_whole("entity") => plain(Type::Unclear),
                None => plain(Type::Unknown),
            };
        }
        let mut found = fields.iter().filter(|field| field.get("name").and_then(Node::as_text) == Some(*name));
        match (found.next(), found.next()) {
            (Some(field), None) => of_field(sound, field),
            (Some(_), Some(_)) => plain(Type::Unclear),
            _ if is_role(name) => roles(sound, at, cells),
            _ => plain(Type::Unknown),
        }
    };
    Some(inputs.iter().enumerate().map(of).collect())
}

/// An input of this type that is always there.
pub fn plain(values: Type) -> Declared {
    Declared { values, optional: false }
}

/// Where a rule says that an input comes from.
pub fn source<'a>(rule: &'a Node, input: &str) -> Option<&'a str> {
    rule.get("bind")?.get(input)?.as_text()
}

/// The field that a source names: an input, what is known of the caller, a field of an entity, or a part of the value of one.
pub fn bound<'a>(sound: &Sound<'_, 'a>, rule: &Declaration<'a>, source: &str) -> Option<&'a Node> {
    let (head, path) = cut(source, b'.')?;
    let (name, inside) = cut(path, b'.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let named = |field: &&Node| field.get("name").and_then(Node::as_text) == Some(name);
    let fields = |own: &Declaration<'a>| own.node.get("fields").and_then(Node::as_list).unwrap_or(&[]).iter();
    let mut found = match head {
        "input" => target(sound, rule)?.into_iter().find(named),
        "actor" => sound.all("actor").flat_map(fields).map(|field| &field.node).find(named),
        _ => {
            let all = loaded(operation(sound, rule)??.node);
            let entity = all.into_iter().find(|name| words(name).join("_") == head)?;
            sound.one("entity", entity).into_iter().flat_map(fields).map(|field| &field.node).find(named)
        }
    }?;
    for part in inside.into_iter().flat_map(|rest| rest.split('.')) {
        found = types::part(sound, found.get("type")?.as_text()?, part)?.1.node;
    }
    Some(found)
}

/// The inputs of what the rule is applied to; nothing where that is not at hand.
fn target<'a>(sound: &Sound<'_, 'a>, rule: &Declaration<'a>) -> Option<Vec<&'a Node>> {
    let Some(target) = operation(sound, rule)? else { return Some(Vec::new()) };
    let fields = target.node.get("input").and_then(Node::as_list).unwrap_or(&[]);
    Some(fields.iter().map(|field| &field.node).collect())
}

/// The command or query that the rule is applied to, where it is one; nothing where that is not at hand.
fn operation<'s, 'a>(sound: &Sound<'s, 'a>, rule: &Declaration<'a>) -> Option<Option<&'s Declaration<'a>>> {
    let Some(text) = rule.node.get("applies_to").and_then(Node::as_text) else { return Some(None) };
    let kinds: &[&'static str] = match cut(text, b':').map(|(kind, _)| lower(kind.trim())) {
        None => &["command", "query"],
        Some(kind) if kind == "command" => &["command"],
        Some(kind) if kind == "query" => &["query"],
        Some(_) => return Some(None),
    };
    let mut found = kinds.iter().filter_map(|kind| sound.one(kind, text));
    found.next().filter(|_| found.next().is_none()).map(Some)
}

/// What is declared of a field.
pub fn of_field(sound: &Sound, field: &Node) -> Declared {
    let optional = field.get("required").is_some_and(|required| matches!(required.value, Value::Bool(false)))
        && field.get("default").is_none();
    if let Some(values) = field.get("values").and_then(Node::as_list).filter(|values| !values.is_empty()) {
        let values: Option<Vec<Scalar>> = values.iter().map(|value| Scalar::of(&value.node)).collect();
        let name = field.get("name").and_then(Node::as_text).unwrap_or("");
        return Declared { values: Type::closed(values, Called::Of(name.into())), optional };
    }
    let text = field.get("type").and_then(Node::as_text).unwrap_or("");
    let values = match &*lower(text) {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "float" | "decimal" => Type::Decimal,
        "string" | "text" | "uuid" | "date" | "time" | "datetime" => Type::Open,
        _ => match sound.one("enum", text).and_then(|found| found.node.get("values")?.as_list()) {
            Some(values) if !values.is_empty() => {
                let values: Option<Vec<Scalar>> = values.iter().map(|value| Scalar::of(&value.node)).collect();
                Type::closed(values, Called::Of(text.rsplit_once(':').map_or(text, |(_, name)| name).into()))
            }
            _ => Type::Unclear,
        },
    };
    Declared { values, optional }
}

/// Words before `role` that make it the role of whoever calls, beside the nouns for callers.
const OF_CALLER: &[&str] = &["current", "requesting", "requester", "acting", "calling", "auth", "my", "own"];

/// Whether an input is called the role of the caller: `role`, `user_role`.
fn is_role(name: &str) -> bool {
    if last(name).is_none_or(|last| last != "role") {
        return false;
    }
    let words = words(name);
    let before = words.split_last().map_or(&[][..], |(_, before)| before);
    before.iter().all(|word| is_caller(word.as_str()) || OF_CALLER.contains(&word.as_str()))
}

/// Whether an input of a rule is the role of the caller: it is bound to it or, by the convention `caller-role`, called so where the
/// operation takes no such input.
pub fn is_role_of_caller(rule: &Node, operation: Option<&Node>, input: &str) -> bool {
    match source(rule, input) {
        Some(source) => matches!(source, "actor.role" | "actor.roles"),
        None => {
            let inputs = operation.and_then(|own| own.get("input")).and_then(Node::as_list).unwrap_or(&[]);
            let named = |item: &crate::ast::Item| item.node.get("name").and_then(Node::as_text) == Some(input);
            is_role(input) && !inputs.iter().any(named)
        }
    }
}

/// An input that is called a role, and is compared with roles.
fn roles(sound: &Sound, input: usize, cells: &[Condition]) -> Declared {
    if sound.every("role").next().is_none() && sound.is_everything() {
        return plain(Type::Unknown);
    }
    if sound.all("role").next().is_none() || !sound.is_whole("role") || sound.set.lost.may_hold(&["role"], "") {
        return plain(Type::Unclear);
    }
    if !named(input, cells).iter().any(|name| sound.declares("role", name)) {
        return plain(Type::Unknown);
    }
    of_roles(sound, input, cells)
}

/// The roles as the values of an input: those that its conditions name, and a few of the others. These are all alike, so that it
/// does not matter how many there are; unless the input is compared with another one.
pub fn of_roles(sound: &Sound, input: usize, cells: &[Condition]) -> Declared {
    let compares = |cell: &Condition| {
        cell.tests.iter().any(|test| matches!(test, Test::Same(other, _) if *other == input || cell.input == input))
    };
    let others = if cells.iter().any(compares) { usize::MAX } else { OTHERS };
    let roles = sound.some("role", &named(input, cells), others).into_iter().filter_map(|own| own.name);
    let values = roles.map(|(name, _)| Scalar::Text(name.into())).collect();
    plain(Type::closed(Some(values), Called::Roles))
}

/// The values that the conditions on an input name.
fn named(input: usize, cells: &[Condition]) -> HashSet<&str> {
    let tests = cells.iter().filter(|cell| cell.input == input).flat_map(|cell| &cell.tests);
    let values = tests.flat_map(|test| match test {
        Test::OneOf(values, _) => values.as_slice(),
        _ => &[],
    });
    values.map(|(value, _)| value.show()).collect()
}
