//! Entities against the tables that keep them, and tables against each other.
//!
//! In: the model. Out: C1001, C1003 to C1015, C1017 and C1018, C1016 for what a foreign key points at, and C0101 for columns in conditions; types are compared in `linked`.

mod checks;
mod columns;
mod databases;
mod indexes;
mod keys;
mod once;
mod presence;
mod shape;
mod sources;

use super::model::Model;
use super::share::{Analysis, Share};
use crate::diag::Diagnostic;
use crate::lookup::HashSet;

/// Looks at every entity, every table and every datasource.
pub struct Store<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    bound: HashSet<&'x str>,
    once: once::Told<'x>,
    moments: columns::Moments<'x, 'm>,
}

impl<'x, 'm, 'a> Store<'x, 'm, 'a> {
    /// With what is asked of the whole model again and again.
    pub fn of(model: &'x Model<'m, 'a>) -> Store<'x, 'm, 'a> {
        let (once, moments) = (once::Told::default(), columns::Moments::default());
        Store { model, bound: keys::bound(model), once, moments }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Store<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        for table in share.tables() {
            if let Some(entity) = model.entity_of(table) {
                shape::check(model, entity, table, findings);
                keys::unique(model, entity, table, findings);
            }
            indexes::check(model, table, findings);
            checks::check(table, findings);
            keys::table_targets(model, table, findings);
            self.moments.look(model, table, findings);
        }
        share.entities().iter().for_each(|entity| keys::of_entity(model, entity, &self.bound, findings));
        share.commands().iter().for_each(|command| self.once.look(model, command, findings));
        shape::projections(share, findings);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        presence::check(self.model, findings);
        self.moments.report(self.model, findings);
        sources::check(self.model, findings);
        databases::check(self.model, findings);
    }
}
