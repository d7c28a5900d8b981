//! `contract baseline`: what is found now is known, and only what is new is reported from then on.
//!
//! In: a set. Out: `contract-baseline.json` beside `contract.toml` (in the folder of the set, where there is none).

use std::path::PathBuf;

use super::lints::Lints;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::Level;
use crate::diag::render::{clean, count};
use crate::levels::{Baseline, Wanted};
use crate::pipeline;
use crate::set::{Input, write};

/// Keep the findings of today apart, so that only new ones are reported
///
/// All findings of a set are written to contract-baseline.json, by code, element and field and never by line. `contract
/// check` then reports what is not in it. Errors of form and reference are never taken in.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract baseline contracts            write what is found now
  contract baseline contracts --check    exit code 1 if the file is not what it should be
  contract baseline contracts --update   take out what was mended, put nothing in

Exit codes: 0 done, 1 --check found a difference, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The folder of the set
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Write nothing; exit with 1 if there are findings that are not in it, or entries that no finding needs
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Only take out entries that no finding needs any more
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    lints: Lints,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let wanted = Wanted { rules: args.lints.rules.clone(), today: None };
    let checked = pipeline::check_without_baseline(&Input::Path(args.path.clone()), &wanted);
    let (set, findings) = (&checked.set, &checked.judged.findings);
    if set.files.is_empty() {
        screen.report_aside(findings, &set.sources)?;
        return Ok(Exit::Findings);
    }
    let home = &set.home;
    let path = clean(&home.baseline_path.to_string_lossy()).into_owned();
    let old = match home.baseline.and_then(|id| Some((id, set.sources.get(id)?))) {
        Some((id, file)) if args.check || args.update => match Baseline::read(id, &file.text) {
            Ok(baseline) => Some(baseline),
            Err(finding) => {
                screen.report_aside(&[*finding], &set.sources)?;
                return Ok(Exit::Findings);
            }
        },
        None if args.check || args.update => {
            let help = "write one with `contract baseline`".to_owned();
            return Err(Failure::Usage(format!("there is no `{path}`"), Some(help)));
        }
        _ => None,
    };
    let now = Baseline::of(findings, &set.sources);
    let firm = findings.iter().filter(|finding| finding.level == Level::Error && finding.code.is_firm()).count();
    let words = |number: usize| count(number, "finding");
    let (next, line) = match &old {
        None => (now.text(), format!("wrote {} to {path}", words(now.len()))),
        Some(old) => {
            let kept = old.shrunk_to(&now);
            let (gone, new) = (old.len() - kept.len(), now.len() - kept.len());
            let more = if new > 0 { format!(", {} not in it", words(new)) } else { String::new() };
            if args.check {
                screen.line(&format!("{path}: {} known, {gone} gone{more}", words(kept.len())))?;
                return Ok(if gone + new > 0 { Exit::Findings } else { Exit::Fine });
            }
            (kept.text(), format!("took {} out of {path}, {} left{more}", words(gone), words(kept.len())))
        }
    };
    write::write(&home.baseline_path, &next)
        .map_err(|error| Failure::Usage(format!("`{path}` cannot be written: {error}"), None))?;
    screen.line(&line)?;
    if firm > 0 {
        screen.line(&format!("{firm} of form or reference not taken in: `contract check` goes on reporting them"))?;
    }
    Ok(Exit::Fine)
}
