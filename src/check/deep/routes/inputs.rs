//! C0303, C0304 and C0307: what the request supplies, and what the operation takes.
//!
//! In: a route and its operation. Out: findings. A name that is nearly an input is one mistake: it is not also reported as missing.

use std::collections::BTreeSet;

use super::Call;
use super::paths::{Path, read};
use crate::check::deep::flow::inputs::held;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::Field;
use crate::check::deep::policies::actor::{self, Own};
use crate::check::place::quoted;
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0303, C0304, C0307};
use crate::diag::nearest::ranked;
use crate::diag::{Clause, Diagnostic, Help};

/// Compares the inputs with their sources.
pub fn check(model: &Model, call: &Call, findings: &mut Vec<Diagnostic>) {
    let Some(node) = call.route.node.get("path") else { return };
    let path = read(node);
    if let Some(odd) = path.odd {
        let found = Diagnostic::new(&C0303, "a brace in this path has no partner", odd.span, "opens or closes nothing")
            .help("a parameter is a name in braces, as in `/orders/{order_id}`");
        findings.push(found.at(call.element, "path"));
        return;
    }
    let unbound = unbound(call, &path, findings);
    let missing: Vec<&Field> = call
        .inputs
        .iter()
        .filter(|input| {
            input.is_required() && !input.has("bind") && !input.has("default") && !call.gives(&path, input.name)
        })
        .collect();
    let ignored: Vec<&Field> = call
        .request
        .iter()
        .filter(|field| call.inputs.iter().all(|input| input.name != field.name || input.has("bind")))
        .collect();
    let meant = |field: &Field| ranked(field.name, missing.iter().map(|input| input.name)).map(|(near, _)| near);
    for field in ignored.iter().filter(|field| unbound || meant(field).is_none()) {
        self::ignored(call, field, findings);
    }
    if !missing.is_empty() && !unbound {
        let slips: Vec<(&Field, &str)> = ignored.iter().filter_map(|field| Some((*field, meant(field)?))).collect();
        let missing = unheld(model, call, &path, missing, &slips);
        if !missing.is_empty() {
            findings.push(self::missing(model, call, &path, &missing, &slips));
        }
    }
}

/// Reports the parameters of the path that are no inputs; whether there are any.
fn unbound(call: &Call, path: &Path, findings: &mut Vec<Diagnostic>) -> bool {
    let mut any = false;
    for word in &path.parameters {
        if call.inputs.iter().any(|input| input.name == word.text) {
            continue;
        }
        any = true;
        let free: Vec<&Field> = call
            .inputs
            .iter()
            .filter(|input| !input.has("bind") && path.parameters.iter().all(|word| word.text != input.name))
            .filter(|input| call.request.iter().all(|field| field.name != input.name))
            .collect();
        let title = format!("the path has a parameter `{}`, but `{}` takes no such input", word.text, call.name);
        let mut found = Diagnostic::new(&C0303, title, word.span, "no input has this name");
        if let Some((near, sure)) = ranked(word.text, free.iter().map(|input| input.name)) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            if let Some(input) = free.iter().find(|input| input.name == near) {
                found = found.label(input.span, "this input has no other source");
            }
            if word.exact {
                found = found.fix(format!("rename it to `{near}`"), how, word.span, near);
            }
        } else if let [only] = free.iter().filter(|input| input.is_required()).collect::<Vec<_>>().as_slice() {
            found = found.label(only.span, "this input has no other source");
            if word.exact {
                found = found.fix(format!("rename it to `{}`", only.name), MaybeIncorrect, word.span, only.name);
            }
        } else {
            let names: Vec<&str> = call.inputs.iter().map(|input| input.name).take(8).collect();
            let takes = if names.is_empty() { "nothing".to_owned() } else { quoted(names, "and") };
            found = found.note(format!("`{}` takes {takes}", call.name));
        }
        findings.push(found.help("name an input in the path, or add one to the operation").at(call.element, "path"));
    }
    any
}

fn ignored(call: &Call, field: &Field, findings: &mut Vec<Diagnostic>) {
    let path = format!("request_schema/{}/name", field.at);
    let bound = call.inputs.iter().find(|input| input.name == field.name);
    let found = match bound {
        Some(input) => {
            let title = format!("`{}` does not take `{}` from the client", call.name, field.name);
            Diagnostic::new(&C0307, title, field.span, "what the client sends here is not used")
                .label(input.span, "filled by the server")
                .help("remove it from the request")
        }
        None => {
            let title = format!("`{}` takes no `{}`", call.name, field.name);
            Diagnostic::new(&C0307, title, field.span, "what is sent here is not used")
                .label(call.span, "has no such input")
                .help("remove it from the request, or add the input to the operation")
        }
    };
    findings.push(found.at(call.element, path));
}

/// The missing inputs without those that a row holds which the request names: that the command asks for them is told there, with the
/// routes that do not send them.
fn unheld<'y, 'a>(
    model: &Model,
    call: &Call,
    path: &Path,
    missing: Vec<&'y Field<'a>>,
    slips: &[(&Field, &str)],
) -> Vec<&'y Field<'a>> {
    let operation = model.operation(call.kind, call.name).filter(|own| own.kind == "command");
    let held = operation.map(|own| held(model, own)).unwrap_or_default();
    let is_held = |input: &Field| held.iter().any(|own| own.input.at == input.at && call.gives(path, own.holder.name));
    let is_slip = |input: &Field| slips.iter().any(|(_, near)| *near == input.name);
    missing.into_iter().filter(|input| is_slip(input) || !is_held(input)).collect()
}

fn missing(model: &Model, call: &Call, path: &Path, missing: &[&Field], slips: &[(&Field, &str)]) -> Diagnostic {
    let names = quoted(missing.iter().map(|input| input.name), "and");
    let title = match missing {
        [_] => format!("this route cannot call `{}`: a required input has no source", call.name),
        _ => format!("this route cannot call `{}`: {} required inputs have no source", call.name, missing.len()),
    };
    let mut found = Diagnostic::new(&C0304, title, call.span, format!("needs {names}"));
    let others = call.request.iter().filter(|field| slips.iter().all(|(slip, _)| slip.at != field.at));
    let others: Vec<&Field> = others.collect();
    if let ([only], [], true) = (others.as_slice(), slips, path.parameters.is_empty()) {
        found = found.label(only.span, "the route supplies only this");
    }
    for (field, near) in slips {
        found = found.label(field.span, format!("perhaps `{near}` is meant"));
        found = found.fix(format!("rename it to `{near}`"), MaybeIncorrect, field.span, *near);
    }
    let operation = model.operation(call.kind, call.name);
    let held = operation.map(|own| held(model, own)).unwrap_or_default();
    let held = |input: &Field| held.iter().find(|own| own.input.at == input.at && call.gives(path, own.holder.name));
    for input in missing {
        found = found.label(input.span, "required");
        if let Some(own) = held(input) {
            found = found.label(own.field.span, format!("every `{}` holds it", own.entity.name));
        }
    }
    found = found.note("looked in the path, the request, `bind` and defaults");
    let roles = operation.and_then(Operation::roles);
    let owned = missing.iter().find_map(|input| Some((input.name, actor::owner(model, input.name, roles)?)));
    if let Some((name, role)) = owned {
        found = found.note(format!("any `{role}` who could send `{name}` would act for others"));
    }
    for input in missing.iter().filter(|input| slips.iter().all(|(_, near)| *near != input.name)).take(4) {
        found = found.help(match held(input) {
            Some(own) => Help::from(format!(
                "remove `{}` from the inputs, and read it from the `{}` that `{}` names",
                input.name, own.entity.name, own.holder.name
            )),
            None => source(model, input, roles),
        });
    }
    found.at(call.element, call.key)
}

/// Where an input may come from, by its name. The caller is offered only for what says who acts, and for the id of somebody whom the
/// operation lets in: anywhere else it would stand in the place of another. Where the input says whose rows they are, and one of the owners
/// calls, the request is not offered: everybody could name anybody.
fn source(model: &Model, input: &Field, roles: Option<&BTreeSet<&str>>) -> Help {
    let name = input.name;
    let server = |path: &str| Help::from(format!("take `{name}` from the server: ")).clause(Clause::bind(name, path));
    if let Some(rest) = name.strip_prefix("actor_") {
        let own = Own::of(model, rest);
        return own.advise(server(&own.path));
    }
    if name.ends_with("_by") {
        return server("actor.id");
    }
    let is_moment = input.kind().is_none_or(|(kind, _)| kind.eq_ignore_ascii_case("datetime"));
    if is_moment && (name.ends_with("_at") || name.ends_with("_time")) {
        return server("clock.now");
    }
    let own = Own::of(model, name);
    if actor::owner(model, name, roles).is_some() {
        return own.advise(server(&own.path));
    }
    if actor::may_be(model, name, roles) {
        let help = Help::from(format!("take `{name}` from the request; or, where only the caller's own is meant, "));
        return help.then(own.advise(Help::from("write ").clause(Clause::bind(name, own.path.as_str()))));
    }
    Help::from(format!("take `{name}` from the request"))
}
