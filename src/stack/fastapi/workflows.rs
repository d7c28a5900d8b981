//! Workflows as tables of transitions.
//!
//! In: a workflow. Out: a module with its table.

use super::domain::about;
use super::module::{Module, Whole};
use super::names::{self};
use super::python::{self, Expr};
use crate::ir::{Constant, Outcome, Workflow};
use crate::unit::Unit;

/// The modules of all workflows.
pub fn units(whole: Whole) -> Vec<Unit> {
    whole.system.workflows.iter().map(|own| unit(whole, own)).collect()
}

fn unit(whole: Whole, own: &Workflow) -> Unit {
    let mut module = Module::new(whole, "workflows", about(&own.description, &own.name), &own.origin);
    let kind = whole.system.entity(&own.entity).and_then(|entity| entity.field(&own.field)).map(|own| own.kind.clone());
    let class = module.own("workflows.machine", "Workflow");
    let when = module.own("workflows.machine", "When");
    let state = |module: &mut Module, name: &str| module.constant(&Constant::Text(name.to_owned()), kind.as_ref());
    let initial = state(&mut module, &own.initial);
    let mut lines = Vec::new();
    for transition in &own.transitions {
        let word = match transition.outcome {
            None => "CALLED",
            Some(Outcome::Success) => "SUCCEEDED",
            Some(Outcome::Failure) => "FAILED",
        };
        let key = Expr::Group {
            before: String::new(),
            open: '(',
            parts: vec![
                state(&mut module, &transition.from),
                Expr::Atom(python::text(&transition.operation)),
                Expr::Atom(format!("{when}.{word}")),
            ],
            close: ')',
        };
        let to = state(&mut module, &transition.to);
        lines.push((transition.origin.clone(), key, to));
    }
    let typed = match &kind {
        Some(crate::ir::Type::Enumeration { .. }) => String::new(),
        _ => ": Workflow[str]".to_owned(),
    };
    let out = module.body();
    out.line(format!("{}{typed} = {class}(", names::constant(&own.name)));
    out.indented(|out| {
        out.statement("initial=", &initial, ",");
        if lines.is_empty() {
            out.line("transitions={},");
            return;
        }
        out.line("transitions={");
        out.indented(|out| {
            for (origin, key, to) in &lines {
                out.from(origin, |out| out.statement("", &Expr::entry(key.clone(), to), ","));
            }
        });
        out.line("},");
    });
    out.line(")");
    module.unit(&names::workflow(&own.name))
}
