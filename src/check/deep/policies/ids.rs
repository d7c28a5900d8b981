//! C0425 for conditions: an id of the row that is compared with an id of the caller which is one of something else.
//!
//! In: policies, and guards of ownership. Out: findings at the path of the caller: an error where both are known to be ids of two
//! things, a warning where the caller has the very id that is asked for, and is asked for another one.

use super::{Policies, Scope, actor};
use crate::check::deep::flow::ids::{an, is_apart, of_caller};
use crate::check::deep::model::{Entity, Looked, Model};
use crate::check::deep::parts::text;
use crate::diag::code::C0425;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// Looks at every condition, and at every guard of ownership.
pub fn check<'p>(model: &'p Model<'p, 'p>, policies: &Policies<'p>, findings: &mut Vec<Diagnostic>) {
    for policy in &policies.all {
        for own in policy.conditions.iter().filter(|own| matches!(own.op, "eq" | "neq" | "in")) {
            let Some(against) = own.against else { continue };
            let (field, caller) =
                if own.path.starts_with("actor.") { (against, own.path) } else { (own.path, against) };
            let Some(caller) = caller.strip_prefix("actor.") else { continue };
            let entity = match policy.scope {
                Scope::Entity(name) => model.entity(name),
                _ => None,
            };
            let inputs = match policy.scope {
                Scope::Operation(kind, name) => model.operation(kind, name),
                _ => None,
            };
            let has = |name: &str| {
                entity.is_some_and(|own| own.field(name).is_some())
                    || inputs.is_some_and(|own| own.input(name).is_some())
            };
            let found = compared(model, entity, (field, own.span), (caller, own.value.span), &has);
            let place = format!("conditions/{}/value", own.at);
            findings.extend(found.map(|found| found.at(policy.own.element.as_str(), place)));
        }
    }
    for operation in &model.operations {
        for (at, guard) in operation.guards("ownership") {
            let Some(params) = guard.get("params") else { continue };
            let (Some((name, span)), Some((path, against))) = (text(params, "field"), text(params, "actor")) else {
                continue;
            };
            let entity = match model.looked_at(operation, name) {
                Looked::Field(entity, _) => Some(entity),
                _ => None,
            };
            let Some(caller) =
                path.strip_prefix("actor.").filter(|_| entity.is_some() || operation.input(name).is_some())
            else {
                continue;
            };
            let field = name.rsplit('.').next().unwrap_or(name);
            let has =
                |name: &str| entity.is_some_and(|own| own.field(name).is_some()) || operation.input(name).is_some();
            let found = compared(model, entity, (field, span), (caller, against), &has);
            let place = format!("guards/{at}/params/actor");
            findings.extend(found.map(|found| found.at(operation.own.element.as_str(), place)));
        }
    }
}

/// The finding of one comparison. `has` says whether a field stands beside the one that is compared.
fn compared<'p>(
    model: &'p Model<'p, 'p>,
    entity: Option<&Entity<'p>>,
    (field, span): (&str, Span),
    (caller, against): (&str, Span),
    has: &dyn Fn(&str) -> bool,
) -> Option<Diagnostic> {
    let of = model.id_of(field, entity)?;
    let own = actor::field(model, field).filter(|_| field != caller);
    let (title, label, level) = match of_caller(model, caller) {
        // Where the caller has both, they are two things.
        _ if own.is_some() && caller == "id" => {
            let title = format!("`{field}` is compared with `actor.id`, and the caller has a `{field}`");
            (title, format!("not `actor.{field}`"), Level::Warning)
        }
        Some(given) if is_apart(field, of, caller, given) => {
            let what = an(given.name);
            let title = format!("`{field}` is compared with the id of {what}");
            (title, format!("the id of {what}"), Level::Error)
        }
        Some(_) => return None,
        // And where the row has both, they are, too.
        None if own.is_some() && has(caller) => {
            let title = format!("`{field}` is compared with `actor.{caller}`, and the caller has a `{field}`");
            (title, format!("not `actor.{field}`"), Level::Warning)
        }
        None => return None,
    };
    let mut found = Diagnostic::new(&C0425, title, against, label).label(span, format!("the id of {}", an(of.name)));
    found.level = level;
    let found = match own {
        Some(own) => found.label(own.span, "what the caller has").help(format!("compare with `actor.{field}`")),
        None => found.help(format!("compare with what the caller has of {}, or declare it under `actor`", an(of.name))),
    };
    Some(found.note("they are never equal, or only by chance"))
}
