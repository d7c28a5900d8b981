//! C0619: a command or a transition that writes another state than the transition leads to, or a state that no transition leads to at all.
//!
//! In: workflows and commands. Out: findings. Only constants are looked at.

use std::collections::BTreeSet;

use super::{Life, plain};
use crate::check::deep::model::{Effect, Model, Operation, Transition, literal, template, words};
use crate::check::deep::parts::Field;
use crate::check::place::{cut, quoted};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::C0619;
use crate::diag::{Change, Diagnostic, Level};
use crate::source::Span;

/// A command that writes another state than its transitions lead to.
pub fn check(
    model: &Model,
    life: &Life,
    command: &Operation,
    field: &Field,
    transitions: &[&Transition],
    findings: &mut Vec<Diagnostic>,
) {
    let to: BTreeSet<&str> = transitions.iter().map(|own| own.to().0).collect();
    // A state that the field cannot hold is told there.
    let held = |state: &&str| literal::may_be(model.sound, field, state);
    if !to.iter().all(held) {
        return;
    }
    for (effect, value, span) in states(life, &command.effects, field.name).filter(|(_, value, _)| !to.contains(value))
    {
        let title = format!(
            "`{}` writes the state `{value}`, its transition leads to {}",
            command.name,
            quoted(to.iter().copied(), "and")
        );
        let mut found = Diagnostic::new(&C0619, title, span, "written here");
        for transition in transitions {
            found = found.label(transition.to().1, "the workflow says this");
        }
        let found = found.help("let both say the same state");
        let found = match (to.first(), to.len()) {
            (Some(only), 1) => {
                let change = Change::set(effect.node.span, format!("params/set/{}", field.name), *only);
                found.change(format!("write `{only}`"), MaybeIncorrect, [change])
            }
            _ => found,
        };
        findings
            .push(found.at(command.own.element.as_str(), format!("effects/{}/params/set/{}", effect.at, field.name)));
    }
}

/// A transition of which a step writes another state into the row that it moves.
pub fn by_itself(model: &Model, life: &Life, field: &Field, transition: &Transition, findings: &mut Vec<Diagnostic>) {
    let (to, span) = transition.to();
    if !literal::may_be(model.sound, field, to) {
        return;
    }
    for (effect, value, at) in states(life, &transition.effects, field.name).filter(|(_, value, _)| *value != to) {
        // Another row of the same entity may well be in another state.
        let key = effect.map("where").and_then(|own| match own {
            [only] if only.key.as_text() == Some(life.entity.key) => template::only(&only.node),
            _ => None,
        });
        let is_moved = key.is_some_and(|path| match cut(path, b'.') {
            None => path == life.entity.key,
            Some((row, name)) => name == life.entity.key && words::same(life.entity.name, row),
        });
        if !is_moved {
            continue;
        }
        let title = format!("the transition to `{to}` writes the state `{value}`");
        let change = Change::set(effect.node.span, format!("params/set/{}", field.name), to);
        let found = Diagnostic::new(&C0619, title, at, "written here")
            .label(span, "the workflow says this")
            .help("let both say the same state, or leave the state to the workflow")
            .change(format!("write `{to}`"), MaybeIncorrect, [change]);
        let place = format!("transitions/{}/effects/{}/params/set/{}", transition.at, effect.at, field.name);
        findings.push(found.at(life.element(), place));
    }
}

/// A command that writes a state without any transition: neither on it nor on an event that it tells.
pub fn unmoved(model: &Model, command: &Operation, findings: &mut Vec<Diagnostic>) {
    let changed = command.effects.iter().filter(|own| is_change(own)).filter_map(|own| Some(own.entity()?.0));
    let events: BTreeSet<&str> = command.effects.iter().filter_map(|own| Some(own.name("event")?.0)).collect();
    for entity in changed.collect::<BTreeSet<&str>>() {
        let moved = model.transitions_on(command.name).any(|own| own.entity == entity)
            || events.iter().flat_map(|event| model.transitions_told(event)).any(|own| own.entity == entity);
        if moved {
            continue;
        }
        let lives: Vec<Life> = model.workflows_of(entity).iter().filter_map(|own| Life::of(model, own)).collect();
        let [life] = lives.as_slice() else { continue };
        let Some(field) = &life.field else { continue };
        // A state that no transition leads to at all is told of the workflow.
        let known = |state: &str| state == life.first.0 || life.transitions.iter().any(|own| own.to().0 == state);
        for (effect, state, span) in states(life, &command.effects, field.name).filter(|(_, state, _)| known(state)) {
            let title = format!("`{}` writes the state `{state}`, and no transition is on it", command.name);
            let mut found = Diagnostic::new(&C0619, title, span, format!("`{}` does not know of it", life.name));
            found.level = Level::Warning;
            let found = found.label(life.entity_span, "whose life it is").help(format!(
                "add the transition to `{}`, or leave the state to the commands that move it",
                life.name
            ));
            let place = format!("effects/{}/params/set/{}", effect.at, field.name);
            findings.push(found.at(command.own.element.as_str(), place));
        }
    }
}

/// Whether a step changes rows that are there.
fn is_change(effect: &Effect) -> bool {
    effect.sound && effect.id == "db.update"
}

/// The states that steps write into rows of this life that are there: the step, the state, and where it stands.
fn states<'e, 'm>(
    life: &Life,
    steps: &'e [Effect<'m>],
    field: &str,
) -> impl Iterator<Item = (&'e Effect<'m>, &'m str, Span)> {
    let own = steps.iter().filter(|own| is_change(own));
    let own = own.filter(|own| own.entity().is_some_and(|(entity, _)| entity == life.entity.name));
    own.filter_map(move |effect| {
        let (value, span) = plain(effect.params()?.get("set")?, field)?;
        Some((effect, value, span))
    })
}
