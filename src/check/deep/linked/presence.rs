//! Whether a field of a row that may be empty holds a value where it is taken from.
//!
//! In: an operation, how many of its steps have run, and a field. Out: yes where a step before has written it, where the row is in a state
//! that is reached only by those who write it, or where something that is asked before says something of the field. In doubt, yes.

use super::source::of_row;
use crate::ast::Node;
use crate::check::deep::flow::inputs::said;
use crate::check::deep::model::entity::is_null;
use crate::check::deep::model::{Effect, Entity, Model, Operation, Transition, template};
use crate::check::deep::parts::{Field, items, text};
use crate::check::gather::Declaration;

/// Whether an optional field holds a value for certain when the first `steps` effects of an operation have run.
pub fn is_there<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    steps: usize,
    entity: &'p Entity<'p>,
    field: &Field<'p>,
) -> bool {
    is_written(model, operation, steps, entity, field)
        || is_asked(model, operation, entity, field)
        || match model.workflows_of(entity.name) {
            [] => false,
            [life] => is_of_state(model, operation, life, entity, field),
            _ => true,
        }
}

/// Whether a step before this point has written a field with a value that is there.
fn is_written<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    steps: usize,
    entity: &Entity,
    field: &Field,
) -> bool {
    let is_there = |node: &Node| match template::only(node) {
        Some(name) => {
            let input =
                operation.input(name).is_none_or(|own| own.is_required() || own.has("default") || own.has("bind"));
            input && of_row(model, operation, name).is_none_or(|(_, own)| own.is_required())
        }
        None => !is_null(node),
    };
    let before = operation.effects.iter().filter(|own| own.at < steps && own.sound && own.writes());
    before
        .filter(|own| own.entity().is_some_and(|(name, _)| name == entity.name))
        .flat_map(|own| own.map("set").unwrap_or_default())
        .any(|entry| entry.key.as_text() == Some(field.name) && is_there(&entry.node))
}

/// Whether a rule or a policy that is asked before says something of the field.
fn is_asked<'p>(model: &'p Model<'p, 'p>, operation: &Operation<'p>, entity: &Entity<'p>, field: &Field<'p>) -> bool {
    let mut open = vec![field];
    for name in [operation.name, entity.name] {
        for own in ["rule", "policy"].into_iter().flat_map(|kind| model.about(kind, name)) {
            said(own.node, &mut open);
        }
    }
    open.is_empty()
}

/// Whether each state in which the operation finds the row is reached only by those who write the field.
fn is_of_state<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    life: &'p Declaration<'p>,
    entity: &'p Entity<'p>,
    field: &Field,
) -> bool {
    let Some(state) = model.state_field(life, entity) else { return true };
    let Some(wanted) = model.states_wanted(operation, entity, state.name) else { return true };
    let moves = model.transitions_on(operation.name).filter(|own| own.entity == entity.name);
    let states: Vec<&str> = match wanted.first() {
        Some(first) => first.values.iter().map(|(state, _)| *state).collect(),
        None => moves.map(|own| own.from().0).collect(),
    };
    !states.is_empty() && {
        let filled = filled(model, life, entity, field);
        states.iter().all(|state| filled.contains(state))
    }
}

/// The states of a life in which a field is written for certain: all that lead there write it, or come from such a state.
fn filled<'p>(model: &'p Model<'p, 'p>, life: &'p Declaration<'p>, entity: &Entity<'p>, field: &Field) -> Vec<&'p str> {
    let writes = |effect: &Effect| {
        effect.writes()
            && effect.entity().is_some_and(|(name, _)| name == entity.name)
            && effect.map("set").is_none_or(|set| set.iter().any(|entry| entry.key.as_text() == Some(field.name)))
    };
    let moves = model.transitions_of(life);
    let is_writer = |own: &Transition| {
        own.effects.iter().any(writes)
            || match own.trigger {
                Some(("command", name, _)) => {
                    model.operation("command", name).is_none_or(|own| own.effects.iter().any(writes))
                }
                Some((_, event, _)) => model.tellers(event).any(|own| own.effects.iter().any(writes)),
                None => false,
            }
    };
    let open: Vec<&Transition> = moves.into_iter().filter(|own| !is_writer(own)).collect();
    let mut states: Vec<&str> =
        items(life.node, "states").iter().filter_map(|item| Some(text(&item.node, "id")?.0)).collect();
    let first = text(life.node, "initial_state").map(|(name, _)| name);
    let made = |own: &Operation| own.effects.iter().any(|own| own.creates() && writes(own));
    if !model.makers(entity.name).all(made) {
        states.retain(|state| Some(*state) != first);
    }
    loop {
        let before = states.clone();
        let is_empty = |state: &str| {
            let mut ways = open.iter().filter(|own| own.to().0 == state);
            ways.any(|own| !before.contains(&own.from().0))
        };
        states.retain(|state| !is_empty(state));
        if states.len() == before.len() {
            return states;
        }
    }
}
