//! `contract eject`: one operation handed over to be written by hand.
//!
//! In: an operation, a contract, the folder of the generated project. Out: its code as a file of the user, everything around it generated as
//! before. Called again, it says that the code is up to its contract.

use super::files::{open, refused};
use super::road::Road;
use super::screen::Screen;
use super::{Exit, Failure, apply, review};
use crate::diag::nearest::nearest;
use crate::diag::render::clean;
use crate::patch::{self, Resolution, Wanted};

/// Take one operation over, to write it by hand
///
/// Its body becomes a file of yours in `custom`. Route, request, access checks and scenario tests stay generated, so that it is still
/// held to its contract. Where the contract of the operation changes later, `contract apply` says so until you call this again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract eject ShipOrder shop --to service

Exit codes: 0 done, 1 errors or conflicts, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The operation
    operation: String,
    #[command(flatten)]
    road: Road,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut project = match open(&args.road.folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let Some(ready) = args.road.ready(screen)? else { return Ok(Exit::Findings) };
    let operations = ready.operations();
    let last = format!("/{}", args.operation);
    let mut found = operations.iter().filter(|(name, _)| **name == args.operation || name.ends_with(&last));
    let (operation, hash) = match (found.next(), found.next()) {
        (Some(own), None) => own,
        (Some((own, _)), Some((other, _))) => {
            let title = format!("`{}` may be `{own}` or `{other}`", clean(&args.operation));
            return Err(Failure::Usage(title, Some("name it whole".into())));
        }
        (None, _) => {
            let names = operations.keys().filter_map(|name| name.rsplit('/').next());
            let help = nearest(&args.operation, names).map(|near| format!("did you mean `{}`?", clean(near)));
            return Err(Failure::Usage(format!("no operation is called `{}`", clean(&args.operation)), help));
        }
    };
    let ejected = patch::eject(project.ejected(), operation, hash);
    let made = args.road.make(ready, &ejected)?;
    let wanted = Wanted { units: &made.units, stamp: &made.stamp, ejected: &ejected };
    match project.compare(wanted, &Resolution::default()) {
        Ok(patch) => apply::apply(&mut project, &patch, &review::places(&made.contract), screen),
        Err(refusal) => refused(&refusal, screen),
    }
}
