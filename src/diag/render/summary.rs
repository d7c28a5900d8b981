//! The last line of a run.

use super::Role;
use crate::diag::{Applicability, Diagnostic, Level};

/// How many findings there are of each level, and how many of them we could repair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
    /// Those with a fix that is certainly what is meant.
    pub fixable: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic]) -> Counts {
        let level = |level| findings.iter().filter(|finding| finding.level == level).count();
        Counts {
            errors: level(Level::Error),
            warnings: level(Level::Warning),
            hints: level(Level::Hint),
            fixable: findings.iter().filter(|finding| is_fixable(finding)).count(),
        }
    }
}

/// Whether a fix is certain.
pub(super) fn is_fixable(finding: &Diagnostic) -> bool {
    finding.fixes.iter().any(|fix| fix.applicability == Applicability::MachineApplicable)
}

/// `16 files, 3 errors, 2 warnings – 2 fixable`, or `16 files, no findings`.
pub fn summary(files: usize, counts: Counts, color: bool) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut parts = vec![count(files, "file")];
    let levels = [(counts.errors, Level::Error), (counts.warnings, Level::Warning), (counts.hints, Level::Hint)];
    for (number, level) in levels {
        if number > 0 {
            parts.push(super::paint(color, Role::Level(level), &count(number, level.name())));
        }
    }
    if parts.len() == 1 {
        parts.push(super::paint(color, Role::Good, "no findings"));
    }
    let fixable = if counts.fixable > 0 { format!(" – {} fixable", counts.fixable) } else { String::new() };
    format!("{}{fixable}", parts.join(", "))
}
