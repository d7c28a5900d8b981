//! Calls of other services, and what takes them back.
//!
//! In: steps that call. Out: statements, and functions around them.

use super::perform::Given;
use super::statement::{self, Statement};
use super::{Build, uses};
use crate::ir::{Action, Step};
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{self, Expr, Writer};
use crate::stack::fastapi::value::{Kind, Scope};

impl<'s> Build<'s> {
    /// Calls of other services.
    pub(super) fn calls(&mut self, scope: &mut Scope<'s>, steps: &'s [Step]) -> Vec<Statement> {
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
                    let port = self.whole.names.port(integration);
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
                    let port = self.whole.names.port(mail);
                    (None, Expr::named_call(format!("services.{port}.send"), given).awaited())
                }
                _ => continue,
            };
            let head = Expr::call(failing_as, within);
            all.push(Statement::Do { origin: step.origin.clone(), within: Some(head), target, expr });
        }
        all
    }

    /// The calls behind the claim, and the answers that are needed later.
    pub(super) fn external(&mut self, outer: &Scope<'s>) -> (Writer, Vec<Given>) {
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
        let out = self.giving("_external", &parameters, &statements, &given);
        (out, given)
    }

    /// A transaction behind which nothing is left outside, where it is refused.
    pub(super) fn or_undone(&mut self, written: Statement) -> Statement {
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
    pub(super) fn withdrawal(&mut self) -> Option<Writer> {
        let own = self.own;
        if !super::withdraws(own) {
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
}
