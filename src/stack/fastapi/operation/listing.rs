//! The body of a query that lists rows.
//!
//! In: what is read. Out: `perform`, with one statement of SQL.

use super::{Build, statement};
use crate::ir::{Reading, Type, Value};
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{self, Expr, Writer};
use crate::stack::fastapi::reading;
use crate::stack::fastapi::value::Kind;

impl<'s> Build<'s> {
    /// The body of a query that lists rows.
    pub(super) fn listing(&mut self) -> Writer {
        let own = self.own;
        let mut scope = self.scope(Kind::Call);
        let Some(reading) = &own.reading else { return Writer::default() };
        let mut before = Vec::new();
        before.extend(self.calls(&mut scope, &own.phases.before));
        before.extend(self.calls(&mut scope, &own.phases.external));
        let (text, arguments) = reading::select(self, &scope, reading);
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
