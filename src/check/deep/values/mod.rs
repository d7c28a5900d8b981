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
use super::share::{Analysis, Share};
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

/// Every field, and literals elsewhere.
pub struct Values<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    amounts: money::Amounts<'m>,
    shapes: open::Shapes<'x>,
    /// Requests that hand on an input: what may be told of it is told of them, too.
    handed_on: Vec<open::HandedOn<'x>>,
    /// What is wrong with literals; not all of it is told.
    literals: Vec<Diagnostic>,
}

impl<'x, 'm, 'a> Values<'x, 'm, 'a> {
    /// With what is asked for each field.
    pub fn of(model: &'x Model<'m, 'a>) -> Values<'x, 'm, 'a> {
        let (amounts, shapes) = (money::Amounts::default(), open::Shapes::of(model));
        Values { model, amounts, shapes, handed_on: Vec::new(), literals: Vec::new() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Values<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let Values { model, amounts, shapes, handed_on, literals } = self;
        let model: &'x Model<'m, 'a> = model;
        every_field(share, &mut |own, list, field| {
            amounts.look(own, list, field);
            if let Some(limits) = field.node.get("constraints") {
                let place = format_args!("{list}/{}/constraints", field.at);
                order::of_map(own, limits, place, findings);
                range::of_pattern(own, limits, place, findings);
            }
            defaults::of_field(model, own, list, field, findings);
            sources::of_field(model, own, list, field, findings);
            prose::of_field(own, list, field, findings);
            handed_on.extend(open::binary(model, own, list, field, findings));
        });
        share.all("enum").for_each(|own| labels::check(own, findings));
        for table in share.tables() {
            defaults::of_table(model, table, findings);
        }
        shapes.look(share, findings);
        literals::look(share, literals);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        open::of_requests(&self.handed_on, findings);
    }

    fn last(&mut self, findings: &mut Vec<Diagnostic>) {
        defaults::retract(findings);
        self.amounts.report(findings);
        literals::untold(std::mem::take(&mut self.literals), findings);
    }
}

/// Calls `each` for every field of every sound declaration: the declaration, the key of the list, the field.
fn every_field<'p>(share: &Share<'_, 'p, '_>, each: &mut dyn FnMut(&'p Declaration<'p>, &'static str, &Field<'p>)) {
    for (kind, lists) in LISTS {
        for own in share.all_but(kind, super::model::operation::STEPS) {
            for list in *lists {
                for field in each_field(own.node, list) {
                    each(own, list, &field);
                }
            }
        }
    }
}
