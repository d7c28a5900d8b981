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
use crate::check::deep::share::{Analysis, Share};
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

/// All that can disagree.
pub struct Checks<'y, 'x, 'm, 'a> {
    access: &'y Access<'x, 'm, 'a>,
    bound: tenants::Bound<'m>,
    tenants: tenants::Reached<'m>,
    /// The commands, then the queries that no permission speaks of.
    unspoken: [Vec<layers::Unspoken<'m>>; 2],
    unasked: doors::Unasked,
}

impl<'y, 'x, 'm, 'a> Checks<'y, 'x, 'm, 'a> {
    /// With what is asked for each operation.
    pub fn of(access: &'y Access<'x, 'm, 'a>) -> Checks<'y, 'x, 'm, 'a> {
        let (tenants, unasked) = (tenants::Reached::default(), doors::Unasked::default());
        Checks { access, bound: tenants::bound(access), tenants, unspoken: Default::default(), unasked }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Checks<'_, 'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let access = self.access;
        for own in share.operations() {
            let row = &Row::of(access, own);
            doors::check(row, findings);
            let [commands, queries] = &mut self.unspoken;
            let of_kind = if row.own.kind == "command" { commands } else { queries };
            of_kind.extend(layers::check(row, findings));
            ownership::check(row, findings);
            self.unasked.look(row);
            self.tenants.look(row, &self.bound);
            asked::check(row, &self.bound, findings);
            scenarios::check(row, findings);
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        permissions::check(self.access, findings);
        doors::of_set(self.access, findings);
        outsiders::check(self.access, findings);
        let unspoken: Vec<layers::Unspoken> = std::mem::take(&mut self.unspoken).into_iter().flatten().collect();
        layers::unspoken(&unspoken, findings);
        self.unasked.report(self.access, findings);
        self.tenants.report(findings);
    }
}
