//! The flow of data through commands, queries and transitions: what each step needs, and what is known by then.
//!
//! In: the model. Out: C0402 to C0428, C0503, C1114, and C0101, C0202 and C0210 for what guards and queries look at. An abstract run: the steps
//! one after the other with the set of names that are known; for transitions on a failure, the run ends at the first step that can fail.
//! Exact for what the contract says; what a service answers beyond its declaration is not known.

mod again;
pub mod calls;
mod columns;
mod files;
mod guards;
pub mod ids;
pub mod inputs;
mod kept;
mod keys;
pub mod known;
mod listed;
pub mod order;
pub mod payload;
mod reach;
mod reading;
mod returns;
mod template;
pub mod told;
mod writes;

use super::model::{Model, Operation};
use super::parts::Field;
use crate::diag::Diagnostic;

/// Looks at every command, query and transition.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let buckets = files::Buckets::of(model);
    let projected = listed::Projected::of(model);
    let mut routes = None;
    for operation in &model.operations {
        guards::check(model, operation, findings);
        calls::check(model, operation, findings);
        template::check(model, operation, findings);
        writes::check(model, operation, findings);
        reach::check(model, operation, findings);
        findings.extend(listed::check(model, &projected, operation));
        let unfilled = columns::check(model, operation, findings);
        payload::check(model, &buckets, operation, &unfilled, findings);
        returns::check(model, operation, &unfilled, findings);
        inputs::check(model, operation, &unfilled, &mut routes, findings);
        order::check(model, operation, findings);
        told::check(model, operation, findings);
        ids::check(model, operation, findings);
        reading::check(model, operation, findings);
    }
    again::check(model, findings);
    kept::check(model, findings);
    keys::check(model, &buckets, findings);
    for transition in &model.transitions {
        writes::of_transition(model, transition, findings);
        template::of_transition(model, transition, findings);
        payload::of_transition(model, transition, findings);
    }
}

/// The values that an operation returns and that nothing in it gives.
pub fn unsourced<'k, 'm>(model: &'k Model<'m, '_>, operation: &'k Operation<'m>) -> Vec<&'k Field<'m>> {
    let unfilled = columns::check(model, operation, &mut Vec::new());
    returns::unsourced(model, operation, &unfilled)
}
