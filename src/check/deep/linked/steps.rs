//! Pairs in commands and queries: what steps write, send and tell, what is given back, and by what an answer is narrowed.
//!
//! In: an operation. Out: calls, one a pair, in the order in which the places are written. Where a place says what it takes, that is the pair,
//! and no name is asked.

use super::pairs::{Each, Link, Owner, Spot, alone, spot};
use super::presence::is_there;
use super::source::source;
use crate::ast::{Entry, Node};
use crate::check::deep::model::comparison::{Comparison, How, comparisons};
use crate::check::deep::model::{Effect, Entity, Model, Operation, Table, template, types};
use crate::check::deep::parts::{Field, each_field, fields, text};
use crate::check::place::lower;

/// Calls `each` for every pair of an operation.
pub fn of_operation<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, each: &mut Each<'_, 'p>) {
    let near = model.works_on(operation);
    let mut carried: Vec<&str> = Vec::new();
    for effect in operation.effects.iter().filter(|effect| effect.sound) {
        of_effect(model, operation, effect, &mut carried, each);
    }
    of_filters(model, operation, &near, &mut carried, each);
    for input in &operation.inputs {
        let target = alone(near.iter().copied().filter_map(|entity| Some((entity, entity.field(input.name)?))));
        if let Some((entity, field)) = target.filter(|_| !carried.contains(&input.name)) {
            each(spot(input, Owner::Input(operation)), spot(field, Owner::Entity(entity)), Link::Name);
        } else if let Some((entity, key)) = key_of(model, input, &near) {
            each(spot(input, Owner::Input(operation)), spot(key, Owner::Entity(entity)), Link::Key);
        }
    }
    for field in &operation.returns {
        of_return(model, operation, field, &near, each);
    }
    let moves = model.transitions_on(operation.name).filter(|_| operation.kind == "command");
    let told = operation.effects.iter().map(|effect| (effect, effect.at));
    // The steps of a transition come behind all of those of its command.
    let told = told.chain(moves.flat_map(|own| &own.effects).map(|effect| (effect, operation.effects.len())));
    for (effect, steps) in told.filter(|(effect, _)| effect.sound) {
        of_event(model, operation, (effect, steps), &near, each);
    }
}

/// The pair of a value that is given back: with what it says it comes from, with the column that is added up, or with what has its name.
fn of_return<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    field: &Field<'p>,
    near: &[&'p Entity<'p>],
    each: &mut Each<'_, 'p>,
) {
    let to = spot(field, Owner::Return(operation));
    let of = |name: &str| alone(near.iter().copied().filter_map(|own| Some((own, own.field(name)?))));
    let bound = text(field.node, "bind");
    let summed = field.node.get("sum").and_then(|sum| text(sum, "of"));
    // What is no number is told where it is added up.
    let is_number = |own: &Field| own.kind().is_some_and(|(kind, _)| ["int", "float", "decimal"].contains(&kind));
    if let Some((own, span)) =
        bound.and_then(|(path, span)| Some((source(model, operation, operation.effects.len(), path)?, span)))
    {
        each(own, to, Link::Template(span));
    } else if let Some(((entity, own), span)) = summed.and_then(|(name, span)| Some((of(name)?, span))) {
        // What is empty adds nothing.
        let given = Spot { sure: true, ..spot(own, Owner::Entity(entity)) };
        if is_number(own) {
            each(given, to, Link::Template(span));
        }
    } else if let Some((entity, own)) = of(field.name) {
        each(spot(own, Owner::Entity(entity)), to, Link::Name);
    } else if let Some((entity, key)) = key_of(model, field, near) {
        each(spot(key, Owner::Entity(entity)), to, Link::Key);
    }
}

/// The pairs that the templates of a write or a call make.
fn of_effect<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &'p Effect<'p>,
    carried: &mut Vec<&'p str>,
    each: &mut Each<'_, 'p>,
) {
    let mut carry = |key: &str, targets: &[Field<'p>], owner: Owner<'p>| {
        for entry in effect.map(key).unwrap_or_default() {
            let wanted = entry.key.as_text().and_then(|name| targets.iter().find(|field| field.name == name));
            let Some(name) = template::only(&entry.node) else { continue };
            let Some(given) = source(model, operation, effect.at, name) else { continue };
            if matches!(given.owner, Owner::Input(_)) {
                carried.push(given.field.name);
            }
            if let Some(wanted) = wanted {
                let at = entry.node.span;
                let link = if key == "where" { Link::Compared(at) } else { Link::Template(at) };
                each(given, spot(wanted, owner), link);
            }
        }
    };
    if effect.writes() {
        let entity = effect.entity().and_then(|(name, _)| model.entity(name));
        let Some(entity) = entity else { return };
        carry("where", &entity.fields, Owner::Entity(entity));
        carry("set", &entity.fields, Owner::Entity(entity));
    } else if effect.id == "call.integration" {
        let Some(called) = model.called(effect) else { return };
        carry("payload", &fields(called.node, "request_schema"), Owner::Sent(called));
    }
}

/// The pairs of the filters of a query: what a column is compared with, and the column. Parts of texts may be those of anything, and a day
/// may be compared with a moment.
fn of_filters<'p>(
    model: &'p Model<'p, 'p>,
    query: &'p Operation<'p>,
    near: &[&'p Entity<'p>],
    carried: &mut Vec<&'p str>,
    each: &mut Each<'_, 'p>,
) {
    let filters = query.own.node.get("filters").and_then(Node::as_map).unwrap_or_default();
    if filters.is_empty() || query.kind != "query" || !query.is_clear() {
        return;
    }
    let tables: Vec<&Table> = query.reads_from.iter().filter_map(|name| model.table(name)).collect();
    for entry in filters {
        let Some(column) = entry.key.as_text().map(|name| name.strip_suffix(".day").unwrap_or(name)) else { continue };
        let field = alone(near.iter().copied().filter_map(|own| Some(spot(own.field(column)?, Owner::Entity(own)))));
        let kept = || alone(tables.iter().filter_map(|own| Some(spot(&own.column(column)?.field, Owner::Column(own)))));
        let Some(wanted) = field.or_else(kept) else { continue };
        for (given, link) in compared(model, query, entry, column) {
            if matches!(given.owner, Owner::Input(_)) {
                carried.push(given.field.name);
            }
            if !is_of_time(&given) || !is_of_time(&wanted) {
                each(given, wanted, link);
            }
        }
    }
}

/// What a filter compares a column with.
fn compared<'p>(
    model: &'p Model<'p, 'p>,
    query: &'p Operation<'p>,
    filter: &'p Entry,
    column: &str,
) -> Vec<(Spot<'p>, Link)> {
    let is_part = |how: &How| matches!(how, How::Known(Comparison::StartsWith | Comparison::Contains));
    let of = |(_, node): (How, Option<&'p Node>)| match node {
        Some(node) => {
            let given = source(model, query, query.effects.len(), template::only(node)?)?;
            let is_list = matches!(types::plain(given.field.kind()?.0), types::Plain::Of(..));
            (!is_list).then_some((given, Link::Compared(node.span)))
        }
        None => Some((spot(query.input(column)?, Owner::Input(query)), Link::Name)),
    };
    comparisons(&filter.node, true).into_iter().filter(|(how, _)| !is_part(how)).filter_map(of).collect()
}

/// Whether a field holds a day or a moment.
fn is_of_time(own: &Spot) -> bool {
    let kind = own.field.kind().map(|(kind, _)| lower(kind));
    kind.is_some_and(|kind| kind.starts_with("date") || kind.starts_with("timestamp"))
}

/// The pairs of what an event tells when so many steps have run, by a map of its effect or by names.
fn of_event<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    (effect, steps): (&'p Effect<'p>, usize),
    near: &[&'p Entity<'p>],
    each: &mut Each<'_, 'p>,
) {
    let Some(event) = effect.event().and_then(|(name, _)| model.sound.one("event", name)) else { return };
    let map = effect.map("payload");
    for field in each_field(event.node, "payload") {
        let to = spot(&field, Owner::Payload(event));
        let said = map.and_then(|map| map.iter().find(|entry| entry.key.as_text() == Some(field.name)));
        if let Some(said) = said {
            let given = template::only(&said.node).and_then(|name| source(model, operation, steps, name));
            given.into_iter().for_each(|given| each(given, to, Link::Template(said.node.span)));
            continue;
        }
        let row = alone(near.iter().copied().filter_map(|entity| Some((entity, entity.field(field.name)?))));
        if let Some(input) = operation.input(field.name) {
            each(spot(input, Owner::Input(operation)), to, Link::Name);
        } else if let Some((entity, own)) = row {
            let mut given = spot(own, Owner::Entity(entity));
            given.sure = given.sure || is_there(model, operation, steps, entity, own);
            each(given, to, Link::Name);
        } else if let Some((entity, key)) = key_of(model, &field, near) {
            each(spot(key, Owner::Entity(entity)), to, Link::Key);
        }
    }
}

/// The key that a field such as `order_id` holds.
fn key_of<'p>(
    model: &'p Model<'p, 'p>,
    field: &Field,
    near: &[&'p Entity<'p>],
) -> Option<(&'p Entity<'p>, &'p Field<'p>)> {
    let entity = model.entity_of_id(field.name, near.first().copied())?;
    Some((entity, entity.field(entity.key)?))
}
