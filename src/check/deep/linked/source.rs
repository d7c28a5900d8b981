//! What a path stands for: the field that a template, a `from` or a filter takes its value from, with its declared type.
//!
//! In: an operation, how many of its steps have run, and a path such as `input.order_id`, `order.total.currency` or `answer.link`. Out: the
//! field. What is known of the caller and of the moment is no field, and a path to it gives none.

use super::pairs::{Owner, Spot, spot};
use super::presence;
use crate::check::deep::model::{Entity, Model, Operation, types, words};
use crate::check::deep::parts::{Field, each_field};
use crate::check::gather::Declaration;
use crate::check::place::cut;

/// The field that a path stands for when the first `steps` effects of an operation have run.
pub fn source<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    steps: usize,
    path: &str,
) -> Option<Spot<'p>> {
    let path = path.strip_prefix("input.").unwrap_or(path);
    let (head, rest) = cut(path, b'.').map_or((path, None), |(head, rest)| (head, Some(rest)));
    if let Some(input) = operation.input(head) {
        return inside(model, spot(input, Owner::Input(operation)), rest);
    }
    let (name, rest) = rest.map(|rest| cut(rest, b'.').map_or((rest, None), |(name, rest)| (name, Some(rest))))?;
    if let Some((own, field)) = answered(model, operation, steps, head, name) {
        return inside(model, spot(&field, Owner::Answer(own)), rest);
    }
    let (entity, field) = row(model, operation, head, name)?;
    let mut own = spot(field, Owner::Entity(entity));
    own.sure = own.sure || presence::is_there(model, operation, steps, entity, field);
    inside(model, own, rest)
}

/// The part of a value that the rest of a path names; the field itself where nothing is left of it.
pub fn inside<'p>(model: &'p Model<'p, 'p>, own: Spot<'p>, rest: Option<&str>) -> Option<Spot<'p>> {
    let mut found = own;
    for part in rest.into_iter().flat_map(|rest| rest.split('.')) {
        let (value, field) = types::part(model.sound, found.field.kind()?.0, part)?;
        let sure = found.sure;
        found = spot(&field, Owner::Value(value));
        found.sure = found.sure && sure;
    }
    Some(found)
}

/// What `step.field` stands for, where an earlier step calls an outside operation.
fn answered<'p>(
    model: &'p Model<'p, 'p>,
    operation: &Operation<'p>,
    steps: usize,
    step: &str,
    part: &str,
) -> Option<(&'p Declaration<'p>, Field<'p>)> {
    let earlier = operation.effects.iter().filter(|other| other.at < steps && other.sound);
    let call = earlier.rev().find(|other| other.result.is_some_and(|(result, _)| result == step))?;
    let own = model.called(call)?;
    let field = each_field(own.node, "response_schema").find(|field| field.name == part)?;
    Some((own, field))
}

/// What `order.total` stands for: the field of a row that a step has given this name, or of an entity that is loaded.
pub fn of_row<'p>(
    model: &'p Model<'p, 'p>,
    operation: &Operation<'p>,
    name: &str,
) -> Option<(&'p Entity<'p>, &'p Field<'p>)> {
    let (head, part) = cut(name, b'.')?;
    row(model, operation, head, part)
}

fn row<'p>(
    model: &'p Model<'p, 'p>,
    operation: &Operation<'p>,
    head: &str,
    part: &str,
) -> Option<(&'p Entity<'p>, &'p Field<'p>)> {
    let step = operation.effects.iter().find(|effect| effect.result.is_some_and(|(result, _)| result == head));
    let entity = match step {
        Some(step) if step.writes() => model.entity(step.entity()?.0)?,
        Some(_) => return None,
        None => model.works_on(operation).into_iter().find(|entity| words::same(entity.name, head))?,
    };
    Some((entity, entity.field(part)?))
}
