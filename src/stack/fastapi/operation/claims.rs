//! The transactions of an operation that calls other services: the claim before the calls, and what is written behind them.
//!
//! In: the phases of an operation. Out: functions, each run in a transaction, and the variables that they give back.

use std::collections::BTreeSet;

use super::perform::Given;
use super::statement::{self, Statement};
use super::{Build, uses};
use crate::ir::{Action, Check, Step, Value};
use crate::stack::fastapi::python::{self, Expr, Writer};
use crate::stack::fastapi::value::{Kind, Scope};

impl<'s> Build<'s> {
    /// The transaction of the claim, and what it gives.
    pub(super) fn claim(&mut self, outer: &Scope<'s>) -> (Writer, Vec<Given>) {
        let own = self.own;
        let phases = &own.phases;
        let parameters = self.needed(outer, &phases.claim, false);
        let mut scope = outer.clone();
        let mut statements = Vec::new();
        self.locks(&mut scope, &mut statements);
        for (at, requirement) in phases.requirements.iter().enumerate() {
            if !self.is_on_locked(requirement) || self.is_moved_from(at) {
                continue;
            }
            let one = self.requirement(&scope, requirement);
            statements.extend(one);
        }
        let later = |row: &str| self.needed_later(row);
        let needed: Vec<String> = rows_of(&phases.claim).into_iter().filter(|row| later(row)).collect();
        let written = self.steps(&mut scope, &phases.claim, "CALLED", &|row| needed.iter().any(|own| own == row));
        statements.extend(written);
        statements.extend(self.rehearsal(&scope));
        let mut given = Vec::new();
        for row in &needed {
            if let Some(table) = scope.table_of(row) {
                given.push((scope.row(row), self.module.row_class(table)));
            }
        }
        if let Some(hold) = &phases.hold {
            let claims = self.module.own("persistence", "claims");
            let mut arguments = Vec::new();
            for (value, name) in self.kept_fields() {
                arguments.push((name, scope.value(&mut self.module, &value, None, false)));
            }
            statements.push(Statement::Do {
                origin: own.origin.clone(),
                within: None,
                target: Some("pending".to_owned()),
                expr: Expr::named_call("Pending", arguments),
            });
            let key = self.row_key(&scope, &hold.row, &hold.table);
            let failure = self.module.failure(&hold.failure);
            let parts = vec![
                Expr::atom("conn"),
                Expr::Atom(python::text(&hold.table)),
                Expr::Atom(key),
                Expr::atom("OPERATION"),
                Expr::atom("pending"),
                Expr::atom(failure),
            ];
            statements.push(Statement::Do {
                origin: own.origin.clone(),
                within: None,
                target: None,
                expr: Expr::call(format!("{claims}.claim"), parts).awaited(),
            });
            given.push(("pending".to_owned(), "Pending".to_owned()));
        }
        let function = self.inner(self.claim_name(), &parameters, &statements, &given);
        (function, given)
    }

    /// Where a row goes behind calls, and others may point at it: what would keep it is known before the calls.
    fn rehearsal(&mut self, scope: &Scope<'s>) -> Option<Statement> {
        let own = self.own;
        let system = self.whole.system;
        let hold = own.phases.hold.as_ref()?;
        let of = |step: &'s Step| match &step.action {
            Action::Delete { table, key } if *table == hold.table => Some((step, system.table(table)?, key)),
            _ => None,
        };
        let (step, table, key) = own.phases.success.iter().find_map(of)?;
        if !self.whole.index.is_pointed_at(&table.name) {
            return None;
        }
        let (statement, arguments) = self.deletion(scope, step, table, key);
        let claims = self.module.own("persistence", "claims");
        let mut parts = vec![Expr::atom("conn"), Expr::Atom(statement)];
        parts.extend(arguments);
        let expr = Expr::call(format!("{claims}.rehearse"), parts).awaited();
        Some(Statement::Do { origin: step.origin.clone(), within: None, target: None, expr })
    }

    /// Whether the workflow itself looks at what a requirement asks for: the row is moved from these very states, and nothing that
    /// stands between can end the call in another way.
    fn is_moved_from(&self, at: usize) -> bool {
        let phases = &self.own.phases;
        let Some((own, later)) = phases.requirements.get(at..).and_then(<[_]>::split_first) else { return false };
        let Check::State { row, states, .. } = &own.check else { return false };
        let moved = |step: &Step| matches!(&step.action, Action::Move { row: other, .. } if other == row);
        let Some(place) = phases.claim.iter().position(moved) else { return false };
        let (before, behind) = phases.claim.split_at(place);
        let Some(Step { action: Action::Move { moves, .. }, failure, only_in: None, .. }) = behind.first() else {
            return false;
        };
        let from: BTreeSet<&String> = moves.iter().map(|(from, _)| from).collect();
        from == states.iter().collect()
            && failure.as_ref() == Some(&own.failure)
            && own.roles.is_empty()
            && !own.warns
            && before.iter().all(|step| step.failure.is_none())
            && later.iter().all(|other| !self.is_on_locked(other) || other.failure == own.failure)
    }

    /// Whether a requirement is about rows that the transaction locks: only then it is worth a second look.
    pub(super) fn is_on_locked(&self, requirement: &crate::ir::Requirement) -> bool {
        let locked = |name: &str| self.own.phases.loads.iter().any(|load| load.lock && load.row == name);
        let about = match &requirement.check {
            Check::State { row, .. } => locked(row),
            _ => uses::of_requirement(requirement).into_iter().any(|value| match value {
                Value::Row { row, .. } | Value::WholeRow { row } => locked(row),
                _ => false,
            }),
        };
        requirement.again && about
    }

    /// Whether a row is needed behind the claim.
    fn needed_later(&self, row: &str) -> bool {
        let phases = &self.own.phases;
        let held = phases.hold.as_ref().is_some_and(|own| own.row == row);
        held || uses::steps_need_row(&phases.external, row)
            || uses::steps_need_row(&phases.success, row)
            || uses::of_outputs(&self.own.outputs).into_iter().any(|value| uses::is_row(value, row))
    }

    /// The transaction behind calls that went well.
    pub(super) fn success(&mut self, outer: &mut Scope<'s>) -> (Writer, Vec<Given>) {
        let own = self.own;
        let phases = &own.phases;
        let parameters = self.needed(outer, &phases.success, true);
        let mut scope = outer.clone();
        let mut statements = Vec::new();
        self.release(&mut scope, &mut statements);
        self.lock_moved(&mut scope, &phases.success, &mut statements);
        let outputs = uses::of_outputs(&own.outputs);
        let answers = |row: &str| outputs.iter().any(|value| uses::is_row(value, row));
        let written = self.steps(&mut scope, &phases.success, "SUCCEEDED", &|row| answers(row));
        statements.extend(written);
        let mut given = Vec::new();
        let moved = moved_of(&phases.success);
        for row in rows_of(&phases.success).into_iter().chain(moved.iter().cloned()) {
            let variable = scope.row(&row);
            let fresh = variable.starts_with("moved_") || !moved.contains(&row);
            let wanted = answers(&row) && fresh && given.iter().all(|(own, _)| *own != variable);
            if let (true, Some(table)) = (wanted, scope.table_of(&row)) {
                given.push((variable.clone(), self.module.row_class(table)));
                outer.rows.insert(row.clone(), variable);
            }
        }
        let function = self.inner("_success", &parameters, &statements, &given);
        (function, given)
    }

    /// The transaction behind a call that failed.
    pub(super) fn failure(&mut self) -> Writer {
        let own = self.own;
        let mut scope = self.scope(Kind::Pending);
        let mut statements = Vec::new();
        self.release(&mut scope, &mut statements);
        scope.pending = self.pending.clone();
        let written = self.steps(&mut scope, &own.phases.failure, "FAILED", &|_| false);
        statements.extend(written);
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        out.apart();
        let connection = self.module.own("persistence.database", "Connection");
        let parameters = [format!("conn: {connection}"), "pending: Pending".to_owned()];
        out.function("async def _failure", &parameters, "None", "", |out| statement::write(out, &statements, ""));
        let mapping = self.module.imports().name("collections.abc", "Mapping");
        let any = self.module.imports().name("typing", "Any");
        let parameters = [format!("conn: {connection}"), format!("pending: {mapping}[str, {any}]")];
        out.apart();
        let doc = "Write the failure of a call that was cut off; for the reconciler";
        out.function("async def finish", &parameters, "None", doc, |out| {
            out.line("await _failure(conn, Pending.model_validate(pending))");
        });
        out
    }
}

/// The rows that steps store or change.
fn rows_of(steps: &[Step]) -> Vec<String> {
    let mut all = Vec::new();
    for step in steps {
        if let Action::Insert { row, .. } | Action::Update { row, .. } | Action::Upsert { row, .. } = &step.action
            && !all.contains(row)
        {
            all.push(row.clone());
        }
    }
    all
}

/// The rows that steps move.
fn moved_of(steps: &[Step]) -> Vec<String> {
    let of = |step: &Step| match &step.action {
        Action::Move { row, .. } => Some(row.clone()),
        _ => None,
    };
    steps.iter().filter_map(of).collect()
}
