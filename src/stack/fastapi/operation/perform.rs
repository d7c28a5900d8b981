//! The body of an operation: calls of other services, and transactions around them.

use std::collections::BTreeSet;

use super::statement::{self, Statement};
use super::{Build, uses};
use crate::ir::{Action, Check, Reading, Step, Type, Value};
use crate::stack::fastapi::held::States;
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{self, Expr, Writer};
use crate::stack::fastapi::value::{Kind, Scope};

/// A variable that a function gives back, and its type.
type Given = (String, String);

impl<'s> Build<'s> {
    /// `perform` and the functions that it is made of.
    pub fn perform(&mut self) -> Writer {
        if self.own.reading.is_some() {
            return self.listing();
        }
        let own = self.own;
        let phases = &own.phases;
        let mut scope = self.scope(Kind::Call);
        let mut body = Vec::new();
        let mut functions = Vec::new();
        let mut tried = self.calls(&mut scope, &phases.before);
        if phases.handlers.is_empty() {
            body.append(&mut tried);
        }
        let handlers = self.handlers();
        let has_claim = !phases.claim.is_empty() || phases.hold.is_some();
        if has_claim {
            let (function, given) = self.claim(&scope);
            functions.push(function);
            let name = if self.waits() { "_claim" } else { "_write" };
            let written = self.transaction(&scope, name, &phases.claim, &given);
            let undone = self.withdrawal();
            body.push(if undone.is_some() { self.or_undone(written) } else { written });
            functions.extend(undone);
            self.keep_rows(&mut scope, &phases.claim);
        }
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        let result = self.result();
        let parameters = ["services: Services".to_owned(), "call: Call".to_owned()];
        let mut guarded = Vec::new();
        if !phases.external.is_empty() {
            if has_claim || phases.hold.is_some() || !phases.success.is_empty() || !phases.failure.is_empty() {
                let (function, given) = self.external(&scope);
                functions.push(function);
                guarded.push(self.called("_external", &scope, &phases.external, &given, vec!["services", "call"]));
                for (name, _) in &given {
                    scope.answers.insert(name.clone(), name.clone());
                }
            } else {
                body.extend(self.calls(&mut scope, &phases.external));
            }
        }
        let settles = phases.hold.is_some() || !phases.failure.is_empty();
        let mut behind = Vec::new();
        if phases.hold.is_some() || !phases.success.is_empty() {
            let (function, given) = self.success(&mut scope);
            functions.push(function);
            behind.push(self.transaction(&scope, "_success", &phases.success, &given));
            for (variable, _) in &given {
                if let Some(row) = variable.strip_prefix("moved_") {
                    scope.rows.insert(row.to_owned(), variable.clone());
                }
            }
        }
        let mut answer = self.answered(&scope);
        let handlers: Vec<(String, String)> = handlers
            .into_iter()
            .map(|(failure, name, function)| {
                functions.push(function);
                (failure, name)
            })
            .collect();
        if own.idempotency.is_some() {
            functions.insert(0, self.once(std::mem::take(&mut body), &answer));
            answer = self.only_once();
        }
        if phases.hold.is_some() {
            functions.push(self.failure());
        }
        let tail = answer.flat();
        out.apart();
        out.function("async def perform", &parameters, &result, "Do what was asked for", |out| {
            let later = format!("{} {} {tail}", statement::text(&guarded), statement::text(&behind));
            // What the failure needs was given by the claim.
            let later = if settles { format!("{later} (pending)") } else { later };
            if !tried.is_empty() {
                let later = format!("{} {later}", statement::text(&body));
                out.block("try:", |out| statement::write(out, &tried, &later));
                for (failure, name) in &handlers {
                    out.block(format!("except {failure}:"), |out| {
                        out.line(format!("await transact(services.pool, partial({name}, call=call))"));
                        out.line("raise");
                    });
                }
            }
            statement::write(out, &body, &later);
            if !guarded.is_empty() && settles {
                let later = format!("{} {tail}", statement::text(&behind));
                out.block("try:", |out| statement::write(out, &guarded, &later));
                out.block("except Exception:", |out| {
                    out.line("await claims.settle(services.pool, partial(_failure, pending=pending))");
                    out.line("raise");
                });
            } else {
                let later = format!("{} {tail}", statement::text(&behind));
                statement::write(out, &guarded, &later);
            }
            statement::write(out, &behind, &tail);
            out.statement("return ", &answer, "");
        });
        functions.into_iter().for_each(|function| out.append(function));
        out
    }

    /// A transaction behind which nothing is left outside, where it is refused.
    fn or_undone(&mut self, written: Statement) -> Statement {
        let Statement::Do { origin, within, target, expr } = written else { return written };
        let or_undone = self.module.own("app.undoing", "or_undone");
        let partial = self.module.imports().name("functools", "partial");
        let undo = Expr::call(partial, ["_withdraw", "services", "call"].map(Expr::atom).to_vec());
        let write = match expr {
            Expr::Prefixed(_, write) => *write,
            other => other,
        };
        let expr = Expr::call(or_undone, vec![write, undo]).awaited();
        Statement::Do { origin, within, target, expr }
    }

    /// The calls that take back what was stored outside before the transaction.
    fn withdrawal(&mut self) -> Option<Writer> {
        let own = self.own;
        if own.phases.withdrawal.is_empty() || own.idempotency.is_some() {
            return None;
        }
        let mut scope = self.scope(Kind::Call);
        let statements = self.calls(&mut scope, &own.phases.withdrawal);
        let parameters = ["services: Services".to_owned(), "call: Call".to_owned()];
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        out.apart();
        out.function("async def _withdraw", &parameters, "None", "", |out| statement::write(out, &statements, ""));
        Some(out)
    }

    /// Whether other services are called behind the claim.
    fn waits(&self) -> bool {
        !self.own.phases.external.is_empty()
    }

    /// What is answered.
    fn answered(&mut self, scope: &Scope) -> Expr {
        let result = self.result();
        let mut arguments = Vec::new();
        for output in &self.own.outputs {
            let value = scope.value(&mut self.module, &output.value, Some(&output.kind), output.required);
            arguments.push((names::field(&output.name), value));
        }
        Expr::named_call(result, arguments)
    }

    /// Rows that steps give, as variables.
    fn keep_rows(&mut self, scope: &mut Scope, steps: &[Step]) {
        for step in steps {
            if let Action::Insert { row, .. } | Action::Update { row, .. } | Action::Upsert { row, .. } = &step.action {
                let variable = self.whole.names.local(row);
                scope.rows.insert(row.clone(), variable);
            }
        }
    }

    /// A function run in a transaction: `a, b = await transact(services.pool, partial(_claim, call=call))`.
    fn transaction(&mut self, scope: &Scope, name: &str, steps: &[Step], given: &[Given]) -> Statement {
        let transact = self.module.own("persistence.database", "transact");
        let partial = self.module.imports().name("functools", "partial");
        let mut parts = vec![Expr::atom(name), Expr::atom("call").named("call")];
        for (variable, _) in self.needed(scope, steps, name == "_success") {
            parts.push(Expr::atom(&variable).named(&variable));
        }
        if self.own.idempotency.is_some() {
            // The transaction is around it, and stores the answer as well.
            let mut parts = parts;
            parts.remove(0);
            parts.insert(0, Expr::atom("conn"));
            let expr = Expr::call(name, parts).awaited();
            return Statement::Do { origin: self.own.origin.clone(), within: None, target: targets(given), expr };
        }
        let mut all = vec![Expr::atom("services.pool"), Expr::call(partial, parts)];
        all.extend(self.patience());
        let expr = Expr::call(transact, all).awaited();
        Statement::Do { origin: self.own.origin.clone(), within: None, target: targets(given), expr }
    }

    /// How often and how long a transaction may be tried, where that is said.
    pub fn patience(&mut self) -> Vec<Expr> {
        let mut all = Vec::new();
        if let Some(own) = &self.own.retry {
            all.push(crate::stack::fastapi::outside::retries(&mut self.module, own).named("retries"));
        }
        if let Some(ms) = self.own.patience_ms.filter(|_| !super::asks_others(self.own)) {
            all.push(Expr::Atom(format!("{:?}", ms as f64 / 1000.0)).named("seconds"));
        }
        all
    }

    fn called(&self, name: &str, scope: &Scope, steps: &[Step], given: &[Given], first: Vec<&str>) -> Statement {
        let mut parts: Vec<Expr> = first.into_iter().map(Expr::atom).collect();
        parts.extend(self.needed_names(scope, steps).into_iter().map(Expr::Atom));
        let expr = Expr::call(name, parts).awaited();
        Statement::Do { origin: self.own.origin.clone(), within: None, target: targets(given), expr }
    }

    fn needed_names(&self, scope: &Scope, steps: &[Step]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for (row, variable) in &scope.rows {
            if uses::steps_need_row(steps, row) {
                all.push(variable.clone());
            }
        }
        for (call, variable) in &scope.answers {
            if uses::steps_need_answer(steps, call) {
                all.push(variable.clone());
            }
        }
        all
    }

    /// Variables of `scope` that steps need, and their types. Behind a hold, the row that was made by the claim is needed too.
    fn needed(&mut self, scope: &Scope, steps: &[Step], holds: bool) -> Vec<Given> {
        let mut all = Vec::new();
        let held = self.own.phases.hold.as_ref().filter(|_| holds).map(|own| own.row.clone());
        for (row, variable) in &scope.rows {
            let wanted = uses::steps_need_row(steps, row) || held.as_ref() == Some(row);
            if let (true, Some(table)) = (wanted, scope.table_of(row)) {
                all.push((variable.clone(), self.module.row_class(table)));
            }
        }
        for (call, variable) in &scope.answers {
            if uses::steps_need_answer(steps, call) {
                let class = self.answer_class(call);
                all.push((variable.clone(), class));
            }
        }
        all
    }

    fn answer_class(&mut self, answer: &str) -> String {
        let call = crate::stack::fastapi::value::answer_of(self.whole.system, self.own, answer);
        let ports = self.module.own("app", "ports");
        call.map_or_else(|| "object".to_owned(), |call| format!("{ports}.{}Answer", names::class(&call.name)))
    }

    /// The locks of a transaction: rows that are loaded to be locked, parents before children.
    fn locks(&mut self, scope: &mut Scope<'s>, statements: &mut Vec<Statement>) {
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

    /// The transaction of the claim, and what it gives.
    fn claim(&mut self, outer: &Scope<'s>) -> (Writer, Vec<Given>) {
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
        let name = if self.waits() { "_claim" } else { "_write" };
        let function = self.inner(name, &parameters, &statements, &given);
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
        let points = |other: &crate::ir::Table| other.foreign_keys.iter().any(|key| key.table == table.name);
        if !system.tables.iter().any(points) {
            return None;
        }
        let (statement, arguments) = self.deletion(scope, step, table, key);
        let claims = self.module.own("persistence", "claims");
        let mut parts = vec![Expr::atom("conn"), Expr::Atom(statement)];
        parts.extend(arguments);
        let expr = Expr::call(format!("{claims}.rehearse"), parts).awaited();
        Some(Statement::Do { origin: step.origin.clone(), within: None, target: None, expr })
    }

    /// Whether a requirement is about rows that the transaction locks: only then it is worth a second look.
    pub fn is_on_locked(&self, requirement: &crate::ir::Requirement) -> bool {
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
    fn success(&mut self, outer: &mut Scope<'s>) -> (Writer, Vec<Given>) {
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
        for row in rows_of(&phases.success).into_iter().chain(moved_of(&phases.success)) {
            let variable = scope.row(&row);
            let fresh = variable.starts_with("moved_") || !moved_of(&phases.success).contains(&row);
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
    fn failure(&mut self) -> Writer {
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

    /// Locks the row that is held, and lets it go.
    fn release(&mut self, scope: &mut Scope<'s>, statements: &mut Vec<Statement>) {
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

    /// Locks rows that are moved and are not the one that is held.
    fn lock_moved(&mut self, scope: &mut Scope<'s>, steps: &'s [Step], statements: &mut Vec<Statement>) {
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

    /// A function that runs in a transaction.
    fn inner(&mut self, name: &str, needed: &[Given], statements: &[Statement], given: &[Given]) -> Writer {
        let connection = self.module.own("persistence.database", "Connection");
        let mut parameters = vec![format!("conn: {connection}"), "call: Call".to_owned()];
        parameters.extend(needed.iter().map(|(name, class)| format!("{name}: {class}")));
        let gives = match given {
            [] => "None".to_owned(),
            [(_, class)] => class.clone(),
            _ => format!("tuple[{}]", given.iter().map(|(_, class)| class.as_str()).collect::<Vec<_>>().join(", ")),
        };
        let tail = given.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let mut out = Writer::default();
        out.set_origin(&self.own.origin);
        out.apart();
        out.function(&format!("async def {name}"), &parameters, &gives, "", |out| {
            statement::write_all(out, statements, &tail);
        });
        out
    }

    /// The calls behind the claim, and the answers that are needed later.
    fn external(&mut self, outer: &Scope<'s>) -> (Writer, Vec<Given>) {
        let own = self.own;
        let needed = self.needed(outer, &own.phases.external, false);
        let mut scope = outer.clone();
        let statements = self.calls(&mut scope, &own.phases.external);
        let mut given = Vec::new();
        for step in &own.phases.external {
            let Action::Call { answer, .. } = &step.action else { continue };
            let outputs = uses::of_outputs(&own.outputs);
            let later = uses::steps_need_answer(&own.phases.success, answer)
                || outputs.into_iter().any(|value| uses::is_answer(value, answer));
            if later {
                given.push((names::field(answer), self.answer_class(answer)));
            }
        }
        let mut parameters = vec!["services: Services".to_owned(), "call: Call".to_owned()];
        parameters.extend(needed.iter().map(|(name, class)| format!("{name}: {class}")));
        let gives = match given.as_slice() {
            [] => "None".to_owned(),
            [(_, class)] => class.clone(),
            _ => format!("tuple[{}]", given.iter().map(|(_, class)| class.as_str()).collect::<Vec<_>>().join(", ")),
        };
        let tail = given.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        out.apart();
        out.function("async def _external", &parameters, &gives, "", |out| {
            statement::write_all(out, &statements, &tail);
        });
        (out, given)
    }

    /// Calls of other services.
    fn calls(&mut self, scope: &mut Scope<'s>, steps: &'s [Step]) -> Vec<Statement> {
        let mut all = Vec::new();
        for step in steps {
            let failure = self.module.failure(step.failure.as_deref().unwrap_or("UpstreamFailed"));
            let failing_as = self.module.own("integrations.failure", "failing_as");
            let mut within = vec![Expr::Atom(failure)];
            let (target, expr) = match &step.action {
                Action::Call { integration, call, arguments, answer } => {
                    let own = self.whole.system.integration(integration);
                    let Some(called) = own.and_then(|own| own.calls.iter().find(|own| own.name == *call)) else {
                        continue;
                    };
                    if !called.failures.is_empty() {
                        let mut entries = Vec::new();
                        for (code, failure) in &called.failures {
                            entries.push((Expr::Atom(python::text(code)), Expr::Atom(self.module.failure(failure))));
                        }
                        within.push(Expr::dictionary(entries));
                    }
                    let mut given = Vec::new();
                    for (name, value) in arguments {
                        let field = called.request.iter().find(|own| own.name == *name);
                        let kind = field.map(|own| own.kind.clone());
                        let required = field.is_some_and(|own| own.required);
                        let value = scope.value(&mut self.module, value, kind.as_ref(), required);
                        given.push((names::field(name), value));
                    }
                    let port = names::module(integration);
                    let expr = Expr::named_call(format!("services.{port}.{}", names::module(call)), given).awaited();
                    let variable = names::field(answer);
                    scope.answers.insert(answer.clone(), variable.clone());
                    ((!called.response.is_empty()).then_some(variable), expr)
                }
                Action::Mail { mail, to, template, values, .. } => {
                    let mut entries = Vec::new();
                    for (name, value) in values {
                        let value = scope.value(&mut self.module, value, None, false);
                        entries.push((Expr::Atom(python::text(name)), value));
                    }
                    let given = vec![
                        ("to".to_owned(), scope.value(&mut self.module, to, None, true)),
                        ("template".to_owned(), Expr::Atom(python::text(template))),
                        ("values".to_owned(), Expr::dictionary(entries)),
                    ];
                    let port = names::module(mail);
                    (None, Expr::named_call(format!("services.{port}.send"), given).awaited())
                }
                _ => continue,
            };
            let head = Expr::call(failing_as, within);
            all.push(Statement::Do { origin: step.origin.clone(), within: Some(head), target, expr });
        }
        all
    }

    /// The body of a query that lists rows.
    fn listing(&mut self) -> Writer {
        let own = self.own;
        let mut scope = self.scope(Kind::Call);
        let Some(reading) = &own.reading else { return Writer::default() };
        let mut before = Vec::new();
        before.extend(self.calls(&mut scope, &own.phases.before));
        before.extend(self.calls(&mut scope, &own.phases.external));
        let (text, arguments) = super::super::reading::select(self, &scope, reading);
        let select = self.statement("SELECT", text, &own.origin);
        let listed = own.outputs.iter().any(|own| own.value == Value::Listed);
        let table = if listed { self.module.table(&reading.table) } else { String::new() };
        let mut parts = vec![Expr::atom(select)];
        parts.extend(arguments);
        let mut fields = Vec::new();
        let measures = own.outputs.iter().any(|own| matches!(own.value, Value::Measured { .. }));
        let fetch = measures.then(|| self.module.own("persistence.database", "fetch_one"));
        for output in &own.outputs {
            let value = match &output.value {
                Value::Measured { sum, .. } => self.measure(output, sum.as_deref(), reading),
                Value::Listed if matches!(output.kind, Type::Map { .. }) => self.by_key(&table, reading),
                Value::Listed => Expr::Each {
                    before: String::new(),
                    open: '[',
                    part: Expr::Atom(format!("{table}.read(row)")).into(),
                    clause: "for row in rows".to_owned(),
                    close: ']',
                },
                value => scope.value(&mut self.module, value, Some(&output.kind), output.required),
            };
            fields.push((names::field(&output.name), value));
        }
        let connected = self.module.own("persistence.database", "connected");
        let result = self.result();
        let answer = Expr::named_call(&result, fields);
        let parameters = ["services: Services".to_owned(), "call: Call".to_owned()];
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        out.apart();
        out.function("async def perform", &parameters, &result, "Do what was asked for", |out| {
            statement::write(out, &before, &answer.flat());
            out.block(format!("async with {connected}(services.pool) as conn:"), |out| {
                if measures {
                    parts.insert(0, Expr::atom("conn"));
                    out.statement("row = await ", &Expr::call(fetch.unwrap_or_default(), parts), "");
                } else {
                    out.statement("rows = await ", &Expr::call("conn.fetch", parts), "");
                }
            });
            out.statement("return ", &answer, "");
        });
        out
    }

    /// What rows come to, out of the one row that was read.
    fn measure(&self, output: &crate::ir::Output, sum: Option<&str>, reading: &Reading) -> Expr {
        let value = Expr::Atom(format!("row[{}]", python::text(&output.name)));
        // PostgreSQL adds whole numbers of 64 bits up to a number without bounds.
        let column = sum.and_then(|column| self.whole.system.table(&reading.table)?.column(column));
        match (&output.kind, column.map(|own| &own.kind)) {
            (Type::Int, Some(Type::Int)) => Expr::call("int", vec![value]),
            _ => value,
        }
    }

    /// Rows by their key.
    fn by_key(&self, table: &str, reading: &Reading) -> Expr {
        let key = self.key_of(&reading.table);
        let own = self.whole.system.table(&reading.table).and_then(|own| own.column(&key));
        let shown = format!("row[{}]", python::text(&key));
        let is_text = own.is_some_and(|own| crate::stack::fastapi::value::is_text(&own.kind));
        let shown = if is_text { shown } else { format!("str({shown})") };
        Expr::Each {
            before: String::new(),
            open: '{',
            part: Expr::Atom(format!("{shown}: {table}.read(row)")).into(),
            clause: "for row in rows".to_owned(),
            close: '}',
        }
    }
}

fn targets(given: &[Given]) -> Option<String> {
    (!given.is_empty()).then(|| given.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "))
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
