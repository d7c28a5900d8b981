//! C1109, C1301 and C0108: a step that can fail outside, and nothing says what then.
//!
//! In: commands and queries that call outside services or send mail. Out: a finding for each without an error for that: one of the
//! category `integration`, one that the operation's failures become, or one that the step names; for each error of that kind that is left
//! out where others are listed; and for each code of a service that is mapped twice.

use crate::check::deep::flow::calls::stranger;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::{items, mapped, text};
use crate::check::deep::share::Share;
use crate::diag::Diagnostic;
use crate::diag::code::{C0108, C1109, C1301};
use crate::source::Span;

/// Looks at the operations of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    twice(share, findings);
    for operation in share.operations().filter(|operation| operation.sound) {
        findings
            .extend(operation.effects.iter().filter(|own| own.sound).find_map(|own| unlisted(model, operation, own)));
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

/// C1301: errors that the failures of a called operation become, and that the caller of it does not list. Where it lists no error at all for
/// such failures, that is another finding.
fn unlisted(model: &Model, operation: &Operation, effect: &Effect) -> Option<Diagnostic> {
    let is_meant = operation.kind == "command" && stranger(model, effect).is_none();
    let called = model.called(effect).filter(|_| is_meant)?;
    let is_listed = |name: &str| operation.errors.iter().any(|(error, _)| *error == name);
    let (listed, missing): (Vec<_>, Vec<_>) = mapped(called.node).partition(|(name, _)| is_listed(name));
    let (error, span) = missing.first().filter(|_| !listed.is_empty() || is_covered(model, operation, effect))?;
    let title = format!("`{}` can fail with `{}`, and does not list it", operation.name, error);
    let at = operation.own.node.entry("errors").map_or(operation.span, |entry| entry.key.span);
    let found = Diagnostic::new(&C1301, title, at, "not among its errors")
        .label(effect.span, "calls what can fail so")
        .label(*span, "what a failure becomes")
        .help(format!("add `{}` to its errors", error));
    Some(found.at(operation.own.element.as_str(), "errors"))
}

/// C0108: one code of a service that becomes two errors.
fn twice(share: &Share, findings: &mut Vec<Diagnostic>) {
    for own in share.all("operation") {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for (at, item) in items(own.node, "error_mapping").iter().enumerate() {
            let Some((code, span)) = text(&item.node, "source_code") else { continue };
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == code) {
                let title = format!("the code `{code}` is mapped twice");
                let found = Diagnostic::new(&C0108, title, span, "only one of them can count")
                    .label(*first, "said here already");
                findings.push(
                    found
                        .help("remove one of them")
                        .at(own.element.as_str(), format!("error_mapping/{at}/source_code")),
                );
            }
            seen.push((code, span));
        }
    }
}

/// Whether something says what a failure of a step means to the caller.
pub fn is_covered(model: &Model, operation: &Operation, effect: &Effect) -> bool {
    // A query lists no errors: what the failures become is all there is to say.
    let listed = |name: &str| operation.kind == "query" || operation.errors.iter().any(|(error, _)| *error == name);
    let own = effect.node.get("on_failure").is_some();
    let mapped = model.called(effect).is_some_and(|called| mapped(called.node).any(|(error, _)| listed(error)));
    let outside = operation.errors.iter().any(|(error, _)| {
        let Some(error) = model.fault(error) else { return true };
        error.category == "integration" || matches!(error.status, Some(502..=504))
    });
    own || mapped || outside
}
