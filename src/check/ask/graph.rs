//! What leads to what: entities by their foreign keys, one workflow by its transitions, commands and events by who tells whom.
//!
//! In: `entities`, `events`, or the name of a workflow. Out: nodes and edges, in the order of files and lines.

use super::{Unnamed, all, named, unnamed};
use crate::check::deep::parts::{bare, emitted, items, text};
use crate::check::gather::Set;
use crate::check::place::called;

/// What a graph is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Entities and their references.
    Entities,
    /// The states of a workflow.
    Workflow,
    /// Commands, events, and what hears them.
    Events,
}

/// A graph.
#[derive(Debug, PartialEq, Eq)]
pub struct Graph {
    /// What it is of.
    pub of: Of,
    /// Its nodes, each once.
    pub nodes: Vec<Vertex>,
    /// Its edges.
    pub edges: Vec<Edge>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertex {
    /// What it is: `entity`, `initial state`, `state`, `final state`, `command`, `event`, `workflow`, `projection`, `webhook`.
    pub kind: &'static str,
    /// What it is called.
    pub name: String,
    /// What more is said of it: the fields of an entity, each a type and a name.
    pub lines: Vec<(String, String)>,
}

/// An edge.
#[derive(Debug, PartialEq, Eq)]
pub struct Edge {
    /// The number of the node it comes from.
    pub from: usize,
    /// The number of the node it leads to.
    pub to: usize,
    /// What stands beside it; may be empty.
    pub label: String,
}

impl Graph {
    fn new(of: Of) -> Graph {
        Graph { of, nodes: Vec::new(), edges: Vec::new() }
    }

    /// The number of a node, which is made if there is none.
    fn node(&mut self, kind: &'static str, name: &str) -> usize {
        let found = self.nodes.iter().position(|own| own.name == name && own.kind == kind);
        found.unwrap_or_else(|| {
            self.nodes.push(Vertex { kind, name: name.to_owned(), lines: Vec::new() });
            self.nodes.len() - 1
        })
    }

    fn edge(&mut self, from: usize, to: usize, label: impl Into<String>) {
        let edge = Edge { from, to, label: label.into() };
        if !self.edges.contains(&edge) {
            self.edges.push(edge);
        }
    }
}

/// The graph that is asked for.
pub fn graph(set: &Set, wanted: &str) -> Result<Graph, Unnamed> {
    match wanted {
        "entities" => Ok(entities(set)),
        "events" => Ok(events(set)),
        _ => workflow(set, wanted).ok_or_else(|| {
            let flows = all(set, "workflow").map(|own| named(own).0);
            unnamed(wanted, flows.chain(["entities", "events"]))
        }),
    }
}

fn entities(set: &Set) -> Graph {
    let mut graph = Graph::new(Of::Entities);
    for own in all(set, "entity") {
        let at = graph.node("entity", named(own).0);
        let line = |item: &crate::ast::Item| {
            Some((text(&item.node, "type")?.0.to_owned(), text(&item.node, "name")?.0.to_owned()))
        };
        if let Some(node) = graph.nodes.get_mut(at) {
            node.lines = items(own.node, "fields").iter().filter_map(line).collect();
        }
    }
    for own in all(set, "entity") {
        for item in items(own.node, "constraints") {
            let Some((target, _)) = text(&item.node, "ref") else { continue };
            let target = bare(target).split('.').next().unwrap_or("");
            let fields: Vec<&str> = items(&item.node, "fields").iter().filter_map(|item| called(&item.node)).collect();
            let (from, to) = (graph.node("entity", named(own).0), graph.node("entity", target));
            graph.edge(from, to, fields.join(", "));
        }
    }
    graph
}

fn workflow(set: &Set, wanted: &str) -> Option<Graph> {
    let name = wanted.strip_prefix("workflow:").unwrap_or(wanted);
    let own = all(set, "workflow").find(|own| named(own).0 == name)?;
    let mut graph = Graph::new(Of::Workflow);
    let first = text(own.node, "initial_state").map(|(name, _)| name);
    for item in items(own.node, "states") {
        let Some((name, _)) = text(&item.node, "id") else { continue };
        let kind = match text(&item.node, "kind") {
            _ if first == Some(name) => "initial state",
            Some(("final", _)) => "final state",
            _ => "state",
        };
        graph.node(kind, name);
    }
    let at = |graph: &mut Graph, name: &str| {
        graph.nodes.iter().position(|own| own.name == name).unwrap_or_else(|| graph.node("state", name))
    };
    for item in items(own.node, "transitions") {
        let (Some((from, _)), Some((to, _))) = (text(&item.node, "from_state"), text(&item.node, "to_state")) else {
            continue;
        };
        let trigger = text(&item.node, "on_command").or_else(|| text(&item.node, "on_event"));
        let outcome = text(&item.node, "outcome").map_or(String::new(), |(outcome, _)| format!(" ({outcome})"));
        let (from, to) = (at(&mut graph, from), at(&mut graph, to));
        graph.edge(from, to, format!("{}{outcome}", trigger.map_or("", |(name, _)| bare(name))));
    }
    for item in items(own.node, "error_handlers") {
        let (Some((error, _)), Some((to, _))) = (text(&item.node, "error"), text(&item.node, "transition_to")) else {
            continue;
        };
        let to = at(&mut graph, to);
        let from: Vec<usize> = graph.edges.iter().map(|edge| edge.from).filter(|from| *from != to).collect();
        for from in from {
            graph.edge(from, to, bare(error));
        }
    }
    Some(graph)
}

fn events(set: &Set) -> Graph {
    let mut graph = Graph::new(Of::Events);
    for own in all(set, "command") {
        for (event, _, _) in emitted(own.node) {
            let (from, to) = (graph.node("command", named(own).0), graph.node("event", event));
            graph.edge(from, to, "");
        }
    }
    for flow in all(set, "workflow") {
        for item in items(flow.node, "transitions") {
            let told: Vec<&str> = emitted(&item.node).into_iter().map(|(event, ..)| event).collect();
            if let Some((command, _)) = text(&item.node, "on_command") {
                for event in &told {
                    let (from, to) = (graph.node("command", bare(command)), graph.node("event", event));
                    graph.edge(from, to, text(&item.node, "outcome").map_or("", |(outcome, _)| outcome));
                }
            }
            if let Some((heard, _)) = text(&item.node, "on_event") {
                let (from, to) = (graph.node("event", bare(heard)), graph.node("workflow", named(flow).0));
                let state = text(&item.node, "to_state").map_or("", |(state, _)| state);
                graph.edge(from, to, state);
                for event in told {
                    let next = graph.node("event", event);
                    graph.edge(to, next, "");
                }
            }
        }
    }
    for (kind, key) in [("projection", "source_events"), ("webhook", "events")] {
        for own in all(set, kind) {
            let inbound = text(own.node, "direction").is_some_and(|(direction, _)| direction == "inbound");
            for item in items(own.node, key) {
                let Some(event) = item.node.as_text() else { continue };
                let (event, other) = (graph.node("event", bare(event)), graph.node(kind, named(own).0));
                let (from, to) = if inbound { (other, event) } else { (event, other) };
                graph.edge(from, to, "");
            }
        }
    }
    graph
}
