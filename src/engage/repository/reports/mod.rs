//! What tests and their coverage left behind.
//!
//! ```text
//!  root, paths ── find ──► text ──┬─ lcov, Cobertura, coverage.py ──► Coverage
//!                                 └─ JUnit ─────────────────────────► Suite
//! ```
//!
//! In: a folder, or paths and texts. Out: [`Reports`]. What a text is says its content, never its name. Reports are looked for in the usual
//! places, ignored by version control or not. Never runs tests, and never guesses a number that a report does not hold.

mod cobertura;
mod coverage_py;
mod find;
mod junit;
mod lcov;

#[cfg(test)]
mod tests;

use std::path::Path;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    /// Every report, by path.
    pub all: Vec<Report>,
}

/// A report and what it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// How much of the code tests reached.
    Coverage(Coverage),
    /// How tests went.
    Suite(Suite),
    /// Something that looks like a report and cannot be read.
    Trouble(ReportTrouble),
}

/// Why a report cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTrouble {
    /// The path.
    pub path: String,
    /// What is the matter: `cannot be read as Cobertura`.
    pub why: String,
    /// Whether it would be of coverage; else it would be of tests.
    pub is_coverage: bool,
}

/// How much of the code tests reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The path of the report.
    pub path: String,
    /// What wrote it: `lcov`.
    pub format: &'static str,
    /// Lines that could be reached.
    pub lines: u64,
    /// Lines that were.
    pub covered: u64,
}

impl Coverage {
    /// In percent, rounded down to two digits: 79.99… never counts as 80. All of nothing is none: `None`.
    pub fn percent(&self) -> Option<f64> {
        let hundredths = self.covered.min(self.lines).checked_mul(10_000)?.checked_div(self.lines)?;
        u32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
    }
}

/// How tests went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The path of the report.
    pub path: String,
    /// How many tests there are.
    pub tests: u64,
    /// How many were left out.
    pub skipped: u64,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the test.
    pub name: String,
    /// Where it stands in the report, from 1.
    pub line: u32,
}

impl Reports {
    /// The reports in the usual places of a folder.
    pub fn find(root: &Path) -> Reports {
        let mut reports = Reports::default();
        for (path, text) in find::find(root) {
            reports.add(path, &text);
        }
        reports
    }

    /// The paths of all reports, in the order in which they were added.
    pub fn paths(&self) -> Vec<String> {
        let path = |report: &Report| match report {
            Report::Coverage(own) => own.path.clone(),
            Report::Suite(own) => own.path.clone(),
            Report::Trouble(own) => own.path.clone(),
        };
        self.all.iter().map(path).collect()
    }

    /// Adds a report that was named; `false` where the text is no report of a known form, which is remembered as trouble.
    pub fn give(&mut self, path: impl Into<String>, text: &str) -> bool {
        let path = path.into();
        if self.add(path.clone(), text) {
            return true;
        }
        for is_coverage in [true, false] {
            let why = "is in no form of report that is known".to_owned();
            self.all.push(Report::Trouble(ReportTrouble { path: path.clone(), why, is_coverage }));
        }
        false
    }

    fn add(&mut self, path: String, text: &str) -> bool {
        let start: String = text.trim_start_matches('\u{FEFF}').chars().take(4000).collect();
        let trouble = |why: &str, is_coverage| {
            Report::Trouble(ReportTrouble { path: path.clone(), why: format!("cannot be read as {why}"), is_coverage })
        };
        let report = if start.contains("<testsuite") {
            junit::read(&path, text).map_or_else(|| trouble("JUnit XML", false), Report::Suite)
        } else if start.contains("<coverage") {
            cobertura::read(&path, text).map_or_else(|| trouble("Cobertura XML", true), Report::Coverage)
        } else if lcov::is_meant(&start) {
            lcov::read(&path, text).map_or_else(|| trouble("lcov", true), Report::Coverage)
        } else if start.trim_start().starts_with('{') && text.contains("\"totals\"") {
            coverage_py::read(&path, text).map_or_else(|| trouble("JSON of coverage.py", true), Report::Coverage)
        } else {
            return false;
        };
        self.all.push(report);
        true
    }
}
