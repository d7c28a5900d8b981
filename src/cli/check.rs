//! `contract check`: what is wrong in a set.
//!
//! In: a folder, a file or standard input. Out: findings on standard output, the summary last (with JSON lines it goes to
//! standard error, so that every line of standard output is an object).

use std::path::PathBuf;

use super::lints::Lints;
use super::progress::Progress;
use super::screen::Screen;
use super::{Exit, Failure, repair};
use crate::date::Date;
use crate::diag::Level;
use crate::diag::render::{Counts, Hidden, Role, summary};
use crate::levels::Wanted;
use crate::pipeline;

/// Find what is wrong in a set: a folder, one file, or - for standard input
///
/// In a folder, all .contract, .yaml and .yml files are read, without hidden and ignored ones; both kinds may be mixed. A
/// single file is checked by itself: a name of a kind that it declares nothing of is taken to be declared elsewhere.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract check                         the set in this folder
  contract check contracts               the set in the folder contracts
  contract check --format concise | sort
  contract check --format json | jq .title
  contract check --deny warnings --allow C16
  contract check --fix                   repair what has a certain fix
  contract check --diff --unsafe-fixes   show what all fixes together would change
  cat a.yaml | contract check -          one file

Exit codes: 0 no errors, 1 errors, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The folder or file, or - for standard input
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The name standard input would have as a file (its ending tells the surface)
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<PathBuf>,
    /// Show hints as well (formats for programs always have them)
    #[arg(long)]
    hints: bool,
    /// The day: suppressions that ended before it no longer count
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    #[command(flatten)]
    lints: Lints,
    /// Repair what has a certain fix
    #[arg(long, help_heading = "Repairs", group = "mend")]
    fix: bool,
    /// Also make fixes that may not be what is meant (with --fix or --diff)
    #[arg(long, help_heading = "Repairs", requires = "mend")]
    unsafe_fixes: bool,
    /// Show what --fix would change, and write nothing
    #[arg(long, help_heading = "Repairs", group = "mend")]
    diff: bool,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    if args.diff && screen.is_for_programs() {
        let help = "leave --format out, or take --fix, and the fixes from the findings of --format json";
        return Err(Failure::Usage("--diff shows a diff, and no other format".to_owned(), Some(help.to_owned())));
    }
    let progress = Progress::start();
    let wanted = Wanted { rules: args.lints.rules.clone(), today: args.today };
    let mut checked = pipeline::check(&super::input(&args.path, &args.stdin_name), &wanted);
    drop(progress);
    let stdin = args.path.as_os_str() == "-";
    let mut repaired = None;
    if args.fix || args.diff {
        let how = repair::How { unsafe_fixes: args.unsafe_fixes, diff: args.diff, stdin };
        let (left, line) = repair::run(checked, &wanted, how, screen)?;
        (checked, repaired) = (left, Some(line));
    }
    // The process ends behind this: taking the trees apart would be time for nothing.
    let checked = std::mem::ManuallyDrop::new(checked);
    let (judged, sources) = (&checked.judged, &checked.set.sources);
    // Hints come last: without them, the list ends earlier.
    let hints = args.hints || screen.has_hints();
    let shown =
        if hints { judged.findings.len() } else { judged.findings.partition_point(|it| it.level < Level::Hint) };
    let findings = judged.findings.get(..shown).unwrap_or(&judged.findings);
    // Standard output carries a diff or a text.
    let aside = args.diff || (args.fix && stdin);
    if aside {
        screen.report_aside(findings, sources)?;
    } else {
        screen.report(findings, sources)?;
    }
    let counts = Counts::of(&judged.findings);
    let hidden = Hidden { hints: judged.findings.len() - shown, known: judged.known, suppressed: judged.suppressed };
    let mut last = summary(checked.set.files.len(), counts, hidden, screen.color());
    let skipped = &checked.set.skipped;
    if !skipped.is_empty() {
        let files = if skipped.len() == 1 { "file" } else { "files" };
        let text = format!(" ({} other YAML {files} skipped)", skipped.len());
        last.push_str(&screen.paint(Role::Faint, &text));
    }
    let mut lines: Vec<String> = Vec::new();
    if screen.verbose {
        lines.extend(skipped.iter().map(|path| format!("skipped {path}: no section of a contract in it")));
    }
    if !checked.set.files.is_empty() {
        lines.push(last);
    }
    lines.extend(repaired);
    for line in lines {
        if aside || screen.is_for_programs() { screen.aside(&line)? } else { screen.line(&line)? }
    }
    Ok(if counts.errors > 0 { Exit::Findings } else { Exit::Fine })
}
