//! What in a set disagrees about access: one file for each thing that can.
//!
//! In: [`Access`]. Out: findings. Each operation is looked at once; what its guards, permissions, routes and rules say of it is
//! compared in one place, so that one mistake is told once.

mod asked;
mod doors;
mod layers;
mod outsiders;
mod ownership;
mod permissions;
mod scenarios;
mod tenants;

use super::{Access, Answer, Door, Layers, Who};
use crate::check::deep::model::Operation;
use crate::diag::Diagnostic;

/// An operation with all that is said of it.
struct Row<'y, 'x, 'm, 'a> {
    access: &'y Access<'x, 'm, 'a>,
    own: &'y Operation<'m>,
    layers: Layers<'y, 'x, 'm, 'a>,
    answers: Vec<(Who<'m>, Answer<'m>)>,
}

impl<'y, 'x, 'm, 'a> Row<'y, 'x, 'm, 'a> {
    fn of(access: &'y Access<'x, 'm, 'a>, own: &'y Operation<'m>) -> Row<'y, 'x, 'm, 'a> {
        let layers = access.layers(own);
        let answers = layers.callers().into_iter().map(|who| (who, Answer::of(who, layers.of(who)))).collect();
        Row { access, own, layers, answers }
    }

    /// The answer to a caller.
    fn answer(&self, who: Who<'m>) -> Answer<'m> {
        let known = self.answers.iter().find(|(own, _)| *own == who).map(|(_, answer)| answer.clone());
        known.unwrap_or_else(|| Answer::of(who, self.layers.of(who)))
    }

    /// The routes that lead to it.
    fn doors(&self) -> &'y [Door<'m>] {
        self.access.doors.to(self.own.kind, self.own.name)
    }

    /// The answers to callers with a role.
    fn roles(&self) -> impl Iterator<Item = (&'m str, &Answer<'m>)> {
        self.answers.iter().filter_map(|(who, answer)| match who {
            Who::Role(role) => Some((*role, answer)),
            Who::Anonymous => None,
        })
    }
}

/// Looks at everything.
pub fn check(access: &Access, findings: &mut Vec<Diagnostic>) {
    permissions::check(access, findings);
    doors::of_set(access, findings);
    outsiders::check(access, findings);
    let rows: Vec<Row> = access.model.operations.iter().map(|own| Row::of(access, own)).collect();
    let mut unspoken = Vec::new();
    for row in &rows {
        doors::check(row, findings);
        unspoken.extend(layers::check(row, findings));
        ownership::check(row, findings);
    }
    layers::unspoken(&unspoken, findings);
    doors::unasked(access, &rows, findings);
    let bound = tenants::bound(access);
    tenants::check(access, &rows, &bound, findings);
    asked::check(access, &rows, &bound, findings);
    scenarios::check(access, &rows, findings);
}
