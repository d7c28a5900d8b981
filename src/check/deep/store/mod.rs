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
use crate::diag::Diagnostic;

/// Looks at every entity, every table and every datasource.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    presence::check(model, findings);
    for table in &model.tables {
        if let Some(entity) = model.entity_of(table) {
            shape::check(model, entity, table, findings);
            keys::unique(model, entity, table, findings);
        }
        indexes::check(model, table, findings);
        checks::check(table, findings);
    }
    shape::projections(model, findings);
    keys::check(model, findings);
    once::check(model, findings);
    columns::check(model, findings);
    sources::check(model, findings);
    databases::check(model, findings);
}
