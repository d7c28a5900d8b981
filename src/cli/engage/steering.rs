//! `contract engage steering`: the rules for an AI contractor, in a file that it reads.
//!
//! In: a contract, and the file as it is. Out: the file with the block between its marks; every other byte stays.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::given::{self, Contract};
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::engage::render::marks::{Freshness, MarkTrouble, insert, is_fresh};
use crate::engage::render::steering::{Block, Target, block};
use crate::set::write;

/// Write the rules for an AI contractor into a file that it reads
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The block stands between two marks, the first of which names the hash of the contract. What stands around it is yours and stays.

Examples:
  contract engage steering                  into AGENTS.md
  contract engage steering --to claude      into CLAUDE.md
  contract engage steering --check          exit code 1 where a block is missing or of an older contract

Exit codes: 0 done, 1 --check found that it is not fresh, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The contract: a file, or a folder with one
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Who reads it [default: agents; with --check every file that has a block]
    #[arg(long, value_name = "READER")]
    to: Option<Reader>,
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

impl Reader {
    fn target(self) -> Target {
        match self {
            Reader::Agents => Target::Agents,
            Reader::Claude => Target::Claude,
            Reader::Plain => Target::Plain,
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(own) = given::contract(&args.path, screen)? else { return Ok(Exit::Findings) };
    let path = |target: Target| args.out.clone().unwrap_or_else(|| own.folder.join(target.file()));
    let targets = match (args.to, &args.out) {
        (None, None) if args.check => held(&own)?,
        (to, _) => vec![to.map_or(Target::Agents, Reader::target)],
    };
    let mut exit = Exit::Fine;
    for target in targets {
        let block = block(&own.terms, &own.hash, target);
        if args.out.as_ref().is_some_and(|out| out.as_os_str() == "-") {
            screen.text(&block.text)?;
        } else if args.check {
            exit = if check(&path(target), &block, screen)? { exit } else { Exit::Findings };
        } else {
            write(&path(target), &block, screen)?;
        }
    }
    if exit == Exit::Findings {
        screen.aside("write it with `contract engage steering`")?;
    }
    Ok(exit)
}

/// Whose files have a block; the usual one where none has.
fn held(own: &Contract) -> Result<Vec<Target>, Failure> {
    let mut held = Vec::new();
    for target in Target::ALL {
        let path = own.folder.join(target.file());
        let block = block(&own.terms, &own.hash, target);
        let text = existing(&path)?;
        if is_fresh(text.as_deref(), &block).map_err(|error| trouble(&path, &error))? != Freshness::Missing {
            held.push(target);
        }
    }
    Ok(if held.is_empty() { vec![Target::Agents] } else { held })
}

/// The file as it is; none where it is not there.
fn existing(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Usage(format!("`{}` cannot be read: {error}", shown(path)), None)),
    }
}

fn trouble(path: &Path, error: &MarkTrouble) -> Failure {
    let help = "mend the marks by hand: one begins the block, one ends it".to_owned();
    Failure::Usage(format!("`{}`: {error}; nothing was written", shown(path)), Some(help))
}

/// Says whether a block is fresh.
fn check(path: &Path, block: &Block, screen: &mut Screen) -> Result<bool, Failure> {
    let (name, text) = (shown(path), existing(path)?);
    let freshness = is_fresh(text.as_deref(), block).map_err(|error| trouble(path, &error))?;
    screen.line(&match freshness {
        Freshness::Fresh => format!("the block in {name} is fresh"),
        Freshness::Stale => format!("the block in {name} is not that of the contract"),
        Freshness::Missing => format!("there is no block in {name}"),
    })?;
    Ok(freshness == Freshness::Fresh)
}

fn write(path: &Path, block: &Block, screen: &mut Screen) -> Result<(), Failure> {
    let (name, text) = (shown(path), existing(path)?);
    let whole = insert(text.as_deref(), block).map_err(|error| trouble(path, &error))?;
    if text.as_deref() == Some(whole.as_str()) {
        return screen.line(&format!("the block in {name} is fresh"));
    }
    write::write(path, &whole).map_err(|error| Failure::Usage(format!("`{name}` cannot be written: {error}"), None))?;
    screen.line(&format!("the block is in {name}"))
}
