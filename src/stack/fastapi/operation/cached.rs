//! Answers that are kept, and what forgets them.

use super::Build;
use crate::ir::Action;
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{self, Expr};

impl Build<'_> {
    /// The call of the body; for a query that keeps its answers, only where there is none yet. Who may ask was decided before.
    pub fn performed(&mut self, name: &str) -> Expr {
        let body = format!("services.overrides.{name}");
        let Some(own) = &self.own.cache else {
            return Expr::call(body, vec![Expr::atom("services"), Expr::atom("call")]);
        };
        let cached = self.module.own("persistence.cache", "cached");
        let partial = self.module.imports().name("functools", "partial");
        // All that the answer depends on: what was asked for, the rows that were looked up, and who asks where that matters.
        let mut about = vec![Expr::atom("OPERATION")];
        about.extend(
            self.own.inputs.iter().map(|input| Expr::Atom(format!("call.{}", names::field(&input.field.name)))),
        );
        about.extend(self.own.phases.loads.iter().map(|load| Expr::Atom(format!("call.{}", names::field(&load.row)))));
        if own.by_caller {
            about.push(Expr::atom("call.actor"));
        }
        let parts = vec![
            Expr::Atom(format!("services.{}", self.whole.names.port(&own.cache))),
            Expr::Atom(python::text(&own.key)),
            Expr::Atom(python::whole(&own.seconds.to_string())),
            Expr::Atom(self.result()),
            Expr::list(about),
            Expr::call(partial, [&body, "services", "call"].map(Expr::atom).to_vec()),
        ];
        Expr::call(cached, parts)
    }

    /// What is forgotten once all is done.
    pub fn forgotten(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for step in &self.own.phases.after {
            let Action::Forget { keys } = &step.action else { continue };
            for (cache, key) in keys {
                let cache = self.whole.names.port(cache);
                lines.push(format!("await services.{cache}.forget({})", python::text(key)));
            }
        }
        lines
    }
}
