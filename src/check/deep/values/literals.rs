//! C0210: a literal that is not of the type of the field it is for, or outside of its limits.
//!
//! In: what effects write and send, what events set in projections, what policies, guards and counts compare with. Out: a finding for
//! each.

use std::fmt::Arguments;

use crate::ast::Node;
use crate::check::deep::model::{Effect, Entity, Looked, Model, Operation, bounds::Bounds, literal};
use crate::check::deep::parts::{Field, bare, changes, fields, items, shown, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::{cut, lower};
use crate::diag::Diagnostic;
use crate::diag::code::C0210;
use crate::lookup::HashSet;
use crate::source::Span;

/// Adds what was found of literals of which nothing was found otherwise.
pub fn untold(mut found: Vec<Diagnostic>, findings: &mut Vec<Diagnostic>) {
    if found.is_empty() {
        return;
    }
    let told: HashSet<Span> = findings.iter().filter_map(Diagnostic::span).collect();
    found.retain(|found| found.span().is_none_or(|span| !told.contains(&span)));
    findings.append(&mut found);
}

/// Looks at operations, then at transitions, then at policies.
pub fn look(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for operation in share.operations() {
        for effect in &operation.effects {
            of_effect(model, operation.own, format_args!(""), effect, findings);
        }
        of_guards(model, operation, findings);
        of_measures(model, operation, findings);
    }
    for transition in share.transitions() {
        let place = format_args!("transitions/{}/", transition.at);
        for effect in &transition.effects {
            of_effect(model, transition.own, place, effect, findings);
        }
    }
    for projection in share.all("projection") {
        of_projection(model, projection, findings);
    }
    for policy in share.all("policy") {
        of_policy(model, policy, findings);
    }
}

fn of_effect(model: &Model, own: &Declaration, place: Arguments, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    if !effect.sound {
        return;
    }
    let place = format_args!("{place}effects/{}/params", effect.at);
    let mut look = |key: &str, targets: &[Field], of: &str| {
        for entry in effect.map(key).unwrap_or_default() {
            let Some(name) = entry.key.as_text() else { continue };
            let Some(field) = targets.iter().find(|field| field.name == name) else { continue };
            findings.extend(
                of_value(model, &entry.node, field, of)
                    .map(|found| found.at(own.element.as_str(), format!("{place}/{key}/{name}"))),
            );
        }
    };
    match effect.id {
        "emit.event" => {
            if let Some((name, _)) = effect.name("event") {
                look("payload", model.payload(name).unwrap_or_default(), name);
            }
        }
        "call.integration" => {
            if let Some(called) = model.called(effect) {
                let name = called.name.map_or("", |(name, _)| name);
                look("payload", &fields(called.node, "request_schema"), name);
            }
        }
        _ if effect.writes() => {
            let entity = effect.entity().and_then(|(name, _)| model.entity(name));
            // Entity and table of two things are a finding of their own.
            let table = effect.name("table").and_then(|(name, _)| model.table(name));
            let one =
                |entity: &Entity| table.is_none_or(|own| model.table_of(entity).is_none_or(|of| std::ptr::eq(of, own)));
            if let Some(entity) = entity.filter(|entity| one(entity)) {
                look("set", &entity.fields, entity.name);
                look("where", &entity.fields, entity.name);
            }
        }
        _ => {}
    }
}

fn of_value(model: &Model, node: &Node, field: &Field, of: &str) -> Option<Diagnostic> {
    if !literal::is_of_field(model.sound, node, field) {
        return Some(wrong(node, field, of));
    }
    let (limit, span) = Bounds::broken(field, node)?;
    let title = format!("`{}` is outside of the limits of `{}`", shown(node), field.name);
    let found = Diagnostic::new(&C0210, title, node.span, format!("`{}` of `{of}` allows {limit}", field.name));
    Some(found.label(span, limit))
}

/// A literal that is none of a field of `of`.
pub fn wrong(node: &Node, field: &Field, of: &str) -> Diagnostic {
    let (kind, span) = field.kind().unwrap_or(("", field.span));
    let values = items(field.node, "values");
    let title = match values.is_empty() {
        true => format!("`{}` is no `{kind}`, as `{}` of `{of}` must be", shown(node), field.name),
        false => format!("`{}` is none of the values of `{}`", shown(node), field.name),
    };
    Diagnostic::new(&C0210, title, node.span, format!("this is {}", node.describe()))
        .label(span, format!("`{}` of `{of}` is `{kind}`", field.name))
}

/// `state.equals` and `state.in`: the value against the field of what was loaded.
fn of_guards(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    for id in ["state.equals", "state.in"] {
        for (at, guard) in operation.guards(id) {
            let place = format_args!("guards/{at}/params");
            if model.sound.is_wounded(operation.own, place) {
                continue;
            }
            let Some(params) = guard.get("params") else { continue };
            let Some((name, _)) = text(params, "field") else { continue };
            let Looked::Field(entity, field) = model.looked_at(operation, name) else { continue };
            let one = params.get("value").into_iter().map(|node| (node, format!("{place}/value")));
            let many = items(params, "values").iter().enumerate();
            let many = many.map(|(at, item)| (&item.node, format!("{place}/values/{at}")));
            for (node, place) in one.chain(many) {
                if !literal::is_of_field(model.sound, node, field) {
                    findings.push(wrong(node, field, entity.name).at(operation.own.element.as_str(), place));
                }
            }
        }
    }
}

/// What events set in a projection, and add to it.
fn of_projection(model: &Model, own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let (targets, name) = (fields(own.node, "fields"), own.name.map_or("", |(name, _)| name));
    for change in changes(own.node) {
        let Some(field) = targets.iter().find(|field| field.name == change.column) else { continue };
        let found = of_value(model, change.value, field, name);
        findings.extend(found.map(|found| found.at(own.element.as_str(), change.place())));
    }
}

/// What rows must hold that an answer counts or adds up.
fn of_measures(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    for returned in &operation.returns {
        for key in ["count", "sum"] {
            for entry in returned.node.get(key).and_then(Node::as_map).unwrap_or_default() {
                let Some(name) = entry.key.as_text().filter(|name| *name != "of") else { continue };
                let Looked::Field(entity, field) = model.looked_at(operation, name) else { continue };
                let values = entry.node.as_list().map(|items| items.iter().map(|item| &item.node).collect());
                for node in values.unwrap_or_else(|| vec![&entry.node]) {
                    if !literal::is_of_field(model.sound, node, field) {
                        let place = format!("returns/{}/{key}/{name}", returned.at);
                        findings.push(wrong(node, field, entity.name).at(operation.own.element.as_str(), place));
                    }
                }
            }
        }
    }
}

fn of_policy(model: &Model, policy: &Declaration, findings: &mut Vec<Diagnostic>) {
    let Some((scope, _)) = text(policy.node, "scope") else { return };
    let Some((kind, name)) = cut(scope, b':') else { return };
    let targets: (&str, &[Field]) = match &*lower(kind) {
        "entity" => match model.entity(name) {
            Some(entity) => (entity.name, &entity.fields),
            None => return,
        },
        kind @ ("command" | "query") => {
            let kind = if kind == "command" { "command" } else { "query" };
            match model.operation(kind, bare(name)) {
                Some(operation) => (operation.name, &operation.inputs),
                None => return,
            }
        }
        _ => return,
    };
    for (at, condition) in items(policy.node, "conditions").iter().enumerate() {
        let Some((name, _)) = text(&condition.node, "field") else { continue };
        let Some(field) = targets.1.iter().find(|field| field.name == name) else { continue };
        let Some(value) = condition.node.get("value") else { continue };
        let op = text(&condition.node, "op").map_or("", |(op, _)| op);
        let place = format!("conditions/{at}/value");
        let nodes: Vec<(&Node, String)> = match (op, value.as_list()) {
            ("contains", _) => continue,
            (_, Some(items)) => {
                items.iter().enumerate().map(|(at, item)| (&item.node, format!("{place}/{at}"))).collect()
            }
            _ => vec![(value, place)],
        };
        for (node, place) in nodes {
            if !literal::is_of_field(model.sound, node, field) {
                findings.push(wrong(node, field, targets.0).at(policy.element.as_str(), place));
            }
        }
    }
}
