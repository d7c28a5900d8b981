//! The rows that a transaction locks, and those that are held while other services are called.
//!
//! In: the loads and steps of an operation. Out: statements that lock rows, refuse those that are held, and let them go.

use super::Build;
use super::statement::Statement;
use crate::ir::{Action, Check, Step};
use crate::stack::fastapi::held::States;
use crate::stack::fastapi::python::{self, Expr};
use crate::stack::fastapi::value::{Kind, Scope};

impl<'s> Build<'s> {
    /// The locks of a transaction: rows that are loaded to be locked, parents before children.
    pub(super) fn locks(&mut self, scope: &mut Scope<'s>, statements: &mut Vec<Statement>) {
        let own = self.own;
        let system = self.whole.system;
        let mut loads: Vec<_> = own.phases.loads.iter().filter(|load| load.lock).collect();
        loads.sort_by_key(|load| system.table(&load.table).map_or(0, |table| table.rank));
        for load in loads {
            let missing = self.module.failure(&load.missing);
            let lock = self.lock(scope, &load.row, &load.table, &missing, &load.origin);
            statements.push(lock);
            let holds = own.phases.hold.as_ref().is_some_and(|hold| hold.row == load.row);
            if self.held.get(&load.table).is_some_and(|held| !self.asks_for_others(held, &load.row)) && !holds {
                let claims = self.module.own("persistence", "claims");
                let taken = self.wrong_state(&load.row);
                let taken = self.module.failure(&taken);
                let key = self.row_key(scope, &load.row, &load.table);
                let parts =
                    vec![Expr::atom("conn"), Expr::Atom(python::text(&load.table)), Expr::Atom(key), Expr::atom(taken)];
                statements.push(Statement::Do {
                    origin: load.origin.clone(),
                    within: None,
                    target: None,
                    expr: Expr::call(format!("{claims}.refuse_claimed"), parts).awaited(),
                });
            }
        }
    }

    /// Whether the operation asks for a state in which a row is never held.
    fn asks_for_others(&self, held: &States, row: &str) -> bool {
        self.own.phases.requirements.iter().any(|own| match &own.check {
            Check::State { row: other, field, states } => {
                other == row && self.is_on_locked(own) && own.roles.is_empty() && held.are_others(field, states)
            }
            _ => false,
        })
    }

    pub fn lock(&mut self, scope: &mut Scope<'s>, row: &str, table: &str, missing: &str, origin: &str) -> Statement {
        let module = self.module.table(table);
        let found = self.module.own("persistence.database", "found");
        let key = match scope.kind {
            Kind::Pending => self.pending.first().map(|(_, name)| format!("pending.{name}")).unwrap_or_default(),
            _ => self.row_key(scope, row, table),
        };
        let taken = Expr::call(format!("{module}.lock"), vec![Expr::atom("conn"), Expr::Atom(key)]).awaited();
        let variable = self.whole.names.local(row);
        scope.rows.insert(row.to_owned(), variable.clone());
        Statement::Do {
            origin: origin.to_owned(),
            within: None,
            target: Some(variable),
            expr: Expr::call(found, vec![taken, Expr::atom(missing)]),
        }
    }

    /// How the operation fails where another one works on a row.
    fn wrong_state(&self, row: &str) -> String {
        let of = |own: &crate::ir::Requirement| match &own.check {
            Check::State { row: other, .. } if other == row => Some(own.failure.clone()),
            _ => None,
        };
        let required = self.own.phases.requirements.iter().find_map(of);
        let moved = || {
            self.own.phases.steps().find_map(|step| match &step.action {
                Action::Move { row: other, .. } if other == row => step.failure.clone(),
                _ => None,
            })
        };
        required.or_else(moved).unwrap_or_else(|| "Conflict".to_owned())
    }

    /// Locks rows that are moved and are not the one that is held.
    pub(super) fn lock_moved(&mut self, scope: &mut Scope<'s>, steps: &'s [Step], statements: &mut Vec<Statement>) {
        for step in steps {
            let Action::Move { row, table, .. } = &step.action else { continue };
            if self.own.phases.hold.as_ref().is_some_and(|hold| hold.row == *row) {
                continue;
            }
            let missing = self.module.failure(step.failure.as_deref().unwrap_or("Conflict"));
            let lock = self.lock(scope, row, table, &missing, &step.origin);
            statements.push(lock);
        }
    }

    /// Locks the row that is held, and lets it go.
    pub(super) fn release(&mut self, scope: &mut Scope<'s>, statements: &mut Vec<Statement>) {
        let Some(hold) = &self.own.phases.hold else { return };
        let claims = self.module.own("persistence", "claims");
        // Where the failure was written meanwhile, a call that goes well is answered as one that failed.
        let lost = match scope.kind {
            Kind::Pending => format!("{claims}.ClaimLost"),
            _ => self.module.failure(&hold.lost),
        };
        let lock = self.lock(scope, &hold.row, &hold.table, &lost, &self.own.origin);
        statements.push(lock);
        let key = self.row_key(scope, &hold.row, &hold.table);
        let mut parts =
            vec![Expr::atom("conn"), Expr::Atom(python::text(&hold.table)), Expr::Atom(key), Expr::atom("OPERATION")];
        if scope.kind != Kind::Pending {
            parts.push(Expr::Atom(lost));
        }
        statements.push(Statement::Do {
            origin: self.own.origin.clone(),
            within: None,
            target: None,
            expr: Expr::call(format!("{claims}.release"), parts).awaited(),
        });
    }
}
