//! From reports of scanners to gates: what was found, of which category, how bad, and whether it is more than a contract allows.
//!
//! ```text
//!  SARIF 2.1, findings JSON ─┐
//!                            ├─ read ──► ScanReport ─┐
//!  JSON of some scanners ────┘     ▲                 ├─ gates ──► Outcome, one for each gate
//!                               table       Gate ────┘
//! ```
//!
//! In: the bytes of reports, the gates of a contract. Out: values. A finding whose category cannot be told is kept as unmapped and said, a
//! suppressed one is counted apart, and a gate that no scanner looked for is not evaluated: nothing is dropped, nothing is passed in
//! silence. Runs no scanner, reads no file, and prints nothing.

mod category;
mod gates;
mod native;
mod own;
mod sarif;
mod severity;
mod table;
mod tools;

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};

use serde_json::Value;

pub use category::Category;
pub use gates::{CLAUSE, gates};
pub use severity::Severity;
pub use table::table;

/// Why a report cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The report.
    pub name: String,
    /// What is wrong with it, as the end of a sentence.
    pub why: String,
}

impl Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the report `{}` cannot be read: {}", self.name, self.why)
    }
}

/// One thing that a scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Who found it.
    pub tool: String,
    /// The rule that is broken; empty where none is named.
    pub rule: String,
    /// What it is about; none where that cannot be told.
    pub category: Option<Category>,
    /// How bad it is.
    pub severity: Severity,
    /// Whether somebody said how bad: where its scanner does not weigh, [`Finding::severity`] is the least that can be assumed.
    pub weighed: bool,
    /// What is wrong, in the words of the scanner.
    pub message: String,
    /// The file, with `/`; empty where the finding has no place.
    pub path: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// The column, from 1; 0 where the whole line is meant.
    pub column: u32,
}

/// A run of a scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The scanner.
    pub tool: String,
    /// Its version, where it says it.
    pub version: Option<String>,
    /// What it looked for. A run that was broken off, that could not read a file, or whose scanner is not known, looked for nothing that could be relied on.
    pub covers: Vec<Category>,
    /// Why it cannot be relied on: it did not come to its end, or could not read a file.
    pub failed: Option<String>,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanReport {
    /// The report, as it was named to us.
    pub name: String,
    /// The runs in it.
    pub runs: Vec<Run>,
    /// What was found, in the order of the report.
    pub findings: Vec<Finding>,
    /// What was found and suppressed by somebody: it is not counted by gates.
    pub suppressed: Vec<Finding>,
    /// How many results speak of no failure: passed checks, open questions.
    pub others: usize,
}

impl ScanReport {
    /// The same report, all findings of which are of a category because the user says so; its runs looked for that, if they ended.
    pub fn of(mut self, category: Category) -> ScanReport {
        for finding in self.findings.iter_mut().chain(&mut self.suppressed) {
            finding.category = Some(category);
        }
        for run in self.runs.iter_mut().filter(|run| run.failed.is_none()) {
            run.covers = vec![category];
        }
        self
    }

    /// The same report with paths from a folder, where they stand in it. `root` is absolute, with `/`.
    pub fn from_root(mut self, root: &str) -> ScanReport {
        let root = root.trim_end_matches('/');
        for finding in self.findings.iter_mut().chain(&mut self.suppressed) {
            let inside = finding.path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/'));
            if let Some(inside) = inside.map(str::to_owned) {
                finding.path = inside;
            }
        }
        self
    }

    /// The findings whose category cannot be told: the user must say it.
    pub fn unmapped(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.category.is_none())
    }
}

/// Reads a report: SARIF 2.1, the own form of a scanner that is said in [`native`], or the JSON of findings that is said in [`own`].
pub fn read(name: &str, bytes: &[u8]) -> Result<ScanReport, Unreadable> {
    let unreadable = |why: String| Unreadable { name: name.to_owned(), why };
    // Some tools begin their files with a mark of the order of bytes.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| unreadable(format!("it is no JSON: {error}")))?;
    if let Some(report) = native::read(name, &value) {
        return Ok(report);
    }
    let report = match &value {
        Value::Object(keys) if keys.contains_key("runs") => sarif::read(name, value),
        Value::Object(keys) if keys.contains_key("findings") => own::read(name, value),
        Value::Array(_) => own::read(name, value),
        _ => Err("it is neither SARIF (an object with `runs`) nor a list of findings, nor an object with `findings`"
            .to_owned()),
    };
    report.map_err(unreadable)
}
