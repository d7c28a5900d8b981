//! C1204 and C1205 inside of values: parts that a value object or a row has not, and parts that a value object needs.
//!
//! In: what a step gives and expects, what an event of a scenario tells. Out: findings. What is expected of a row may leave out what it likes.

use std::fmt::Arguments;

use super::Step;
use crate::ast::{Entry, Item, Node, Value};
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::{Model, template};
use crate::check::deep::parts::{Field, bare, fields, text};
use crate::check::gather::Declaration;
use crate::check::place::quoted;
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C1204, C1205};
use crate::diag::nearest::ranked;
use crate::diag::{Code, Diagnostic};

/// Where values stand: the scenario, and whether they are given or expected.
struct At<'s> {
    element: &'s str,
    code: &'static Code,
}

/// Looks at the values of a step that calls an operation.
pub fn check(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let element = step.own.element.as_str();
    let given = (step.input, &step.operation.inputs, "input", &C1204);
    let expected = (step.expect, &step.operation.returns, "expect", &C1205);
    for (entries, fields, key, code) in [given, expected] {
        values(model, &At { element, code }, entries, fields, format_args!("steps/{}/{key}", step.at), findings);
    }
}

/// Looks at a step that is an event: what it tells, against the payload.
pub fn event(model: &Model, own: &Declaration, at: usize, item: &Item, findings: &mut Vec<Diagnostic>) {
    let Some((name, _)) =
        text(&item.node, "ref").filter(|_| text(&item.node, "type").is_some_and(|(kind, _)| kind == "event"))
    else {
        return;
    };
    let (Some(payload), Some(node)) = (model.payload(bare(name)), item.node.get("input")) else { return };
    // What an event tells may be left open.
    let Some(entries) = node.as_map().filter(|entries| !entries.is_empty()) else { return };
    let at_place = At { element: own.element.as_str(), code: &C1204 };
    let place = format_args!("steps/{at}/input");
    let of = format_args!("the event `{}`", bare(name));
    let before = findings.len();
    strangers(&at_place, entries, payload, of, place, findings);
    if findings.len() == before {
        lacks(&at_place, node, entries, payload, of, place, findings);
    }
    values(model, &at_place, entries, payload, place, findings);
}

/// Looks into the values of fields.
fn values(
    model: &Model,
    at: &At,
    entries: &[Entry],
    fields: &[Field],
    place: Arguments,
    findings: &mut Vec<Diagnostic>,
) {
    for entry in entries {
        let Some(field) = fields.iter().find(|field| entry.key.as_text() == Some(field.name)) else { continue };
        let Some((kind, _)) = field.kind() else { continue };
        value(model, at, &entry.node, &plain(kind), format_args!("{place}/{}", field.name), findings);
    }
}

fn value(model: &Model, at: &At, node: &Node, kind: &Plain, place: Arguments, findings: &mut Vec<Diagnostic>) {
    match (kind, &node.value) {
        (Plain::Of("list", of), Value::List(items)) => {
            let [of] = of.as_slice() else { return };
            for (number, item) in items.iter().enumerate() {
                value(model, at, &item.node, of, format_args!("{place}/{number}"), findings);
            }
        }
        (Plain::Name(name), Value::Map(entries)) => {
            let is_whole = model.sound.one("value", name).map(|own| (fields(own.node, "fields"), true));
            let row = || Some((model.entity(name)?.fields.clone(), false));
            let Some((fields, is_value)) = is_whole.or_else(row) else { return };
            let before = findings.len();
            strangers(at, entries, &fields, format_args!("`{name}`"), place, findings);
            if is_value && at.code.id == C1204.id && findings.len() == before {
                lacks(at, node, entries, &fields, format_args!("`{name}`"), place, findings);
            }
            values(model, at, entries, &fields, place, findings);
        }
        _ => {}
    }
}

/// Names that are none of the fields.
fn strangers(
    at: &At,
    entries: &[Entry],
    fields: &[Field],
    of: Arguments,
    place: Arguments,
    findings: &mut Vec<Diagnostic>,
) {
    for entry in entries {
        let known = |name: &&str| fields.iter().any(|field| field.name == *name);
        let Some(name) = entry.key.as_text().filter(|name| !known(name) && !template::has(name)) else { continue };
        let span = entry.key.span;
        let mut found = Diagnostic::new(at.code, format!("{of} has no `{name}`"), span, "not one of its fields");
        let free = fields.iter().filter(|field| entries.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (span.end - span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)).filter(|_| exact) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("rename it to `{near}`"), how, span, near);
        } else {
            found = found.note(format!("it has {}", quoted(fields.iter().map(|field| field.name).take(8), "and")));
        }
        findings.push(found.at(at.element, format!("{place}/{name}")));
    }
}

/// Required fields that are not given.
fn lacks(
    at: &At,
    node: &Node,
    entries: &[Entry],
    fields: &[Field],
    of: Arguments,
    place: Arguments,
    findings: &mut Vec<Diagnostic>,
) {
    let given = |field: &&Field| entries.iter().any(|entry| entry.key.as_text() == Some(field.name));
    let needed = fields.iter().filter(|field| field.is_required() && !field.has("default"));
    let missing: Vec<&Field> = needed.filter(|field| !given(field)).collect();
    if missing.is_empty() {
        return;
    }
    let names = quoted(missing.iter().map(|field| field.name), "and");
    let found = Diagnostic::new(at.code, format!("{of} is given without {names}"), node.span, format!("needs {names}"));
    let found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    findings.push(found.help("give it in the step").at(at.element, place.to_string()));
}
