//! Entities against the tables that keep them, and tables against each other.
//!
//! In: the model. Out: C1001, C1003 to C1015 and C1017, and C1016 for what a foreign key points at; types are compared in `linked`.

mod columns;
mod indexes;
mod keys;
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
            keys::unique(entity, table, findings);
        }
        indexes::check(model, table, findings);
    }
    shape::projections(model, findings);
    keys::check(model, findings);
    columns::check(model, findings);
    sources::check(model, findings);
}
