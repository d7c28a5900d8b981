//! A workflow against the rest of the set: the field that keeps its state, the commands that move it, the rows that live it.
//!
//! In: the model. Out: C0607 to C0611, C0613 to C0616, C0619 to C0621. What a workflow is by itself is looked at in `workflow`.

mod begin;
mod commands;
mod field;
mod guards;
mod rows;
#[cfg(test)]
mod tests;
mod writes;

use super::model::{Entity, Model, Transition, entity::is_null};
use super::parts::{Field, bare, items, text};
use super::share::{Analysis, Share};
use crate::ast::Node;
use crate::check::deep::model::template;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::source::Span;

/// A state.
struct State<'m> {
    name: &'m str,
    span: Span,
    /// Where its kind is said, if it is `final`.
    end: Option<Span>,
    at: usize,
}

/// A workflow with what it is about.
struct Life<'k, 'm> {
    own: &'m Declaration<'m>,
    name: &'m str,
    entity: &'k Entity<'m>,
    /// Where the workflow names the entity.
    entity_span: Span,
    /// The state of a new row, and where that is said.
    first: (&'m str, Span),
    states: Vec<State<'m>>,
    transitions: Vec<&'k Transition<'m>>,
    /// The field that keeps the state.
    field: Option<Field<'m>>,
    /// Whether the workflow names that field.
    said: bool,
}

/// The workflows of a set, and what is known of what moves them.
pub struct Lives<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// Whether no command has an error that hides its steps.
    all_commands: bool,
    /// Whether all workflows are at hand.
    all_workflows: bool,
}

impl<'x, 'm, 'a> Lives<'x, 'm, 'a> {
    /// The workflows of a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Lives<'x, 'm, 'a> {
        let all_commands = model.sound.every("command").count() == model.commands().count();
        let all_workflows = model.sound.is_whole("workflow") && model.sound.is_all_read();
        Lives { model, all_commands, all_workflows }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Lives<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        for life in share.all("workflow").filter_map(|own| Life::of(model, own)) {
            let moved = rows::check(model, &life, self.all_commands, findings);
            field::check(model, &life, moved, findings);
            let known = self.all_commands && model.sound.is_all_read();
            let transient = if known { begin::check(model, &life) } else { None };
            let transient = commands::check(model, &life, transient, findings);
            findings.extend(transient);
        }
        for command in share.commands().iter().filter(|own| self.all_workflows && own.is_clear()) {
            writes::unmoved(model, command, findings);
        }
    }
}

impl<'k, 'm> Life<'k, 'm> {
    fn of(model: &'k Model<'m, 'm>, own: &'m Declaration<'m>) -> Option<Life<'k, 'm>> {
        let (name, _) = own.name?;
        let (entity, entity_span) = text(own.node, "entity")?;
        let entity = model.entity(entity)?;
        let first = text(own.node, "initial_state")?;
        let state = |(at, item): (usize, &'m crate::ast::Item)| {
            let (name, span) = text(&item.node, "id")?;
            let end = text(&item.node, "kind").filter(|(kind, _)| *kind == "final").map(|(_, span)| span);
            Some(State { name, span, end, at })
        };
        let states = items(own.node, "states").iter().enumerate().filter_map(state).collect();
        let transitions = model.transitions_of(own);
        let said = own.node.get("state_field").is_some_and(|node| !is_null(node));
        Some(Life {
            own,
            name,
            entity,
            entity_span,
            first,
            states,
            transitions,
            field: model.state_field(own, entity),
            said,
        })
    }

    fn element(&self) -> &'m str {
        &self.own.element
    }
}

impl Transition<'_> {
    /// The state it leaves, and where that stands.
    pub fn from(&self) -> (&str, Span) {
        text(self.node, "from_state").unwrap_or(("", self.node.span))
    }

    /// The state it leads to, and where that stands.
    pub fn to(&self) -> (&str, Span) {
        text(self.node, "to_state").unwrap_or(("", self.node.span))
    }

    /// The command that makes it happen.
    pub fn command(&self) -> Option<(&str, Span)> {
        self.trigger.and_then(|(kind, name, span)| (kind == "command").then_some((name, span)))
    }
}

/// The value that a map gives to a field, where it is a plain one.
fn plain<'a>(node: &'a Node, field: &str) -> Option<(&'a str, Span)> {
    let (value, span) = text(node, field)?;
    (!template::has(value)).then_some((bare(value), span))
}
