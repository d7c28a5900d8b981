//! `contract ir`: what a set means, as JSON.
//!
//! In: a folder or file without errors. Out: the intermediate representation on standard output; findings, where there are errors.

use std::path::PathBuf;

use super::lints::Lints;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::Level;
use crate::diag::render::count;
use crate::levels::Wanted;
use crate::pipeline;

/// The form of the representation.
const SCHEMA: &str = include_str!("../../grammar/ir.schema.json");

/// Print what a set means: resolved and explicit, as JSON
///
/// Every name is resolved, every default is written out, and every value says where it comes from. Both forms of a set give the same
/// bytes. A set with errors has no such meaning: they are reported instead.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract ir shop                              the whole system
  contract ir shop | jq '.operations[] | {name, hash}'
  contract ir --schema                          the JSON Schema of the output

Exit codes: 0 printed, 1 the set has errors, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The folder or file
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Print the JSON Schema of the output, and read nothing
    #[arg(long)]
    schema: bool,
    #[command(flatten)]
    lints: Lints,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    if args.schema {
        screen.line(SCHEMA.trim_end())?;
        return Ok(Exit::Fine);
    }
    let wanted = Wanted { rules: args.lints.rules.clone(), today: None };
    let (checked, system) = pipeline::system(&super::input(&args.path, &None), &wanted);
    match system {
        Some(system) => {
            screen.line(system.json().trim_end())?;
            Ok(Exit::Fine)
        }
        None => {
            report(&checked, screen)?;
            Ok(Exit::Findings)
        }
    }
}

/// Reports the errors that stand between a set and its code.
pub(super) fn report(checked: &pipeline::Checked, screen: &mut Screen) -> Result<(), Failure> {
    let errors: Vec<_> =
        checked.judged.findings.iter().filter(|finding| finding.level == Level::Error).cloned().collect();
    screen.report_aside(&errors, &checked.set.sources)?;
    if !errors.is_empty() && !screen.is_for_programs() {
        screen.aside(&format!("{}: no code is made as long as they stand", count(errors.len(), "error")))?;
    }
    Ok(())
}
