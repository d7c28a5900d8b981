//! `contract up`: a generated service, installed and started on real parts.

use std::path::PathBuf;

use super::project::{open, trouble};
use super::screen::Screen;
use super::{Exit, Failure};

/// Start a generated service on real parts
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract up service          install if needed, start what is not running, print the addresses
  contract up service --port 8000")]
pub(super) struct Args {
    /// The folder of the generated project
    #[arg(default_value = "service")]
    folder: PathBuf,
    /// The port of the service [default: a free one]
    #[arg(long)]
    port: Option<u16>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let project = open(&args.folder, screen)?;
    screen.aside("starting the parts and the service")?;
    for line in project.up(args.port).map_err(trouble)? {
        screen.line(&line)?;
    }
    Ok(Exit::Fine)
}
