//! C0305: what the response promises, and what the operation returns.
//!
//! In: a route and its operation. Out: findings. Types are compared elsewhere, together with all other fields that hold the same.

use super::Call;
use crate::check::deep::parts::{Field, fields};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::Diagnostic;
use crate::diag::code::C0305;
use crate::diag::nearest::ranked;

/// Compares the fields of the response with those that are returned.
pub fn check(call: &Call, findings: &mut Vec<Diagnostic>) {
    let response = fields(call.route.node, "response_schema");
    let returns = fields(call.operation.node, "returns");
    let mut missing = Vec::new();
    for field in &response {
        if returns.iter().all(|given| given.name != field.name) {
            missing.push(field);
        }
    }
    let [first, rest @ ..] = missing.as_slice() else { return };
    let title = match rest {
        [] => format!("`{}` does not return `{}`", call.name, first.name),
        _ => format!("`{}` does not return {} fields of this response", call.name, missing.len()),
    };
    let mut found = Diagnostic::new(&C0305, title, first.span, "promised, but not returned");
    found = rest.iter().fold(found, |found, field| found.label(field.span, "not returned either"));
    found = match (call.operation.node.entry("returns"), call.operation.name) {
        (Some(entry), _) => found.label(entry.key.span, "what it returns"),
        (None, Some((_, span))) => found.label(span, "returns nothing"),
        (None, None) => found,
    };
    let unused = || returns.iter().filter(|given| response.iter().all(|field| field.name != given.name));
    for field in &missing {
        if let Some((near, _)) = ranked(field.name, unused().map(|given: &Field| given.name)) {
            found = found.fix(format!("rename it to `{near}`"), MaybeIncorrect, field.span, near);
        }
    }
    let found = found.help("return it from the operation, or take it out of the response");
    findings.push(found.at(call.element, format!("response_schema/{}/name", first.at)));
}
