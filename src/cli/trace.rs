//! `contract trace`: what happens on a call, on one screen.
//!
//! In: a route, a command, a query or an event. Out: heads with sentences; with JSON lines, one object for each thing that is traced.

use std::path::PathBuf;

use serde::Serialize;

use super::question::{Spot, answer, at, spot, unnamed};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::check::Source;
use crate::check::ask::trace::Trace;
use crate::diag::render::{Role, clean};
use crate::source::Sources;

/// Show what happens on a call: sources, guards, steps, events, errors
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract trace ShipOrder shop                      a command or query
  contract trace 'POST /orders/{order_id}/ship' shop   a route
  contract trace OrderShipped shop                   an event: who emits it, who hears it
  contract trace ShipOrder --format json")]
pub(super) struct Args {
    /// A command, a query, an event, or a route by its method and path
    name: String,
    /// The folder or file
    #[arg(default_value = ".")]
    path: PathBuf,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let ask = |files: &[Source]| {
        crate::check::trace(files, &args.name).map_err(|why| unnamed("route, command, query or event", &args.name, why))
    };
    answer(&args.path, screen, ask, show, json)
}

fn show(own: &Trace, sources: &Sources, screen: &mut Screen) -> Result<(), Failure> {
    let head = screen.paint(Role::Strong, &format!("{} {}", own.kind, clean(&own.name)));
    screen.line(&format!("{head}  {}", screen.paint(Role::Faint, &at(own.span, sources))))?;
    let wide = own.parts.iter().map(|(part, _)| part.len()).max().unwrap_or(0);
    for (part, said) in &own.parts {
        for (number, one) in said.iter().enumerate() {
            let part = if number == 0 { part } else { "" };
            let part = screen.paint(Role::Strong, &format!("{part:wide$}"));
            let place = screen.paint(Role::Faint, &at(one.span, sources));
            screen.line(&format!("  {part}  {}  {place}", clean(&one.text)))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    kind: &'static str,
    name: &'a str,
    place: Option<Spot>,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    part: &'a str,
    said: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    text: &'a str,
    place: Option<Spot>,
}

fn json(own: &Trace, sources: &Sources) -> String {
    let part = |(part, said): &'_ (&'static str, Vec<crate::check::ask::Said>)| {
        let places: Vec<Option<Spot>> = said.iter().map(|one| spot(one.span, sources)).collect();
        (*part, places)
    };
    let parts = own.parts.iter().map(|own| {
        let (name, places) = part(own);
        let said = own.1.iter().zip(places).map(|(one, place)| One { text: &one.text, place }).collect();
        Part { part: name, said }
    });
    let line = Line {
        schema: "contract.trace/1",
        kind: own.kind,
        name: &own.name,
        place: spot(own.span, sources),
        parts: parts.collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}
