//! C1109: a step that can fail outside, and nothing says what then.
//!
//! In: commands and queries that call outside services or send mail. Out: a finding for each without an error for that: one of the
//! category `integration`, one that the operation's failures become, or one that the step names.

use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::{bare, items, text};
use crate::diag::Diagnostic;
use crate::diag::code::C1109;

/// Looks at all operations.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for operation in model.operations.iter().filter(|operation| operation.sound) {
        let outside = |effect: &&Effect| matches!(effect.id, "call.integration" | "send.email");
        let external: Vec<&Effect> = operation.effects.iter().filter(outside).collect();
        let Some(first) = external.iter().find(|effect| !is_covered(model, operation, effect)) else { continue };
        let target = first.integration().map(|(name, _)| name);
        let span = first.integration().map_or(first.span, |(_, span)| span);
        let title = match target {
            Some(target) => format!("`{target}` can fail, and `{}` has no error for that", operation.name),
            None => format!("this mail can fail, and `{}` has no error for that", operation.name),
        };
        let found = match operation.own.node.entry("errors") {
            Some(entry) => Diagnostic::new(&C1109, title, entry.key.span, "none of these is about it"),
            None => Diagnostic::new(&C1109, title, operation.span, "declares no errors"),
        };
        let found = found
            .label(span, "may not answer, or refuse")
            .note("callers can tell neither that it failed nor whether to try again")
            .help("list an error of the category `integration`, or say `on_failure` at the step");
        findings.push(found.at(operation.own.element.as_str(), "errors"));
    }
}

/// Whether something says what a failure of a step means to the caller.
pub fn is_covered(model: &Model, operation: &Operation, effect: &Effect) -> bool {
    // A query lists no errors: what the failures become is all there is to say.
    let listed = |name: &str| operation.kind == "query" || operation.errors.iter().any(|(error, _)| *error == name);
    let own = effect.node.get("on_failure").is_some();
    let mapped = model.called(effect).is_some_and(|called| {
        let mut errors = items(called.node, "error_mapping").iter().filter_map(|item| text(&item.node, "target_error"));
        errors.any(|(error, _)| listed(bare(error)))
    });
    let outside = operation.errors.iter().any(|(error, _)| {
        let Some(error) = model.sound.one("error", error) else { return true };
        let category = text(error.node, "category").is_some_and(|(category, _)| category == "integration");
        let status = text(error.node, "http_status").is_some_and(|(status, _)| ["502", "503", "504"].contains(&status));
        category || status
    });
    own || mapped || outside
}
