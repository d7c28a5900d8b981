//! `contract fmt`: files laid out the one canonical way, in place, or shown.
//!
//! In: folders, files or standard input. Out: files changed in place (each whole or not at all), the list of them, or
//! diffs. A file that cannot be read whole is left alone and its findings are reported, on standard error: standard output
//! may carry a text or a diff. Conversion is in [`super::convert`].

use std::path::PathBuf;

use clap::ValueEnum;
use rayon::prelude::*;

use super::progress::Progress;
use super::screen::Screen;
use super::{Exit, Failure, convert, diff};
use crate::diag::render::clean;
use crate::pipeline;
use crate::set::{File, Input, Set, Surface, write};

/// Lay files out the one canonical way, or convert them
///
/// There is one layout and there are no options for it. Comments stay; nothing that a file says is changed: what is
/// written is read back and compared first. Only files that change are written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract fmt                                 all files below this folder, in place
  contract fmt --check contracts               list what would change; exit code 1 if anything would
  contract fmt --diff contracts                show what would change
  contract fmt - < a.contract                  from standard input to standard output
  contract fmt --to contract http.yaml         one file in the other surface, to standard output
  contract fmt --to yaml contracts --out yaml  a whole set: the same tree of folders below yaml

Exit codes: 0 done, 1 a file cannot be read, or --check found changes, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// Folders and files, or - for standard input
    #[arg(default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Write nothing; list files that would change and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
    /// Convert to this surface
    #[arg(long, value_name = "SURFACE", conflicts_with_all = ["check", "diff"])]
    pub(super) to: Option<To>,
    /// Where converted files go
    #[arg(long, value_name = "FOLDER", requires = "to")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite files that were not read
    #[arg(long, requires = "out")]
    pub(super) force: bool,
    /// Refuse to write what v0 tools do not know (with --to yaml)
    #[arg(long, requires = "to")]
    pub(super) v0: bool,
    /// Leave comments out (with --to json, which has no place for them)
    #[arg(long, requires = "to")]
    pub(super) without_comments: bool,
    /// The name standard input would have as a file (its ending tells the surface)
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<PathBuf>,
}

/// A surface, as an argument.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub(super) enum To {
    /// A YAML set
    Yaml,
    /// .contract text
    Contract,
    /// devcontract.json, for an engagement
    Json,
}

impl From<To> for Surface {
    fn from(to: To) -> Surface {
        match to {
            To::Yaml => Surface::Yaml,
            To::Contract => Surface::Contract,
            To::Json => Surface::Json,
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if stdin && args.paths.len() > 1 {
        return Err(Failure::Usage("`-` (standard input) cannot be named together with other paths".into(), None));
    }
    let inputs: Vec<Input> = args.paths.iter().map(|path| super::input(path, &args.stdin_name)).collect();
    let progress = Progress::start();
    // The process ends behind this: taking the trees apart would be time for nothing.
    let set = std::mem::ManuallyDrop::new(Set::load(&inputs));
    drop(progress);
    match args.to {
        Some(to) => convert::run(args, to.into(), &set, screen),
        None => format(args, stdin, &set, screen),
    }
}

/// Formats each file in its own surface.
fn format(args: &Args, stdin: bool, set: &Set, screen: &mut Screen) -> Result<Exit, Failure> {
    let findings = pipeline::read_findings(set);
    let broken = set.files.iter().filter(|file| file.whole().is_none()).count();
    let (mut faults, mut unwritten) = (Vec::new(), Vec::new());
    let mut changed = 0;
    let written =
        set.files.par_iter().filter_map(|file| Some((file, file.surface.format(file.whole()?, set.text(file)))));
    for (file, text) in written.collect::<Vec<_>>() {
        let text = match text {
            Ok(text) => text,
            Err(difference) => {
                faults.push(fault(set, file, &difference));
                continue;
            }
        };
        let same = text == set.text(file);
        changed += usize::from(!same);
        if args.diff {
            if !same {
                diff::show(&diff::unified(set.path(file), set.text(file), &text), screen)?;
            }
        } else if args.check {
            if !same {
                screen.line(&clean(set.path(file)))?;
            }
        } else if stdin {
            screen.text(&text)?;
        } else if let (false, Some(disk)) = (same, &file.disk) {
            match write::write(disk, &text) {
                Ok(()) => screen.line(&format!("formatted {}", clean(set.path(file))))?,
                Err(error) => {
                    changed -= 1;
                    unwritten.push(format!("`{}` cannot be written: {error}", clean(set.path(file))));
                }
            }
        }
    }
    let unreadable = findings.iter().any(|finding| finding.level == crate::diag::Level::Error);
    if broken > 0 || unreadable {
        let errors: Vec<_> = findings.into_iter().filter(|it| it.level == crate::diag::Level::Error).collect();
        screen.report_aside(&errors, &set.sources)?;
    }
    if !stdin && !args.diff {
        let line = last(args.check, set.files.len(), changed, broken + faults.len() + unwritten.len());
        if args.check { screen.aside(&line)? } else { screen.line(&line)? }
    }
    if !faults.is_empty() {
        return Err(Failure::Fault(faults.join("\n")));
    }
    if !unwritten.is_empty() {
        return Err(Failure::Usage(unwritten.join("\n"), None));
    }
    Ok(if unreadable || broken > 0 || (args.check && changed > 0) { Exit::Findings } else { Exit::Fine })
}

/// The summary: `2 files formatted, 14 unchanged, 1 left alone`.
fn last(check: bool, all: usize, changed: usize, left: usize) -> String {
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    let done = if check { "would change" } else { "formatted" };
    let mut line = format!("{} {done}, {} unchanged", files(changed), all.saturating_sub(changed + left));
    if left > 0 {
        line.push_str(&format!(", {left} left alone"));
    }
    line
}

/// That our own output does not mean what was read.
pub(super) fn fault(set: &Set, file: &File, difference: &crate::ast::Difference) -> String {
    format!(
        "writing `{}` would change its meaning at `{}`: {} would become {}; it was left alone",
        clean(set.path(file)),
        difference.path,
        clean(&difference.left),
        clean(&difference.right),
    )
}
