//! The whole road on one screen.
//!
//! ```text
//!  paths ──► Set::load ───────────────────────────────► check ──► findings
//!            find, fetch, surface.read, kinds::settle     │
//!                                                         └─ surface.write (fmt)
//! ```
//!
//! In: what the command line names. Out: values; nothing is printed or written here.

use crate::check;
use crate::diag::{self, Diagnostic};
use crate::repair::{self, Repaired};
use crate::set::{Input, Set};

/// A set and all that is wrong with it, in the order to show it.
#[derive(Debug)]
pub struct Checked {
    /// The set.
    pub set: Set,
    /// The findings.
    pub findings: Vec<Diagnostic>,
}

/// Reads and checks.
pub fn check(inputs: &[Input]) -> Checked {
    let set = Set::load(inputs);
    let findings = findings(&set);
    Checked { set, findings }
}

/// Repairs what was found wrong, in memory: fixes that are certain and, if asked for, those that are not.
pub fn repair(checked: Checked, unsafe_fixes: bool) -> Repaired {
    repair::repair(checked.set, checked.findings, unsafe_fixes, &findings)
}

/// All that is wrong with a set, in the order to show it.
fn findings(set: &Set) -> Vec<Diagnostic> {
    let mut findings = read_findings(set);
    let sources: Vec<check::Source<'_>> = set
        .files
        .iter()
        .filter_map(|file| {
            Some(check::Source {
                file: file.id,
                path: set.path(file),
                document: file.reading.document.as_ref()?,
                broken: &file.reading.broken,
                whole: file.reading.is_whole(),
            })
        })
        .collect();
    let complete = set.complete && sources.len() == set.files.len();
    findings.extend(check::check(&sources, complete));
    repair::realise(set, &mut findings);
    diag::sort(&mut findings);
    findings
}

/// What was wrong with getting at and reading the files, in the order to show it.
pub fn read_findings(set: &Set) -> Vec<Diagnostic> {
    let read = set.files.iter().flat_map(|file| &file.reading.findings);
    let mut findings: Vec<Diagnostic> = set.findings.iter().chain(read).cloned().collect();
    diag::sort(&mut findings);
    findings
}
