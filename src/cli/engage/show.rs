//! `contract engage show`: the clauses, as they are said or with all defaults.

use std::path::PathBuf;

use super::given;
use crate::ast::{Document, Entry, Key, Node, Notes, Value};
use crate::cli::fmt::To;
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure};
use crate::engage::contract;
use crate::json;

/// Print the clauses, perhaps with all defaults
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract engage show                        the clauses as they are said
  contract engage show --resolved             with every default of the schema
  contract engage show --resolved --to json   the same as devcontract.json")]
pub(super) struct Args {
    /// The contract: a file, or a folder with one
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Say every default, too
    #[arg(long)]
    resolved: bool,
    /// The surface
    #[arg(long, value_name = "SURFACE", default_value = "contract")]
    to: To,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(own) = given::contract(&args.path, screen)? else { return Ok(Exit::Findings) };
    let clauses = if args.resolved { contract::resolved(&own.clauses) } else { own.clauses };
    let span = clauses.span;
    let key = Key::text(json::SECTION, span);
    let root = Node::new(Value::Map(vec![Entry { notes: Notes::default(), key, node: clauses }]), span);
    let mut document = Document { root, notes: Notes::default() };
    crate::kinds::settle(&mut document);
    let text = crate::set::Surface::from(args.to).write(&document);
    let text = text.map_err(|difference| Failure::Fault(format!("the clauses cannot be written: {difference:?}")))?;
    screen.text(&text)?;
    Ok(Exit::Fine)
}
