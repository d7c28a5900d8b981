//! C0414 and C0418: inputs that nothing reads, and inputs that another one decides.
//!
//! In: a command. Out: findings at the input, or at the call that asks for it and is not given it. Inputs of queries are looked at with
//! their filters.

use std::collections::BTreeSet;

use super::known::fits_integration;
use super::payload::meant;
use crate::ast::{Node, Value};
use crate::check::deep::model::{Effect, Entity, Model, Operation, template};
use crate::check::deep::parts::{Field, fields, text};
use crate::check::deep::routes::Routes;
use crate::diag::code::{C0414, C0418};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};

/// Looks at a command.
pub fn check<'m>(
    model: &Model<'m, '_>,
    operation: &Operation<'m>,
    unfilled: &BTreeSet<&str>,
    routes: &mut Option<Routes<'m>>,
    findings: &mut Vec<Diagnostic>,
) {
    if operation.kind != "command" {
        return;
    }
    decided(model, operation, routes, findings);
    let sound = model.sound;
    let all = sound.is_whole("workflow") && sound.is_whole("rule") && sound.is_whole("policy");
    if operation.own.node.get("effects").is_none() || !operation.sound || !all {
        return;
    }
    let open = unread(model, operation).unwrap_or_default();
    for field in open.into_iter().filter(|field| !unfilled.contains(field.name)) {
        match withheld(model, operation, field) {
            Some(Withheld::Reported) => continue,
            Some(Withheld::At(effect, wanted)) => {
                findings.push(not_passed(operation, field, effect, &wanted));
                continue;
            }
            None => {}
        }
        let title = format!("nothing in `{}` reads the input `{}`", operation.name, field.name);
        let found = Diagnostic::new(&C0414, title, field.span, "taken, and then forgotten")
            .note("looked at guards, steps, transitions, rules, policies, events and what is returned")
            .help("use it in a step, or remove it from the inputs and from the routes");
        findings.push(found.at(operation.own.element.as_str(), format!("input/{}/name", field.at)));
    }
}

/// A call that has a parameter for an input, and is not given it.
enum Withheld<'y, 'm> {
    /// That it is missing there is told anyway.
    Reported,
    /// The call, and its parameter.
    At(&'y Effect<'m>, Field<'m>),
}

/// The first call whose parameter speaks of an input, by its name or description, and is given nothing.
fn withheld<'y, 'm>(model: &Model<'m, '_>, operation: &'y Operation<'m>, input: &Field) -> Option<Withheld<'y, 'm>> {
    for effect in operation.effects.iter().filter(|own| own.id == "call.integration") {
        let right = fits_integration(model, effect);
        let called = match effect.operation().filter(|_| right) {
            Some((name, _)) => model.sound.one("operation", name).into_iter().collect(),
            // Where the operation is not the right one, it is another one of its integration.
            None => effect.integration().map_or_else(Vec::new, |(name, _)| model.operations_of(name).to_vec()),
        };
        let given = effect.map("payload").unwrap_or_default();
        for wanted in called.into_iter().flat_map(|own| fields(own.node, "request_schema")) {
            let speaks = meant(operation, &wanted).is_some_and(|own| own.name == input.name);
            if !speaks || given.iter().any(|entry| entry.key.as_text() == Some(wanted.name)) {
                continue;
            }
            // A call without something required is told of where that is looked at.
            let reported = right && effect.sound && wanted.is_required() && !wanted.has("default");
            return Some(if reported { Withheld::Reported } else { Withheld::At(effect, wanted) });
        }
    }
    None
}

fn not_passed(operation: &Operation, input: &Field, effect: &Effect, wanted: &Field) -> Diagnostic {
    let title = format!("`{}` takes `{}`, and does not pass it on", operation.name, input.name);
    Diagnostic::new(&C0414, title, effect.span, format!("is not given `{}`", input.name))
        .label(input.span, "taken, and then forgotten")
        .label(wanted.span, "asks for it")
        .help(Help::from("pass it: ").clause(Clause::map(
            Where::Step("call.integration"),
            "payload",
            wanted.name,
            format!("{{{{{}}}}}", input.name),
        )))
        .at(operation.own.element.as_str(), format!("effects/{}", effect.at))
}

/// The inputs of a command that nothing reads; nothing where a step with an error may read anything.
///
/// What is cheap to look at comes first: the inputs of most commands are read by their steps, and the texts of rules and policies need
/// not be searched for them.
fn unread<'m>(model: &'m Model<'m, '_>, operation: &'m Operation<'m>) -> Option<Vec<&'m Field<'m>>> {
    let mut open: Vec<&'m Field<'m>> = operation.inputs.iter().collect();
    let mut read = |name: &str| open.retain(|field| field.name != name);
    let (mut entities, mut written): (Vec<&str>, Vec<&str>) = (operation.loads.clone(), Vec::new());
    for effect in model.steps_of(operation) {
        for word in effect.params().map(template::names).unwrap_or_default() {
            read(word.text.split('.').next().unwrap_or(""));
            word.text.strip_prefix("input.").into_iter().for_each(&mut read);
        }
        match effect.id {
            "emit.event" => {
                let payload = effect.name("event").and_then(|(name, _)| model.payload(name))?;
                // What is written down says itself where it comes from.
                payload.iter().filter(|field| !is_given(effect, field.name)).for_each(|field| read(field.name));
            }
            "call.integration" => {
                let (integration, _) = effect.integration()?;
                model.sound.one("integration", integration)?;
                for called in model.operations_of(integration) {
                    let wanted = fields(called.node, "request_schema");
                    wanted.iter().filter(|field| !is_given(effect, field.name)).for_each(|field| read(field.name));
                }
            }
            _ if effect.writes() => {
                let (name, _) = effect.entity()?;
                let entity = model.entity(name)?;
                // The row is named by its id where nothing else is said.
                if effect.map("where").is_none() && !(effect.creates() && effect.map("set").is_some()) {
                    entities.push(entity.name);
                }
                written.push(entity.name);
                if effect.map("set").is_none() {
                    entity.fields.iter().for_each(|field| read(field.name));
                }
            }
            _ => {}
        }
    }
    operation.returns.iter().for_each(|field| read(field.name));
    for own in model.about("reliability", operation.name) {
        text(own.node, "idempotency_key_field").into_iter().for_each(|(key, _)| read(key));
    }
    for entity in entities.iter().filter_map(|name| model.entity(name)) {
        let names = |name: &str| {
            name == entity.key || name.strip_suffix("_id").is_some_and(|noun| super::known::is_noun(entity.name, noun))
        };
        open.retain(|field| !names(field.name));
    }
    for key in ["guards", "required_permissions", "returns"] {
        operation.own.node.get(key).into_iter().for_each(|node| said(node, &mut open));
    }
    let entities = entities.iter().chain(&written).copied();
    let targets = std::iter::once(operation.name).chain(entities).chain(["global"]);
    for own in targets.flat_map(|name| ["rule", "policy"].map(|kind| model.about(kind, name))).flatten() {
        said(own.node, &mut open);
    }
    Some(open)
}

/// Whether the payload of a step says what a field of it is.
fn is_given(effect: &Effect, name: &str) -> bool {
    effect.map("payload").is_some_and(|given| given.iter().any(|entry| entry.key.as_text() == Some(name)))
}

/// Takes away the inputs that a text or a key names as a word.
pub fn said(node: &Node, open: &mut Vec<&Field>) {
    if open.is_empty() {
        return;
    }
    match &node.value {
        Value::Text(text) => said_in(text, open),
        Value::List(items) => items.iter().for_each(|item| said(&item.node, open)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            entry.key.as_text().into_iter().for_each(|key| said_in(key, open));
            said(&entry.node, open);
        }),
        _ => {}
    }
}

fn said_in(text: &str, open: &mut Vec<&Field>) {
    let words = || text.split(|c: char| !c.is_alphanumeric() && c != '_');
    open.retain(|field| text.len() < field.name.len() || words().all(|word| word != field.name));
}

/// An input that a row holds which another input names.
pub struct Held<'y, 'm> {
    /// The input.
    pub input: Field<'m>,
    /// The other input, which names the row.
    pub holder: Field<'m>,
    /// What the row is one of.
    pub entity: &'y Entity<'m>,
    /// Its field of the same name.
    pub field: Field<'m>,
}

/// The required inputs of an operation that rows hold which other inputs name.
pub fn held<'y, 'm>(model: &'y Model<'m, '_>, operation: &Operation<'m>) -> Vec<Held<'y, 'm>> {
    let asked = |field: &&Field| field.is_required() && !field.has("bind") && !field.has("default");
    let inputs: Vec<&Field> = operation.inputs.iter().filter(asked).collect();
    let mut found = Vec::new();
    for holder in &inputs {
        let Some(entity) = model.entity_of_id(holder.name, None).filter(|entity| !operation.makes(entity.name)) else {
            continue;
        };
        for foreign in &entity.foreign {
            let same = |input: &&&Field| input.name == foreign.name && input.name != holder.name;
            let Some(input) = inputs.iter().find(same) else { continue };
            let Some(field) = entity.field(foreign.name) else { continue };
            found.push(Held { input: **input, holder: **holder, entity, field: *field });
        }
    }
    found
}

/// C0418: an input that a row named by another one holds already. Where a route does not send it, it cannot even be called: that is the
/// same mistake.
fn decided<'m>(
    model: &Model<'m, '_>,
    operation: &Operation<'m>,
    routes: &mut Option<Routes<'m>>,
    findings: &mut Vec<Diagnostic>,
) {
    for Held { input, holder, entity, field } in held(model, operation) {
        let title = format!("`{}` is asked for `{}`, which `{}` decides", operation.name, input.name, holder.name);
        let mut found = Diagnostic::new(&C0418, title, input.span, "could differ from what the row says")
            .label(holder.span, format!("names one `{}`", entity.name))
            .label(field.span, "every one of them holds this")
            .note(format!("example: `{}` of one row with the `{}` of another", holder.name, input.name))
            .help(format!("remove the input, and read `{}` from the row", input.name));
        let routes = routes.get_or_insert_with(|| Routes::of(model));
        for span in routes.with_and_without(operation.kind, operation.name, holder.name, input.name) {
            found.level = Level::Error;
            found = found.label(span, "this route cannot call it: it does not send it");
        }
        findings.push(found.at(operation.own.element.as_str(), format!("input/{}/name", input.at)));
    }
}
