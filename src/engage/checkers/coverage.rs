//! `quality.test_coverage_min` and `definition_of_done.coverage_met`: whether tests reach enough of the code.
//!
//! In: reports of coverage. Out: an outcome each. Every report must reach the minimum: two reports are two parts of a product. The second clause
//! asks for 80 percent where no `quality` family says another number. Without a report, or with one that cannot be read, nothing is evaluated.

use super::Subject;
use super::looked::{asks_nothing, count, unseen};
use crate::engage::repository::{Report, Reports};
use crate::engage::terms::COVERAGE;
use crate::engage::verdict::{Found, Outcome, Verdict};

const ID: &str = "coverage";

/// Looks at `quality.test_coverage_min`.
pub(super) fn minimum(&Subject { terms, reports, .. }: &Subject<'_>) -> Vec<Outcome> {
    terms.quality.iter().map(|own| of("quality.test_coverage_min", own.test_coverage_min, reports)).collect()
}

/// Looks at `definition_of_done.coverage_met`.
pub(super) fn met(&Subject { terms, reports, .. }: &Subject<'_>) -> Vec<Outcome> {
    let clause = "definition_of_done.coverage_met";
    if !terms.definition_of_done.coverage_met {
        return vec![asks_nothing(clause)];
    }
    vec![of(clause, terms.quality.as_ref().map_or(COVERAGE, |own| own.test_coverage_min), reports)]
}

fn of(clause: &str, minimum: u32, reports: &Reports) -> Outcome {
    let (mut found, mut holes, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for report in &reports.all {
        match report {
            Report::Coverage(coverage) => match coverage.percent() {
                None => holes.push(format!("`{}` counts no line", coverage.path)),
                Some(percent) => {
                    said.push(format!("{percent} percent in `{}`", coverage.path));
                    if percent < f64::from(minimum) {
                        let message = format!(
                            "tests reach {percent} percent of the lines ({} of {}), less than {minimum}",
                            coverage.covered, coverage.lines
                        );
                        found.push(Found { path: coverage.path.clone(), line: 0, column: 0, message });
                    }
                }
            },
            Report::Trouble(trouble) if trouble.is_coverage => {
                holes.push(format!("`{}` {}", trouble.path, trouble.why))
            }
            _ => {}
        }
    }
    let (verdict, why) = match (found.len(), holes.into_iter().next()) {
        (0, Some(hole)) => (Verdict::NotEvaluated, hole),
        (0, None) if said.is_empty() => return unseen(clause, ID, "no report of coverage was found"),
        (0, None) => (Verdict::Holds, format!("{}, and {minimum} are asked for", said.join(", "))),
        (found, _) => (Verdict::Broken, format!("{} below {minimum} percent", count(found, "report"))),
    };
    Outcome { clause: clause.to_owned(), checker: Some(ID.to_owned()), verdict, why, found }
}
