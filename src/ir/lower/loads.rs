//! The rows that an operation loads before anything else.
//!
//! In: its guards, `fetches` and `reads`. Out: loads, in the order in which each needs no later one. A row is found by the guard that
//! asks for it, by an input that is its id, or by a foreign key of a row that is loaded before.

use super::Lower;
use super::scope::Scope;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Entity, Operation};
use crate::check::deep::parts::{bare, text};
use crate::ir::{Load, Table, Value};

impl<'m> Lower<'_, 'm, '_> {
    /// What an operation loads. `listed` is the table whose rows a query lists: those are not loaded one by one.
    pub fn loads(&mut self, own: &Operation<'m>, scope: &mut Scope, listed: Option<&Table>) -> Vec<Load> {
        let mut loads: Vec<Load> = Vec::new();
        let guards: Vec<_> = own.guards("exists").map(|(at, guard)| (at, guard.clone())).collect();
        for (at, guard) in &guards {
            let Some(params) = guard.get("params") else { continue };
            let (Some((entity, span)), Some((field, _))) = (text(params, "entity"), text(params, "field")) else {
                continue;
            };
            let Some(entity) = self.model.entity(entity) else { continue };
            let column = if entity.field(field).is_some() { field } else { entity.key };
            let place = format!("guards/{at}");
            match scope.name(self, field) {
                Some(value) => {
                    self.load(own, scope, &mut loads, entity.name, column, value, &place);
                    if let (Some((error, _)), Some(load)) =
                        (text(guard, "on_failure"), loads.last_mut().filter(|own| own.entity == entity.name))
                    {
                        bare(error).clone_into(&mut load.missing);
                    }
                }
                None => {
                    let what = format!("by which value `{}` is looked up", entity.name);
                    self.sourceless(own.own, place, span, &what, "no input of this name, and no row that has it");
                }
            }
        }
        let fetched: Vec<&str> =
            ["fetches", "reads"].iter().flat_map(|key| names(own.own.node, key)).map(bare).collect();
        for entity in fetched {
            let made = own.makes(entity);
            if scope.row_of(entity).is_some()
                || listed.is_some_and(|own| own.entity.as_deref() == Some(entity))
                || (made && own.kind == "command")
            {
                continue;
            }
            let Some(found) = self.model.entity(entity) else { continue };
            let key = if own.kind == "query" { "reads" } else { "fetches" };
            match self.found_by(own, scope, found) {
                Some((column, value)) => self.load(own, scope, &mut loads, entity, &column, value, key),
                // A query may read further tables only to narrow what it lists.
                None if listed.is_some() => {}
                None => {
                    let span = own.own.node.get(key).map_or(own.span, |node| node.span);
                    let what = format!("which `{entity}` `{}` looks at", own.name);
                    self.sourceless(own.own, key, span, &what, "no input is its id, and no loaded row points at it");
                }
            }
        }
        loads
    }

    /// The column and value by which a row of an entity is found.
    fn found_by(&self, own: &Operation<'m>, scope: &Scope, entity: &Entity<'m>) -> Option<(String, Value)> {
        let id = own.inputs.iter().find(|field| {
            field.name == entity.key && entity.key != "id"
                || self.model.entity_of_id(field.name, None).is_some_and(|own| own.name == entity.name)
        });
        if let Some(field) = id {
            let value = Value::Input { name: field.name.to_owned(), path: Vec::new() };
            return Some((entity.key.to_owned(), value));
        }
        for row in &scope.rows {
            let from = self.model.entity(&row.entity)?;
            if let Some(foreign) = from.foreign.iter().find(|foreign| foreign.target == entity.name) {
                let column = foreign.key.unwrap_or(entity.key).to_owned();
                let value = Value::Row { row: row.name.clone(), field: foreign.name.to_owned(), path: Vec::new() };
                return Some((column, value));
            }
        }
        None
    }

    #[expect(clippy::too_many_arguments, reason = "a load is made of all of these, in two places")]
    fn load(
        &mut self,
        own: &Operation<'m>,
        scope: &mut Scope,
        loads: &mut Vec<Load>,
        entity: &str,
        column: &str,
        value: Value,
        place: &str,
    ) {
        let Some(table) = self.table_of(entity).map(|table| table.name.clone()) else {
            let what = format!("looking up `{entity}`, which no table keeps");
            self.refuse(own.own, place, own.span, &what, "has no row to find");
            return;
        };
        let row = scope.row(entity, None, false);
        loads.push(Load {
            origin: format!("{}/{place}", own.own.element),
            row,
            entity: entity.to_owned(),
            table,
            column: column.to_owned(),
            value,
            missing: self.missing(own, entity),
            lock: false,
        });
    }
}
