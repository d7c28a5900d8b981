//! Workflows.

use std::collections::BTreeSet;

use super::{Lower, description, named};
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Effect, Model};
use crate::check::deep::parts::{bare, items, text};
use crate::ir::{State, Transition, Workflow};
use crate::lookup::HashMap;

/// The workflows, in the order of their names.
pub fn workflows(lower: &mut Lower) -> Vec<Workflow> {
    let mut all = Vec::new();
    let tellers = tellers(lower.model);
    for own in named(lower.model, "workflow") {
        let (Some((name, span)), Some((entity, _))) = (own.name, text(own.node, "entity")) else { continue };
        let Some(entity) = lower.model.entity(entity) else { continue };
        let Some(field) = lower.model.state_field(own, entity) else {
            let what = format!("in which field `{name}` keeps the state");
            lower.sourceless(own, "", span, &what, "the entity has no `status` or `state`, or both");
            continue;
        };
        let said = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
        let state = |item: &crate::ast::Item| {
            let (name, _) = text(&item.node, "name").or_else(|| text(&item.node, "id"))?;
            let last = text(&item.node, "kind").is_some_and(|(kind, _)| kind == "final");
            Some(State { name: name.to_owned(), last })
        };
        let mut transitions = Vec::new();
        for transition in lower.model.transitions_of(own) {
            let word = |key: &str| text(transition.node, key).map_or(String::new(), |(text, _)| text.to_owned());
            let place = format!("transitions/{}", transition.at);
            let made = |operation: &str, event: Option<&str>, outcome| Transition {
                origin: format!("{}/{place}", own.element),
                from: word("from_state"),
                to: word("to_state"),
                operation: operation.to_owned(),
                event: event.map(str::to_owned),
                outcome,
            };
            match transition.trigger {
                Some(("command", command, _)) => transitions.push(made(command, None, lower.outcome(transition))),
                Some((_, event, span)) => {
                    let tellers = tellers.get(event);
                    if tellers.is_none() {
                        let what = format!("who tells `{event}`");
                        lower.sourceless(own, format!("{place}/on_event"), span, &what, "no command emits it");
                    }
                    transitions.extend(tellers.into_iter().flatten().map(|name| made(name, Some(event), None)));
                }
                None => {}
            }
        }
        all.push(Workflow {
            origin: own.element.clone(),
            name: name.to_owned(),
            description: description(own.node),
            entity: entity.name.to_owned(),
            field: field.name.to_owned(),
            initial: said("initial_state").to_owned(),
            states: items(own.node, "states").iter().filter_map(state).collect(),
            transitions,
        });
    }
    all
}

/// The commands that tell each event, in the order of their names.
fn tellers<'m>(model: &Model<'m, '_>) -> HashMap<&'m str, BTreeSet<&'m str>> {
    let mut all: HashMap<&str, BTreeSet<&str>> = HashMap::default();
    for own in model.commands() {
        let emitted = own.effects.iter().filter_map(Effect::event).map(|(name, _)| name);
        let said = names(own.own.node, "emits").into_iter().map(bare);
        for event in emitted.chain(said) {
            all.entry(event).or_default().insert(own.name);
        }
    }
    all
}
