//! C0618: transitions that no role may bring about, and states that nobody can leave for that reason.
//!
//! In: a machine whose transitions know which roles all their guards let through. Out: findings.

use super::Machine;
use crate::diag::Diagnostic;
use crate::diag::code::C0618;

/// Looks at every state that has a way out.
pub fn check(machine: &Machine, findings: &mut Vec<Diagnostic>) {
    for state in machine.states.iter().filter(|state| state.end.is_none()) {
        let out: Vec<_> =
            machine.arrows.iter().filter(|arrow| arrow.from == state.at && arrow.to != state.at).collect();
        let barred =
            |arrow: &&&super::Arrow| arrow.case.roles.as_ref().is_some_and(std::collections::BTreeSet::is_empty);
        let closed: Vec<_> = out.iter().filter(barred).collect();
        let [first, rest @ ..] = closed.as_slice() else { continue };
        let title = format!("no role may call `{}` to leave `{}`", first.trigger.name, state.name);
        let mut found = Diagnostic::new(&C0618, title, first.trigger_span, "its guards have no role in common");
        found = rest.iter().fold(found, |found, arrow| found.label(arrow.trigger_span, "nor this"));
        if closed.len() == out.len() {
            found = found.label(state.span, "so nobody can leave this state");
        }
        let found = found
            .note("looked at the guards of the transition and of the command, and at the required roles of both")
            .help("let at least one role pass all of them");
        findings.push(found.at(machine.element, format!("transitions/{}", first.at)));
    }
}
