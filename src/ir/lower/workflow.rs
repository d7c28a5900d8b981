//! Workflows.

use super::{Lower, description, named};
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
        for (at, item) in items(own.node, "error_handlers").iter().enumerate() {
            let place = format!("error_handlers/{at}");
            lower.refuse(own, place, item.node.span, "this error handler", "nothing says how its action is done");
        }
        let said = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
        let state = |item: &crate::ast::Item| {
            let (name, _) = text(&item.node, "name").or_else(|| text(&item.node, "id"))?;
            let last = ["is_final", "final"]
                .iter()
                .any(|key| item.node.get(key).is_some_and(|node| matches!(node.value, crate::ast::Value::Bool(true))));
            Some(State { name: name.to_owned(), last })
        };
        let mut transitions = Vec::new();
        for transition in lower.model.transitions_of(own) {
            let word = |key: &str| text(transition.node, key).map_or(String::new(), |(text, _)| text.to_owned());
            let place = format!("transitions/{}", transition.at);
            match transition.trigger {
                Some(("command", command, _)) => transitions.push(Transition {
                    origin: format!("{}/{place}", own.element),
                    from: word("from_state"),
                    to: word("to_state"),
                    operation: command.to_owned(),
                    outcome: lower.outcome(transition),
                }),
                Some((_, event, span)) => {
                    let what = format!("a transition on the event `{}`", bare(event));
                    lower.refuse(own, format!("{place}/on_event"), span, &what, "nothing says which row it is about");
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
