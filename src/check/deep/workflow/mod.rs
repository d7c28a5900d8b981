//! Workflows as state machines: what can be reached, what ends, and what a trigger leads to.
//!
//! In: sound workflows. Out: C0602 to C0606, C0612, C0617 and C0618. Exact: a finding names a way or a caller, and nothing is guessed.

mod graph;
mod guards;
mod roles;
mod shape;
mod triggers;

use std::collections::BTreeSet;

use super::Sound;
use super::parts::{bare, items, text};
use super::share::{Analysis, Share};
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::lookup::HashMap;
use crate::source::Span;
use graph::Graph;
use guards::Case;

/// Every workflow.
pub struct Workflows<'a> {
    created: Created<'a>,
}

impl<'a> Workflows<'a> {
    /// With what is asked of the whole set again and again.
    pub fn of(sound: &Sound<'_, 'a>) -> Workflows<'a> {
        Workflows { created: created(sound) }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Workflows<'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for workflow in share.all("workflow") {
            let Some(machine) = Machine::of(share.model.sound, workflow, &self.created) else { continue };
            shape::check(&machine, findings);
            triggers::check(&machine, findings);
            roles::check(&machine, findings);
        }
    }
}

/// Values that inserts give to fields of entities.
type Created<'a> = HashMap<(&'a str, &'a str), Vec<&'a str>>;

fn created<'a>(sound: &Sound<'_, 'a>) -> Created<'a> {
    let mut created: Created = HashMap::default();
    for command in sound.every("command") {
        for effect in items(command.node, "effects") {
            let writes = text(&effect.node, "id").is_some_and(|(id, _)| matches!(id, "db.insert" | "db.upsert"));
            let Some(params) = effect.node.get("params").filter(|_| writes) else { continue };
            let Some((entity, _)) = text(params, "entity") else { continue };
            for entry in params.get("set").and_then(Node::as_map).unwrap_or(&[]) {
                if let (Some(field), Some(value)) = (entry.key.as_text(), called(&entry.node)) {
                    created.entry((bare(entity), field)).or_default().push(value);
                }
            }
        }
    }
    created
}

/// A state.
struct State<'a> {
    name: &'a str,
    span: Span,
    /// Where it says that it is final.
    end: Option<Span>,
    at: usize,
}

/// What makes a transition happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Trigger<'a> {
    /// `command` or `event`.
    kind: &'static str,
    name: &'a str,
}

/// A transition.
struct Arrow<'a> {
    from: usize,
    to: usize,
    trigger: Trigger<'a>,
    /// Where the states and the trigger stand.
    from_span: Span,
    to_span: Span,
    trigger_span: Span,
    /// When it may happen.
    case: Case<'a>,
    at: usize,
}

/// A workflow as a machine.
struct Machine<'a> {
    element: &'a str,
    /// All of the workflow.
    node: Span,
    name: &'a str,
    states: Vec<State<'a>>,
    arrows: Vec<Arrow<'a>>,
    /// Where lives begin.
    starts: Vec<usize>,
    /// The arrows that leave no final state, and the ways of error handlers over one number more than there are states.
    graph: Graph,
}

impl<'a> Machine<'a> {
    fn of<'s: 'a>(sound: &Sound<'s, 'a>, workflow: &'s Declaration<'a>, created: &Created<'a>) -> Option<Machine<'a>> {
        let node = workflow.node;
        let mut states = Vec::new();
        let mut starts = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::default();
        for (at, item) in items(node, "states").iter().enumerate() {
            let (name, span) = text(&item.node, "id")?;
            let kind = text(&item.node, "kind");
            if kind.is_some_and(|(kind, _)| kind == "initial") {
                starts.push(at);
            }
            numbers.insert(name, at);
            let end = kind.filter(|(kind, _)| *kind == "final").map(|(_, span)| span);
            states.push(State { name, span, end, at });
        }
        let first = numbers.get(text(node, "initial_state")?.0)?;
        starts.insert(0, *first);
        if let (Some((entity, _)), Some((field, _))) = (text(node, "entity"), text(node, "state_field")) {
            let values = created.get(&(bare(entity), field)).into_iter().flatten();
            starts.extend(values.filter_map(|value| numbers.get(value)));
        }
        let mut graph = Graph::new(states.len() + 1);
        let mut arrows = Vec::new();
        for (at, item) in items(node, "transitions").iter().enumerate() {
            let (from, from_span) = text(&item.node, "from_state")?;
            let (to, to_span) = text(&item.node, "to_state")?;
            let (from, to) = (*numbers.get(from)?, *numbers.get(to)?);
            let command = text(&item.node, "on_command").map(|(name, span)| ("command", name, span));
            let event = || text(&item.node, "on_event").map(|(name, span)| ("event", name, span));
            let (kind, name, trigger_span) = command.or_else(event)?;
            let trigger = Trigger { kind, name: bare(name) };
            let mut case = Case::of(&item.node);
            if kind == "command" {
                called_by(sound, trigger.name, &mut case);
                roles(node, &mut case);
            }
            if states.get(from).is_some_and(|state: &State| state.end.is_none()) {
                graph.add(from, to);
            }
            arrows.push(Arrow { from, to, trigger, from_span, to_span, trigger_span, case, at });
        }
        // Where something can happen, something can fail.
        let handlers = items(node, "error_handlers").iter();
        let targets: Vec<usize> =
            handlers.filter_map(|handler| numbers.get(text(&handler.node, "transition_to")?.0)).copied().collect();
        let failure = states.len();
        for from in (0..failure).filter(|_| !targets.is_empty()) {
            if !graph.next[from].is_empty() {
                graph.add(from, failure);
            }
        }
        targets.iter().for_each(|to| graph.add(failure, *to));
        let name = workflow.name.map_or("", |(name, _)| name);
        Some(Machine { element: &workflow.element, node: workflow.node.span, name, states, arrows, starts, graph })
    }

    /// The name of a state.
    fn state(&self, at: usize) -> &'a str {
        self.states.get(at).map_or("", |state| state.name)
    }
}

/// Who may call a command at all.
fn called_by<'s: 'a, 'a>(sound: &Sound<'s, 'a>, name: &str, case: &mut Case<'a>) {
    let Some(command) = sound.one("command", name) else { return };
    roles(command.node, case);
    if let Some(roles) = Case::of(command.node).roles {
        case.only(roles);
    }
}

/// The roles that the key `required_roles` lets through.
fn roles<'a>(node: &'a Node, case: &mut Case<'a>) {
    let roles: BTreeSet<&str> =
        items(node, "required_roles").iter().filter_map(|role| called(&role.node)).map(bare).collect();
    if !roles.is_empty() {
        case.only(roles);
    }
}

#[cfg(test)]
mod tests;
