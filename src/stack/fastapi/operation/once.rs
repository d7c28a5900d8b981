//! What is done once, however often it is asked for: the answer is stored in the transaction of what is done.

use super::Build;
use super::statement::{self, Statement};
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{Expr, Writer};

impl Build<'_> {
    /// By what a repeated request is recognised.
    pub fn idempotency_key(&mut self) -> Option<Expr> {
        let field = self.own.idempotency.as_ref()?;
        let idempotency = self.module.own("persistence", "idempotency");
        let value = format!("request.{}", names::field(field));
        let parts = ["OPERATION", "actor.id", &value, "request"].map(Expr::atom).to_vec();
        Some(Expr::call(format!("{idempotency}.key_of"), parts))
    }

    /// The answer to a request that may be repeated: what was answered before, or what an attempt gives.
    pub fn answered_once(&mut self, key: Expr, prepared: &str) -> Expr {
        let idempotency = self.module.own("persistence", "idempotency");
        let partial = self.module.imports().name("functools", "partial");
        let result = self.result();
        let attempt = Expr::call(partial, vec![Expr::atom("_attempt"), Expr::atom(prepared)]);
        let given = vec![Expr::atom("services.pool"), key, Expr::Atom(result), attempt];
        Expr::call(format!("{idempotency}.once"), given).awaited()
    }

    /// What is done in the transaction, the answer included.
    pub fn once(&mut self, body: Vec<Statement>, answer: &Expr) -> Writer {
        let connection = self.module.own("persistence.database", "Connection");
        let parameters = [format!("conn: {connection}"), "call: Call".to_owned()];
        let result = self.result();
        let mut out = Writer::default();
        out.set_origin(&self.own.origin);
        out.apart();
        out.function("async def _once", &parameters, &result, "", |out| {
            statement::write(out, &body, &answer.flat());
            out.statement("answer = ", answer, "");
            out.line("await idempotency.keep(conn, call.idempotency_key, answer)");
            out.line("return answer");
        });
        out
    }
}
