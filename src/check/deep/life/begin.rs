//! C0621: a first state that each row leaves with the call that makes it.
//!
//! In: a workflow and the steps of all commands. Out: a finding where the only way out of the first state is an event which every command that
//! makes a row tells itself, and nobody else does. A step of the command that comes after its commit may take its time, and is left
//! alone.

use super::Life;
use crate::check::deep::flow::order::is_late;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::items;
use crate::diag::Diagnostic;
use crate::diag::code::C0621;

/// Looks at the ways out of the first state; a finding where the call that makes a row takes it there.
pub fn check(model: &Model, life: &Life) -> Option<Diagnostic> {
    let mut out = life.transitions.iter().filter(|own| own.from().0 == life.first.0);
    let (Some(way), None) = (out.next(), out.next()) else { return None };
    let Some(("event", event, span)) = way.trigger.filter(|_| items(way.node, "guards").is_empty()) else {
        return None;
    };
    let tells = |effect: &&Effect| effect.event().is_some_and(|(own, _)| own == event);
    let others = model.telling(event).next().is_some() || model.tellers(event).any(|own| !own.makes(life.entity.name));
    let mut makers = model.makers(life.entity.name).peekable();
    let first = makers.peek().and_then(|own| own.effects.iter().find(tells))?;
    let at_once = |own: &Operation| {
        own.is_clear() && own.effects.iter().any(|effect| tells(&effect)) && !own.effects.iter().any(is_late)
    };
    if others || is_late(first) || !makers.all(at_once) {
        return None;
    }
    let (state, name) = (life.first.0, life.entity.name);
    let title = format!("no `{name}` is ever seen in `{state}`: the call that makes it moves it on");
    let found = Diagnostic::new(&C0621, title, span, "told by the call that makes the row")
        .label(first.name("event").map_or(first.span, |(_, span)| span), "told here")
        .label(life.first.1, "nothing can happen to a row in this state")
        .help(format!("let the life begin in `{}`, or let something else lead there", way.to().0));
    Some(found.at(life.element(), format!("transitions/{}/on_event", way.at)))
}
