//! The body of an operation: calls of other services, and transactions around them.
//!
//! In: the phases of an operation. Out: `perform`, and the functions that it calls in their order. What stands in those is for others
//! to say.

use super::statement::{self, Statement};
use super::{Build, uses};
use crate::ir::{Action, Step};
use crate::stack::fastapi::python::{Expr, Writer};
use crate::stack::fastapi::value::{Kind, Scope};
use crate::stack::fastapi::{names, outside};

/// A variable that a function gives back, and its type.
pub(super) type Given = (String, String);

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
            let written = self.transaction(&scope, self.claim_name(), &phases.claim, &given);
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
            if has_claim || !phases.success.is_empty() || !phases.failure.is_empty() {
                let (function, given) = self.external(&scope);
                functions.push(function);
                let mut parts = vec![Expr::atom("services"), Expr::atom("call")];
                let needed = self.needed(&scope, &phases.external, false);
                parts.extend(needed.into_iter().map(|(name, _)| Expr::Atom(name)));
                let expr = Expr::call("_external", parts).awaited();
                guarded.push(Statement::Do { origin: own.origin.clone(), within: None, target: targets(&given), expr });
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
            answer = self.transact(vec![Expr::atom("_once"), Expr::atom("call").named("call")]);
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

    /// The name of the transaction that comes first: others may be called behind it.
    pub(super) fn claim_name(&self) -> &'static str {
        if self.own.phases.external.is_empty() { "_write" } else { "_claim" }
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
        let expr = self.transact(parts);
        Statement::Do { origin: self.own.origin.clone(), within: None, target: targets(given), expr }
    }

    /// A transaction around a function: its name and what it is given.
    pub(super) fn transact(&mut self, parts: Vec<Expr>) -> Expr {
        let transact = self.module.own("persistence.database", "transact");
        let partial = self.module.imports().name("functools", "partial");
        let mut all = vec![Expr::atom("services.pool"), Expr::call(partial, parts)];
        all.extend(self.patience());
        Expr::call(transact, all).awaited()
    }

    /// How often and how long a transaction may be tried, where that is said.
    pub(super) fn patience(&mut self) -> Vec<Expr> {
        let mut all = Vec::new();
        if let Some(own) = &self.own.retry {
            all.push(outside::retries(&mut self.module, own).named("retries"));
        }
        if let Some(ms) = self.own.patience_ms.filter(|_| !super::asks_others(self.own)) {
            all.push(Expr::Atom(format!("{:?}", ms as f64 / 1000.0)).named("seconds"));
        }
        all
    }

    /// Variables of `scope` that steps need, and their types. Behind a hold, the row that was made by the claim is needed too.
    pub(super) fn needed(&mut self, scope: &Scope, steps: &[Step], holds: bool) -> Vec<Given> {
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

    pub(super) fn answer_class(&mut self, answer: &str) -> String {
        let call = crate::stack::fastapi::value::answer_of(self.whole.system, self.own, answer);
        let ports = self.module.own("app", "ports");
        call.map_or_else(|| "object".to_owned(), |call| format!("{ports}.{}Answer", names::class(&call.name)))
    }

    /// A function that runs in a transaction.
    pub(super) fn inner(&mut self, name: &str, needed: &[Given], statements: &[Statement], given: &[Given]) -> Writer {
        let connection = self.module.own("persistence.database", "Connection");
        let mut parameters = vec![format!("conn: {connection}"), "call: Call".to_owned()];
        parameters.extend(needed.iter().map(|(name, class)| format!("{name}: {class}")));
        self.giving(name, &parameters, statements, given)
    }

    /// A function that gives variables back.
    pub(super) fn giving(
        &self,
        name: &str,
        parameters: &[String],
        statements: &[Statement],
        given: &[Given],
    ) -> Writer {
        let gives = match given {
            [] => "None".to_owned(),
            [(_, class)] => class.clone(),
            _ => format!("tuple[{}]", given.iter().map(|(_, class)| class.as_str()).collect::<Vec<_>>().join(", ")),
        };
        let mut out = Writer::default();
        out.set_origin(&self.own.origin);
        out.apart();
        out.function(&format!("async def {name}"), parameters, &gives, "", |out| {
            statement::write_all(out, statements, &variables(given));
        });
        out
    }
}

/// Variables as they are given back and taken: `a, b`.
fn variables(given: &[Given]) -> String {
    given.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
}

fn targets(given: &[Given]) -> Option<String> {
    (!given.is_empty()).then(|| variables(given))
}
