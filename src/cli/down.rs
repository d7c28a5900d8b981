//! `contract down`: ends what `contract up` has started, and nothing else.

use std::path::PathBuf;

use super::project::trouble;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::run::Project;

/// End a generated service and its parts
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the generated project
    #[arg(default_value = "service")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    Project::open(&args.folder).and_then(|project| project.down()).map_err(trouble)?;
    screen.line("ended: the service and its parts are not running any more")?;
    Ok(Exit::Fine)
}
