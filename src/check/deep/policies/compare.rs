//! What is compared with something of the caller: in the conditions of policies, and in guards of ownership.
//!
//! In: policies and operations. Out: [`Compared`], one for each comparison, in the order of files and lines. Nothing is judged here.

use super::{Policy, Scope};
use crate::check::deep::model::{Entity, Looked, Model, Operation};
use crate::check::deep::parts::{Field, text};
use crate::lookup::HashSet;
use crate::source::Span;

/// A comparison with something of the caller.
pub struct Compared<'p> {
    /// The entity whose row is looked at, where one is known.
    pub entity: Option<&'p Entity<'p>>,
    /// The operation whose input may be meant.
    pub operation: Option<&'p Operation<'p>>,
    /// What is compared, without the row before it, and where that stands.
    pub field: (&'p str, Span),
    /// The attribute of the caller, without `actor.`, and where that stands.
    pub caller: (&'p str, Span),
    /// The roles that it is asked of; none where it is asked of all.
    pub roles: Option<HashSet<&'p str>>,
    /// The declaration that it stands in.
    pub element: &'p str,
    /// The way to the attribute from there.
    pub place: String,
}

/// The comparisons of a policy.
pub fn of_policy<'p>(model: &'p Model<'p, 'p>, policy: &'p Policy<'p>) -> Vec<Compared<'p>> {
    let mut all = Vec::new();
    for own in policy.conditions.iter().filter(|own| matches!(own.op, "eq" | "neq" | "in")) {
        let Some(against) = own.against else { continue };
        let (field, caller) = if own.path.starts_with("actor.") { (against, own.path) } else { (own.path, against) };
        let Some(caller) = caller.strip_prefix("actor.") else { continue };
        all.push(Compared {
            entity: match policy.scope {
                Scope::Entity(name) => model.entity(name),
                _ => None,
            },
            operation: match policy.scope {
                Scope::Operation(kind, name) => model.operation(kind, name),
                _ => None,
            },
            field: (field, own.span),
            caller: (caller, own.value.span),
            roles: policy.roles.as_ref().map(|roles| roles.iter().copied().collect()),
            element: &policy.own.element,
            place: format!("conditions/{}/value", own.at),
        });
    }
    all
}

/// The comparisons in the guards of an operation.
pub fn of_operation<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>) -> Vec<Compared<'p>> {
    let guards = operation.guards("ownership");
    guards
        .filter_map(|(at, guard)| {
            let params = guard.get("params")?;
            let ((name, span), (path, against)) = (text(params, "field")?, text(params, "actor")?);
            let entity = match model.looked_at(operation, name) {
                Looked::Field(entity, _) => Some(entity),
                _ => None,
            };
            let caller = path.strip_prefix("actor.")?;
            (entity.is_some() || operation.input(name).is_some()).then(|| Compared {
                entity,
                operation: Some(operation),
                field: (name.rsplit('.').next().unwrap_or(name), span),
                caller: (caller, against),
                roles: operation.roles().map(|roles| roles.iter().copied().collect()),
                element: &operation.own.element,
                place: format!("guards/{at}/params/actor"),
            })
        })
        .collect()
}

impl<'p> Compared<'p> {
    /// What is compared, as it is declared: a field of the row, or an input.
    pub fn declared(&self, name: &str) -> Option<&'p Field<'p>> {
        self.entity.and_then(|own| own.field(name)).or_else(|| self.operation.and_then(|own| own.input(name)))
    }
}
