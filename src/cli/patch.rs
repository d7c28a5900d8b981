//! `contract patch`: the same as a diff that `git apply` takes.

use super::review::Ways;
use super::road::Road;
use super::screen::Screen;
use super::{Exit, Failure};

/// Print what the contract would change in its project, as a diff
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract patch shop --to service | git -C service apply --check
  contract patch shop --to service | less

Exit codes: 0 printed, 1 the set has errors or files are in conflict, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    road: Road,
    #[command(flatten)]
    ways: Ways,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let (_project, patch, _) = match args.road.patch(&args.ways.resolution(&args.road.folder), screen)? {
        Ok(found) => found,
        Err(exit) => return Ok(exit),
    };
    // Files that are no text stand in conflicts only, which no diff has.
    screen.text(&String::from_utf8_lossy(&patch.unified()))?;
    if patch.conflicts() > 0 {
        screen.aside(&format!("{} files are in conflict; `contract plan` shows them", patch.conflicts()))?;
        return Ok(Exit::Findings);
    }
    Ok(Exit::Fine)
}
