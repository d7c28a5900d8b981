//! `definition_of_done.tests_pass`: whether the tests that were reported passed.
//!
//! In: JUnit reports. Out: one outcome; each test that failed is a place in its report. No report, a report that cannot be read and a report
//! without a test that ran are not evaluated.

use super::Subject;
use super::looked::{asks_nothing, count, unseen};
use crate::engage::repository::Report;
use crate::engage::verdict::{Found, Outcome, Verdict};

const CLAUSE: &str = "definition_of_done.tests_pass";

/// Looks at reports of tests.
pub(super) fn check(&Subject { terms, reports, .. }: &Subject<'_>) -> Vec<Outcome> {
    if !terms.definition_of_done.tests_pass {
        return vec![asks_nothing(CLAUSE)];
    }
    let (mut found, mut holes, mut ran, mut seen) = (Vec::new(), Vec::new(), 0u64, 0);
    for report in &reports.all {
        match report {
            Report::Suite(suite) => {
                seen += 1;
                ran = ran.saturating_add(suite.tests.saturating_sub(suite.skipped));
                found.extend(suite.failures.iter().map(|failure| Found {
                    path: suite.path.clone(),
                    line: failure.line,
                    column: 0,
                    message: format!("`{}` failed", failure.name),
                }));
            }
            Report::Trouble(trouble) if !trouble.is_coverage => {
                holes.push(format!("`{}` {}", trouble.path, trouble.why))
            }
            _ => {}
        }
    }
    found.sort();
    let (verdict, why) = match (found.len(), holes.into_iter().next()) {
        (0, Some(hole)) => (Verdict::NotEvaluated, hole),
        (0, None) if seen == 0 => return vec![unseen(CLAUSE, "tests", "no report of tests was found")],
        (0, None) if ran == 0 => return vec![unseen(CLAUSE, "tests", "no test ran")],
        (0, None) => {
            (Verdict::Holds, format!("none failed of {}", count(usize::try_from(ran).unwrap_or(usize::MAX), "test")))
        }
        (failed, _) => (Verdict::Broken, format!("{} failed", count(failed, "test"))),
    };
    vec![Outcome { clause: CLAUSE.to_owned(), checker: Some("tests".to_owned()), verdict, why, found }]
}
