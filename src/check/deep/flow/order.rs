//! C0407, C0408 and C0421: steps outside of the system, against the transaction and what may still fail.
//!
//! In: a command. Out: findings. A step that runs after the commit (`after_commit`) is in nobody's way.

use super::payload::{breaking, fails};
use crate::check::deep::model::{Effect, Model, Operation, template};
use crate::check::deep::parts::{is_true, text};
use crate::diag::code::{C0407, C0408, C0421};
use crate::diag::{Applicability, Change, Diagnostic};
use crate::source::Span;

/// Looks at a command.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    if operation.kind != "command" {
        return;
    }
    let node = operation.own.node;
    let transaction = node.entry("transaction").filter(|entry| is_true(Some(&entry.node)));
    let outside: Vec<&Effect> = operation.effects.iter().filter(|own| own.is_external() && !is_late(own)).collect();
    let writes: Vec<&Effect> = operation.effects.iter().filter(|own| own.writes()).collect();
    if let Some(transaction) = transaction {
        for effect in &outside {
            let Some(write) = writes.first() else { continue };
            findings.push(inside(model, operation, effect, write, transaction.key.span));
        }
        undone(model, operation, transaction.key.span, findings);
    }
    for effect in outside.iter().filter(|effect| is_final(model, operation, effect)) {
        let later = |own: &&Effect| own.at > effect.at && (own.writes() || own.is_external()) && !is_late(own);
        if let Some(later) = operation.effects.iter().find(later) {
            findings.push(too_soon(operation, effect, later));
        }
    }
}

/// Whether a step runs only when the transaction has committed.
pub fn is_late(effect: &Effect) -> bool {
    is_true(effect.node.get("after_commit"))
}

/// Whether what a step does cannot be taken back.
pub fn is_final(model: &Model, operation: &Operation, effect: &Effect) -> bool {
    let category = text(operation.own.node, "category").map_or("", |(category, _)| category);
    match effect.id {
        "send.email" | "send.notification" => true,
        _ => {
            let called = effect.operation().and_then(|(name, _)| model.sound.one("operation", name));
            let called = called.filter(|_| super::known::fits_integration(model, effect));
            match called.and_then(|own| text(own.node, "method")) {
                Some((method, _)) => {
                    method.eq_ignore_ascii_case("DELETE")
                        || category.starts_with("billing.") && !method.eq_ignore_ascii_case("GET")
                }
                None => category == "crud.delete" || category.starts_with("billing."),
            }
        }
    }
}

/// What to do with a step outside of the system on whose outcome something depends.
const LATER: &str = "store it as not done yet, do it after the commit, and tell and store what came of it in transitions on success and on failure";

/// What a step outside of the system is, in words.
pub fn what(effect: &Effect) -> String {
    match (effect.id, effect.integration()) {
        ("send.email", _) => "the mail".into(),
        ("send.notification", _) => "the notification".into(),
        (_, Some((name, _))) => format!("the call of `{name}`"),
        _ => "the call".into(),
    }
}

fn late(effect: &Effect) -> Change {
    Change::set(effect.node.span, "after_commit", true)
}

fn inside(model: &Model, operation: &Operation, effect: &Effect, write: &Effect, transaction: Span) -> Diagnostic {
    let what = what(effect);
    let title = format!("{what} in `{}` happens inside of its transaction", operation.name);
    let found = Diagnostic::new(&C0407, title, effect.span, "waits for somebody else");
    let found = found
        .label(transaction, "a connection and locks are held all the time")
        .label(write.span, "a write of this transaction");
    let found =
        found.note("example: the service hangs for ten seconds, and ten such calls hold every connection of the pool");
    let found = if !super::told::early(model, operation, effect, true).is_empty() {
        found.help(LATER)
    } else if effect.id.starts_with("send.") {
        found.change("do it after the commit", Applicability::MaybeIncorrect, [late(effect)])
    } else {
        found.help("call before the transaction or after its commit, or do without the transaction")
    };
    found.at(operation.own.element.as_str(), format!("effects/{}", effect.at))
}

fn too_soon(operation: &Operation, effect: &Effect, later: &Effect) -> Diagnostic {
    let what = what(effect);
    let title = format!("{what} in `{}` cannot be taken back, and a later step can fail", operation.name);
    let found = Diagnostic::new(&C0408, title, effect.span, "done for good");
    let behind = operation.effects.iter().filter(|own| own.at > effect.at).filter_map(|own| own.params());
    let answer = effect.result.and_then(|(answer, _)| {
        let of = |text: &str| text.split('.').next() == Some(answer);
        behind.flat_map(template::names).find(|word| of(word.text))
    });
    let found = match answer {
        Some(word) => found.label(word.span, "needs its answer").help(LATER),
        None => found.help("do it last: behind the writes, and after the commit where there is a transaction"),
    };
    found
        .label(later.span, "if this fails, it was done for nothing")
        .note("example: the later step fails, nothing is stored, and what went out has gone out")
        .at(operation.own.element.as_str(), format!("effects/{}", effect.at))
}

/// C0421: a failure that is to be recorded, and is rolled back with the rest.
fn undone(model: &Model, operation: &Operation, transaction: Span, findings: &mut Vec<Diagnostic>) {
    let Some(broken) = breaking(operation).filter(|effect| !is_late(effect)) else { return };
    let Some(failure) = model.transitions_on(operation.name).find(|own| fails(model, own)) else { return };
    let outside = |name: &str| {
        let own = model.sound.one("error", name);
        own.and_then(|own| text(own.node, "category"))
            .is_some_and(|(category, _)| category == "integration" || category == "system")
    };
    let Some((error, span)) = operation.errors.iter().find(|(name, _)| outside(name)) else { return };
    let target = text(failure.node, "to_state").map_or("", |(name, _)| name);
    let target_span = text(failure.node, "to_state").map_or(failure.node.span, |(_, span)| span);
    let title = format!("when `{}` fails with `{error}`, the state `{target}` is rolled back too", operation.name);
    let found = Diagnostic::new(&C0421, title, transaction, "an error undoes all that was written")
        .label(*span, "answered when it fails")
        .label(target_span, "the state that should remember the failure")
        .label(broken.span, "the step that can fail")
        .help("let the step run after the commit, and tell and store what came of it in the transitions on success and on failure");
    findings.push(found.at(operation.own.element.as_str(), "transaction"));
}
