//! C1214: a scenario that shows nothing, and one of a failure that does not look at what the failure leaves behind.
//!
//! In: a scenario and its steps. Out: a finding where there is no step, or none that says what comes of it; and one where a step expects an
//! error from outside of the system, the workflow has a transition for just that failure, and neither a later step nor a postcondition speaks
//! of the state that it leads to or of the event that it tells.

use super::Step;
use crate::ast::{Item, Value};
use crate::check::deep::flow::payload::fails;
use crate::check::deep::model::{Effect, Model, Transition, words};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C1214;

/// Looks at what a scenario shows, then at its last step. `refuted` says that its states contradict each other, which is told already.
pub fn check(model: &Model, own: &Declaration, steps: &[Step], refuted: bool, findings: &mut Vec<Diagnostic>) {
    findings.extend(idle(own, steps));
    if refuted {
        return;
    }
    let Some(step) = steps.last().filter(|step| step.at + 1 == items(own.node, "steps").len()) else { return };
    let Some((error, span)) = step.error().filter(|(error, _)| is_from_outside(model, step, error)) else { return };
    if step.operation.kind != "command" || !model.sound.is_whole("workflow") {
        return;
    }
    let said: Vec<Vec<words::Word>> =
        items(own.node, "postconditions").iter().filter_map(|item| Some(words::stems(called(&item.node)?))).collect();
    let speaks = |name: &str| {
        let wanted = words::stems(name);
        said.iter().any(|said| wanted.iter().all(|word| said.contains(word)))
    };
    let mut failing = model.transitions_on(step.operation.name).filter(|own| fails(model, own));
    let Some(first) = failing.next() else { return };
    let shown = |own: &Transition| {
        let mut events = own.effects.iter().filter_map(|effect| effect.name("event"));
        speaks(own.to().0) || events.any(|(event, _)| speaks(event))
    };
    if shown(first) || failing.any(shown) {
        return;
    }
    let (state, to) = first.to();
    let (name, _) = own.name.unwrap_or(("", own.node.span));
    let title = format!("`{name}` does not look at what the failure leaves behind");
    let mut found = Diagnostic::new(&C1214, title, span, format!("and the `{}`?", first.entity))
        .label(to, format!("on this failure it becomes `{state}`"));
    if let Some((event, span)) = first.effects.iter().find_map(|effect| effect.name("event")) {
        found = found.label(span, format!("and `{event}` is told"));
    }
    let found = found
        .note(format!("a system that answers `{error}` and keeps nothing passes this scenario"))
        .help(format!("add a postcondition, such as \u{201c}{} is {state}\u{201d}", first.entity));
    findings.push(found.at(own.element.as_str(), step.place("expect/error")));
}

/// A scenario without steps, or in which nothing is expected though the last step gives something back.
fn idle(own: &Declaration, steps: &[Step]) -> Option<Diagnostic> {
    let (name, span) = own.name?;
    let all = own.node.get("steps")?.as_list()?;
    let found = if all.is_empty() {
        let found = Diagnostic::new(&C1214, format!("`{name}` has no steps"), span, "shows nothing");
        found.help("write what is done and what comes of it, or remove it").at(own.element.as_str(), "steps")
    } else {
        let expects = |item: &Item| match item.node.get("expect").map(|node| &node.value) {
            Some(Value::Map(entries)) => !entries.is_empty(),
            Some(Value::Null) | None => false,
            Some(_) => true,
        };
        let last = steps.last().filter(|step| step.at + 1 == all.len() && !step.operation.returns.is_empty())?;
        if all.iter().any(expects) || !items(own.node, "postconditions").is_empty() {
            return None;
        }
        let found = Diagnostic::new(&C1214, format!("`{name}` says nowhere what comes of it"), last.span, "and then?");
        found
            .label(last.operation.span, "gives something back")
            .help("expect what the step gives back, or say in a postcondition what is so afterwards")
            .at(own.element.as_str(), last.place("expect"))
    };
    Some(found)
}

/// Whether an error comes from a step outside of the system: such a step names it, or its category says so.
fn is_from_outside(model: &Model, step: &Step, error: &str) -> bool {
    let named = |effect: &Effect| text(effect.node, "on_failure").is_some_and(|(name, _)| bare(name) == error);
    let mut outside = step.operation.effects.iter().filter(|own| own.is_external()).peekable();
    let category = model.sound.one("error", error).and_then(|own| text(own.node, "category"));
    outside.peek().is_some()
        && (category.is_some_and(|(category, _)| matches!(category, "integration" | "system")) || outside.any(named))
}
