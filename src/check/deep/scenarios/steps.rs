//! C1201, C1204, C1205 and C1206: what a step gives and expects, against what its operation takes, returns and fails with.
//!
//! In: a step. Out: findings. An input that the server fills need not be given, but may be: the step says whom it speaks of.

use super::Step;
use crate::ast::{Node, Value};
use crate::check::deep::model::Model;
use crate::check::deep::model::literal::is_uuid;
use crate::check::deep::model::template;
use crate::check::deep::parts::{Field, bare, items};
use crate::check::place::{called, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C1201, C1204, C1205, C1206};
use crate::diag::nearest::ranked;
use crate::diag::{Change, Diagnostic, Level};
use crate::source::Span;

/// Looks at a step.
pub fn check(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    undeclared(model, step, findings);
    inputs(step, findings);
    expectations(step, findings);
    literals(model, step, findings);
}

fn undeclared(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let Some((error, span)) = step.error() else { return };
    let operation = step.operation;
    if !operation.sound || operation.errors.iter().any(|(name, _)| *name == error) {
        return;
    }
    let Some(own) = model.sound.one("error", error) else {
        if model.sound.declares("error", error) || !model.sound.is_all_read() {
            return;
        }
        let title = format!("the step expects the error `{error}`, which nothing declares");
        let mut found = Diagnostic::new(&C1201, title, span, "no such error");
        let names = model.sound.all("error").filter_map(|own| own.name).map(|(name, _)| name);
        if let Some((near, sure)) = ranked(error, names) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("write `{near}`"), how, span, near);
        }
        findings.push(found.at(step.own.element.as_str(), step.place("expect/error")));
        return;
    };
    let title = format!("the step expects `{error}`, but `{}` does not fail with it", operation.name);
    let mut found = Diagnostic::new(&C1201, title, span, "not among its errors");
    found = match operation.own.node.entry("errors") {
        Some(entry) => found.label(entry.key.span, "the errors it has"),
        None => found.label(operation.span, "declares no errors"),
    };
    if let Some((_, at)) = own.name {
        found = found.label(at, "the error");
    }
    // Version 0 has no errors of queries, so that none are declared says less.
    if operation.kind == "query" && operation.own.node.get("errors").is_none() {
        found.level = Level::Warning;
    }
    let change = Change::add(operation.own.node.span, "errors", error);
    let found = found.change(format!("add `{error}` to the errors of `{}`", operation.name), MaybeIncorrect, [change]);
    findings.push(found.at(step.own.element.as_str(), step.place("expect/error")));
}

fn inputs(step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    let mut strange = 0;
    for entry in step.input {
        let Some(name) = entry.key.as_text().filter(|name| operation.input(name).is_none()) else { continue };
        strange += 1;
        let title = format!("`{}` takes no `{name}`", operation.name);
        let mut found = Diagnostic::new(&C1204, title, entry.key.span, "not one of its inputs");
        let free = operation
            .inputs
            .iter()
            .filter(|field| step.input.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (entry.key.span.end - entry.key.span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)).filter(|_| exact) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("rename it to `{near}`"), how, entry.key.span, near);
        } else {
            found = found
                .note(format!("it takes {}", quoted(operation.inputs.iter().map(|field| field.name).take(8), "and")));
        }
        findings.push(found.at(step.own.element.as_str(), step.place(&format!("input/{name}"))));
    }
    let given = |field: &&Field| step.input.iter().any(|entry| entry.key.as_text() == Some(field.name));
    let needed = |field: &&Field| field.is_required() && !field.has("bind") && !field.has("default");
    let missing: Vec<&Field> = operation.inputs.iter().filter(needed).filter(|field| !given(field)).collect();
    // Where an error is expected, leaving something out may be the point.
    if missing.len() <= strange || step.error().is_some() {
        return;
    }
    let names = quoted(missing.iter().map(|field| field.name), "and");
    let title = format!("the step calls `{}` without {names}", operation.name);
    let found = Diagnostic::new(&C1204, title, step.span, format!("needs {names}"));
    let found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    findings.push(found.help("give it in the step").at(step.own.element.as_str(), step.place("input")));
}

fn expectations(step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    if operation.own.node.get("returns").is_none() && operation.kind == "query" {
        return;
    }
    for entry in step.expect {
        let Some(name) = entry.key.as_text() else { continue };
        if matches!(name, "error" | "success" | "status") || operation.returns.iter().any(|field| field.name == name) {
            continue;
        }
        let title = format!("the step expects `{name}`, which `{}` does not return", operation.name);
        let mut found = Diagnostic::new(&C1205, title, entry.key.span, "not returned");
        found = match operation.own.node.entry("returns") {
            Some(returns) => found.label(returns.key.span, "what it returns"),
            None => found.label(operation.span, "returns nothing"),
        };
        let free = operation
            .returns
            .iter()
            .filter(|field| step.expect.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (entry.key.span.end - entry.key.span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)).filter(|_| exact) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("rename it to `{near}`"), how, entry.key.span, near);
        }
        findings.push(found.at(step.own.element.as_str(), step.place(&format!("expect/{name}"))));
    }
}

/// C1206: one finding for all literals of a step that are none of their types.
fn literals(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let mut odd: Vec<(&Field, &Node, String)> = Vec::new();
    for (entries, fields, key) in
        [(step.input, &step.operation.inputs, "input"), (step.expect, &step.operation.returns, "expect")]
    {
        for entry in entries {
            let Some(field) = fields.iter().find(|field| entry.key.as_text() == Some(field.name)) else { continue };
            let Some((kind, _)) = field.kind() else { continue };
            if !is_of(model, field, kind, &entry.node) {
                odd.push((field, &entry.node, format!("{key}/{}", field.name)));
            }
        }
    }
    let [(field, node, place), rest @ ..] = odd.as_slice() else { return };
    let kind = field.kind().map_or("", |(kind, _)| kind);
    let shown = node.as_text().map_or("this value".to_owned(), |text| format!("`{text}`"));
    let title = format!("{shown} is no {kind}");
    let mut found = Diagnostic::new(&C1206, title, node.span, format!("`{}` takes a {kind}", field.name));
    for (field, node, _) in rest {
        found = found.label(node.span, format!("no {}", field.kind().map_or("", |(kind, _)| kind)));
    }
    let example = match kind.to_lowercase().as_str() {
        "uuid" => "\"4f1d2c3b-6a5e-4978-8b6c-5d4e3f2a1b01\"",
        "datetime" => "\"2026-01-31T08:00:00Z\"",
        "date" => "\"2026-01-31\"",
        _ => "",
    };
    let help = if example.is_empty() {
        "give a real value, so that the step can be run".to_owned()
    } else {
        format!("give a real value, such as {example}, so that the step can be run")
    };
    findings.push(found.help(help).at(step.own.element.as_str(), step.place(place)));
}

/// Whether a literal is of a type; what is not decided here is.
fn is_of(model: &Model, field: &Field, kind: &str, node: &Node) -> bool {
    let text = match &node.value {
        Value::Text(text) if template::has(text) => return true,
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    };
    let closed: Vec<(&str, Span)> = match items(field.node, "values") {
        [] => model.sound.one("enum", bare(kind)).map_or(Vec::new(), |own| {
            items(own.node, "values").iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
        }),
        values => values.iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect(),
    };
    if !closed.is_empty() {
        return called(node).is_none_or(|value| closed.iter().any(|(known, _)| *known == value));
    }
    match kind.to_lowercase().as_str() {
        "uuid" => text.is_none_or(is_uuid),
        "datetime" => text.is_none_or(|text| is_date(text.get(..10).unwrap_or("")) && text.len() > 10),
        "date" => text.is_none_or(is_date),
        "time" => text.is_none_or(|text| text.len() >= 5 && text.as_bytes().get(2) == Some(&b':')),
        "int" => match &node.value {
            Value::Number(number) => number.parse::<i64>().is_ok(),
            Value::Text(_) | Value::Bool(_) => false,
            _ => true,
        },
        "decimal" | "float" => {
            !matches!(&node.value, Value::Bool(_)) && text.is_none_or(|text| text.parse::<f64>().is_ok())
        }
        "bool" => matches!(&node.value, Value::Bool(_) | Value::Null),
        "string" | "text" => !matches!(&node.value, Value::List(_) | Value::Map(_)),
        _ => true,
    }
}

fn is_date(text: &str) -> bool {
    let digits =
        |range: std::ops::Range<usize>| text.get(range).is_some_and(|part| part.chars().all(|c| c.is_ascii_digit()));
    text.len() == 10
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && text.get(4..5) == Some("-")
        && text.get(7..8) == Some("-")
}
