//! `contract engage check`: what is known of each clause.
//!
//! In: a contract, a repository, reports. Out: the report, and an exit code: broken clauses are findings, and so are clauses that nothing
//! looked at, where that is asked for.

use clap::ValueEnum;
use serde_json::json;

use super::given::Given;
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, Form};
use crate::engage::checkers::EVIDENCE;
use crate::engage::render::{Report, comment, html, text};
use crate::engage::rollup::{self, Evidence};

/// Say of each clause whether it holds, is broken, or was not evaluated
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Nothing is ever passed in silence: what no checker looks at, and what a checker could not read, is not evaluated, and the report says why.

Examples:
  contract engage check
  contract engage check --scan bandit.sarif --scan iac=checkov.sarif --report coverage.xml
  contract engage check --fail-on not-evaluated --format markdown > comment.md
  contract engage check --format html > report.html

Exit codes: 0 nothing is broken, 1 something is (or, as asked, was not evaluated), 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
    /// When to exit with 1
    #[arg(long, value_name = "WHEN", default_value = "broken")]
    fail_on: FailOn,
}

/// When a report is a failure.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub(super) enum FailOn {
    /// Something is broken
    Broken,
    /// Something is broken, or was not evaluated
    NotEvaluated,
}

pub(super) fn run(args: &Args, form: Form, screen: &mut Screen) -> Result<Exit, Failure> {
    let Some(mut own) = args.given.evaluate(None, screen)? else { return Ok(Exit::Findings) };
    // What only the making of evidence settles is for that to say.
    own.outcomes.retain(|outcome| outcome.checker.as_deref() != Some(EVIDENCE));
    let given = own.added(Evidence::NotMade);
    let summary = rollup::whole(&given);
    let commit = own.commit.as_deref().unwrap_or_default();
    // Only the page names the files that were read.
    let inputs = if form == Form::Html { own.inputs() } else { Vec::new() };
    let left_out = own.left_out();
    let told = Report {
        given,
        summary: &summary,
        hash: &own.contract.hash,
        commit,
        of_commit: own.of_commit,
        inputs: &inputs,
        left_out: &left_out,
    };
    let report = match form {
        Form::Json => {
            let contract = json!({"project": own.contract.terms.project, "sha256": own.contract.hash});
            let value = json!({
                "contract": contract, "commit": own.commit, "date": own.date, "outcomes": own.outcomes, "gates": own.gates,
                "unmapped_findings": own.unmapped, "left_out": left_out, "summary": summary,
            });
            serde_json::to_string_pretty(&value).map_err(|error| Failure::Fault(error.to_string()))? + "\n"
        }
        Form::Markdown => comment::comment(&told),
        Form::Html => html::report(&told),
        _ => text::report(&told),
    };
    screen.text(&report)?;
    if own.unmapped > 0 {
        screen.aside(&format!("{} findings of scanners fit no category; say it: `--scan sast=FILE`", own.unmapped))?;
    }
    if args.given.scans.is_empty() && !own.gates.is_empty() {
        screen.aside("gates need what scanners found: give their reports with `--scan FILE`")?;
    }
    Ok(if summary.fails(args.fail_on == FailOn::NotEvaluated) { Exit::Findings } else { Exit::Fine })
}
