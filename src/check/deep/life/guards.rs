//! C0620: a guard on the state that lets through other states than there are transitions from.
//!
//! In: a workflow and a command that moves it. Out: findings. A guard on the row of another life is none of this one.

use std::collections::BTreeSet;

use super::Life;
use crate::check::deep::model::{Model, Operation, Transition, literal};
use crate::check::deep::parts::Field;
use crate::check::place::quoted;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::Diagnostic;
use crate::diag::code::C0620;
use crate::diag::nearest::ranked;

/// Looks at the guards of a command on the state of a life that it moves.
pub fn check(
    model: &Model,
    life: &Life,
    command: &Operation,
    field: &Field,
    transitions: &[&Transition],
    findings: &mut Vec<Diagnostic>,
) {
    let Some(wanted) = model.states_wanted(command, life.entity, field.name).and_then(|mut all| all.pop()) else {
        return;
    };
    let (values, span, place) = (wanted.values, wanted.span, wanted.place);
    // A state that the field cannot hold is told there.
    if !transitions.iter().all(|own| literal::may_be(model.sound, field, own.from().0)) {
        return;
    }
    let known = |value: &str| life.states.iter().any(|state| state.name == value);
    if let Some((value, node)) = values.iter().find(|(value, _)| !known(value)) {
        // A value that the field cannot have is told at the field.
        if literal::is_of_field(model.sound, node, field) {
            let title = format!("`{value}` is no state of `{}`", life.name);
            let mut found =
                Diagnostic::new(&C0620, title, node.span, format!("`{}` is never let through", command.name));
            found = match ranked(value, life.states.iter().map(|state| state.name)) {
                Some((near, _)) => found.fix(format!("write `{near}`"), MaybeIncorrect, node.span, near),
                None => {
                    found.note(format!("its states are {}", quoted(life.states.iter().map(|state| state.name), "and")))
                }
            };
            findings.push(found.at(command.own.element.as_str(), place));
        }
        return;
    }
    let values: BTreeSet<&str> = values.iter().map(|(value, _)| *value).collect();
    let from: BTreeSet<&str> = transitions.iter().map(|own| own.from().0).collect();
    let text = match (values.difference(&from).next(), from.difference(&values).next()) {
        (None, None) => return,
        (Some(state), _) => format!("there is no transition from `{state}`"),
        (None, Some(state)) => format!("the transition from `{state}` never happens"),
    };
    let title = format!("`{}` is guarded by other states than its transitions leave", command.name);
    let mut found = Diagnostic::new(&C0620, title, span, text);
    for transition in transitions {
        found = found.label(transition.from().1, "the workflow says this");
    }
    findings.push(found.help("let both say the same states").at(command.own.element.as_str(), place));
}
