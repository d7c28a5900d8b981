//! `contract engage`: an engagement held against a repository, its evidence, and what is told of it.
//!
//! One file a command; [`given`] and [`files`] read what several of them take.

mod check;
mod evidence;
mod files;
mod git;
mod given;
mod init;
mod keygen;
mod show;
mod steering;
mod verify_evidence;

use clap::Subcommand;

use super::screen::Screen;
use super::{Exit, Failure, Form};

/// Hold an engagement against its repository
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract engage init --template free-tier-python    a new devcontract.contract
  contract engage check                               what this repository keeps to, and what it breaks
  contract engage check --scan bandit.sarif           with the findings of a scanner
  contract engage evidence --key ci.pem --out e.json  the same as a signed bundle
  contract engage verify-evidence e.json --trust ci.pub.pem
  contract engage steering --to agents                the rules for an AI contractor, into AGENTS.md

Exit codes: 0 fine, 1 something is broken or not as it should be, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say of each clause whether it holds, is broken, or was not evaluated
    Check(check::Args),
    /// Write what is known as a bundle of evidence, signed or not
    Evidence(evidence::Args),
    /// Say whether a bundle of evidence is whole, signed by whom, and of this contract
    VerifyEvidence(verify_evidence::Args),
    /// Make a pair of keys for signing evidence
    Keygen(keygen::Args),
    /// Print the clauses, perhaps with all defaults
    Show(show::Args),
    /// Write the rules for an AI contractor into a file that it reads
    Steering(steering::Args),
    /// Start an engagement from a template
    Init(init::Args),
}

pub(super) fn run(args: &Args, form: Form, screen: &mut Screen) -> Result<Exit, Failure> {
    let is_written = matches!(form, Form::Rich | Form::Plain | Form::Json | Form::Markdown | Form::Html);
    if !is_written && matches!(args.command, Command::Check(_)) {
        let text = "a report on a repository is written as `rich`, `plain`, `json`, `markdown` or `html`".to_owned();
        return Err(Failure::Usage(text, Some("choose one of them with --format".to_owned())));
    }
    match &args.command {
        Command::Check(args) => check::run(args, form, screen),
        Command::Evidence(args) => evidence::run(args, screen),
        Command::VerifyEvidence(args) => verify_evidence::run(args, screen),
        Command::Keygen(args) => keygen::run(args, screen),
        Command::Show(args) => show::run(args, screen),
        Command::Steering(args) => steering::run(args, screen),
        Command::Init(args) => init::run(args, screen),
    }
}
