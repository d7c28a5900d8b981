//! C0414 and C0418: inputs that nothing reads, and inputs that another one decides.
//!
//! In: a command. Out: findings at the input. What a query does with its inputs is not said in a contract, so only commands are looked at.

use std::collections::{BTreeSet, HashSet};

use crate::ast::{Node, Value};
use crate::check::deep::model::{Model, Operation, template};
use crate::check::deep::parts::{Field, fields, text};
use crate::diag::Diagnostic;
use crate::diag::code::{C0414, C0418};

/// Looks at a command.
pub fn check(model: &Model, operation: &Operation, unfilled: &BTreeSet<&str>, findings: &mut Vec<Diagnostic>) {
    if operation.kind != "command" {
        return;
    }
    decided(model, operation, findings);
    let sound = model.sound;
    let all = sound.is_whole("workflow") && sound.is_whole("rule") && sound.is_whole("policy");
    if operation.own.node.get("effects").is_none() || !operation.sound || !all {
        return;
    }
    let Some(used) = used(model, operation) else { return };
    for field in operation.inputs.iter().filter(|field| !used.contains(field.name) && !unfilled.contains(field.name)) {
        let title = format!("nothing in `{}` reads the input `{}`", operation.name, field.name);
        let found = Diagnostic::new(&C0414, title, field.span, "taken, and then forgotten")
            .note("looked at guards, steps, transitions, rules, policies, events and what is returned")
            .help("use it in a step, or remove it from the inputs and from the routes");
        findings.push(found.at(operation.own.element.as_str(), format!("input/{}/name", field.at)));
    }
}

/// The names that a command reads; nothing where a step with an error may read anything.
fn used<'m>(model: &'m Model<'m, '_>, operation: &'m Operation<'m>) -> Option<HashSet<&'m str>> {
    let mut used: HashSet<&'m str> = HashSet::new();
    let mut add = |names: &mut dyn Iterator<Item = &'m str>| used.extend(names);
    let mut entities: Vec<&str> = operation.loads.clone();
    let transitions = model.transitions_on(operation.name).flat_map(|own| &own.effects);
    for effect in operation.effects.iter().chain(transitions) {
        if let Some(params) = effect.params() {
            let names = template::names(params);
            add(&mut names.iter().map(|word| word.text.split('.').next().unwrap_or("")));
            add(&mut names.iter().filter_map(|word| word.text.strip_prefix("input.")));
        }
        match effect.id {
            "emit.event" => {
                let payload = effect.name("event").and_then(|(name, _)| model.payload(name))?;
                add(&mut payload.iter().map(|field| field.name));
            }
            "call.integration" => {
                let (integration, _) = effect.integration()?;
                model.sound.one("integration", integration)?;
                for called in model.operations_of(integration) {
                    add(&mut fields(called.node, "request_schema").iter().map(|field| field.name));
                }
            }
            _ if effect.writes() => {
                let (name, _) = effect.entity()?;
                let entity = model.entity(name)?;
                entities.push(entity.name);
                if effect.map("set").is_none() {
                    add(&mut entity.fields.iter().map(|field| field.name));
                }
            }
            _ => {}
        }
    }
    for name in entities.iter().filter_map(|name| model.entity(name)) {
        add(&mut operation.inputs.iter().map(|field| field.name).filter(|field| {
            *field == name.key || field.strip_suffix("_id").is_some_and(|noun| super::known::is_noun(name.name, noun))
        }));
    }
    add(&mut operation.returns.iter().map(|field| field.name));
    for key in ["guards", "required_permissions", "returns"] {
        if let Some(node) = operation.own.node.get(key) {
            let mut texts = Vec::new();
            every_text(node, &mut texts);
            add(&mut texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_')));
        }
    }
    let targets = std::iter::once(operation.name).chain(entities.iter().copied()).chain(["global"]);
    for own in targets.flat_map(|name| ["rule", "policy"].map(|kind| model.about(kind, name))).flatten() {
        let mut texts = Vec::new();
        every_text(own.node, &mut texts);
        add(&mut texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_')));
    }
    for own in model.about("reliability", operation.name) {
        if let Some((key, _)) = text(own.node, "idempotency_key_field") {
            add(&mut std::iter::once(key));
        }
    }
    Some(used)
}

fn every_text<'a>(node: &'a Node, texts: &mut Vec<&'a str>) {
    match &node.value {
        Value::Text(text) => texts.push(text),
        Value::List(items) => items.iter().for_each(|item| every_text(&item.node, texts)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            texts.extend(entry.key.as_text());
            every_text(&entry.node, texts);
        }),
        _ => {}
    }
}

/// C0418: an input that a row named by another one holds already.
fn decided(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let asked = |field: &&Field| field.is_required() && !field.has("bind") && !field.has("default");
    let inputs: Vec<&Field> = operation.inputs.iter().filter(asked).collect();
    let made = |name: &str| {
        operation
            .effects
            .iter()
            .any(|effect| effect.creates() && effect.entity().is_some_and(|(entity, _)| entity == name))
    };
    for holder in &inputs {
        let Some(entity) = model.entity_of_id(holder.name, None).filter(|entity| !made(entity.name)) else { continue };
        for foreign in &entity.foreign {
            let same = |input: &&&Field| input.name == foreign.name && input.name != holder.name;
            let Some(input) = inputs.iter().find(same) else { continue };
            let Some(field) = entity.field(foreign.name) else { continue };
            let title = format!("`{}` is asked for `{}`, which `{}` decides", operation.name, input.name, holder.name);
            let found = Diagnostic::new(&C0418, title, input.span, "could differ from what the row says")
                .label(holder.span, format!("names one `{}`", entity.name))
                .label(field.span, "every one of them holds this")
                .note(format!("example: `{}` of one row with the `{}` of another", holder.name, input.name))
                .help(format!("remove the input, and read `{}` from the row", input.name));
            findings.push(found.at(operation.own.element.as_str(), format!("input/{}/name", input.at)));
        }
    }
}
