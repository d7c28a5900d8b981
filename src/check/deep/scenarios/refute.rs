//! C1210: expectations that the rules and policies of the set refute: the values of a step, put into their conditions.
//!
//! In: a step with literal inputs. Out: findings with the row that decides. Exact for rules that say which error they raise, and where all
//! inputs that a row looks at are given; else nothing is said.

use std::collections::BTreeSet;

use super::Step;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{bare, items, text};
use crate::check::deep::tables::{Scalar, decide};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1210;

/// Puts the values of a step into the rules of its operation.
pub fn check(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    let expected = step.error();
    let value = |name: &str| {
        let given = step.input.iter().find(|entry| entry.key.as_text() == Some(name)).map(|entry| &entry.node);
        let default = || operation.input(name).and_then(|field| field.node.get("default"));
        Scalar::of(given.or_else(default)?)
    };
    for rule in model.about("rule", operation.name) {
        let Some((error, error_span)) = text(rule.node, "error") else { continue };
        let bind = rule.node.get("bind");
        let source = |name: &str| {
            let bound = bind
                .and_then(|bind| text(bind, name))
                .map_or(name, |(source, _)| source.strip_prefix("input.").unwrap_or(""));
            value(bound)
        };
        let Some(decided) = decide(model, rule, &source) else { continue };
        let refused = decided.refuses;
        let other = |name: &str| sources(model, operation, name) > 1;
        let title = match expected {
            None if refused => {
                format!("`{}` refuses what this step expects to succeed", rule.name.map_or("", |(name, _)| name))
            }
            Some((wanted, _)) if !refused && wanted == bare(error) && !other(wanted) => {
                format!("the step expects `{wanted}`, but `{}` lets it pass", rule.name.map_or("", |(name, _)| name))
            }
            _ => continue,
        };
        let (span, label) = match expected {
            Some((_, span)) => (span, "nothing raises it"),
            None => (step.span, "fails with an error"),
        };
        let found = Diagnostic::new(&C1210, title, span, label)
            .label(decided.span, "this row decides")
            .label(error_span, "the error of the rule")
            .note(format!("example: {}", decided.example))
            .help("mend the values of the step, what it expects, or the rule");
        findings.push(found.at(step.own.element.as_str(), step.place("expect")));
    }
}

/// How many rules and policies may raise an error for an operation.
pub fn sources(model: &Model, operation: &Operation, error: &str) -> usize {
    let written = operation.effects.iter().filter_map(|effect| effect.entity()).map(|(name, _)| name);
    let names: BTreeSet<&str> =
        written.chain(operation.loads.iter().copied()).chain([operation.name, "global"]).collect();
    let raises = |own: &&&Declaration| text(own.node, "error").is_some_and(|(name, _)| bare(name) == error);
    let answers = |own: &&&Declaration| {
        items(own.node, "effects")
            .iter()
            .any(|item| text(&item.node, "error").is_some_and(|(name, _)| bare(name) == error))
    };
    let of = |name: &str| {
        model.about("rule", name).iter().filter(raises).count()
            + model.about("policy", name).iter().filter(answers).count()
    };
    names.into_iter().map(of).sum()
}
