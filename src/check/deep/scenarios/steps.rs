//! C1201, C1204 and C1205: what a step gives and expects, against what its operation takes, returns and fails with.
//!
//! In: a step. Out: findings. An input that the server fills need not be given, but may be: the step says whom it speaks of.

use super::Step;
use crate::ast::Node;
use crate::check::deep::model::Model;
use crate::check::deep::parts::Field;
use crate::check::place::{lower, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C1201, C1204, C1205};
use crate::diag::nearest::ranked;
use crate::diag::{Change, Diagnostic, Level};

/// Looks at a step.
pub fn check(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    undeclared(model, step, findings);
    inputs(model, step, findings);
    expectations(step, findings);
}

fn undeclared(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let Some((error, span)) = step.error() else { return };
    let operation = step.operation;
    if !operation.sound || operation.errors.iter().any(|(name, _)| *name == error) {
        return;
    }
    let Some(own) = model.sound.one("error", error) else {
        if model.sound.declares("error", error) || !model.sound.is_all_read() {
            return;
        }
        let title = format!("the step expects the error `{error}`, which nothing declares");
        let mut found = Diagnostic::new(&C1201, title, span, "no such error");
        let names = model.sound.all("error").filter_map(|own| own.name).map(|(name, _)| name);
        if let Some((near, sure)) = ranked(error, names) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("write `{near}`"), how, span, near);
        }
        findings.push(found.at(step.own.element.as_str(), step.place("expect/error")));
        return;
    };
    let title = format!("the step expects `{error}`, but `{}` does not declare it", operation.name);
    let mut found = Diagnostic::new(&C1201, title, span, "not among its errors");
    found = match operation.own.node.entry("errors") {
        Some(entry) => found.label(entry.key.span, "the errors it has"),
        None => found.label(operation.span, "declares no errors"),
    };
    if let Some((_, at)) = own.name {
        found = found.label(at, "the error");
    }
    // Version 0 has no errors of queries, so that none are declared says less.
    if operation.kind == "query" && operation.own.node.get("errors").is_none() {
        found.level = Level::Warning;
    }
    let change = Change::add(operation.own.node.span, "errors", error);
    let found = found.change(format!("add `{error}` to the errors of `{}`", operation.name), MaybeIncorrect, [change]);
    findings.push(found.at(step.own.element.as_str(), step.place("expect/error")));
}

fn inputs(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    let mut strange = 0;
    for entry in step.input {
        let Some(name) = entry.key.as_text().filter(|name| operation.input(name).is_none()) else { continue };
        strange += 1;
        let title = format!("`{}` takes no `{name}`", operation.name);
        let mut found = Diagnostic::new(&C1204, title, entry.key.span, "not one of its inputs");
        let free = operation
            .inputs
            .iter()
            .filter(|field| step.input.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (entry.key.span.end - entry.key.span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)).filter(|_| exact) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("rename it to `{near}`"), how, entry.key.span, near);
        } else {
            found = found
                .note(format!("it takes {}", quoted(operation.inputs.iter().map(|field| field.name).take(8), "and")));
        }
        findings.push(found.at(step.own.element.as_str(), step.place(&format!("input/{name}"))));
    }
    let given = |field: &&Field| step.input.iter().any(|entry| entry.key.as_text() == Some(field.name));
    let needed = |field: &&Field| field.is_required() && !field.has("bind") && !field.has("default");
    let missing: Vec<&Field> = operation.inputs.iter().filter(needed).filter(|field| !given(field)).collect();
    // Where the form of what is sent is wrong, leaving something out may be the point; who is refused may send nothing.
    let of_form =
        |error: &str| model.is_refusal(error) || model.status(error).is_none_or(|status| matches!(status, 400 | 422));
    if missing.len() <= strange || step.error().is_some_and(|(error, _)| of_form(error)) {
        return;
    }
    let names = quoted(missing.iter().map(|field| field.name), "and");
    let title = format!("the step calls `{}` without {names}", operation.name);
    let found = Diagnostic::new(&C1204, title, step.span, format!("needs {names}"));
    let found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    let found = match step.error() {
        Some((error, span)) => {
            found.label(span, format!("not `{error}`, but that something is missing, is the answer"))
        }
        None => found,
    };
    findings.push(found.help("give it in the step").at(step.own.element.as_str(), step.place("input")));
}

fn expectations(step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    if operation.own.node.get("returns").is_none() && operation.kind == "query" {
        return;
    }
    for entry in step.expect {
        let Some(name) = entry.key.as_text() else { continue };
        let of_any = match name {
            "error" | "success" => true,
            "status" => is_outcome(&entry.node),
            _ => false,
        };
        if of_any || operation.returns.iter().any(|field| field.name == name) {
            continue;
        }
        let title = format!("the step expects `{name}`, which `{}` does not return", operation.name);
        let mut found = Diagnostic::new(&C1205, title, entry.key.span, "not returned");
        if name == "status" {
            // That of the answer may be meant, in words of one's own.
            found.level = Level::Warning;
        }
        found = match operation.own.node.entry("returns") {
            Some(returns) => found.label(returns.key.span, "what it returns"),
            None => found.label(operation.span, "returns nothing"),
        };
        let free = operation
            .returns
            .iter()
            .filter(|field| step.expect.iter().all(|entry| entry.key.as_text() != Some(field.name)));
        let exact = (entry.key.span.end - entry.key.span.start) as usize == name.len();
        if let Some((near, sure)) = ranked(name, free.map(|field| field.name)).filter(|_| exact) {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            found = found.fix(format!("rename it to `{near}`"), how, entry.key.span, near);
        }
        findings.push(found.at(step.own.element.as_str(), step.place(&format!("expect/{name}"))));
    }
}

/// Whether a value says how any call may end: the status of HTTP, or a word for success or failure.
fn is_outcome(node: &Node) -> bool {
    const WORDS: &[&str] =
        &["ok", "success", "successful", "succeeded", "created", "accepted", "done", "failed", "failure", "error"];
    let is_word = |text: &str| {
        let mut words = text.split_whitespace();
        words.any(|word| WORDS.contains(&&*lower(word)) || word.parse::<u16>().is_ok())
    };
    node.as_text().is_none_or(is_word)
}
