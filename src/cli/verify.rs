//! `contract verify`: the scenarios of the contract, and what is derived from it, on a running service.
//!
//! Out: how many scenarios are green, red or not executable, with reasons, and how many derived cases; exit code 1 where something
//! is red or a scenario could not be carried out.

use std::path::PathBuf;

use serde_json::json;

use super::project::{open, trouble};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::Level;
use crate::diag::render::Role;
use crate::run::{Case, CaseKind, Ending, Report, Target};

/// Try a generated service with the scenarios of its contract
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract verify service      start it if it is not running, try it, leave it as it was
  contract verify service --base-url http://127.0.0.1:8000")]
pub(super) struct Args {
    /// The folder of the generated project
    #[arg(default_value = "service")]
    folder: PathBuf,
    /// Try this service instead of starting one
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The database of that service
    #[arg(long, value_name = "URL", requires = "base_url")]
    database_url: Option<String>,
    /// The secret by which that service knows its callers
    #[arg(long, value_name = "SECRET", requires = "base_url")]
    auth_secret: Option<String>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let project = open(&args.folder, screen)?;
    let was_up = args.base_url.is_some() || project.is_up();
    if args.base_url.is_none() {
        if !was_up {
            screen.aside("starting the parts and the service")?;
        }
        // Also where all is running: perhaps from code that has changed since.
        project.up(None).map_err(trouble)?;
    }
    screen.aside("trying the service")?;
    let target = Target {
        base_url: args.base_url.clone(),
        database_url: args.database_url.clone(),
        auth_secret: args.auth_secret.clone(),
    };
    let report = project.verify(&target);
    if !was_up {
        project.down().map_err(trouble)?;
    }
    let report = report.map_err(trouble)?;
    show(&report, screen)?;
    Ok(if report.is_good() { Exit::Fine } else { Exit::Findings })
}

/// Shows a report.
pub(super) fn show(report: &Report, screen: &mut Screen) -> Result<(), Failure> {
    if screen.is_for_programs() {
        return screen.line(&as_json(report).to_string());
    }
    for case in report.cases.iter().filter(|case| case.ending != Ending::Green) {
        show_case(case, screen)?;
    }
    for (kind, name) in [
        (CaseKind::Scenario, "scenarios"),
        (CaseKind::Derived, "derived cases"),
        (CaseKind::Custom, "tests of your own"),
    ] {
        if report.of(kind).next().is_some() {
            screen.line(&sum(report, kind, name, screen))?;
        }
    }
    Ok(())
}

fn show_case(case: &Case, screen: &mut Screen) -> Result<(), Failure> {
    let word = match case.ending {
        Ending::Red => screen.paint(Role::Level(Level::Error), "red"),
        _ => screen.paint(Role::Level(Level::Warning), "not executable"),
    };
    let place = case.id.split('[').next().unwrap_or(&case.id);
    screen.line(&format!("{word}: {} ({place})", case.name))?;
    for line in case.reason.lines().take(12) {
        screen.line(&format!("  {line}"))?;
    }
    Ok(())
}

/// `12 scenarios: 11 green, 1 red`.
fn sum(report: &Report, kind: CaseKind, name: &str, screen: &Screen) -> String {
    let words = [
        (Ending::Green, "green", Role::Good),
        (Ending::Red, "red", Role::Level(Level::Error)),
        (Ending::NotExecutable, "not executable", Role::Level(Level::Warning)),
    ];
    let parts = words.into_iter().filter_map(|(ending, word, role)| {
        let count = report.count(kind, ending);
        (count > 0).then(|| screen.paint(role, &format!("{count} {word}")))
    });
    format!("{} {name}: {}", report.of(kind).count(), parts.collect::<Vec<_>>().join(", "))
}

fn as_json(report: &Report) -> serde_json::Value {
    let sums = |kind: CaseKind| {
        json!({
            "green": report.count(kind, Ending::Green),
            "red": report.count(kind, Ending::Red),
            "not_executable": report.count(kind, Ending::NotExecutable),
        })
    };
    json!({
        "good": report.is_good(),
        "scenarios": sums(CaseKind::Scenario),
        "derived": sums(CaseKind::Derived),
        "custom": sums(CaseKind::Custom),
        "cases": report.cases,
    })
}
