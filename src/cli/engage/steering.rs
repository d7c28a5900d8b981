//! `contract engage steering`: the rules for an AI contractor, in a file that it reads.
//!
//! In: a contract, and the file as it is. Out: the file with the block between its marks; every other byte stays.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::given;
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
    /// What it is called on the command line.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

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
    let path = |reader: Reader| args.out.clone().unwrap_or_else(|| own.folder.join(reader.target().file()));
    let of = |reader: Reader| (reader, path(reader), block(&own.terms, &own.hash, reader.target()));
    let (reader, path, block) = of(args.to.unwrap_or(Reader::Agents));
    let is_screen = path.as_os_str() == "-";
    match args.check {
        true if is_screen => {
            let text = "there is no file to check: `--out -` is standard output".to_owned();
            Err(Failure::Usage(text, Some("name the file that has the block".to_owned())))
        }
        true if args.to.is_none() && args.out.is_none() => {
            check(args, Reader::value_variants().iter().copied().map(of).collect(), screen)
        }
        true => check(args, vec![(reader, path, block)], screen),
        false if is_screen => screen.text(&block.text).map(|()| Exit::Fine),
        false => write(&path, &block, screen).map(|()| Exit::Fine),
    }
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

/// The command that writes the block that was asked for.
fn command(args: &Args, reader: Reader) -> String {
    let mut command = "contract engage steering".to_owned();
    if args.path.as_os_str() != "." {
        command.push_str(&format!(" {}", shown(&args.path)));
    }
    command.push_str(&format!(" --to {}", reader.name()));
    if let Some(out) = &args.out {
        command.push_str(&format!(" --out {}", shown(out)));
    }
    command
}

/// Says whether blocks are fresh. A file without one is told only where no other has one.
fn check(args: &Args, blocks: Vec<(Reader, PathBuf, Block)>, screen: &mut Screen) -> Result<Exit, Failure> {
    let mut found = Vec::new();
    for (reader, path, block) in blocks {
        let text = existing(&path)?;
        let freshness = is_fresh(text.as_deref(), &block).map_err(|error| trouble(&path, &error))?;
        found.push((reader, shown(&path), freshness));
    }
    let has_one = |(_, _, freshness): &(Reader, String, Freshness)| *freshness != Freshness::Missing;
    match found.iter().any(has_one) {
        true => found.retain(has_one),
        false => found.truncate(1),
    }
    let mut exit = Exit::Fine;
    for (reader, name, freshness) in found {
        let is = match freshness {
            Freshness::Fresh => format!("the block in {name} is fresh"),
            Freshness::Stale => format!("the block in {name} is not that of the contract"),
            Freshness::Missing => format!("there is no block in {name}"),
        };
        screen.line(&is)?;
        if freshness != Freshness::Fresh {
            exit = Exit::Findings;
            screen.aside(&format!("write it with `{}`", command(args, reader)))?;
        }
    }
    Ok(exit)
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
