//! `contract build`: the whole road in one command.
//!
//! In: a contract, the folder of the project. Out: the project written, installed, started on real parts and tried with the scenarios
//! of its contract; the address of the running service last. Each stage stops the road where it fails.

use super::project::{open as installed, trouble};
use super::screen::Screen;
use super::{Exit, Failure, apply, verify};
use crate::run::Target;

/// Check a contract, write its service, start it on real parts, and try it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract build shop --to service
  contract build shop --to service --no-verify    start it, and leave the scenarios out

Exit codes: 0 it runs and its scenarios are green, 1 errors, conflicts or red scenarios, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    make: apply::Make,
    /// The port of the service [default: a free one]
    #[arg(long)]
    port: Option<u16>,
    /// Leave the scenarios out
    #[arg(long)]
    no_verify: bool,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    screen.aside("checking the contract and writing the service")?;
    let written = args.make.run(screen)?;
    if written != Exit::Fine {
        return Ok(written);
    }
    let project = installed(&args.make.road.folder.to, screen)?;
    screen.aside("starting the parts and the service")?;
    let addresses = project.up(args.port).map_err(trouble)?;
    let mut exit = Exit::Fine;
    if !args.no_verify {
        screen.aside("trying the service with the scenarios of its contract")?;
        let report = project.verify(&Target::default()).map_err(trouble)?;
        verify::show(&report, screen)?;
        if !report.is_good() {
            screen.aside("the service goes on running; `contract down` ends it")?;
            exit = Exit::Findings;
        }
    }
    // Where a scenario is red, the address is wanted most.
    if !screen.is_for_programs() {
        for line in addresses {
            screen.line(&line)?;
        }
    }
    Ok(exit)
}
