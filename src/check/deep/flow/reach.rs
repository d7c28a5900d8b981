//! C0409: a write that reaches other rows than the one that its command has looked at.
//!
//! In: a command that loads a row, with its transitions. Out: a warning where one of them changes or deletes all rows that have something in
//! common with that one, and what was asked or is done was about that one alone: the state of its life, a policy that keeps rows, the file of
//! the row, an event that names it.

use crate::ast::Entry;
use crate::check::deep::integrations::is_store;
use crate::check::deep::linked::source::of_row;
use crate::check::deep::model::{Effect, Entity, Model, Operation, literal::is_open, template};
use crate::check::deep::parts::{Field, items, text};
use crate::check::place::quoted;
use crate::diag::code::C0409;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::source::Span;

/// Looks at the writes of a command, and at those of the transitions that it makes happen: these have the row at hand that they move.
pub fn check<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, findings: &mut Vec<Diagnostic>) {
    let is_write = |own: &&'p Effect<'p>| own.sound && matches!(own.id, "db.update" | "db.delete");
    for effect in operation.effects.iter().filter(is_write) {
        let found = beyond(model, operation, effect, None);
        findings.extend(found.map(|(found, place)| found.at(operation.own.element.as_str(), place)));
    }
    for transition in model.transitions_on(operation.name).filter(|_| operation.kind == "command") {
        for effect in transition.effects.iter().filter(is_write) {
            let found = beyond(model, operation, effect, Some(transition.entity));
            let at = |place: String| format!("transitions/{}/{place}", transition.at);
            findings.extend(found.map(|(found, place)| found.at(transition.own.element.as_str(), at(place))));
        }
    }
}

/// The finding of one write, and its place; `moved_by` is the entity that its transition moves.
fn beyond<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &'p Effect<'p>,
    moved_by: Option<&str>,
) -> Option<(Diagnostic, String)> {
    let is_at_hand = |own: &&Entity| operation.loads.contains(&own.name) || moved_by == Some(own.name);
    let entity = model.entity(effect.entity()?.0).filter(is_at_hand)?;
    let chosen = effect.map("where").filter(|chosen| !chosen.is_empty() && !names_one(model, entity, chosen))?;
    let shared: Vec<&Entry> =
        chosen.iter().filter(|entry| own_field(model, operation, entity, entry).is_some()).collect();
    let first = shared.first()?;
    let is_plain = |entry: &&Entry| entry.node.is_scalar() && !is_open(&entry.node);
    if chosen.iter().filter(is_plain).count() + shared.len() < chosen.len() {
        return None;
    }
    let (span, why) = match effect.id {
        "db.update" => moved(model, entity, effect, chosen)?,
        _ => asked(model, entity).or_else(|| done(model, operation, entity))?,
    };
    let names = quoted(shared.iter().filter_map(|entry| entry.key.as_text()), "and");
    let does = if effect.id == "db.delete" { "deletes" } else { "changes" };
    let title = format!("`{}` looks at one `{}`, and {does} all that share its {names}", operation.name, entity.name);
    let help = Help::from("name the row: ").clause(Clause::map(
        Where::Step(if effect.id == "db.delete" { "db.delete" } else { "db.update" }),
        "where",
        entity.key,
        format!("{{{{{}.{}}}}}", template::only(&first.node)?.split('.').next()?, entity.key),
    ));
    let found = Diagnostic::new(&C0409, title, first.key.span, "other rows have this value as well");
    let place = format!("effects/{}/params/where", effect.at);
    Some((found.label(span, why).help(help), place))
}

/// The field of the loaded row that one condition takes its value from.
fn own_field<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    entity: &Entity,
    entry: &'p Entry,
) -> Option<&'p Field<'p>> {
    let path = template::only(&entry.node)?;
    let head = path.split('.').next()?;
    let is_step = operation.effects.iter().any(|own| own.result.is_some_and(|(name, _)| name == head));
    let (own, field) = of_row(model, operation, path).filter(|_| !is_step && operation.input(head).is_none())?;
    (own.name == entity.name).then_some(field)
}

/// Whether conditions leave one row at most.
fn names_one(model: &Model, entity: &Entity, chosen: &[Entry]) -> bool {
    let has = |name: &str| chosen.iter().any(|entry| entry.key.as_text() == Some(name));
    let table = model.table_of(entity);
    let primary = || table.into_iter().flat_map(|own| &own.columns).any(|own| own.primary && has(own.field.name));
    let unique = || entity.unique.iter().chain(table.into_iter().flat_map(|own| &own.unique));
    has(entity.key) || primary() || unique().any(|own| own.names.iter().all(|name| has(name)))
}

/// The state of a life that an update writes, where its condition says nothing of states.
fn moved(model: &Model, entity: &Entity, effect: &Effect, chosen: &[Entry]) -> Option<(Span, String)> {
    let of = |entries: &[Entry], name: &str| {
        entries.iter().find(|entry| entry.key.as_text() == Some(name)).map(|entry| entry.key.span)
    };
    model.workflows_of(entity.name).iter().find_map(|life| {
        let state = model.state_field(life, entity).filter(|state| of(chosen, state.name).is_none())?;
        let (name, _) = life.name?;
        Some((of(effect.map("set")?, state.name)?, format!("moves them all, from whatever state of `{name}`")))
    })
}

/// A policy by which rows are kept, and which was asked of one of them.
fn asked(model: &Model, entity: &Entity) -> Option<(Span, String)> {
    model.about("policy", entity.name).iter().find_map(|own| {
        let mut limits = items(own.node, "effects").iter().filter_map(|item| item.node.get("params"));
        let (_, span) = limits.find_map(|params| text(params, "min_retention_days"))?;
        Some((span, "asked of the one row only".to_owned()))
    })
}

/// A call of a store, or an event, that speaks of the loaded row alone.
fn done<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, entity: &Entity) -> Option<(Span, String)> {
    let speaks = |entry: &'p Entry| own_field(model, operation, entity, entry).is_some();
    let mut steps = operation.effects.iter().filter(|own| own.map("payload").is_some_and(|all| all.iter().any(speaks)));
    let is_of_store = |own: &Effect| own.id == "call.integration" && model.service(own).is_some_and(is_store);
    let step = steps.find(|own| own.event().is_some() || is_of_store(own))?;
    Some((step.span, "speaks of the one row only".to_owned()))
}
