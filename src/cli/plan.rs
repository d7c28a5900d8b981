//! `contract plan`: what would be created, changed, deleted, kept, and what is in conflict, with the declarations behind it.

use std::path::PathBuf;

use super::review::{self, Ways};
use super::road::Road;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::plan;

/// Show what the contract would change in its project
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract plan shop --to service            what would be done, folded to one screen
  contract plan shop --to service -o plan.json
  contract apply plan.json --to service      exactly that, or nothing

Exit codes: 0 planned, 1 the set has errors or files are in conflict, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    road: Road,
    #[command(flatten)]
    ways: Ways,
    /// Save the plan, to apply exactly it later
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let (_project, patch, made) = match args.road.patch(&args.ways.resolution(&args.road.folder), screen)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    review::show(&patch, &review::places(&made.contract), screen)?;
    review::show_conflicts(&patch, screen)?;
    for loss in &made.losses {
        screen.aside(&format!("the new migration: {loss}"))?;
    }
    let conflicts = patch.conflicts() > 0;
    if let Some(path) = &args.output {
        let Some(text) = plan::save(&patch) else {
            screen.aside("the plan is not saved: files are in conflict")?;
            return Ok(Exit::Findings);
        };
        std::fs::write(path, text).map_err(|error| Failure::Usage(format!("`{}`: {error}", path.display()), None))?;
    }
    Ok(if conflicts { Exit::Findings } else { Exit::Fine })
}
