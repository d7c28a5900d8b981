//! C0404: the tables that a command lists as written, against those that it writes.
//!
//! In: a command with `writes_to` of which all steps are understood. Out: at most one finding. What its transitions, the events that it tells and
//! the projections of these write may be listed, and need not be.

use std::collections::BTreeSet;

use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Effect, Model, Operation, Transition};
use crate::check::deep::parts::{bare, items};
use crate::check::place::{called, quoted};
use crate::diag::code::C0404;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// The tables of the projections that each event changes.
pub struct Projected<'m>(HashMap<&'m str, Vec<&'m str>>);

impl<'m> Projected<'m> {
    /// The projections of a model.
    pub fn of(model: &Model<'m, '_>) -> Projected<'m> {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::default();
        for own in model.sound.every("projection") {
            let Some(table) = model.storage_of(own) else { continue };
            names(own.node, "source_events")
                .into_iter()
                .for_each(|event| all.entry(bare(event)).or_default().push(table.name));
        }
        Projected(all)
    }
}

/// Looks at a command.
pub fn check(model: &Model, projected: &Projected, command: &Operation) -> Option<Diagnostic> {
    let list = items(command.own.node, "writes_to");
    let listed: Vec<(&str, Span)> =
        list.iter().filter_map(|item| Some((bare(called(&item.node)?), item.node.span))).collect();
    let is_wounded = model.sound.is_wounded(command.own, "writes_to");
    if listed.is_empty()
        || is_wounded
        || command.kind != "command"
        || !command.is_clear()
        || !model.sound.is_whole("projection")
    {
        return None;
    }
    let own: Vec<&Effect> = command.effects.iter().filter(|effect| effect.writes()).collect();
    let written: Vec<(&str, Span)> =
        own.iter().map(|effect| Some((table_of(model, effect)?, effect.span))).collect::<Option<_>>()?;
    let lacking: Vec<&(&str, Span)> =
        written.iter().filter(|(table, _)| listed.iter().all(|(own, _)| own != table)).collect();
    let may = reached(model, projected, command);
    // What no entity is kept in may be filled by something else.
    let is_kept = |table: &str| model.table(table).is_some_and(|table| model.entity_of(table).is_some());
    let spare: Vec<&(&str, Span)> = listed
        .iter()
        .filter(|(table, _)| !written.iter().any(|(own, _)| own == table) && !may.contains(table) && is_kept(table))
        .filter(|_| !written.is_empty())
        .collect();
    let all = |tables: &[&(&str, Span)]| quoted(tables.iter().map(|(table, _)| *table).collect::<BTreeSet<_>>(), "and");
    let name = command.name;
    let title = match (lacking.as_slice(), spare.as_slice()) {
        ([], []) => return None,
        (lacking, []) => format!("`{name}` writes {}, which its `writes_to` leaves out", all(lacking)),
        ([], spare) => format!("`{name}` lists {} under `writes_to`, and writes nothing there", all(spare)),
        (lacking, spare) => format!("`{name}` writes {}, and lists {} instead", all(lacking), all(spare)),
    };
    let keys = command.own.node.entry("writes_to").map(|entry| entry.key.span);
    let span = spare.first().map(|(_, span)| *span).or(keys)?;
    let mut found =
        Diagnostic::new(&C0404, title, span, if spare.is_empty() { "not all of it" } else { "not written" });
    found.level = Level::Warning;
    let shown = if lacking.is_empty() { written.iter().collect() } else { lacking };
    let found = shown.into_iter().fold(found, |found, (table, span)| found.label(*span, format!("writes `{table}`")));
    Some(found.help("list what the steps write").at(command.own.element.as_str(), "writes_to"))
}

/// The table that a step writes; none where that is not known, or where the step names that of another entity.
fn table_of<'y>(model: &'y Model, effect: &'y Effect) -> Option<&'y str> {
    let kept = effect.entity().and_then(|(name, _)| model.table_of(model.entity(name)?)).map(|table| table.name);
    match effect.name("table") {
        Some((table, _)) if kept.is_none_or(|kept| kept == table) => Some(table),
        Some(_) => None,
        None => kept,
    }
}

/// The tables that may be written because of a command, beside those of its steps.
fn reached<'y>(model: &'y Model, projected: &'y Projected, command: &'y Operation) -> BTreeSet<&'y str> {
    let mut tables: BTreeSet<&str> = BTreeSet::new();
    let mut moves: Vec<&Transition> = model.transitions_on(command.name).collect();
    let mut events: Vec<&str> = command.effects.iter().filter_map(|own| Some(own.name("event")?.0)).collect();
    events.extend(names(command.own.node, "emits").into_iter().map(bare));
    let mut done: BTreeSet<&str> = BTreeSet::new();
    loop {
        for own in std::mem::take(&mut moves) {
            tables.extend(model.entity(own.entity).and_then(|entity| model.table_of(entity)).map(|table| table.name));
            tables.extend(own.effects.iter().filter_map(|effect| table_of(model, effect)));
            events.extend(own.effects.iter().filter_map(|effect| Some(effect.name("event")?.0)));
        }
        let Some(event) = events.pop() else { break };
        if done.insert(event) {
            tables.extend(projected.0.get(event).into_iter().flatten());
            moves.extend(model.transitions_told(event));
        }
    }
    // With a row go those that point at it, where the database is told so.
    let deleted = command.effects.iter().filter(|own| own.id == "db.delete").filter_map(|own| own.entity());
    for (name, _) in deleted {
        tables.extend(model.pointing_at(name).filter_map(|own| Some(model.table_of(own)?.name)));
    }
    tables
}
