//! `contract engage steering`: the rules for an AI contractor, in a file that it reads.
//!
//! In: a contract, and the file as it is. Out: the file with the block between its marks; every other byte stays.

use std::path::PathBuf;

use clap::ValueEnum;

use super::given;
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::engage::render::marks::{Freshness, insert, is_fresh};
use crate::engage::render::steering::{Target, block};
use crate::set::write;

/// Write the rules for an AI contractor into a file that it reads
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The block stands between two marks, the first of which names the hash of the contract. What stands around it is yours and stays.

Examples:
  contract engage steering                  into AGENTS.md
  contract engage steering --to claude      into CLAUDE.md
  contract engage steering --check          exit code 1 where the block is missing or of an older contract

Exit codes: 0 done, 1 --check found that it is not fresh, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The contract: a file, or a folder with one
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Who reads it
    #[arg(long, value_name = "READER", default_value = "agents")]
    to: Reader,
    /// The file [default: the one of its reader, in the folder of the contract; - for standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write nothing; exit with 1 if the block is missing or stale
    #[arg(long)]
    check: bool,
}

/// Who reads the rules.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Reader {
    /// AGENTS.md, which many agents read
    Agents,
    /// CLAUDE.md
    Claude,
    /// A plain text
    Plain,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(own) = given::contract(&args.path, screen)? else { return Ok(Exit::Findings) };
    let target = match args.to {
        Reader::Agents => Target::Agents,
        Reader::Claude => Target::Claude,
        Reader::Plain => Target::Plain,
    };
    let block = block(&own.terms, &own.hash, target);
    if args.out.as_ref().is_some_and(|out| out.as_os_str() == "-") {
        screen.text(&block.text)?;
        return Ok(Exit::Fine);
    }
    let path = args.out.clone().unwrap_or_else(|| own.folder.join(target.file()));
    let name = shown(&path);
    let existing = match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::Usage(format!("`{name}` cannot be read: {error}"), None)),
    };
    let trouble = |trouble: &dyn std::fmt::Display| {
        let help = "mend the marks by hand: one begins the block, one ends it".to_owned();
        Failure::Usage(format!("`{name}`: {trouble}; nothing was written"), Some(help))
    };
    if args.check {
        let (line, exit) = match is_fresh(existing.as_deref(), &block).map_err(|own| trouble(&own))? {
            Freshness::Fresh => (format!("the block in {name} is fresh"), Exit::Fine),
            Freshness::Stale => (format!("the block in {name} is not that of the contract"), Exit::Findings),
            Freshness::Missing => (format!("there is no block in {name}"), Exit::Findings),
        };
        screen.line(&line)?;
        if exit == Exit::Findings {
            screen.aside("write it with `contract engage steering`")?;
        }
        return Ok(exit);
    }
    let whole = insert(existing.as_deref(), &block).map_err(|own| trouble(&own))?;
    if existing.as_deref() == Some(whole.as_str()) {
        screen.line(&format!("the block in {name} is fresh"))?;
        return Ok(Exit::Fine);
    }
    write::write(&path, &whole)
        .map_err(|error| Failure::Usage(format!("`{name}` cannot be written: {error}"), None))?;
    screen.line(&format!("the block is in {name}"))?;
    Ok(Exit::Fine)
}
