//! C0503, C0411 and C0413: what an event tells and what a service is sent, and where it comes from at that point.
//!
//! In: the steps of an operation or a transition. Out: findings. A transition on a failure happens when the first step that can fail
//! has failed: what later steps would have given is not known then.

use std::collections::BTreeSet;
use std::fmt::Arguments;

use super::files::{self, Buckets};
use super::known::{Known, fits_integration};
use crate::ast::Entry;
use crate::check::deep::linked::pairs::Owner;
use crate::check::deep::linked::source::source;
use crate::check::deep::model::{Effect, Entity, Model, Operation, Transition, template, words};
use crate::check::deep::parts::{Field, fields, text};
use crate::check::place::quoted;
use crate::diag::Applicability::{HasPlaceholders, MachineApplicable};
use crate::diag::code::{C0411, C0413, C0503};
use crate::diag::nearest::ranked;
use crate::diag::{Change, Clause, Diagnostic, Help, Level, Plain, Where};

/// Looks at the steps of an operation.
pub fn check<'p>(
    model: &'p Model<'p, 'p>,
    buckets: &Buckets<'p>,
    operation: &'p Operation<'p>,
    unfilled: &BTreeSet<&str>,
    findings: &mut Vec<Diagnostic>,
) {
    Known::before(model, operation).walk(&operation.effects, |effect, known| {
        let place = (operation.own.element.as_str(), format_args!("effects/{}", effect.at));
        match effect.id {
            _ if !effect.sound => {}
            "emit.event" => emitted(model, operation.name, effect, known, unfilled, None, place, findings),
            "call.integration" if fits_integration(model, effect) => {
                sent(model, operation, effect, known, place, findings);
                files::check(model, buckets, operation, effect, known, unfilled, findings);
            }
            _ => {}
        }
    });
}

/// Looks at the events of a transition.
pub fn of_transition(model: &Model, transition: &Transition, findings: &mut Vec<Diagnostic>) {
    let tells = |effect: &Effect| effect.sound && effect.id == "emit.event";
    let element = transition.own.element.as_str();
    let nothing = BTreeSet::new();
    match transition.trigger {
        Some(("command", name, _)) => {
            let Some(command) = model.operation("command", name) else { return };
            let broken = fails(model, transition).then(|| breaking(command)).flatten();
            let steps = broken.map_or(command.effects.len(), |effect| effect.at);
            let mut known = Known::after(model, command, steps);
            known.load(transition.entity);
            let event = |effect: &Effect<'_>| effect.name("event").map(|(name, _)| name.to_owned());
            for effect in transition.effects.iter().filter(|effect| tells(effect)) {
                // What the command emits itself was looked at there, unless it happens on another way.
                let again = broken.is_none()
                    && command.effects.iter().any(|own| own.id == "emit.event" && event(own) == event(effect));
                if !again {
                    let place = (element, format_args!("transitions/{}/effects/{}", transition.at, effect.at));
                    emitted(model, name, effect, &known, &nothing, broken, place, findings);
                }
            }
        }
        Some((_, event, _)) => {
            let by = transition.own.name.map_or("", |(name, _)| name);
            Known::on_event(model, event, transition.entity).walk(&transition.effects, |effect, known| {
                if tells(effect) {
                    let place = (element, format_args!("transitions/{}/effects/{}", transition.at, effect.at));
                    emitted(model, by, effect, known, &nothing, None, place, findings);
                }
            });
        }
        None => {}
    }
}

/// Whether a transition is the one of a failure: it says so, or its target does and another one leads elsewhere.
pub fn fails(model: &Model, transition: &Transition) -> bool {
    if let Some((outcome, _)) = text(transition.node, "outcome") {
        return outcome == "failure";
    }
    let target = |own: &Transition| text(own.node, "to_state").map_or("", |(name, _)| name).to_owned();
    let Some(("command", command, _)) = transition.trigger else { return false };
    let from = |own: &Transition| text(own.node, "from_state").map_or("", |(name, _)| name).to_owned();
    let siblings =
        || model.transitions_on(command).filter(|own| own.entity == transition.entity && own.at != transition.at);
    is_failure(&target(transition)) && siblings().any(|own| from(own) == from(transition) && !is_failure(&target(own)))
}

/// Whether a state is called after a failure.
pub fn is_failure(state: &str) -> bool {
    words::words(state)
        .iter()
        .any(|word| ["failed", "failure", "error", "rejected", "bounced", "undelivered"].contains(&word.as_str()))
}

/// The first step of a command that can fail for reasons outside of the system.
pub fn breaking<'o, 'm>(command: &'o Operation<'m>) -> Option<&'o Effect<'m>> {
    command.effects.iter().find(|effect| effect.is_external())
}

#[expect(clippy::too_many_arguments, reason = "one event, all that is known of it, and where to say it")]
fn emitted(
    model: &Model,
    by: &str,
    effect: &Effect,
    known: &Known,
    unfilled: &BTreeSet<&str>,
    broken: Option<&Effect>,
    (element, place): (&str, Arguments),
    findings: &mut Vec<Diagnostic>,
) {
    let Some((event, span)) = effect.name("event") else { return };
    let Some(payload) = model.payload(event) else { return };
    let given = effect.map("payload");
    if let Some(given) = given {
        strangers(
            given,
            payload,
            format_args!("the event `{event}`"),
            element,
            format_args!("{place}/params/payload"),
            findings,
        );
    }
    let listed = |name: &str| given.is_some_and(|given| given.iter().any(|entry| entry.key.as_text() == Some(name)));
    let missing: Vec<&Field> = payload
        .iter()
        .filter(|field| field.is_required() && !field.has("default") && !field.has("bind") && !listed(field.name))
        .filter(|field| given.is_some() || known.value(field.name, None).is_none())
        .filter(|field| !unfilled.contains(field.name))
        .collect();
    if missing.is_empty() || (known.dark && given.is_none()) {
        return;
    }
    let names = quoted(missing.iter().map(|field| field.name), "and");
    let title = match missing.as_slice() {
        [only] => format!("the event `{event}` tells `{}`, which `{by}` does not know", only.name),
        _ => format!("the event `{event}` tells {} facts that `{by}` does not know", missing.len()),
    };
    let mut found = Diagnostic::new(&C0503, title, span, format!("nothing gives {names}"));
    found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    if let Some(broken) = broken {
        found = found.label(broken.span, "on a failure, nothing behind this step has happened");
    }
    found = match given {
        Some(_) => found.note("`payload` says all that is told"),
        None => found.note("looked at the inputs, the rows at hand, and what earlier steps gave back"),
    };
    let first = missing.first().map_or("", |field| field.name);
    let entities: Vec<&Entity> =
        model.entities.iter().filter(|own| own.field(first).is_some() && own.key != first).take(1).collect();
    if given.is_none() && !entities.is_empty() {
        found = found.help(format!(
            "take `{first}` from a row that is read before, or from an input; or leave it out of the event"
        ));
    } else {
        found = found.help(
            Help::from("give it, as in ")
                .clause(Clause::map(Where::Step("emit.event"), "payload", first, "…"))
                .words(", or leave it out of the event"),
        );
    }
    if given.is_some() && missing.iter().all(|field| known.value(field.name, None).is_some()) {
        let from = effect.node.span;
        let add = |field: &&Field| {
            Change::set(from, format!("params/payload/{}", field.name), Plain::from(format!("{{{{{}}}}}", field.name)))
        };
        found = found.change(format!("tell {names}"), MachineApplicable, missing.iter().map(add));
    }
    findings.push(found.at(element, format!("{place}/params/event")));
}

/// Reports the keys of a map that are none of these fields; the fields that are meant by misspelt ones.
fn strangers<'m>(
    given: &[Entry],
    wanted: &[Field<'m>],
    of: Arguments,
    element: &str,
    place: Arguments,
    findings: &mut Vec<Diagnostic>,
) -> Vec<&'m str> {
    let mut meant = Vec::new();
    for entry in given {
        let Some(name) = entry.key.as_text().filter(|name| wanted.iter().all(|field| field.name != *name)) else {
            continue;
        };
        let title = format!("{of} has no field `{name}`");
        let mut found = Diagnostic::new(&C0411, title, entry.key.span, "not one of its fields");
        let free = wanted.iter().filter(|field| given.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (entry.key.span.end - entry.key.span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)) {
            meant.push(near);
            if exact {
                let how = if sure { MachineApplicable } else { crate::diag::Applicability::MaybeIncorrect };
                found = found.fix(format!("rename it to `{near}`"), how, entry.key.span, near);
            }
        } else if wanted.is_empty() {
            found = found.note("it has no fields at all");
        } else {
            found = found.note(format!("it has {}", quoted(wanted.iter().map(|field| field.name).take(8), "and")));
        }
        findings.push(found.at(element, format!("{place}/{name}")));
    }
    meant
}

fn sent<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &Effect,
    known: &Known,
    (element, place): (&str, Arguments),
    findings: &mut Vec<Diagnostic>,
) {
    let Some((name, span)) = effect.operation() else { return };
    let Some(called) = model.sound.one("operation", name) else { return };
    let wanted = fields(called.node, "request_schema");
    let given = effect.map("payload");
    let key = if effect.name("operation_id").is_some() { "operation_id" } else { "operation" };
    let at_name = format_args!("{place}/params/{key}");
    let (mut misspelt, mut odd) = (Vec::new(), Vec::new());
    if let Some(given) = given {
        misspelt = strangers(
            given,
            &wanted,
            format_args!("the operation `{name}`"),
            element,
            format_args!("{place}/params/payload"),
            &mut odd,
        );
        for entry in given {
            let Some(field) = wanted.iter().find(|field| entry.key.as_text() == Some(field.name)) else { continue };
            optional(
                model,
                (operation, effect),
                (field, "sent"),
                template::only(&entry.node),
                entry.node.span,
                (element, format_args!("{place}/params/payload/{}", field.name)),
                findings,
            );
        }
    }
    let listed = |name: &str| given.is_some_and(|given| given.iter().any(|entry| entry.key.as_text() == Some(name)));
    let required = wanted.iter().filter(|field| field.is_required() && !field.has("default") && !listed(field.name));
    // A misspelt key was reported; what it was meant for is not missing as well.
    let missing: Vec<&Field> = required
        .filter(|field| given.is_some() || known.value(field.name, None).is_none())
        .filter(|field| !misspelt.contains(&field.name))
        .collect();
    if given.is_none() {
        for field in wanted.iter().filter(|field| field.is_required()) {
            let (of, at) = ((operation, effect), (element, at_name));
            optional(model, of, (field, "sent"), Some(field.name), span, at, findings);
        }
    }
    if missing.is_empty() || (known.dark && given.is_none()) {
        findings.append(&mut odd);
        return;
    }
    // What else is sent may have been meant for what is missing: that is one mistake.
    let (misspelt, strange): (Vec<Diagnostic>, Vec<Diagnostic>) =
        odd.into_iter().partition(|found| !found.fixes.is_empty());
    findings.extend(misspelt);
    let names = quoted(missing.iter().map(|field| field.name), "and");
    let title = format!("the operation `{name}` is called without {names}");
    let payload = effect.params().and_then(|params| params.entry("payload"));
    let at = payload.map_or(effect.span, |entry| entry.key.span);
    let mut found = Diagnostic::new(&C0411, title, at, format!("needs {names}"));
    found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    for label in strange.iter().filter_map(|own| own.primary.as_ref()) {
        found = found.label(label.span, "sent, and not one of its fields");
    }
    // What the call is then sent must be there: that is one step of the same repair.
    let open = |input: &&Field| !input.is_required() && !input.has("default") && !input.has("bind");
    let likely = missing.first().and_then(|field| meant(operation, field));
    if let Some(input) = likely.filter(open) {
        found = found.label(input.span, "may be absent: require it, or give it a default");
    }
    let first = missing.first().map_or("", |field| field.name);
    let from = effect.node.span;
    let value = |field: &Field| match meant(operation, field) {
        _ if known.value(field.name, None).is_some() => format!("{{{{{}}}}}", field.name),
        Some(input) => format!("{{{{{}}}}}", input.name),
        None => "…".to_owned(),
    };
    let sure = missing.iter().all(|field| known.value(field.name, None).is_some());
    let changes = missing
        .iter()
        .map(|field| Change::set(from, format!("params/payload/{}", field.name), Plain::from(value(field))));
    let how = if sure { MachineApplicable } else { HasPlaceholders };
    if strange.is_empty() {
        found = found.change(format!("send {names}"), how, changes);
    }
    let value = format!("{{{{{}}}}}", likely.map_or("…", |input| input.name));
    let help =
        Help::from("send it, as in ").clause(Clause::map(Where::Step("call.integration"), "payload", first, value));
    let help = match likely.filter(open) {
        Some(input) => help.words(format!(", and let `{}` be required or have a default", input.name)),
        None => help,
    };
    findings.push(found.help(help).at(element, at_name));
}

/// The input of which a parameter speaks in its name or description: `q`, “Location query”, of `location`.
pub fn meant<'y, 'm>(operation: &'y Operation<'m>, field: &Field) -> Option<&'y Field<'m>> {
    let mut said = words::stems(field.name);
    said.extend(text(field.node, "description").into_iter().flat_map(|(told, _)| words::stems(told)));
    operation.inputs.iter().find(|input| words::stems(input.name).iter().all(|word| said.contains(word)))
}

/// C0413: something that may be absent as the only source of what a step must send or store. What an input or an answer lacks, the step lacks
/// for certain; a row may be one that has it.
pub fn optional<'p>(
    model: &'p Model<'p, 'p>,
    (operation, effect): (&'p Operation<'p>, &Effect),
    (field, done): (&Field, &str),
    path: Option<&str>,
    span: crate::source::Span,
    (element, place): (&str, std::fmt::Arguments),
    findings: &mut Vec<Diagnostic>,
) {
    let Some(given) = path.filter(|_| field.is_required()).and_then(|path| source(model, operation, effect.at, path))
    else {
        return;
    };
    if given.sure {
        return;
    }
    let (name, by) = (given.field.name, operation.name);
    let (title, example, help, level) = match given.owner {
        Owner::Input(_) => (
            format!("`{}` must be {done}, but `{name}` may be absent", field.name),
            format!("example: `{by}` is called without `{name}`"),
            "make the input required, or give it a default",
            Level::Error,
        ),
        owner @ Owner::Answer(_) => (
            format!("`{}` must be {done}, but `{}` may not answer `{name}`", field.name, owner.name()),
            format!("example: `{}` answers without `{name}`", owner.name()),
            "let both be required, or neither",
            Level::Error,
        ),
        owner => (
            format!("`{}` must be {done}, but `{name}` of `{}` may be empty", field.name, owner.name()),
            format!("example: `{by}` of a row that has no `{name}`"),
            "let both be required, or neither; or let a guard ask for a state in which it is there",
            Level::Warning,
        ),
    };
    let mut found = Diagnostic::new(&C0413, title, span, "may have no value")
        .label(given.field.span, "optional, without a default")
        .label(field.span, "required")
        .note(example)
        .help(help);
    found.level = level;
    findings.push(found.at(element, place.to_string()));
}
