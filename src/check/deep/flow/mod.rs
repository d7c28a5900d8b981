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
use super::routes::Routes;
use super::share::{Analysis, Share};
use crate::diag::Diagnostic;

/// What flows through every command, query and transition.
pub struct Flow<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    buckets: files::Buckets<'m>,
    projected: listed::Projected<'m>,
    routes: Option<Routes<'m>>,
    again: again::Again,
}

impl<'x, 'm, 'a> Flow<'x, 'm, 'a> {
    /// With what is asked of the whole model again and again.
    pub fn of(model: &'x Model<'m, 'a>) -> Flow<'x, 'm, 'a> {
        let (buckets, projected) = (files::Buckets::of(model), listed::Projected::of(model));
        Flow { model, buckets, projected, routes: None, again: again::Again::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Flow<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let Flow { model, buckets, projected, routes, again } = self;
        let model = *model;
        for operation in share.operations() {
            of_operation(model, (buckets, projected, routes), operation, findings);
        }
        share.commands().iter().for_each(|command| again.look(model, command, findings));
        for transition in share.transitions() {
            writes::of_transition(model, transition, findings);
            template::of_transition(model, transition, findings);
            payload::of_transition(model, transition, findings);
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        kept::check(self.model, findings);
        keys::check(self.model, &self.buckets, findings);
    }
}

fn of_operation<'m>(
    model: &Model<'m, '_>,
    (buckets, projected, routes): (&files::Buckets<'m>, &listed::Projected<'m>, &mut Option<Routes<'m>>),
    operation: &Operation<'m>,
    findings: &mut Vec<Diagnostic>,
) {
    guards::check(model, operation, findings);
    calls::check(model, operation, findings);
    template::check(model, operation, findings);
    writes::check(model, operation, findings);
    reach::check(model, operation, findings);
    findings.extend(listed::check(model, projected, operation));
    let unfilled = columns::check(model, operation, findings);
    payload::check(model, buckets, operation, &unfilled, findings);
    returns::check(model, operation, &unfilled, findings);
    inputs::check(model, operation, &unfilled, routes, findings);
    order::check(model, operation, findings);
    told::check(model, operation, findings);
    ids::check(model, operation, findings);
    reading::check(model, operation, findings);
}

/// The values that an operation returns and that nothing in it gives.
pub fn unsourced<'k, 'm>(model: &'k Model<'m, '_>, operation: &'k Operation<'m>) -> Vec<&'k Field<'m>> {
    let unfilled = columns::check(model, operation, &mut Vec::new());
    returns::unsourced(model, operation, &unfilled)
}
