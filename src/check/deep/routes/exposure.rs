//! C0309, C0312 and C0313: what operations offer and take, and how much of it can be reached.
//!
//! In: all operations and what leads to them. Out: hints.

use std::collections::BTreeSet;

use super::Call;
use super::paths::read;
use crate::check::deep::model::{Model, Operation, words};
use crate::check::deep::parts::{LEADS_TO, bare, fields, items, text};
use crate::check::place::quoted;
use crate::diag::Diagnostic;
use crate::diag::code::{C0309, C0312, C0313};

/// Looks at all operations, where all that could lead to them is at hand.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let doors =
        ["route", "graphql query", "graphql mutation"].iter().any(|kind| model.sound.every(kind).next().is_some());
    if !model.sound.is_everything() || !doors {
        return;
    }
    let mut reached: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (keyword, keys) in [
        ("route", &LEADS_TO[..]),
        ("graphql query", &[("resolver", "query")]),
        ("graphql mutation", &[("resolver", "command")]),
    ] {
        for own in model.sound.every(keyword) {
            reached.extend(keys.iter().filter_map(|(key, kind)| Some((*kind, bare(text(own.node, key)?.0)))));
        }
    }
    for keyword in ["scenario", "test"] {
        for own in model.sound.every(keyword) {
            for step in items(own.node, "steps") {
                if let (Some((kind, _)), Some((name, _))) = (text(&step.node, "type"), text(&step.node, "ref")) {
                    reached.insert((kind, bare(name)));
                }
            }
        }
    }
    for operation in &model.operations {
        if reached.contains(&(operation.kind, operation.name)) || model.transitions_on(operation.name).next().is_some()
        {
            continue;
        }
        let title = format!("nothing leads to the {} `{}`", operation.kind, operation.name);
        let found = Diagnostic::new(&C0309, title, operation.span, "no route, no resolver, no workflow, no scenario");
        findings.push(found.help("give it a route, or remove it").at(operation.own.element.as_str(), "id"));
    }
}

/// C0312: a list that may be endless.
pub fn unpaged(query: &Operation, findings: &mut Vec<Diagnostic>) {
    let node = query.own.node;
    let is_list = text(node, "category").is_some_and(|(category, _)| category == "list");
    let narrowed = query
        .inputs
        .iter()
        .any(|field| words::is_of_pages(field.name) || (field.is_required() && field.name.ends_with("_id")));
    if !is_list || narrowed || node.get("pagination").is_some() {
        return;
    }
    let title = format!("`{}` answers with all there is", query.name);
    let found = Diagnostic::new(&C0312, title, query.span, "no limit, no page, no cursor");
    findings.push(found.help("take a `page` or `limit`, or say `pagination`").at(query.own.element.as_str(), "input"));
}

/// C0313: what may be given, and is not taken.
pub(super) fn untaken(call: &Call, findings: &mut Vec<Diagnostic>) {
    let Some(entry) = call.route.node.entry("request_schema").filter(|_| !call.request.is_empty()) else { return };
    let Some(path) = call.route.node.get("path").map(read) else { return };
    let left = call.inputs.iter().filter(|input| !input.is_required() && !input.has("bind") && !input.has("default"));
    let left: Vec<_> = left.filter(|input| !call.gives(&path, input.name)).collect();
    // What is taken without being an input is the other half of the same mistake.
    let strange = call.request.iter().any(|field| call.inputs.iter().all(|input| input.name != field.name));
    let [first, ..] = left.as_slice() else { return };
    if strange {
        return;
    }
    let names = quoted(left.iter().map(|input| input.name), "and");
    let title = format!("`{}` can be given {names}, the request leaves it out", call.name);
    let found = Diagnostic::new(&C0313, title, entry.key.span, "not taken").label(first.span, "may be given");
    findings.push(found.help("add it to the request, or do not ask for it").at(call.element, "request_schema"));
}

/// C0313: what is returned, and not passed on.
pub(super) fn dropped(call: &Call, findings: &mut Vec<Diagnostic>) {
    let Some(entry) = call.route.node.entry("response_schema") else { return };
    let response = fields(call.route.node, "response_schema");
    let returns = fields(call.operation.node, "returns");
    let kept = |name: &str| response.iter().any(|field| field.name == name);
    let lost: Vec<_> = returns.iter().filter(|field| !kept(field.name)).collect();
    // What is missing beside a field that nobody returns is the same mistake.
    let strange = response.iter().any(|field| returns.iter().all(|given| given.name != field.name));
    let [first, ..] = lost.as_slice() else { return };
    if strange {
        return;
    }
    let names = quoted(lost.iter().map(|field| field.name), "and");
    let title = format!("`{}` returns {names}, the response leaves it out", call.name);
    let found = Diagnostic::new(&C0313, title, entry.key.span, "not passed on").label(first.span, "returned");
    findings.push(found.help("add it to the response, or do not return it").at(call.element, "response_schema"));
}
