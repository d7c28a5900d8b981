//! `contract who-can`: who may call an operation, or do anything with a resource, and what decides.
//!
//! In: a name. Out: one row of the matrix for each operation, with the deciding declaration of every cell; with JSON lines, one
//! object for each. Whether the set is right is not asked: parts with errors are unknown.

use std::path::PathBuf;

use serde::Serialize;

use super::screen::Screen;
use super::{Exit, Failure};
use crate::check::{Asked, Caller, Layer, Unknown, Verdict};
use crate::diag::Level;
use crate::diag::render::{Role, clean};
use crate::pipeline;
use crate::source::{Sources, Span};

/// Say who may call a command or query, or do anything with an entity
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract who-can ShipOrder shop              who may call this command
  contract who-can Order shop                  who may do anything with orders
  contract who-can query:GetOrder --role Clerk
  contract who-can Order --format json | jq .operation

A call goes through if no layer refuses: routes, guards, required roles and permissions, permissions that are
granted, rules on the role, policies, and the transitions that a command makes happen.")]
pub(super) struct Args {
    /// A command, a query or an entity, with or without its kind: ShipOrder, query:GetOrder, entity:Order
    name: String,
    /// The folder or file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only this role (anonymous: nobody in particular)
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let set = crate::set::Set::load(&[super::input(&args.path, &None)]);
    if set.files.is_empty() {
        screen.report_aside(&pipeline::read_findings(&set), &set.sources)?;
        return Ok(Exit::Findings);
    }
    let rows = pipeline::who_can(&set, &args.name, args.role.as_deref()).map_err(|why| unknown(args, why))?;
    if rows.is_empty() && !screen.is_for_programs() {
        screen.line(&format!("nothing that can be called works on `{}`", clean(&args.name)))?;
    }
    for (at, row) in rows.iter().enumerate() {
        if screen.is_for_programs() {
            screen.line(&json(row, &set.sources))?;
            continue;
        }
        if at > 0 {
            screen.line("")?;
        }
        show(row, &set.sources, screen)?;
    }
    Ok(Exit::Fine)
}

fn unknown(args: &Args, why: Unknown) -> Failure {
    let (what, name, near) = match why {
        Unknown::Name(near) => ("command, query or entity", args.name.as_str(), near),
        Unknown::Role(near) => ("role", args.role.as_deref().unwrap_or(""), near),
    };
    let help = near.map(|near| format!("did you mean `{}`?", clean(&near)));
    Failure::Usage(format!("no {what} is called `{}`", clean(name)), help)
}

/// `path:line:column` of a place.
fn place(span: Span, sources: &Sources) -> Option<(String, usize, usize)> {
    let file = sources.get(span.file)?;
    let position = file.position(span.start as usize);
    Some((file.path.clone(), position.line, position.column))
}

fn at(span: Span, sources: &Sources) -> String {
    place(span, sources).map_or_else(String::new, |(path, line, column)| format!("{}:{line}:{column}", clean(&path)))
}

fn role_of(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Yes => Role::Good,
        Verdict::No => Role::Level(Level::Error),
        Verdict::Conditional | Verdict::Unknown => Role::Level(Level::Warning),
    }
}

fn show(row: &Asked, sources: &Sources, screen: &mut Screen) -> Result<(), Failure> {
    let does = row.does.map_or_else(String::new, |does| format!(" {does} it"));
    let head = screen.paint(Role::Strong, &format!("{} {}", row.kind, clean(&row.name)));
    screen.line(&format!("{head}{does}  {}", screen.paint(Role::Faint, &at(row.span, sources))))?;
    for caller in &row.callers {
        let word = screen.paint(role_of(caller.verdict), caller.verdict.name());
        screen.line("")?;
        screen.line(&format!("  {}: {word}", clean(&caller.name)))?;
        for voice in &caller.layers {
            let decides = if decides(caller, voice.layer) { ">" } else { " " };
            let word = screen.paint(role_of(voice.verdict), &format!("{:11}", voice.verdict.name()));
            let when = voice.when.as_ref().map_or_else(String::new, |when| format!(": {}", clean(when)));
            let place = screen.paint(Role::Faint, &at(voice.span, sources));
            screen.line(&format!(
                "  {decides} {:10} {word} {}{when}  {place}",
                voice.layer.name(),
                clean(&voice.element)
            ))?;
        }
        if caller.layers.is_empty() {
            screen.line("    nothing says anything about it")?;
        }
    }
    Ok(())
}

/// Whether a layer is the first that says what all say together.
fn decides(caller: &Caller, layer: Layer) -> bool {
    caller.layers.iter().find(|voice| voice.verdict == caller.verdict).is_some_and(|voice| voice.layer == layer)
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    operation: &'a str,
    kind: &'static str,
    name: &'a str,
    does: Option<&'static str>,
    place: Option<Spot>,
    callers: Vec<Who<'a>>,
}

#[derive(Serialize)]
struct Who<'a> {
    caller: &'a str,
    verdict: &'static str,
    decided_by: Option<&'static str>,
    layers: Vec<Voice<'a>>,
}

#[derive(Serialize)]
struct Voice<'a> {
    layer: &'static str,
    verdict: &'static str,
    element: &'a str,
    when: Option<&'a str>,
    place: Option<Spot>,
}

#[derive(Serialize)]
struct Spot {
    file: String,
    line: usize,
    column: usize,
}

fn spot(span: Span, sources: &Sources) -> Option<Spot> {
    place(span, sources).map(|(file, line, column)| Spot { file, line, column })
}

fn json(row: &Asked, sources: &Sources) -> String {
    let line = Line {
        schema: "contract.who-can/1",
        operation: &row.element,
        kind: row.kind,
        name: &row.name,
        does: row.does,
        place: spot(row.span, sources),
        callers: row.callers.iter().map(|caller| who(caller, sources)).collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

fn who<'a>(caller: &'a Caller, sources: &Sources) -> Who<'a> {
    let voice = |voice: &'a crate::check::Voice| Voice {
        layer: voice.layer.name(),
        verdict: voice.verdict.name(),
        element: &voice.element,
        when: voice.when.as_deref(),
        place: spot(voice.span, sources),
    };
    Who {
        caller: &caller.name,
        verdict: caller.verdict.name(),
        decided_by: caller.layers.iter().find(|voice| voice.verdict == caller.verdict).map(|voice| voice.layer.name()),
        layers: caller.layers.iter().map(voice).collect(),
    }
}
