//! C0709 and C0717: rows that what the operation declares, or whom it lets in, makes impossible.
//!
//! In: a rule on an operation. Out: a finding for each row that asks for null where a value is required, and one for the rows of roles
//! that never get that far.

use super::{Rule, at};
use crate::check::deep::tables::condition::{Condition, Scalar, Test};
use crate::check::deep::tables::declared::is_role_of_caller;
use crate::check::place::quoted;
use crate::diag::Diagnostic;
use crate::diag::code::{C0709, C0717};

/// Looks at the rows of a rule.
pub fn check(rule: &Rule, findings: &mut Vec<Diagnostic>) {
    let Some(target) = rule.target else { return };
    let mut late: Vec<(usize, &str, crate::source::Span, Vec<String>)> = Vec::new();
    let roles = target.roles().filter(|_| target.sound);
    for row in 0..rule.rows.len() {
        for (entry, condition) in rule.conditions(row) {
            let Some(name) = entry.key.as_text() else { continue };
            let source = rule.source(name).filter(|field| field.is_required() && !field.has("default"));
            if let (true, Some(field)) = (is_null(&condition), source) {
                let title = format!("this row of `{}` never counts: `{}` is never null", rule.name, field.name);
                let found = Diagnostic::new(&C0709, title, entry.node.span, "never the case")
                    .label(field.span, "required")
                    .help("remove the row, or make the input optional");
                findings.push(at(rule, format!("rows/{row}/when/{name}"), found));
            }
            let of_role = is_role_of_caller(rule.own.node, Some(target.own.node), name);
            let (true, Some(roles), Some(named)) = (of_role, &roles, named(&condition)) else { continue };
            if !named.is_empty() && named.iter().all(|name| !roles.contains(name.as_str())) {
                late.push((row, name, entry.node.span, named));
            }
        }
    }
    let Some((row, name, span, named)) = late.first() else { return };
    let names = quoted(named.iter().map(String::as_str), "and");
    let title = format!("`{}` decides about {names}, who never gets that far", rule.name);
    let mut found = Diagnostic::new(&C0717, title, *span, "never gets that far");
    for (_, _, span, _) in late.iter().skip(1).take(3) {
        found = found.label(*span, "nor does this");
    }
    let guard = target.guards("auth.role").next().and_then(|(_, guard)| guard.get("params"));
    if let Some(node) = guard.or_else(|| target.own.node.get("required_roles")) {
        found = found.label(node.span, "lets in others only");
    }
    let found = found.help("remove the row, or leave the decision to the rule alone");
    findings.push(at(rule, format!("rows/{row}/when/{name}"), found));
}

fn is_null(condition: &Condition) -> bool {
    condition.tests.iter().any(|test| match test {
        Test::OneOf(values, true) => !values.is_empty() && values.iter().all(|(value, _)| *value == Scalar::Null),
        _ => false,
    })
}

/// The values that a condition asks for, where it names them all.
fn named(condition: &Condition) -> Option<Vec<String>> {
    match condition.tests.as_slice() {
        [Test::OneOf(values, true)] if !condition.unclear => {
            Some(values.iter().map(|(value, _)| value.show().to_owned()).collect())
        }
        _ => None,
    }
}
