//! `contract undo`: the last apply taken back.
//!
//! In: the folder of a generated project. Out: its files and its lock file as they were before; nothing, where one was touched since, or
//! where a migration would go and nobody asked for that.

use super::files::{Folder, open, refused};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::render::{clean, count};
use crate::patch::Kind;

/// Take the last apply back
///
/// Files become what they were before, with what was done by hand. A file that was touched since is not taken back, and then nothing is.
/// Called again, it takes back the apply before. A migration goes only where that is asked for: where it has run, the database is ahead
/// of the service, which does not start then.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract undo                 in this folder
  contract undo --to service    in the folder service

Exit codes: 0 taken back, 1 a file was touched since, or a migration would go, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    folder: Folder,
    /// Take migrations back as well, which may have run
    #[arg(long)]
    allow_destructive: bool,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut project = match open(&args.folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    match project.undoes() {
        Ok(gone) if !gone.is_empty() && !args.allow_destructive => return keeps(&gone, screen),
        Ok(_) => {}
        Err(refusal) => return refused(&refusal, screen),
    }
    let done = match project.undo() {
        Ok(done) => done,
        Err(refusal) => return refused(&refusal, screen),
    };
    if screen.is_for_programs() {
        for (path, kind) in &done {
            let line = serde_json::json!({ "schema": "contract.undo/1", "path": path, "action": kind.name() });
            screen.line(&line.to_string())?;
        }
        return Ok(Exit::Fine);
    }
    if screen.verbose {
        for (path, kind) in &done {
            let what = match kind {
                Kind::Create => "is there again",
                Kind::Delete => "is gone again",
                _ => "is what it was",
            };
            screen.line(&format!("{} {what}", clean(path)))?;
        }
    }
    screen.line(&format!("the last apply is taken back: {}", count(done.len(), "file")))?;
    Ok(Exit::Fine)
}

/// Tells which migrations would go.
fn keeps(gone: &[String], screen: &mut Screen) -> Result<Exit, Failure> {
    screen.aside("the last apply has written migrations; where one has run, the service does not start without it:")?;
    for path in gone {
        screen.aside(&format!("  {}", clean(path)))?;
    }
    screen.aside("nothing was taken back; with --allow-destructive it is")?;
    Ok(Exit::Findings)
}
