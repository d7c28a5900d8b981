//! `contract graph`: entities, events or a workflow as a diagram.
//!
//! In: what to draw. Out: Mermaid (also where no form is asked for), Graphviz, or one JSON object.

use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::question::{set, unnamed};
use super::screen::Screen;
use super::{Exit, Failure, Form};
use crate::check::ask::graph::{Edge, Graph, Of};
use crate::diag::render::clean;

/// Draw entities, events or a workflow
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract graph entities shop                 entities and their references
  contract graph events shop                   commands, events, and who hears them
  contract graph OrderLifecycle shop           one workflow
  contract graph entities --format dot | dot -Tsvg > entities.svg
  contract graph events --format json | jq .edges")]
pub(super) struct Args {
    /// What to draw: entities, events, or the name of a workflow
    #[arg(value_name = "WHAT")]
    name: String,
    /// The folder or file
    #[arg(default_value = ".")]
    path: PathBuf,
}

pub(super) fn run(args: &Args, form: Form, screen: &mut Screen) -> Result<Exit, Failure> {
    let set = match set(&args.path, screen)? {
        Ok(set) => set,
        Err(exit) => return Ok(exit),
    };
    let (files, _) = crate::pipeline::sources(&set);
    let graph = crate::check::graph(&files, &args.name).map_err(|why| unnamed("workflow", &args.name, why))?;
    let drawn = match form {
        Form::Dot => dot(&graph),
        Form::Mermaid | Form::Rich | Form::Plain => mermaid(&graph),
        _ => json(&graph),
    };
    screen.line(drawn.trim_end())?;
    Ok(Exit::Fine)
}

/// A name that Mermaid takes for one: letters, digits and `_`.
fn word(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

/// Text in quotes, in which quotes are others.
fn quoted(text: &str) -> String {
    format!("\"{}\"", clean(text).replace('"', "'"))
}

fn mermaid(graph: &Graph) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let mut line = |text: String| _ = writeln!(out, "{text}");
    let name = |at: usize| graph.nodes.get(at).map_or("", |node| node.name.as_str());
    match graph.of {
        Of::Entities => {
            line("erDiagram".into());
            for node in &graph.nodes {
                line(format!("  {} {{", word(&node.name)));
                node.lines.iter().for_each(|(kind, name)| line(format!("    {} {}", word(kind), word(name))));
                line("  }".into());
            }
            for Edge { from, to, label } in &graph.edges {
                line(format!("  {} }}o--|| {} : {}", word(name(*from)), word(name(*to)), quoted(label)));
            }
        }
        Of::Workflow => {
            line("stateDiagram-v2".into());
            for node in graph.nodes.iter().filter(|node| node.kind == "initial state") {
                line(format!("  [*] --> {}", word(&node.name)));
            }
            for Edge { from, to, label } in &graph.edges {
                line(format!("  {} --> {} : {}", word(name(*from)), word(name(*to)), clean(label)));
            }
            for node in graph.nodes.iter().filter(|node| node.kind == "final state") {
                line(format!("  {} --> [*]", word(&node.name)));
            }
        }
        Of::Events => {
            line("flowchart LR".into());
            for (at, node) in graph.nodes.iter().enumerate() {
                let (open, close) = if node.kind == "event" { ("([", "])") } else { ("[", "]") };
                line(format!("  n{at}{open}{}{close}", quoted(&node.name)));
            }
            for Edge { from, to, label } in &graph.edges {
                let label = if label.is_empty() { String::new() } else { format!("|{}|", quoted(label)) };
                line(format!("  n{from} -->{label} n{to}"));
            }
        }
    }
    out
}

fn dot(graph: &Graph) -> String {
    let mut out = String::from("digraph {\n  rankdir=LR\n");
    for (at, node) in graph.nodes.iter().enumerate() {
        let shape = match node.kind {
            "event" => "ellipse",
            "final state" => "doublecircle",
            "state" | "initial state" => "circle",
            _ => "box",
        };
        let bold = if node.kind == "initial state" { " style=bold" } else { "" };
        let _ = writeln!(out, "  n{at} [label={} shape={shape}{bold}]", quoted(&node.name));
    }
    for Edge { from, to, label } in &graph.edges {
        let label = if label.is_empty() { String::new() } else { format!(" [label={}]", quoted(label)) };
        let _ = writeln!(out, "  n{from} -> n{to}{label}");
    }
    out + "}\n"
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    nodes: Vec<Node<'a>>,
    edges: Vec<Way<'a>>,
}

#[derive(Serialize)]
struct Node<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Way<'a> {
    from: &'a str,
    to: &'a str,
    label: &'a str,
}

fn json(graph: &Graph) -> String {
    let name = |at: usize| graph.nodes.get(at).map_or("", |node| node.name.as_str());
    let nodes = graph.nodes.iter().map(|node| Node { kind: node.kind, name: &node.name }).collect();
    let edges =
        graph.edges.iter().map(|edge| Way { from: name(edge.from), to: name(edge.to), label: &edge.label }).collect();
    serde_json::to_string(&Line { schema: "contract.graph/1", nodes, edges }).unwrap_or_default()
}
