//! What fields may hold: their defaults, the literals given to them, and types that say less than is known.
//!
//! In: the model. Out: C0202 for inputs, C0204, C0206, C0207, C0209, C0210, C0211, C0213 and C0214; of labels and limits C0101, C0108, C0014 and
//! C1701.

mod defaults;
mod labels;
mod literals;
mod money;
pub mod open;
mod prose;
mod sources;

pub use literals::wrong;

use super::limits::{order, range};
use super::model::Model;
use super::parts::{Field, each_field};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;

/// The kinds that have fields, and under which keys.
const LISTS: &[(&str, &[&str])] = &[
    ("entity", &["fields"]),
    ("value", &["fields"]),
    ("event", &["payload"]),
    ("command", &["input", "returns"]),
    ("query", &["input", "returns"]),
    ("projection", &["fields"]),
    ("route", &["request_schema", "response_schema"]),
    ("operation", &["request_schema", "response_schema"]),
];

/// Looks at every field, then at literals elsewhere.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut amounts = money::Amounts::default();
    every_field(model, &mut |own, list, field| {
        amounts.look(own, list, field);
        if let Some(limits) = field.node.get("constraints") {
            let place = format!("{list}/{}/constraints", field.at);
            order::of_map(own, limits, &place, findings);
            range::of_pattern(own, limits, &place, findings);
        }
        defaults::of_field(model, own, list, field, findings);
        sources::of_field(model, own, list, field, findings);
        prose::of_field(own, list, field, findings);
        open::binary(model, own, list, field, findings);
    });
    amounts.report(findings);
    labels::check(model, findings);
    for table in &model.tables {
        defaults::of_table(model, table, findings);
    }
    open::check(model, findings);
    literals::check(model, findings);
}

/// Calls `each` for every field of every sound declaration: the declaration, the key of the list, the field.
fn every_field<'p>(model: &Model<'p, '_>, each: &mut dyn FnMut(&'p Declaration<'p>, &'static str, &Field<'p>)) {
    for (kind, lists) in LISTS {
        for own in model.sound.all_but(kind, super::model::operation::STEPS) {
            for list in *lists {
                for field in each_field(own.node, list) {
                    each(own, list, &field);
                }
            }
        }
    }
}
