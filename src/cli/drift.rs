//! `contract drift`: what happened to generated files since they were written.
//!
//! In: the folder of a generated project, and its contract where it is named. Out: files that were edited, are missing or are strangers, and
//! with the contract those that nothing generates any more; exit code 1 if there are any. Without a contract all of it comes from the lock
//! file.

use std::path::PathBuf;

use super::files::{Folder, open, refused};
use super::lints::Lints;
use super::road::Road;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::render::{Role, clean, count};

/// List generated files that are not as they were written
///
/// A file is `edited`, `missing`, or `foreign`: nobody generated it, but all others in its folder are. What git ignores is not looked at.
/// With the contract, a file that nothing generates any more is `stale`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract drift                  in this folder
  contract drift --to service     in the folder service
  contract drift shop --to service            also what the contract does not generate any more
  contract drift --format json    one object a line

Exit codes: 0 all is as it was written, 1 something is not, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The folder or file of the contract, to find what is stale
    contract: Option<PathBuf>,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    lints: Lints,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let project = match open(&args.folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let Some(lock) = project.lock() else { return Err(super::files::no_project(&args.folder)) };
    let known = lock.files.len();
    let made = match &args.contract {
        None => None,
        Some(path) => {
            let road = Road { path: path.clone(), folder: args.folder.clone(), lints: args.lints.clone() };
            let Some(made) = road.made(project.ejected(), screen)? else { return Ok(Exit::Findings) };
            Some(made)
        }
    };
    let drift = match project.drift(made.as_ref().map(|made| made.units.as_slice())) {
        Ok(drift) => drift,
        Err(refusal) => return refused(&refusal, screen),
    };
    for own in &drift {
        if screen.is_for_programs() {
            let line = serde_json::json!({ "schema": "contract.drift/1", "path": own.path, "what": own.what.name() });
            screen.line(&line.to_string())?;
        } else {
            let what = screen.paint(Role::Strong, &format!("{:7}", own.what.name()));
            screen.line(&format!("{what}  {}", clean(&own.path)))?;
        }
    }
    if !screen.is_for_programs() {
        let known = count(known, "file");
        let line = match drift.len() {
            0 => format!("{known}, all as they were written"),
            other => format!("{known}, {other} not as they should be"),
        };
        screen.line(&line)?;
    }
    Ok(if drift.is_empty() { Exit::Fine } else { Exit::Findings })
}
