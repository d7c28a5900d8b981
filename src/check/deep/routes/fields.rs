//! C0305 and C0306: what the response promises, and what the operation returns.
//!
//! In: a route and its operation. Out: findings. Types are one if they say the same: `Entity:X` and `X`, `text` and `string`; what
//! has no type of its own (`json`) may stand for anything that is no scalar.

use super::Call;
use crate::check::deep::Sound;
use crate::check::deep::model::types::{fits, plain};
use crate::check::deep::parts::{Field, fields};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::Diagnostic;
use crate::diag::code::{C0305, C0306};
use crate::diag::nearest::ranked;

/// Compares the fields of the response with those that are returned.
pub fn check(sound: &Sound, call: &Call, findings: &mut Vec<Diagnostic>) {
    let response = fields(call.route.node, "response_schema");
    let returns = fields(call.operation.node, "returns");
    let mut missing = Vec::new();
    for field in &response {
        let Some(given) = returns.iter().find(|given| given.name == field.name) else {
            missing.push(field);
            continue;
        };
        let (Some((wanted, span)), Some((kind, from))) = (field.kind(), given.kind()) else { continue };
        if wanted.contains("{{") || kind.contains("{{") || fits(sound, &plain(kind), &plain(wanted)) {
            continue;
        }
        let title = format!("`{}` returns `{}` as `{kind}`, not as `{wanted}`", call.name, field.name);
        let found = Diagnostic::new(&C0306, title, span, "the response promises this type")
            .label(from, "the operation returns this one")
            .help("say the same in both places");
        findings.push(found.at(call.element, format!("response_schema/{}/type", field.at)));
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
