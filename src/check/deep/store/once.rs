//! C1012 for guards: what must not be there yet, and what nothing keeps from coming twice.
//!
//! In: the guards `not_exists` of commands. Out: a hint for each that looks for a row by a field which no unique rule is about, alone or
//! with others. Two calls at the same time both look, and both find nothing.

use super::keys::unique_together;
use crate::check::deep::model::{Entity, Model, Operation};
use crate::check::deep::parts::{bare, text};
use crate::diag::code::C1012;
use crate::diag::{Diagnostic, Help};
use crate::lookup::HashSet;

/// The fields that were told of: each is told of once.
#[derive(Default)]
pub struct Told<'x>(HashSet<(&'x str, &'x str)>);

impl<'x> Told<'x> {
    /// Looks at the guards of a command.
    pub fn look(&mut self, model: &'x Model<'_, '_>, command: &Operation, findings: &mut Vec<Diagnostic>) {
        if !command.sound {
            return;
        }
        for (at, guard) in command.guards("not_exists") {
            let Some(params) = guard.get("params") else { continue };
            let (Some((entity, _)), Some((name, span))) = (text(params, "entity"), text(params, "field")) else {
                continue;
            };
            let Some(entity) = model.entity(bare(entity)) else { continue };
            let stores = command.makes(entity.name);
            let Some(field) = entity.field(name).filter(|_| stores && !is_kept(model, entity, name)) else { continue };
            if !self.0.insert((entity.name, field.name)) {
                continue;
            }
            let title = format!("nothing keeps a second `{}` with the same `{name}` out", entity.name);
            let found = Diagnostic::new(&C1012, title, span, "must not be there yet")
                .label(field.span, "no unique rule is about it")
                .note("example: of two calls at the same time, both look and find none, and both store one")
                .help(Help::from("say that there is one only, as in ").clause(unique_together(&[name])));
            findings.push(found.at(command.own.element.as_str(), format!("guards/{at}/params/field")));
        }
    }
}

/// Whether the key or a unique rule of an entity or its table is about a field; yes too where one of them is not understood.
fn is_kept(model: &Model, entity: &Entity, name: &str) -> bool {
    let table = model.table_of(entity);
    let declarations = [Some(entity.own), table.map(|table| table.own)];
    if declarations
        .into_iter()
        .flatten()
        .any(|own| ["constraints", "indexes"].iter().any(|key| model.sound.is_wounded(own, key)))
    {
        return true;
    }
    let of_table = table.map_or(&[][..], |table| table.unique.as_slice());
    let rules = || entity.unique.iter().chain(of_table);
    let is_primary = table.and_then(|table| table.column(name)).is_some_and(|column| column.primary);
    entity.key == name || is_primary || rules().any(|rule| rule.names.contains(&name))
}
