//! `contract refs`: every place where a name is declared or used.
//!
//! In: a name. Out: a list of places for each thing of this name; with JSON lines, one object for each thing.

use std::path::PathBuf;

use serde::Serialize;

use super::question::{Spot, answer, at, spot, unnamed};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::check::Source;
use crate::check::ask::references::Refs;
use crate::diag::render::{Role, clean};
use crate::source::Sources;

/// List every place where a name is used
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract refs Order shop                 the entity and all that speaks of it
  contract refs command:ShipOrder shop     this kind only
  contract refs Order.total shop           a field of it
  contract refs Order --format json")]
pub(super) struct Args {
    /// A name; with its kind or its declaration where others have it too: Order, entity:Order, Order.total
    name: String,
    /// The folder or file
    #[arg(default_value = ".")]
    path: PathBuf,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let ask =
        |files: &[Source]| crate::check::refs(files, &args.name).map_err(|why| unnamed("declaration", &args.name, why));
    answer(&args.path, screen, ask, show, json)
}

fn show(own: &Refs, sources: &Sources, screen: &mut Screen) -> Result<(), Failure> {
    let head = screen.paint(Role::Strong, &format!("{} {}", own.kind, clean(&own.name)));
    screen.line(&format!("{head}  {}", screen.paint(Role::Faint, &at(own.span, sources))))?;
    if own.uses.is_empty() {
        return screen.line("  nothing uses it");
    }
    let wide = own.uses.iter().map(|one| one.element.chars().count()).max().unwrap_or(0);
    for one in &own.uses {
        let place = screen.paint(Role::Faint, &at(one.span, sources));
        screen.line(&format!("  {:wide$}  {}  {place}", clean(&one.element), clean(&one.field)))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    kind: &'static str,
    name: &'a str,
    place: Option<Spot>,
    uses: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    element: &'a str,
    field: &'a str,
    place: Option<Spot>,
}

fn json(own: &Refs, sources: &Sources) -> String {
    let one = |one: &'_ crate::check::ask::references::Use| spot(one.span, sources);
    let uses = own.uses.iter().map(|own| One { element: &own.element, field: &own.field, place: one(own) }).collect();
    let line =
        Line { schema: "contract.refs/1", kind: own.kind, name: &own.name, place: spot(own.span, sources), uses };
    serde_json::to_string(&line).unwrap_or_default()
}
