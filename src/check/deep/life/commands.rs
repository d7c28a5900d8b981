//! C0609, C0610 and C0616: the commands that move a life, in each of its states.
//!
//! In: a workflow and the commands on its transitions. Out: findings: the matrix of commands and live states, and whether an error answers
//! where there is no transition. What guards and written values say is looked at in `guards` and `writes`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Life, guards, writes};
use crate::ast::Node;
use crate::check::deep::model::{Model, Operation, Transition, words};
use crate::check::deep::parts::{items, text};
use crate::check::place::quoted;
use crate::diag::code::{C0609, C0610, C0616};
use crate::diag::{Diagnostic, Level};

/// Looks at every command that moves this life. Where no row stays in the first state, that is said already: the finding comes back with
/// the commands that are not answered there, and none of them is a finding of its own.
pub fn check(
    model: &Model,
    life: &Life,
    mut transient: Option<Diagnostic>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Diagnostic> {
    let mut by_command: BTreeMap<&str, Vec<&Transition>> = BTreeMap::new();
    for transition in &life.transitions {
        if let Some(field) = &life.field {
            writes::by_itself(model, life, field, transition, findings);
        }
        if let Some((name, _)) = transition.command() {
            by_command.entry(name).or_default().push(transition);
        }
    }
    for (name, transitions) in &by_command {
        let command = model.operation("command", name);
        gaps(life, command, transitions, findings);
        let Some(command) = command else { continue };
        if !command.makes(life.entity.name) {
            states(model, life, command, transitions, &mut transient, findings);
        }
        if let Some(field) = &life.field {
            guards::check(model, life, command, field, transitions, findings);
            writes::check(model, life, command, field, transitions, findings);
        }
    }
    transient
}

/// C0609: one of several transitions of a trigger that lacks the guards of the others.
fn gaps(life: &Life, command: Option<&Operation>, transitions: &[&Transition], findings: &mut Vec<Diagnostic>) {
    // A call that the command or the workflow guards already is not anybody's.
    let asks = |node: &Node| ["required_roles", "required_permissions"].iter().any(|key| node.get(key).is_some());
    let asked = asks(life.own.node)
        || command.is_none_or(|own| asks(own.own.node) || !items(own.own.node, "guards").is_empty());
    let guarded = |own: &&&Transition| !items(own.node, "guards").is_empty();
    for bare in transitions.iter().filter(|own| !guarded(own)) {
        let sibling = transitions.iter().find(|own| own.from().0 == bare.from().0 && guarded(own));
        let Some(sibling) = sibling else { continue };
        let (name, span) = bare.command().unwrap_or(("", bare.node.span));
        let title = format!("`{name}` from `{}` to `{}` has no guard, its sibling has", bare.from().0, bare.to().0);
        let label = if asked { "whoever can call it gets here" } else { "anybody's call leads here" };
        let mut found = Diagnostic::new(&C0609, title, span, label);
        if !asked {
            found.level = Level::Warning;
        }
        let found = found.label(sibling.command().map_or(sibling.node.span, |(_, span)| span), "guarded");
        findings.push(
            found
                .help("give both the same guards, or put them on the command")
                .at(life.element(), format!("transitions/{}", bare.at)),
        );
    }
}

/// Whether an error says that something is not possible in the present state.
fn is_of_state(model: &Model, name: &str) -> bool {
    let told = words::words(name);
    if told.iter().any(|word| ["state", "status", "already", "conflict", "closed", "invalid"].contains(&word.as_str()))
    {
        return true;
    }
    model
        .sound
        .one("error", name)
        .and_then(|own| text(own.node, "http_status"))
        .is_some_and(|(status, _)| status == "409")
}

/// C0610 and C0616: states in which a command finds no transition, and no error to answer with.
fn states(
    model: &Model,
    life: &Life,
    command: &Operation,
    transitions: &[&Transition],
    transient: &mut Option<Diagnostic>,
    findings: &mut Vec<Diagnostic>,
) {
    if !command.sound || command.errors.iter().any(|(name, _)| is_of_state(model, name)) {
        return;
    }
    let handled: BTreeSet<&str> = transitions.iter().map(|own| own.from().0).collect();
    let open: Vec<_> = life.states.iter().filter(|state| !handled.contains(state.name)).collect();
    let mut live: Vec<_> = open.iter().filter(|state| state.end.is_none()).collect();
    let errors = command.own.node.entry("errors").map_or(command.span, |entry| entry.key.span);
    let first = transitions.first().and_then(|own| own.command()).map_or(life.entity_span, |(_, span)| span);
    if let Some(found) = transient.take() {
        let passing = live.iter().position(|state| state.name == life.first.0).map(|at| live.remove(at));
        let Some(state) = passing else { return };
        *transient = Some(found.label(state.span, format!("`{}` is not answered here", command.name)));
        if live.is_empty() {
            return;
        }
    }
    if let [state, ..] = live.as_slice() {
        let names = quoted(live.iter().map(|state| state.name), "and");
        let title = format!("`{}` is not answered in the state {names}", command.name);
        let mut found = Diagnostic::new(&C0610, title, state.span, "no transition for it, and no error");
        found = found.label(first, format!("handled from {} only", quoted(handled.iter().copied(), "and")));
        found = found.label(errors, "no error says that the state does not allow it");
        found = found.note(format!(
            "example: `{}` is called while the `{}` is `{}`",
            command.name, life.entity.name, state.name
        ));
        let found = found.help("add a transition, or an error with the status 409 to the command");
        findings.push(found.at(life.element(), format!("states/{}/id", state.at)));
    } else if !open.is_empty() {
        let title = format!(
            "`{}` has no error for a `{}` that is {}",
            command.name,
            life.entity.name,
            quoted(open.iter().map(|state| state.name), "or")
        );
        let found = Diagnostic::new(&C0616, title, errors, "none says that the state does not allow it")
            .label(first, format!("handled from {}", quoted(handled.iter().copied(), "and")))
            .help("declare an error such as `WrongState` with the status 409, and list it");
        let found = open.iter().fold(found, |found, state| found.label(state.span, "not from here"));
        findings.push(found.at(command.own.element.as_str(), "errors"));
    }
}
