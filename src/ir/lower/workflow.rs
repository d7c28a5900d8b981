//! Workflows.

use super::{Lower, description, named};
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, items, text};
use crate::ir::{State, Transition, Workflow};

/// The workflows, in the order of their names.
pub fn workflows(lower: &mut Lower) -> Vec<Workflow> {
    let mut all = Vec::new();
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
                    let tellers = lower.tellers(event);
                    if tellers.is_empty() {
                        let what = format!("who tells `{event}`");
                        lower.sourceless(own, format!("{place}/on_event"), span, &what, "no command emits it");
                    }
                    transitions.extend(tellers.iter().map(|name| made(name, Some(event), None)));
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

impl<'m> Lower<'_, 'm, '_> {
    /// The commands that tell an event, in the order of their names.
    fn tellers(&self, event: &str) -> Vec<&'m str> {
        let tells = |own: &&crate::check::deep::model::Operation<'m>| {
            let emits = own
                .effects
                .iter()
                .any(|step| step.id == "emit.event" && step.name("event").is_some_and(|(name, _)| name == event));
            emits || names(own.own.node, "emits").into_iter().any(|name| bare(name) == event)
        };
        let mut all: Vec<&str> = self.model.commands().filter(tells).map(|own| own.name).collect();
        all.sort_unstable();
        all
    }
}
