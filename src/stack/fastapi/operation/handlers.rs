//! What is written where a call before the transaction fails, before the caller is told.

use super::Build;
use super::statement;
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::Writer;
use crate::stack::fastapi::value::Kind;

impl<'s> Build<'s> {
    /// For each failure that is handled: its class, the name of the function, and the function.
    pub fn handlers(&mut self) -> Vec<(String, String, Writer)> {
        let own = self.own;
        let mut all = Vec::new();
        for handler in &own.phases.handlers {
            let mut scope = self.scope(Kind::Call);
            let mut statements = Vec::new();
            if let Some(load) = own.phases.loads.iter().find(|load| load.row == handler.row) {
                let missing = self.module.failure(&load.missing);
                statements.push(self.lock(&mut scope, &load.row, &load.table, &missing, &handler.origin));
            }
            statements.extend(self.steps(&mut scope, &handler.steps, "FAILED", &|_| false));
            let connection = self.module.own("persistence.database", "Connection");
            self.module.own("persistence.database", "transact");
            self.module.imports().name("functools", "partial");
            let parameters = [format!("conn: {connection}"), "call: Call".to_owned()];
            let name = format!("_on_{}", names::snake(&handler.failure));
            let mut out = Writer::default();
            out.set_origin(&handler.origin);
            out.apart();
            out.function(&format!("async def {name}"), &parameters, "None", "", |out| {
                statement::write(out, &statements, "");
            });
            all.push((self.module.failure(&handler.failure), name, out));
        }
        all
    }
}
