//! `contract completions`: scripts that let a shell complete commands and options.

use clap::CommandFactory;
use clap_complete::Shell;

use super::screen::Screen;
use super::{Exit, Failure};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract completions bash > ~/.local/share/bash-completion/completions/contract
  contract completions fish > ~/.config/fish/completions/contract.fish")]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Args::command(), "contract", &mut script);
    screen.text(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
