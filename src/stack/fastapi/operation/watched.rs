//! What stands around an operation: how often a caller may call, what is watched, what is told to the log.

use super::Build;
use crate::ir::{Observed, RateScope, Value};
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{Expr, Writer};
use crate::stack::fastapi::running;

/// Lines that are written once the operation is done.
type Lines = Box<dyn Fn(&mut Writer)>;

impl Build<'_> {
    /// The limits per caller.
    pub fn admitted(&mut self) -> Vec<Expr> {
        let own = self.own;
        if own.access.open {
            return Vec::new();
        }
        let is_about = |rate: &&crate::ir::CallRate| {
            rate.scope == RateScope::User && (rate.operations.is_empty() || rate.operations.contains(&own.name))
        };
        let names: Vec<String> =
            self.whole.system.security.rates.iter().filter(is_about).map(|rate| names::field(&rate.name)).collect();
        let mut all = Vec::new();
        for name in names {
            let admit = self.module.own("http.rate_limit", "admit");
            all.push(Expr::call(
                admit,
                vec![Expr::Atom(format!("services.rates.{name}")), Expr::atom("str(actor.id)")],
            ));
        }
        all
    }

    /// What watches it.
    pub fn watching(&mut self) -> Option<Expr> {
        let mut all = Vec::new();
        all.extend(
            running::watch(&mut self.module, "command", &self.own.name.clone())
                .filter(|_| self.own.kind == crate::ir::Kind::Command),
        );
        for workflow in self.whole.index.moved_by(&self.own.name) {
            all.extend(running::watch(&mut self.module, "workflow", &workflow.name));
        }
        if all.is_empty() {
            return None;
        }
        let watching = self.module.own("app.watch", "watching");
        Some(Expr::call(watching, all.into_iter().map(Expr::Atom).collect()))
    }

    /// What is told to the log.
    pub fn told(&mut self) -> Vec<Lines> {
        let (index, own) = (self.whole.index, self.own);
        let moved = index.moved_by(&own.name).iter().flat_map(|workflow| index.watched("workflow", &workflow.name));
        let mut watched: Vec<&(usize, &Observed)> = index.watched("command", &own.name).iter().chain(moved).collect();
        watched.sort_by_key(|(at, _)| *at);
        let mut all: Vec<Lines> = Vec::new();
        for (_, watched) in watched.into_iter().filter(|(_, own)| !own.log.is_empty()) {
            match watched.kind.as_str() {
                "command" => all.extend(self.told_of_command(watched)),
                _ => all.extend(self.moved_row(watched)),
            }
        }
        all
    }

    /// What was asked for and answered.
    fn told_of_command(&mut self, watched: &Observed) -> Option<Lines> {
        let value = |name: &str| {
            let output = self.own.outputs.iter().any(|output| output.name == name);
            format!("{}.{}", if output { "result" } else { "call" }, names::field(name))
        };
        let given = watched.log.iter().map(|(name, _)| (names::field(name), Expr::Atom(value(name)))).collect();
        let watch = running::watch(&mut self.module, "command", &watched.name)?;
        let line = Expr::named_call(format!("{watch}.note"), given);
        Some(Box::new(move |out| out.statement("", &line, "")))
    }

    /// A row that a workflow moves, as it is once all is committed.
    fn moved_row(&mut self, own: &Observed) -> Option<Lines> {
        let system = self.whole.system;
        let workflow = system.workflow(&own.name)?;
        let load = self.own.phases.loads.iter().find(|load| load.entity == workflow.entity)?;
        let watch = running::watch(&mut self.module, "workflow", &own.name)?;
        let rows = self.module.table(&load.table);
        let key = format!("call.{}.{}", names::field(&load.row), names::field(&self.key_of(&load.table)));
        let found = Expr::call(format!("{rows}.find"), vec![Expr::atom("conn"), Expr::Atom(key)]);
        let given = own.log.iter().map(|(name, value)| {
            let field = match value {
                Value::Column { field } => field,
                _ => name,
            };
            (names::field(name), Expr::Atom(format!("moved.{}", names::field(field))))
        });
        let line = Expr::named_call(format!("{watch}.note"), given.collect());
        let connected = self.module.own("persistence.database", "connected");
        Some(Box::new(move |out| {
            out.block(format!("async with {connected}(services.pool) as conn:"), |out| {
                out.statement("moved = await ", &found, "");
            });
            out.block("if moved is not None:", |out| out.statement("", &line, ""));
        }))
    }
}
